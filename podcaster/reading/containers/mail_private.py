"""Remove what a letter says about its recipient: names, addresses, personal links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from podcaster.model import Block, BlockKind, Image, LeftOut, Omission, Span, SpanKind
from podcaster.reading.containers import mail_headers
from podcaster.reading.containers.mail_rules import LETTERS
from podcaster.text.web_places import path_of

CID = "http://cid.invalid/"  # stands for pictures that travel in the mail
ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")  # lengths: RFC 5321 and RFC 1035
_WRITTEN = re.compile(rf"https?://[^\s<>\"']{{1,2000}}|{ADDRESS.pattern}")
_COUNTING = re.compile(r"^(clicks?|trk|track|tracking|trackers?|ct|lnk|elink|url\d+|em\d+|eotrk)\.", re.I)
_MAYBE = re.compile(r"^(links?|email|mail|mailer|e|t|go|m|r|u\d*|post|nl|news|newsletter)\d*\.", re.I)
_ARCHIVE = re.compile(r"(^|\.)campaign-archive\d*\.com$", re.I)  # its keys name the letter; only "e" is the reader
_KNOWN = re.compile(
    r"(^|\.)(list-manage\d*\.com|convertkit-mail\d*\.com|cmail\d*\.com|createsend\d*\.com|mandrillapp\.com|sendgrid\.net|"
    r"mailerlite\.com|mlsend\d*\.com|mlsnd\.com|hubspotlinks?\w*\.com|awstrack\.me|rs6\.net|exacttarget\.com|klclick\d*\.com|"
    r"sparkpostmail\d*\.com|acemlna\.com|activehosted\.com|sendibt\d*\.com|mjt\.lu|customeriomail\.com|mailgun\.org|"
    r"vialoops\.com|getrevue\.co)$",
    re.I,
)
_PATH = re.compile(
    r"/(redirect|app-link|track|tracking|click|clicks|ls/click|e/c|ss/c|open|unsubscribe|action/disable)\b", re.I
)
_FIELD = re.compile(
    r"^(utm_\w+|mc_\w+|_hs\w+|hs\w+|ck_\w+|_?bh\w*|_ke|mkt_tok|vero_\w+|oly_\w+|s_cid|ss_\w+|__s|token|jwt|auth|sig|key|r|"
    r"e|u|c|m|email|e?mail|uid|uuid|user\w*|sub\w*|recipient\w*|contact\w*|member\w*|ref\w*|cid|trk\w*|nlid|isfreemail|"
    r"triedredirect|showwelcome\w*|publication_id|post_id)$",
    re.I,
)
_OPAQUE = re.compile(r"[A-Za-z0-9_=~+%-]{22,}")
_PICTURE = re.compile(r"\.(png|jpe?g|gif|webp|avif|svg)\b", re.I)
_PIXEL = re.compile(r"/(open|o|pixel|px|beacon|spacer|track|tracking|blank|1x1)(\.\w{3}|/|\b)", re.I)
_DOCUMENTS = re.compile(
    r"(^|\.)(google\.com|youtube\.com|youtu\.be|dropbox\.com|notion\.so|figma\.com|github\.com|gitlab\.com|arxiv\.org)$",
    re.I,
)
_NAME_END = re.compile(r"(\s*[,!.…:;–—-]\s*|\s*$)")
_GENERIC = re.compile(  # a greeting to everybody is part of the text
    r"^(all|everyone|everybody|friends?|folks|readers?|there|again|world|you|y'all|team|subscribers?|and|from|to|"
    r"leser\w*|freund\w*|alle|zusammen|à tous|tous|lecteurs?|amigos?|todos|lectores|a tutti|tutti|amici|allemaal)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who received or forwarded a letter."""

    names: frozenset[str] = frozenset()  # whole names and first names, in lower case
    addresses: frozenset[str] = frozenset()

    def is_named(self, text: str) -> bool:
        """Whether *text* has one of the reader's addresses."""
        return any(match[0].lower() in self.addresses for match in ADDRESS.finditer(text))


def reader(fields: Iterable[str], author: Sequence[str]) -> Reader:
    """The reader that these fields (To, Delivered-To, ...) name."""
    names: set[str] = set()
    addresses: set[str] = set()
    own = {name.lower() for name in author}
    for field in fields:
        addresses.update(match[0].lower() for match in ADDRESS.finditer(field[:10_000]))
        for entry in re.split(r"(?<=[>\])])\s*[,;]|;", field[:10_000]):
            name, _ = mail_headers.person(entry)
            if 1 < len(name) < 60 and name.lower() not in own:
                names.add(name.lower())
                names.add(name.split()[0].lower())
    return Reader(frozenset(name for name in names if len(name) > 1), frozenset(addresses))


# ---------------------------------------------------------------- addresses


def public(address: str, who: Reader) -> str:
    """A link without the reader's tracking marks; "" if the link is personal."""
    if address.lower().startswith("mailto:"):
        return "" if who.is_named(unquote(address)) else address.split("?", 1)[0]
    if not address.startswith(("http://", "https://")):
        return address
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if who.is_named(unquote(address)) or _KNOWN.search(host):
        return ""
    documents = _DOCUMENTS.search(host)
    pieces = [*parts.path.split("/"), *re.split("[=&]", parts.query)]
    if _PATH.search(parts.path) or _COUNTING.match(host) or (_MAYBE.match(host) and any(map(_is_key, pieces))):
        return ""
    if not documents and any(map(_is_opaque, parts.path.split("/"))):
        return ""
    if _ARCHIVE.search(host):
        fields = [(k, v) for k, v in parse_qsl(parts.query) if k in ("u", "id")]
    else:
        said = parse_qsl(parts.query, keep_blank_values=True)
        fields = [(k, v) for k, v in said if _is_public(k, v, own=bool(documents))]
    fragment = "" if _is_opaque(parts.fragment) else parts.fragment
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(fields), fragment))


def _is_public(name: str, value: str, *, own: bool) -> bool:
    return not (_FIELD.match(name) or "@" in value or (not own and _is_opaque(value)))


def _is_key(text: str) -> bool:
    """Whether a piece of an address may be a short key: "x7Yq0aL2"."""
    return bool(
        re.fullmatch(r"[\w~=-]{8,}", text) and re.search(r"\d", text) and re.search("[A-Z].*[a-z]|[a-z].*[A-Z]", text)
    )


def _is_opaque(text: str) -> bool:
    """Whether a piece of an address is a key rather than words: "x7Yq0aL2…", or a UUID."""
    for match in _OPAQUE.finditer(text):
        piece = match[0]
        digits = sum(map(str.isdigit, piece))
        mixed = any(map(str.isupper, piece)) and any(map(str.islower, piece))
        longest = max(map(len, re.split(r"[-_]", piece)))
        if digits >= 3 and (longest >= 20 if not mixed else longest >= 16):
            return True
        if re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", piece, re.I):
            return True
    return False


# ---------------------------------------------------------------- blocks


def without(blocks: Sequence[Block], who: Reader) -> tuple[list[Block], list[LeftOut]]:
    """The blocks of a letter without what concerns only its reader."""
    kept: list[Block] = []
    gone: list[LeftOut] = []
    for at, block in enumerate(blocks):
        block, greeting = _ungreeted(block, who) if at < _GREETED else (block, "")
        if greeting:
            gone.append(LeftOut(greeting, Omission.NEWSLETTER))
        if block.kind is not BlockKind.TABLE and len(block.text) < 400 and who.is_named(block.text):
            gone.append(LeftOut(block.text, Omission.NEWSLETTER))
        elif block.text or block.image or block.rows:
            kept.append(_unmarked(block, who))
    return [b for b in kept if b.text or b.rows or b.image], gone


_GREETED = 5  # blocks in which a letter begins


def _unmarked(block: Block, who: Reader) -> Block:
    for private in reversed([m for m in _WRITTEN.finditer(block.text) if _is_private(m[0], who)]):
        block = cut(block, private.start(), private.end())
    spans = []
    for span in block.spans:
        if span.kind is not SpanKind.LINK:
            spans.append(span)
        elif address := public(span.value, who):
            spans.append(replace(span, value=address))
    return replace(block, spans=tuple(spans), image=_picture(block.image, who))


def _is_private(written: str, who: Reader) -> bool:
    if "//" not in written:
        return written.lower() in who.addresses
    return public(written.rstrip(".,;:!?)"), who) == ""


def public_text(text: str, who: Reader) -> str:
    """Plain text without the addresses that are the reader's alone."""
    return _WRITTEN.sub(lambda match: "" if _is_private(match[0], who) else match[0], text)


def public_title(title: str, who: Reader) -> str:
    """A subject without the reader's name in front: "Ben, the gulls are back"."""
    for name in sorted(who.names, key=len, reverse=True):
        if title.lower().startswith(name) and (match := re.match(r"\s*[,:!–—-]\s+(?=\w)", title[len(name) :])):
            rest = title[len(name) + match.end() :]
            return rest[:1].upper() + rest[1:]
    return title


def _picture(image: Image | None, who: Reader) -> Image | None:
    if image is None or not image.address or image.address.startswith(CID):
        return image
    path = path_of(image.address)
    private = who.is_named(unquote(image.address)) or _PIXEL.search(path) or not _PICTURE.search(image.address)
    if not private or (not _PIXEL.search(path) and public(image.address, who) == image.address):
        return image
    return replace(image, address="") if image.data or image.path or image.alt else None


def _ungreeted(block: Block, who: Reader) -> tuple[Block, str]:
    """A block without "Dear Ben," at its beginning, and those words. An unknown name must fill its line."""
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or not (
        found := LETTERS.match("greeting", block.text)
    ):
        return block, ""
    rest = block.text[found.end() :]
    for name in sorted(who.names, key=len, reverse=True):
        if rest.lower().startswith(name) and (end := _NAME_END.match(rest, len(name))):
            return cut(block, 0, found.end() + end.end()), block.text[: found.end() + end.end()].strip()
    alone = re.fullmatch(
        r"((?:[^\W\d_][\w.'’-]{0,30}\s?){1,3}|\W{0,3}(first|friend|name|there)?\W{0,3})\s*[,!.:–—]*\W*", rest
    )
    if alone and rest[:1].isupper() and not _GENERIC.match(rest) and len(rest) < 50:
        return cut(block, 0, len(block.text)), block.text
    return block, ""


def cut(block: Block, start: int, end: int) -> Block:
    """The block without a piece of its text."""
    size = end - start
    spans = []
    for span in block.spans:
        a, b = (at if at <= start else max(start, at - size) for at in (span.start, span.end))
        if b > a:
            spans.append(Span(span.kind, a, b, span.value))
    return replace(block, text=block.text[:start] + block.text[end:], spans=tuple(spans))
