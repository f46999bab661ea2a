"""What the morning menu says, in each language: the table [menu] of the files in phrase_data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from podcaster.text.languages import written
from podcaster.text.phrases import frozen, phrase_table, phrases_for


@dataclass(frozen=True, slots=True)
class MenuPhrases:
    """{n} is a number above one, {time} a length of time, {date} a day."""

    morning: str  # the title before noon
    title: str  # and after
    greeting: str  # before noon
    one: str
    many: str
    more: str
    failed: tuple[str, str]  # one, several
    hours: tuple[str, str]
    minutes: tuple[str, str]


@lru_cache(maxsize=16)
def _menu_phrases(code: str) -> MenuPhrases | None:
    table = phrase_table(code)
    if table is None or "menu" not in table:
        return None
    return MenuPhrases(**{key: frozen(value) for key, value in table["menu"].items()})


def menu_phrases(language: str) -> MenuPhrases | None:
    """The words of the menu in *language* (BCP 47); None if there are none."""
    return _menu_phrases(written(language))


def counted(forms: tuple[str, str], n: int) -> str:
    """One form for one, the other for several."""
    return forms[0] if n == 1 else forms[1].format(n=n)


def length(ms: int, language: str) -> str:
    """A length of time to the minute, for the ear: never less than one."""
    words, conjunction = menu_phrases(language), phrases_for(language)
    if words is None or conjunction is None:
        raise ValueError(f"there are no words for {language}")
    hours, minutes = divmod(max(1, round(ms / 60_000)), 60)
    parts = [counted(words.hours, hours)] if hours else []
    parts += [counted(words.minutes, minutes)] if minutes else []
    blank = conjunction.blank
    return f"{blank}{conjunction.conjunction}{blank}".join(parts)
