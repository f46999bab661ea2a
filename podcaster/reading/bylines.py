"""Find the authors of an article, if they are plausible. The wording rules are tables: see rules.py."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from podcaster.reading import rules
from podcaster.reading.rules import Table
from podcaster.reading.spaces import folded


def unescaped(text: str) -> str:
    """Entities that were escaped twice."""
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


_NO_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """A text for comparison: lower case, letters and digits only."""
    return _NO_LETTERS.sub(" ", text.lower()).strip()


_FRAMES = {
    "rights": r"%s",
    "book": r"%s",
    "organisation": r"\b%s\b",
    "behind": r"\s*(?:[|•·]|\s[–—-]\s|\b%s\b)(?s:.*)$",
    "printed": r"\s+%s\b.*$|\s*[|•·–—].*$|\s+\d.*$",
}
BYLINES = Table("bylines", lambda rule: _FRAMES.get(rule.kind, r"\A%s\Z"), re.Pattern.search)
_AGENCIES = ("reuters", "associated press", "the associated press", "afp")  # a role, or the only name that is given
PARTICLES = frozenset((
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "la", "le", "van", "von", "der", "den", "ter",
    "ten", "zu", "zum", "zur", "al", "el", "bin", "ibn", "y", "e", "af", "av", "of", "the", "and", "und", "et", "san",
    "st", "mc", "mac", "o",
))  # fmt: skip


@lru_cache(maxsize=1)
def _lead() -> re.Pattern[str]:
    """A pattern for the words before the first name."""
    lead = rules.expanded(r"^\s*(({wrote}\s+)?({by}|{of}|{writer})|{wrote}\s+da)\b\s*[:：\-–—]?\s*")
    return re.compile(lead, re.IGNORECASE)


@lru_cache(maxsize=1)
def _role_end() -> re.Pattern[str]:
    """A pattern for a role behind a name."""
    roles = rules.alternatives("bylines", "role")
    return re.compile(rf"(?:\s*[,|/–—-]\s*|\s+\(|\s{{1,3}}){roles}\)?\s*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _joined() -> re.Pattern[str]:
    """A pattern for the words between two names."""
    return re.compile(rules.expanded(r"\s+(&|{joiner})\s+"), re.IGNORECASE)


def is_joiner(word: str) -> bool:
    """Whether a word stands between two names."""
    return _joined().fullmatch(f" {word} ") is not None


@lru_cache(maxsize=1)
def _no_names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for words that are nobody's name, and for those that no name has in it."""
    common, never = (re.compile(rules.expanded(f"{{{name}}}"), re.IGNORECASE) for name in ("common", "never"))
    return common, never


_ARTICLES = frozenset(("a", "an", "the", "la", "le", "les", "los", "las", "il", "der", "die", "das", "el", "het"))


def _core(name: str) -> list[str]:
    """The words of the first of these names, without particles."""
    words = _joined().split(name)[0].split(",")[0].split()
    return [word for word in words if word.lower() not in PARTICLES and word.lower() not in _ARTICLES]


def is_phrase(name: str, written: Callable[[str], bool] = lambda _: False) -> bool:
    """Whether words behind "by" are no name: "by the sea", "von Anfang an", "von Kiel nach Rostock".

    *written*: whether the page has a word in small letters, as it has no name.
    """
    common, never = _no_names()
    core = _core(name)
    plain = [word.strip(_AROUND).lower() for word in core]
    if not plain or all(common.fullmatch(word) for word in plain) or any(map(never.fullmatch, plain)):
        return True
    if len(plain) > 1 and all(map(written, plain)):
        return True
    if len(plain) == 2 and plain[0] == plain[1] and len(name.split()) > 2:
        return True  # "von Haus zu Haus"
    if any(BYLINES.match("other", said) for said in re.findall(r"\(([^()]*)\)", name)):
        return True  # "Ravensberger (publisher)"
    small = [word[0].islower() and not word.startswith(("d'", "d’")) for word in core[:2]]  # an employer may follow
    return len(core) > 1 and any(small)  # one small word is the name of a user


def is_single(name: str) -> bool:
    """Whether a name is a single word, such as "Ravensberger": only where it stands shows that it is a name."""
    return len(_core(name)) < 2 and _UNSPACED_NAME.fullmatch(name) is None


# A whole name in a language that has no spaces in it.
_UNSPACED_NAME = re.compile("[一-鿿]{2,5}|[ぁ-ヿ一-鿿]{3,8}|[가-힣]{3}")


def are_names(text: str) -> bool:
    """Whether all words begin with a capital letter, but for those that stand within names or between them."""
    words = [word for word in re.split(r"[\s,&]+", text) if word]
    return all(
        word[0].isupper() or _has_no_case(word[0]) or word.lower() in PARTICLES or is_joiner(word) for word in words
    )


def _has_no_case(letter: str) -> bool:
    return letter.isalpha() and letter.lower() == letter.upper()


_LINK_MARK = re.compile(r"\[\d{1,4}\]\s*")  # of a text browser, before each link
_SIGNS = re.compile(r"[;|\n•·]|\s/\s")  # between two names


def people(said: Sequence[str], site: str = "") -> tuple[str, ...]:
    """The persons (or the desk) that these bylines name; empty if none is plausible."""
    out: dict[str, str] = {}
    for line in said:
        if re.match(r"https?://", line) or re.match(r"\S+@\S+\.\S+$", line):
            continue
        line = _names_only(line)
        if BYLINES.match("desk", line):
            out[plain_words(line)] = line
            continue
        for part in _parts(line):
            name = person(part)
            if name and plain_words(name) not in out:
                out[plain_words(name)] = name
    persons = tuple(n for n in out.values() if is_personal(n, site))
    return (persons or tuple(out.values())[:2])[:12]


@lru_cache(maxsize=1)
def _moments() -> re.Pattern[str]:
    """A pattern for a date or a time within a byline."""
    ways = (
        r"{month}\.?,?\s+\d", r"\d{1,2}(st|nd|rd|th|\.)?\s+(de\s+)?{month}\b", r"\d{4}-\d", r"\d{1,2}[./]\d{1,2}[./]\d",
        r"\d{1,2}:\d\d",
    )  # fmt: skip
    pattern = rules.expanded(rf"\s*\b({{day}}\b\.?,?\s*)?({'|'.join(ways)})[\d:.,/-]*")
    return re.compile(pattern, re.IGNORECASE)


def without_date(line: str) -> str:
    """A byline up to its date: "Jo Vane" of "Jo Vane, May 4, 2021, 10 pm"; what is behind a date that is first."""
    moment = _moments().search(line)
    if moment is None:
        return line
    before = line[: moment.start()].strip()
    return before if re.search(r"[^\W\d_]", before) else line[moment.end() :].strip()


def _names_only(line: str) -> str:
    """A byline without the words before the names, and without addresses, handles and dates."""
    line = _lead().sub("", _LINK_MARK.sub("", folded(unescaped(line))))
    line = _WITH_EMPLOYER.sub("", line)
    line = re.sub(r"\bhttps?://\S+|\S+@\S+\.\S+|\(?@\w[\w.]*\)?", "", line)
    line = re.sub(r"\s*\((?:avec|with|mit|con|com)\s+([^()]*)\)?", r", \1", line, flags=re.IGNORECASE)
    return _lead().sub("", without_date(line))


# "(Brest, correspondent)"
_WITH_EMPLOYER = re.compile(r"(?<=\w )\((?!(?:avec|with|mit|con|com)\b)[^()]*,[^()]*\)", re.I)


def is_user(name: str) -> bool:
    """Whether a name looks like one of an account: one word, in small letters or with digits."""
    return " " not in name and name.isascii() and (name.islower() or any(map(str.isdigit, name)))


_POST = re.compile(
    r"(?:\(\d+\)\s*)?(?P<by>[^:\"“]{2,60}) (?:on|auf|sur|en|no|su) "
    r"(?:X|Twitter|Instagram|Facebook|Threads|LinkedIn|Bluesky)\s*:\s*"
    r"[\"“„«](?P<said>.+?)[\"”“»](?:\s*/\s*(?:X|Twitter))?"
)
_ACCOUNT = re.compile(r"(?P<by>[^(@]{2,60}) \(@[\w.@-]+\)(?: .*)?")


def of_post(title: str) -> tuple[str, str]:
    """The writer and the words of a post, from the title that a network gives its page: 'Jo on X: "A boat" / X'."""
    title = folded(title)
    if match := _POST.fullmatch(title):
        return match["by"], match["said"]
    match = _ACCOUNT.fullmatch(title)
    return (match["by"], "") if match else ("", "")


def is_personal(name: str, site: str) -> bool:
    """Whether a plausible name is somebody's rather than an organisation's."""
    own = plain_words(name).replace(" ", "")
    squeezed = plain_words(site).replace(" ", "")
    if squeezed and (
        own == squeezed
        or squeezed in (own + "com", "www" + own + "com")
        or own in (squeezed + "staff", squeezed + "team", "the" + squeezed)
    ):
        return False
    return BYLINES.match("organisation", name) is None


def _parts(line: str) -> list[str]:
    parts: list[str] = []
    for number, piece in enumerate(_SIGNS.split(line)):
        if number and BYLINES.match("helper", piece.strip()):
            continue
        joined = [part for part in _joined().split(piece) if part.strip()]
        if len(joined) > 1 and any(is_sentence(part, part.split()) for part in joined):
            continue  # "The lamp and the harbour masters": one name, or prose
        for part in joined:
            parts += _between_commas(part, not parts)
    return parts


def _between_commas(piece: str, first: bool) -> list[str]:
    """The names of a list with commas, without jobs and employers."""
    commas = [c.strip() for c in piece.split(",") if c.strip()]
    jobs = [
        at for at, part in enumerate(commas) if BYLINES.match("job", part) or (at > 0 and BYLINES.match("duty", part))
    ]
    if len(commas) == 2 and all(len(c.split()) == 1 for c in commas) and not BYLINES.match("role", commas[1]):
        return [f"{commas[1]} {commas[0]}"]  # "Vane, Jo"
    if len(jobs) == 1 and (jobs[0] or not first):
        return commas[: jobs[0]]  # what follows the job is the employer
    if len(commas) == 2 and not is_single(commas[0]) and not jobs and _is_place(commas):
        return commas[:1]
    return commas


def _is_place(commas: list[str]) -> bool:
    """Whether a single word behind a full name is no name: "Jo Vane, Tidewater"."""
    return len(re.split(r"\s[–—-]\s", commas[1])[0].split()) == 1 and commas[0][:1].isupper()


# "dpa/Jo Vane", "Jo Vane (dpa)", "Jo Vane Follow"
_BESIDE_NAME = re.compile(
    r"^[a-z]{2,4}/(?=[^\W\d_]+\s)|(?<=\S\s)(?<!^)\([^()]*\)?\s*$|"
    r"(?<=[^\W\d_]\s)Follow(?:ing)?\W*$"
)
_EMPLOYER = re.compile(r"(\S+ \S+(?: \S+)?) (?:for|via|in|of the) (?=[A-ZÀ-Þ]).*")
_AROUND = ' ,;:|/-–—•·*()[]"“”《》【】「」，、；：'


def person(text: str) -> str:
    """*text* as a name, or nothing if it cannot be one."""
    text = _lead().sub("", _BESIDE_NAME.sub("", folded(text))).strip(_AROUND)
    if (hired := _EMPLOYER.fullmatch(text)) and not BYLINES.match("organisation", hired[1]):
        text = hired[1]  # "Jo Vane for The Tide"
    if len(text) > 30 or re.search(r"\d|posted|published|updated|[|•·]", text, re.IGNORECASE):
        text = rules.compiled(BYLINES, "behind").sub("", text).strip(" ,;:|/-–—•·*()[]")
    for _ in range(2):
        shorter = _role_end().sub("", text).strip(" ,;:|/-–—()")
        if shorter.lower() in PARTICLES:
            break
        if (shorter and len(shorter.split()) > 1) or (shorter and shorter != text and len(text.split()) > 2):
            text = shorter
    text = re.sub(r"\s+(?:on|at|in|for|from|am|le|el|il|em|op|på)$", "", text)
    if not 2 <= len(text) <= 60 or _is_nobody(text) or not re.search(r"[^\W\d_]", text):
        return ""
    if text.startswith("@") or re.search(r"https?:|www\.|[<>{}=_#%]|\.(?:com|org|net)\b.*/|\d:\d\d|\d[年月日]", text):
        return ""
    words = text.split()
    if len(words) > 6 or is_sentence(text, words):
        return ""
    return re.sub(r"(?<=[^\W\d_]{3})\.$", "", text)


def _is_nobody(text: str) -> bool:
    if text.lower() in _AGENCIES:
        return False
    return _label().fullmatch(text) is not None or any(BYLINES.match(kind, text) for kind in ("nobody", "job", "role"))


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    """A pattern for a word that stands before a date: "Submitted", of "Submitted on 3 May 2021"."""
    return re.compile(rules.expanded(r"{dated}|{changed}|{posted}"), re.IGNORECASE)


def is_sentence(text: str, words: Sequence[str]) -> bool:
    """Whether these words are prose rather than a name, judged by lower-case words that do not occur in names."""
    if text.islower() and text.endswith("."):
        return True
    if len(words) < 3:
        return text.endswith(("?", "!")) and not text.endswith("!")
    small = [w for w in words if w[:1].islower() and w.lower() not in PARTICLES and not w.startswith(("d'", "d’"))]
    return len(small) >= 2 or (text.endswith((".", "?", "!")) and len(small) >= 1)
