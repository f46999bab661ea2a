"""Exports of services: how a folder is recognised as one, and which of its files were ever public.

An export holds far more than posts: sessions with IP addresses, subscribers, bookmarks, messages. Only what is listed
here as public is opened; of everything else podcaster knows no more than the name.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from podcaster.errors import InputError, UnpublishedError
from podcaster.reading import safe

PEEK = 256 * 1024  # bytes of a file that tell which service wrote it

PRIVATE = "private data of a Medium export; it is not read"

_MEDIUM = {"blocks", "bookmarks", "claps", "earnings", "highlights", "interests", "ips", "lists", "partner-program",
           "profile", "pubs-following", "sessions", "topics-following", "twitter", "users-following"}  # fmt: skip
_MEDIUM_ONLY = {"claps", "ips", "partner-program", "pubs-following", "sessions", "topics-following", "users-following"}
_MEDIUM_PRIVATE = re.compile(rf"(?:^|/)({'|'.join(sorted(_MEDIUM))})/\1-\d{{4}}\.html$")
_GOOGLE = {"Blogger", "Calendar", "Chrome", "Contacts", "Drive", "Google Account", "Google Chat", "Google Photos",
           "Keep", "Mail", "Maps", "My Activity", "YouTube and YouTube Music"}  # fmt: skip
_META = ("your_facebook_activity", "your_instagram_activity", "security_and_login_information", "logged_information")


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies directly in a folder; *peek* gives the beginning of a file below it, b"" if there is none."""

    name: str
    folders: Collection[str]
    files: Collection[str]
    first: Callable[[str, str], str]  # folder, suffix -> the path of one such file in it, ""
    peek: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Service:
    """A service that exports what its users wrote, and what else it knows of them."""

    name: str  # "a Medium export"
    sign: Callable[[Folder], bool]
    public: re.Pattern[str] | None  # the files that were public, from the root of the export; None: there are none
    where: str = ""  # these files, for a message
    folder: str = ""  # the one that holds them all


def is_medium_post(page: bytes) -> bool:
    """Whether a page is a story as Medium exports it, published or not."""
    return b"h-entry" in page and b"e-content" in page and bool(re.search(rb"data-field=[\"']?body", page))


def _medium(folder: Folder) -> bool:
    known = _MEDIUM & set(folder.folders)
    if _MEDIUM_ONLY & known and len(known) > 1:
        return True
    if "posts" not in folder.folders:
        return False
    return bool(_MEDIUM_ONLY & known) or is_medium_post(folder.peek(folder.first("posts", ".html")))


def _substack(folder: Folder) -> bool:
    head = folder.peek("posts.csv") if "posts.csv" in folder.files and "posts" in folder.folders else b""
    return b"post_id" in head and b"is_published" in head


def _omnivore(folder: Folder) -> bool:
    return "content" in folder.folders and any(re.fullmatch(r"metadata_[^/]*\.json", name) for name in folder.files)


def _takeout(folder: Folder) -> bool:
    has_blogs = "Blogger" in folder.folders and bool(folder.first("Blogger/Blogs", ""))
    named = folder.name == "Takeout" and bool(_GOOGLE & set(folder.folders))
    return has_blogs or named or "archive_browser.html" in folder.files


def _blogger(folder: Folder) -> bool:
    return "Blogs" in folder.folders and bool({"Albums", "Comments", "Profile"} & set(folder.folders))


def _blog(folder: Folder) -> bool:
    return "feed.atom" in folder.files and bool({"settings.csv", "theme-classic.html"} & set(folder.files))


def _telegram(folder: Folder) -> bool:
    chats = any(re.fullmatch(r"messages\d*\.html", name) for name in folder.files)
    return "export_results.html" in folder.files or (chats and {"css", "js"} <= set(folder.folders))


_PAGE = r"[^/]+\.html?"
SERVICES = (
    Service("a Medium export", _medium, re.compile(rf"posts/{_PAGE}"), "posts/", "posts"),
    Service("a Substack export", _substack, re.compile(rf"posts\.csv|posts/{_PAGE}"), "posts/", "posts"),
    Service("an Omnivore export", _omnivore, re.compile(rf"metadata_.*\.json|content/{_PAGE}"), "content/", "content"),
    Service("a Google Takeout", _takeout, re.compile(r"Blogger/Blogs/[^/]+/feed\.atom"), "Blogger/Blogs/"),
    Service("a Blogger export", _blogger, re.compile(r"Blogs/[^/]+/feed\.atom"), "Blogs/"),
    Service("a Blogger export", _blog, re.compile(r"feed\.atom"), "feed.atom"),
    Service("a Telegram export", _telegram, None),
    Service("an X archive", lambda f: "Your archive.html" in f.files and "data" in f.folders, None),
    Service("an export of Facebook or Instagram", lambda f: bool(set(_META) & set(f.folders)), None),
)
_WITHIN = {*_MEDIUM, "posts", "content"}  # a folder of this name may be a part of an export


def of(folder: Folder) -> Service | None:
    """The service whose export *folder* is."""
    return next((service for service in SERVICES if service.sign(folder)), None)


def is_private(name: str) -> bool:
    """Whether a file's path alone says that Medium keeps it about its user: sessions/sessions-0001.html."""
    return bool(_MEDIUM_PRIVATE.search(name.replace("\\", "/")))


def passed_over(service: Service, names: Sequence[str]) -> str:
    """One sentence about the files of an export that are not read; "" if there are none. *names*: from its root."""
    left = [name for name in names if not _is_public(service, name) and not _is_noise(name)]
    if not left:
        return ""
    tops = sorted({name if name.startswith(f"{service.folder}/") else _top(name) for name in left})
    shown = ", ".join(tops[:8]) + (", …" if len(tops) > 8 else "")
    count = "1 file" if len(left) == 1 else f"{len(left):,} files"
    why = f"only {service.where} holds what was published" if service.where else "nothing in it was published"
    return f"not read: {count} of {service.name} ({shown}): {why}"


def _top(name: str) -> str:
    folder, slash, _ = name.partition("/")
    return folder + slash


def public(service: Service, names: Iterable[str]) -> list[str]:
    """The files of an export that were public, in order of name. *names*: from its root."""
    return sorted(name for name in names if _is_public(service, name))


def _is_public(service: Service, name: str) -> bool:
    return service.public is not None and service.public.fullmatch(name) is not None and not _is_noise(name)


def _is_noise(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


# ---------------------------------------------------------------- on disk


def at(path: Path) -> Service | None:
    """The service whose unpacked export the folder *path* is the root of."""
    try:
        entries = list(path.iterdir())
        folders = {entry.name for entry in entries if entry.is_dir()}
    except OSError:
        return None
    return at_listed(path, folders, {entry.name for entry in entries} - folders)


def at_listed(path: Path, folders: Collection[str], files: Collection[str]) -> Service | None:
    """The same for a folder whose *folders* and *files* are known already."""

    def first(folder: str, suffix: str) -> str:
        try:
            return next((f"{folder}/{e.name}" for e in (path / folder).iterdir() if e.name.endswith(suffix)), "")
        except OSError:
            return ""

    def peek(name: str) -> bytes:
        try:
            with safe.open_regular(path / name) as (stream, _):
                return stream.read(PEEK)
        except InputError:
            return b""

    return of(Folder(path.absolute().name, folders, files, first, peek))


def files(root: Path) -> Iterator[Path]:
    """The files of the unpacked export in *root* that were public, in order of name. None is opened."""
    service = at(root)
    names = [Path(above, name).relative_to(root).as_posix() for above, _, found in os.walk(root) for name in found]
    return (root / name for name in (public(service, names) if service else sorted(names)))


def around(path: Path) -> tuple[Path, Service] | None:
    """The root of the export that the file or folder *path* is a part of, and its service."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - without "..", and links stay as they are
    for root in (whole.parent, whole.parent.parent):
        inner = whole.relative_to(root).parts
        if inner[:1] and inner[0] in _WITHIN and (len(inner) > 1 or whole.is_dir()) and (service := at(root)):
            return root, service
    return None


def stands_for(folder: Path) -> Path:
    """The whole export, if *folder* is the part of it with the posts; else *folder* itself.

    Raises UnpublishedError for a part of an export that was never public.
    """
    if part_of := around(folder):
        root, service = part_of
        if Path(os.path.abspath(folder)) == root / service.folder:  # noqa: PTH100
            return root
        raise UnpublishedError(f"private data of {service.name}; it is not read", about=safe.shown(folder))
    return folder


# ---------------------------------------------------------------- in an archive


def roots(names: Sequence[str], peek: Callable[[str], bytes]) -> dict[str, Service]:
    """The exports among the members of an archive: the folder of each ("" or "a/b/"), and its service."""
    folders: dict[str, set[str]] = defaultdict(set)
    files: dict[str, list[str]] = defaultdict(list)
    for name in names:
        *above, last = name.split("/")
        inner = ""
        for part in above:
            folders[inner].add(part)
            inner += part + "/"
        files[inner].append(last)
    found: dict[str, Service] = {}
    for root in sorted({*folders, *files}, key=lambda folder: (folder.count("/"), folder)):
        if any(root.startswith(known) for known in found):
            continue
        service = of(_member_folder(root, folders, files, peek))
        if service:
            found[root] = service
    return found


def _member_folder(
    root: str, folders: dict[str, set[str]], files: dict[str, list[str]], peek: Callable[[str], bytes]
) -> Folder:
    def first(folder: str, suffix: str) -> str:
        inside = f"{root}{folder}/"
        found = (name for name in files.get(inside, ()) if name.endswith(suffix))
        name = next(found, None) or (None if suffix else next(iter(folders.get(inside, ())), None))
        return f"{folder}/{name}" if name else ""

    return Folder(
        PurePosixPath(root).name,
        folders.get(root, set()),
        files.get(root, []),
        first,
        lambda name: peek(root + name) if name else b"",
    )


def names_in(root: str, names: Iterable[str]) -> Iterator[str]:
    """The members below *root*, named from there."""
    return (name.removeprefix(root) for name in names if name.startswith(root))
