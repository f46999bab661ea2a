"""Spanish: un and una, decimals in pairs, y media, ordinals of any size, onceavos."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, listed, roman_value, rule, tables
from podcaster.script.speakable.european import Speaker
from podcaster.script.speakable.tongue import (
    Abbreviations,
    Tongue,
    after_article,
    counted,
    feminine_after,
    num2words,
    telephones,
)
from podcaster.text.dates import months

MONTHS = months("es")


def cardinal(n: int, gender: str = "") -> str:
    """21 -> veintiuno, veintiún before a masculine noun, veintiuna before a feminine one."""
    words = num2words(n, "es").replace("veintiuno mil", "veintiún mil").replace("uno mil", "un mil")
    if gender == "f":
        words = re.sub(r"cientos\b", "cientas", words).replace("quinientos", "quinientas")
        return words[:-1] + "a" if words.endswith("uno") else words
    if gender == "m" and words.endswith("uno"):
        return words[:-3] + "ún" if words.endswith("veintiuno") else words[:-1]
    return words


_UNITS = ("", *listed("primero segundo tercero cuarto quinto sexto séptimo octavo noveno"))
_TENS = (
    "",
    *listed("décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo"),
)
_HUNDREDS = (
    "",
    *listed(
        "centésimo ducentésimo tricentésimo cuadringentésimo quingentésimo sexcentésimo septingentésimo octingentésimo noningentésimo"
    ),
)


def ordinal(n: int, gender: str = "m", *, short: bool = False) -> str:
    """13 -> decimotercero, 41 feminine -> cuadragésima primera, short 1 -> primer."""
    words: list[str] = []
    if n >= 1_000_000:
        words.append(("" if n // 1_000_000 == 1 else num2words(n // 1_000_000, "es").replace(" ", "")) + "millonésimo")
        n %= 1_000_000
    if n >= 1000:
        thousands = n // 1000
        words.append(
            ("" if thousands == 1 else cardinal(thousands, gender if gender == "f" else "").replace(" ", ""))
            + "milésimo"
        )
        n %= 1000
    words.append(_HUNDREDS[n // 100])
    n %= 100
    if 10 < n < 30 and n != 20:
        stem = "decimo" if n < 20 else "vigesimo"
        words.append((stem + _UNITS[n % 10]).replace("oo", "o"))
    else:
        words += [_TENS[n // 10], _UNITS[n % 10]]
    said = " ".join(w for w in words if w)
    if gender == "f":
        said = re.sub(r"o\b", "a", said).replace("cientosm", "cientasm")
    return said[:-1] if short and said.endswith(("primero", "tercero")) else said


def decimals(text: str) -> str:
    """14 -> catorce, 05 -> cero cinco, 253002 -> veinticinco treinta cero dos."""
    if len(text) == 3 and text[0] != "0":
        return cardinal(int(text))
    said = []
    for i in range(0, len(text), 2):
        pair = text[i : i + 2]
        said.append(f"cero {cardinal(int(pair[1]))}" if len(pair) == 2 and pair[0] == "0" else cardinal(int(pair)))
    return " ".join(said)


def fraction(top: int, bottom: int) -> str:
    """1/2 -> medio, 2/3 -> dos tercios, 1/12 -> un doceavo, 1/101 -> uno sobre ciento uno."""
    if bottom == 2:
        return "medio" if top == 1 else f"{cardinal(top)} medios"
    if bottom == 3:
        name = "tercio"
    elif (
        4 <= bottom <= 10
        or bottom in {1000, 1_000_000}
        or (bottom % 100 == 0 and 100 <= bottom < 1000)
        or (bottom % 1000 == 0 and 1000 < bottom < 10_000)
    ):
        name = ordinal(bottom)
    elif 10 < bottom < 100:
        stem = (
            num2words(bottom, "es")
            .replace(" y ", "i")
            .replace("é", "e")
            .replace("ó", "o")
            .replace("uno", "un")
            .replace("ú", "u")
        )
        name = (stem[:-1] if stem.endswith("a") else stem) + "avo"
    else:
        return f"{cardinal(top)} sobre {cardinal(bottom)}"
    return f"{cardinal(top, 'm')} {name}{'s' if top > 1 else ''}"


def date(d: int, m: int, y: int | None, _before: str) -> str:
    """1 de mayo de 2020 -> primero de mayo de dos mil veinte."""
    return f"{'primero' if d == 1 else cardinal(d)} de {MONTHS[m - 1]}" + (f" de {cardinal(y)}" if y else "")


def clock(h: int, m: int, s: int | None, after: str) -> str:
    """12:15 p.m. -> doce y cuarto de la tarde."""
    if s:
        return f"{cardinal(h, 'f')} hora{'s' if h != 1 else ''} {cardinal(m, 'm')} minuto{'s' if m != 1 else ''} y {cardinal(s, 'm')} segundo{'s' if s != 1 else ''}{_zone(after)}"
    minutes = {0: "", 15: " y cuarto", 30: " y media"}.get(m, f" y {cardinal(m)}")
    return f"{cardinal(h, 'f')}{minutes}{_half(h, after)}{_zone(after)}"


def _half(h: int, after: str) -> str:
    found = re.search(r"([ap])\.? ?m", after, re.IGNORECASE)
    if not found:
        return ""
    if found[1].lower() == "a":
        return " de la noche" if h == 12 else " de la mañana"
    return " de la noche" if 8 <= h < 12 else " de la tarde"


def _zone(after: str) -> str:
    found = re.search(r"\b(?:est|edt|pst|pdt|cst|cdt|mst|gmt|utc|cet|cest|bst)\b", after, re.IGNORECASE)
    return " " + " ".join(found[0].upper()) if found else ""


SHORT = Abbreviations(
    "es", {"before name": r"\s[^\W\d_]{2}", "before number": r"\s?\d"}, closing=r"\"'”’»)\]", stop_alone=False
)
ABBREVIATIONS: tuple[Rule, ...] = (
    rule(r"\bpp?\. ?(?=\d)", "página "),
    rule(SHORT.pattern, SHORT.expanded),
)
TRIGGER = re.compile(
    rf"{SHORT.pattern}|\b[a-z]+ S\. [A-ZÁÉÍÓÚ]|\b[IVXLC]{{2,}}\b|\b(?:siglos?|año) [ivxlcdm]+\b|\b[A-ZÁÉÍÓÚ][a-záéíóúñ]+ [IVX]+\b"
)
FEMININE_AFTER = re.compile(
    r" (?!días?\b|problemas|sistemas|programas|mapas|temas|idiomas|kilogramas|planetas|poemas|atletas|artistas|turistas|periodistas|deportistas|futbolistas)(?:[a-záéíóúñ]+(?:as|ciones|siones|dades|tudes)|horas?|personas?|veces|mujeres|imágenes|noches|tardes|partes|clases|llaves|calles|series|leyes|flores|voces|razones|torres|fuentes|redes|paredes|bases|frases|fases|manos|fotos|motos|luces|cruces|raíces|actrices|señales|catedrales|sucursales|aves|naves|nubes|tribus|madres|muertes|sedes|crisis|tesis)\b"
)
ONE_AFTER = re.compile(
    r" (?!día|problema|sistema|programa|mapa|tema|idioma|planeta|poema)[a-záéíóúñ]{2,}(?:[^aeiou]a|ción|sión|dad|tud|ia)\b"
)
KINGS = alternatives(tables("es")["monarch"])


def _counted(n: int, gender: str) -> str:
    """el XII aniversario -> el duodécimo aniversario."""
    said = {11: "undécimo", 12: "duodécimo"}.get(n) or ordinal(n, short=gender == "m")
    return said[:-1] + "a" if gender == "f" else said


def _king(m: re.Match[str]) -> str:
    n = roman_value(m[2])
    if not n:
        return m[0]
    feminine = m[1].lower() in {"isabel", "catalina", "maría"}
    return f"{m[1]} {ordinal(n, 'f' if feminine else 'm') if n < 11 else cardinal(n)}"


def _ordinal(m: re.Match[str]) -> str:
    n = int(re.sub(r"\D", "", m[1]))
    if m[2] in {"o", "a"} and len(m[1]) > 2:
        return m[0]
    feminine = m[2] in {"ª", "ra", "da", "ta", "ma", "va", "na", "a"}
    return ordinal(n, "f" if feminine else "m", short=m[2] in {"ᵉʳ", "er"}) + m[3]


def _before_noun(m: re.Match[str]) -> str:
    n = int(m[1].replace(".", "").replace(" ", ""))
    if FEMININE_AFTER.match(m.string, m.end()) or (n == 1 and ONE_AFTER.match(m.string, m.end())):
        return cardinal(n, "f")
    return cardinal(n, "m")


ORDINALS: tuple[Rule, ...] = (
    rule(
        r"(?<![\w.,])(\d{1,3}(?:[. ]\d{3})*|\d+)\.?(ᵉʳ|er|º|ª|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na|o\b|a\b)(s?)(?!\w)",
        _ordinal,
    ),
    rule(r"\b([Ss]iglos?) ([IVXLCivxlc]+)\b", lambda m: counted(m, cardinal)),
    rule(r"\b([Aa]ño) ([MDCLXVImdclxvi]{2,})\b", lambda m: counted(m, cardinal)),
    rule(rf"\b((?i:{KINGS})) ([IVX]+|(?<=[a-z] )[ivx]{{2,}})\b", _king),
    rule(
        r"\b((?:[Cc]apítulo|[Vv]olumen|[Tt]omo|[Aa]cto|[Ee]scena|[Tt]ítulo|[Aa]rtículo|[Ff]ase|[Tt]ipo|[Pp]arte|[Gg]uerra Mundial|[Ll]ibro|[Ss]ección)) ([IVXL]+)\b",
        lambda m: counted(m, cardinal),
    ),
    *after_article("es", _counted),
)


HOUR = r"(?:[01]?\d|2[0-4])"


def _quarter(m: re.Match[str]) -> str:
    """3T25 -> tercer trimestre de dos mil veinticinco."""
    year = f" de {cardinal(int(m[3]) % 2000 + 2000)}" if m[3] else ""
    return f"{ordinal(int(m[1]), short=True)} {'trimestre' if m[2] == 'T' else 'semestre'}{year}"


def _both(m: re.Match[str]) -> str:
    """Entre 200 y 300 personas: the noun counts for both."""
    return cardinal(int(m[1].replace(".", "")), "f") if FEMININE_AFTER.match(m.string, m.end() + len(m[2])) else m[0]


BEFORE: tuple[Rule, ...] = (
    rule(
        r"(?<![\w.,/-])(\d{1,3}(?:\.\d{3})*)(?=((?: (?:y|o|u|a|de las) | ?– ?)\d{1,3}(?:\.\d{3})*(?: mil)?) [a-z])",
        _both,
    ),
    rule(r"(?<![\w.,/-])([1-9]\d{0,2})(?=( mil) [a-z])", _both),
    rule(
        r"\b((?i:dura|duró|duran|durará|tarda|tardó|tardan|tardé|en|durante|unas|duración:?)) (\d{1,2}) ?h (\d{1,2}) ?min\b",
        lambda m: (
            f"{m[1]} {cardinal(int(m[2]), 'f')} hora{'s' if m[2] != '1' else ''} y {cardinal(int(m[3]), 'm')} minuto{'s' if m[3] != '1' else ''}"
        ),
    ),
    rule(r"(?<![\w.,/-])T([1-4]) (?=de(?:l año)? 20\d\d)", lambda m: f"{ordinal(int(m[1]), short=True)} trimestre "),
    telephones(
        r"tel[eé]fono|\btel\b|móvil|ll[aá]m|whatsapp|\bfax\b", cardinal, r"(?<![\w.,+])[6-9]\d{8}(?![\w,.]\d|\w)"
    ),
    rule(r"(?<![\w.,])([1-4])([TS])(?:\s?(?:de(?:l año)? )?(\d\d|20\d\d))?(?![\w]|[.,]\d)", _quarter),
    rule(r"(?<!\w)ss?\. (?=[IVX]+\b)", "siglo "),
    rule(
        r"\b((?i:calle|plaza|iglesia|barrio|parroquia|ermita|hospital|colegio|catedral)) S\. (?=[A-ZÁÉÍÓÚ])", r"\1 San "
    ),
    telephones(
        r"tel[eé]fono|\btel|centralita|ll[aá]m|móvil|número|contact|whatsapp|fax|línea|atención|reserva|marque",
        cardinal,
        r"(?<!\d )(?<![\w.,+])(?:[6-9]\d\d(?: \d{3}){2}|[6-9]\d\d(?: \d\d){3}|9\d \d{3} \d\d \d\d)(?![\d,.]\d| ?\d)",
    ),
    # a telephone, in groups of three
    rule(
        r"\b([Tt]el\.?|[Tt]eléfono|[Tt]fno\.?|[Mm]óvil|[Ll]lam[ae] al)(:?) (\d{3}(?: \d{2,3}){2,3})(?![\d,.]\d|\d)",
        lambda m: f"{m[1]}{m[2]} " + ", ".join(" ".join(cardinal(int(d)) for d in group) for group in m[3].split()),
    ),
    rule(
        r"\b([01])-(800|900)-([a-z\d]+(?:-[a-z\d]+)*)",
        lambda m: f"{cardinal(int(m[1]))} {cardinal(int(m[2]))} {m[3].replace('-', ' ')}",
    ),
    rule(rf"^({HOUR})\.([0-5]\d)$", r"\1:\2"),
    rule(rf"\b({HOUR})\.([0-5]\d)(?=\s?(?:[ap]\.? ?m\b|h\b|hs\b|est\b|gmt\b|utc\b))", r"\1:\2"),
    rule(rf"\b(las?|desde las|hasta las) ({HOUR})\.([0-5]\d)\b", r"\1 \2:\3"),
    rule(r"\b(0?\d|1\d|2[0-4])[.:]00 h\b", lambda m: f"{cardinal(int(m[1]), 'f')} hora{'s' if int(m[1]) != 1 else ''}"),
    rule(r"\b(0?\d|1\d|2[0-4])[.:]([0-5]\d) h\b", lambda m: clock(int(m[1]), int(m[2]), None, "")),
    rule(r"(?<![.:])\b(0\d) h\b", lambda m: cardinal(int(m[1]), "f")),
    rule(r"\b(\d{1,2}) h (\d{1,2}) min\b", lambda m: clock(int(m[1]), int(m[2]), None, "")),
    rule(r"\b(\d{1,2})h(\d{2})m(?:(\d{2})s)?\b", lambda m: clock(int(m[1]), int(m[2]), int(m[3] or 0) or None, "")),
    rule(
        r"\b(\d{1,2}) h utc([+-])(\d{1,2})(?::(\d\d))?",
        lambda m: (
            f"{cardinal(int(m[1]), 'f')} U T C {'más' if m[2] == '+' else 'menos'} {cardinal(int(m[3]), 'f')}{' ' + cardinal(int(m[4])) if m[4] else ''}"
        ),
    ),
    rule(r"(?<![\w.,/])(?:½|1/2) (?=[a-záéíóúñ]{3,}a\b)", "media "),
    rule(
        r"(?<![\w.,/])(\d+)\s?(?:½|1/2) (horas?|semanas?|jornadas?)\b",
        lambda m: f"{cardinal(int(m[1]), 'f')} {m[2]} y media",
    ),
    rule(
        r"(?<![\w.,/])(\d+)\s?(?:½|1/2) (años?|días?|meses|mes|minutos?|kilos?|litros?)\b",
        lambda m: f"{cardinal(int(m[1]), 'm')} {m[2]} y medio",
    ),
    rule(r"\bII Guerra Mundial", "Segunda Guerra Mundial"),
    rule(r"\bI Guerra Mundial", "Primera Guerra Mundial"),
    feminine_after("unas|las|otras|estas|esas|aquellas|muchas|pocas|algunas", cardinal),
    rule(r"\baños (\d0)\b", lambda m: f"años {cardinal(int(m[1]))}"),
    rule(r"(?<![\w.,])(\d+)x\b", lambda m: f"{cardinal(int(m[1]), 'm')} veces"),
    rule(
        r"(?<![\w.,/-])(?!(?<=(?i:\bde |\ben ))(?:1[5-9]|20)\d1)(?!(?<=(?i:\bdel |\baño ))(?:1[5-9]|20)\d1)(?!(?<=(?i:\bdesde |\bhasta ))(?:1[5-9]|20)\d1)(1|\d*[02-9]1|\d*[2-9]\d\d|(?:\d{1,3}\.)*[2-9]\d\d)(?= (?!(?:de|y|o|a|e|en|u|por|para|con|que|del|al|millón|millones|mil|billones|billón|es|son|era|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b)[a-záéíóúñ]{4,}\b)",
        _before_noun,
    ),
)
TONGUE = Tongue(
    code="es", cardinal=cardinal, year=cardinal, decimals=decimals, fraction=fraction,
    date=date, clock=clock, before=BEFORE, ordinals=ORDINALS, abbreviations=ABBREVIATIONS, trigger=TRIGGER, day_prefix="de ", part_of="de",
    time_pattern=r"(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?P<after>(?:\s?[apAP]\.? ?[mM]\b\.?)?(?:\s?(?:hrs|hs|h)\b\.?)?(?:\s?(?i:est|edt|pst|pdt|cst|gmt|utc|cet)\b)?)",
)  # fmt: skip
speak = Speaker(TONGUE).speak
