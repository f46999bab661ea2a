"""Paragraphs in another language than their article: read by the cast for that language, if there is one."""

from __future__ import annotations

import re
from dataclasses import replace

from podcaster import voice as voices
from podcaster.config import Settings
from podcaster.errors import VoiceError
from podcaster.model import Article, Block, BlockKind
from podcaster.reading import language as languages
from podcaster.text.languages import primary, same, tidy
from podcaster.voice.casting import cast_for

LEAST_WORDS = 8  # of a paragraph that does not tell its language: a list of names is in none
SHARE = 0.25  # of its words that are the small words of a language; prose has 35 to 50 %
SURE, VERY_SURE = 0.9, 0.99  # of the detector, which is asked second
TOLD = frozenset((BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.EMBED))
SMALL_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to a in is that it for on with as was at by be this from or are not have but you we he they "
        "she his her i my your an will would there their what so if all which when who has had were been",
        "de": "der die das und in zu den dem des ein eine einen einem einer ist nicht mit von auf für im es sie er ich "
        "wir als auch an dass sich aus bei nach war wie aber noch nur wenn so hat werden wird über oder",
        "es": "el la los las de que y en un una es no se por con para su al del lo como más pero sus le ya o fue este "
        "ha sí porque esta son entre cuando muy sin sobre también me hasta hay donde quien desde nos",
        "fr": "le la les de des et en un une du est que qui dans pour pas au aux sur ne se ce il elle nous vous je on "
        "plus par avec son sa ses mais comme ou cette être été sont était à y a tout bien où donc",
        "it": "il lo la i gli le di che e è un una in non per del della dei delle con si al alla da come più ma anche "
        "sono se ha questo questa nel nella ci mi o dal era c'è perché quando dove molto cosa",
        "pt": "o a os as de que e em um uma do da dos das é não se por com para no na nos nas ao mais mas como foi seu "
        "sua ou ele ela quando muito já também pelo pela isso até sem são está há me eu você",
    }.items()
}
# Languages that are written in other letters: there a phrase in Latin ones is in another language, however short it is
NOT_LATIN = frozenset(["ja", "zh", "ko", "ru", "uk", "be", "bg", "mk", "el", "ar", "fa", "he", "hi", "hy", "ka", "th"])
LEAST_LATIN = 3
_OTHER_LETTERS = re.compile(r"[\u0370-\u1dff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ELIDED = re.compile(r"\b(?:qu|[cdjlmnst])['’]", re.IGNORECASE)  # French and Italian: l'homme, c'è


def marked(article: Article, settings: Settings) -> Article:
    """*article* with a language set on each paragraph that another cast reads, and on no other."""
    own = article.language or settings.language
    blocks = tuple(
        replace(block, language=_language(block, own, settings) if settings.other_languages else "")
        if block.kind in TOLD
        else block
        for block in article.blocks
    )
    return article if blocks == article.blocks else replace(article, blocks=blocks)


def _language(block: Block, own: str, settings: Settings) -> str:
    found = other(block.text, own, block.language)
    return found if found and _is_spoken(found, own, settings) else ""


def other(text: str, own: str, declared: str = "") -> str:
    """The language of *text* if it is certainly not *own*; "" otherwise.

    The language that the page declares counts, unless the words fit the article's own language better.
    """
    words = [word.casefold() for word in _WORDS.findall(_ELIDED.sub(" ", text))]
    counts = {language: sum(word in small for word in words) for language, small in SMALL_WORDS.items()}
    ours = counts.get(primary(own), 0)
    declared = tidy(declared)
    if declared and not same(declared, own):
        return declared if ours <= counts.get(primary(declared), ours) else ""
    best = max(counts, key=counts.__getitem__)
    if primary(own) in NOT_LATIN and _is_latin(text, words):
        return best if counts[best] > counts["en"] else "en"
    if len(words) < LEAST_WORDS or counts[best] < max(SHARE * len(words), ours + 1):
        return ""
    found, sure = languages.detect(text)
    related = counts[best] < 2 * ours  # Spanish and Portuguese share half of these words
    return best if found == best and sure > (VERY_SURE if related else SURE) else ""


def _is_latin(text: str, words: list[str]) -> bool:
    """Whether a text is a phrase in Latin letters, not a name or a term.

    It has three words or more, two of them in small letters; or two, and ends like a sentence.
    """
    small = sum(word.isascii() and word.islower() for word in _WORDS.findall(text))
    ended = text.rstrip("\"'”’») ")[-1:] in tuple(".!?…")
    least = LEAST_LATIN - ended
    return len(words) >= least and small >= least - 1 and not _OTHER_LETTERS.search(text)


def _is_spoken(language: str, own: str, settings: Settings) -> bool:
    """Whether the cast for *language* speaks it: the user chose it, or its voice has that language or all of them."""
    if language.lower() in settings.casts or primary(language) in settings.casts:
        return True
    try:
        narrator = voices.find(cast_for(language, settings).narrator)
    except VoiceError:  # reported later, when the voice is needed
        return False
    of_all = narrator.engine == "system" and narrator.id == cast_for(own, settings).narrator
    return same(narrator.language, language) or of_all
