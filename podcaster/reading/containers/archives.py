"""Archives: the files in a zip or a tar, and the web archive of Safari. Nothing is unpacked to disk."""

from __future__ import annotations

import plistlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePath
from typing import IO, Any
from xml.parsers.expat import ExpatError

from podcaster.errors import InputError, NoTextError, UnpublishedError, UnreadableError, UnsupportedError
from podcaster.model import Article, Region
from podcaster.reading import assemble, html, refused, safe
from podcaster.reading.containers import bundles, epub, exports, folders, notion, pictures, services, wacz
from podcaster.reading.containers.members import PICTURE, Members, ReadMember, Tar, Zip, with_pictures
from podcaster.reading.documents import docx, odt
from podcaster.reading.markdown import joplin
from podcaster.reading.safe import Report

_JOPLIN = re.compile(r"[0-9a-f]{32}\.md")


def read_zip(
    stream: IO[bytes], source: str, report: Report, *, split: bool, read_member: ReadMember, depth: int = 0
) -> Iterator[Article]:
    """What a zip holds: a book, a service's export, or simply files."""
    members = Zip(stream, source)
    names = set(members.names)
    mimetype = members.read("mimetype", 200).decode("ascii", "replace").strip() if "mimetype" in names else ""
    if mimetype == "application/epub+zip" or "META-INF/container.xml" in names:
        yield from epub.read(stream, source, report, split=split)
        return
    if docx.MAIN in names:
        yield docx.read(stream, source)
        return
    if mimetype == odt.MIMETYPE:
        yield odt.read(stream, source)
        return
    _refuse_office(mimetype, names, source)
    if wacz.is_wacz(names):
        yield from wacz.read(members, source, report)
        return
    yield from _read_members(members, source, report, read_member, depth)


def _refuse_office(mimetype: str, names: set[str], source: str) -> None:
    """Raise UnsupportedError for documents that are not read."""
    found = refused.OFFICE_MIMETYPES.get(mimetype)
    inside = next((what for name, what in refused.OFFICE.items() if name in names and _is_office(name, names)), None)
    if inside is not None:
        found = refused.OFFICE_NAMES.get(PurePath(source).suffix.lower(), inside)
    if found is not None:
        raise UnsupportedError(found[0], about=source, hint=found[1])


def _is_office(name: str, names: set[str]) -> bool:
    """Whether a member is the text of a document: files of these two names may be something else."""
    return name not in ("index.xml", "Index.zip") or "buildVersionHistory.plist" in {
        n.rpartition("/")[2] for n in names
    }


def read_tar(
    stream: IO[bytes], source: str, report: Report, read_member: ReadMember, depth: int = 0
) -> Iterator[Article]:
    """What a tar holds: the notes of Joplin (.jex), or simply files."""
    members = Tar(stream, source)
    notes = [name for name in members.names if _JOPLIN.fullmatch(name)]
    if not notes:
        yield from _read_members(members, source, report, read_member, depth)
        return
    others: Counter[str] = Counter()
    for name in notes:
        where = f"{source}!{name}"
        with safe.member(where, report):
            data = members.read(name)
            kind = joplin.kind(data.decode("utf-8", "replace"))
            if kind not in ("", joplin.NOTE):
                others[joplin.KINDS.get(kind, "record")] += 1
            else:
                yield from read_member(data, where, depth + 1)
    others["attachment"] += sum(1 for name in members.names if name.startswith("resources/"))
    if others := +others:
        counts = ", ".join(f"{n:,} {kind}{'' if n == 1 else 's'}" for kind, n in sorted(others.items()))
        report.skipped(source, "", f"not read: {counts}; only notes become episodes")


def _read_members(
    members: Members, source: str, report: Report, read_member: ReadMember, depth: int
) -> Iterator[Article]:
    names = set(members.names)
    found = services.roots(members.names, lambda name: _beginning(members, name))
    for root, service in found.items():
        export = exports.Export(service, members, source, root)
        with safe.member(export.where(""), report):
            yield from exports.read(export, report, read_member, depth)
    others = sorted(name for name in names if not name.startswith(tuple(found)))
    wanted = [name for name in folders.without_page_parts(others) if not bundles.is_part(name, names, source)]
    packages = _packages(names)
    for package, (what, hint) in packages.items():
        wanted = [name for name in wanted if not name.startswith(package)]
        where = f"{source}!{package.rstrip('/')}"
        report.failed(where, UnsupportedError(what, about=where, hint=hint))
    if not (wanted or found or packages):
        raise NoTextError("no articles in this archive", about=source)
    if notion.is_export(wanted):
        yield from _read_notion(members, wanted, source, report, read_member, depth)
        return
    for name in wanted:
        where = f"{source}!{name}"
        with safe.member(where, report):
            if services.is_private(name):
                raise UnpublishedError(services.PRIVATE)
            data = members.read(name)
            pages = pictures.added(read_member(data, where, depth + 1), data, name, members)
            info = f"{name.rpartition('/')[0]}/info.json".lstrip("/") if bundles.is_text(where) else ""
            yield from bundles.filled(pages, bundles.said(_beginning(members, info))) if info else pages


def _packages(names: Collection[str]) -> dict[str, tuple[str, str]]:
    """The folders of an archive that are documents, each with a "/" at its end: what they are, and advice."""
    inner: dict[str, set[str]] = defaultdict(set)
    for name in names:
        folder = ""
        for part in name.split("/"):
            if folder:
                inner[folder].add(part)
            folder += f"{part}/"
    told = {folder: refused.package(folder.rstrip("/"), inside) for folder, inside in inner.items()}
    return {folder: what for folder, what in sorted(told.items()) if what}


def _read_notion(
    members: Members, names: Sequence[str], source: str, report: Report, read_member: ReadMember, depth: int
) -> Iterator[Article]:
    """The pages of an export. A page without text is not a failure: it may be a row of a database."""
    tables = {name.lower().removesuffix(".csv").removesuffix("_all") for name in names if notion.is_table(name)}
    empty = 0
    for name in names:
        if notion.is_table(name) or notion.is_map(name):
            continue
        where = f"{source}!{name}"
        with safe.member(where, report):
            try:
                data = members.read(name)
                yield from pictures.added(read_member(data, where, depth + 1), data, name, members)
            except NoTextError:
                empty += 1
    if left := notion.passed_over(len(tables), empty):
        report.skipped(source, "", left)


def _beginning(members: Members, name: str) -> bytes:
    """Enough of a member to see which service wrote it; b"" for one that is missing or damaged."""
    try:
        return members.read(name)[: services.PEEK]
    except (KeyError, InputError):
        return b""


# ---------------------------------------------------------------- Safari


def read_webarchive(data: bytes, source: str, region: Region | None = None) -> Article:
    """A page that Safari saved: a property list with the page and what it shows."""
    page, encoding, address, resources = safe.run_limited(_webarchive, data, seconds=30)
    if encoding:
        page = assemble.as_utf8(page, source, encoding)
    found = html.read_limited(page, source, address=address, region=region)
    return with_pictures(found, resources.get)


def _webarchive(data: bytes) -> tuple[bytes, str, str, dict[str, bytes]]:
    try:
        tree: Any = plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, ValueError, TypeError, KeyError, IndexError) as error:
        raise UnreadableError("a damaged property list", hint="save the page again") from error
    main = tree.get("WebMainResource") if isinstance(tree, dict) else None
    main = main if isinstance(main, dict) else {}
    page = main.get("WebResourceData")
    if not isinstance(page, bytes):
        raise UnsupportedError("a property list, but not a web archive")
    if main.get("WebResourceMIMEType") not in (None, "text/html", "application/xhtml+xml"):
        raise UnsupportedError(f"a web archive of {main['WebResourceMIMEType']}, not of a page")
    resources, others = {}, tree.get("WebSubresources")
    for item in others if isinstance(others, list) else ():
        if isinstance(item, dict) and str(item.get("WebResourceMIMEType", "")).startswith("image/"):
            address, content = item.get("WebResourceURL"), item.get("WebResourceData")
            if isinstance(address, str) and isinstance(content, bytes) and len(content) <= PICTURE:
                resources[address] = content
    encoding, address = main.get("WebResourceTextEncodingName"), main.get("WebResourceURL")
    return page, encoding if isinstance(encoding, str) else "", address if isinstance(address, str) else "", resources
