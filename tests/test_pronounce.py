"""Every word of a text has a sound of its own: sounds and their words, and spellings that eSpeak NG misreads."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.engines import alignment, pronounce, respelling, system
from podcaster.engines.alignment import align
from podcaster.engines.base import speak_in_pieces
from podcaster.engines.espeak import Phonemizer
from podcaster.engines.kokoro.phonemes import symbols
from podcaster.engines.pronounce import word_marks
from podcaster.errors import EngineError
from podcaster.model import Pcm, Role, Speech, Utterance
from podcaster.script import homographs
from podcaster.script.lexicon import Lexicon, parse
from podcaster.script.utterances import said

OVERRIDE = "¤"  # a sound from the lexicon that is in no word
CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡʃʒθ")


@pytest.fixture(scope="module")
def american() -> Phonemizer:
    return Phonemizer("en-us")


def by_word(text: str, speller: Phonemizer, overrides: list[str] | None = None) -> dict[int, str]:
    """The IPA of each word of *text*, by its number."""
    found = pronounce.symbols(text, speller, str, [(word, OVERRIDE) for word in overrides or []])
    out: dict[int, str] = {}
    for symbol in found:
        if symbol.word >= 0:
            out[symbol.word] = out.get(symbol.word, "") + symbol.text
    return out


def consonants(sound: str) -> str:
    """The part of a word's sound that its neighbours do not change: they reduce vowels, link r, and make t a flap."""
    return "".join(c for c in sound.replace("ɾ", "t") if c in CONSONANTS)


# ---------------------------------------------------------------- which sound belongs to which word


@pytest.mark.parametrize(
    ("text", "override"),
    [
        ("Each YouTube channel in the harbour town", "harbour"),
        ("Every WordPress page of the old port", "port"),
        ("She found JavaScript books in the reading room", "reading"),
        ("The macOS update came in the morning", "update"),
        ("He asked OpenAI about the state of the lighthouse", "lighthouse"),
        ("The PhD students of the island met", "met"),
        ("They wrote about the SeaMonkey crew for the evening paper", "crew"),
    ],
)
def test_no_word_is_lost_beside_a_sound_from_the_lexicon(text: str, override: str, american: Phonemizer) -> None:
    """As many groups as words is no proof: "in the" is one group and "macOS" two, and between them all would shift."""
    found = by_word(text, american, [override])
    for number, word in enumerate(text.split()):
        expected = OVERRIDE if word == override else "".join(american.word(word))
        assert consonants(found[number]) == consonants(expected), (word, found)


# Pairs that eSpeak NG makes one group of, words that it makes several of, and plain words.
JOINED = ["in the", "of the", "on the", "to the", "has been", "at a", "such as", "does not", "as it is", "many of"]
DIVIDED = ["macOS", "YouTube", "OpenAI", "JavaScript", "x86-64", "7,500", "iPhone", "LaTeX", "SeaMonkey", "NASA's"]
PLAIN = ["harbour", "lighthouse", "morning", "paper,", "(quiet)", "window", "“seven”", "—", "monkey;", "Nguyễn"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([*JOINED, *DIVIDED, *PLAIN]), min_size=2, max_size=14).map(" ".join),
    st.sets(st.sampled_from(["harbour", "lighthouse", "window", "paper", "monkey"]), max_size=3),
)
def test_every_word_has_its_own_sound_once_and_in_order(text: str, overrides: set[str]) -> None:
    """This holds whatever eSpeak NG joins or divides, and whatever the lexicon says."""
    speller = Phonemizer("en-us")
    found = by_word(text, speller, sorted(overrides))
    words = text.split()
    assert list(found) == [n for n, word in enumerate(words) if re.search(r"\w", word)]
    for number, sound in found.items():
        core = re.sub(r"^\W+|\W+$", "", words[number])
        plain = {"Nguyễn": "Nguyen", "NASA's": "NASA"}.get(core, core)
        expected = OVERRIDE if core in overrides else "".join(speller.word(plain)) + ("z" if core == "NASA's" else "")
        assert consonants(sound) == consonants(expected), (words[number], text)
        assert (OVERRIDE in sound) == (core in overrides)
    marked = pronounce.symbols(text, speller, str, [(word, OVERRIDE) for word in overrides])
    marks = word_marks(marked, range(0, 24 * (len(marked) + 1), 24), words, 24_000)
    assert [mark.text for mark in marks] == [words[n] for n in found]


def test_groups_are_dealt_out_to_words() -> None:
    """One group of two words is cut where they meet; one word of two groups stays one; a soundless word has none."""
    assert align(["ɪnwˌɪtʃ", "wiː"], ["ɪn", "wˈɪtʃ", "wiː"]) == ["ɪn", "wˌɪtʃ", "wiː"]
    assert align(["wˈʌn", "tˈuː", "aɪ"], ["wˈʌntˈuː", "aɪ"]) == ["wˈʌn tˈuː", "aɪ"]
    assert align(["wˈʌn", "θɹiː"], ["wˈʌn", "", "θɹiː"]) == ["wˈʌn", "", "θɹiː"]
    assert align(["ðɐthɐzbˌɪn"], ["ðˈæt", "hˈæz", "bˈɪn"]) == ["ðɐt", "hɐz", "bˌɪn"]
    assert align(["ˌæɾə"], ["ˈæt", "ɐ"]) == ["ˌæɾ", "ə"]


def test_as_many_groups_as_words_are_compared_all_the_same() -> None:
    """Each pair has to fit, not most of them."""
    groups = ["juː", "tˈuːb", "tʃˈænəl", "ɪnðə", "tˈaʊn"]
    words = ["juːtˈuːb", "tʃˈænəl", "ɪn", "ðə", "tˈaʊn"]
    assert align(groups, words) == ["juː tˈuːb", "tʃˈænəl", "ɪn", "ðə", "tˈaʊn"]


def test_a_word_lost_by_the_model_gets_the_sounds_that_it_has_alone() -> None:
    """Never silence: nor is its neighbour's sound cut in two for it."""
    assert alignment.shares(["big", "red", "dog"], ["bˈɪɡ", "ɹˈɛd", "dˈɔɡ"], ["bˈɪɡ", "dˈɔɡ"], ()) == [
        "bˈɪɡ",
        "ɹˈɛd",
        "dˈɔɡ",
    ]
    assert alignment.shares(["big", "red"], ["bˈɪɡ", "ɹˈɛd"], [], ()) == ["bˈɪɡ", "ɹˈɛd"]


def test_places_in_the_text_decide_where_sounds_cannot() -> None:
    """Two words that sound alike: what eSpeak NG says of where a group begins is believed."""
    groups = ["bˈɪɡ", "bˈɪɡɚ"]
    assert alignment.shares(["bigger", "bigger"], ["bˈɪɡɚ", "bˈɪɡɚ"], [*groups, "bˈɪɡ"], (0, 3, 7)) == [
        "bˈɪɡ bˈɪɡɚ",
        "bˈɪɡ",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-us", "in the macOS world of “simple” things which I've been in"),
        ("en-us", "Łódź and naïve Привет words in the 日本 café"),
        ("fr", "L'homme n'a rien vu au week-end"),
        ("es", "¿Quién llegó con OpenAI al puerto?"),
        ("hi", "मैं Podcast सुनता हूँ"),
        ("ja", "私 は OpenAI が すき"),
    ],
)
def test_each_group_has_its_place_in_the_text(language: str, text: str) -> None:
    """One place for each group, in order, within the text."""
    speller = Phonemizer(language)
    starts = speller.starts(text)
    assert len(starts) == len(speller.groups(text))
    assert list(starts) == sorted(starts)
    assert starts[0] == 0 or not text[0].isalnum()
    assert starts[-1] < len(text)


def test_no_place_is_lost_after_many_texts() -> None:
    """The first group has its place however many texts were only spelled before; eSpeak NG drops it in a full queue."""
    speller = Phonemizer("es")
    places = [1, 7, 13, 17, 21, 24, 27]
    for _ in range(400):
        speller.groups("sí")
        if list(speller.starts("¿Quién llegó con OpenAI al puerto?")) != places:
            raise AssertionError("a place is missing")
    for count in (100, 165, 170, 200, 340):
        for _ in range(count):
            speller.groups("sí")
        assert list(speller.starts("¿Quién llegó con OpenAI al puerto?")) == places, count


def test_asking_for_places_changes_no_sound(american: Phonemizer) -> None:
    """eSpeak NG has a state: the phonemes are the same before and after."""
    text = "with one of the lights in the harbour"
    before = american.groups(text)
    american.starts("Something else, and more of it.")
    assert american.groups(text) == before


def test_a_word_with_an_apostrophe_gets_its_lexicon_entry_once(american: Phonemizer) -> None:
    """The entry's sound stands for the whole word."""
    assert by_word("the f(x)y plane", american, ["f(x)y"]) == by_word("the fx plane", american, ["fx"])


# ---------------------------------------------------------------- endings of acronyms


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("NASA's plan", "nˈæsəz plˈæn."),
        ("about LLMs.", "əbˌWt ˌɛlˌɛlˈɛmz."),
        ("the WHO’s IDs", "ðə hˌuz Idˈiz."),
        ("of PDFs", "ʌv pˌidˌiˈɛfs."),
        ("two GIFs, three CPUs", "tˈu ɡˈɪfs, θɹˈi sˌipˌijˈuz."),
        ("the US's and UPS's", "ðə jˌuˈɛsɪz ænd jˌupˌiˈɛsɪz."),
        ("a 747's wing", "ə sˈɛvənhˈʌndɹɪd fˈɔɹTi sˈɛvənz wˈɪŋ."),
        ("all MPs’ votes", "ˈɔl ˌɛmpˈiz vˈOts."),
        ("two PhDs", "tˈu pˌiˈAʧ dˈiz."),
        ("It's James's. As Us Is", "ɪts ʤˈAmzᵻz. æz ˌʌs ɪz."),
    ],
)
def test_acronyms_keep_their_endings(text: str, sounds: str, american: Phonemizer) -> None:
    """The s of plural and possessive is added to the sound of the stem, by what the stem ends with."""
    assert "".join(s.text for s in symbols(text, american, accent="us")) == sounds


def test_acronyms_keep_their_endings_in_any_sentence() -> None:
    """The stem is heard with its ending, however short the clause is and whatever the neighbours are."""
    for name, british in (("en-us", False), ("en", True)):
        speller = Phonemizer(name)
        for stem in ("NASA", "WHO", "LLM", "PDF", "CPU", "GPS", "ID", "UK", "TV", "NGO", "OPEC", "FAQ"):
            for frame in ("{}", "of {}", "the {} past", "they had seen the {} of it", "both (the {}) here"):
                number = frame.split().index(next(w for w in frame.split() if "{}" in w))
                bare = by_word(frame.format(stem), speller)[number]
                for ending in ("s", "'s", "’s"):
                    heard = by_word(frame.format(stem + ending), speller)[number]
                    assert heard == respelling.ended(bare), (frame, stem, ending, british)


def test_only_english_has_these_endings() -> None:
    """In French an s is silent, in German a genitive is spelled otherwise: their rules are left alone."""
    assert [respelling.without_ending("CDs", name) for name in ("en-us", "en", "fr", "de")] == ["CD", "CD", "", ""]


def test_the_lexicons_sound_is_heard_in_a_possessive(american: Phonemizer) -> None:
    """An entry for a name is one for its possessive, too; an entry with the ending goes before it."""
    pairs = [("Thames", "tɛmz"), ("Cadiz's", "kədˈɪzɪz"), ("Reef", "ɹiːf")]
    text = "Thames’s, Cadiz's, Reef's"
    assert "".join(s.text for s in symbols(text, american, accent="us", ipa=pairs)) == "tɛmzɪz, kədˈɪzɪz, ɹifs."


def test_a_homograph_keeps_its_ending(american: Phonemizer) -> None:
    """The sense is chosen for the word, and the possessive is added to it; the order of two senses stays."""
    text = "They watched the close's end and the wind's turn."
    found = homographs.sounds(text, "en", "en-US")
    heard = "".join(s.text for s in symbols(text, american, accent="us", ipa=found))
    assert ("close", "klˈoʊz") in found or "klˈOs" in heard
    assert re.search("klˈO[sz]ɪz", heard)
    assert "wˈɪndz" in heard


def test_sounds_are_counted_for_possessives_when_a_text_is_cut() -> None:
    """The second of two senses reaches the second piece, even if the first word has an ending."""
    asked: list[Utterance] = []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance)
        return Speech(Pcm(bytes(4800), 24_000))

    sounds = (("wind", "wˈɪnd"), ("wind", "wˈaɪnd"))
    text = "The wind's howl kept all of us awake. Then they had to wind the clock again."
    speak_in_pieces(speak, Utterance(text, text, Role.NARRATOR, "x", "en", 0, sounds=sounds), 50)
    assert [dict(u.sounds)["wind"] for u in asked][-1] == "wˈaɪnd"
    assert asked[-1].sounds == sounds[1:]


# ---------------------------------------------------------------- letters


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Nguyễn", "Nguyen"),
        ("Phở", "Pho"),
        ("ℝ", "R"),
        ("𝐇ello", "Hello"),
        ("Adébáyọ̀", "Adébáyo"),
        ("Qurʾān", "Qurān"),
        ("Eʋe", "Eve"),
        ("Ɓagudu", "Bagudu"),
        ("straẞe", "straSSe"),
        ("ﬁne", "fine"),
        ("Łódź", "Łódź"),
        ("café", "café"),
        ("cafe\u0301", "café"),
        ("ɛ", "ɛ"),
        ("Привет", "Привет"),
        ("ガ", "ガ"),
    ],
)
def test_letters_that_would_be_read_by_their_number_are_plain(written: str, plain: str) -> None:
    """What eSpeak NG knows stays, other scripts stay, and so does a sound of the phonetic alphabet by itself."""
    assert respelling.folded(written, "en-us") == plain


def test_a_languages_own_letters_stay() -> None:
    """Vietnamese and Romanian rules know what the English ones do not."""
    assert respelling.folded("Nguyễn", "vi") == "Nguyễn"
    assert respelling.folded("Țiriac", "ro") == "Țiriac"


@pytest.mark.parametrize("language", ["en-us", "en", "fr", "es", "it", "pt-br", "hi", "de", "vi", "ro"])
def test_no_latin_letter_is_read_by_its_number(language: str) -> None:
    """For every Latin letter of the alphabets that are in use, in a word, in all languages of the voices."""
    speller = Phonemizer(language)
    number = _common(*("".join(speller.groups(letter)) for letter in "\u1d7d\u2c78"))
    assert number
    read = []
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        letter = chr(code)
        word = respelling.folded(f"ba{letter}ab", language)
        if letter.isalpha() and number in "".join(speller.groups(word)):
            read.append(letter)
    assert set(read) <= set("ƄƅƧƨƼƽƾẟ")  # tones of old Zhuang and signs of phonetics: there is no plain letter for them


def _common(one: str, other: str) -> str:
    """What two sounds begin with: "letter"."""
    return next((one[:n] for n in range(len(one), 0, -1) if other.startswith(one[:n])), "")


def test_a_name_with_such_letters_has_the_sound_of_the_plain_one(american: Phonemizer) -> None:
    """And the lexicon's entry for the plain name is its entry, unless there is one with these letters."""
    assert by_word("Nguyễn came", american) == by_word("Nguyen came", american)
    plain = Lexicon(parse("Nguyen\tsay\twin\nĐặng\tsay\tdahng\nDang\tsay\tdang\n"))
    assert plain.apply("Nguyễn’s aunt")[0] == "win’s aunt"
    assert plain.apply("Đặng and Dang")[0] == "dahng and dang"
    assert plain.apply("Nguyễn", "vi")[0] == "Nguyễn"


def test_a_name_of_the_lexicon_does_not_stop_the_rules_of_speech() -> None:
    """Numbers beside it are read as ever: a word that the lexicon replaced is not lost."""
    lexicon = Lexicon(parse("Nguyen\tsay\twin\n"))
    for name, heard in (("Nguyen's aunt", "win's aunt"), ("Nguyens", "wins"), ("Nguyễn", "win")):
        text = f"{name} ate 3 kg."
        assert said(text, text, "en", lexicon)[0] == f"{heard} ate three kilograms."


def test_letters_and_their_accents_may_be_apart() -> None:
    """A text that was saved decomposed, as macOS does, is said like any other."""
    text = unicodedata.normalize("NFD", "Zoë’s café sold Müsli to Nguyễn.")
    assert said(text, text, "en", Lexicon())[0] == "Zoë’s café sold Müsli to Nguyễn."


def test_a_word_without_a_sound_is_named_as_it_is_written(american: Phonemizer) -> None:
    """The message has the word of the text, not the spelling that was made of it."""
    with pytest.raises(EngineError, match="'ꯀʻ'"):
        by_word("a ꯀʻ here", american)


# ---------------------------------------------------------------- the system's voice


@pytest.mark.skipif(not system.LINUX, reason="macOS and Windows have voices of their own")
@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("They talked about NASA's plan and the WHO's for hours.", 2),
        ("All the IDs of (the) GIFs were lost, said OPEC’s man.", 3),
        ("Of LLMs.", 1),
        ("The CPUs of the ATMs in the morning were slow.", 2),
    ],
)
def test_the_system_voice_says_the_endings(text: str, stems: int, american: Phonemizer) -> None:
    """It takes text only: each acronym is written so that its ending is heard."""
    bare = " ".join(
        word.replace(core, respelling.without_ending(core, "en") or core)
        for word in text.split()
        for core in [word.strip(respelling.EDGES)]
    )
    heard = " ".join(american.groups(system._respelled(text, "en-us")))
    silent = " ".join(american.groups(bare))
    assert len(re.findall("[sz]", heard)) == len(re.findall("[sz]", silent)) + stems


@pytest.mark.skipif(not system.LINUX, reason="macOS and Windows have voices of their own")
def test_the_system_voice_gets_letters_that_it_knows() -> None:
    """Folded in English, left alone in Vietnamese; other text is not touched."""
    assert system._respelled("Nguyễn ate  phở.", "en-us") == "Nguyen ate  pho."
    assert system._respelled("Nguyễn ăn phở.", "vi") == "Nguyễn ăn phở."
    assert system._respelled("It's James's dogs.", "en-us") == "It's James's dogs."
