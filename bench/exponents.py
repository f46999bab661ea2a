"""How the cost of reading and of the script grows with the size: no reader may take a hundred times for ten times.

    python -m bench.exponents [--jobs N] [--slow 20] [NAME ...]

NAME is a reader (html, docx), `script` or a language of it (script-de), `captions`, or a pattern of any of them
(html/links). Each pattern of bench/patterns.py, and each part of bench/structures.py, is repeated up to 1,000, 10,000
and 100,000 characters; what is compared is the processor time of this process, the least of several runs. The exponent
is the slope on logarithmic scales from 10,000 to 100,000: 1 is a cost that grows with the size, 2 one that grows with
its square. Where it is above the bound, it is measured from 100,000 to 300,000 too and the lower one counts: what is
only done above some size makes a step, and a square goes on. Below 3 ms a time counts as 3 ms, so what never costs
anything to speak of has no exponent. The bound is 1.2: sorting and looking up (n log n) have 1.1 between these sizes,
and larger data lies less often in the processor's caches.

A pattern of which each character costs much (every one of them is a record of an archive) is repeated up to a tenth of
the sizes, or less. A run that needs more than --slow seconds is ended and counts as a fault.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import html
import io
import json
import math
import os
import pickle
import resource
import select
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bench import patterns, structures
from bench.mutants import directly, load_readers
from bench.rows import Row
from podcaster import reading, script
from podcaster.config import Settings
from podcaster.errors import PodcasterError
from podcaster.model import Article, Block, BlockKind, Cue
from podcaster.publishing import captions, notes
from podcaster.reading import safe

SIZES = (1_000, 10_000, 100_000)
BEYOND = 300_000  # what looks bad is measured there too
BOUND = 1.2
FLOOR = 0.003  # seconds; shorter times are mostly what every file costs
LONGEST = 10  # seconds that the largest may cost if the cost grows with the size; else all sizes are smaller
QUICK, EARNEST = 0.02, 0.08  # seconds of all runs together: some kernels count processor time in 4 ms
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "zh", "sv")

OPENING = (
    "The harbour had been quiet since the morning, and nobody on the quay expected a boat before noon.",
    "Then the first of them came round the island with its lamps still lit, and the captain waved to the baker.",
)
ENDING = "In the evening all of them had left again, and the village went to bed earlier than it usually does."


def repeated(unit: str, size: int) -> str:
    """*unit* repeated until it has this many characters."""
    count = -(-size // max(1, len(unit.format(n=1))))
    if "{n}" not in unit:
        return (unit.format() * count)[:size]
    return "".join(unit.format(n=number) for number in range(1, count + 1))[:size]


# ---------------------------------------------------------------- files of each kind

Wrap = Callable[[str], bytes]


def page(inner: str) -> str:
    opening = "".join(f"<p>{line}</p>" for line in OPENING)
    return (
        "<!DOCTYPE html><html lang=en><head><title>The Harbour</title></head><body><article><h1>The Harbour</h1>"
        f"{opening}{inner}<p>{ENDING}</p></article></body></html>"
    )


def in_paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))


def plain(text: str) -> bytes:
    return "\n\n".join(["The Harbour", *OPENING, text, ENDING]).encode()


def marked(head: str, text: str) -> bytes:
    return "\n\n".join([head, *OPENING, text, ENDING]).encode()


def zipped(members: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def epub(inner: str) -> bytes:
    chapter = page(inner).replace("<!DOCTYPE html><html lang=en>", '<html xmlns="http://www.w3.org/1999/xhtml">')
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "a.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Harbour</dc:title></metadata><manifest>'
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/>'
            "</spine></package>",
            "a.xhtml": chapter,
        }
    )


def xml(text: str) -> str:
    """*text* for XML, without the characters that it does not allow."""
    return html.escape("".join(c for c in text if c >= " " or c in "\t\n"))


def docx(text: str) -> bytes:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = [*OPENING, *text.split("\n\n"), ENDING]
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{xml(line)}</w:t></w:r></w:p>' for line in lines)
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>',
        }
    )


def odt(text: str) -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"))
    )
    lines = "".join(f"<text:p>{xml(line)}</text:p>" for line in [*OPENING, *text.split("\n\n"), ENDING])
    content = f"<office:document-content{names}><office:body><office:text>{lines}</office:text></office:body>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"{content}</office:document-content>",
        }
    )


def fb2(text: str) -> bytes:
    lines = "".join(f"<p>{xml(line)}</p>" for line in [*OPENING, *text.split("\n\n"), ENDING])
    head = "<description><title-info><book-title>The Harbour</book-title></title-info></description>"
    name = "http://www.gribuser.ru/xml/fictionbook/2.0"
    return f'<FictionBook xmlns="{name}">{head}<body><section>{lines}</section></body></FictionBook>'.encode()


def enex(inner: str) -> bytes:
    note = f'<?xml version="1.0"?><!DOCTYPE en-note SYSTEM "x"><en-note>{inner}<p>{ENDING}</p></en-note>'
    note = note.replace("]]>", "]]]]><![CDATA[>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-export SYSTEM '
        '"http://xml.evernote.com/pub/evernote-export4.dtd"><en-export><note><title>The Harbour</title>'
        f"<content><![CDATA[{note}]]></content></note></en-export>"
    ).encode()


def rtf(inner: str) -> bytes:
    opening = "\\par ".join(OPENING)
    return f"{{\\rtf1\\ansi {opening}\\par {inner}\\par {ENDING}\\par}}".encode("latin-1", "replace")


def rtf_text(text: str) -> bytes:
    safe = "".join(c if c.isascii() and c not in "\\{}" else f"\\u{min(ord(c), 32767)}?" for c in text)
    return rtf(safe.replace("\n\n", "\\par ").replace("\n", "\\line "))


def notebook(text: str) -> bytes:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": part} for part in [*OPENING, text, ENDING]]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def rss(content: str, count: int = 1) -> bytes:
    item = "<item><title>The Harbour</title><link>https://harbour.example/a</link><content:encoded>"
    inner = html.escape("".join(f"<p>{line}</p>" for line in OPENING) + content)
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour</title>'
        f"{f'{item}{inner}</content:encoded></item>' * count}</channel></rss>"
    ).encode()


def wxr(content: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Harbour</title><wp:wxr_version>1.2'
        "</wp:wxr_version><item><title>The Harbour</title><link>https://harbour.example/a</link>"
        f"<content:encoded>{html.escape(' '.join(OPENING) + chr(10) + chr(10) + content)}</content:encoded>"
        "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>"
    ).encode()


def json_feed(content: str) -> bytes:
    whole = "".join(f"<p>{line}</p>" for line in OPENING) + content
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Harbour",
            "items": [{"id": "1", "title": "The Harbour", "content_html": whole}],
        }
    ).encode()


def ghost(content: str) -> bytes:
    whole = "".join(f"<p>{line}</p>" for line in OPENING) + content
    post = {"id": "1", "title": "The Harbour", "slug": "a", "html": whole, "status": "published", "comment_id": "1"}
    return json.dumps({"db": [{"data": {"posts": [post]}}]}).encode()


def table(content: str) -> bytes:
    whole = "".join(f"<p>{line}</p>" for line in OPENING) + content
    quoted = whole.replace('"', '""')
    return f'title,content,status\n"The Harbour","{quoted}",published\n'.encode()


def warc(content: str) -> bytes:
    body = page(content).encode(errors="surrogateescape")
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/a\r\n"
        "WARC-Date: 2021-05-03T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


_MAIL = "From: Anna Reed <anna@harbour.example>\nTo: ben@harbour.example\nSubject: The Harbour\nMIME-Version: 1.0\n"


def mail(text: str) -> bytes:
    return f"{_MAIL}Content-Type: text/plain; charset=utf-8\n\n".encode() + plain(text)


def mail_html(inner: str) -> bytes:
    return f"{_MAIL}Content-Type: text/html; charset=utf-8\n\n{page(inner)}".encode()


def mail_quoted(text: str) -> bytes:
    import quopri

    head = f"{_MAIL}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    return head.encode() + quopri.encodestring(plain(text))


def mail_raw_quoted(text: str) -> bytes:
    head = f"{_MAIL}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    return head.encode() + plain(text)


def mail_base64(text: str) -> bytes:
    return f"{_MAIL}Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n".encode() + plain(
        text
    )


def mail_parts(text: str) -> bytes:
    """Lines of the text as boundaries that are not one, between two that are."""
    head = f'{_MAIL}Content-Type: multipart/mixed; boundary="a"\n\n--a\nContent-Type: text/plain\n\n'
    return f"{head}{OPENING[0]}\n\n{text}\n--a--\n".encode()


def mail_head(text: str) -> bytes:
    return _MAIL.encode() + text.encode() + b"\nContent-Type: text/plain; charset=utf-8\n\n" + plain("")


def mail_field(name: str, text: str) -> bytes:
    return _MAIL.encode() + f"{name}: {text}\n\n".encode() + plain("")


def mhtml(inner: str) -> bytes:
    head = 'Subject: The Harbour\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="a"'
    part = "Content-Type: text/html; charset=utf-8\nContent-Location: https://harbour.example/a"
    return f"From: <Saved by Blink>\n{head}\n\n--a\n{part}\n\n{page(inner)}\n--a--\n".encode()


def webarchive(inner: str) -> bytes:
    import plistlib

    main = {
        "WebResourceData": page(inner).encode(),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceURL": "https://harbour.example/a",
    }
    return plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)


@dataclass(frozen=True, slots=True)
class Reader:
    """How text, and the markup of its own, become a file of this kind."""

    suffix: str
    text: Wrap | None
    markup: Wrap | None = None
    own: Mapping[str, str] | None = None
    some: bool = False  # what is in it is read by another of these readers: only texts that its own wrapping looks at

    def files(self) -> Iterator[tuple[str, str, Wrap]]:
        """Name of the pattern, pattern, and what makes a file of its text."""
        if self.text:
            texts = patterns.SOME if self.some else patterns.TEXTS
            yield from ((name, patterns.TEXTS[name], self.text) for name in texts)
        if self.markup:
            yield from ((f"{name} (own)", unit, self.markup) for name, unit in (self.own or {}).items())


def _html(make: Callable[[str], bytes]) -> Wrap:
    return lambda text: make(in_paragraphs(text))


_FRONT = "---\ntitle: The Harbour\n---"
_ORG_HEAD, _ADOC_HEAD, _RST_HEAD = "#+TITLE: The Harbour", "= The Harbour", "The Harbour\n==========="
READERS: Mapping[str, Reader] = {
    "plain": Reader(".txt", plain),
    "html": Reader(".html", _html(lambda t: page(t).encode()), lambda t: page(t).encode(), patterns.HTML),
    "html-pre": Reader(".html", lambda t: page(f"<pre>{html.escape(t)}</pre>").encode(), some=True),
    "markdown": Reader(".md", partial(marked, _FRONT), partial(marked, _FRONT), patterns.MARKDOWN),
    "mdx": Reader(".mdx", None, partial(marked, _FRONT), patterns.MARKDOWN),
    "rst": Reader(".rst", partial(marked, _RST_HEAD), partial(marked, _RST_HEAD), patterns.RST),
    "org": Reader(".org", partial(marked, _ORG_HEAD), partial(marked, _ORG_HEAD), patterns.ORG),
    "adoc": Reader(".adoc", partial(marked, _ADOC_HEAD), partial(marked, _ADOC_HEAD), patterns.ADOC),
    "rtf": Reader(".rtf", rtf_text, rtf, patterns.RTF),
    "docx": Reader(".docx", docx),
    "odt": Reader(".odt", odt, some=True),
    "fb2": Reader(".fb2", fb2, some=True),
    "notebook": Reader(".ipynb", notebook, notebook, patterns.MARKDOWN, some=True),
    "enex": Reader(".enex", _html(enex), some=True),
    "epub": Reader(".epub", _html(epub), some=True),
    "feed": Reader(".xml", _html(rss), rss, patterns.HTML, some=True),
    "wxr": Reader(".xml", wxr, wxr, patterns.WORDPRESS),
    "json-feed": Reader(".json", _html(json_feed), some=True),
    "ghost": Reader(".json", _html(ghost), ghost, patterns.HTML, some=True),
    "csv": Reader(".csv", _html(table), some=True),
    "warc": Reader(".warc", _html(warc), some=True),
    "webarchive": Reader(".webarchive", _html(webarchive), some=True),
    "mhtml": Reader(".mhtml", _html(mhtml), some=True),
    "mail": Reader(".eml", mail, mail, patterns.MAIL_BODY),
    "mail-html": Reader(".eml", _html(mail_html), mail_html, patterns.HTML, some=True),
    "mail-quoted": Reader(".eml", mail_quoted, some=True),
    "mail-raw-quoted": Reader(".eml", mail_raw_quoted),
    "mail-base64": Reader(".eml", mail_base64, some=True),
    "mail-parts": Reader(".eml", mail_parts, mail_parts, {"boundaries": "--a\n", "others": "--b\n"}),
    "mail-head": Reader(".eml", None, mail_head, patterns.MAIL),
    "mail-from": Reader(".eml", None, partial(mail_field, "Reply-To"), patterns.MAIL),
    "mail-type": Reader(".eml", None, partial(mail_field, "Content-Type"), patterns.MAIL),
    "front-yaml": Reader(".md", lambda t: f"---\ntitle: The Harbour\nnote: {t[:60_000]}\n---\n".encode() + plain("")),
    "front-toml": Reader(".md", lambda t: f"+++\ntitle = 'A'\nnote = {t[:60_000]}\n+++\n".encode() + plain("")),
    "raw": Reader("", lambda t: t.encode()),
    "raw-html": Reader(".html", lambda t: t.encode(), lambda t: t.encode(), patterns.HTML),
    "raw-json": Reader(".json", lambda t: b"[" + t.encode()),
    "raw-xml": Reader(".xml", lambda t: b"<rss>" + t.encode()),
    **{name: Reader(suffix, None, wrap, own) for name, (suffix, wrap, own) in structures.STRUCTURES.items()},
}


def read(reader: Reader, wrap: Wrap, text: str) -> Callable[[], object]:
    """What is measured: all articles of one file."""
    data = wrap(text)

    def go() -> None:
        with contextlib.suppress(PodcasterError):
            for _ in reading.read_bytes(data, f"harbour{reader.suffix}", on_error=_nobody, on_skip=_nobody):
                pass

    return go


def _nobody(*_: object) -> None: ...


# ---------------------------------------------------------------- the script and what comes after it


def article(text: str, language: str) -> Article:
    parts = [*OPENING, *(part for part in text.split("\n\n") if part.strip())]
    blocks = tuple(Block(BlockKind.PARAGRAPH, part) for part in parts)
    return Article(title="The Harbour", blocks=blocks, language=language, source="a.txt")


def write(language: str, text: str) -> Callable[[], object]:
    found, settings = article(text, language), Settings(longest_words=10**9)

    def go() -> None:
        with contextlib.suppress(PodcasterError):
            script.write(found, settings)

    return go


def show(text: str) -> Callable[[], object]:
    """The captions of the whole text as a single cue, which no voice says in one breath, and its transcripts."""
    cue = Cue(0, 60 * len(text), text)

    def go() -> None:
        parts = list(captions.captions([cue]))
        notes.vtt(parts)
        notes.srt(parts)
        notes.transcript_html(parts, "The Harbour", "en")

    return go


# ---------------------------------------------------------------- measuring


@dataclass(frozen=True, slots=True)
class Found:
    name: str
    seconds: tuple[float, ...]  # by size; none if the time was over

    @property
    def exponent(self) -> float | None:
        """None where everything is quick, infinite where it was ended."""
        if not self.seconds:
            return math.inf
        ten, hundred, *more = (max(FLOOR, s) for s in self.seconds[1:])
        if hundred <= 2 * FLOOR:
            return None
        found = math.log(hundred / ten) / math.log(SIZES[2] / SIZES[1])
        return min([found, *(math.log(m / hundred) / math.log(BEYOND / SIZES[2]) for m in more)])

    @property
    def kept(self) -> bool:
        return self.exponent is None or self.exponent <= BOUND


def spent(go: Callable[[], object], least: float) -> float:
    """The processor time of one run, on average over as many runs as take *least* seconds together."""
    count, began = 0, time.process_time()
    while not count or time.process_time() - began < least:
        go()
        count += 1
    return (time.process_time() - began) / count


def times(case: Case, slow: int) -> Iterator[float]:
    """By size: measured once and quickly, and in earnest if that looks bad: the least of several, and beyond."""

    def limited(go: Callable[[], object], least: float) -> float:
        used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        resource.setrlimit(resource.RLIMIT_CPU, (used + slow, resource.RLIM_INFINITY))
        return spent(go, least)

    part = 1
    small = case.make(repeated(case.unit, SIZES[0]))
    first = min(limited(small, 0), limited(small, 0))  # what is only loaded once costs nothing the second time
    while part < 100 and first * SIZES[2] / SIZES[0] > LONGEST:
        smaller = limited(case.make(repeated(case.unit, SIZES[0] // (10 * part))), 0)
        if smaller > first / 2:  # a fixed cost: smaller sizes would measure nothing else
            break
        part, first = 10 * part, smaller
    works = [case.make(repeated(case.unit, size // part)) for size in SIZES]
    gc.collect()
    found = [first, *(limited(go, QUICK) for go in works[1:])]
    if (Found(case.name, tuple(found)).exponent or 0) > BOUND - 0.1:
        found = [min(once, *(limited(go, EARNEST) for _ in range(2))) for go, once in zip(works, found, strict=True)]
        if not Found(case.name, tuple(found)).kept:
            found.append(limited(case.make(repeated(case.unit, BEYOND // part)), EARNEST))
    yield from found


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    unit: str
    make: Callable[[str], Callable[[], object]]


def cases() -> Iterator[Case]:
    """All that can be measured."""
    for name, reader in READERS.items():
        for pattern, unit, wrap in reader.files():
            yield Case(f"{name}/{pattern}", unit, partial(read, reader, wrap))
    for language in LANGUAGES:
        for pattern, unit in patterns.TEXTS.items():
            yield Case(f"script-{language}/{pattern}", unit, partial(write, language))
    for pattern, unit in patterns.TEXTS.items():
        yield Case(f"captions/{pattern}", unit, show)


def chosen(wanted: Sequence[str]) -> list[Case]:
    def named(case: Case) -> bool:
        whole = case.name.split("/")[0]
        return any(w in (case.name, whole, whole.split("-")[0]) for w in wanted)

    found = [case for case in cases() if not wanted or named(case)]
    if not found:
        raise SystemExit(f"nothing is called {', '.join(wanted)}; readers: {', '.join(READERS)}")
    return found


def _child(found: Sequence[Case], answer: int, slow: int) -> None:
    """Measure these cases one after the other and die. Never returns."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    for case in found:
        os.write(answer, pickle.dumps(Found(case.name, tuple(times(case, slow)))))
    os._exit(0)


def measured(found: Sequence[Case], jobs: int, slow: int) -> Iterator[Found]:
    """Each case, in this many processes. A case that is ended takes its process along; the next goes on."""
    running: dict[io.FileIO, tuple[Sequence[Case], int]] = {}

    def begin(todo: Sequence[Case]) -> None:
        reader, writer = os.pipe()
        if not (pid := os.fork()):
            os.close(reader)
            _child(todo, writer, slow)
        os.close(writer)
        running[io.FileIO(reader)] = todo, pid

    for job in range(jobs):
        if found[job::jobs]:
            begin(found[job::jobs])
    while running:
        ready, _, _ = select.select(list(running), [], [])
        for reader in ready:
            todo, pid = running.pop(reader)
            with contextlib.suppress(EOFError):
                one = pickle.load(reader)
                running[reader] = todo[1:], pid
                yield one
                continue
            reader.close()
            os.waitpid(pid, 0)
            if todo:
                yield Found(todo[0].name, ())
                begin(todo[1:])


def warm() -> None:
    """Load all that a first file and a first script need."""
    safe.run_limited = directly
    load_readers()
    for language in LANGUAGES:
        write(language, "The ferry has 3 boats.")()


def readers() -> Iterator[Row]:
    """How the cost of each reader grows."""
    yield _row("all readers", lambda case: not case.name.startswith(("captions/", "script-")))


def english() -> Iterator[Row]:
    """How the cost of the script in English grows, and of captions."""
    yield _row("captions, and the script in English", lambda case: case.name.startswith(("captions/", "script-en/")))


def languages() -> Iterator[Row]:
    """How the cost of the script in the other languages grows."""
    others = [f"script-{language}/" for language in LANGUAGES if language != "en"]
    yield _row(f"the script in {len(others)} more languages", lambda case: case.name.startswith(tuple(others)))


def _row(part: str, wanted: Callable[[Case], bool]) -> Row:
    warm()
    all_of_it = []
    for found in measured([case for case in cases() if wanted(case)], os.cpu_count() or 1, slow=20):
        all_of_it.append(found)
        if not found.kept:
            print(f"  {line(found)}", file=sys.stderr, flush=True)
    worst = max(all_of_it, key=lambda found: found.exponent or 0)
    above = sum(not found.kept for found in all_of_it)
    figure = f"{worst.exponent or 0:.2f} at most ({worst.name}); {above} of {len(all_of_it):,} above"
    what = f"how cost grows with size: {part}, {len(all_of_it):,} patterns up to 100,000 characters"
    return Row(what, f"exponent <= {BOUND}", figure, not above)


def line(found: Found) -> str:
    """One case with its times."""
    exponent = "   -" if found.exponent is None else f"{found.exponent:4.2f}"
    return f"{exponent}  {found.name:<48} " + " ".join(f"{1000 * s:9.1f}" for s in found.seconds) + " ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--slow", type=int, default=20, help="seconds of processor time for a run")
    parser.add_argument("--all", action="store_true", help="print what is below the bound too")
    asked = parser.parse_args()
    warm()
    bad = total = 0
    for found in measured(chosen(asked.name), asked.jobs, asked.slow):
        total += 1
        bad += not found.kept
        if asked.all or not found.kept:
            print(line(found), flush=True)
    print(f"{bad} of {total} above {BOUND}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
