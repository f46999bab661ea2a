"""English abbreviations: titles, degrees, streets and saints, Latin, publishing, companies, states."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re

from podcaster.script import sentences
from podcaster.script.speakable.common import Rule, alternatives, forms, just_before, listed, rule, run, tables
from podcaster.script.speakable.en.numbers import digits, pairs, spelled

# Before a name. The dot is needed unless the title is in BARE.
TITLES = tables("en")["title"]
BARE = ("Mr", "Mrs", "Dr", "Prof", "Lt", "Sgt", "Capt")

BARE_BEFORE_NUMBER = tables("en")["before number, bare"]
# Expanded anywhere, if written with the dot.
ANYWHERE = tables("en")["abbreviation"]
# Spelled like a common word or name, so expanded only if the following words make it certain.
NEEDS_NEXT = frozenset(
    listed("Cir. Ct. Ft. Ln. Max. Mt. Pl. Sq. Ter. dist. est. hist. ill. lit. max. mt. pkg. pub. rev. temp. trans.")
)

# Followed by a number (or a Roman numeral, done before): singular, plural.
REFERENCES = {k: forms(v) for k, v in tables("en")["before number"].items()}
STREETS = tables("en")["street"]
STATES = tables("en")["state"]
STATE_SHORT = tables("en")["state abbreviation"]
COMPASS = tables("en")["compass"]

SAINTS = (
    "Paul|Louis|John|Johns|Mary|Peter|George|Patrick|Helens|Helena|Petersburg|Andrews?|Michael|Francis|Augustine|Lucia|Thomas|James|Martin|Nicholas|Moritz|Pancras|Catherines?|Anthony|Bernard|"
    "Joseph|Kitts|Vincent|Albans|Ives|Cloud|Clair|Croix|Denis|Germain|Tropez|Pierre|Stephen|Matthew|Mark|Luke|Jude|Anne?|Barnabas|Benedict|Bede|Brigid|Columba|Cuthbert|David|Elmo|Giles|Jerome|Joan|Leonard|Lawrence|Nick|Philip|Simon|Teresa|Valentine"
)
STARTERS = sentences.words("en", "starter")
NAME_WORD = r"[A-Z][\w'’-]*"
ORDINALISH = r"(?:\d+(?:st|nd|rd|th)|[A-Z][\w'’-]+|(?:[a-z]+-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+teenth|\w+tieth))"
FUNCTION = frozenset(
    listed(
        "In At On Near From To Of The And But For By With When While Since After Before As Is Was Visit Like Around Across Through Via Toward Towards Outside Behind Until Greater Mount Port Old Mr Mrs Mister Happy Basilica Feast Church Isle Cape Downtown"
    )
)


def _ends(text: str, end: int) -> bool:
    """Whether the dot before *end* also ends the sentence."""
    following = re.match(r"[\"'”’)\]]*(?:$|\s+[\"“(]?(?P<word>[A-Z][\w'’]*))", text[end:])
    return bool(following and (following["word"] is None or following["word"].lower() in STARTERS))


def _title(m: re.Match[str]) -> str:
    return TITLES[m["t"]]


def _saint_or_street(m: re.Match[str]) -> str:
    text, start, end = m.string, m.start(), m.end()
    so_far = text[max(0, start - 200) : start]
    before = re.search(r"([\w'’-]+)\s+$", so_far)
    prev = before[1] if before else ""
    after = text[end : end + 200]
    next_name = re.match(rf"\s+({NAME_WORD})", after)
    after_name = (prev[:1].isupper() and prev not in FUNCTION) or bool(
        re.fullmatch(
            r"\d+(?:st|nd|rd|th)|(?:[a-z]+-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)",
            prev,
        )
    )
    numbered = bool(
        re.search(
            r"(?:\d\w*|teen|ty(?:-\w+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?:[NSEW]\.?\s+|North |South |East |West )?(?:[A-Z][\w'’-]+\s+){1,3}$",
            so_far,
        )
    )
    if next_name and re.fullmatch(SAINTS, re.split("['’]", next_name[1])[0]) and not numbered:
        return "Saint"
    if not after_name:
        return (
            "Saint"
            if next_name
            else (
                "Street" + ("." if m[0].endswith(".") and _ends(text, end) else "")
                if m[0].endswith(".") and prev
                else m[0]
            )
        )
    return "Street" + ("." if m[0].endswith(".") and _ends(text, end) else "")


def _drive_or_doctor(m: re.Match[str]) -> str:
    text, start, end = m.string, m.start(), m.end()
    so_far = text[max(0, start - 200) : start]
    before = re.search(r"([\w'’-]+)\s+$", so_far)
    prev = before[1] if before else ""
    next_name = re.match(rf"\s+{NAME_WORD}", text[end:])
    after_name = prev[:1].isupper() and prev not in FUNCTION and not re.search(r"[.!?]\s+$", text[:start])
    if after_name and (
        not next_name
        or re.search(
            r"(?:\d|teen|ty(?:-\w+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?:[A-Z][\w'’-]+\s+){1,3}$",
            text[:start],
        )
    ):
        return "Drive" + ("." if m[0].endswith(".") and _ends(text, end) else "")
    if next_name or m[0].endswith("."):
        return "Doctor" if next_name else "doctor" + ("." if _ends(text, end) else "")
    return m[0]


def _anywhere(m: re.Match[str]) -> str:
    key = m[0]
    text, end = m.string, m.end()
    last = bool(re.match(r"[\"'”’)\]]*$", text[end:]))
    if key in NEEDS_NEXT and (last or not re.match(r",?\s+[\w(]|,", text[end:])):
        return key
    if key in {"Mt.", "Ft.", "mt."} and not re.match(r"\s+[A-Z]", text[end:]):
        return key
    if key in {"max.", "Max.", "temp.", "est.", "rev.", "trans.", "pub.", "ill."} and not re.match(
        r"\s+(?:[a-z\d]|in\b)", text[end:]
    ):
        return key
    if key in {"est.", "Est."} and re.match(r"\s+\d", text[end:]):
        return ANYWHERE[key]
    words = ANYWHERE[key]
    if key in {"P.O.", "Mt.", "Ft.", "cf.", "Cf.", "e.g.", "i.e.", "vs.", "approx.", "a.k.a.", "P.S."} or not _ends(
        text, end
    ):
        return words
    return words + "." if key.endswith(".") else words


def _reference(m: re.Match[str]) -> str:
    key = m["k"]
    low = key.lower()
    many = bool(re.match(r"\s?[-–—&,]\s?\d|\s+and \d", m.string[m.end("d") :]))
    one, more = REFERENCES.get(key) or REFERENCES[low]
    word = more if many else one
    if key[0].isupper():
        word = word.capitalize()
    return f"{word} {m['d']}"


def _house(m: re.Match[str]) -> str:
    number = pairs(int(m["n"])) if m["n"][0] != "0" else digits(m["n"])
    letter = f" {m['letter'].upper()}" if m["letter"] else ""
    side = f" {COMPASS[m['side'].rstrip('.')]}" if m["side"] else ""
    street = m["street"]
    kind = m["kind"]
    dot = "." if m["dot"] and _ends(m.string, m.end()) else ""
    return f"{number}{letter}{side} {street} {STREETS[kind]}{dot}"


def _zip(m: re.Match[str]) -> str:
    code = ", ".join(digits(part) for part in m["zip"].split("-"))
    return f"{m['sep']}{STATES[m['state']]}{',' if m['comma'] else ''} {code}"


def _middle(m: re.Match[str]) -> str:
    """George W. Bush -> George W Bush; but: It was plan B. Then we left."""
    before = re.search(r"([\w'’-]+) $", just_before(m))
    named = before and before[1][0].isupper() and before[1].lower() not in STARTERS and m[2].lower() not in STARTERS
    return m[1] if named else m[0]


ADDRESS = rf"(?<![\w.$#/-])(?P<n>\d{{1,5}})(?P<letter>[A-Za-z])?,?(?: (?P<side>[NSEW]|NE|NW|SE|SW)\.?(?= ))? (?P<street>(?:{NAME_WORD}|\d+(?:st|nd|rd|th))(?: {NAME_WORD}){{0,2}}?) (?P<kind>{alternatives(STREETS)})\b(?P<dot>\.)?"
_WORDS = alternatives(ANYWHERE)


def _initials(m: re.Match[str]) -> str:
    """J. K. Rowling -> J.K Rowling: a dot before a space would sound like a full stop. U.S. needs no change."""
    if " " not in m[0] and not re.match(r" [A-Z]", m.string[m.end() :]):
        return m[0]
    letters = spelled("".join(re.findall(r"[A-Z]", m[0])))
    end = m.end()
    tail = (
        "."
        if re.match(r"[\"'”’)\]]*$", m.string[end:])
        or re.match(
            r"\s+(?:The|It|He|She|They|We|But|And|In|This|That|There|If|You|I|A|His|Her|Its|Their|My|Our|What|Why|How|When|Then|So)\b",
            m.string[end:],
        )
        else ""
    )
    return letters + tail


RULES: tuple[Rule, ...] = (
    rule(r"\bw/o(?:ut)?\b", "without"),
    rule(r"\b([Nn])o\. of\b", r"\1umber of"),
    rule(r"\b([Ee])st\. (?=[a-z])", r"\1stimated "),
    rule(r"\bLt\.? Col\.?(?= [A-Z])", "Lieutenant Colonel"),
    rule(r"\bw/(?=\s)", "with"),
    rule(r"\bw/(?=[a-z])", "with "),
    rule(r"\bb/c\b", "because"),
    rule(r"\bb/w\b", "between"),
    rule(r"\bP\.?O\.? ?Box\b", "P.O Box"),
    rule(r"(?<=\d(?:st|nd|rd|th) )Fl\b\.?|(?<=[a-z]{2}(?:st|nd|rd|th) )Fl\b\.?", "Floor"),
    rule(r"\bed\. (?=by\b)", "edited "),
    rule(r"\binc\. (?=[a-z])", "including "),
    rule(r"\blbs?\.(?=[\s,;)]|$)", lambda m: "pounds" + ("." if _ends(m.string, m.end()) else "")),
    rule(
        r"\b(Avenue|Street|Road|Boulevard|Drive|Lane|Court|Place|Highway)\.? (NE|NW|SE|SW|N|S|E|W)\b\.?(?=[\s,;.)]|$)",
        lambda m: f"{m[1]} {COMPASS[m[2]]}",
    ),
    rule(rf"(?P<sep>, ?| |^)(?P<state>{'|'.join(STATES)})(?P<comma>,)? (?P<zip>\d{{5}}(?:-\d{{4}})?)\b", _zip),
    rule(
        rf"(?<=[a-z], )({'|'.join(s for s in STATES if s not in {'OR', 'IN', 'ME', 'OK', 'HI'})})(?=[,.;)]|$| (?:and|is|was|to|for|in|where|who)\b)",
        lambda m: STATES[m[0]],
    ),
    rule(
        rf"(?<=[a-z], )({'|'.join(STATE_SHORT)})\.(?=\W|$)",
        lambda m: STATE_SHORT[m[1]] + ("." if _ends(m.string, m.end()) and m.end() == len(m.string) else ""),
    ),
    # page 12, no. 5: after them a number
    rule(
        rf"(?<![\w.])(?P<k>(?:{alternatives([k for k in REFERENCES if k not in {'l', 'll', 'n', 'v', 'vv', 'art', 'arts', 'par', 'ex', 'app', 'tab', 'col', 'min', 'pt', 'ep'}])}))\.\s?(?P<d>#?\d)",
        _reference,
        re.IGNORECASE,
    ),
    rule(r"(?<![\w.])(?P<k>(?:ep|ex|app|art|pt|tab|par|min))\.\s?(?P<d>\d)", _reference),
    rule(r"(?<![\w.])(?P<k>l|ll|v|vv|n)\. (?P<d>\d)", _reference),
    rule(r"\b(pp|(?<=\()p) (?=\d)", lambda m: {"pp": "pages ", "p": "page "}[m[1]]),
    rule(r"N[°º]\.? ?(?=\d)|№ ?(?=\d)", "number "),
    rule(r"(?<=\d)(st|nd|rd|th) eds?\.", r"\1 edition"),
    rule(r"((?:, |\())eds?\. (?=[A-Z])", r"\1edited by "),
    rule(r"\((ed|eds)\.\)", lambda m: "editor" if m[1] == "ed" else "editors"),
    rule(r"\band Co\b(?!\.)", "and Company"),
    rule(r"\b(St|Ste)\.?-(?=[A-Z][a-z])", lambda m: "Saint-" if m[1] == "St" else "Sainte-"),
    rule(r"\bSte\b\.?(?= [A-Z][a-z])", "Sainte"),
    rule(r"\bMt(?= [A-Z][a-z])", "Mount"),
    rule(
        r"(?<=[a-z] )Mts\b\.?", lambda m: "Mountains" + ("." if m[0].endswith(".") and _ends(m.string, m.end()) else "")
    ),
    rule(r"\b(?P<t>Mme|Mlle)\b\.?(?= [A-Z])", _title),
    rule(r"\bSt\b\.?", _saint_or_street),
    rule(
        r"(?<=[a-z0-9] )st\.(?=[\s,;)]|$)",
        lambda m: (
            ("Street" + ("." if _ends(m.string, m.end()) else ""))
            if re.search(rf"{ORDINALISH}\s$", just_before(m))
            else m[0]
        ),
    ),
    rule(r"\bDr\b\.?", _drive_or_doctor),
    rule(
        rf"\b(?P<t>{alternatives(t for t in TITLES if t not in {'Dr', 'Sr', 'Sec', 'Dir', 'Fr', 'Det', 'Hon', 'Ald', 'Pres'})})\.(?=[ \u00a0]+(?:[A-Z]|and\b|& ))",
        _title,
    ),
    rule(
        r"\b(?P<t>Sr|Sec|Fr|Det|Hon|Pres|Dir)\.(?= [A-Z][a-z])(?<![A-Z][a-z]{3} \w\w\.)",
        lambda m: (
            TITLES[m["t"]]
            if not re.search(r"[A-Z][\w'’-]+,? $", just_before(m)) or re.search(r"\b(?:The|the) $", just_before(m))
            else m[0]
        ),
    ),
    rule(rf"\b(?P<t>{alternatives(b for b in BARE if b != 'Dr')})(?= [A-Z][a-z])", _title),
    rule(r"\b(Mr|Mrs)\.?(?=[\s,.;)]|$)", lambda m: TITLES[m[1]]),
    rule(r"(?<=[A-Za-z] )(Ave|Blvd|Rd|Hwy|Pkwy|Fwy)\b(?!\.)", lambda m: STREETS[m[1]]),
    rule(r"(?<![\w.])vs\.?(?!\w)|(?<![\w.])v\.(?= [A-Z])", "versus"),
    rule(r"\b(aka|AKA)\b", "also known as"),
    rule(r"(?<![\w.])(?:eg|ie)(?=,? [a-z])", lambda m: {"eg": "for example", "ie": "that is"}[m[0]]),
    rule(r"\bPh\.D\.?s\b", "PhD's"),
    rule(rf"(?<![\w.])(?:{_WORDS})(?![\w.])", _anywhere),
    rule(r"\bmin\.(?= [a-z])", "minimum"),
    rule(r"\betc\b(?!\.)", "et cetera"),
    rule(r"\b(approx|fig|vol|ch|pg|eq|avg)(?= \d)", lambda m: BARE_BEFORE_NUMBER[m[1]]),
    rule(
        r"\b(Inc|Ltd|Corp|LLC|PLC)\b(?=[,;)]|$| (?:is|was|has|and|to|said|will|in|of|for)\b)",
        lambda m: {"Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation"}.get(m[1], m[1]),
    ),
    rule(r"(?<![\w])([A-Z])\.(?:\s?([A-Z])\.)+(?:\s?[A-Z]\.)*(?!\w)", _initials),
    rule(r"(?<=[a-z] )([B-HJ-Z])\.(?= ([A-Z][a-z]+))", _middle),
)
CHECK = re.compile(
    rf"(?<![\w.])(?:{_WORDS})(?!\w)|\b(?:Mr|Mrs|Mme|Mlle|Dr|St|Ste|Mt|Mts|and Co|vs|v|etc|aka|AKA|eg|ie|pp|Inc|Ltd|Corp|Lt|Sgt|Capt|Prof|Ave|Blvd|Rd|Hwy|Pkwy)\b|\b(?:{alternatives([*TITLES, 'st', *STATE_SHORT])})\.|\bw/|\b[Nn]o\. of|\bb/|\bP\.?O\.?|\d|\b[A-Z]\.\s?[A-Z]\.|[a-z] [B-HJ-Z]\. [A-Z]|[a-z], [A-Z]{{2}}\b|\beds?\.|N[°º]|№|\bmin\. |\binc\. |\blbs?\."
)


HOUSES: tuple[Rule, ...] = (
    rule(r"\b([Nn])(os?)\. ?(?=#?\d)", lambda m: f"{m[1]}umber{'s' if m[2] == 'os' else ''} "),
    rule(ADDRESS, _house),
)


def addresses(text: str) -> str:
    """Expand house numbers and streets. Must run before the rules for units, which would take N, S and W."""
    return run(HOUSES, text)


def apply(text: str) -> str:
    """Abbreviations in words."""
    return run(RULES, text) if CHECK.search(text) else text
