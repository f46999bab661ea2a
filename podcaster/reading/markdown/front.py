"""Front matter: the fields before a Markdown text, between `---` (YAML), `+++` (TOML) or braces (JSON)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from podcaster.errors import HostileError
from podcaster.reading import unpublished
from podcaster.reading.assemble import one_line, parse_date, web_address, without_entities
from podcaster.reading.markdown import joplin, pandoc
from podcaster.text.languages import tidy

LIMIT = 64 * 1024  # characters; honest front matter has a page at most
_DEPTH = 20
# A key of more parts than any program writes: for one of n parts, a TOML parser takes n * n of time and memory.
_ENDLESS_KEY = re.compile(
    r"(?:(?:(?<![\w-])[\w-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){20}"  # parts and their dots
)

_TITLE = ("title", "full title", "name", "headline")
_AUTHOR = ("author", "authors", "by", "byline", "creator", "writer")
_DATE = ("date", "published", "publishdate", "pubdate", "datepublished", "publishedat", "publishedon", "posted",
         "postedat", "publicationdate", "publishtime", "created", "createdat", "datecreated", "added")  # fmt: skip
_DUE = ("publishdate", "pubdate", "publishedat", "published", "date")
_LANGUAGE = ("lang", "language", "locale", "languagecode")
_ADDRESS = ("canonical", "canonicalurl", "originalurl", "sourceurl", "url", "link", "source", "permalink", "href")
_IMAGE = ("image", "cover", "coverimage", "featuredimage", "featureimage", "heroimage", "hero", "banner", "thumbnail",
          "images", "header", "ogimage", "socialimage", "teaser", "img")  # fmt: skip
_SITE = ("site", "sitename", "publication", "publisher", "website", "blog")
_DESCRIPTION = ("description", "summary", "excerpt", "subtitle", "abstract", "dek")
_TAGS = ("tags", "keywords", "categories", "category", "tag")
_SEASON, _EPISODE, _KIND = ("season",), ("episode", "episodenumber"), ("episodetype",)
_NESTED = ("params", "extra", "taxonomies", "seo", "opengraph", "metadata", "meta")
_NAMES = ("name", "title", "display_name", "label", "full_name")
_PATHS = ("path", "url", "src", "image", "feature", "teaser", "relative", "overlay_image", "og_image")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values from front matter, under the names used here."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: dt.date | dt.datetime | None = None
    language: str = ""
    address: str = ""
    image: str = ""  # a path or an address, as written
    image_alt: str = ""
    site: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    unpublished: str = ""  # why it was never public
    due: dt.date | dt.datetime | None = None  # the day from which its site would show it
    season: int = 0
    episode: int = 0
    kind: str = ""  # "trailer", "bonus"
    values: Mapping[str, object] = field(default_factory=dict)


def split(text: str, source: str) -> tuple[FrontMatter, str]:
    """The front matter of *text* and what follows it. Never fails on bad front matter: it keeps what can be read."""
    if note := joplin.split(text):
        said, body, why = note
        return replace(understood(said), unpublished=why), body
    if text.startswith("%") and (said_first := pandoc.title_block(text)):
        return understood(said_first[0]), said_first[1]
    fence = text[:3]
    if fence in ("---", "+++") and re.match(r"(---|\+\+\+)[ \t]*\r?\n", text):
        closing = r"\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)" if fence == "---" else r"\n\+\+\+[ \t]*(?:\r?\n|$)"
        start = text.index("\n")
        end = re.compile(closing).search(text, start)
        inner = text[start + 1 : end.start() + 1] if end else ""
        if end and len(inner) > LIMIT:
            raise HostileError(f"front matter of {len(inner) // 1024} kB", about=source, hint="64 kB are enough")
        if end and (not inner.strip() or _looks_like_fields(inner, fence)):
            values = _yaml(inner) if fence == "---" else _toml(inner)
            return understood(values), text[end.end() :]
    elif re.match(r"\{\s*\"", text) and len(text) > 2:
        try:
            values, at = json.JSONDecoder().raw_decode(text[:LIMIT])
        except (json.JSONDecodeError, RecursionError):
            return FrontMatter(), text
        if isinstance(values, dict) and text[at : at + 1] in ("\n", "\r", ""):
            return understood(values), text[at:].lstrip()
    elif re.match(r"(title|date|author|slug)[ \t]*:[ \t]*\S", text, re.I):  # Pelican, MultiMarkdown: no fences
        block, _, rest = text.partition("\n\n")
        lines = block.splitlines()
        if len(block) <= LIMIT and all(re.match(r"[A-Za-z][\w -]{0,30}:(\s|$)|\s+\S", line) for line in lines):
            return understood(_lines(block)), rest
    return FrontMatter(), text


def _looks_like_fields(inner: str, fence: str) -> bool:
    """A text may begin with a rule; fields are what tells front matter from prose between two rules."""
    sign = r"[:]" if fence == "---" else r"="
    return bool(re.search(rf"(?m)^[\w\"'-][\w\"' .-]*+\s*+{sign}", inner) or re.search(r"(?m)^\[", inner))


def _yaml(inner: str) -> Mapping[str, object]:
    import yaml

    # The base loader turns everything into strings: tags are ignored, and no number or date can overflow.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    try:
        for event in yaml.parse(inner, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                return _lines(inner)  # a few aliases can stand for gigabytes: never expanded
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEPTH:
                return _lines(inner)
        values = yaml.load(inner, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _lines(inner)  # an unquoted colon in a title is the usual fault
    return values if isinstance(values, dict) else {}


def _toml(inner: str) -> Mapping[str, object]:
    import tomllib

    if _ENDLESS_KEY.search(inner):
        return _lines(inner)
    try:
        return tomllib.loads(inner)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return _lines(inner)


def _lines(inner: str) -> Mapping[str, object]:
    """Front matter that is not valid, read a line at a time."""
    values: dict[str, object] = {}
    key = ""
    for line in inner.splitlines():
        match = re.match(r"([A-Za-z_\"'][\w\"' -]{0,40}?)\s*[:=]\s*(.*)$", line)
        if match:
            key = match[1].strip("\"'")
            value = match[2].strip()
            quoted = re.fullmatch(r"([\"'])(.*)\1", value)
            values[key] = quoted[2] if quoted else value
        elif key and not values[key] and (item := re.match(r"\s*-\s+(.+)$", line)):
            values[key] = f"{values.get(key) or ''}{item[1].strip()}"
    return values


def understood(values: Mapping[str, object]) -> FrontMatter:
    """What fields say about a text, under any of the names that programs use."""
    flat = _flat(values)
    image, alt = _image(_raw(flat, _IMAGE))
    return FrontMatter(
        title=_text(_raw(flat, _TITLE)),
        authors=tuple(_people(_raw(flat, _AUTHOR))),
        date=next((d for key in _DATE if (d := parse_date(_first(flat.get(key))))), None),
        language=tidy(_text(_raw(flat, _LANGUAGE))),
        address=next((a for key in _ADDRESS if (a := web_address(_text(flat.get(key))))), ""),
        image=image,
        image_alt=alt,
        site=_text(_raw(flat, _SITE)),
        description=_text(_raw(flat, _DESCRIPTION)),
        tags=tuple(dict.fromkeys(tag for key in _TAGS for tag in _tags(flat.get(key)))),
        unpublished=_unpublished(flat),
        due=next((d for key in _DUE if (d := parse_date(_first(flat.get(key))))), None),
        season=_number(_raw(flat, _SEASON)),
        episode=_number(_raw(flat, _EPISODE)),
        kind=kind if (kind := _word(_raw(flat, _KIND))) in ("trailer", "bonus") else "",
        values=flat,
    )


def _flat(values: Mapping[str, object]) -> dict[str, object]:
    """Keys without case and separators; keys that Hugo and Zola nest are moved to the top level."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(key, str):
            flat.setdefault(re.sub(r"[\s_.:-]", "", key.lower()).removeprefix("og"), value)
    for name in _NESTED:
        inner = flat.get(name)
        if isinstance(inner, Mapping):
            for key, value in inner.items():
                if isinstance(key, str):
                    flat.setdefault(re.sub(r"[\s_.:-]", "", key.lower()), value)
    return flat


def _raw(flat: Mapping[str, object], keys: Iterable[str]) -> object:
    for key in keys:
        value = flat.get(key.replace(" ", ""))
        if value not in (None, "", [], {}, "null", "~"):
            return value
    return None


def _number(value: object) -> int:
    """A number of a season or an episode; 0 for anything else."""
    found = re.fullmatch(r"0*([1-9][0-9]{0,5})", _text(value))
    return int(found[1]) if found else 0


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _text(value: object) -> str:
    value = _first(value)
    if isinstance(value, (int, float, dt.date)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return "" if value.strip().lower() in ("null", "~", "none") else _unlinked(value)[:500]


def _unlinked(value: str) -> str:
    """Obsidian writes names as wiki links."""
    return one_line(re.sub(r"\[\[(?:[^\[\]|]*+\|)?([^\[\]|]*+)\]\]", r"\1", value))


def _people(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [name for key in _NAMES if (name := _text(value.get(key)))][:1]
    if isinstance(value, list):
        return [name for item in value[:20] for name in _people(item)]
    text = _text(value)
    if not text or web_address(text):
        return []
    text = re.sub(r"\s*<[^<>]*@[^<>]*>", "", without_entities(text))  # name <mail address>
    parts = re.split(r"\s*;\s*|\s+&\s+|\s+and\s+", text)
    if len(parts) == 1 and text.count(",") >= 1 and all(" " in p.strip() for p in text.split(",")):
        parts = text.split(",")
    return [p for part in parts if (p := part.strip(" ,"))]


def _image(value: object) -> tuple[str, str]:
    if isinstance(value, list):
        value = _first(value)
    if isinstance(value, Mapping):
        path = next((t for key in _PATHS if (t := _text(value.get(key))) and t not in ("true", "false")), "")
        return path, _text(value.get("alt") or value.get("caption"))
    return _text(value), ""


def _tags(value: object) -> list[str]:
    if isinstance(value, list):
        return [tag for item in value[:100] if (tag := _text(item).lstrip("#"))]
    text = _text(value)
    parts = text.strip("[]").split(",") if "," in text else [text]
    return [tag for part in parts if (tag := part.strip(" \"'#"))]


# A property that says so, whichever generator or program of notes reads it; its value without case.
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_SAYS_DRAFT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("draft", "isdraft", "unpublished", "wip"), _YES),
    **dict.fromkeys(("published", "publish", "ispublished", "public", "permalink"), _NO),
}


def _unpublished(flat: Mapping[str, object]) -> str:
    """Why front matter says that a text is not public; "" if it does not."""
    said = {key: _word(value) for key, value in flat.items()}
    if any(said.get(key) in values for key, values in _SAYS_DRAFT.items()):
        return "it is a draft"
    if said.get("private") in _YES or said.get("visibility") == "private" or said.get("access") == "private":
        return "it is private"
    if _text(flat.get("password")):
        return "it is protected by a password"
    status = said.get("status") or said.get("poststatus") or ""
    return "" if status not in unpublished.STATUSES else unpublished.why(status)


def _word(value: object) -> str:
    """The value of a switch or a status, as one lower-case word."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value).strip().lower()


_PROPERTIES = re.compile(r"\s*# [^\n]+\n\s*\n((?:[A-Z][\w /()-]{0,40}:[ \t][^\n]*(?:\n|\Z))+)(?:\s*\n|\Z)")


def properties(body: str) -> str:
    """Why the lines below a title say that a page is not public ("Status: Draft"), as Notion writes them; else ""."""
    found = _PROPERTIES.match(body[:LIMIT])
    return _unpublished(_flat(_lines(found[1]))) if found else ""
