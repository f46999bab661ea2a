"""English capitals that a voice would take for a word: the IDF, an ETF, two IPOs. NASA and NOT stay as they are."""

# Words in lines as long as they fit.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import listed, roman_value
from podcaster.script.speakable.en.numbers import spelled

# Acronyms that people read as words.
READ = frozenset(
    listed(
        "NASA NATO OPEC FIFA UEFA AIDS SARS MERS COVID ASEAN ANZAC OSHA FEMA NOAA CISA NIST HUD PAC SPAC DARPA NORAD "
        "FISA RICO DACA TARP FICO NAFTA BAFTA RADA CERN JAXA ISRO PETA FARC ISIS ISIL SWAT SEAL AWOL SNAFU POTUS "
        "SCOTUS FLOTUS MAGA YOLO FOMO NIMBY LOL WYSIWYG RAM ROM DRAM SRAM LAN WAN VLAN NAS SAN SIM PIN ZIP GIF JPEG "
        "MIDI DOS BIOS UEFI GUI DOM CRUD REST SOAP SOLID DRY KISS REPL AJAX LAMP MIME EPUB ASCII ANSI ISO POSIX UNIX "
        "LINUX GNU GNOME WASM WASI YAML TOML JSON BASH RISC CISC MIPS ARM ASIC OLED LASER LIDAR RADAR SONAR SCUBA GAN "
        "BERT CLIP SAM BLEU SOTA LISP ALGOL COBOL BASIC FIFO LIFO CAD CAM CAPTCHA PEP DIN IKEA LEGO VISA ASDA ASUS "
        "ACER SONY NIKE DELL ABBA IMAX TED MAX MAC HAL COP TIC VAT VIN PET CAT DAC DAO NAND FOSS SAAS TAFE MENSA SALT "
        "NICE BART ANZUS ISAF WHOIS DOGE HIIT GORE LED POP CAP ELO POC WAG RINO TARDIS SIAM ECHO OPAL JATS ERISA HAZMAT JIT LUT INT ZIF BRCA JSTOR UCAS"
    )
)
# A voice spells these by itself.
KNOWN = frozenset(
    listed(
        "AI EU UK US UI UX UN UP ID IP IT OS IO OK TV AC AM PM API URL URI CEO CFO COO USA UFO IBM AMD AOL IRS IMO "
        "DIY IIS IE OECD USDA UCLA IEEE ADHD ASAP HIV MIT ISP OEM BMW BYD USB ISBN ISSN AJ EG IX UV LA GI NY AE II UEB "
        "EUR API IPA EXE CES CET DOJ SUV SAE CIO CIA AES ABC ATM ESP EST ECT"
    )
)
# English words that are written in capitals for emphasis.
WORDS = frozenset(
    listed(
        "abc act ad add ado age ago aha aid ail aim air ale all am an and ant any ape app apt are arm art as ash ask at "
        "ate awe axe bad bag ban bar bat bay be bed bee beg bet bid big bin bit bog bow box boy bra bud bug bun bus but "
        "buy by bye cab can cap car cat cop cow coy cry cub cue cup cut dad dam day den dew did die dig dim dip do "
        "dog dot dry due dug duo dye ear eat eel egg ego elf elk elm end era eve eye fab fan far fat fax fed fee few fib "
        "fig fin fit fix flu fly fog for fox fry fun fur gap gas gay gel gem get gin go god got gum gun gut guy gym had "
        "ham has hat hay he hen her hey hi hid him hip his hit ho hog hop hot how hub hue hug huh hum hut ice icy if ill "
        "in ink inn ion is it its ivy jab jam jar jaw jay jet job jog joy jug keg key kid kin kit lab lad lag lap law lay "
        "led leg let lid lie lip lit lo log lot low mad man map mat may me men met mid mix mob mom mop mud mug mum my nap "
        "net new nil no nod nor not now nun nut oak oar odd of off oh oil old on one opt or ore our out owe owl own ox pa "
        "pad pal pan pat paw pay pea pen per pet pie pig pin pit ply pod pop pot pro pub pug pun pup put rag ram ran rap "
        "rat raw ray red rib rid rig rim rip rob rod rot row rub rug rum run rut sad sag sap sat saw say sea see set sew "
        "sex she shy sin sip sir sit six ski sky sly so sob son sow soy spa spy sub sue sum sun tab tag tan tap tar tax "
        "tea ten the thy tie tin tip to toe ton too top toy try tub tug two ugh uh up urn us use van vat vet via vow wag "
        "war was wax way we web wed wee wet who why wig win wit woe wow yak yam yay yea yep yes yet you yum zen zip zoo "
        "amy ann ben bob dan dee eve eva gus guy ian ida jan jay jed jim joe jon kay ken kim kit lee leo liz lou mae mia "
        "nan ned pam pat peg ray rob ron roy sam sue ted tim tom una val vic zoe la le el de du et al da von van las los"
    )
)
# Three consonants that an English word may have beside each other.
_CLUSTERS = listed(
    "GHT TCH NCH RCH RTH NTH LTH RST NST NKS NDS RKS LLS STS RTS SKS MPS LDS STR SCR SPR THR SHR SCH SPL CHR PHR NGS "
    "NTS RDS RMS RNS LTS LKS LFS LPS CKS FTS GHS GNS NNS RRS SHL SQU TTL CKL PPL BBL DDL NGL NDL MPL MBL RBS RGS CTS "
    "PTS WLS WNS RLD RSE RSH LCH XTR PPY MPT NCY NDR NGR RLS THS XTS DGE"
)
_CLUSTER = re.compile("|".join(_CLUSTERS))
_HARD = re.compile(r"[AEIOU]{3}|[^AEIOUY]{3}")
# Two or three letters that a voice reads: vowels and consonants by turns, or two consonants after a vowel.
_SHORT = re.compile(
    "[AEIOUY]{2}[^AEIOUY]?|[^AEIOUY][AEIOUY]{1,2}|[^AEIOUY][AEIOUY][^AEIOUY]|[AEIOUY][^AEIOUY]{1,2}|[AEIOU][^AEIOUY][AEIOUY]"
)
_CAPITALS = re.compile(r"(?<![\w.&/'’@#+-])[A-Z]{2,5}(?=['’]?s\b|(?![\w&/'’@#+]|\.\w))")
_LABEL = re.compile(r"^[A-Z]{2,5}(?: [A-Z]{2,})?:")
_WORD = re.compile(r"[^\W\d_]+")


def _is_spelled(text: str) -> bool:
    if text in READ or text in KNOWN or text.lower() in WORDS or roman_value(text):
        return False
    if len(text) < 4:
        return _SHORT.fullmatch(text) is not None
    return any(not _CLUSTER.match(m[0]) for m in _HARD.finditer(text)) and bool(re.search("[AEIOUY]", text))


def _shouted(m: re.Match[str]) -> bool:
    """Whether a neighbour is in capitals, too, and one of the two is a word: PLEASE ASK, THE END."""
    before = re.search(r"\b([A-Z]{2,})\W{1,2}$", m.string[max(0, m.start() - 20) : m.start()])
    after = re.match(r"\W{1,2}([A-Z]{2,})\b", m.string[m.end() : m.end() + 20])
    return any(n and (n[1].lower() in WORDS or len(n[1]) > 5) for n in (before, after))


def _said(m: re.Match[str]) -> str:
    if not _is_spelled(m[0]) or _shouted(m):
        return m[0]
    return spelled(m[0]) + ("'" if m.string.startswith("s", m.end()) else "")  # "E.T.Fs" would end in F, S


def apply(text: str) -> str:
    """Capitals with dots between them, where no dot would be a wrong word. Texts mostly in capitals are left alone."""
    if not _CAPITALS.search(text):
        return text
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    if sum(word.isupper() for word in words) * 3 > len(words) * 2 or _LABEL.match(text):
        return text
    return _CAPITALS.sub(_said, text)
