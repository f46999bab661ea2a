"""Plain text as people save it: pasted pages, dumps of text browsers, mails, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from podcaster.errors import NoTextError
from podcaster.model import Article, Block, BlockKind, LeftOut, Omission, count_words
from podcaster.reading import assemble, bylines, doubts, furniture, language, safe
from podcaster.reading.plain import behind, choose, region, scattered_code
from podcaster.reading.plain import lines as plain_lines
from podcaster.reading.plain import title as titles
from podcaster.reading.plain.about import BYLINE, About
from podcaster.reading.plain.lines import Piece

_LONGEST_TITLE = 200  # characters
_LONGEST_NOTE = 2000
_LONGEST_HEADING = 14  # words
_SURE = 0.85  # of the choice; below it, prose that was left out is a doubt


def read(text: str, source: str, *, letter: bool = False) -> Article:
    """The article of a text file; *letter*: it has no page around it. Raises NoTextError if there is nothing to say."""
    found, machine = plain_lines.pieces(text)
    if not any(safe.has_words(p.text) for p in found):
        raise NoTextError("nothing in it could be narrated", about=source)
    left = [LeftOut(t, reason) for t, reason in machine if t]
    stretch, choice = chosen(found) if not letter and _is_page(found) else (_whole(found), None)
    title = stretch.title
    head = found[: stretch.start]
    body = found[stretch.start : stretch.end]
    rest = found[stretch.end :]
    if choice is not None:
        inside = choice.inside[stretch.start : stretch.end]
        body, within = scattered_code.gathered(body, inside, list(map(choose.is_prose, body)))
        left += _dropped([p for p, yes in zip(body, within, strict=True) if not yes], title)
        body = [p for p, yes in zip(body, within, strict=True) if yes]
    left += _dropped(head, title) + _dropped(rest, title)
    about = About(title, head, found[stretch.start : stretch.end], rest, stretch.title_at)
    blocks, gone = _blocks(body, about, weighed=choice is not None)
    blocks, again = assemble.without_title(blocks, about.title)
    blocks, contents = assemble.without_contents(blocks)
    blocks, about_site = assemble.without_site_section(blocks)
    left += [*gone, *again, *contents, *about_site]
    if not blocks:
        only = [p for p in found if safe.has_words(p.text)]
        blocks, left = [b for p in only for b in (Block(BlockKind.PARAGRAPH, p.text), *listings(p))], []
    words = "\n".join(b.text for b in blocks)
    return Article(
        blocks=tuple(blocks),
        title=(about.title or assemble.file_title(source) or "Untitled")[:_LONGEST_TITLE],
        authors=about.authors,
        date=about.date,
        language=language.choose("", words),
        site=about.site,
        source=source,
        left_out=tuple(left),
        doubts=doubts.of_text(blocks, text[:200_000], left=_perhaps(found, choice) if choice else 0),
    )


def _perhaps(found: Sequence[Piece], choice: region.Choice) -> int:
    """The words of prose that were left out and may belong to the article: 0 if the choice is sure."""
    if choice.sure >= _SURE:
        return 0
    prose = (p for p, yes in zip(found, choice.inside, strict=True) if not yes and choose.is_prose(p))
    return sum(count_words(p.text) for p in prose)


def chosen(found: Sequence[Piece]) -> tuple[choose.Stretch, region.Choice | None]:
    """The stretch that holds the article, and which of its pieces belong to it."""
    rules = choose.find(found)
    if len(found) > region.MOST:
        return rules, None
    choice = behind.without(found, region.choose(found, rules))
    if True not in choice.inside:
        return rules, None
    first = choice.inside.index(True)
    last = len(found) - choice.inside[::-1].index(True)
    title_at = titles.find(found, rules, first)
    return choose.Stretch(first, last, found[title_at].text if title_at >= 0 else "", title_at), choice


def _is_page(found: Sequence[Piece]) -> bool:
    """Whether the text includes a page's furniture (menus, forms, footers); if not, all of it is the article."""
    signs = sum(
        1
        for p in found
        if furniture.line(p.text)
        in (
            Omission.COMMENTS,
            Omission.SHARING,
            Omission.FOOTER,
            Omission.NAVIGATION,
            Omission.RELATED,
            Omission.NEWSLETTER,
        )
    )
    short = sum(1 for p in found if count_words(p.text) < 5 and not re.search(r"[.!?。！？]$", p.text))
    return signs >= 2 or short > 0.4 * len(found)


def _whole(found: Sequence[Piece]) -> choose.Stretch:
    first = found[0].text
    titled = (
        len(found) > 1
        and len(first.split()) <= 25
        and len(first) <= _LONGEST_TITLE
        and not (first.endswith((".", ",", ";")) and len(first.split()) > 8)
    )
    return choose.Stretch(1 if titled else 0, len(found), first if titled else "", 0 if titled else -1)


def _dropped(pieces: Sequence[Piece], title: str) -> list[LeftOut]:
    out: list[LeftOut] = []
    for piece in pieces:
        out += [LeftOut(code[:_LONGEST_NOTE], Omission.CODE) for code in piece.listings]
        reason = (
            (Omission.METADATA if BYLINE.match(piece.text) else None)
            or furniture.line(piece.text)
            or furniture.edge(piece.text)
            or (
                Omission.METADATA
                if bylines.plain_words(piece.text) == bylines.plain_words(title)
                else Omission.NAVIGATION
            )
        )
        if out and out[-1].reason is reason and len(out[-1].text) + len(piece.text) < _LONGEST_NOTE:
            out[-1] = LeftOut(f"{out[-1].text} {piece.text}", reason)
        else:
            out.append(LeftOut(piece.text[:_LONGEST_NOTE], reason))
    return out


def _blocks(body: Sequence[Piece], about: About, *, weighed: bool) -> tuple[list[Block], list[LeftOut]]:
    """The article's blocks, without furniture between its paragraphs. *weighed*: the model has chosen the pieces.

    The model sees credits and appeals in context, so it judges better which of them belong to the article.
    """
    out: list[Block] = []
    gone: list[LeftOut] = []
    prose = [choose.is_prose(p) for p in body]
    reasons = [_reason(piece, number, about, prose, weighed=weighed) for number, piece in enumerate(body)]
    listed = _sections(body, reasons, prose)
    for number, piece in enumerate(body):
        reason = reasons[number] or listed.get(number)
        if reason is None:
            out.append(block(piece, body, number, prose))
        else:
            gone.append(LeftOut(piece.text, reason))
        out += listings(piece)
    return _trimmed(out, gone, weighed=weighed), gone


def _reason(piece: Piece, number: int, about: About, prose: Sequence[bool], *, weighed: bool) -> Omission | None:
    """Why a piece of the body is furniture by itself; None if it can be part of the article."""
    if number < 8 and (
        bylines.plain_words(piece.text) == bylines.plain_words(about.title) or piece.text in about.metadata
    ):
        return Omission.METADATA
    reason = None if prose[number] and len(piece.text) > 180 else furniture.line(piece.text)
    if reason in furniture.OF_STEPS and re.match(r"\(?\d", piece.marker):
        return None  # "3. Save the file." is a step, no button
    if reason is None and furniture.credit_behind(piece.text) >= 0 and len(piece.text) < (120 if weighed else 250):
        return Omission.CREDIT
    return reason


def _sections(body: Sequence[Piece], reasons: Sequence[Omission | None], prose: Sequence[bool]) -> dict[int, Omission]:
    """The lines below furniture that heads a list: "Related posts". Longer lists are the article's own."""
    out: dict[int, Omission] = {}
    section: Omission | None = None
    run: list[int] = []
    for number, piece in enumerate(body):
        if reasons[number] in _HEADS and len(piece.text) < 70 and any(map(str.isalpha, piece.text)):
            section, run = reasons[number], []
        elif section is not None and reasons[number] is None:
            if _is_listed(piece, any(prose[number + 1 : number + 2])):
                run.append(number)
                if len(run) <= _LONGEST_LIST:
                    out[number] = section
                elif len(run) == _LONGEST_LIST + 1:
                    out = {at: reason for at, reason in out.items() if at not in run}
            else:
                section = None
    return out


_HEADS = (Omission.RELATED, Omission.SHARING, Omission.NEWSLETTER, Omission.COMMENTS)  # their lines head lists
_LONGEST_LIST = 12  # lines


def _is_listed(piece: Piece, before_prose: bool) -> bool:
    """Whether a line below such a head is one of its list."""
    if (piece.marker or not piece.gap) and not re.search(r"[.!?。！？]$", piece.text):
        return True
    return count_words(piece.text) < 6 and not re.search(r"[.!?:。！？：]$", piece.text) and not before_prose


def listings(piece: Piece) -> list[Block]:
    """The code behind a piece."""
    return [Block(BlockKind.CODE, code) for code in piece.listings]


def block(piece: Piece, body: Sequence[Piece], number: int, prose: Sequence[bool]) -> Block:
    """The piece of *body* with this number, by its signs and its neighbours. *prose*: which of them are prose."""
    if piece.quote:
        return Block(BlockKind.QUOTE, piece.text, level=piece.quote, marker=piece.marker)
    if piece.marker and not _is_marked_heading(piece, body, number):
        marker = piece.marker if re.search(r"\w", piece.marker) and piece.marker != "o" else "•"
        return Block(BlockKind.LIST_ITEM, piece.text, level=piece.depth, marker=marker)
    if piece.marker or _is_heading(piece, body, number, prose):
        return Block(BlockKind.HEADING, piece.text, level=2)
    return Block(BlockKind.PARAGRAPH, piece.text)


def _is_marked_heading(piece: Piece, body: Sequence[Piece], number: int) -> bool:
    """A line that Markdown's sign makes a heading: "# Ice and snow". Several in a row are a list."""
    following = body[number + 1] if number + 1 < len(body) else None
    alone = piece.gap and following is not None and following.gap and following.marker != piece.marker
    return piece.marker == "#" and alone and count_words(piece.text) <= _LONGEST_HEADING


def _is_heading(piece: Piece, body: Sequence[Piece], number: int, prose: Sequence[bool]) -> bool:
    """A short line alone, without a stop, that prose follows."""
    text = piece.text
    if not piece.gap or piece.lines > 2 or not 1 <= count_words(text) <= _LONGEST_HEADING or len(text) > 100:
        return False
    if re.search(r"[.,;:…\"”’)。，、；：」』）]$", text) or text[:1] in '"“‘([「『（【':
        return False
    if text[0].islower() or not text[0].isalnum():
        return False
    following = body[number + 1] if number + 1 < len(body) else None
    return following is not None and following.gap and (prose[number + 1] or bool(following.marker)) and number > 0


def _trimmed(out: list[Block], gone: list[LeftOut], *, weighed: bool) -> list[Block]:
    """Without trailers at the end, and appeals at the head."""
    total = sum(count_words(b.text) for b in out)
    while len(out) > 1 and total > 60:
        last = out[-1]
        reason = furniture.edge(last.text)
        if last.kind is BlockKind.CODE or (reason is Omission.PROMOTION and weighed):
            break
        if (
            reason is None
            and last.kind is BlockKind.PARAGRAPH
            and count_words(last.text) < 6
            and not re.search(r"[.!?…:。！？：」』\"”’)]$", last.text)
        ):
            reason = Omission.NAVIGATION
        if reason is None and last.kind is BlockKind.HEADING:
            reason = Omission.NAVIGATION
        if reason is None:
            break
        gone.append(LeftOut(last.text, reason))
        out.pop()
    for block in list(out[:3]):
        reason = furniture.edge(block.text)
        if total > 60 and reason in (Omission.NEWSLETTER, Omission.ADVERT, Omission.SHARING):
            gone.append(LeftOut(block.text, reason))
            out.remove(block)
    return out
