"""English words for web and mail addresses, handles, hashtags, files, paths, versions, flags, code and identifiers."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script.speakable.common import Rule, alternatives, in_sentence, rule, run, tables
from podcaster.script.speakable.en import arithmetic
from podcaster.script.speakable.en.numbers import cardinal, digits, serial, spelled

# Domain endings that are said as words; the others are spelled.
SAID_ENDINGS = {**tables("en")["ending"], **tables("en")["ending or word"]}
COUNTRIES = tables("en")["country ending"]
TLD = alternatives(tables("en")["ending"])
TLD_ALL = alternatives({*SAID_ENDINGS, *COUNTRIES})
# File endings. Those in capitals are spelled by every voice.
FILES = tables("en")["file ending"]
FILE = alternatives(FILES)

SIGNS = {
    "_": " underscore ", "-": " dash ", ".": " dot ", "/": " slash ", "&": " ampersand ", "+": " plus ", "%": " percent ", "=": " equals ",
    "?": " question mark ", "#": " hash ", "~": " tilde ", ":": " colon ", "@": " at ", "*": " star ", "$": " dollar ", "!": " exclamation mark ",
    "\\": " backslash ", "|": " pipe ", "^": " caret ",
}  # fmt: skip


def _spoken_part(text: str) -> str:
    """A part of an address: letters are kept, digits and signs become words."""
    return re.sub(r"\d+|[^\w\s]|_", lambda m: f" {digits(m[0])} " if m[0].isdecimal() else SIGNS.get(m[0], " "), text)


def _ending(text: str) -> str:
    low = text.lower()
    if low in SAID_ENDINGS or len(low) > 4:
        return low
    return spelled(low.upper())


def host(text: str) -> str:
    """example.co.uk -> example dot co dot U K."""
    labels = text.rstrip(".").split(".")
    if labels[0].lower() == "www" and len(labels) > 2:
        labels = labels[1:]
    said = [_spoken_part(label) for label in labels[:-1]] + [_ending(labels[-1])]
    return " dot ".join(said)


LONG_PATH = 40  # characters; a longer path is left out


# Paths that tell a listener nothing: with escapes, long numbers or random identifiers.
OPAQUE = re.compile(r"%|\d{6,}|(?:^|/)(?=[A-Za-z]*\d)(?=[\da-z]*[A-Z])[A-Za-z\d]{6,}(?:/|$)")


def address(text: str) -> str:
    """https://www.example.com/x?y=1#z -> example dot com slash x."""
    text = re.sub(r"^[a-zA-Z][a-zA-Z+.-]*://", "", text)
    text = text.split("@")[-1] if re.match(r"[^/]*@", text) else text
    where, slash, path = text.partition("/")
    where, _, port = where.partition(":")
    where = re.split("[?#]", where)[0]
    out = host(where) if not re.fullmatch(r"[\d.]+", where) else _spoken_part(where)
    if port.isdecimal():
        out += " port " + serial(port)
    path = re.split(r"[?#]", path)[0].rstrip("/")
    if (
        slash
        and path
        and path.count("-") < 3
        and len(path) <= LONG_PATH
        and path.count("/") < 3
        and not OPAQUE.search(path)
    ):
        out += " slash " + " slash ".join(_path_part(p) for p in path.split("/") if p)
    return out


def _path_part(text: str) -> str:
    stem, dot, ending = text.rpartition(".")
    if dot and ending.lower() in FILES and stem:
        return f"{_spoken_part(stem)} dot {file_ending(ending)}"
    return _spoken_part(text)


def file_ending(text: str) -> str:
    """yaml -> yaml, html -> H T M L, mp3 -> M P three."""
    low = text.lower()
    if FILES.get(low):
        return low
    return " ".join(spelled(part.upper()) if part.isalpha() else digits(part) for part in re.findall(r"[a-z]+|\d", low))


def words_of(identifier: str) -> str:
    """getElementById, MAX_SIZE, my-var, utf8 as words."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", identifier.strip("_"))
    text = text.replace("_", " ")
    return re.sub(r"(?<=[A-Za-z])(\d+)|(\d+)(?=[A-Za-z])", lambda m: f" {serial(m[0])} ", text)


OPERATORS: tuple[tuple[str, str], ...] = (
    ("===", " triple equals "), ("!==", " not equals "), ("==", " equals equals "), ("!=", " not equals "), (">=", " greater than or equal to "),
    ("<=", " less than or equal to "), ("=>", " arrow "), ("->", " arrow "), ("<-", " arrow "), ("&&", " and "), ("||", " or "), ("++", " plus plus "),
    ("+=", " plus equals "), ("-=", " minus equals "), ("**", " to the power of "), ("::", " colon colon "), ("//", " slash slash "), ("...", " "), ("<<", " "),
    (">>", " "), (":=", " colon equals "), ("=", " equals "), ("+", " plus "), ("*", " star "), ("%", " percent "), ("<", " less than "), (">", " greater than "),
    ("&", " and "), ("|", " pipe "), ("^", " caret "), ("$", " dollar "), ("@", " at "), ("#", " hash "), ("~", " tilde "), ("\\", " backslash "), ("/", " slash "),
)  # fmt: skip


_SPELLED = "\ue001"  # stands for the dots between spelled letters while other dots become words


def code(text: str) -> str:
    """Inline code in words, as a person would read it aloud: kubectl get pods -n prod."""
    text = text.strip("`").strip()
    if arithmetic.is_sum(text):
        return arithmetic.whole(text)
    text = re.sub(r"\b(?:https?|ftp)://[^\s'\"<>]+", lambda m: address(m[0]), text)
    text = re.sub(
        rf"(?<![\w])((?:[\w-]+\.)*[\w-]+)\.({FILE})\b",
        lambda m: f"{m[1]} dot {file_ending(m[2]).replace('.', _SPELLED)}",
        text,
    )
    text = re.sub(r"(?<=\w)<([\w, ]+)>", r" of \1", text)
    text = re.sub(r"(?<!\w)__(\w+?)__(?!\w)", r"\1", text)
    text = re.sub(r"(?<!\S)--(?=[A-Za-z])", " dash dash ", text)
    text = re.sub(r"(?<!\S)-(?=[A-Za-z])", " dash ", text)
    text = re.sub(r"(?<=\d)\.(?=\d)", " point ", text)
    text = re.sub(r"(?<=\w)\.(?=\w)|(?<!\w)\.(?=\w)", " dot ", text)
    text = re.sub(r"(?<=[\w.])\(\)|[(){}\[\]\"'`;,]+", " ", text)
    text = re.sub(r"(?<=\w)-(?=\w)", "-", text)
    for sign, word in OPERATORS:
        text = text.replace(sign, word)
    text = re.sub(r"[A-Za-z_]\w*", lambda m: words_of(m[0]), text)
    text = re.sub(r"(?<![\w.])-(?=\d)", "minus ", text)
    text = re.sub(r"\d+", lambda m: serial(m[0]) if len(m[0]) < 5 else cardinal(int(m[0])), text)
    text = re.sub(r"[_:!?]+(?=\s|$)|_", " ", text)
    return " ".join(text.replace(_SPELLED, ".").split())


def _span(m: re.Match[str]) -> str:
    """The text between backticks: as it is if it is prose, otherwise as code."""
    inner = m["code"]
    if re.fullmatch(r"[^\W\d_]+(?:[ '’,-]+[^\W\d_]+)*[.,!?]?", inner) and not re.search(r"[a-z][A-Z]", inner):
        return inner
    return code(inner)


def _email(m: re.Match[str]) -> str:
    rest = " slash " + _spoken_part(m["path"][1:]) if m["path"] else ""
    return f"{_spoken_part(m['local'])} at {host(m['host'])}{rest}"


def _url(m: re.Match[str]) -> str:
    text = m[0]
    tail = re.search(r"[.,;:!?)\]'\"”’»]+$", text)
    if tail and not ("(" in text and tail[0] == ")"):
        text = text[: tail.start()]
    return address(text) + (tail[0] if tail and m[0] != text else "")


KEYS = tables("en")["key"]


def _keys(m: re.Match[str]) -> str:
    """Ctrl+Shift+P -> Control Shift P."""
    parts = re.split(r"\s?[+-]\s?", m[0])
    return " ".join(re.sub(r"\d+", lambda d: " " + serial(d[0]), KEYS.get(p, p)) for p in parts)


def _machine(m: re.Match[str]) -> str:
    """192.168.0.1, digit by digit."""
    names = {".": " dot ", "/": " slash ", ":": " colon "}
    return re.sub(r"\d+|[./:]", lambda g: names.get(g[0]) or digits(g[0]), m[0])


def _handle(name: str) -> str:
    """The words of a name such as some_one or SomeOne."""
    return " ".join(_spoken_part(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)).split())


def _sign_of(m: re.Match[str]) -> str:
    """How the sign of a handle is said: in a sentence the name is enough."""
    blank = " " if m.string[: m.start()].endswith(",") else ""
    return blank if in_sentence(m) else f"{blank}at "


def _hashtag(m: re.Match[str]) -> str:
    """The sign is said only where there is little else."""
    return words_of(m[1]) if in_sentence(m) else "hashtag " + words_of(m[1])


def _version(m: re.Match[str]) -> str:
    v = m["v"] or ""
    parts = m["n"].split(".")
    said = " point ".join(
        cardinal(int(p)) if p == "0" or not p.startswith("0") else digits(p).replace("zero", "oh") for p in parts
    )
    tail = m["tail"] or ""
    if tail:
        tail = (
            " "
            + re.sub(
                r"\d+",
                lambda d: f" {cardinal(int(d[0]))} ",
                tail.replace("-", " ").replace(".", " ").replace("+", " plus ").replace("rc", "R.C"),
            ).strip()
        )
    return ("version " if v else "") + said + tail


def _version_x(m: re.Match[str]) -> str:
    return ("version " if m["v"] else "") + " point ".join([*(cardinal(int(p)) for p in m["n"].split(".")), "X"])


def _staged(m: re.Match[str]) -> str:
    """1.2.3b4 -> one point two point three beta four."""
    said = " point ".join(cardinal(int(p)) for p in m["n"].split("."))
    return f"{'version ' if m['v'] else ''}{said} {'alpha' if m['stage'] == 'a' else 'beta'} {cardinal(int(m['last']))}"


def _named_version(m: re.Match[str]) -> str:
    return f"{m['name']}{m['gap']}" + " point ".join(
        cardinal(int(p)) if p == "0" or not p.startswith("0") else digits(p).replace("zero", "oh")
        for p in m["n"].split(".")
    )


# Products whose number is a version: 3.11 is said "three point eleven".
PRODUCTS = alternatives(tables("en")["product"])
NAMES = tables("en")["name"]

RULES: tuple[Rule, ...] = (
    rule(rf"(?<!\w)({PRODUCTS})\s?(?:>=|≥)\s?v?(\d+(?:\.\d+)*)(?![\w%])", r"\1 \2 or newer"),
    # 17.3.2a is a section, 10'000 a number in Switzerland
    rule(r"(?<![\w.$€£])(\d{1,3}(?:\.\d{1,3}){2,3})([a-z])(?![\w.])", r"\1 \2"),
    rule(r"(?<![\w.,'’])\d{1,3}(?:['’]\d{3})+(?![\w'’])", lambda m: re.sub("['’]", ",", m[0])),
    rule(r"(?<=\w) \./\. (?=\w)", ", "),
    rule(r"(?<!`)(`{1,2})(?!`)(?P<code>[^`\n]+?)\1(?!`)", _span),
    rule(r"``([^`]*?)(?:``|'')", r'"\1"'),
    rule(r"<((?:https?|ftp|mailto):[^>\s]+)>", r"\1"),
    rule(r"mailto:(?=\S+@)", ""),
    rule(
        r"(?<![\w.+-])(?P<local>[A-Za-z0-9][\w.+&%-]*)@(?P<host>(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,10})(?P<path>/[\w./-]*\w)?(?!\w)",
        _email,
    ),
    rule(r"\b(?:https?|ftps?|ssh|git|file|s3|wss?|file):///?[^\s<>\"“”‘’]+", _url),
    rule(r"(?<![\w@./-])www\.[^\s<>\"“”‘’]+\.[^\s<>\"“”‘’]+", _url),
    rule(rf"(?<![\w@./-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:{TLD_ALL})(?::\d+)?/[^\s<>\"“”‘’]*", _url),
    rule(
        rf"(?<![\w@./-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:{TLD}|uk|io|ai|co|de|fr|it|tv|me|eu|sh|ly|fm|gg)(?::\d+)?(?![\w/]|\.\w|-\w)",
        lambda m: address(m[0]),
    ),
    rule(rf"(?<!\w)(?<!\w\.)(?:{alternatives(NAMES)})(?![\w+#])", lambda m: NAMES[m[0]]),
    rule(r"(?<![\w@.])@(?=\d)", "at "),
    rule(
        r"(?<![\w@.])@([A-Za-z][\w.-]*\w|[A-Za-z])",
        lambda m: _sign_of(m) + _handle(m[1]),
    ),
    rule(r"(?<![\w&#/])#(\d{0,4}[A-Za-z_]\w+|[A-Za-z]\b)(?<!st)(?<!nd)(?<!rd)(?<!th)", _hashtag),
    rule(r"(?<![\w&#/])#([A-Za-z_]\w+)", _hashtag),
    # IP addresses
    rule(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?::\d{2,5})?(?![\w]|\.\d)", _machine),
    rule(r"\b(localhost|[a-z]+\.local):(\d{2,5})\b", lambda m: f"{m[1]} colon {serial(m[2])}"),
    rule(r"\b([A-Z])\.(\d{3})\b", lambda m: f"{m[1]} {serial(m[2])}"),
    rule(r"(?<![\w.])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\(\)", lambda m: code(m[0])),
    rule(r"(?<=\w)::(?=\w)", " "),
    rule(
        r"\b0x([0-9A-Fa-f]+)\b", lambda m: "zero X " + " ".join(digits(c) if c.isdecimal() else c.upper() for c in m[1])
    ),
    rule(
        r"\b(Ctrl|Cmd|Alt|Opt|Shift|Command|Control|Option|Win|Fn)\b(?=\s?[+-]\s?\S)((?:\s?[+-]\s?(?:[A-Z][a-z]+|[A-Za-z0-9]|F\d\d?)\b)+)",
        _keys,
    ),
    # files and paths
    rule(
        rf"(?<![\w.@/])(?<!\w-)((?:[\w-]+\.)*[\w-]*\w)\.({FILE})(?![\w]|\.\w|-)(?!/)",
        lambda m: (
            f"{_spoken_part(m[1]) if not re.fullmatch(r'[A-Za-z]+', m[1]) else m[1]} dot {file_ending(m[2])}"
            if not (m[2] in {"c", "h", "r", "go", "so"} and m[1][-1:].isupper())
            else m[0]
        ),
    ),
    rule(rf"(?<![\w.])\*?\.({FILE})(?![\w]|\.\w)", lambda m: f"dot {file_ending(m[1])}"),
    rule(r"(?<![\w.])\.([a-z][\w-]{2,})(?!\w)", lambda m: f"dot {words_of(m[1])}"),
    rule(
        r"(?<![\w/.<~])(~|\.{1,2})?/((?:[\w.-]+/)+[\w.-]*|(?<=[~.]/)[\w.-]+|(?:usr|etc|var|tmp|home|dev|opt|bin|proc|sys|mnt|root|lib|api|v\d)\b[\w.-]*)(?![\w/])",
        lambda m: (
            {"~": "tilde", ".": "dot", "..": "dot dot"}.get(m[1] or "", "")
            + " slash "
            + " slash ".join(_path_part(p) for p in m[2].rstrip(".").split("/") if p)
            + ("." if m[2].endswith(".") else "")
        ),
    ),
    rule(r"\b[A-Z]:\\[\w\\.-]+", lambda m: re.sub(r"\\+", " backslash ", m[0].replace(":", " colon"))),
    # flags
    rule(
        r"(?<!\S)--([A-Za-z][\w-]*)(?:=(\S*\w))?",
        lambda m: "dash dash " + words_of(m[1]).replace("-", " ") + (" equals " + code(m[2]) if m[2] else ""),
    ),
    rule(r"(?<!\S)-([A-Za-z])(?=[\s,.;]|$)(?! ?[-–])", r"dash \1"),
    # identifiers
    rule(r"(?<![\w])(__)?([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)(?:__)?(?:\(\))?(?!\w)", lambda m: words_of(m[2])),
    rule(r"(?<![\w])__([A-Za-z]\w*?)__(?:\(\))?(?!\w)", lambda m: words_of(m[1])),
    rule(r"(?<![\w])_([A-Za-z]\w*)(?:\(\))?(?!\w)", lambda m: words_of(m[1])),
    rule(r"(?<![\w])([a-z]{2,}(?:[A-Z][a-z]+){2,}|[a-z]{3,}[A-Z][a-z]{2,})(?:\(\))?(?!\w)", lambda m: words_of(m[1])),
    rule(r"(?<=\w)\(\)", ""),
    # versions: 2.x · 1.2.3b4
    rule(r"(?<![\w.])(?P<v>[vV]?)(?P<n>\d+(?:\.\d+)*)\.x\b", _version_x),
    rule(r"(?<![\w.$€£])(?P<v>v?)(?P<n>\d+(?:\.\d+){1,3})(?P<stage>a|b)(?P<last>\d{1,2})(?![\w]|\.\d)", _staged),
    rule(
        r"(?<![\w.])(?P<v>v\.? ?|V\. ?|V ?(?=\d+\.))(?P<n>\d+(?:\.\d+)*)(?P<tail>-?(?:rc|alpha|beta|b|a|dev|pre)[.-]?\d*)?(?![\w]|\.\d)",
        _version,
    ),
    rule(
        r"(?<![\w.$€£])(?!\d\d?\.\d\d?\.(?:19|20)\d\d(?![.\d]))(?!(?:0\d|\d)\.\d\d?\.\d\d(?![.\d]))(?P<v>)(?P<n>\d+(?:\.\d+){2,})(?P<tail>-?(?:rc|alpha|beta|dev|pre|post)[.-]?\d*)?(?![\w]|\.\d)",
        _version,
    ),
    rule(r"\b(?P<v>)(?P<n>\d+(?:\.\d+)*)(?P<tail>-?(?:rc|alpha|beta)[.-]?\d+)(?![\w]|\.\d)", _version),
    rule(
        rf"\b(?P<name>{PRODUCTS})(?P<gap>[ -]v?)(?P<n>\d+(?:\.\d+)+)\+?(?![\w%]|\.\d)(?! (?:percent|million|billion|times))",
        lambda m: _named_version(m).replace("-", " ") if m["gap"] == "-" else _named_version(m),
    ),
)


def apply(text: str) -> str:
    """Addresses, files, versions and code in words."""
    return run(RULES, text)
