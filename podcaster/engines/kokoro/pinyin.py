"""Mandarin as Kokoro reads it: pinyin to the model's symbols. The table's facts are those of misaki."""

from __future__ import annotations

import re
from functools import lru_cache

from podcaster.errors import EngineError

_INITIAL_TABLE = "b=p p=pʰ m=m f=f d=t t=tʰ n=n l=l g=k k=kʰ h=x j=ʨ q=ʨʰ x=ɕ zh=ꭧ ch=ꭧʰ sh=ʂ r=ɻ z=ʦ c=ʦʰ s=s"
# The tone stands where the 0 is.
_FINAL_TABLE = (
    "a=a0 ai=ai0 an=a0n ang=a0ŋ ao=au0 e=ɤ0 ê=ɛ0 ei=ei0 en=ə0n eng=ə0ŋ er=ɚ0 i=i0 ia=ja0 ian=jɛ0n iang=ja0ŋ iao=jau0 "
    "ie=je0 in=i0n ing=i0ŋ iong=jʊ0ŋ iou=jou0 io=jɔ0 o=wo0 ong=ʊ0ŋ ou=ou0 u=u0 ua=wa0 uai=wai0 uan=wa0n uang=wa0ŋ "
    "uei=wei0 uen=wə0n ueng=wə0ŋ uo=wo0 ü=y0 üan=ɥɛ0n üe=ɥe0 ün=y0n"
)
_INITIALS, _FINALS = (
    {entry.partition("=")[0]: entry.partition("=")[2] for entry in table.split()}
    for table in (_INITIAL_TABLE, _FINAL_TABLE)
)
_ALONE = {"o": "ɔ0", "m": "m0", "n": "n0", "ng": "ŋ0", "hm": "hm0", "hng": "hŋ0"}  # interjections
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_BUZZED = frozenset(("zh", "ch", "sh", "r", "z", "c", "s"))  # before an i that is no i
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-zêü]+)([1-5])")
_SHORT = {"iu": "iou", "ui": "uei", "un": "uen"}


@lru_cache(maxsize=2048)
def symbols(syllable: str) -> str:
    """A syllable such as "hao3" in the model's symbols; 5 is the neutral tone. Raises EngineError for anything else."""
    match = _SYLLABLE.fullmatch(syllable.replace("u:", "ü").replace("v", "ü"))
    if match is None:
        raise EngineError(f"the voice has no sound for the pinyin {syllable!r}")
    initial, final, tone = match[1] or "", match[2], match[3]
    if initial + final in _ALONE:
        return _ALONE[initial + final].replace("0", _TONES[tone])
    initial, final = _strict(initial, final)
    sound = "ɨ0" if final == "i" and initial in _BUZZED else _FINALS.get(final)
    if sound is None:
        raise EngineError(f"the voice has no sound for the pinyin {syllable!r}")
    return _INITIALS.get(initial, "") + sound.replace("0", _TONES[tone])


def _strict(initial: str, final: str) -> tuple[str, str]:
    """Initial and final without the conventions of spelling: "yi" is i, "wo" is uo, "ju" is jü, "liu" is liou."""
    if initial == "y":
        if final.startswith("u"):
            return "", "ü" + final[1:]
        return "", {"ou": "iou", "e": "ie"}.get(final, final if final.startswith("i") else f"i{final}")
    if initial == "w":
        return "", {"ei": "uei", "en": "uen"}.get(final, final if final.startswith("u") else f"u{final}")
    if initial in {"j", "q", "x"} and final.startswith("u"):
        return initial, "ü" + final[1:]
    return initial, _SHORT.get(final, final)
