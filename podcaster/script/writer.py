"""The narrator's way through an article, block by block."""

from __future__ import annotations

from podcaster.errors import NoTextError
from podcaster.model import (
    Block,
    BlockKind,
    Fate,
    NoteKind,
    Omission,
    Role,
    Script,
    Wish,
)
from podcaster.script import asides, cues, editor, intro, ledger, turns
from podcaster.script.manuscript import Manuscript
from podcaster.script.numbering import spoken_marker
from podcaster.script.roles import Delivery, finished

_LAST = 3  # blocks among which the author is named again
_END_OF_QUOTE_MS = 1000  # where one voice reads everything and does not announce the end of a short quote


class Writer(Manuscript):
    """The way through one article."""

    def script(self) -> Script:
        """Intro, blocks, outro; then every word is accounted for."""
        intro.check_template(self.settings.intro, "intro")
        intro.check_template(self.settings.outro, "outro")
        known = intro.facts(self.article, self.language)
        for opening in intro.filled(self.settings.intro, known, Role.INTRO):
            after = self.pauses.after_heading
            self.tell(opening.text, opening.role, -1, before=after, after=after, spoken=opening.spoken)
        before = len(self.drafts)
        for number, block in enumerate(self.article.blocks):
            if number not in self.done:
                self.block(number, block)
        if len(self.drafts) == before:
            raise NoTextError(
                "nothing in it to narrate",
                about=self.article.source or self.article.title,
                hint="podcaster explain shows what was found and what was left out",
            )
        for opening in intro.filled(self.settings.outro, known, Role.OUTRO):
            gap = self.pauses.before_heading
            self.tell(opening.text, Role.OUTRO, -1, before=gap, after=self.pauses.sentence, spoken=opening.spoken)
        self.unused_attributions()
        opened = " ".join(d.text for d in self.drafts if d.block == -1)
        entries = [*intro.metadata(self.article, opened), *self.entries]
        utterances = finished(self.drafts, self.pauses, self.settings.pace, self.lexicon)
        ledger.check(self.article, entries, utterances)
        notes = sorted(self.notes, key=lambda n: n.utterance)
        return Script(utterances, tuple(entries), tuple(notes))

    def block(self, number: int, block: Block) -> None:
        """Tell one block, or write down why not."""
        quiet = () if block.wish is Wish.SAY else (asides.see_also, asides.card, asides.in_other_words)
        if any(tell(self, number, block) for tell in (asides.left_by_hand, turns.told, *quiet)):
            return
        match block.kind:
            case BlockKind.HEADING:
                self.heading(number, block)
            case BlockKind.LIST_ITEM:
                self.list_item(number, block)
            case BlockKind.QUOTE:
                self.quote(number, block)
            case BlockKind.CODE:
                asides.code(self, number)
            case BlockKind.TABLE:
                asides.table(self, number, block)
            case BlockKind.FIGURE:
                asides.figure(self, number, block)
            case BlockKind.FOOTNOTE:
                asides.footnote(self, number, block)
            case BlockKind.FORMULA:
                asides.formula(self, number, block)
            case BlockKind.EMBED:
                asides.embed(self, number, block)
            case _ if block.wish is None and cues.is_address(block.text):
                self.entry(block.text, Fate.NOTES, number, Omission.ADDRESS)
                self.note(NoteKind.LINK, block.text, address=asides.address_of(block))
            case _:
                self.paragraph_of(number, block)

    def paragraph_of(self, number: int, block: Block) -> None:
        """A paragraph; one that opens a note about a change, or a letter, stands apart, like a heading."""
        last = number >= len(self.article.blocks) - _LAST
        if last and block.wish is None and editor.is_second_byline(block.text, self.article.authors, self.words):
            self.entry(block.text, Fate.LEFT_OUT, number, Omission.METADATA)
            return
        gap = self.pauses.paragraph
        following = self.following(number)
        introduces = following is not None and following.kind is BlockKind.LIST_ITEM
        after = self.pauses.list_item if introduces else gap
        apart = editor.opens_note(block.text, self.words) or editor.opens_letter(block.text)
        before = self.pauses.before_heading if apart else gap
        self.prose(number, block, Delivery(Role.NARRATOR, before, after))

    def following(self, number: int) -> Block | None:
        blocks = self.article.blocks
        return blocks[number + 1] if number + 1 < len(blocks) else None

    def heading(self, number: int, block: Block) -> None:
        before, after = self.pauses.before_heading, self.pauses.after_heading
        self.prose(number, block, Delivery(Role.HEADING, before, after, one=True))

    def list_item(self, number: int, block: Block) -> None:
        marker = spoken_marker(self.article.blocks, number, self.number)
        following = self.following(number)
        goes_on = following is not None and following.kind is BlockKind.LIST_ITEM
        gap = self.pauses.list_item
        after = gap if goes_on else self.pauses.paragraph + gap // 2
        self.prose(number, block, Delivery(Role.LIST_ITEM, gap, after, marker=marker))

    def quote(self, number: int, block: Block) -> None:
        previous = self.article.blocks[number - 1] if number else None
        following = self.following(number)
        after_quote = previous is not None and previous.kind is BlockKind.QUOTE
        goes_on = following is not None and following.kind is BlockKind.QUOTE and not block.attribution
        name = (cues.bare_attribution(block.text) if number else "") or (
            cues.speaker(block.text) if after_quote else ""
        )
        gap = self.pauses.quote
        if block.wish is None and editor.is_pull_quote(self.article.blocks, number):
            self.entry(block.text, Fate.LEFT_OUT, number, Omission.DUPLICATE)
            return
        if name:
            start = block.text.find(name)
            self.entry(block.text[:start], Fate.LEFT_OUT, number, Omission.DECORATION)
            self.tell(name, Role.NARRATOR, number, before=gap, after=gap)
            self.entry(name, Fate.SPOKEN, number)
            return
        lead = tail = ""
        behind = gap
        cast = self.cast(block)
        if self.words and cast.quote == cast.narrator:
            lead = "" if after_quote else self.words.quote
            tail = self.words.end_quote if not goes_on and (after_quote or len(block.text) > 150) else ""
            behind = behind if tail else max(behind, _END_OF_QUOTE_MS)
        inner = self.pauses.paragraph
        before, after = inner if after_quote else gap, inner if goes_on else behind
        self.prose(number, block, Delivery(Role.QUOTE, before, after, lead=lead, tail=tail))
        self.attribution(number, block)

    def unused_attributions(self) -> None:
        """Only quotes and posts have a speaker; a name beside anything else is written down, not said."""
        for number, block in enumerate(self.article.blocks):
            if block.attribution and number not in self.attributed:
                self.entry(block.attribution, Fate.LEFT_OUT, number, Omission.METADATA)
