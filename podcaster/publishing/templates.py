"""The HTML pages as Jinja templates, which escape every value that is put into them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from podcaster.config import Channel
from podcaster.publishing.feed_text import clean, cut, without_controls
from podcaster.publishing.marked_up import clock
from podcaster.publishing.page_words import entry, words
from podcaster.text.dates import written
from podcaster.text.languages import right_to_left
from podcaster.text.syllables import divided

LONG_WORD = 18  # letters: as many of a heading fit on a phone

if TYPE_CHECKING:
    from jinja2 import Environment


_ROOT = re.compile(r":root \{([^}]*)\}")


def page(name: str, channel: Channel, language: str, **values: object) -> str:
    """A page of *channel* in *language*: the template NAME with the words of that language as `w`."""
    return "".join(pieces(name, channel, language, **values))


def pieces(name: str, channel: Channel, language: str, **values: object) -> Iterator[str]:
    """The same piece by piece, for a page that is too long to be in memory as a whole."""
    w = words(language)
    template = _environment().get_template(f"{name}.html.j2")
    made = template.generate(channel=channel, language=w.page, right_to_left=right_to_left(language), w=w, **values)
    return map(without_controls, made)


def render(name: str, **values: object) -> str:
    """The template `page_parts/NAME.html.j2` with these values. A name that is missing is an error, never a gap."""
    return _environment().get_template(f"{name}.html.j2").render(values)


def render_file(name: str, **values: object) -> str:
    """The same with the template `page_parts/NAME.j2`, which is no HTML."""
    return _environment().get_template(f"{name}.j2").render(values)


@lru_cache
def part(name: str) -> str:
    """A style sheet or a script, as it stands in `page_parts`."""
    from markupsafe import Markup  # only when a page is made

    return Markup((resources.files("podcaster.publishing") / "page_parts" / name).read_text(encoding="utf-8"))


@lru_cache
def digest() -> str:
    """The digest of all templates, styles, scripts and words. Pages written with another digest are out of date."""
    found = hashlib.sha256()
    for folder in ("page_parts", "page_data"):
        for file in sorted((resources.files("podcaster.publishing") / folder).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".j2", ".css", ".js", ".toml")):
                found.update(file.read_bytes())
    return found.hexdigest()


@lru_cache
def forced_themes() -> str:
    """The colours of base.css for a page that is asked for one theme by its address: `#light`, `#dark`."""
    from markupsafe import Markup

    light, dark = _ROOT.findall(part("base.css"))[:2]
    return Markup("".join(
        f":root:has(#{name}:target) {{ {colours}; color-scheme: {name}; }}\n"
        for name, colours in (("light", light), ("dark", dark))
    ))  # fmt: skip


@lru_cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 50 ms; only when a page is made
    from markupsafe import Markup

    def escaped(value: object) -> object:
        # Jinja writes quotes as &#34;, html.escape as &quot;. This way pages do not change if nothing in them did.
        return Markup(html.escape(value)) if type(value) is str else value

    environment = Environment(
        loader=PackageLoader("podcaster.publishing", "page_parts"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["breakable"] = _breakable
    environment.filters |= {"clean": clean, "clock": clock, "sha256": _sha256, "written": written}
    environment.filters |= {"seconds": _seconds, "entry": entry, "right_to_left": right_to_left, "cut": cut}
    environment.globals |= {"part": part, "forced_themes": forced_themes}
    return environment


def _breakable(text: str, language: str) -> str:
    """*text* with soft hyphens in its very long words: on a phone they are wider than the window."""
    return " ".join(divided(word, language) if len(word) >= LONG_WORD else word for word in text.split(" "))


def _seconds(milliseconds: int) -> str:
    """A time as SMIL writes it: 12.345s."""
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}s"


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
