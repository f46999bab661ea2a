"""The text of a WordPress post as it is stored: no paragraphs but blank lines, and shortcodes in brackets."""

from __future__ import annotations

import re

_BLOCK = "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
_BLOCK += "header|hr|"
_BLOCK += (
    "iframe|legend|li|main|nav|noscript|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul|video"
)
_STARTS_BLOCK = re.compile(rf"</?(?:{_BLOCK})\b", re.I)
_KEPT = re.compile(r"(?is)<(pre|script|style|table|textarea)\b.*?</\1\s*>")
_CAPTION = re.compile(r"(?is)\[caption\b([^\]]*)\](.*?)\[/caption\]")
_CODE = re.compile(r"(?is)\[(code|sourcecode|python|php|js|css|html|bash|sql|java|ruby)\b([^\]]*)\](.*?)\[/\1\]")
_EMBED = re.compile(r"(?i)\[(embed|youtube|vimeo|video|audio|playlist|gallery|tweet)\b[^\]]*\](?:[^\[]{0,500}\[/\1\])?")
# A word in brackets is a shortcode only if it closes, has values, or looks like a name no prose would put in brackets.
_PAIRED = re.compile(r"\[/([a-zA-Z][\w-]{1,40})\]")
_WITH_VALUES = re.compile(r"\[([a-zA-Z][\w-]{1,40})(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\]]+))+\s*/?\]")
_LONELY = re.compile(r"\[[a-z]+(?:[_-][a-z0-9]+)+\s*/?\]")


def as_html(text: str) -> str:
    """HTML with its paragraphs from the body of a post, as WordPress itself would make it for the page."""
    text = re.sub("[\ue000\ue001]", "", text).replace("\r\n", "\n").replace("\r", "\n")  # ours, below
    text = re.sub(r"(?s)<!--.*?-->", "", text)  # <!-- wp:paragraph -->, <!--more-->
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\n\n\ue000{len(kept) - 1}\ue001\n\n"

    text = _CODE.sub(lambda m: keep(_code(m)), text)
    text = _KEPT.sub(lambda m: keep(m[0]), text)
    text = _CAPTION.sub(_figure, text)
    text = _EMBED.sub("", text)
    text = _without_shortcodes(text)
    text = "\n\n".join(_paragraph(part) for part in re.split(r"\n\s*\n", text) if part.strip())
    return re.sub(r"\ue000(\d+)\ue001", lambda m: kept[int(m[1])], text)


def _paragraph(part: str) -> str:
    part = part.strip()
    if part.startswith("\ue000") or _STARTS_BLOCK.match(part):
        return part
    first = _STARTS_BLOCK.search(part)
    if first:  # text that runs into a block
        return f"<p>{part[: first.start()].strip()}</p>{part[first.start() :]}"
    return "<p>" + part.replace("\n", "<br>\n") + "</p>"


def _figure(match: re.Match[str]) -> str:
    """`[caption]<img> words[/caption]`: the words are the caption."""
    inner = match[2].strip()
    image = re.match(r"(?is)((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*)", inner)
    old = re.search(r"caption=\"([^\"]*)\"", match[1])
    picture, words = (image[1], image[2]) if image else ("", inner)
    words = words.strip() or (old[1] if old else "")
    return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"


def _code(match: re.Match[str]) -> str:
    language = re.search(r"lang(?:uage)?=[\"']?([\w+#-]+)", match[2])
    name = language[1] if language else "" if match[1].lower() in ("code", "sourcecode") else match[1].lower()
    body = match[3].strip("\n")
    if "<" in body and "&lt;" not in body:
        body = body.replace("<", "&lt;").replace(">", "&gt;")
    return f'<pre><code class="language-{name}">{body}</code></pre>'


def _without_shortcodes(text: str) -> str:
    paired = {name for name in _PAIRED.findall(text) if re.search(rf"\[{re.escape(name)}[\s\]]", text)}
    for name in paired:
        text = re.sub(rf"\[/?{re.escape(name)}(?:\s[^\]]*)?\]", "", text)
    return _LONELY.sub("", _WITH_VALUES.sub("", text))
