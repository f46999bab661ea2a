"""The words of the pages: every language has all of them, and no template has words of its own."""

import re
from importlib.resources import files
from string import Formatter

import pytest

from podcaster.publishing import pages
from podcaster.publishing.page_words import _FOLDER, _sentences, words
from tests.shows import SETTINGS, episode

LANGUAGES = sorted(entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
PARTS = files("podcaster.publishing") / "page_parts"
ENGLISH = {"explanation", "report", "audition"}  # pages for who makes a show, not for who hears it
NAMES = {
    "VTT",
    "SRT",
    "RSS",
    "OPML",
    "PDF",
    "EPUB",
    "JSON",
    "MP3",
    "QR",
    "TXT",
    "podcaster",
    "min",
    "j",
    "k",
    "l",
    "f",
    "s",
}
TEMPLATES = sorted(entry.name.removesuffix(".html.j2") for entry in PARTS.iterdir() if entry.name.endswith(".html.j2"))


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language: str) -> None:
    """The same keys, forms and places to fill in as in English, and nothing is empty."""
    english, there = _sentences("en"), _sentences(language)
    assert there.keys() == english.keys()
    for key, sentence in english.items():
        other = there[key]
        assert isinstance(other, str) == isinstance(sentence, str)
        for one, two in zip([sentence] if isinstance(sentence, str) else sentence,
                            [other] if isinstance(other, str) else other, strict=True):  # fmt: skip
            assert two.strip() == two != ""
            assert fields(one) == fields(two), key


def test_the_languages_are_those_of_the_narrator() -> None:
    """Whoever hears an episode in a language finds its page in the same."""
    spoken = files("podcaster.text") / "phrase_data"
    assert set(LANGUAGES) == {entry.name.removesuffix(".toml") for entry in spoken.iterdir()}


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - ENGLISH))
def test_a_template_has_no_words_of_its_own(name: str) -> None:
    """All that is read or spoken comes from page_words: text, labels, placeholders."""
    source = (PARTS / f"{name}.html.j2").read_text(encoding="utf-8")
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    labels = re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"', source)
    text = re.sub(r"<!--.*?-->|<[^>]*>", " ", source, flags=re.DOTALL)
    found = set(re.findall(r"(?<![&#\w])[^\W\d_]+", " ".join([text, *labels])))
    assert found <= NAMES


def test_words_of_another_language_are_marked() -> None:
    """A Russian page has English words, and says so; a German one has its own."""
    page = pages.show_page(SETTINGS, [episode(1)])
    assert ' lang="en"' not in page.partition("<body")[2]
    russian = words("ru-RU")
    assert (russian.language, russian.page, russian.play) == ("en", "ru-RU", "Play")
    assert russian.mark == ' lang="en"'
    assert words("ar").mark == ' lang="en" dir="ltr"'
    assert (words("de-AT").mark, words("de-AT").play) == ("", "Abspielen")
    assert words("zh-TW").untitled != words("zh-CN").untitled


@pytest.mark.parametrize(
    ("milliseconds", "english", "german"),
    [(44_600, "45 s", "45 Sek."), (59_600, "1 min", "1 Min."), (65_000, "1 min", "1 Min."),
     (3_599_000, "1 h 0 min", "1 Std. 0 Min."), (3_900_000, "1 h 5 min", "1 Std. 5 Min.")],
)  # fmt: skip
def test_lengths_of_time_are_in_the_language(milliseconds: int, english: str, german: str) -> None:
    """Seconds below a minute, hours from sixty minutes on."""
    assert (words("en").length(milliseconds), words("de").length(milliseconds)) == (english, german)


def test_a_key_that_does_not_exist_is_an_error() -> None:
    """A template with a slip in it makes no page with a gap."""
    with pytest.raises(AttributeError, match="plai"):
        _ = words("en").plai
    assert words("en").counted("episodes", 1) == "1 episode"
    assert words("fr").names(("Jo", "Al", "Ulla")) == "Jo, Al et Ulla"
