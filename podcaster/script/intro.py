"""What is said before and after the article: title, byline, date, from the templates of the settings."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from podcaster.errors import UsageError
from podcaster.model import Article, Fate, LedgerEntry, Omission, Role
from podcaster.text.phrases import joined, phrases_for, written_date

FIELDS = ("title", "byline", "author", "date", "site")
_FIELD = re.compile(r"\{(\w*)\}")
_SENTENCE = re.compile(r"[^.!?。！？]*[.!?。！？]*(?:\s+|$)")
_NOBODY = frozenset(
    ("admin", "administrator", "root", "user", "editor", "editors", "staff", "webmaster", "author", "guest", "unknown")
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A piece of the intro or the outro."""

    text: str
    role: Role
    spoken: str = ""  # for the rules of speech, where it is not the text


def facts(article: Article, language: str) -> dict[str, str]:
    """The fields that a template can use; "" for unknown ones."""
    words = phrases_for(language)
    authors = named_authors(article)
    author = joined(tuple(_unshouted_name(a) for a in authors), language)
    date = written_date(_local(article.date), language) if article.date else ""
    site = spoken_site(article.site, article.address)
    site = "" if any(_is_named_after(site, a) for a in authors) else site
    return {
        "title": "" if _IDENTIFIER.fullmatch(article.title) else article.title,
        "author": author,
        "date": date,
        "site": site,
        "byline": _byline(author, date, site, bool(words), language),
    }


# What is left of the name of a site that is called after its author.
_OWN = re.compile(
    r"(?:['’]?s|the|das|der|die|le|il|el|o|het|von|de|di|do|da|van|by|of|official|personal|home|page|site|web|website|"
    r"homepage|blog|weblog|journal|newsletter|\W)*",
    re.IGNORECASE,
)
_SLOGAN = re.compile(r"(?<=\w), [a-zß-ÿ][^,]{15,}\.$")  # "The Quay, all news of the harbour."


def _is_named_after(site: str, author: str) -> bool:
    """Whether the name of a site says only who writes there: Ann Author's blog."""
    before, found, behind = site.casefold().partition(author.casefold())
    return bool(found) and _OWN.fullmatch(before) is not None and _OWN.fullmatch(behind) is not None


def named_site(site: str) -> str:
    """The name of a site without its slogan and other text for the browser's title bar."""
    name = re.split(r"\s+[|»«·:–—]\s+|\s+-\s+", site.strip(), maxsplit=1)[0]
    name = _SLOGAN.sub("", name)
    return re.sub(r"^(?:https?:)?//(?:www\.)?|^www\.|/+$", "", name)


_SECTIONS = frozenset((
    "home", "homepage", "blog", "news", "world", "us", "u.s.", "uk", "opinion", "politics", "business", "technology",
    "sports", "index", "main",
))  # fmt: skip
_HOST = re.compile(r"^(?:https?:)?//(?:www\d?\.|m\.|amp\.)?([\w.-]+)")


# What a program called a file without a title: letters and figures that no one would say.
_IDENTIFIER = re.compile(r"(?:[^\W\d_]{1,4}[\s_-])?(?=(?:[a-z]*\d){3})(?=\d*[a-z]|\d{7})[\da-z]{7,}", re.IGNORECASE)


def spoken_site(site: str, address: str) -> str:
    """The name of a site for the ear: "thepost" of thepost.com is the address, "World" is a section and no site."""
    name = named_site(site)
    found = _HOST.match(address)
    host = found[1] if found else ""
    if name.casefold() in _SECTIONS or (name.islower() and name.isalnum() and host.split(".")[0].casefold() == name):
        name = host
    return name


def _unshouted_name(name: str) -> str:
    """ANN AUTHOR as Ann Author; a bureau of initials stays as it is."""
    words = name.split()
    if len(words) < 2 or not name.isupper() or not all(re.search("[AEIOUYÀ-Þ]", w) or len(w) < 3 for w in words):
        return name
    return " ".join(
        w if w.endswith(".") or len(w) == 1 else re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), w) for w in words
    )


def _local(date: dt.date | dt.datetime) -> dt.date:
    return date.date() if isinstance(date, dt.datetime) else date


def named_authors(article: Article) -> tuple[str, ...]:
    """Authors that are people: no addresses, no account names."""
    return tuple(
        a
        for a in article.authors
        if a.strip().casefold() not in _NOBODY and "@" not in a and "://" not in a and any(c.isalpha() for c in a)
    )


def _byline(author: str, date: str, site: str, known: bool, language: str) -> str:
    words = phrases_for(language)
    if words is None or not known:
        pieces = [p for p in (author, date, site) if p]
        return f"{', '.join(pieces)}." if pieces else ""
    if author:
        pieces = [words.by.format(names=author), date, words.on_site.format(site=site) if site else ""]
    elif date:
        pieces = [words.published.format(date=date), words.on_site.format(site=site) if site else ""]
    elif site:
        pieces = [words.from_site.format(site=site)]
    else:
        return ""
    return f"{words.comma.join(p for p in pieces if p)}{words.stop}"


def check_template(template: str, key: str) -> None:
    """Raise UsageError for an unknown field in a template."""
    for match in _FIELD.finditer(template):
        if match[1] not in FIELDS:
            near = difflib.get_close_matches(match[1], FIELDS, n=1, cutoff=0.5)
            hint = f"did you mean {{{near[0]}}}?" if near else "known: " + ", ".join(f"{{{f}}}" for f in FIELDS)
            raise UsageError(f"{key}: unknown field {match[0]}", hint=hint)


def filled(template: str, known: dict[str, str], role: Role) -> Iterator[Opening]:
    """The pieces of a filled template; a title that is a sentence of its own is a piece of its own.

    A sentence whose fields are all unknown is dropped, with its words: no "By ." and no "on .".
    """
    for sentence in _sentences(template):
        names = _FIELD.findall(sentence)
        if names and not any(known[n] for n in names):
            continue
        text = " ".join(_FIELD.sub(lambda m: known[m[1]], sentence).split())
        if sentence.strip(" .:!?") == "{title}":
            yield Opening(_ended(known["title"]), Role.TITLE)
        elif text.strip(" .,:;"):
            role_here = Role.TITLE if "title" in names and role is Role.INTRO else role
            yield Opening(
                _ended(text), role_here, _addressed(_ended(text), known["site"] if "title" not in names else "")
            )


def _addressed(text: str, site: str) -> str:
    """*text* with a site that is called by its address marked as one: "paper.in" has a dot to be said."""
    return text.replace(site, f"https://{site}") if re.fullmatch(r"(?:[\w-]+\.)+[A-Za-z]{2,6}", site) else ""


def _sentences(template: str) -> list[str]:
    parts: list[str] = []
    for line in template.splitlines():
        parts += [s for s in _SENTENCE.findall(line) if s.strip()]
    return parts


def _ended(text: str) -> str:
    """*text* without a doubled full stop: the title may have brought its own."""
    text = re.sub(r"([.!?…。！？]['\"”’)\]」』）]*)\.$", r"\1", text.strip())
    return re.sub(r"(?<=[\u3040-\u30ff\u3400-\u9fff」』）])\.$", "。", text)


def metadata(article: Article, said: str) -> Iterator[LedgerEntry]:
    """The ledger entries for title, authors, date and site."""
    words = said.casefold()
    name = named_site(article.site)
    before, _, behind = article.site.partition(name) if name else (article.site, "", "")
    for value in (article.title, *article.authors, before, name, behind):
        if value.strip():
            spoken = value.casefold() in words
            yield LedgerEntry(value, Fate.SPOKEN if spoken else Fate.LEFT_OUT, -1, Omission.METADATA)
    if article.date:
        date = _local(article.date)
        fate = Fate.SPOKEN if str(date.year) in said else Fate.LEFT_OUT
        yield LedgerEntry(f"{date:%Y-%m-%d}", fate, -1, Omission.METADATA)
