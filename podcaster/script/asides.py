"""Decides by the settings how to say code, tables, pictures, footnotes, formulas, posts and lists of links."""

from __future__ import annotations

from podcaster.config import Treatment
from podcaster.model import Block, BlockKind, Fate, Note, NoteKind, Omission, Role, SpanKind, Wish
from podcaster.script import author, credits, cues, editor, extremes, formulas, ledger, tables
from podcaster.script.manuscript import Manuscript
from podcaster.script.roles import Delivery
from podcaster.script.utterances import has_words
from podcaster.text.phrases import phrases_for

_CREDITED = 3  # with this many pictures under the same words, the words are a credit
_LONGEST_NAME = 60


def in_other_words(w: Manuscript, number: int, block: Block) -> bool:
    """Whether a listing, a table or a picture is said in words that its page has for the ear, and is in the notes."""
    reasons = {
        BlockKind.CODE: (Omission.CODE, NoteKind.CODE),
        BlockKind.TABLE: (Omission.TABLE, NoteKind.TABLE),
        BlockKind.FIGURE: (Omission.FIGURE, NoteKind.FIGURE),
        BlockKind.FORMULA: (Omission.FORMULA, NoteKind.FORMULA),
        BlockKind.EMBED: (Omission.EMBED, NoteKind.EMBED),
    }
    words = author.in_other_words(block) if block.kind in reasons else None
    if words is None:
        return False
    gap = w.pauses.paragraph
    role = Role.CAPTION if block.kind is BlockKind.FIGURE else Role.NARRATOR
    w.tell(words, role, number, before=gap, after=gap)
    reason, kind = reasons[block.kind]
    for part in ledger.source_parts(block):
        w.entry(part, Fate.NOTES, number, reason)
    w.attributed.add(number)
    if kind is NoteKind.FIGURE:
        address = block.image.address if block.image else ""
        w.notes.append(Note(kind, block.text, w.here(), address=address, image=block.image))
    else:
        w.note(kind, block.text, language=block.language, rows=block.rows, has_head=block.has_head)
    return True


def left_by_hand(w: Manuscript, number: int, block: Block) -> bool:
    """Whether the user does not want to hear this block."""
    if block.wish is not Wish.LEAVE_OUT:
        return False
    w.attributed.add(number)
    for part in ledger.source_parts(block):
        w.entry(part, Fate.LEFT_OUT, number, Omission.BY_HAND)
    return True


def can_be_said(block: Block, language: str) -> bool:
    """Whether a block that is not spoken, such as a table or a formula, could be put into spoken words."""
    match block.kind:
        case BlockKind.TABLE:
            return tables.is_sayable(block)
        case BlockKind.FORMULA:
            tex = next((s.value for s in block.spans if s.kind is SpanKind.FORMULA and s.value), "")
            return formulas.said(block.text, tex, phrases_for(language)) is not None
        case _:
            return has_words(block.text)


def treated(block: Block, treatment: Treatment) -> Treatment:
    """How the settings have blocks of a kind treated, unless the user wants to hear this one."""
    return Treatment.SPEAK if block.wish is Wish.SAY else treatment


def card(w: Manuscript, number: int, block: Block) -> bool:
    """Whether a block of a recipe's card is not said: repetitions are left out, a nutrition label is in the notes."""
    reason = w.card.get(number)
    if reason is None:
        return False
    fate = Fate.NOTES if reason is Omission.TABLE else Fate.LEFT_OUT
    for part in ledger.source_parts(block):
        w.entry(part, fate, number, reason)
    w.attributed.add(number)
    if fate is Fate.NOTES:
        w.note(NoteKind.TABLE, block.text, rows=block.rows, has_head=block.has_head)
    return True


def code(w: Manuscript, number: int) -> None:
    run = [number]
    around = w.article.blocks
    while around[number].wish is None and run[-1] + 1 < len(around) and _is_listing(around[run[-1] + 1]):
        run.append(run[-1] + 1)
    if len(run) == 1 and w.treat.code is Treatment.MENTION and editor.is_message(w.article.blocks[number]):
        gap = w.pauses.paragraph
        w.prose(number, w.article.blocks[number], Delivery(Role.NARRATOR, gap, gap))
        return
    w.done.update(run)
    blocks = [w.article.blocks[n] for n in run]
    treatment = treated(blocks[0], w.treat.code)
    if treatment is Treatment.SPEAK:
        for n, one in zip(run, blocks, strict=True):
            listing(w, n, one)
        return
    if treatment is Treatment.MENTION and w.words:
        gap = w.pauses.paragraph
        w.tell(cues.listing_cue(blocks, w.words), Role.CODE_CUE, number, before=gap, after=gap)
    for n, one in zip(run, blocks, strict=True):
        if treatment is Treatment.SKIP:
            w.entry(one.text, Fate.LEFT_OUT, n, Omission.SETTING)
        else:
            w.entry(one.text, Fate.NOTES, n, Omission.CODE)
            w.note(NoteKind.CODE, one.text, language=one.language)


def _is_listing(block: Block) -> bool:
    return block.kind is BlockKind.CODE and block.wish is None and author.in_other_words(block) is None


def listing(w: Manuscript, number: int, block: Block) -> None:
    """Say a listing line by line, if the settings ask for it."""
    w.next_paragraph()
    gap = w.pauses.paragraph
    for line in block.text.splitlines():
        draft = w.draft(line.strip(), line.strip(), Role.CODE_CUE, number, block) if line.strip() else None
        if draft:
            draft.before, draft.after = gap, w.pauses.sentence
            gap = w.pauses.sentence
            w.drafts.append(draft)
        w.entry(line, Fate.SPOKEN if draft else Fate.LEFT_OUT, number, None if draft else Omission.DECORATION)
    if w.drafts:
        w.drafts[-1].after = w.pauses.paragraph
    w.note(NoteKind.CODE, block.text, language=block.language)


def table(w: Manuscript, number: int, block: Block) -> None:
    gap, treatment = w.pauses.paragraph, treated(block, w.treat.tables)
    small = tables.is_sayable(block) if block.wish is Wish.SAY else bool(block.rows) and tables.is_small(block)
    spoken: list[str] = []
    summary = extremes.lines(block, w.words, w.language_of(block)) if treatment is Treatment.SUMMARY else []
    treatment = Treatment.SPEAK if treatment is Treatment.SUMMARY else treatment
    if treatment is Treatment.SPEAK and small and not summary:
        w.next_paragraph()
        rows = block.rows[1:] if block.has_head else block.rows
        lines = [tables.head_line(block, w.words), *(tables.row_line(block, r, w.words) for r in rows)]
        wait = gap
        for line in lines:
            draft = w.draft(line, line, Role.TABLE, number, block)
            if draft:
                draft.before, draft.after, wait = wait, w.pauses.list_item, w.pauses.list_item
                w.drafts.append(draft)
                spoken.append(line)
        if spoken:
            w.drafts[-1].after = gap
    elif treatment in (Treatment.SPEAK, Treatment.MENTION) and w.words:
        rows_count = len(block.rows) - (1 if block.has_head else 0)
        mention = w.words.table_mention[rows_count > 1].format(n=rows_count)
        w.tell(mention, Role.TABLE, number, before=gap, after=gap)
        for line in summary:
            w.tell(line, Role.TABLE, number, before=w.pauses.list_item, after=gap)
    w.attributed.add(number)
    heard = ledger.letters(" ".join(spoken))
    parts: list[tuple[Fate, list[str]]] = []
    for part in ledger.source_parts(block):
        wanted = ledger.letters(part)
        at = heard.find(wanted) if spoken else -1
        heard = heard[at + len(wanted) :] if at >= 0 else heard
        fate = Fate.SPOKEN if at >= 0 else Fate.LEFT_OUT if treatment is Treatment.SKIP else Fate.NOTES
        if not parts or parts[-1][0] is not fate:
            parts.append((fate, []))
        parts[-1][1].append(part)
    for fate, texts in parts:
        reason = {Fate.NOTES: Omission.TABLE, Fate.LEFT_OUT: Omission.SETTING}.get(fate)
        w.entry(" ".join(t for t in texts if t), fate, number, reason)
    if treatment is not Treatment.SKIP:
        w.note(NoteKind.TABLE, block.text, rows=block.rows, has_head=block.has_head)


def figure(w: Manuscript, number: int, block: Block) -> None:
    treatment, gap = treated(block, w.treat.figures), w.pauses.paragraph
    alt = block.image.alt.strip() if block.image else ""
    telling = alt if not block.text and cues.is_telling(alt, w.article.title) else ""
    telling = telling[: credits.told_until(telling)]
    credit = (
        bool(block.text)
        and block.wish is None
        and (
            cues.is_credit(block.text)
            or credits.only_sources(block.text)
            or (w.captioned[block.text] >= _CREDITED and len(block.text) < _LONGEST_NAME)
        )
    )
    if (
        credits.says_nothing(telling, w.article.title, w.article.authors)
        or credits.told_before(telling, w.letters)
        or credits.repeats_neighbour(telling, w.article.blocks, number)
    ):
        telling = ""
    if (
        block.text
        and block.wish is None
        and (cues.is_placeholder(block.text) or credits.says_nothing(block.text, w.article.title, w.article.authors))
    ):
        w.entry(block.text, Fate.LEFT_OUT, number, Omission.DUPLICATE)
        if block.image and (block.image.path or block.image.data):
            w.notes.append(Note(NoteKind.FIGURE, "", w.here(), address=block.image.address, image=block.image))
        return
    lead = w.words.picture if w.words else ""
    told = ledger.letters(block.text or telling)
    if told in w.captions and block.wish is None and treatment is not Treatment.SKIP:
        w.entry(block.text, Fate.LEFT_OUT, number, Omission.DUPLICATE)
        return
    w.captions.add(told)
    if treatment is Treatment.SPEAK and block.text and not credit and has_words(block.text):
        w.prose(number, block, Delivery(Role.CAPTION, gap, gap, lead=lead))
    elif treatment is Treatment.SKIP:
        w.entry(block.text, Fate.LEFT_OUT, number, Omission.SETTING)
        return
    else:
        reason = Omission.CREDIT if credit else Omission.FIGURE
        w.entry(block.text, Fate.NOTES, number, reason)
        if treatment is Treatment.SPEAK and telling:
            w.tell(telling, Role.CAPTION, number, before=gap, after=gap, lead=lead)
        elif treatment is Treatment.MENTION and w.words and (telling or (block.text and not credit)):
            w.tell(w.words.picture_mention, Role.CAPTION, number, before=gap, after=gap)
    if block.text or telling or (block.image and (block.image.path or block.image.data)):
        address = block.image.address if block.image else ""
        w.notes.append(Note(NoteKind.FIGURE, block.text or telling, w.here(), address=address, image=block.image))


def footnote(w: Manuscript, number: int, block: Block) -> None:
    """A footnote that no mark has called yet."""
    w.done.add(number)
    w.tell_footnote(number, block)


def formula(w: Manuscript, number: int, block: Block) -> None:
    treatment, gap = treated(block, w.treat.formulas), w.pauses.paragraph
    tex = next((s.value for s in block.spans if s.kind is SpanKind.FORMULA and s.value), "")
    if treatment is Treatment.SKIP:
        w.entry(block.text, Fate.LEFT_OUT, number, Omission.SETTING)
        return
    read = formulas.said(block.text, tex, w.words) if treatment is Treatment.SPEAK else None
    if read:
        w.tell(read[0], Role.NARRATOR, number, before=gap, after=gap, spoken=read[1])
    elif treatment in (Treatment.SPEAK, Treatment.MENTION) and w.words:
        w.tell(w.words.formula_mention, Role.NARRATOR, number, before=gap, after=gap)
    w.entry(block.text, Fate.NOTES, number, Omission.FORMULA)
    w.note(NoteKind.FORMULA, tex or block.text)


def embed(w: Manuscript, number: int, block: Block) -> None:
    treatment, gap = treated(block, w.treat.embeds), w.pauses.quote
    address = next((s.value for s in block.spans if s.kind is SpanKind.LINK and s.value), "")
    video = cues.is_video(address)
    if treatment is Treatment.SKIP:
        w.entry(block.text, Fate.LEFT_OUT, number, Omission.SETTING)
        return
    if treatment is Treatment.SPEAK:
        bare = Block(block.kind, block.text, language=block.language)
        lead = w.words.video if video and w.words else ""
        w.prose(number, bare, Delivery(Role.NARRATOR if video else Role.QUOTE, gap, gap, lead=lead))
        w.attribution(number, block)
    else:
        if treatment is Treatment.MENTION and w.words:
            mention = w.words.video_mention if video else w.words.post_mention
            w.tell(mention, Role.NARRATOR, number, before=gap, after=gap)
        w.entry(block.text, Fate.NOTES, number, Omission.EMBED)
    w.note(NoteKind.EMBED, block.text, address=address)


# ---------------------------------------------------------------- lists of links


def see_also(w: Manuscript, number: int, block: Block) -> bool:
    """Whether *block* belongs to the notes only, alone or with the section that it opens."""
    treatment, words = w.treat.see_also, w.words
    if treatment is Treatment.SPEAK or words is None:
        return False
    told = [number]
    reason: Omission | None = Omission.RELATED
    if block.kind is BlockKind.HEADING:
        reason = notes_section(w, number, block)
        if reason is None:
            return False
        if reason is Omission.RELATED:
            blocks = w.article.blocks
            below = section(w, number)[1:]
            told += [n for n in below if blocks[n].kind is not BlockKind.FOOTNOTE and blocks[n].wish is None]
    elif block.kind is not BlockKind.PARAGRAPH or not cues.see_also_line(block, words):
        return False
    if treatment is Treatment.MENTION and reason is Omission.RELATED:
        count = sum(s.kind is SpanKind.LINK for n in told for s in w.article.blocks[n].spans)
        if count:
            text = words.links_mention[0] if count == 1 else words.links_mention[1].format(n=count)
            gap = w.pauses.paragraph
            w.tell(text, Role.NARRATOR, number, before=gap, after=gap)
    skip = treatment is Treatment.SKIP and reason is Omission.RELATED
    for n in told:
        w.done.add(n)
        found = w.article.blocks[n]
        w.attributed.add(n)
        for part in ledger.source_parts(found):
            if skip:
                w.entry(part, Fate.LEFT_OUT, n, Omission.SETTING)
            else:
                w.entry(part, Fate.NOTES, n, reason)
        if not skip:
            w.links_of(found, whole=n != number)
    return True


def notes_section(w: Manuscript, number: int, block: Block) -> Omission | None:
    """Why the section under this heading is for the notes; None when it is prose."""
    assert w.words is not None
    below = [w.article.blocks[n] for n in section(w, number)[1:]]
    others = [b for b in below if b.kind is not BlockKind.FOOTNOTE]
    if cues.heading_says(block.text, w.words.see_also) and cues.is_link_list(others):
        return Omission.RELATED
    if cues.heading_says(block.text, (*w.words.notes_heads, *w.words.see_also)):
        silent = w.treat.footnotes is not Treatment.SPEAK and w.footnotes
        if silent and all(b.kind is BlockKind.FOOTNOTE for b in below):
            return Omission.FOOTNOTE
    return None


def section(w: Manuscript, number: int) -> list[int]:
    """The blocks from a heading to the next one that is not below it."""
    blocks = w.article.blocks
    level = blocks[number].level or 6
    end = number + 1
    while end < len(blocks) and not (blocks[end].kind is BlockKind.HEADING and (blocks[end].level or 6) <= level):
        end += 1
    return list(range(number, end))


def address_of(block: Block) -> str:
    """The target of a block whose whole text is an address."""
    linked = next((s.value for s in block.spans if s.kind is SpanKind.LINK and s.value.startswith("http")), "")
    text = block.text.strip(" ()<>[].,:")
    return linked or (text if "://" in text else f"https://{text}")
