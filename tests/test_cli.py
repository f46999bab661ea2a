"""The command line: answers on standard output, all else on standard error, exit codes that mean something."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from typer.main import get_group

from podcaster.cli import COMMANDS, load
from podcaster.errors import NoTextError
from podcaster.library import Library
from tests import commands, machine

ROOT = Path(__file__).parent.parent


Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]


@pytest.fixture
def podcaster(capsys: pytest.CaptureFixture[str]) -> Command:
    """A command in the process of the test: it starts in no time."""

    def command(*arguments: object) -> Done:
        return Done(arguments, *commands.podcaster(capsys, *arguments))

    return command


def in_a_process(*arguments: object, stdin: bytes = b"") -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "podcaster", *map(str, arguments)], input=stdin, capture_output=True, check=False
    )
    return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_convert_prints_the_episode_and_nothing_else_on_standard_output(post: Path, tmp_path: Path) -> None:
    """What it made can be piped on."""
    done = in_a_process("convert", post, "--show", tmp_path / "show", "--voice", "tone")
    assert done.returncode == 0, done.stderr
    (path,) = done.stdout.split()
    assert Path(path).suffix == ".mp3"
    assert Path(path).exists()
    assert "1 made" in done.stderr


@machine.posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_its_caller_has_closed_is_no_bug(post: Path, tmp_path: Path, closed: str) -> None:
    """An episode is made without standard input, output or errors, and what is printed ends up in no file."""
    command = f'"$0" -m podcaster convert "$1" --show "$2" --voice tone --json {closed}'
    made = ["bash", "-c", command, sys.executable, str(post), str(tmp_path / "show")]
    done = subprocess.run(made, capture_output=True, text=True, check=False)
    assert (done.returncode, "unexpected" in done.stderr) == (0, False), done.stderr
    assert "<title>A quiet harbour</title>" in (tmp_path / "show/public/feed.xml").read_text()
    assert list((tmp_path / "show/public/episodes").glob("*.mp3"))
    for path in (tmp_path / "show").rglob("*.*"):
        assert not path.is_file() or b'"outcomes"' not in path.read_bytes()


def test_a_post_can_come_from_standard_input(post: Path, tmp_path: Path) -> None:
    """`-` reads what is piped in, and keeps it so that the episode can be made again."""
    done = in_a_process(
        "convert", "-", "--show", tmp_path / "show", "--voice", "tone", "--json", stdin=post.read_bytes()
    )
    assert done.returncode == 0, done.stderr
    (outcome,) = json.loads(done.stdout)["outcomes"]
    assert outcome["status"] == "made"
    assert outcome["title"] == "A quiet harbour"


@pytest.mark.parametrize(
    ("content", "status"),
    [(None, 65), (b"", 65), (b"\x00\x01\x02\xff" * 400, 65), (b"   \n\n --- \n", 65)],
    ids=["missing", "empty", "binary", "wordless"],
)
def test_a_bad_file_is_one_clear_line_and_leaves_nothing(
    tmp_path: Path, content: bytes | None, status: int, podcaster: Command
) -> None:
    """The line names the file; no half-made episode stays."""
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    done = podcaster("convert", path, "--show", tmp_path / "show", "--voice", "tone")
    assert done.returncode == status
    assert "bad.txt" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.rglob("*.mp3"))


def test_good_ones_are_made_beside_bad_ones(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """convert a b c goes on after a bad one, says so once, and counts it at the end, with the next step."""
    bad = tmp_path / "bad.txt"
    bad.write_text("")
    done = podcaster("convert", bad, post, tmp_path / "none.html", "--show", tmp_path / "show", "--voice", "tone")
    assert done.returncode == 1
    assert len(done.stdout.split()) == 1
    assert "2 failed" in done.stderr
    assert done.stderr.count("bad.txt: ") == 1
    assert "  1 × Nothing in it could be narrated\n" in done.stderr
    assert f"  try: podcaster failures --show {tmp_path / 'show'}\n" in done.stderr


def test_an_unknown_voice_names_the_nearest(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """Exit 69, and what to try."""
    done = podcaster("convert", post, "--show", tmp_path / "show", "--voice", "hart")
    assert done.returncode == 69
    assert "heart" in done.stderr


def test_an_unknown_setting_is_refused(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """Exit 2, and the nearest known key."""
    (tmp_path / "show").mkdir()
    (tmp_path / "show" / "podcaster.toml").write_text('titel = "x"')
    done = podcaster("convert", post, "--show", tmp_path / "show")
    assert done.returncode == 2
    assert "'title'" in done.stderr


def test_explain_lists_spoken_and_omitted_text(post: Path, podcaster: Command) -> None:
    """As text, as JSON, and as just the narration."""
    told = podcaster("explain", post)
    assert told.returncode == 0, told.stderr
    assert "quote, michael" in told.stdout
    record = json.loads(podcaster("explain", post, "--json").stdout)
    assert record["title"] == "A quiet harbour"
    assert record["author"] == "Jo Vane"
    assert record["date"] == "2019-05-04"
    assert {"blocks", "utterances", "ledger"} <= set(record)
    text = podcaster("explain", post, "--text").stdout
    assert text.startswith("A quiet harbour")
    assert "24 loaves" in text


def test_a_show_can_be_looked_after(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """feed, status, failures, check and doctor all answer, as text and as JSON."""
    show = tmp_path / "show"
    podcaster("convert", post, "--show", show, "--voice", "tone")
    assert podcaster("feed", "--show", show).stdout.strip().endswith("feed.xml")
    assert json.loads(podcaster("status", "--show", show, "--json").stdout)["episodes"] == 1
    assert json.loads(podcaster("failures", "--show", show, "--json").stdout) == []
    assert podcaster("check", "--show", show).returncode == 0
    assert podcaster("retry", "--show", show).returncode == 0
    (mp3,) = show.rglob("*.mp3")
    mp3.write_bytes(mp3.read_bytes()[:-100])
    assert podcaster("check", "--show", show).returncode == 1


def test_a_word_is_taught_and_heard_of(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """words ranks, lexicon add teaches, lexicon test shows what becomes of a sentence."""
    show = tmp_path / "show"
    show.mkdir()
    ranked = json.loads(podcaster("words", post, "--show", show, "--json", "--stub", tmp_path / "stub.tsv").stdout)
    assert {"word", "count", "sentence"} <= set(ranked[0])
    assert "\t" in (tmp_path / "stub.tsv").read_text()
    assert podcaster("lexicon", "add", "quay", "key", "--show", show).returncode == 0
    assert podcaster("lexicon", "test", "On the quay.", "--show", show).stdout.strip() == "On the key."
    assert "quay" in podcaster("lexicon", "list", "--show", show).stdout
    assert "key" in podcaster("explain", post, "--show", show, "--spoken").stdout
    bad = podcaster("lexicon", "add", "quay", "key", "--kind", "sing", "--show", show)
    assert bad.returncode == 2


def test_a_page_shows_what_is_said(post: Path, podcaster: Command) -> None:
    """explain --html is a page of its own."""
    page = podcaster("explain", post, "--html").stdout
    assert page.startswith("<!doctype html>")
    assert "A quiet harbour" in page


def test_a_dry_run_speaks_nothing(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """batch --dry-run says what there is to do."""
    told = podcaster("batch", post, "--show", tmp_path / "show", "--dry-run", "--json")
    assert json.loads(told.stdout)["articles"] == 1
    assert not (tmp_path / "show").exists()


def test_a_show_is_published_to_a_folder(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """publish copies what may be seen, tag prints what an episode says of itself."""
    show, away = tmp_path / "show", tmp_path / "away"
    show.mkdir()
    (show / "podcaster.toml").write_text('base_url = "https://harbour.example/show/"\n')
    made = podcaster("convert", post, "--show", show, "--voice", "tone")
    assert podcaster("publish", away, "--show", show).returncode == 0
    assert (away / "feed.xml").exists()
    assert "0 files sent" in podcaster("publish", away, "--show", show).stderr
    assert json.loads(podcaster("tag", made.stdout.strip(), "--json").stdout)["title"] == "A quiet harbour"


def test_a_missing_show_is_reported(tmp_path: Path, podcaster: Command) -> None:
    """A command about a show that is not there says how to make one."""
    done = podcaster("status", "--show", tmp_path / "none")
    assert done.returncode == 65
    assert "convert" in done.stderr


def test_help_loads_neither_the_engines_nor_the_commands() -> None:
    """podcaster --help answers at once."""
    heavy = (
        *("numpy", "onnxruntime", "trafilatura", "PIL", "feedgen", "lxml"),
        *("httpx", "platformdirs", "segno", "pyphen", "babel", "langcodes", "jinja2"),
    )
    own = ("podcaster.config", "podcaster.voice", *(f"podcaster.cli.{module}" for module, _ in COMMANDS.values()))
    code = (
        "import sys, podcaster.cli\n"
        "try: podcaster.cli.app(['--help'])\n"
        f"finally: print([m for m in {heavy + own} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(name in done.stdout for name in COMMANDS)


def test_the_list_of_episodes_loads_no_reader_and_no_run() -> None:
    """`list`, `remove` and `restore` start three times as fast without them."""
    heavy = ("numpy", "lxml", "podcaster.reading", "podcaster.script", "podcaster.engines", "podcaster.batch.run")
    code = f"import sys, podcaster.cli.taking; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_and_a_command_say_the_same(name: str) -> None:
    """The line in `podcaster --help` is the first line of `podcaster COMMAND --help`."""
    assert load(name).help == COMMANDS[name][1]


def test_the_overview_has_every_command() -> None:
    """A command missing from the table could not be called."""
    modules = {import_module(f"podcaster.cli.{module}") for module, _ in COMMANDS.values()}
    assert {name for module in modules for name in get_group(module.commands).commands} == set(COMMANDS)


def test_a_shell_completes_commands_and_their_options() -> None:
    """This includes commands whose module is not loaded yet."""
    for words, offered in (("podcaster conv", "convert"), ("podcaster convert --voi", "--voice")):
        environment = {**os.environ, "_PODCASTER_COMPLETE": "complete_bash", "COMP_WORDS": words}
        environment["COMP_CWORD"] = str(len(words.split()) - 1)
        done = subprocess.run(
            [sys.executable, "-c", "import podcaster.cli; podcaster.cli.app(prog_name='podcaster')"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert offered in done.stdout.split(), done.stderr


@pytest.mark.parametrize(
    ("about", "source", "shown"),
    [
        ("saved/a.md", "/home/jo/saved/a.md", "it is empty"),
        ("../saved/a.md", "/home/jo/saved/a.md", "it is empty"),
        ("/home/jo/saved/a.md", "/home/jo/saved/a.md", "it is empty"),
        ("a.zip!b.md", "/home/jo/a.zip!b.md", "it is empty"),
        ("other/a.md", "/home/jo/saved/a.md", "other/a.md: it is empty"),
        ("", "/home/jo/saved/a.md", "it is empty"),
    ],
)
def test_a_line_names_a_file_once(about: str, source: str, shown: str) -> None:
    """failed: /home/jo/saved/a.md: it is empty. However the file was named on the command line."""
    assert NoTextError("it is empty", about=about).without(source) == shown


def test_a_failure_is_stored_without_the_name_of_its_file(tmp_path: Path) -> None:
    """The name is in a column of its own, so that no reader has to cut it out of the message."""
    with Library(tmp_path / "library.sqlite") as library:
        library.fail("/home/jo/saved/a.md", "", NoTextError("it is empty", about="saved/a.md"), permanent=True)
        assert library.failures()[0].error == "it is empty"


def test_a_lost_library_is_not_reported_as_a_lost_show(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """Its episodes are there: what makes it anew is named."""
    show = tmp_path / "show"
    assert podcaster("convert", post, "--show", show, "-v", "tone").returncode == 0
    for path in (show / ".podcaster").glob("library.sqlite*"):
        path.unlink()
    assert "check --repair" in podcaster("status", "--show", show).stderr
    assert podcaster("check", "--repair", "--show", show).returncode == 0
    assert "1 episode," in podcaster("status", "--show", show).stdout


def test_a_folder_with_nothing_in_it_is_named(post: Path, tmp_path: Path, podcaster: Command) -> None:
    """A name with a slip in it, or a folder that is not mounted, is not passed over in silence."""
    (tmp_path / "inbox").mkdir()
    told = podcaster("batch", post, tmp_path / "inbox", "--show", tmp_path / "show", "-v", "tone")
    assert told.returncode == 0
    assert f"nothing to read in {tmp_path / 'inbox'}" in told.stderr
