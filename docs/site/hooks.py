"""What mkdocs cannot do by itself: the list of decisions, and files of the repository that pages link to."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parent.parent.parent
_LINK = re.compile(r"(\]\()(\.\./[^)\s#]+)(#[^)\s]*)?\)")
_DECISIONS = """\
# Decisions

Each page says what was decided, what else was thought of, and what it costs.

"""


def on_files(files: Any, *, config: Any) -> Any:
    """Add the list of decisions, and what pages link to outside of docs/."""
    files.append(File.generated(config, "decisions/index.md", content=_DECISIONS + "\n".join(_decisions()) + "\n"))
    for page in files.documentation_pages():
        for link in _LINK.finditer(page.content_string):
            path = _outside(page.src_uri, link[2])
            if path and files.get_file_from_path(f"repository/{path}.txt") is None and (ROOT / path).is_file():
                text = (ROOT / path).read_text(encoding="utf-8")
                files.append(File.generated(config, f"repository/{path}.txt", content=text))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Links to files outside of docs/ lead to their text in the site."""

    def moved(link: re.Match[str]) -> str:
        path = _outside(page.file.src_uri, link[2])
        above = "../" * page.file.src_uri.count("/")
        return f"{link[1]}{above}repository/{path}.txt)" if path else link[0]

    return _LINK.sub(moved, markdown)


def _outside(page: str, link: str) -> str:
    """The path in the repository of what *page* links to; "" if it is in docs/."""
    path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link))
    return "" if path.startswith(("docs/", "..")) else path


def _decisions() -> list[str]:
    found = []
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        title = path.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ").strip()
        found.append(f"- [{path.stem[:3]}: {title.removeprefix(path.stem[:3]).lstrip('.: ')}]({path.name})")
    return found
