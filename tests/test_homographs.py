"""Words that are written alike and sound differently."""

from __future__ import annotations

import pytest

from bench.homographs import cases, tally
from podcaster.config import Settings
from podcaster.engines.espeak import Phonemizer
from podcaster.engines.kokoro.phonemes import ipa_symbols, symbols
from podcaster.listening.explanation import as_text
from podcaster.listening.explanation_page import as_page
from podcaster.model import Article, Block, BlockKind, Script
from podcaster.script import homographs, write
from podcaster.script.homographs import sounds, undecided
from podcaster.script.lexicon import Lexicon, parse


def told(text: str, *, lexicon: str = "", language: str = "en") -> Script:
    article = Article((Block(BlockKind.PARAGRAPH, text),), "A post", language=language)
    entries = Lexicon((*parse(lexicon), *Lexicon.builtin().entries))
    return write(article, Settings(intro="", outro=""), lexicon=entries)


@pytest.mark.parametrize("half", ["development", "held_out"])
def test_the_right_word_is_heard(half: str) -> None:
    """Nine in ten of both halves of the cases, far more than eSpeak NG by itself, and hardly one made worse."""
    found = tally(half)
    assert found.ours >= 0.92 * found.cases
    assert found.ours >= found.alone + 0.15 * found.cases
    assert found.wrongly <= 0.02 * found.decided
    assert found.spoiled <= 0.01 * found.cases


def test_every_case_names_a_sense_of_the_table() -> None:
    """A case that could never be right would be no case."""
    for half in ("development", "held_out"):
        assert all(sense in homographs.senses(word) for word, sense, _ in cases(half))


def test_both_accents_can_speak_every_sound_of_the_table() -> None:
    """No entry that would stop an episode."""
    for word, senses in homographs._tables().senses.items():
        for american, british in senses.values():
            assert ipa_symbols(word, american, "us")
            assert ipa_symbols(word, british, "gb")


def test_the_text_stays_and_only_the_sound_is_given() -> None:
    """What is displayed and what is spoken are the same words; where nothing is sure the voice has its own way."""
    (utterance,) = told("She had read the whole report before lunch.").utterances
    assert utterance.text == utterance.spoken == "She had read the whole report before lunch."
    assert utterance.sounds == (("read", "ɹˈɛd"),)
    assert sounds("They read the news.", "en", "en-US") == ()
    assert sounds("The boat left at noon.", "en", "en-US") == ()
    assert sounds("Il y a un record.", "fr", "fr") == ()


def test_two_senses_in_a_sentence_are_two_sounds() -> None:
    """Each in its place, also when the first is left to the voice."""
    text = "Please read what I have read."
    pairs = sounds(text, "en", "en-US")
    assert pairs == (("read", ""), ("read", "ɹˈɛd"))
    said = "".join(s.text for s in symbols(text, Phonemizer("en-us"), accent="us", ipa=pairs))
    assert said == "plˈiz ɹˈid wʌt ˌI hæv ɹˈɛd."


def test_a_british_voice_gets_british_sounds() -> None:
    """The vowels of the voice, not of the article."""
    text = "Be careful not to tear it up, and keep a record of minute details."
    assert dict(sounds(text, "en-GB", "en-GB"))["minute"] == "maɪnjˈuːt"
    assert dict(sounds(text, "en", "en-US"))["minute"] == "maɪnˈuːt"


def test_the_lexicon_has_the_last_word() -> None:
    """An entry of any kind for a homograph switches our own choice off."""
    assert told("Live music every night.", lexicon="music\tsay\tmusic").utterances[0].sounds == ()
    (utterance,) = told("She had read it.", lexicon="read\tword\tread\n").utterances
    assert utterance.sounds == ()
    (utterance,) = told("She had read it.", lexicon="read\tipa\tɹiːd\n").utterances
    assert (utterance.ipa, utterance.sounds) == ((("read", "ɹiːd"),), ())


def test_explain_shows_the_choice() -> None:
    """In the terminal and on the page, like an entry of the lexicon."""
    article = Article((Block(BlockKind.PARAGRAPH, "Lead pipes are banned."),), "A post", language="en")
    script = told("Lead pipes are banned.")
    assert "lead: /lˈɛd/" in as_text(article, script)
    assert "lead /lˈɛd/" in as_page(article, script)


def test_undecided_words_are_listed() -> None:
    """So that the survey of an archive can list it."""
    assert undecided("They read the news.") == ["read"]
    assert undecided("They will read the news.") == []


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("The Q and A session met a friend", "ðə kjˈu ænd ˈA sˈɛʃən mˈɛt ə fɹˈɛnd."),
        ("A and E nurses", "ˈA ænd ˈi nˈɜɹsᵻz."),
        ("a Q and A's end", "ə kjˈu ænd ˈAz ˈɛnd."),
        ("item (A) of a list", "ˈITəm (ˈA) əv ə lˈɪst."),
        ("A cat and I saw USB and A hen", "ə kˈæt ænd ˌI sˈɔ jˌuˌɛsbˈi ænd ə hˈɛn."),
    ],
)
def test_the_letter_a_is_no_article(text: str, spelled: str) -> None:
    """Beside another letter it has its name; the articles of the sentence stay as they are."""
    found = symbols(text, Phonemizer("en-us"), accent="us", ipa=sounds(text, "en", "en-US"))
    assert "".join(s.text for s in found) == spelled


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("They found a minute amount of dust.", (("minute", "maɪnˈuːt"),)),
        ("These are last minute changes.", ()),
        ("She sewed the tears in her coat.", (("tears", "tˈɛɹz"),)),
        ("Tear along the line.", (("tear", "tˈɛɹ"),)),
        ("The invalid was carried upstairs.", (("invalid", "ˈɪnvəlɪd"),)),
        ("The invalid input was skipped.", ()),
        ("Inputs marked invalid were skipped.", ()),
        ("The invalid slept at noon.", (("invalid", "ˈɪnvəlɪd"),)),
        ("She cooked for the invalid, too.", (("invalid", "ˈɪnvəlɪd"),)),
        ("The key is invalid in here.", ()),
        ("A minute change was seen.", (("minute", "maɪnˈuːt"),)),
        ("Sixty turns per minute change little.", ()),
        ("She was upset by it.", ()),
        ("Fans upset at the score left.", ()),
        ("The vote was a big upset.", (("upset", "ˈʌpsɛt"),)),
        ("Use Postgres for it.", (("use", "jˈuːz"),)),
        ("Use of lamps is free.", ()),
    ],
)
def test_neighbours_decide(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    """The rarer sense is chosen where its neighbours say so, and not beside them."""
    assert sounds(text, "en", "en-US") == pairs


def test_a_lexicon_that_has_the_word_a_keeps_it() -> None:
    """The show's own entry goes before ours."""
    assert sounds("a Q and A session", "en", "en-US", known={"a"}) == ()
