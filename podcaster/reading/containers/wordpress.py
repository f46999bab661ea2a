"""WordPress: a post's text as it is stored, with blank lines for paragraphs and shortcodes, and its writers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from podcaster.reading import assemble

GUEST = "guest-author"  # the items in which Co-Authors Plus keeps writers without a login
_ROLES = {"admin", "administrator", "author", "contributor", "editor", "root", "webmaster", "wordpress", "wpadmin"}
_BLOCK = "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
_BLOCK += "header|hr|"
_BLOCK += (
    "iframe|legend|li|main|nav|noscript|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul|video"
)
_STARTS_BLOCK = re.compile(rf"</?(?:{_BLOCK})\b", re.I)
_KEPT = re.compile(r"(?i)<(pre|script|style|table|textarea)\b")
# What stands in the brackets of a shortcode has no bracket of its own, and an end: else each would look for it again.
_VALUES = r"[^\[\]]{0,1000}"
_CAPTION = re.compile(rf"(?i)\[(caption)\b({_VALUES})\]")
_CODE = re.compile(rf"(?i)\[(code|sourcecode|python|php|js|css|html|bash|sql|java|ruby)\b({_VALUES})\]")
_EMBED = re.compile(
    rf"(?i)\[(embed|youtube|vimeo|video|audio|playlist|gallery|tweet)\b{_VALUES}\](?:[^\[]{{0,500}}\[/\1\])?"
)
# A word in brackets is a shortcode only if it closes, has values, or looks like a name no prose would put in brackets.
_PAIRED = re.compile(r"\[/([a-zA-Z][\w-]{1,40})\]")
_OPENED = re.compile(r"\[([a-zA-Z][\w-]{1,40})[\s\]]")
_EITHER = re.compile(rf"\[/?([a-zA-Z][\w-]{{1,40}})(?:\s{_VALUES})?\]")
_WITH_VALUES = re.compile(
    r"\[([a-zA-Z][\w-]{1,40})(?:\s+[\w-]+\s*=\s*(?:\"[^\"]{0,1000}\"|'[^']{0,1000}'|[^\s\]\[]+)){1,30}\s*/?\]"
)
_LONELY = re.compile(r"\[[a-z]+(?:[_-][a-z0-9]+)+\s*/?\]")


def _each_pair(text: str, opening: re.Pattern[str], made: Callable[[str, str, str], str]) -> str:
    """*text* with `made(name, values, body)` for each pair of shortcodes. A missing end is looked for once a name."""
    out, at, start, endless = list[str](), 0, 0, set[str]()
    while (found := opening.search(text, start)) is not None:
        name, start = found[1].lower(), found.end()
        end = None if name in endless else re.compile(rf"(?i)\[/{name}\]").search(text, start)
        if end is None:
            endless.add(name)
            continue
        out += (text[at : found.start()], made(name, found[2], text[found.end() : end.start()]))
        at = start = end.end()
    return "".join([*out, text[at:]])


def _keep_elements(text: str, keep: Callable[[str], str]) -> str:
    """*text* with `keep` of each element in which lines are no paragraphs. A missing end is looked for once a name."""
    out, at, start, endless = list[str](), 0, 0, set[str]()
    while (found := _KEPT.search(text, start)) is not None:
        name, start = found[1].lower(), found.end()
        end = None if name in endless else re.compile(rf"(?i)</{name}\s*>").search(text, start)
        if end is None:
            endless.add(name)
            continue
        out += (text[at : found.start()], keep(text[found.start() : end.end()]))
        at = start = end.end()
    return "".join([*out, text[at:]])


def as_html(text: str) -> str:
    """HTML with its paragraphs from the body of a post, as WordPress itself would make it for the page."""
    text = re.sub("[\ue000\ue001]", "", text).replace("\r\n", "\n").replace("\r", "\n")  # ours, below
    closed = text.rfind("-->") + 3  # behind it no comment ends, and none is looked for
    comments = re.sub(r"(?s)<!--(?!\s*audio\s*:).*?-->", "", text[:closed])  # <!-- wp:paragraph -->, <!--more-->
    text = comments + text[closed:]
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\n\n\ue000{len(kept) - 1}\ue001\n\n"

    text = _each_pair(text, _CODE, lambda *given: keep(_code(*given)))
    text = _keep_elements(text, keep)
    text = _each_pair(text, _CAPTION, _figure)
    text = _EMBED.sub("", text)
    text = _without_shortcodes(text)
    text = "\n\n".join(_paragraph(part) for part in re.split(r"\n\s*\n", text) if part.strip())
    return re.sub(r"\ue000(\d+)\ue001", lambda m: kept[int(m[1])], text)


def writers(item: Any, names: Mapping[str, str]) -> list[str]:
    """The writers that Co-Authors Plus keeps as terms of a post, by the name they are displayed by."""
    found: dict[str, None] = {}
    for term in item.iterfind("category[@domain='author']"):
        said, slug = (term.text or "").strip(), term.get("nicename") or ""
        known = (names.get(key) for key in (said, slug, slug.removeprefix("cap-"), f"cap-{slug}"))
        found[next((name for name in known if name), said)] = None
    return people(list(found))


def people(names: Sequence[str]) -> list[str]:
    """The names without those that are only a role, such as "admin"."""
    return [name for name in names if name and name.lower() not in _ROLES]


def title_of(values: Mapping[str, str]) -> str:
    """A title from a post's address, for a post that has none."""
    slug = (values.get("wp:post_name") or "").rstrip("/").rpartition("/")[2].removesuffix(".html")
    return assemble.file_title(f"{slug}.html") if re.search(r"[^\W\d_]{2}", slug) and "%" not in slug else ""


def _paragraph(part: str) -> str:
    part = part.strip()
    if part.startswith("\ue000") or _STARTS_BLOCK.match(part):
        return part
    first = _STARTS_BLOCK.search(part)
    if first:  # text that runs into a block
        return f"<p>{part[: first.start()].strip()}</p>{part[first.start() :]}"
    return "<p>" + part.replace("\n", "<br>\n") + "</p>"


def _figure(_: str, values: str, inner: str) -> str:
    """`[caption]<img> words[/caption]`: the words are the caption."""
    inner = inner.strip()
    image = re.match(r"(?is)((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*)", inner)
    old = re.search(r"caption=\"([^\"]*)\"", values)
    picture, words = (image[1], image[2]) if image else ("", inner)
    words = words.strip() or (old[1] if old else "")
    return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"


def _code(name: str, values: str, body: str) -> str:
    language = re.search(r"lang(?:uage)?=[\"']?([\w+#-]+)", values)
    spoken = language[1] if language else "" if name in ("code", "sourcecode") else name
    body = body.strip("\n")
    if "<" in body and "&lt;" not in body:
        body = body.replace("<", "&lt;").replace(">", "&gt;")
    return f'<pre><code class="language-{spoken}">{body}</code></pre>'


def _without_shortcodes(text: str) -> str:
    paired = {*_PAIRED.findall(text)} & {*_OPENED.findall(text)}
    text = _EITHER.sub(lambda found: "" if found[1] in paired else found[0], text)
    return _LONELY.sub("", _WITH_VALUES.sub("", text))
