"""What a script is written on: how a sentence, a footnote, a link and a word left out are put down."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property

from podcaster.config import Cast, Settings, Speakers, Treatment
from podcaster.model import (
    Article,
    Block,
    BlockKind,
    Fate,
    LedgerEntry,
    Note,
    NoteKind,
    Omission,
    Role,
    Span,
    SpanKind,
    Wish,
)
from podcaster.script import author, cues, formulas, ledger, recipes, speakers
from podcaster.script.display import Piece, Shown, shown
from podcaster.script.lexicon import Lexicon
from podcaster.script.roles import CLAUSE_MS, Delivery, Draft, voice_of
from podcaster.script.sentences import clauses, split
from podcaster.script.utterances import going_on, grouped, has_words, longest, said
from podcaster.text.languages import same
from podcaster.text.phrases import phrases_for
from podcaster.voice.casting import cast_for, read_by

MOST_CHARACTERS = 380  # of one utterance: what voices do well in one breath


class Manuscript:
    """One article's utterances, ledger and notes while they are being written."""

    def __init__(self, article: Article, settings: Settings, lexicon: Lexicon) -> None:
        self.article = article
        self.settings = settings
        self.lexicon = lexicon
        self.language = article.language or settings.language
        self.words = phrases_for(self.language)
        self.drafts: list[Draft] = []
        self.entries: list[LedgerEntry] = []
        self.notes: list[Note] = []
        self.paragraph = 0
        self.done: set[int] = set()  # blocks that were spoken together with another block
        self.attributed: set[int] = set()
        self.dialogue = speakers.find(article, self.language) if settings.speakers is not Speakers.OFF else None
        self.parts = speakers.parts(self.dialogue.speakers, self.language, settings) if self.dialogue else {}
        self.speaking = ""  # whose turn it is
        self.introduced: set[str] = set()  # speakers whose name was said
        self.named = -1  # how many drafts there were when the last name had been said
        self.captions: set[str] = set()  # the same words under every picture are said once
        self.pauses = settings.pauses
        self.treat = settings.treat

    # ------------------------------------------------------------ prose

    def prose(self, number: int, block: Block, how: Delivery) -> None:
        """Tell a block of prose sentence by sentence."""
        text = self.shown(self.author.settled(block, number, self.language_of(block)))
        pieces, unfinished = self.pieces(block, text, how)
        self.next_paragraph()
        firsts: dict[int, int] = {}  # piece that is said -> its utterance
        noted = len(self.notes)
        refs = [
            (text.place(s.end), s.value or block.text[s.start : s.end].strip("[]() "))
            for s in block.spans
            if s.kind is SpanKind.NOTE_REF
        ]
        for at, piece in enumerate(pieces):
            signed = how.role is Role.QUOTE and at and at == len(pieces) - 1 and cues.bare_attribution(piece.shown)
            draft = self.draft(piece.shown, piece.spoken, Role.NARRATOR if signed else how.role, number, block)
            if draft is None:
                continue
            draft.sounds = author.sounds(block, text, piece, draft.spoken)
            draft.after = self.pauses.sentence
            if at in unfinished:
                draft.after = CLAUSE_MS
                draft.spoken = going_on(draft.spoken, piece.shown, draft.language)
            if not firsts:
                how.open(draft)
            firsts[at] = len(self.drafts)
            self.drafts.append(draft)
            if refs:
                self.marks(piece, refs, block)
        if firsts:
            how.close(next(d for d in reversed(self.drafts) if d.block == number))
        elif (has_words(text.text) or block.text.strip()) and all(r.reason is not Omission.EYE for r in text.runs):
            self.separator()
        self.account(number, text, pieces, firsts.keys())
        called = self.notes[noted:]  # footnotes, which come after the links of their sentence
        del self.notes[noted:]
        self.note_links(block, text, pieces, firsts)
        self.notes += called

    def pieces(self, block: Block, text: Shown, how: Delivery) -> tuple[list[Piece], set[int]]:
        """The parts of a block to be said in one breath each, and the places of those that do not end a sentence."""
        language = self.language_of(block)
        pieces: list[Piece] = []
        unfinished: set[int] = set()
        for piece in text.pieces(lambda t: [t] if how.one else grouped(split(t, language), language)):
            parts = self.breaths(text, piece)
            unfinished.update(range(len(pieces), len(pieces) + len(parts) - 1))
            pieces += parts
        return pieces, unfinished

    def breaths(self, text: Shown, piece: Piece) -> list[Piece]:
        """A sentence too long for one breath, at its clauses."""
        characters = max(len(piece.shown), len(piece.spoken))
        most = longest(piece.shown, MOST_CHARACTERS)
        if characters <= most:
            return [piece]
        room = max(40, most * len(piece.shown) // characters)
        return text.divided(piece.start, piece.end, lambda t: clauses(t, room)) or [piece]

    def separator(self) -> None:
        """A row of asterisks is heard as a longer silence."""
        if self.drafts:
            self.drafts[-1].after = max(self.drafts[-1].after, self.pauses.before_heading)

    def marks(self, piece: Piece, refs: Sequence[tuple[int, str]], block: Block) -> None:
        """Footnotes whose mark stands in *piece*: into the notes, or said at once. *refs*: places and marks."""
        for place, mark in refs:
            found = self.footnotes.get(mark) if piece.start <= place <= piece.end else None
            if found is None or found in self.done or self.article.blocks[found] is block:
                continue
            if self.article.blocks[found].wish is Wish.LEAVE_OUT:
                continue
            self.done.add(found)
            self.tell_footnote(found, self.article.blocks[found])

    def account(self, number: int, text: Shown, pieces: Sequence[Piece], told: Collection[int]) -> None:
        """Write the ledger of a block of prose."""
        for source, at, run in text.sources(pieces):
            if run.fate is not Fate.SPOKEN:
                self.entry(source, run.fate, number, run.reason)
            elif at in told:
                self.entry(source, Fate.SPOKEN, number)
            else:
                self.entry(source, Fate.LEFT_OUT, number, Omission.DECORATION)

    def note_links(self, block: Block, text: Shown, pieces: Sequence[Piece], firsts: dict[int, int]) -> None:
        """Links, and what was too long to be said within a sentence, go into the notes at their time."""
        silent = {r.span.start for r in text.runs if r.span and r.fate is Fate.NOTES}
        for span in sorted(block.spans, key=lambda s: s.start):
            content = block.text[span.start : span.end].strip()
            kind = _NOTED.get(span.kind)
            if kind is None or not content:
                continue
            if kind is NoteKind.LINK:
                if not span.value.startswith(("http://", "https://")):
                    continue
                self.note(kind, content, self._during(text, pieces, firsts, span), address=span.value)
            elif span.start in silent:
                self.note(kind, span.value or content, self._during(text, pieces, firsts, span))

    def _during(self, text: Shown, pieces: Sequence[Piece], firsts: dict[int, int], span: Span) -> int:
        """The utterance in which *span* begins."""
        at = bisect_right(pieces, text.place(span.start), key=lambda piece: piece.end)
        return firsts.get(at, len(self.drafts) - 1)

    def attribution(self, number: int, block: Block) -> None:
        if block.attribution:
            self.attributed.add(number)
            name, account = cues.without_account(block.attribution)
            said = self.tell(
                name.lstrip("—–―- "),
                Role.NARRATOR,
                number,
                before=self.pauses.quote,
                after=self.pauses.paragraph,
            )
            fate = Fate.SPOKEN if said else Fate.LEFT_OUT
            self.entry(name, fate, number, None if said else Omission.DECORATION)
            self.entry(account, Fate.LEFT_OUT, number, Omission.ADDRESS)

    def tell_footnote(self, number: int, block: Block) -> None:
        """Say a footnote, or put it into the notes, as the settings have it."""
        treatment, gap = self.treat.footnotes, self.pauses.paragraph
        if block.wish is Wish.SAY:
            treatment = Treatment.SPEAK
        if treatment is Treatment.SKIP:
            self.entry(block.text, Fate.LEFT_OUT, number, Omission.SETTING)
            return
        if treatment is Treatment.SPEAK:
            lead = self.words.footnote if self.words else ""
            speaking, self.speaking = self.speaking, ""
            self.prose(number, block, Delivery(Role.NARRATOR, gap, gap, lead=lead))
            self.speaking = speaking
            self.next_paragraph()
            return
        if treatment is Treatment.MENTION and self.words:
            self.tell(self.words.footnote_mention, Role.NARRATOR, number, before=0, after=self.pauses.sentence)
        self.entry(block.text, Fate.NOTES, number, Omission.FOOTNOTE)
        text = f"{block.marker.strip()} {block.text}".strip() if block.marker else block.text
        self.note(NoteKind.FOOTNOTE, text)
        self.links_of(block)

    def links_of(self, block: Block, *, whole: bool = False) -> None:
        """The links of a block that is not said. *whole*: a block without any goes into the notes as it is."""
        links = [s for s in block.spans if s.kind is SpanKind.LINK and s.value.startswith(("http://", "https://"))]
        for span in links:
            self.note(NoteKind.LINK, block.text[span.start : span.end].strip(), address=span.value)
        if whole and not links and block.text:
            self.note(NoteKind.LINK, block.text)

    # ------------------------------------------------------------ small things

    def tell(
        self,
        text: str,
        role: Role,
        number: int,
        *,
        before: int,
        after: int,
        lead: str = "",
        spoken: str = "",
    ) -> bool:
        """Say something of our own, or something short as a whole. Returns whether there was anything to say."""
        block = self.article.blocks[number] if number >= 0 else None
        draft = self.draft(text, spoken or text, role, number, block)
        if draft is None:
            return False
        self.next_paragraph()
        draft.paragraph = self.paragraph
        draft.before, draft.after = before, after
        draft.spoken = f"{lead} {draft.spoken}" if lead else draft.spoken
        self.drafts.append(draft)
        return True

    def draft(self, text: str, spoken: str, role: Role, number: int, block: Block | None) -> Draft | None:
        """An utterance without its place; None when there is nothing in it that a voice could say."""
        language = self.language_of(block) if block else self.language
        words, ipa = said(text, spoken, language, self.lexicon)
        if not words:
            return None
        voice = voice_of(role, self.cast(block))
        speaker = self.speaking if role in _SPOKEN_BY_PEOPLE else ""
        if speaker and language == self.language:
            voice = self.parts[speaker].voice
        return Draft(text, words, role, voice, language, number, self.paragraph, ipa=ipa, speaker=speaker)

    def language_of(self, block: Block | None) -> str:
        if block is None or block.kind is BlockKind.CODE or not block.language:
            return self.language
        return self.language if same(block.language, self.language) else block.language

    def cast(self, block: Block | None) -> Cast:
        language = self.language_of(block)
        cast = cast_for(language, self.settings)
        if not self.article.voice or language != self.language:
            return cast
        return read_by(cast, self.article.voice)

    def shown(self, block: Block) -> Shown:
        words = self.words
        quiet = self.treat.formulas in (Treatment.NOTES, Treatment.SKIP)
        return shown(
            block,
            lambda text, tex: None if quiet else formulas.said(text, tex, words),
            number=self.number if words else None,
            mention=words.formula if words else "",
            snippet=words.snippet if words and self.treat.code is not Treatment.SPEAK else "",
        )

    def number(self, number: int) -> str:
        """A list number as it is said."""
        return said(str(number), str(number), self.language, Lexicon())[0].rstrip(".。")

    @cached_property
    def letters(self) -> str:
        """All that the article says, for comparison."""
        return ledger.letters(self.article.text)

    @cached_property
    def captioned(self) -> Counter[str]:
        """How many pictures each caption stands under."""
        return Counter(b.text for b in self.article.blocks if b.kind is BlockKind.FIGURE)

    @cached_property
    def card(self) -> dict[int, Omission]:
        """The blocks of a recipe's card that are not said, and why."""
        return recipes.card(self.article.blocks)

    @cached_property
    def author(self) -> author.Author:
        """What the page tells its narrator."""
        return author.Author(self.letters)

    @cached_property
    def footnotes(self) -> dict[str, int]:
        """Where each footnote is, by its mark."""
        marks: dict[str, int] = {}
        for number, block in enumerate(self.article.blocks):
            if block.kind is BlockKind.FOOTNOTE and block.marker:
                marks.setdefault(block.marker.strip("[]() .:^"), number)
                marks.setdefault(block.marker, number)
        return marks

    def here(self) -> int:
        """The utterance during which something silent is shown: the last one."""
        return max(0, len(self.drafts) - 1)

    def note(
        self,
        kind: NoteKind,
        text: str,
        utterance: int | None = None,
        *,
        address: str = "",
        language: str = "",
        rows: tuple[tuple[str, ...], ...] = (),
        has_head: bool = False,
    ) -> None:
        at = self.here() if utterance is None else max(0, utterance)
        self.notes.append(Note(kind, text, at, address, language, rows, has_head))

    def entry(self, text: str, fate: Fate, number: int, reason: Omission | None = None) -> None:
        """A line of the ledger; stretches of one fate that follow each other stay apart only where sentences do."""
        if text.strip():
            self.entries.append(LedgerEntry(text.strip(), fate, number, reason))

    def next_paragraph(self) -> None:
        self.paragraph += 1


_SPOKEN_BY_PEOPLE = (Role.NARRATOR, Role.LIST_ITEM)
_NOTED = {SpanKind.LINK: NoteKind.LINK, SpanKind.FORMULA: NoteKind.FORMULA, SpanKind.CODE: NoteKind.CODE}
