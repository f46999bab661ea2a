"""Joplin's own files of notes: the title in the first line, the text, then a block of fields that ends in `type_`."""

from __future__ import annotations

import re
from collections.abc import Mapping

NOTE = "1"
KINDS = {
    "1": "note", "2": "notebook", "3": "setting", "4": "attachment", "5": "tag", "6": "tagged note", "7": "search",
    "13": "revision",
}  # fmt: skip
_END = re.compile(r"(?:^|\n)type_:[ \t]*(\d{1,3})\s*\Z")
_BLOCK = re.compile(r"(?:^|\n\n)((?:[a-z_]{2,40}:(?: [^\n]*)?\n)+type_:[ \t]*\d{1,3})\s*\Z")
_TAIL = 64 * 1024


def kind(text: str) -> str:
    """The number for the kind of a Joplin file, NOTE for a note; "" for a file that is not Joplin's."""
    match = _END.search(text[-200:])
    return match[1] if match and fields(text) else ""


def fields(text: str) -> Mapping[str, str]:
    """The fields at the end of a file, if they are Joplin's."""
    match = _block(text)
    found = dict(line.split(":", 1) for line in match[1].split("\n")) if match else {}
    return (
        {key: value.strip() for key, value in found.items()}
        if re.fullmatch(r" [0-9a-f]{32}", found.get("id", ""))
        else {}
    )


def split(text: str) -> tuple[dict[str, object], str, str] | None:
    """A note as the values of front matter, its Markdown, and why it is not public; None for any other text."""
    text = text.replace("\r\n", "\n")
    said, match = fields(text), _block(text)
    if not said or match is None:
        return None
    title, _, body = text[: _start(text) + match.start()].partition("\n")
    values: dict[str, object] = {
        "title": title,
        "author": said.get("author", ""),
        "date": said.get("user_created_time") or said.get("created_time") or "",
        "source_url": said.get("source_url", ""),
    }
    return values, body, _why(said)


def _why(said: Mapping[str, str]) -> str:
    if said.get("type_") != NOTE:
        return f"a {KINDS.get(said.get('type_', ''), 'record')} of Joplin, not a note"
    if said.get("encryption_applied") == "1":
        return "it is encrypted"
    if said.get("is_conflict") == "1":
        return "it is a copy that Joplin kept of a conflict"
    return "it is in the trash" if said.get("deleted_time", "0") not in ("", "0") else ""


def _start(text: str) -> int:
    return max(0, len(text) - _TAIL)


def _block(text: str) -> re.Match[str] | None:
    tail = text[_start(text) :]
    return _BLOCK.search(tail) if "type_:" in tail[-200:] else None
