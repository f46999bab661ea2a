"""The reasons why something is not spoken, in words for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from podcaster.model import Omission

_PLAIN: dict[Omission, tuple[str, str]] = {
    Omission.NAVIGATION: ("menu entry", "menu entries"),
    Omission.OUTSIDE: ("passage outside the article", "passages outside the article"),
    Omission.COMMENTS: ("comment", "comments"),
    Omission.SHARING: ("share button", "share buttons"),
    Omission.RELATED: ("link to another post", "links to other posts"),
    Omission.PROMOTION: ("promotion", "promotions"),
    Omission.NEWSLETTER: ("newsletter form", "newsletter forms"),
    Omission.ADVERT: ("advertisement", "advertisements"),
    Omission.FOOTER: ("line of the footer", "lines of the footer"),
    Omission.HIDDEN: ("passage that the page hides", "passages that the page hides"),
    Omission.CREDIT: ("credit", "credits"),
    Omission.METADATA: ("line with title, author or date", "lines with title, author or date"),
    Omission.DUPLICATE: ("repetition", "repetitions"),
    Omission.MARKUP: ("struck-out or technical passage", "struck-out or technical passages"),
    Omission.DECORATION: ("ornament", "ornaments"),
    Omission.CODE: ("code listing", "code listings"),
    Omission.TABLE: ("table", "tables"),
    Omission.FIGURE: ("picture", "pictures"),
    Omission.FOOTNOTE: ("footnote", "footnotes"),
    Omission.FORMULA: ("formula", "formulas"),
    Omission.ADDRESS: ("web address", "web addresses"),
    Omission.EMBED: ("embedded item", "embedded items"),
    Omission.CONTROL: ("button or form field", "buttons or form fields"),
    Omission.UNEXPLAINED: ("passage lost while the page was read", "passages lost while the page was read"),
    Omission.SPEAKER: ("name of a speaker", "names of speakers"),
    Omission.SETTING: ("passage that a setting leaves out", "passages that a setting leaves out"),
    Omission.BY_HAND: ("passage left out by hand", "passages left out by hand"),
    Omission.EYE: ("remark for those who see the page", "remarks for those who see the page"),
    Omission.AUTHOR: (
        "passage that the page marks as not for the ear",
        "passages that the page marks as not for the ear",
    ),
}


def counted(reason: Omission | None, count: int) -> str:
    """How often something was left out for *reason*: "3 code listings"."""
    one, many = _PLAIN[reason] if reason else ("other passage", "other passages")
    return f"{count:,} {one if count == 1 else many}"


def named(reason: Omission | str | None, *, many: bool = False) -> str:
    """The noun for a reason: "code listing". An unknown reason, of a later version, is returned unchanged."""
    try:
        return _PLAIN[Omission(reason)][many] if reason else "other passages" if many else "other passage"
    except ValueError:
        return str(reason)


def listed(reasons: Iterable[Omission | None]) -> str:
    """All omissions in one line, the most frequent first: "3 code listings, 1 table"."""
    return ", ".join(counted(reason, count) for reason, count in Counter(reasons).most_common())
