"""Language tags (BCP 47), as people and pages write them: "en-GB", "en_gb", "EN"."""

from __future__ import annotations

import re
from functools import lru_cache

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_NO_LANGUAGE = {"und", "mul", "zxx", "xx"}
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
_MEANT = {"jp": "ja", "cn": "zh", "cmn": "zh"}  # countries that are written for a language, and Mandarin
# What langcodes answers otherwise: Moldavian is Romanian, and players know Chinese only as a whole.
_THREE_LETTERS = {"mo": "ron", "cmn": "zho", "yue": "zho"}


def is_tag(text: str) -> bool:
    """Whether *text* looks like a language tag."""
    return _TAG.fullmatch(text) is not None


def primary(tag: str) -> str:
    """The language without script and region: "en" of "en-GB"."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()


def written(tag: str) -> str:
    """The language, with its script where it is written in two: "zh-hant" of "zh-TW" and "zh-Hant-HK"."""
    if primary(tag) != "zh":
        return primary(tag)
    subtags = tag.lower().replace("_", "-").split("-")[1:]
    traditional = "hant" in subtags or ("hans" not in subtags and bool({"tw", "hk", "mo"} & {*subtags}))
    return "zh-hant" if traditional else "zh"


def region(tag: str) -> str:
    """The country in *tag*: "GB" of "en-GB"; "" if there is none."""
    subtags = tag.upper().replace("_", "-").split("-")[1:]
    return next((s for s in subtags if len(s) == 2 or (len(s) == 3 and s.isdigit())), "")


def same(one: str, other: str) -> bool:
    """Whether two tags are of one language, regardless of region."""
    return primary(one) == primary(other)


def tidy(tag: str) -> str:
    """A declared language as BCP 47: "en_us.UTF-8" -> "en-US"; "" if it is not a language tag."""
    tag = re.split("[.,;]", tag, maxsplit=1)[0].strip()
    first, separator, others = tag.replace("_", "-").partition("-")
    tag = f"{_MEANT.get(first.lower(), first)}{separator}{others}"
    if not is_tag(tag) or primary(tag) in _NO_LANGUAGE:
        return ""
    rest = re.split("[-_]", tag)[1:]
    shaped = [s.upper() if len(s) == 2 else s.title() if len(s) == 4 and s.isalpha() else s.lower() for s in rest]
    return "-".join([primary(tag), *shaped])


@lru_cache(maxsize=64)
def three_letters(tag: str) -> str:
    """The ISO 639-2 code of a language, as ID3 wants it: "deu" of "de-AT"; "und" if it has none."""
    from langcodes import Language  # its tables take 50 ms to load

    code = primary(tag)
    try:
        return _THREE_LETTERS.get(code) or str(Language.make(language=code).to_alpha3())
    except LookupError:
        return code if len(code) == 3 and code.isascii() and code.isalpha() else "und"


@lru_cache(maxsize=64)
def english_name(tag: str) -> str:
    """The name of a language in English: "German" for "de-AT"; the tag itself if it has none."""
    from babel import Locale  # its tables take 15 ms to load

    return str(Locale("en").languages.get(primary(tag), tag))


@lru_cache(maxsize=64)
def named(name: str) -> str:
    """The language with this English name: "de" for "German"; "" if there is none."""
    from babel import Locale

    wanted = name.strip().casefold()
    return next((tag for tag, known in Locale("en").languages.items() if known.casefold() == wanted), "")


def right_to_left(tag: str) -> bool:
    """Whether text in this language is read from right to left."""
    return primary(tag) in _RIGHT_TO_LEFT
