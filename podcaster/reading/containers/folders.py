"""Which files of a folder are articles."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from podcaster.errors import InputError, NoTextError, UnpublishedError
from podcaster.reading import delimited, refused, safe
from podcaster.reading.containers import bundles, services
from podcaster.reading.recognise import HEAD, Kind, recognise

# A folder holds more than articles. Files that are never articles are skipped; all others are tried, and each
# refusal names the file.
NOT_ARTICLES = {
    *(".css", ".js", ".mjs", ".ts", ".map", ".py", ".pyc", ".rb", ".go", ".rs", ".c", ".h", ".cpp", ".java", ".sh"),
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff", ".heic"),
    *(
        ".mp3",
        ".m4a",
        ".m4b",
        ".ogg",
        ".oga",
        ".opus",
        ".wav",
        ".flac",
        ".aac",
        ".mp4",
        ".m4v",
        ".mov",
        ".mkv",
        ".webm",
        ".avi",
    ),
    *(".ttf", ".otf", ".woff", ".woff2", ".eot", ".vtt", ".srt", ".m3u", ".torrent", ".iso", ".dmg"),
    *(".toml", ".yaml", ".yml", ".ini", ".cfg", ".lock", ".tsv", ".log", ".xsl", ".xslt", ".sqlite", ".db"),
    *(".exe", ".dll", ".so", ".o", ".a", ".bat", ".part", ".tmp", ".bak", ".swp", ".download", ".crdownload"),
    *(".opdownload", ".partial", ".aria2"),
}
NOT_ARTICLE_NAMES = re.compile(r"(readme|licen[sc]e|changelog|contributing|code_of_conduct|robots)(\.\w+)?", re.I)
_PAGE_FOLDER = re.compile(r"(.+?)(_files|-dateien|_archivos|_fichiers|_bestanden|_file|\.files|_elemei|-filer)", re.I)


def expand(path: Path) -> Iterator[Path]:
    """The files that *path* stands for: itself, or the files in the folder that may be articles, sorted by name.

    The unpacked export of a service counts as one file, its root folder, and is read as a whole. So does a document of
    Pages and the like that is a folder: reading it says what to do.
    Skipped: the pictures and scripts of a saved page (`Page_files`), hidden files, links that lead out of the
    folder, and file types that are never articles.
    """
    if not path.is_dir():
        yield path
        return
    try:
        path = services.stands_for(path)
    except UnpublishedError:  # reading it raises the same error, with the reason
        yield path
        return
    root = path.resolve()
    for folder, folders, names in os.walk(path):
        if services.at_listed(Path(folder), folders, names) or refused.package(folder, {*folders, *names}):
            folders.clear()
            yield Path(folder)
            continue
        pages = {PurePath(name).stem for name in names}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _belongs(name, pages))
        for name in sorted(names):
            file = Path(folder) / name
            if not may_be_article(name) or bundles.is_part(f"{Path(folder).name}/{name}", names):
                continue
            if file.is_symlink() and not _leads_inside(file, root):
                continue
            if file.suffix == "" and not _looks_like_article(file):
                continue
            if file.suffix.lower() == ".csv" and not _may_hold_posts(file):
                continue
            yield file


READABLE = "saved web pages, PDF, EPUB, Word, Markdown, text, mail, feeds, exports of blogs and notes"


def nothing_in(path: Path) -> NoTextError:
    """The error for a folder in which `expand` finds nothing: what is in it, and what can be read."""
    inside = [PurePath(name) for _, _, names in os.walk(path) for name in names]
    kinds = sorted({name.suffix.lower() or name.name for name in inside})
    some = f"{', '.join(kinds[:4])}{' …' if len(kinds) > 4 else ''}"
    what = f"none of its {len(inside)} files is an article ({some})" if len(inside) > 1 else f"only {some}"
    return NoTextError(
        f"nothing to read in this folder: {what if inside else 'it is empty'}",
        about=safe.shown(path),
        hint=f"give it {READABLE}; podcaster convert --help lists them",
    )


def may_be_article(name: str) -> bool:
    """Whether a file of that name is worth a try when nobody asked for it by name."""
    hidden = name.startswith((".", "~$"))
    copy = name.endswith("~") or (name.startswith("#") and name.endswith("#"))  # that an editor keeps beside its file
    return not (hidden or copy or PurePath(name).suffix.lower() in NOT_ARTICLES or NOT_ARTICLE_NAMES.fullmatch(name))


def without_page_parts(names: list[str]) -> list[str]:
    """The members of an archive that may be articles: not hidden, not in a saved page's own folder."""
    pages = {str(PurePath(name).with_suffix("")) for name in names}
    kept = []
    for name in names:
        path = PurePath(name)
        above = [str(p) for p in path.parents if p.name]
        if any(p.startswith((".", "__MACOSX")) for p in path.parts) or not may_be_article(path.name):
            continue
        if any(_belongs(PurePath(p).name, {PurePath(q).name for q in pages}) for p in above):
            continue
        kept.append(name)
    return kept


def _belongs(folder: str, pages: set[str]) -> bool:
    """Whether a folder holds the parts of a page that was saved beside it."""
    match = _PAGE_FOLDER.fullmatch(folder)
    return bool(match and (match[1] in pages or folder.lower().endswith("_files"))) or folder == "__MACOSX"


def _leads_inside(file: Path, root: Path) -> bool:
    try:
        return file.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _may_hold_posts(file: Path) -> bool:
    try:
        with safe.open_regular(file) as (stream, _):
            return delimited.may_hold_posts(stream.read(HEAD).decode("utf-8", "replace"))
    except InputError:
        return True  # reading it reports the error


def _looks_like_article(file: Path) -> bool:
    """A file without a suffix in a folder: only text that is markup or mail is taken for an article."""
    try:
        with safe.open_regular(file) as (stream, _):
            return recognise(stream.read(HEAD), str(file)) not in (Kind.PLAIN, Kind.JSON, Kind.GZIP)
    except InputError:
        return False
