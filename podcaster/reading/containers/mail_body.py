"""The letter in the body of a mail, in HTML or in plain text, without the header of a mail that was forwarded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from podcaster.model import Block, BlockKind, LeftOut, Omission, SpanKind
from podcaster.reading import bylines, dates, furniture
from podcaster.reading import html as pages
from podcaster.reading.containers import mail_forwarded, mail_private, mail_trim
from podcaster.reading.containers.mail_forwarded import Forward
from podcaster.reading.containers.mail_private import Reader
from podcaster.reading.containers.mail_rules import LETTERS

_BROWSER = re.compile(r"(view|read|open).{0,30}(browser|online|web)|im browser|en ligne|navegador|nel browser", re.I)
_QUOTE = re.compile(r"<(/?)blockquote\b([^>]{0,2000})>", re.I)
_CITED = re.compile(
    r"type\s*=\s*[\"']?cite|class\s*=\s*[\"']?[^\"'>]*\b(gmail_quote|protonmail_quote|yahoo_quoted|cite)", re.I
)
_DATE_LINE = 90  # characters of a line with the date of a letter
_TOP = 14  # blocks
_NAME = 60  # characters
_BREAK = re.compile(r"(?<![ \t])[ \t]*+\r?\n")


@dataclass(frozen=True, slots=True)
class Body:
    """A letter as it was found in a mail."""

    blocks: tuple[Block, ...]
    left_out: tuple[LeftOut, ...] = ()
    forward: Forward | None = None
    authors: tuple[str, ...] = ()  # of the byline in its head


def read(html: str, *, forwarded: bool, reply: bool = False, folder: Path | None = None) -> Body:
    """The letter in HTML. *forwarded*, *reply*: what the subject says that it is. *folder*: where its pictures are."""
    found = pages.read_fragment(_unquoted(html), mail=True, folder=folder, source="its HTML part")
    blocks, forward, gone = _without_header(found.blocks, forwarded=forwarded, reply=reply)
    authors = next((who for b in blocks[:8] if (who := mail_trim.author_of(b.text))), ())
    authors = authors or next((who for b in blocks if (who := mail_trim.signed_by(b.text))), ())
    return Body(tuple(blocks), (*found.left_out, *gone), forward, authors)


def address(blocks: Sequence[Block], who: Reader) -> str:
    """The address at which the letter can be read in a browser, if it is public."""
    for block in blocks:
        for span in block.spans:
            if span.kind is SpanKind.LINK and _BROWSER.search(block.text[span.start : span.end][:80]):
                return mail_private.public(span.value, who) if span.value.startswith("http") else ""
    return ""


def day(blocks: Sequence[Block], language: str) -> dt.date | dt.datetime | None:
    """The date in the lines above a letter: "No. 12, March 5th, 2024, read online"."""
    lines = [block.text for block in blocks[:_TOP] if len(block.text) <= _DATE_LINE]
    return next((found for line in lines if (found := dates.date(line, language))), None)


def name_above_date(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The name in the line above the date of a letter: "Ada Reed", "Oct 27"."""
    for line, below in pairwise(blocks[:_TOP]):
        if line.kind is BlockKind.PARAGRAPH and len(line.text) < _NAME and furniture.is_date(below.text):
            return bylines.people([line.text]) if line.text.istitle() or any(s.value for s in line.spans) else ()
    return ()


def _unquoted(html: str) -> str:
    """HTML in which a forwarded letter is no longer a quotation."""
    opened: list[bool] = []

    def tag(match: re.Match[str]) -> str:
        if not match[1]:
            opened.append(_CITED.search(match[2]) is not None)
            return f"<div{match[2]}>" if opened[-1] else match[0]
        return "</div>" if opened and opened.pop() else match[0]

    return _QUOTE.sub(tag, html)


# ---------------------------------------------------------------- the header of a forwarded mail


def _without_header(
    blocks: Sequence[Block], *, forwarded: bool, reply: bool
) -> tuple[Sequence[Block], Forward | None, list[LeftOut]]:
    lines: list[str] = []
    owner: list[int] = []  # the block of each line
    for number, block in enumerate(blocks):
        own = _lines(block)
        lines += own
        owner += [number] * len(own)
    found = mail_forwarded.find(lines, forwarded=forwarded)
    if found is None and not reply:
        return blocks, None, []
    if found is None:
        at = mail_forwarded.quoted_at(lines)
        end = owner[at] if at < len(lines) else len(blocks)
        return blocks[:end], None, [LeftOut(b.text, Omission.METADATA) for b in blocks[end:] if b.text]
    first = owner[found.end - 1] + 1
    end = next((n for n in range(first, len(blocks)) if _ends(blocks[n])), len(blocks))
    gone = [LeftOut(b.text, Omission.METADATA) for b in (*blocks[:first], *blocks[end:]) if b.text]
    return blocks[first:end], found.forward, gone


def _ends(block: Block) -> bool:
    return len(block.text) < 200 and mail_forwarded.ends(block.text)


def _lines(block: Block) -> list[str]:
    if block.kind is BlockKind.CODE:
        return [""]
    rows = [" ".join(row) for row in block.rows] or block.text.split("\n")
    return [line for row in rows for line in mail_forwarded.split_fields(row)] or [""]


# ---------------------------------------------------------------- plain text


def letter_in(text: str, *, forwarded: bool, reply: bool = False) -> tuple[str, Forward | None]:
    """The letter in plain text, and the header of the mail that was forwarded."""
    lines = _unquoted_lines(_BREAK.sub("\n", text).split("\n"))
    found = mail_forwarded.find(lines, forwarded=forwarded)
    if found is None:
        return "\n".join(lines[: mail_forwarded.quoted_at(lines)] if reply else lines), None
    lines = _unquoted_lines(lines[found.end :])
    end = next((at for at, line in enumerate(lines) if len(line) < 200 and mail_forwarded.ends(line)), len(lines))
    return "\n".join(lines[:end]), found.forward


def _unquoted_lines(lines: list[str]) -> list[str]:
    """The lines without the marks of a quotation, if most of them are one."""
    for _ in range(10):
        said = [line for line in lines if line.strip()]
        if not said or sum(line.startswith(">") for line in said) <= len(said) * 0.6:
            break
        lines = [re.sub(r"^> ?", "", line) for line in lines]
    return lines


def tidy_text(text: str, who: Reader) -> str:
    """A letter in plain text without tracking addresses, rules, and the mailing's own lines."""
    text = text.replace("\r\n", "\n")
    text = mail_trim.PADDING.sub("\n", text)
    text = re.sub(r"(?<!\s)\s*+[<(\[]\s*+https?://[^\s>)\]]++\s*+[>)\]]", "", text)
    text = re.sub(r"\[(?:image|cid|https?)[:\s][^\]\n]*\]", "", text, flags=re.I)
    text = re.sub(r"(?m)^[^\S\n]*+https?://\S{25,}+[^\S\n]*+$", "", text)
    text = re.sub(r"(?m)^[^\S\n]*+[-=_*~#•·]{4,}+[^\S\n]*+$", "", text)
    lines = [line for line in text.split("\n") if not (len(line) < 300 and who.is_named(line))]
    lines = mail_private.public_text("\n".join(lines), who).split("\n")
    begun = (n for n, line in enumerate(lines) if line.strip() and not LETTERS.match("top", line.strip()))
    lines = lines[next(begun, len(lines)) :]
    size, seen = sum(map(len, lines)), 0
    for at, line in enumerate(lines):
        seen += len(line)
        if line.strip() in ("--", "-- ") and seen > size * 0.5:
            return "\n".join(lines[:at])
        if seen > size * 0.6 and len(line) < 400 and LETTERS.match("bottom", line):
            while at and not lines[at - 1].strip():
                at -= 1
            return "\n".join(lines[:at])
    return "\n".join(lines)
