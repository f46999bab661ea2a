"""The header that a mail program writes above a forwarded letter: what it says, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from podcaster.reading import rules
from podcaster.reading.containers import mail_headers
from podcaster.reading.containers.mail_rules import FORWARDS

_FIELDS = ("from", "date", "subject", "to", "other")
_DEPTH = 10  # forwards of forwards
_OWN = 60  # words that a person writes above a forwarded letter
_HEAD = 60  # lines that a header may have
_LINE = 2000  # characters


@dataclass(frozen=True, slots=True)
class Forward:
    """What the header of a forwarded letter says."""

    sender: str = ""
    subject: str = ""
    date: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A header, or several if the letter was forwarded more than once. Lines are counted from 0."""

    forward: Forward
    end: int  # the first line of the letter


def find(lines: Sequence[str], *, forwarded: bool) -> Found | None:
    """The header of the letter in a mail, the innermost of several. *forwarded*: the subject says that there is one."""
    at, found = 0, None
    for _ in range(_DEPTH):
        one = _next(lines, at, forwarded=forwarded and not found)
        if one is None:
            break
        before = found.forward.recipients if found else ()
        found = Found(_joined(one.forward, before), one.end)
        at = one.end
    return found


def quoted_at(lines: Sequence[str]) -> int:
    """Where the quoted mail in a reply begins: private words of another person."""
    for at, line in enumerate(lines[1:], start=1):
        if 0 < len(line) < _LINE and (_header(lines, at, announced=False) or _attribution(line, at, announced=True)):
            return at
    return len(lines)


def ends(line: str) -> bool:
    """Whether a line says that the forwarded letter is over."""
    return FORWARDS.match("end", line) is not None


def _joined(one: Forward, recipients: tuple[str, ...]) -> Forward:
    return Forward(one.sender, one.subject, one.date, (*recipients, *one.recipients))


# ---------------------------------------------------------------- one header


def _next(lines: Sequence[str], start: int, *, forwarded: bool) -> Found | None:
    own, banner = 0, False  # words before the header; whether a line announced it
    for at in range(start, len(lines)):
        line = lines[at]
        if len(line) > _LINE or not line.strip():
            own += len(line.split())
            continue
        if FORWARDS.match("banner", line) and len(line) < 200:
            banner = True
        elif found := (_header(lines, at, announced=banner) or _attribution(line, at, announced=banner or forwarded)):
            if own > _OWN and not (forwarded and _few_before(lines, at)):
                return None
            return Found(found.forward, _behind_banner(lines, found.end))
        else:
            own += len(line.split())
            banner = banner and own <= _OWN
        if own > _OWN and not forwarded:
            return None
    return None


def _behind_banner(lines: Sequence[str], end: int) -> int:
    """The line behind a second banner: some programs write one below the header too."""
    at = next((n for n in range(end, min(len(lines), end + 3)) if lines[n].strip()), end)
    again = at < len(lines) and len(lines[at]) < 200 and FORWARDS.match("banner", lines[at])
    return at + 1 if again and not any(_labelled(line.strip())[0] for line in lines[at + 1 : at + 4]) else end


def _few_before(lines: Sequence[str], at: int) -> bool:
    return sum(map(len, lines[:at])) <= sum(map(len, lines[at:]))


def _header(lines: Sequence[str], at: int, *, announced: bool) -> Found | None:
    """The header that begins with this line. A value may stand below its label, and go on for several lines."""
    said: dict[str, str] = {}
    last, end, blank = "", at, False
    for number in range(at, min(len(lines), at + _HEAD)):
        line = lines[number].strip()
        if not line:
            blank = True
            continue
        kind, value = _labelled(line)
        if kind and (kind == "other" or kind not in said) and not (blank and _complete(said)):
            said[kind] = value
        elif kind or not last:
            break
        elif not said[last] and not blank:
            said[last] = line
        elif not _goes_on(lines, number, said, last, blank=blank):
            break
        else:
            said[last] += f" {line}"
        last, end, blank = kind or last, number + 1, False
    others = {"date", "subject", "to"} & set(said)
    enough = len(others) >= (1 if announced else 2) if "from" in said else announced and {"subject", "date"} <= others
    if not enough:
        return None
    return Found(
        Forward(
            said.get("from", ""), said.get("subject", ""), said.get("date", ""), tuple(filter(None, [said.get("to")]))
        ),
        end,
    )


def _complete(said: dict[str, str]) -> bool:
    return {"from", "date", "subject"} <= set(said)


def _goes_on(lines: Sequence[str], at: int, said: dict[str, str], last: str, *, blank: bool) -> bool:
    """Whether a line without a label belongs to the field above it: more of the header follows close behind."""
    if blank:
        return False
    if last in ("to", "other") and "@" in lines[at] and len(lines[at]) < 300:
        return True
    for line in lines[at + 1 : at + 4]:
        if not line.strip():
            return False
        kind, _ = _labelled(line.strip())
        if kind and kind not in said:
            return True
    return False


def _labelled(line: str) -> tuple[str, str]:
    """The field that a line begins with, and its value."""
    for kind in _FIELDS:
        if match := FORWARDS.match(kind, line):
            return kind, line[match.end() :].strip(" \t*_\u00a0")
    return "", ""


def _attribution(line: str, at: int, *, announced: bool) -> Found | None:
    """The header in one line: "On Tue, Mar 5, 2024, Ada wrote:"."""
    if not announced or len(line) > 300 or not FORWARDS.match("wrote", line):
        return None
    bare = re.sub(rf"\b{rules.alternatives('forwards', 'wrote')}\b", ", ", line, flags=re.I).strip(" :*_>")
    _, address = mail_headers.person(bare)
    before = re.sub(r"[<(\[].*", "", bare).strip(" ,")
    name = re.split(r"\d[^\w\s]?,?\s+(?:uhr\s+|[ap]\.?m\.?,?\s+|h\s+)?|\d\s?[ap]\.?m\.?,?\s*", before, flags=re.I)[-1]
    return Found(Forward(f"{name.strip(' ,')} <{address}>" if address else name.strip(" ,"), "", bare), at + 1)


# ---------------------------------------------------------------- lines


def split_fields(line: str) -> list[str]:
    """A line with several fields, as programs that drop line breaks leave it, as a line for each."""
    if len(line) > _LINE or not _labelled(line)[0]:
        return [line]
    starts: dict[str, int] = {}
    for match in _many().finditer(line):
        kind, _ = _labelled(line[match.start() :].strip())
        starts.setdefault(kind, match.start())
    cuts = sorted({0, *starts.values()})
    if len(cuts) < 3:
        return [line]
    return [line[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(line)], strict=True)]


@lru_cache(maxsize=1)
def _many() -> re.Pattern[str]:
    labels = "|".join(rules.alternatives("forwards", kind) for kind in _FIELDS)
    return re.compile(rf"(?<!\S)(?:{labels})\s?[:：]", re.I)
