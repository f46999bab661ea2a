"""Pages of the studio as Jinja templates, and the files that they load: styles, scripts, icons, by a fixed list."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from podcaster.publishing.feed_text import without_controls
from podcaster.publishing.marked_up import clock
from podcaster.studio.gate import STATIC
from podcaster.studio.queue import shown_name
from podcaster.text.dates import written
from podcaster.text.languages import right_to_left

if TYPE_CHECKING:
    from jinja2 import Environment

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
_OF_PAGES = ("base.css", "copy.js")  # that the studio shares with the pages of the show


@lru_cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """The content and the media type of each file that pages load, by its name. Nothing else can be asked for."""
    own = resources.files("podcaster.studio") / "parts"
    shared = resources.files("podcaster.publishing") / "page_parts"
    found = {file.name: file for file in own.iterdir()} | {name: shared / name for name in _OF_PAGES}
    kinds = {name: kind for name in found for suffix, kind in _KINDS.items() if name.endswith(suffix)}
    return {name: (found[name].read_bytes(), kind) for name, kind in kinds.items()}


@lru_cache
def static(name: str) -> str:
    """The address of a file that a page loads. It changes with the content, so that a browser may keep the file."""
    data, _ = static_files()[name]
    return f"{STATIC}{name}?{hashlib.sha256(data).hexdigest()[:12]}"


def render(name: str, **facts: object) -> str:
    """The template `parts/NAME`. A name that is missing is an error, never a gap."""
    return without_controls(_environment().get_template(name).render(facts))


@lru_cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("podcaster.studio", "parts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"clock": clock, "written": written, "right_to_left": right_to_left, "called": shown_name}
    environment.globals |= {"static": static}
    return environment
