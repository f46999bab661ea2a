"""Check a built site: nothing on its pages is loaded from elsewhere, and each link within it leads somewhere."""

from __future__ import annotations

import posixpath
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Attributes whose address a browser fetches by itself. A link that one clicks may lead to other sites.
LOADED = {"src", "srcset", "poster", "data"}
LOADING_RELS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}
STYLE = re.compile(r"(?:url\(|@import\s+)[\"']?((?:https?:)?//[^\"')\s]+)")


class Page(HTMLParser):
    """What a page loads, what it links to, and which anchors it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors = {"", "__top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            elif name in LOADED and value:
                self.loads.append(value)
            elif name == "href" and value:
                loading = tag == "link" and LOADING_RELS & set((dict(attrs).get("rel") or "").split())
                (self.loads if loading else self.links).append(value)
            elif name == "style" and value:
                self.loads += STYLE.findall(value)


def complaints(folder: Path) -> list[str]:
    """One line for each fault of the site in *folder*."""
    found = []
    pages = {path.relative_to(folder).as_posix(): Page(path.read_text("utf-8")) for path in folder.rglob("*.html")}
    for name, page in sorted(pages.items()):
        for address in page.loads:
            if _elsewhere(address):
                found.append(f"{name}: loads {address}")
            elif not address.startswith("data:"):
                page.links.append(address)
        if name != "404.html":  # its addresses begin at the root of the server
            found += [f"{name}: leads nowhere: {link}" for link in page.links if not _leads(link, name, folder, pages)]
    for path in sorted(folder.rglob("*.css")):
        found += [f"{path.relative_to(folder)}: loads {address}" for address in STYLE.findall(path.read_text("utf-8"))]
    return found


def _elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def _leads(link: str, name: str, folder: Path, pages: dict[str, Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
    path = "index.html" if path == "." else path
    if path in pages:
        return unquote(parts.fragment) in pages[path].anchors
    return (folder / path).is_file()


if __name__ == "__main__":
    faults = complaints(Path(sys.argv[1]))
    print("\n".join(faults) or f"nothing is loaded from elsewhere, and every link leads somewhere: {sys.argv[1]}")
    sys.exit(bool(faults))
