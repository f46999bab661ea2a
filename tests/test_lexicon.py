"""How words are pronounced: a show's own list, the built-in ones, and what they do to a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.config import Settings
from podcaster.errors import UsageError
from podcaster.model import Article, Block, BlockKind
from podcaster.script import write
from podcaster.script.lexicon import Entry, Kind, Lexicon, add, own_entries, parse, parse_line
from podcaster.script.speakable import speakable

SAMPLE = parse(
    "nginx\tsay\tengine ex\n"
    "K8s\tsay\tkubernetes\n"
    "IPA\tletters\n"
    "URL\tletters\n"
    "LASER\tword\n"
    "US\tletters\t\ten\tcase\n"
    "San Jose\tsay\tSan Hozay\ten\n"
    "Jose\tsay\tHozay\n"
    "C++\tsay\tsee plus plus\n"
    ".NET\tsay\tdot net\n"
    "Thames\tipa\t/tɛmz/\ten-GB\n"
    "O'Dea\tsay\tOh Dee\n"
    "fork\tsay\tGabel\tde\n"
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("We run nginx and Nginx.", "We run engine ex and engine ex."),
        ("nginx's cache", "engine ex's cache"),
        ("An IPA, please.", "An I.P.A, please."),
        ("Two URLs here.", "Two U.R.L's here."),
        ("A LASER beam", "A Laser beam"),
        ("The US told us.", "The U.S told us."),
        ("In San Jose, Jose waits.", "In San Hozay, Hozay waits."),
        ("Write C++ or .NET!", "Write see plus plus or dot net!"),
        ("nginxes and an engine", "nginxes and an engine"),
        ("my_nginx_server", "my_nginx_server"),
        ("a fork", "a fork"),
        ("Shaun O'Dea and Shaun O’Dea", "Shaun Oh Dee and Shaun Oh Dee"),
    ],
)
def test_the_lexicon_changes_its_words_and_no_others(written: str, said: str) -> None:
    """Whole words and phrases, the longest first, in their language and spelling; parts of words never."""
    assert Lexicon(SAMPLE).apply(written, "en") == (said, ())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Qwen3-8B or Qwen2.5", "kwen three-eight B or kwen two point five"),
        ("the WHO’s plan, and those WHO came", "the W.H.O’s plan, and those WHO came"),
        ("the M3 MAX", "the M three Max"),
        ("IPv6", "I.P.V six"),
        ("AT&T's shops", "A.T and teez shops"),
    ],
)
def test_words_that_come_with_podcaster(written: str, said: str) -> None:
    found, _ = Lexicon.builtin("en").speak(written, "en", lambda t: speakable(t, "en"))
    assert found == said


def test_ipa_stays_as_written_and_is_handed_to_the_voice() -> None:
    """The word is left in the text, its sounds beside it, and only for the language it is meant for."""
    assert Lexicon(SAMPLE).apply("On the Thames.", "en-GB") == ("On the Thames.", (("Thames", "tɛmz"),))
    assert Lexicon(SAMPLE).apply("On the Thames.", "en-US") == ("On the Thames.", ())
    script = write(
        Article((Block(BlockKind.PARAGRAPH, "We sat by the Thames."),), "x", language="en-GB"),
        Settings(intro=""),
        lexicon=Lexicon(SAMPLE),
    )
    assert script.utterances[-1].ipa == (("Thames", "tɛmz"),)


def test_the_rules_of_speech_cannot_undo_the_lexicon() -> None:
    """Letters are not taken for initials or numerals, nor a name with a digit for a number."""
    said, _ = Lexicon(SAMPLE).speak("K8s 1.2 needs 3 IPA labels.", "en", lambda t: speakable(t, "en"))
    assert said == "kubernetes one point two needs three I.P.A labels."
    in_code, _ = Lexicon(SAMPLE).speak("Run `nginx -t` now.", "en", lambda t: speakable(t, "en"))
    assert "engine ex" in in_code


def test_rules_that_take_the_stand_in_apart_get_the_words_themselves() -> None:
    """Even then nothing is lost."""
    said, _ = Lexicon(SAMPLE).speak("We run nginx.", "en", lambda t: t[:12] + t[-1] if "qzx" in t else t)
    assert said == "We run engine ex."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nginx", "has no kind"),
        ("nginx\tsays\tx", "unknown kind"),
        ("nginx\tsay", "no pronunciation"),
        ("nginx\tipa\t", "no pronunciation"),
        ("...\tletters", "no letter"),
        ("a\tletters\t\tenglish language", "not a language"),
        ("a\tletters\t\ten\tyes", "field for case"),
        ("a\tsay\tb\ten\tcase\tmore", "6 fields"),
    ],
)
def test_a_bad_line_is_named_with_its_number(line: str, message: str) -> None:
    """The person who wrote the file learns where and why."""
    with pytest.raises(UsageError, match=f"line 3.*{message}"):
        parse(f"# a comment\n\n{line}\n")


def test_an_unknown_kind_gets_the_nearest_one() -> None:
    """The hint is what was probably meant."""
    with pytest.raises(UsageError) as caught:
        parse_line("a\tletter\tb")
    assert "letters" in caught.value.hint


def test_the_shows_own_entries_win_and_change_the_fingerprint(tmp_path: Path) -> None:
    """Without a file the built-in list holds; an entry of the show replaces it, and the episode is made anew."""
    path = tmp_path / "lexicon.tsv"
    built_in = Lexicon.load(path)
    assert built_in.apply("nginx", "en")[0] == "engine X"
    path.write_text("nginx\tsay\tin jinx\n")
    own = Lexicon.load(path)
    assert own.apply("nginx", "en")[0] == "in jinx"
    assert own.fingerprint != built_in.fingerprint
    assert Lexicon.load(path).fingerprint == own.fingerprint


def test_adding_a_word_keeps_the_file_and_replaces_the_old_entry(tmp_path: Path) -> None:
    """A new file explains itself; comments stay; one word has one entry."""
    path = tmp_path / "lexicon.tsv"
    assert add(path, Entry("Deir Ezzor", Kind.SAY, "Dare Ezzor"))
    assert add(path, Entry("Deir Ezzor", Kind.SAY, "Dayr Ezzor"))
    assert not add(path, Entry("Deir Ezzor", Kind.SAY, "Dayr Ezzor"))
    assert path.read_text().startswith("# How this show")
    assert own_entries(path) == (Entry("Deir Ezzor", Kind.SAY, "Dayr Ezzor"),)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """One clear line, not a traceback."""
    path = tmp_path / "lexicon.tsv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="could not read"):
        Lexicon.load(path)


def test_the_built_in_list_is_sound() -> None:
    """Each word once for a language; respellings only, which every engine can say; applied once, then stable."""
    lexicon = Lexicon.builtin("en")
    assert len(lexicon.entries) >= 100
    keys = [(e.word if e.case else e.word.casefold(), e.language) for e in lexicon.entries]
    assert len(set(keys)) == len(keys)
    for entry in lexicon.entries:
        assert entry.kind is not Kind.IPA
        said = lexicon.apply(entry.word, "en")[0]
        assert said != entry.word, entry
        assert any(c.isalpha() for c in said)


@given(st.lists(st.sampled_from(["nginx", "IPA", "San Jose", "boat", "C++", "K8s", ",", "7", "."]), max_size=12))
def test_words_around_an_entry_are_never_touched(parts: list[str]) -> None:
    """Whatever stands between entries is still there, in order."""
    said, _ = Lexicon(SAMPLE).apply(" ".join(parts), "en")
    kept = [p for p in parts if p in ("boat", ",", "7", ".")]
    rest = iter(said.split())
    assert all(p in rest for p in kept)
