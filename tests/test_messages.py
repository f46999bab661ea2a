"""What commands answer to what cannot be done: which words, which status, and that nothing is left on the disk."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from podcaster.cli import fitting, options
from podcaster.config import Settings, Show
from podcaster.errors import NoTextError, UnsupportedError
from podcaster.publishing import show_library
from podcaster.reading import recognise
from podcaster.reading.safe import damaged
from tests.commands import podcaster

TEXT = "The harbour froze in January, and the boats stayed where they were until the thaw came in one night. " * 6
READ = ("explain", "words", "convert", "batch", "batch --dry-run")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ---------------------------------------------------------------- what is named and is not there


@pytest.mark.parametrize("command", READ)
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nope.html", "podcaster: nope.html: no such file\n  try: check the path\n"),
        ("posts.md", "podcaster: posts.md: no such file\n  try: did you mean post.md?\n"),
        ("post.md/inside.md", "podcaster: post.md/inside.md: no such file\n  try: check the path\n"),
        ("gone", "podcaster: gone: a link to a file that is not there\n"),
        ("x" * 300, f"podcaster: {'x' * 300}: its name is too long\n"),
    ],
)
def test_a_file_that_is_not_there_makes_nothing(
    command: str, name: str, told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One message, one status for every command that reads; and no show, no feed, no lock."""
    (here / "post.md").write_text(TEXT)
    (here / "gone").symlink_to("nowhere")
    assert podcaster(capsys, *command.split(), name) == (65, "", told)
    assert left(here) == ["gone", "post.md"]


@pytest.mark.parametrize("command", ["convert", "batch"])
def test_several_files_that_are_not_there_make_nothing(
    command: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "empty").mkdir()
    status, out, told = podcaster(capsys, command, "a.html", "b.html", "empty")
    assert (status, out) == (1, "")
    assert "a.html: no such file" in told
    assert "b.html: no such file" in told
    assert "nothing to read in empty\n" in told
    assert "feed" not in told
    assert "failures" not in told  # there is no show that could list them
    assert left(here) == ["empty"]


def test_a_dry_run_fails_for_what_the_run_would_not_find(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rest is counted, and nothing is left on the disk: neither a show nor a file of the library."""
    (here / "post.md").write_text(TEXT)
    status, out, told = podcaster(capsys, "batch", "--dry-run", "post.md", "nope.html")
    assert (status, told) == (1, "podcaster: nope.html: no such file\n  try: check the path\n")
    assert out.startswith("articles   1 to make")
    assert left(here) == ["post.md"]


def test_a_dry_run_checks_the_device(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the night would need is looked for before the evening ends."""
    (here / "post.md").write_text(TEXT)
    status, out, told = podcaster(capsys, "batch", "--dry-run", "--device", "cuda", "post.md")
    assert (status, out) == (69, "")
    assert "cannot use the device cuda" in told


def test_watch_looks_for_its_folder_first(capsys: pytest.CaptureFixture[str]) -> None:
    told = "podcaster: nofolder: no such file\n  try: check the path\n"
    assert podcaster(capsys, "watch", "nofolder") == (65, "", told)


# ---------------------------------------------------------------- what is there, and is no article


@pytest.mark.parametrize("command", READ)
def test_a_folder_without_an_article_says_what_can_be_read(
    command: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same for every command: what is in it, and where the kinds are listed."""
    for name in ("empty", "pictures", "mixed"):
        (here / name).mkdir()
    (here / "pictures" / "a.png").write_bytes(b"x")
    (here / "mixed" / "a.png").write_bytes(b"x")
    (here / "mixed" / "b.css").write_bytes(b"x")
    for name, what in {
        "empty": "it is empty",
        "pictures": "only .png",
        "mixed": "none of its 2 files is an article (.css, .png)",
    }.items():
        status, out, told = podcaster(capsys, *command.split(), name)
        assert (status, out) == (65, "")
        assert told.startswith(f"podcaster: {name}: nothing to read in this folder: {what}\n  try: give it saved web")
        assert "podcaster convert --help lists them" in told
    assert left(here) == ["empty", "mixed", "pictures"]


@pytest.mark.parametrize(
    "text",
    [
        "https://blog.example.org/a\nhttps://blog.example.org/b\n",
        "# To read\n\n- <https://blog.example.org/a>\n2. https://blog.example.org/b\n",
        "* [The ferry](https://blog.example.org/a)\n* [The quay](https://blog.example.org/b)\n",
        "[InternetShortcut]\nURL=https://blog.example.org/a\nIconIndex=0\n",
    ],
)
@pytest.mark.parametrize("name", ["links.txt", "links.md", "links"])
def test_a_list_of_links_is_called_one(text: str, name: str) -> None:
    """It is no article, and its addresses are not read out."""
    with pytest.raises(UnsupportedError, match="a list of links: it lists links, and the text") as refused:
        recognise(text.encode(), name)
    assert "podcaster convert https://..." in refused.value.hint


def test_a_text_with_links_is_no_list_of_links() -> None:
    recognise(b"https://blog.example.org/a\nThe ferry came late.\n", "a.txt")
    recognise(b"Read https://blog.example.org/a first.\nhttps://blog.example.org/b\n", "a.md")


def test_a_list_of_links_ends_with_65_and_names_no_feed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "links.txt").write_text("https://blog.example.org/a\n")
    status, out, told = podcaster(capsys, "convert", "links.txt", "--show", "show")
    assert (status, out) == (65, "")
    assert "save the articles themselves" in told
    assert "feed" not in told.replace("feeds", "")


def test_words_of_nothing_prints_no_table(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "bin").write_bytes(os.urandom(8).replace(b"\0", b"a") + b"\0\0\xff" * 100)
    status, out, told = podcaster(capsys, "words", "bin")
    assert (status, out) == (65, "")
    assert told.startswith("podcaster: bin: not text")


# ---------------------------------------------------------------- a show that is not there


SHOWS = (
    *("report", "mix", "opml", "publish out", "feed", "list", "remove 1 --yes", "restore 1", "export epub --all"),
    *(
        "status",
        "failures",
        "retry",
        "dismiss a.md",
        "check",
        "doctor",
        "show cover",
        "lexicon list",
        "lexicon add a b",
    ),
    *("lexicon remove a", "lexicon test hello", "pull", "sources", "unfollow x", "say hi --as a=b --keep"),
)


@pytest.mark.parametrize("command", SHOWS)
def test_a_show_that_is_not_there_is_not_begun(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in --show is told, with the command that begins a show, and no folder appears."""
    told = "podcaster: there is no show in nothere\n  try: podcaster convert FILE --show nothere makes one\n"
    assert podcaster(capsys, *command.split(), "--show", "nothere") == (65, "", told)
    assert left(here) == []


def test_the_show_below_the_folder_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "podcast").mkdir()
    (here / "podcast" / "podcaster.toml").write_text("")
    told = podcaster(capsys, "status", "--show", ".")
    assert told == (65, "", "podcaster: there is no show in ., but below it\n  try: --show podcast\n")


def test_a_show_without_episodes_is_a_show(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "podcast").mkdir()
    (here / "podcast" / "podcaster.toml").write_text("")
    status, _, told = podcaster(capsys, "status")
    assert status == 65
    assert told == (
        "podcaster: the show in podcast has no episodes yet\n"
        "  try: podcaster convert FILE --show podcast makes the first\n"
    )
    assert podcaster(capsys, "sources")[0] == 0


def test_a_show_cannot_be_below_a_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "post.md").write_text(TEXT)
    told = "podcaster: post.md/show is not a folder, so it cannot be a show\n  try: --show FOLDER\n"
    assert podcaster(capsys, "status", "--show", "post.md/show") == (2, "", told)


def test_a_list_of_feeds_that_is_not_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = "podcaster: feeds.opml: no such file\n  try: check the path\n"
    assert podcaster(capsys, "follow", "feeds.opml") == (65, "", told)
    assert left(here) == []


@pytest.mark.parametrize("command", ["status", "convert post.md"])
def test_a_show_cannot_be_a_link_to_nothing(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "post.md").write_text(TEXT)
    (here / "gone").symlink_to("nowhere")
    told = "podcaster: gone is a link to a folder that is not there\n  try: --show FOLDER\n"
    assert podcaster(capsys, *command.split(), "--show", "gone") == (2, "", told)


@pytest.mark.parametrize(
    "command", ["proof nope.mp3", "voices preview tone --of nope.md", "voices install de --from nope", "tag nope.mp3"]
)
def test_a_file_that_is_not_there_ends_with_65(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is looked for, fetched or written."""
    status, out, told = podcaster(capsys, *command.split())
    assert (status, out) == (65, "")
    assert told.startswith("podcaster: nope")
    assert left(here) == []


def test_no_file_is_written_over_and_no_sound_without_its_kind(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first lexicon that one fills in is work; and `say --to folder` is told as a wrong name of a file."""
    (here / "post.md").write_text(TEXT)
    (here / "mine.tsv").write_text("Ewer\tsay\tever\n")
    status, out, told = podcaster(capsys, "words", "post.md", "--stub", "mine.tsv")
    assert (status, out, told.splitlines()[0]) == (2, "", "podcaster: --stub names mine.tsv, which exists")
    assert (here / "mine.tsv").read_text() == "Ewer\tsay\tever\n"
    status, out, told = podcaster(capsys, "say", "hi", "--voice", "tone", "--to", ".")
    assert (status, out, told.splitlines()[0]) == (2, "", "podcaster: --to names ., which is no sound file")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("say", "hi", "--voice", "tone", "--to"), "mine.mp3"),
        (("words", "post.md", "--audition"), "mine.mp3"),
        (("voices", "preview", "tone", "--to"), "mine.mp3"),
        (("voices", "preview", "tone", "--to"), "mine.html"),
    ],
)
def test_a_file_that_was_named_is_not_written_over(
    here: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], name: str
) -> None:
    """It may be one of the user: the command says so before a voice has spoken."""
    (here / "post.md").write_text(TEXT)
    (here / name).write_bytes(b"of the user")
    status, out, told = podcaster(capsys, *command, name)
    assert (status, out, told.splitlines()[0]) == (2, "", f"podcaster: {command[-1]} names {name}, which exists")
    assert (here / name).read_bytes() == b"of the user"


def test_what_is_no_sound_file_gets_no_sound(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A preview is a page or an MP3, not a page called .wav; words are not surveyed for an audition in a .txt."""
    (here / "post.md").write_text(TEXT)
    status, out, told = podcaster(capsys, "voices", "preview", "tone", "--to", "heard.wav")
    assert (status, out, told.splitlines()[0]) == (
        2, "", "podcaster: --to names heard.wav, which is no page and no MP3"
    )  # fmt: skip
    status, out, told = podcaster(capsys, "words", "post.md", "--audition", "heard.txt")
    assert (status, out, told.splitlines()[0]) == (
        2, "", "podcaster: --audition names heard.txt, which is no sound file"
    )  # fmt: skip
    assert not list(here.glob("heard.*"))


def test_an_audition_of_no_words_is_not_made(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It would hold the sample sentences of the voice, which are not in the article."""
    (here / "plain.md").write_text("# A quiet day\n\nThe water was calm, and we went home in the evening.\n")
    status, _, told = podcaster(capsys, "words", "plain.md", "--audition", "heard.mp3")
    assert status == 0
    assert "heard.mp3 is not written: there is no word to hear" in told
    assert not (here / "heard.mp3").exists()


def test_what_a_parser_says_of_a_damaged_file_is_no_name_of_a_class() -> None:
    assert damaged("damaged", ValueError("File is not\n a zip file")) == "damaged: File is not a zip file"
    assert damaged("damaged", KeyError("word/document.xml")) == "damaged"
    assert damaged("damaged", IndexError()) == "damaged"


def test_doctor_names_a_feed_that_it_cannot_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert podcaster(capsys, "doctor", "--feed", "nope.xml")[::2] == (
        65,
        "podcaster: nope.xml: no such file\n  try: check the path\n",
    )


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("line", "told", "hint"),
    [
        ("pace = 'fast'", "pace is 'fast'", "a number, such as 1.0"),
        ("pace = true", "pace is true", "a number, such as 1.0"),
        ("jobs = 'many'", "jobs is 'many'", "a whole number, such as 3"),
        ("cache_mb = 1.5", "cache_mb is 1.5", "a whole number, such as 2000"),
        ("title = 3", "title is 3", 'a text in quotes, such as "text"'),
        ("menu = 'yes'", "menu is 'yes'", "true or false"),
        ("sound = 3", "sound must be a table", "write [sound] on a line, and its keys below it"),
        ("[sound]\nloudness = '-16'", "sound: loudness is '-16'", "a number, such as -16.0"),
    ],
)
def test_a_setting_of_the_wrong_type_is_told_in_words(
    line: str, told: str, hint: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The value as it stands in the file, and one that would do."""
    (here / "podcast").mkdir()
    (here / "podcast" / "podcaster.toml").write_text(line)
    said = podcaster(capsys, "status")
    assert said == (2, "", f"podcaster: podcast/podcaster.toml: {told}\n  try: {hint}\n")


def test_the_settings_are_named_by_their_whole_path(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hint is followed from wherever one is, and the file may still have to be written."""
    monkeypatch.setattr("sys.argv", ["podcaster"])
    monkeypatch.setattr(fitting, "program", lambda: "podcaster")
    options.open_show(Path("podcast"))
    path = f"{here}/podcast/podcaster.toml"
    for named in ("podcaster.toml", "podcast/podcaster.toml", path):
        told = fitting.as_called(f"set longest_words higher in {named}, or split the article")
        assert told == (
            f"set longest_words higher in {path} (podcaster show init --show podcast creates it), or split the article"
        )
    (here / "podcast").mkdir()
    Path(path).touch()
    assert fitting.as_called("set pace in podcaster.toml") == f"set pace in {path}"
    assert fitting.as_called("base_url in other/podcaster.toml") == "base_url in other/podcaster.toml"


# ---------------------------------------------------------------- what is not installed, what is no episode


@pytest.fixture
def harbour(here: Path) -> Show:
    """A show with a library, in which nothing is published yet."""
    show = Show(here / "podcast", Settings(title="Harbour"))
    with show_library.for_writing(show):
        return show


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize(
    ("target", "missing"), [("s3://bucket/show", "boto3"), ("host:show", "rsync"), ("sftp://host/show", "asyncssh")]
)
def test_publish_misses_its_tool_first(
    target: str, missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """69, as for a voice that is missing; before the show is asked for an address."""
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.setenv("PATH", "")
    status, out, told = podcaster(capsys, "publish", target)
    assert (status, out) == (69, "")
    assert told.startswith(f"podcaster: {missing} is needed")


def test_tag_refuses_what_is_no_episode(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "ok.md").write_text(TEXT)
    status, out, told = podcaster(capsys, "tag", "ok.md")
    assert (status, out) == (65, "")
    assert told.startswith("podcaster: ok.md: not an episode: it has no tags\n  try: podcaster tag reads MP3,")
    assert podcaster(capsys, "tag", "nope.mp3")[0] == 65
    assert podcaster(capsys, "tag", ".")[0] == 65


# ---------------------------------------------------------------- nothing fits


def test_retry_says_what_there_is(harbour: Show, capsys: pytest.CaptureFixture[str]) -> None:
    assert podcaster(capsys, "retry") == (0, "", "nothing to retry: no article has failed\n")
    told = "podcaster: a.md is not among the failures of this show: there are none\n"
    assert podcaster(capsys, "retry", "a.md") == (65, "", told)
    with show_library.for_writing(harbour) as library:
        library.fail("/x/b.md", "", NoTextError("nothing in it"), permanent=True)
    told = (
        "podcaster: a.md is not among the failures of this show; these are: /x/b.md\n"
        "  try: podcaster failures --show podcast lists them\n"
    )
    assert podcaster(capsys, "retry", "a.md") == (65, "", told)
    assert podcaster(capsys, "retry", "a.md", "/x/b.md") == (1, "", f"1 will be retried by the next batch\n{told}")


def test_an_empty_cache_says_so(
    monkeypatch: pytest.MonkeyPatch, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PODCASTER_CACHE", str(here / "cache"))
    assert podcaster(capsys, "cache", "clear") == (0, "", "nothing to delete, it is empty already\n")
    assert podcaster(capsys, "cache", "clear", "models")[2] == "models: nothing to delete, it is empty already\n"


def test_failures_are_in_words_for_programs_too(harbour: Show, capsys: pytest.CaptureFixture[str]) -> None:
    """The kind is the same in every version; the words are for people."""
    with show_library.for_writing(harbour) as library:
        library.fail("/x/b.md", "", NoTextError("nothing in it"), permanent=True)
    (one,) = json.loads(podcaster(capsys, "failures", "--json")[1])
    assert (one["error_kind"], one["words"]) == ("NoTextError", "Nothing in it could be narrated")
