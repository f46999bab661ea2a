"""Markdown as bloggers write it, made into Markdown that a parser knows: shortcodes, callouts, notes, formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from podcaster.model import LeftOut, Omission
from podcaster.reading.assemble import one_line
from podcaster.reading.markdown import mdx as mdx_dialect
from podcaster.reading.markdown import pandoc, shortcodes, skipped

_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})(.*)$")
_INLINE_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`\n](?:[^\n]{0,400}?[^`\n])?)\1(?!`)")
_HIGHLIGHT = re.compile(
    r"^\s*\{(?:%|\{[<%])-?\s*(?:highlight\s+[\"']?|code-toggle\b(?!.*(?:config=|/[>%]\}\})))([\w+#.-]+)?"
    r".*?(?:%|[>%]\})\}?\s*$|^\s*\{%\s*code(?:block)?\b[^%]{0,300}%\}\s*$"
)
_HIGHLIGHT_END = re.compile(
    r"^\s*\{(?:%|\{[<%])-?\s*(?:endhighlight|endcode(?:block)?|/\s*(?:highlight|code-toggle))\s*-?(?:%|[>%]\})\}?\s*$"
)
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*(.*)$")
_ADMONITION = re.compile(r"^([ \t]*)(?:!!!|\?\?\?\+?)\s+[\w -]+(?:\"([^\"]*)\")?\s*$")
_DIV = re.compile(r"^\s*:{3,}\s*(?:\{[^}]*\}|[\w-]+)?\s*(?:\[(.*?)\]|(.*?))\s*(?:\{[^}]*\})?\s*$")
_DIV_TITLE = re.compile(r"\{[^}\n]{0,200}?\btitle=\"([^\"\n]{1,200})\"")
_CALLOUT = re.compile(r"^>[ \t]?\[!(?!quote\]|cite\])([\w-]+)(?:\|[^\]\n]*)?\][+-]?[ \t]*(.*)$", re.I)
_QUOTED = re.compile(r"^(\s*(?:>\s?)+)\[![\w-]+\][+-]?[ \t]*(.*)$")
# Fenced parts that are text: of the Admonition plugin of Obsidian, of MyST, of Docusaurus.
_DIRECTIVE = re.compile(
    r"(?:ad-[\w-]+|mdx-code-block|\{(?:note|tip|hint|info|important|warning|caution|danger|error|attention|seealso|"
    r"admonition|dropdown|card|epigraph|margin|sidebar|topic)\})[ \t]*([^\n]*)$"
)
_OPTION = re.compile(r":[\w-]{1,20}:(?:\s.*)?$|(title|collapse|icon|color)[ \t]*:[ \t]*(.*)$")
_FIELD = re.compile(r"^\s{0,3}[A-Za-z][\w -]{0,30}::(?:[ \t].*)?$")  # a property, of Dataview or of Logseq
_INLINE_FIELD = re.compile(r"[\[(][A-Za-z][\w -]{0,30}::[ \t]+([^\[\]()\n]{1,200})[\])]")
_TOC = re.compile(r"^\s*(?:\[TOC\]|\[\[_?toc_?\]\]|\{\{TOC\}\}|@\[toc\].*|\{:toc.*\})\s*$", re.I)
_ATTRIBUTES = re.compile(r"^\s*\{:[^}\n]*\}\s*$")
_BLOCK_ID = re.compile(r"(?:^|\s)\^[A-Za-z0-9-]{2,36}\s*$")  # Obsidian's name of a paragraph
_HASHTAGS = re.compile(r"^\s*(#[^\W\d][\w/-]*)(\s+#[^\W\d][\w/-]*)*\s*$")
_INDENT = 80  # columns: forty levels of lists, indented by two
_DISPLAY = (("$$", "$$"), ("\\[", "\\]"))


@dataclass(slots=True)
class Prepared:
    """Markdown ready for the parser, and what was taken out of it."""

    text: str
    notes: dict[str, str] = field(default_factory=dict)  # label -> its Markdown
    tags: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    indented_code: bool = True  # MDX has none: in a component, text is indented


def prepare(text: str, *, mdx: bool = False, values: Mapping[str, str] = MappingProxyType({})) -> Prepared:
    """Take footnotes, shortcodes and other dialects out of *text*; code is never touched.

    *values*: what names in templates stand for.
    """
    text = text.expandtabs(4) if "\t" in text and len(text) < 2_000_000 else text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # The parser goes no deeper than fifty lists; what is indented further would be lost to it, and slow before.
    out = Prepared(re.sub(rf"(?m)^( {{{_INDENT}}}) +", r"\1", text))
    out.text = skipped.taken_out(out.text, _outside_code, out.left_out)
    if mdx:
        out.indented_code = False
        out.text = _outside_code(out.text, lambda part: mdx_dialect.plain(part, out.left_out, values))
    out.text = _outside_code(out.text, lambda part: _inline(part, out, values))
    lines = out.text.split("\n")
    lines = _rewrite(lines, out)
    out.text = "\n".join(lines)
    return out


def _inline(part: str, out: Prepared, values: Mapping[str, str]) -> str:
    return pandoc.inline(shortcodes.plain(part, out.left_out, values), out.left_out)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """Apply *change* to what is neither in a fenced block nor in a code span."""
    parts: list[str] = []
    prose: list[str] = []
    fence = ""

    def flush() -> None:
        if prose:
            parts.append(_around_spans("".join(prose), change))
            prose.clear()

    for line in text.splitlines(keepends=True):
        match = _fence(line) or (None if fence else _HIGHLIGHT.match(line))
        if fence:
            parts.append(line)
            closes = match and match.re is _FENCE and match[1].startswith(fence) and not match[2].strip()
            if closes or (fence == "{" and _HIGHLIGHT_END.match(line)):
                fence = ""
        elif match and not (match.re is _FENCE and match[1][0] == "`" and "`" in match[2]):
            flush()
            parts.append(line)
            fence = match[1] if match.re is _FENCE else "{"
        else:
            prose.append(line)
    flush()
    return "".join(parts)


def _fence(line: str) -> re.Match[str] | None:
    return _FENCE.match(line) if "```" in line or "~~~" in line else None


def _around_spans(text: str, change: Callable[[str], str]) -> str:
    """A code span is kept by hiding it behind a private character while the rest is changed."""
    spans: list[str] = []

    def hide(match: re.Match[str]) -> str:
        spans.append(match[0])
        return f"\ue000{len(spans) - 1}\ue001"

    text = _INLINE_CODE.sub(hide, text.replace("\ue000", "").replace("\ue001", ""))
    return re.sub(r"\ue000(\d+)\ue001", lambda m: spans[int(m[1])], change(text))


def _rewrite(lines: list[str], out: Prepared) -> list[str]:
    """Rewrite everything that needs only one line, or a few lines, of context."""
    done: list[str] = []
    fence, at = "", 0
    while at < len(lines):
        line = lines[at]
        at += 1
        match = _fence(line)
        if fence:
            if (match and match[1].startswith(fence) and not match[2].strip()) or (
                fence == "{" and _HIGHLIGHT_END.match(line)
            ):
                line, fence = ("```" if fence == "{" else line), ""
            done.append(line)
            continue
        if match and (title := _directive(match, lines, at)) is not None:
            done += ["", f"**{title}**" if title else "", ""]
            continue
        if match and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
            done.append(line)
            continue
        if "{" in line and (match := _HIGHLIGHT.match(line)):
            fence = "{"
            done.append(f"```{match[1] or ''}")
            continue
        at = _in_context(line, lines, at, done, out)
    return done


def _in_context(line: str, lines: list[str], at: int, done: list[str], out: Prepared) -> int:
    """Rewrite a line of prose, which may take others with it. Returns where to go on."""
    if match := _CALLOUT.match(line):
        done += ["", f"**{match[2].strip()}**" if match[2].strip() else "", ""]
        _open_callout(lines, at)
        return at
    if match := _NOTE.match(line):
        done.append("")
        return _take_note(match, lines, at, out)
    if match := _ADMONITION.match(line):
        done += ["", f"**{match[2]}**" if match[2] else "", ""]
        return _unindent(match, lines, at)
    if definition := pandoc.definition(line, done):
        done += ["", definition]
        _unindent_body(lines, at)
        return at
    table, behind = pandoc.table(lines, at - 1, done)
    if table:
        done += table
        return behind
    if line.startswith("| ") and (said := pandoc.verse(line)) and not (done and done[-1].rstrip().endswith("|")):
        done.append(said)
        return at
    if formula := _display_formula(lines, at - 1):
        done += ["", "```math", formula[0], "```", ""]
        return formula[1]
    done += _one(line, done, out)
    return at


def _one(line: str, done: list[str], out: Prepared) -> list[str]:
    """The line as the parser should see it: none, one or several."""
    if _TOC.match(line) or _ATTRIBUTES.match(line):
        if "toc" in line.lower() and done and re.match(r"\s*([-*]|1\.)\s+\S.*$", done[-1]):
            done.pop()  # kramdown: "* TOC" above "{:toc}"
        return []
    if "\\" in line:
        line = re.sub(r"\\(?:newpage|pagebreak|clearpage)\b", "", line)
    if line.lstrip().startswith(":::") and len(line) < 500:
        match = _DIV.match(line)
        named = _DIV_TITLE.search(line)
        title = named[1] if named else (match[1] or match[2] or "").strip() if match else ""
        return ["", f"**{title}**", ""] if title else [""]
    if _HASHTAGS.match(line) and not line.startswith("    "):
        out.tags += [tag.lstrip("#") for tag in line.split()]
        out.left_out.append(LeftOut(one_line(line), Omission.METADATA))
        return []
    if match := _QUOTED.match(line):
        return [f"{match[1]}**{match[2].strip()}**", match[1].rstrip()] if match[2].strip() else [match[1].rstrip()]
    if match := _FIELD.match(line):
        out.left_out.append(LeftOut(one_line(line), Omission.METADATA))
        return []
    if "::" in line:
        line = _INLINE_FIELD.sub(r"\1", line)
    if re.match(r"\*\[[^\]]+\]:\s", line):  # an abbreviation's meaning, shown on hovering
        out.left_out.append(LeftOut(one_line(line), Omission.HIDDEN))
        return []
    if "{" in line:
        line = re.sub(r"\{:[^}\n]*\}|(?<=[)\]])\{[^}\n]*\}", "", line)
    return [_BLOCK_ID.sub("", line) if "^" in line[-40:] else line]


def _take_note(match: re.Match[str], lines: list[str], at: int, out: Prepared) -> int:
    """A footnote's own lines: until a blank line, and after it as long as lines are indented."""
    body = [match[2]]
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            following = next((text for text in lines[at + 1 : at + 3] if text.strip()), "")
            if not following.startswith(("    ", "  ")) or _NOTE.match(following):
                break
            body.append("")
        elif _NOTE.match(line) or (body[-1] == "" and not line.startswith("  ")):
            break
        else:
            body.append(line.strip() if not line.startswith("    ") else line[4:])
        at += 1
    out.notes.setdefault(match[1], "\n".join(body))
    return at


def _unindent(match: re.Match[str], lines: list[str], at: int) -> int:
    """An admonition's body is indented: without that it would be taken for code."""
    indent = len(match[1]) + 4
    end = at
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" " * indent)):
        lines[end] = lines[end][indent:]
        end += 1
    return at


def _unindent_body(lines: list[str], at: int) -> None:
    """What belongs to a definition is indented: without that it would be taken for code."""
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith("    ")):
        lines[at] = lines[at][4:]
        at += 1


def _directive(match: re.Match[str], lines: list[str], at: int) -> str | None:
    """The title of a fenced part that is text and no code; None for code. Its options and its end are blanked."""
    opened = _DIRECTIVE.match(match[2].strip())
    if opened is None:
        return None
    end = at
    while end < len(lines):
        closing = _fence(lines[end])
        if closing and closing[1].startswith(match[1]) and not closing[2].strip():
            break
        end += 1
    else:
        return None
    title = opened[1].strip() if not opened[1].startswith("{") else ""
    lines[end] = ""
    while at < end and (option := _OPTION.match(lines[at].strip())):
        title = option[2].strip() if option[1] == "title" else title
        lines[at] = ""
        at += 1
    return title


def _open_callout(lines: list[str], at: int) -> None:
    """A callout is no quotation: each of its lines loses one quotation mark."""
    while at < len(lines) and lines[at].startswith(">"):
        lines[at] = lines[at][1:].removeprefix(" ")
        at += 1


def _display_formula(lines: list[str], at: int) -> tuple[str, int] | None:
    """A formula on lines of its own, from line *at*: its TeX, and the line behind it."""
    first = lines[at].strip()
    begin = re.match(r"\\begin\{(equation|align|gather|multline|eqnarray|displaymath)\*?\}", first)
    for opening, closing in _DISPLAY if not begin else (("", f"\\end{{{begin[1]}"),):
        if not first.startswith(opening):
            continue
        body = first[len(opening) :]
        if opening and body.endswith(closing):
            inner = body[: -len(closing)]
            return (inner.strip(), at + 1) if closing not in inner else None
        if opening and closing in body:
            return None  # prose follows on the line: the inline rules see to it
        for end in range(at + 1, min(at + 60, len(lines))):
            if not lines[end].strip() and opening == "\\[":
                break
            stop = lines[end].find(closing)
            if stop >= 0:
                last = lines[end][:stop] if opening else ""
                return "\n".join([body, *lines[at + 1 : end], last]).strip(), end + 1
    return None
