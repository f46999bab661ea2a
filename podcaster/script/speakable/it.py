"""Italian: un and una, primo of the month, e mezza, secolo ordinals."""

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, rule
from podcaster.script.speakable.european import Noun, Speaker, Tongue, Words, nouns, num2words

UNITS = nouns("""
km: chilometro, chilometri
m: metro, metri
cm: centimetro, centimetri
mm: millimetro, millimetri
µm μm: micrometro, micrometri
nm: nanometro, nanometri
ha: ettaro, ettari
kg: chilogrammo, chilogrammi
g gr: grammo, grammi
mg: milligrammo, milligrammi
t: tonnellata, tonnellate, f
l L: litro, litri
ml mL: millilitro, millilitri
cl: centilitro, centilitri
h: ora, ore, f
min: minuto, minuti
s sec: secondo, secondi
ms: millisecondo, millisecondi
W: watt
kW: kilowatt
MW: megawatt
GW: gigawatt
kWh: kilowattora
V: volt
A: ampere
mAh: milliampereora
Hz: hertz
kHz: kilohertz
MHz: megahertz
GHz: gigahertz
kcal: chilocaloria, chilocalorie, f
dB: decibel
CV: cavallo, cavalli
kB KB: kilobyte
MB: megabyte
GB: gigabyte
TB: terabyte
Mbps Mb/s: megabit al secondo
Gbps Gb/s: gigabit al secondo
px: pixel
km/h: chilometro all'ora, chilometri all'ora
m/s: metro al secondo, metri al secondo
mph: miglio all'ora, miglia all'ora
""")
CENT: Noun = ("centesimo", "centesimi", "m")
CURRENCIES: dict[str, tuple[Noun, Noun | None]] = {
    "€": (("euro", "euro", "m"), CENT),
    "EUR": (("euro", "euro", "m"), CENT),
    "euro": (("euro", "euro", "m"), CENT),
    "$": (("dollaro", "dollari", "m"), ("centesimo", "centesimi", "m")),
    "US$": (("dollaro americano", "dollari americani", "m"), CENT),
    "USD": (("dollaro americano", "dollari americani", "m"), CENT),
    "£": (("sterlina", "sterline", "f"), ("penny", "pence", "m")),
    "GBP": (("sterlina", "sterline", "f"), ("penny", "pence", "m")),
    "CHF": (("franco svizzero", "franchi svizzeri", "m"), CENT),
    "¥": (("yen", "yen", "m"), None),
    "₹": (("rupia", "rupie", "f"), None),
}
SCALES = nouns("""
mln milione milioni: milione, milioni
mld miliardo miliardi: miliardo, miliardi
mila: mila
""")
MONTHS = tuple("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split())
SHORT = {"gen": 1, "feb": 2, "mar": 3, "apr": 4, "mag": 5, "giu": 6, "lug": 7, "ago": 8, "set": 9, "sett": 9, "ott": 10, "nov": 11, "dic": 12}


def cardinal(n: int, gender: str = "") -> str:
    """1 -> uno, un before a masculine noun, una before a feminine one."""
    if n == 1 and gender:
        return "una" if gender == "f" else "un"
    return num2words(n, "it")


def ordinal(n: int, gender: str = "m") -> str:
    """3 -> terzo, terza."""
    words = num2words(n, "it", "ordinal")
    return words[:-1] + "a" if gender == "f" else words


def decimals(text: str) -> str:
    """14 -> quattordici, 05 -> zero cinque."""
    zeros = len(text) - len(text.lstrip("0"))
    rest = text[zeros:]
    said = ["zero"] * zeros + ([cardinal(int(rest))] if 0 < len(rest) <= 3 else [cardinal(int(c)) for c in rest])
    return " ".join(said)


def fraction(top: int, bottom: int) -> str:
    """3/4 -> tre quarti."""
    if bottom < 2:
        return f"{cardinal(top)} su {cardinal(bottom)}"
    if bottom == 2:
        return "mezzo" if top == 1 else f"{cardinal(top)} mezzi"
    name = ordinal(bottom)
    return f"{cardinal(top, 'm')} {name if top == 1 else name[:-1] + 'i'}"


def date(d: int, m: int, y: int | None, _before: str) -> str:
    """1 marzo 2024 -> primo marzo duemilaventiquattro."""
    return f"{'primo' if d == 1 else cardinal(d)} {MONTHS[m - 1]}" + (f" {cardinal(y)}" if y else "")


def clock(h: int, m: int, s: int | None, _after: str) -> str:
    """14:30 -> quattordici e trenta."""
    said = ("una" if h == 1 else cardinal(h)) + (f" e {cardinal(m)}" if m else "")
    return said + (f" e {cardinal(s)} secondi" if s else "")


PLAIN = {
    "Sig.": "Signor", "Sig.ra": "Signora", "Sig.na": "Signorina", "sig.": "signor", "sig.ra": "signora", "Dott.": "Dottor", "Dott.ssa": "Dottoressa", "dott.": "dottor", "dott.ssa": "dottoressa", "Dr.": "Dottor", "Prof.": "Professor", "Prof.ssa": "Professoressa", "prof.": "professor", "prof.ssa": "professoressa",
    "Ing.": "Ingegner", "Avv.": "Avvocato", "Arch.": "Architetto", "ecc.": "eccetera", "etc.": "eccetera", "es.": "esempio", "p.es.": "per esempio", "p. es.": "per esempio", "pag.": "pagina", "pagg.": "pagine", "n.": "numero", "nr.": "numero", "n°": "numero", "N°": "Numero", "vol.": "volume", "cap.": "capitolo", "fig.": "figura",
    "art.": "articolo", "tel.": "telefono", "Tel.": "Telefono", "ca.": "circa", "cfr.": "confronta", "a.C.": "avanti Cristo", "d.C.": "dopo Cristo", "S.p.A.": "società per azioni", "SpA": "società per azioni", "S.r.l.": "S R L", "v.le": "viale", "V.le": "Viale", "p.zza": "piazza", "P.zza": "Piazza", "c.so": "corso", "C.so": "Corso", "vs.": "versus", "vs": "versus",
    "max.": "massimo", "min.": "minimo", "sec.": "secolo", "On.": "Onorevole", "S.": "San", "ad es.": "ad esempio", "Ad es.": "Ad esempio", "Gent.": "Gentile", "Spett.": "Spettabile",
}  # fmt: skip
NAMED = {"S.", "On.", "Ing.", "Dr."}
NUMBERED = {"n.", "nr.", "n°", "N°", "vol.", "cap.", "fig.", "art.", "max.", "min.", "sec."}


def _abbreviation(m: re.Match[str]) -> str:
    key, after = m[0], m.string[m.end() :]
    if key in NAMED and not re.match(r"\s[A-ZÀÈ]", after):
        return key
    if key in NUMBERED and not re.match(r"\s?[\dIVX]", after):
        return key
    end = re.match(r"[\"'”’»)\]]*$", after)
    return PLAIN[key] + ("." if end and key.endswith(".") else "")


def _value(text: str) -> int:
    from podcaster.script.speakable.en.roman import value

    return value(text)


def _counted(m: re.Match[str], gender: str) -> str:
    n = _value(m[2])
    return f"{m[1]} {ordinal(n, gender)}" if n else m[0]


ABBREVIATIONS: tuple[Rule, ...] = (
    rule(r"\bpp?\. ?(?=\d)", "pagina "),
    rule(rf"(?<![\w.])(?:{alternatives(PLAIN)})(?![\w])", _abbreviation),
)
TRIGGER = re.compile(rf"(?<![\w.])(?:{alternatives(PLAIN)})(?![\w])|\b[IVXL]{{2,}}\b|\b[A-Z][a-zàèéìòù]+ [IVX]+\b")
ORDINALS: tuple[Rule, ...] = (
    rule(r"(?<![\w.,])(\d{1,4})(?:º|°(?!\s?[CFcf]\b)|o\b|ª|a\b)(?!\w)", lambda m: ordinal(int(m[1]), "f" if m[0][-1] in "ªa" else "m")),
    rule(r"\b([IVXL]+)(?= secolo\b)", lambda m: ordinal(_value(m[1]))),
    rule(r"\b([Ss]ecolo|[Cc]apitolo|[Vv]olume|[Aa]tto|[Tt]itolo|[Ll]ibro|[Tt]omo|(?:Luigi|Enrico|Carlo|Giovanni|Paolo|Pio|Leone|Benedetto|Napoleone|Vittorio Emanuele|Umberto|Federico|Francesco|Filippo|Giorgio|Edoardo|Gregorio|Innocenzo|Clemente|Alessandro|Guglielmo)(?: (?:Paolo|Emanuele))?) ([IVXL]+)\b", lambda m: _counted(m, "m")),
    rule(r"\b([Pp]arte|[Ss]cena|[Ss]ezione|[Ff]ase|Elisabetta|Caterina|Maria|[Gg]uerra [Mm]ondiale) ([IVXL]+)\b", lambda m: _counted(m, "f")),
    rule(r"\b(II?) [Gg]uerra [Mm]ondiale", lambda m: ("Seconda" if m[1] == "II" else "Prima") + " guerra mondiale"),
)
BEFORE: tuple[Rule, ...] = (
    rule(r"\b((?:al)?le|alle ore|ore|dalle|delle) ([01]?\d|2[0-4])[.:]([0-5]\d)\b", lambda m: f"{m[1]} {clock(int(m[2]), int(m[3]), None, '')}"),
    rule(r"(?<![\w.,/])(\d+)\s?(?:½|1/2) (ore|ora|settimane)\b", lambda m: f"{cardinal(int(m[1]), 'f')} {m[2]} e mezza"),
    rule(r"\banni ['’]?(\d0)\b", lambda m: f"anni {cardinal(int(m[1]))}"),
    rule(r"(?<![\w.,])(\d+)x\b", lambda m: f"{cardinal(int(m[1]))} volte"),
    rule(r"(?<![\w.,/])1 (?=(?:ora|volta|settimana|persona|pagina|riga|notte|parte|tonnellata|cosa|casa|[a-z]+zione|[a-z]+tà)\b)", "una "),
    rule(r"(?<![\w.,/])1 (?=[a-z]+o\b)(?!1 (?:o|anno fa)\b)", "un "),
)
WORDS = Words(
    point="virgola", minus="meno", plus="più", equals="uguale", times="per", divided="diviso", percent="per cento", per="per", to="a", and_="e", about="circa", degrees=("grado", "gradi"), celsius="Celsius", fahrenheit="Fahrenheit",
    at="chiocciola", dot="punto", slash="slash", dash="trattino", underscore="trattino basso", hashtag="hashtag", number="numero", less="meno di", more="più di", paragraph="paragrafo", version="versione", arrow="a", by="per", colon="due punti", million_of="di",
    squared="quadrato|quadrati", cubed="cubo|cubi",
)  # fmt: skip
TONGUE = Tongue(
    code="it", words=WORDS, months=MONTHS, month_short=SHORT, units=UNITS, currencies=CURRENCIES, scales=SCALES, cardinal=cardinal, year=cardinal, decimals=decimals, fraction=fraction, date=date, clock=clock,
    before=BEFORE, ordinals=ORDINALS, abbreviations=ABBREVIATIONS, trigger=TRIGGER,
)  # fmt: skip
_speaker = Speaker(TONGUE)


def speak(text: str, _language: str = "it") -> str:
    """Italian text as words."""
    return _speaker.speak(text)
