"""Which script a text is written in, and which voices can say it."""

from __future__ import annotations

import unicodedata
from collections import Counter

from podcaster import voice as voices
from podcaster.engines.base import quote
from podcaster.errors import VoiceError
from podcaster.model import Utterance, Voice
from podcaster.text.languages import primary

# The first word of the characters' names, and the language that is most likely written so
LIKELY = {
    "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "DEVANAGARI": "hi", "HANGUL": "ko",
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "cmn", "ARMENIAN": "hy", "GEORGIAN": "ka", "THAI": "th",
}  # fmt: skip
# The scripts of languages that are not written in Latin letters
_WRITTEN = {
    "CYRILLIC": "ru uk be bg mk sr kk ky tt ba cv", "GREEK": "el grc", "ARABIC": "ar fa ur sd ug", "HEBREW": "he yi",
    "DEVANAGARI": "hi mr ne kok", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "ja zh cmn yue hak",
    "ARMENIAN": "hy hyw", "GEORGIAN": "ka", "THAI": "th",
}  # fmt: skip
_SCRIPTS_OF: dict[str, set[str]] = {}
for _script, _languages in _WRITTEN.items():
    for _language in _languages.split():
        _SCRIPTS_OF.setdefault(_language, set()).add(_script)
MOST = 0.6  # of a text's letters: what is in another script for the most part is a text in it, not a quotation


def letters(text: str) -> Counter[str]:
    """How many letters of each script there are."""
    return Counter(unicodedata.name(c, "").split(" ")[0].split("-")[0] for c in text if c.isalpha())


def refuse(voice: Voice, utterance: Utterance) -> None:
    """Raise VoiceError, naming the voices that could, for a text in a script that is not the voice's.

    A foreign quotation inside an article of the voice's own language is not refused: it is said as well as it can be.
    """
    spoken, own = primary(utterance.language), primary(voice.language)
    found = letters(utterance.spoken)
    if spoken == own or not found:
        return
    script, count = found.most_common(1)[0]
    if script in _scripts(own) or count < MOST * found.total():
        return
    found_voices = [v for v in voices.all_voices() if v.engine != "tone" and script in _scripts(primary(v.language))]
    able = [v.id for v in sorted(found_voices, key=lambda v: primary(v.language) != spoken)]
    names = ", ".join([*able[:5], "system"] if "system" not in able else able[:6])
    raise VoiceError(
        f"the voice {voice.id} ({voice.language}) cannot say {script.title()} letters: {quote(utterance)}",
        hint=f"voices that could: {names}; leave the voice out, and the article's language chooses",
    )


def _scripts(language: str) -> set[str]:
    return _SCRIPTS_OF.get(language, {"LATIN"})
