"""What is added becomes drafts: files and texts are kept in the show first, addresses are fetched by the worker."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from podcaster import files
from podcaster.errors import InputError, NoTextError, PodcasterError, UnsupportedError, UsageError
from podcaster.network import typed
from podcaster.network.typed import Typed
from podcaster.network.web import shown
from podcaster.reading import fetch
from podcaster.studio.incoming import Upload, safe_name
from podcaster.studio.queue import Draft, Queue, saved_folder

MOST_ADDRESSES = 500  # at once
LONGEST = 4000  # characters of an address
_MARKUP = re.compile(r"\s*(?:<!doctype|<\?xml|<!--|<[a-z][a-z0-9]*[\s>/])", re.I)


@dataclass(slots=True)
class Added:
    """What came of it. *refused*: what each of the others is called, and why it was not added.

    *guesses*: addresses that may be meant; somebody has to say so before they are fetched.
    """

    drafts: list[Draft] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Given:
    """What was added. *text*: a text, an address, or several on lines. *url*: alone, or of the page *html*."""

    uploads: Sequence[Upload] = ()
    text: str = ""
    html: str = ""
    url: str = ""
    title: str = ""


def add(queue: Queue, given: Given) -> Added:
    """Add all that was given. What cannot be added does not stop the rest; a disk that is full does.

    Raises NoTextError if nothing was given.
    """
    added = Added()
    title = given.title.strip()
    for upload in given.uploads:
        _try(added, safe_name(upload.name), lambda one=upload: _file(queue, one))  # type: ignore[misc]
    if title and len(added.drafts) == 1:
        queue.describe(added.drafts[0].id, title=title)
    if given.html.strip():
        _try(added, "the page", lambda: _page(queue, given.html, given.url, title))
    elif given.text.strip():
        addresses = addresses_in(given.text)
        for meant in addresses:
            _try(added, shown(meant.address), lambda one=meant: _address(queue, one))  # type: ignore[misc]
        added.guesses = [meant.address for meant in addresses if not meant.sure]
        if not addresses:
            _try(added, "the text", lambda: _text(queue, given.text, title))
    elif given.url.strip():
        _try(added, shown(given.url), lambda: _address(queue, typed.address(given.url), title))
    if not added.drafts and not added.refused:
        raise NoTextError("nothing was given", hint="choose a file, or give an address or a text")
    return added


def addresses_in(text: str) -> list[Typed]:
    """The addresses that *text* consists of, one on each line; [] if it is a text."""
    found: list[Typed] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        meant = typed.address(line) if len(line) < LONGEST and not re.search(r"\s", line.strip()) else None
        if meant is None:
            return []
        found.append(meant)
    if len(found) > MOST_ADDRESSES:
        raise UsageError(f"{len(found):,} addresses at once", hint=f"add at most {MOST_ADDRESSES}, then the next ones")
    return list({one.address: one for one in found}.values())


def _address(queue: Queue, meant: Typed | None, title: str = "") -> Draft:
    if meant is None:
        raise UnsupportedError("this is not an address of the web", hint="begin it with https://")
    if not meant.sure:
        raise UnsupportedError("this is not quite an address", hint=f"did you mean {meant.address}?")
    return queue.add_address(meant.address, title)


def _text(queue: Queue, text: str, title: str) -> Draft:
    """Keep a text that was pasted, or HTML, and add it."""
    if _MARKUP.match(text):
        return _page(queue, text, "", title)
    text = text.replace("\r\n", "\n")
    if title and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    # What somebody typed may be short: that is no sign of a page that was saved badly.
    return queue.add(_kept(queue, text, f"{title or _beginning(text)}.txt"), title, force=True)


def _page(queue: Queue, page: str, address: str, title: str) -> Draft:
    """Keep a page as a browser has it, with its address, and add it."""
    public = shown(address) if fetch.is_address(address) else ""
    if title and not re.search(r"<title[\s>]", page, re.I):
        page = _in_head(page, f"<title>{html.escape(title)}</title>")
    name = title or re.sub(r"^https?://(www\.)?", "", public) or "page"
    return queue.add(_kept(queue, _with_address(page, public), f"{name[:80]}.html"), title, address=public)


def _file(queue: Queue, upload: Upload) -> Draft:
    if not upload.size:
        raise NoTextError("the file is empty", hint="save it again")
    return queue.add(upload.keep(saved_folder(queue.show)))


def _try(added: Added, name: str, do: Callable[[], Draft]) -> None:
    try:
        draft = do()
    except InputError as error:
        added.refused.append((name, _why(error)))
        return
    if draft.id not in [one.id for one in added.drafts]:
        added.drafts.append(draft)


def _why(error: PodcasterError) -> str:
    return f"{error.reason}: {error.hint}" if error.hint else error.reason


# ---------------------------------------------------------------- files of our own making


def _kept(queue: Queue, text: str, name: str) -> Path:
    data = text.encode("utf-8", "replace")
    folder = saved_folder(queue.show) / hashlib.sha256(data).hexdigest()[:16]
    there = next(iter(sorted(folder.glob("[!.]*"))), None)
    path = there or folder / safe_name(name)
    files.folder(folder, private=True)
    files.write(path, data, private=True)
    return path


def _beginning(text: str) -> str:
    """The first words, which a text is called by until it is read."""
    words = text.split(maxsplit=8)[:8]
    return re.sub(r"[^\w\s'-]", "", " ".join(words))[:60].strip() or "text"


def _with_address(page: str, address: str) -> str:
    """The page with its address in it, as SingleFile writes it down."""
    if not address:
        return page
    safe = address.replace("--", "%2D%2D").replace(" ", "%20")
    note = f"<!--\n Page saved with SingleFile's conventions\n url: {safe}\n-->"  # undated: sent again, it is the same
    if "</html>" not in page[-2000:].lower():
        page += "</html>"
    doctype = re.match(r"\s*<!doctype[^>]*>", page, re.I)
    at = doctype.end() if doctype else 0
    return f"{page[:at]}{note}{page[at:]}"


def _in_head(page: str, what: str) -> str:
    head = re.search(r"<head\b[^>]*>", page, re.I)
    at = head.end() if head else 0
    return f"{page[:at]}{what}{page[at:]}"
