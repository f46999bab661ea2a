"""Decides what is said about pictures, posts and lists of links."""

# Each pattern is on one line, next to its purpose.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Sequence

from podcaster.model import Block, BlockKind, SpanKind
from podcaster.script.for_readers import says_no_picture
from podcaster.script.listings import article, language_name, line_count
from podcaster.text.phrases import Phrases

_GENERIC_ALT = re.compile(
    r"(?:an?\s+|the\s+)?(?:image|picture|photo|photograph|figure|fig|screenshot|screen shot|diagram|illustration|"
    r"logo|icon|avatar|banner|header|cover|hero|thumbnail|graphic|chart|graph|placeholder|untitled|decorative|img|dsc|bild|"
    r"foto|imagen|imagem|immagine|afbeelding)(?:\s+(?:image|picture|photo))?(?:\s+(?:for|of|in)\s+(?:the\s+|this\s+)?(?:post|article|story|page))?[\s\d.:_-]*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|heic)", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:(?:photo(?:graph)?s?|image|picture|illustration|graphic|artwork|foto|bild|imagen|imagem|immagine)\s*"
    r"(?:credits?|courtesy|by|via|from|source|:|©|de|von|di)|(?:credits?|source|courtesy(?: of)?|via|crédits?|"
    r"quelle|fuente|fonte|bildnachweis)\s*:?|©|\(c\)|\(photo)",
    re.IGNORECASE,
)
_VIDEO = re.compile(
    r"//(?:[\w-]+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com|ted\.com|twitch\.tv|peertube)",
    re.I,
)
_ATTRIBUTION = re.compile(r"^\s*(?:[—–―]+|--+|- )\s*(?=\S)")


def is_placeholder(text: str) -> bool:
    """Whether a text says only that there is a picture."""
    return _GENERIC_ALT.fullmatch(text.strip()) is not None


def is_telling(alt: str, title: str) -> bool:
    """Whether an alternative text describes the picture, rather than saying that there is one."""
    words = alt.split()
    if len(words) < 3 or is_placeholder(alt) or _FILE_NAME.search(alt) or says_no_picture(alt):
        return False
    if not sum(c.isalpha() for c in alt) > len(alt) // 2 or "://" in alt:
        return False
    return alt.strip().casefold() != title.strip().casefold()


def is_credit(caption: str) -> bool:
    """Whether a caption is only a picture credit."""
    return len(caption) < 120 and bool(_CREDIT.match(caption.strip())) and len(_sentences(caption)) < 2


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[a-z)][.!?])\s+", text.strip()) if s]


def is_video(address: str) -> bool:
    """Whether an embed is a video."""
    return bool(_VIDEO.search(address))


def listing_cue(blocks: Sequence[Block], words: Phrases) -> str:
    """One short mention of a listing, with its programming language if known, or of several in a row."""
    if len(blocks) > 1:
        return words.listings.format(n=len(blocks))
    block = blocks[0]
    name, lines = language_name(block.language), line_count(block.text)
    one, many = words.listing_in if name else words.listing
    text = one if lines <= 1 else many
    if name.islower():  # "shell": an adjective in English, a name elsewhere
        name = name.capitalize() if not words.adjectives else f"{name} code" if lines <= 1 else name
    return text.format(a=article(name), name=name, n=lines)


def bare_attribution(text: str) -> str:
    """The name in "— Ann Author" if a short text is nothing else; otherwise ""."""
    match = _ATTRIBUTION.match(text)
    name = text[match.end() :].strip() if match and len(text) < 120 else ""
    return "" if re.search(r"[.!?]$", name) and len(name) > 40 else name


_NAMED = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame)\.? )?[A-ZÀ-Þ][\w.'’-]*(?: (?:de|van|von|der|den|la|le|bin|al|[A-ZÀ-Þ][\w.'’-]*)){1,4}"
    r"(?:, [\w.'’ -]{1,50})?"
)


def speaker(text: str) -> str:
    """The name in a line that has only a name: "Ann Author, Ph.D."."""
    text = text.strip()
    ended = re.search(r"[.!?]$", text) and not re.search(r"\b(?:Ph\.D|M\.D|Jr|Sr|[A-Z])\.$", text)
    return text if len(text) < 80 and not ended and _NAMED.fullmatch(text) else ""


_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+(?:com|org|net|edu|gov|de|co\.uk|fr|es|it|nl|ch|at|info|eu|pt|br|com\.br)(?:/\S*)?",
    re.IGNORECASE,
)


def is_address(text: str) -> bool:
    """Whether a text is only a web address, which is not read out."""
    return _ADDRESS.fullmatch(text.strip(" ()<>[].,:")) is not None


def heading_says(text: str, names: tuple[str, ...]) -> bool:
    """Whether a heading is one of *names*, whatever its case, number and punctuation."""
    plain = re.sub(r"^[\d.\s]+", "", text.strip()).strip(" .:!-–—").casefold()
    return plain in names


def link_share(block: Block) -> float:
    """How much of the block is the text of links, from 0 to 1."""
    length = len(block.text)
    if not length:
        return 0.0
    covered = {i for s in block.spans if s.kind is SpanKind.LINK for i in range(s.start, min(s.end, length))}
    return len(covered) / length


def is_link_list(blocks: Sequence[Block]) -> bool:
    """Whether these blocks are a list of links: lists without prose, at least half of their text linked."""
    body = [b for b in blocks if b.text]
    linked = sum(any(s.kind is SpanKind.LINK for s in b.spans) for b in body)
    if not body or 2 * linked < len(body):
        return False
    for block in body:
        short = len(block.text) < 300
        if block.kind is BlockKind.LIST_ITEM and (short or link_share(block) >= 0.2):
            continue
        if block.kind is BlockKind.PARAGRAPH and link_share(block) >= 0.4:
            continue
        return False
    return True


def see_also_line(block: Block, words: Phrases) -> bool:
    """Whether a paragraph is only "See also: this and that" with links."""
    text = block.text.casefold()
    start = next((n for n in words.see_also if text.startswith((f"{n}:", f"{n} :"))), "")
    return bool(start) and link_share(block) >= 0.4


def without_account(name: str) -> tuple[str, str]:
    """Who it was, and the account in brackets behind the name, with what follows it."""
    at = re.search(r"(?<=\S)\s*\(@\w{1,30}\)\s*$", name)
    return (name[: at.start()], name[at.start() :]) if at else (name, "")
