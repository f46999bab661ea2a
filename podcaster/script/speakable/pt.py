"""Portuguese: um and uma, dois and duas, vírgula, de between day, month and year."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, rule, tables
from podcaster.script.speakable.european import Speaker
from podcaster.script.speakable.tongue import (
    Abbreviations,
    Tongue,
    after_article,
    counted,
    digits_or_number,
    feminine_after,
    num2words,
    telephones,
)
from podcaster.text.dates import months

MONTHS = months("pt")


def cardinal(n: int, gender: str = "") -> str:
    """22 -> vinte e dois, or vinte e duas."""
    words = num2words(n, "pt_BR").replace(",", "")
    if gender == "f":
        words = re.sub(r"\bum$", "uma", words)
        words = re.sub(r"\bdois(?=$| mil\b)", "duas", words)
        words = re.sub(r"(duzent|trezent|quinhent|[a-z]+cent)os\b", r"\1as", words)
    return words


def ordinal(n: int, gender: str = "m") -> str:
    """3 -> terceiro, terceira."""
    words = num2words(n, "pt_BR", "ordinal")
    return re.sub(r"o\b", "a", words) if gender == "f" else words


def decimals(text: str) -> str:
    """14 -> quatorze, 05 -> zero cinco."""
    return digits_or_number(text, cardinal, "zero", 2)


def fraction(top: int, bottom: int) -> str:
    """3/4 -> três quartos, 1/12 -> um doze avos."""
    if bottom < 2:
        return f"{cardinal(top)} sobre {cardinal(bottom)}"
    if bottom == 2:
        return "meio" if top == 1 else f"{cardinal(top)} meios"
    if bottom == 3:
        name = "terço"
    elif bottom <= 10 or bottom in {100, 1000}:
        name = ordinal(bottom)
    else:
        return f"{cardinal(top)} {cardinal(bottom)} avos"
    return f"{cardinal(top)} {name}{'s' if top > 1 else ''}"


def date(d: int, m: int, y: int | None, _before: str) -> str:
    """1 de março de 2024 -> primeiro de março de dois mil e vinte e quatro."""
    return f"{'primeiro' if d == 1 else cardinal(d)} de {MONTHS[m - 1]}" + (f" de {cardinal(y)}" if y else "")


def clock(h: int, m: int, s: int | None, _after: str) -> str:
    """14h30 -> quatorze e trinta."""
    said = cardinal(h, "f") + (f" e {cardinal(m)}" if m else f" hora{'s' if h != 1 else ''}")
    return said + (f" e {cardinal(s)} segundos" if s else "")


SHORT = Abbreviations("pt", {"before name": r"\s[A-ZÁÉÍÓÚÂ]", "before number": r"\s?[\dIVX]"}, closing=r"\"'”’»)\]")


def _roman(m: re.Match[str]) -> str:
    gender = "f" if m[1] in {"Isabel", "Maria", "Elizabeth", "Catarina"} else "m"
    ordered = m[1] in KINGS or m[1].lower() in {"século", "séculos"}
    return counted(m, lambda n: ordinal(n, gender) if ordered and n < 11 else cardinal(n))


KINGS = tables("pt")["monarch"]
# After "S.", which is a first name elsewhere
SAINTS = (
    "Pedro|Paulo|João|José|Bento|Miguel|Jorge|Francisco|Sebastião|Vicente|Tiago|Thiago|Martinho|Mateus|Marcos|Lucas|"
    "Luís|Luiz|Lourenço|Nicolau|Gonçalo|Domingos|Roque|Mamede|Julião|Gabriel|Rafael|Caetano|Cristóvão|Brás|Carlos|"
    "Bernardo|Salvador|Tomé|Tomás|Valentim|Félix|Gens|Jerónimo|Jerônimo|Judas|Cosme|Romão|Torcato|Victor|Vítor"
)
ABBREVIATIONS: tuple[Rule, ...] = (
    rule(r"\bS\. (?=(?:Ant[óô]nio|André|Agostinho|Amaro|Inácio|Estêvão|Isidro|Expedito|Ildefonso)\b)", "Santo "),
    rule(rf"\bS\. (?=(?:{SAINTS})\b)", "São "),
    rule(r"\bpp\. ?(?=\d)", "páginas "),
    rule(r"\bp\. ?(?=\d)", "página "),
    rule(SHORT.pattern, SHORT.expanded),
)
TRIGGER = re.compile(rf"{SHORT.pattern}|\bS\. [A-Z]|\b[IVXL]{{2,}}\b|\b[A-ZÁÉÍÓÚ][a-záéíóúãõç]+ [IVX]+\b")
FEMININE = re.compile(
    r" (?!dias?\b|problemas|sistemas|programas|mapas|temas|idiomas|quilogramas|gramas|planetas|poemas|atletas|artistas|turistas)(?:[a-zà-ÿ]+(?:as|ções|sões|dades|gens)|horas?|pessoas?|vezes|mulheres|noites|tardes|partes|páginas?|colheres|semanas?|árvores|flores|cores|dores|torres|fontes|pontes|redes|paredes|sedes|bases|frases|fases|classes|chaves|aves|naves|mãos|mães|irmãs|leis|vozes|luzes|cruzes|raízes|atrizes|fotos|motos|tribos|equipes|metades|mortes|artes|análises|crises|teses)\b"
)
ORDINALS: tuple[Rule, ...] = (
    *after_article("pt", ordinal),
    rule(
        r"(?<![\w.,])(\d{1,4})\.?(?:º|o\b|ª|a\b)(?!\w)",
        lambda m: ordinal(int(m[1]), "f" if m[0][-1] in "ªa" else "m"),
    ),
    rule(
        rf"\b([Ss]éculos?|[Cc]apítulo|[Vv]olume|[Aa]to|[Tt]ítulo|[Ll]ivro|[Pp]arte|[Ff]ase|[Tt]ipo|[Gg]uerra Mundial|{'|'.join(KINGS)}) ([IVXL]+)\b",
        _roman,
    ),
    rule(r"\b(II?) Guerra Mundial", lambda m: ("Segunda" if m[1] == "II" else "Primeira") + " Guerra Mundial"),
)


# A feminine noun in the singular, as after 1
ONE = re.compile(
    r" (?!(?:dia|problema|sistema|programa|mapa|tema|idioma|planeta|poema|grama|quilograma|cinema|clima|drama|trauma|samba|para|era|fora|cada|outra|nessa|nesta|pela|numa|contra)\b)[a-zà-ÿ]{2,30}(?:[^aeiou\W]a|ia|ea|ção|são|dade|gem|tude)\b| (?:colher|noite|tarde|vez|parte|flor|cor|mulher|árvore|mão|mãe|lei|voz|luz|ponte|fonte|frase|classe|chave|rede|base)\b"
)


def _both(m: re.Match[str]) -> str:
    """Entre 200 e 300 pessoas: the noun counts for both."""
    return cardinal(int(m[1].replace(".", "")), "f") if FEMININE.match(m.string, m.end() + len(m[2])) else m[0]


def _before_noun(m: re.Match[str]) -> str:
    if m[1] == "1" and ONE.match(m.string, m.end()):
        return "uma"
    n = int(m[1].replace(".", ""))
    return cardinal(n, "f") if FEMININE.match(m.string, m.end()) else m[0]


def _digits(text: str) -> str:
    return " ".join(cardinal(int(digit)) for digit in text)


def _lasted(h: int, m: int) -> str:
    """1h45min -> uma hora e quarenta e cinco minutos."""
    return f"{cardinal(h, 'f')} hora{'s' if h != 1 else ''} e {cardinal(m, 'm')} minuto{'s' if m != 1 else ''}"


def _quarter(m: re.Match[str]) -> str:
    """3T25 -> terceiro trimestre de dois mil e vinte e cinco."""
    year = f" de {cardinal(int(m[3]) % 2000 + 2000)}" if m[3] else ""
    return f"{ordinal(int(m[1]))} {'trimestre' if m[2] == 'T' else 'semestre'}{year}"


BEFORE: tuple[Rule, ...] = (
    # (11) 98765-4321 · CEP 01310-100
    rule(
        r"\((\d\d)\) ?(\d{4,5})-(\d{4})(?!\d)",
        lambda m: f"{cardinal(int(m[1]))}, {_digits(m[2])}, {_digits(m[3])}",
    ),
    rule(
        r"\b(CEP\b\D{0,12})(\d{5})-(\d{3})(?!\d)",
        lambda m: f"{m[1]}{_digits(m[2])}, {_digits(m[3])}",
    ),
    rule(r"(?<![\w.,/-])(\d{1,3}(?:\.\d{3})*)(?=((?: (?:e|ou|a) | ?– ?)\d{1,3}(?:\.\d{3})*(?: mil)?) [a-z])", _both),
    rule(r"(?<![\w.,/-])([1-9]\d{0,2})(?=( mil) [a-z])", _both),
    rule(r"(?<![\w.,:])(\d{1,2})h(\d{1,2})min(?![\w])(?<=min)", lambda m: _lasted(int(m[1]), int(m[2]))),
    rule(r"\bkm (?=\d)", "quilômetro "),
    rule(r"\b([Ss]éc)\. (?=[IVXL])", r"\1ulo "),
    telephones(
        r"telefone|\btel\b|celular|telemóvel|lig(?:ue|ar)|número|whatsapp|\bfax\b|contat|contact|reserva", cardinal
    ),
    rule(r"(?<![\w.,])([1-4])([TS])(?:\s?(?:de )?(\d\d|20\d\d))?(?![\w]|[.,]\d)", _quarter),
    rule(r"(?<![\w.,/])(?:½|1/2) (?=[a-zà-ÿ]{3,}a\b|colher\b)", "meia "),
    rule(r"\b([Aa])rt\. (?=\d)", r"\1rtigo "),
    rule(r"(?<![\w.,/])(\d+)\s?(?:½|1/2) (horas?|semanas?)\b", lambda m: f"{cardinal(int(m[1]), 'f')} {m[2]} e meia"),
    feminine_after("umas|as|das|nas|pelas|outras|estas|essas|aquelas|muitas|poucas|algumas", cardinal),
    rule(r"\banos (\d0)\b", lambda m: f"anos {cardinal(int(m[1]))}"),
    rule(r"(?<![\w.,])(\d+)x\b", lambda m: f"{cardinal(int(m[1]), 'f')} vezes"),
    rule(r"(?<![\w.,/-])(\d{1,3}(?:\.\d{3})*)(?= [a-zà-ÿ]{4,}\b)", _before_noun),
)
TONGUE = Tongue(
    code="pt", cardinal=cardinal, year=cardinal, decimals=decimals, fraction=fraction, date=date, clock=clock,
    before=BEFORE, ordinals=ORDINALS, abbreviations=ABBREVIATIONS, trigger=TRIGGER, day_prefix="de ",
    time_pattern=r"(?P<h>[01]?\d|2[0-4])(?:h(?P<m>[0-5]\d)?(?:min)?|:(?P<m2>[0-5]\d)(?::(?P<s>[0-5]\d))?h?)",
)  # fmt: skip
speak = Speaker(TONGUE).speak
