"""Title and authors of a PDF: the file's own data, compared with what is printed on the first page."""

from __future__ import annotations

import re

from podcaster.model import LeftOut, Omission
from podcaster.reading import assemble, bylines
from podcaster.reading.pdf.text import Line

_LOOKED_AT = 40  # lines of the first page
# Names of files and jobs, and what templates and programs write where a title should be.
_NO_TITLE = re.compile(
    r"\.(docx?|dotx?|odt|rtf|html?|tex|dvi|indd|pdf|qxd|qxp|pages|exe|txt|pub|pptx?|xlsx?|cdr|ps|eps|fm|p65|pmd)$|"
    r"^(untitled|microsoft (word|powerpoint)|word document|powerpoint presentation|(new )?document\s*\d*|dokument\d*|"
    r"titel|title|titre|título|titolo|header|layout \d+|slide \d+|presentation\d*|book\d*|none|null|test|"
    r"(full |short )?paper|manuscript|template|article|full title|full page print|print|scan(ned)?( document)?)$|"
    r"\((use|insert|type|style)\b|\b(use style|paper title|insert title|your title|title here|click here)\b|"
    r"^microsoft word - |^[\w-]*[_\d][\w.-]*$|^https?://|^[/\\]|^[a-z]:\\",
    re.I,
)
_NO_AUTHOR = re.compile(
    r"@|\\|\d|unknown|admin|user\b|owner|customer|^(anonymous|author|autor|auteur|hp|dell|lenovo|acer|asus|toshiba|sony|"
    r"office|pc|scanner|xerox|canon|ricoh|default|guest|me|staff|student|reception|none|null)\b|chrome|acrobat|latex|"
    r"microsoft|windows|\binc\.?$|\bltd\.?$|author'?s? name|your name|(given|first) name|authors? here",
    re.I,
)
_BYLINE = re.compile(r"(by|von|par|por|di)\s+[^\W\d_][\w.-]+\s+[^\W\d_][^.!?:]*$", re.I)
_LOGIN_BEHIND = re.compile(r"\s+[-–/]\s+[a-z]{2,8}$")


def take_title(known: str, lines: list[Line], body: float) -> tuple[str, list[Line], list[LeftOut]]:
    """The title, and the lines without it."""
    first = [line for line in lines if line.page == lines[0].page][:_LOOKED_AT] if lines else []
    big = _largest(first, body)
    printed = " ".join(line.text for line in big)
    if len(printed) >= 300 or not re.search(r"[^\W\d_]{2}", printed):
        big, printed = [], ""
    useless = not known or _NO_TITLE.search(known) is not None
    if useless:
        title, gone = printed, big
    elif printed and _is_part(printed, known):
        title, gone = known, big
    elif not printed or _is_printed(known, first) or " " not in printed:
        title, gone = known, [line for line in first if assemble.same_words(line.text, known)]
    else:  # the property belongs to another text, such as a template or the journal
        title, gone = printed, big
    out = {id(line) for line in gone}
    left = [LeftOut(line.text, Omission.METADATA) for line in gone]
    return title, [line for line in lines if id(line) not in out], left


def _largest(first: list[Line], body: float) -> list[Line]:
    """The lines that are printed largest on page one, if they are larger than the text; else a bold one at its top."""
    largest = max((line.size for line in first if len(line.text) > 2), default=0.0)
    big: list[Line] = []
    if largest > body * 1.15:
        for line in first:
            if line.size >= largest * 0.97:
                big.append(line)
            elif big:
                break
    return big


def _is_part(printed: str, known: str) -> bool:
    """Whether one of two titles is within the other: a file's data often say more, or have no subtitle."""
    one, other = _words(printed), _words(known)
    return bool(one) and (one <= other or other <= one)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _is_printed(known: str, first: list[Line]) -> bool:
    squeezed = re.sub(r"\W+", "", " ".join(line.text for line in first)).casefold()
    return re.sub(r"\W+", "", known).casefold() in squeezed


def take_authors(text: str, lines: list[Line]) -> tuple[tuple[str, ...], list[LeftOut]]:
    """The authors from a printed "By …", which is removed from the lines, or from the file's data."""
    first = [line for line in lines if line.page == lines[0].page][:_LOOKED_AT] if lines else []
    for line in first[:6]:
        if _BYLINE.match(line.text) and len(line.text) < 100 and (found := bylines.people([line.text])):
            lines.remove(line)
            return found, [LeftOut(line.text, Omission.METADATA)]
    return _known(text, first), []


def _known(text: str, first: list[Line]) -> tuple[str, ...]:
    text = _LOGIN_BEHIND.sub("", text)
    if text and len(text) <= 200 and not _NO_AUTHOR.search(text):
        found = [a.strip() for a in re.split(r"\s*;\s*|\s+and\s+|,\s+(?=\w+\s+\w)", text) if a.strip()]
        if all(" " in name or _signs(name, first) for name in found):
            return tuple(found)
    return ()


def _signs(name: str, first: list[Line]) -> bool:
    """Whether a name of one word stands on the first page as a name: an account has one word too."""
    return any(re.fullmatch(rf"(by\s+)?{re.escape(name)}", line.text.strip(), re.I) for line in first)
