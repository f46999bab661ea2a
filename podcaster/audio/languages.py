"""Languages as ID3 wants them: three letters of ISO 639-2."""

from __future__ import annotations

# ISO 639-1 -> 639-2 (terminological), two and three letters without a gap.
_TABLE = (
    "aaaar ababk afafr akaka amamh arara anarg asasm avava aeave ayaym azaze babak bmbam bebel bnben bibis bobod bsbos "
    "brbre bgbul cacat csces chcha ceche cuchu cvchv kwcor cocos crcre cycym dadan dedeu dvdiv dzdzo elell eneng eoepo "
    "etest eueus eeewe fofao fafas fjfij fifin frfra fyfry ffful gdgla gagle glglg gvglv gngrn guguj hthat hahau shhbs "
    "heheb hzher hihin hohmo hrhrv huhun hyhye igibo ioido iiiii iuiku ieile iaina idind ikipk isisl itita jvjav jajpn "
    "klkal knkan kskas kakat krkau kkkaz kmkhm kikik rwkin kykir kvkom kgkon kokor kjkua kukur lolao lalat lvlav lilim "
    "lnlin ltlit lbltz lulub lglug mhmah mlmal mrmar mkmkd mgmlg mtmlt mnmon mimri msmsa mymya nanau nvnav nrnbl ndnde "
    "ngndo nenep nnnno nbnob nonor nynya ococi ojoji orori omorm ososs papan pipli plpol ptpor pspus quque rmroh roron "
    "rnrun rurus sgsag sasan sisin skslk slslv sesme smsmo snsna sdsnd sosom stsot esspa sqsqi scsrd srsrp ssssw susun "
    "swswa svswe tytah tatam tttat tetel tgtgk tltgl ththa titir toton tntsn tstso tktuk trtur twtwi uguig ukukr ururd "
    "uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor zazha zhzho zuzul"
)
_THREE = {entry[:2]: entry[2:] for entry in _TABLE.split()}
_OLD = {"iw": "heb", "in": "ind", "ji": "yid", "mo": "ron", "cmn": "zho", "yue": "zho", "fil": "fil"}


def three_letters(language: str) -> str:
    """The ISO 639-2 code of a BCP 47 tag; "und" when there is none."""
    first = language.replace("_", "-").split("-", maxsplit=1)[0].strip().lower()
    if first in _OLD:
        return _OLD[first]
    if len(first) == 3 and first.isascii() and first.isalpha():
        return first
    return _THREE.get(first, "und")
