"""reStructuredText of Pelican, Nikola, Sphinx and others: docutils parses it, without access to other files.

No file is included and nothing raw is passed on. Directives and roles that only a blog program knows keep their
content; comments and what is marked as a draft are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from podcaster.errors import UnreadableError
from podcaster.model import Article, LeftOut, Omission
from podcaster.reading import assemble, safe, unpublished
from podcaster.reading.assemble import Facts
from podcaster.reading.documents import finish

Node = Any  # docutils is not typed
_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "input_encoding": "unicode",
    "syntax_highlight": "none",
    "doctitle_xform": True,
    "sectsubtitle_xform": False,
    "smart_quotes": False,
    "line_length_limit": 1_000_000,
    "pep_references": False,
    "rfc_references": False,
}
# ".. title: The gulls" of Nikola; ":title: The gulls" of Pelican is in the list of fields.
_NIKOLA = re.compile(r"^\.\. ([a-z][\w-]{1,30}):(?!:)[ \t]*(.*)$", re.M)
_WITH_TARGET = re.compile(r"^(.{1,400}?)\s*<[^<>]{1,400}>$", re.S)
_PUBLISHED = ("post", "published", "update", "article", "public", "")
# Directives of blogs and manuals that only say something about the page, or show what is elsewhere.
_SILENT = frozenset((
    "toctree", "index", "post", "author", "categories", "tags", "comments", "more", "youtube", "vimeo", "gallery",
    "thumbnail", "slides", "chart", "post-list", "postlist", "listing", "gist", "soundcloud", "media", "literalinclude",
    "automodule", "autoclass", "autofunction", "highlight", "currentmodule", "module", "update", "feed", "meta",
    "only", "ifconfig", "todo", "todolist", "sectionauthor", "codeauthor", "tabularcolumns", "graphviz", "plot",
))  # fmt: skip
_WITHOUT_BLANK = re.compile(r"(?<!\S)(\S{1000,})")
# A reference that leads nowhere: `the ferry`_, ferry_ or |ferry|.
_UNKNOWN = re.compile(r"\A(?:`([^`<>]+)`__?|(\w[\w.-]*?)__?|\|([^|]+)\|)\Z")
_LINKED = re.compile(r"(?:https?://|mailto:|#)")


def read(text: str, source: str, *, folder: Path | None = None) -> Article:
    """An article from reStructuredText. Pictures are looked for in *folder* and below, nowhere else."""
    return safe.run_limited(_article, text, source, folder, seconds=40, memory_mb=1024)


def _article(text: str, source: str, folder: Path | None) -> Article:
    said = {name: value.strip() for name, value in _NIKOLA.findall(text[:8000])}
    tree = _parsed(text)
    writer = _Writer(said)
    html = writer.document(tree)
    date = assemble.parse_date(said.get("date", ""))
    status = said.get("status", "")
    facts = Facts(
        title=said.get("title") or writer.title,
        authors=[name for name in re.split(r"\s*[;,]\s*", said.get("author") or said.get("authors", "")) if name],
        date=date,
        due=date,
        language=said.get("lang", ""),
        address=said.get("url", "") or said.get("canonical", ""),
        description=said.get("summary") or said.get("description", ""),
        tags=[tag for tag in re.split(r"\s*,\s*", said.get("tags", "")) if tag],
        unpublished=unpublished.why(status, _PUBLISHED)
        or _by_tags(said.get("tags", ""))
        or unpublished.by_folder(source),
    )
    return finish.article(html + finish.footnotes(writer.notes), facts, source, left_out=writer.gone, folder=folder)


def _by_tags(tags: str) -> str:
    """Nikola marks drafts and private posts by tags."""
    marks = {tag.strip().lower() for tag in tags.split(",")}
    return next((unpublished.STATUSES[mark] for mark in ("draft", "private") if mark in marks), "")


def _parsed(text: str) -> Node:
    """The tree of docutils; unknown directives and roles keep their words. Runs in a process of its own."""
    from docutils import nodes
    from docutils.core import publish_doctree
    from docutils.parsers.rst import directives, roles
    from docutils.utils import SystemMessage

    know_role, know_directive, index = roles.role, directives.directive, nodes.Element.index
    options, another = _tolerant()

    def role(name: str, *more: Any) -> tuple[Any, list[Any]]:
        found, _ = know_role(name, *more)
        return found or _another_role, []

    def directive(name: str, *more: Any) -> tuple[Any, list[Any]]:
        found, _ = know_directive(name, *more)
        if found is None or name.lower() in _SILENT:
            return another, []
        return type(found.__name__, (found,), {"option_spec": options(found.option_spec or {})}), []

    roles.role, directives.directive, nodes.Element.index = role, directive, _index
    try:
        return publish_doctree(text, parser=_parser(), settings_overrides=_SETTINGS)
    except (SystemMessage, ValueError, AttributeError, KeyError, IndexError, TypeError, AssertionError) as error:
        raise UnreadableError(f"damaged reStructuredText: {error}", hint="save it as HTML") from error
    finally:
        roles.role, directives.directive, nodes.Element.index = know_role, know_directive, index


def _parser() -> Any:
    """The parser of docutils; its patterns need the square of the time in what is long and has no blank.

    No marks are looked for there: it is no prose.
    """
    from docutils import nodes
    from docutils.parsers.rst import Parser
    from docutils.parsers.rst.states import Inliner

    inliner = Inliner()
    parse = inliner.parse

    def in_pieces(text: str, *more: Any) -> tuple[list[Any], list[Any]]:
        found, messages = list[Any](), list[Any]()
        for at, piece in enumerate(_WITHOUT_BLANK.split(text)):
            some, told = ([nodes.Text(piece)], []) if at % 2 else parse(piece, *more) if piece else ([], [])
            found += some
            messages += told
        return found, messages

    inliner.parse = in_pieces  # no subclass: docutils takes its patterns from the class itself
    return Parser(inliner=inliner)


def _index(self: Node, item: Node, *between: int) -> int:
    """`Element.index`, which docutils asks about one child after the other: each is looked for behind the last one."""
    children, last = self.children, getattr(self, "last_index", 0)
    try:
        found = children.index(item, *between or (last,))
    except ValueError:
        found = children.index(item, *between)
    self.last_index = found
    return int(found)


def _tolerant() -> tuple[Any, Any]:
    """Accept any option, and make a directive for those of Sphinx or of a blog, whose content is read.

    If the directive only describes the page, nothing in it is read.
    """
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class Options(dict[str, Any]):
        def __missing__(self, _: str) -> Any:
            return lambda value: value

    class Another(Directive):  # type: ignore[misc]
        has_content, optional_arguments, final_argument_whitespace = True, 1, True
        option_spec = Options(klass=str)

        def run(self) -> list[Any]:
            box = nodes.container()
            if self.name.lower() in _SILENT:
                return []
            if self.arguments and " " in self.arguments[0]:
                box += nodes.paragraph("", self.arguments[0])
            self.state.nested_parse(self.content, self.content_offset, box)
            return [box]

    return Options, Another


def _another_role(_: str, raw: str, text: str, *__: Any, **___: Any) -> tuple[list[Any], list[Any]]:
    """A role of Sphinx or of a blog: its words."""
    from docutils import nodes

    match = _WITH_TARGET.match(text)
    return [nodes.inline(raw, match[1] if match else text.lstrip("~!"))], []


_TAGS = {
    "paragraph": "p", "emphasis": "em", "strong": "strong", "literal": "code", "title_reference": "cite",
    "superscript": "sup", "subscript": "sub", "bullet_list": "ul", "list_item": "li", "definition_list": "dl",
    "term": "dt", "definition": "dd", "block_quote": "blockquote", "attribution": "footer", "table": "table",
    "thead": "thead", "tbody": "tbody", "row": "tr", "figure": "figure", "caption": "figcaption",
    "legend": "figcaption",
    "option_list": "dl", "option_group": "dt", "description": "dd", "line_block": "div", "line": "div", "rubric": "h4",
    "epigraph": "blockquote", "sidebar": "aside", "topic": "div", "container": "div", "compound": "div",
}  # fmt: skip
_GONE = frozenset((
    "comment", "substitution_definition", "system_message", "target", "label", "problematic", "raw", "pending",
    "docinfo", "meta", "decoration", "header", "footer", "colspec", "generated",
))  # fmt: skip


@dataclass(slots=True)
class _Writer:
    """Turns the tree of docutils into HTML."""

    said: dict[str, str]
    title: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    gone: list[LeftOut] = field(default_factory=list)

    def document(self, tree: Node) -> str:
        parts, opening = [], True
        for child in tree:
            name = child.tagname
            if name == "title":
                self.title = child.astext()
                self.gone.append(LeftOut(self.title, Omission.METADATA))
            elif name == "docinfo" or (name == "field_list" and opening):
                self._fields(child)
            else:
                opening = opening and name in _GONE
                parts.append(self.node(child, 1))
        return "".join(parts)

    def _fields(self, listed: Node) -> None:
        """What a list of fields at the beginning says about the text."""
        for node in listed:
            if node.tagname == "field":
                name, value = node[0].astext().lower(), node[1].astext()
            elif node.tagname == "authors":
                name, value = "authors", "; ".join(author.astext() for author in node)
            else:
                name, value = node.tagname, node.astext()
            if name == "author" and "author" in self.said:
                value = f"{self.said['author']}; {value}"
            self.said[name] = value.strip()
            self.gone.append(LeftOut(value, Omission.METADATA))

    def inside(self, node: Node, depth: int) -> str:
        return "".join(self.node(child, depth) for child in node)

    def node(self, node: Node, depth: int) -> str:
        name = node.tagname
        if name == "#text":
            return escape(node.astext())
        if name in _GONE:
            return escape(_UNKNOWN.sub(r"\1\2\3", node.astext())) if name == "problematic" else ""
        if (handler := getattr(self, f"on_{name}", None)) is not None:
            return str(handler(node, depth))
        inner = self.inside(node, depth)
        return finish.tag(_TAGS[name], inner) if name in _TAGS else inner

    # ------------------------------------------------------------ a method for each kind of node

    def on_section(self, node: Node, depth: int) -> str:
        return self.inside(node, depth + 1)

    def on_title(self, node: Node, depth: int) -> str:
        return finish.tag(
            "p" if node.parent.tagname != "section" else f"h{max(1, min(depth - 1, 6))}", self.inside(node, depth)
        )

    def on_subtitle(self, node: Node, depth: int) -> str:
        return finish.tag("p", self.inside(node, depth))

    def on_enumerated_list(self, node: Node, depth: int) -> str:
        kind = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}.get(
            node.get("enumtype", ""), ""
        )
        return finish.tag("ol", self.inside(node, depth), type=kind, start=str(node.get("start", "")))

    def on_literal_block(self, node: Node, _: int) -> str:
        kinds = [name for name in node.get("classes", ()) if name != "code"]
        code = finish.tag("code", escape(node.astext()), class_=f"language-{kinds[0]}" if kinds else "")
        return finish.tag("pre", code)

    def on_doctest_block(self, node: Node, _: int) -> str:
        return finish.tag("pre", finish.tag("code", escape(node.astext()), class_="language-python"))

    def on_math(self, node: Node, _: int) -> str:
        return finish.formula(node.astext())

    def on_math_block(self, node: Node, _: int) -> str:
        return finish.formula(node.astext(), display=True)

    def on_entry(self, node: Node, depth: int) -> str:
        head = node.parent.parent.tagname == "thead"
        more = node.get("morecols", 0)
        return finish.tag("th" if head else "td", self.inside(node, depth), colspan=str(more + 1) if more else "")

    def on_tgroup(self, node: Node, depth: int) -> str:
        return self.inside(node, depth)

    def on_reference(self, node: Node, depth: int) -> str:
        address = node.get("refuri", "")
        inner = self.inside(node, depth)
        return finish.tag("a", inner, href=address) if _LINKED.match(address) else inner

    def on_image(self, node: Node, _: int) -> str:
        return f'<img src="{escape(node.get("uri", ""))}" alt="{escape(node.get("alt", ""))}">'

    def on_footnote_reference(self, node: Node, _: int) -> str:
        return finish.reference(node.astext())

    def on_citation_reference(self, node: Node, _: int) -> str:
        return escape(f"[{node.astext()}]")

    def on_footnote(self, node: Node, depth: int) -> str:
        self.notes.append((node[0].astext() if len(node) else "", self.inside(node, depth)))
        return ""

    def on_citation(self, node: Node, depth: int) -> str:
        return finish.tag("p", f"[{escape(node[0].astext())}] {self.inside(node, depth)}" if len(node) else "")

    def on_field(self, node: Node, _: int) -> str:
        return finish.tag("p", f"{escape(node[0].astext())}: {escape(node[1].astext())}")

    def on_line(self, node: Node, depth: int) -> str:
        return f"{self.inside(node, depth)}<br>"
