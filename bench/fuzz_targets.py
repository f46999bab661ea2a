"""What the fuzzer gives damaged input to: every reader, and whatever else takes bytes from outside, with small samples.

A target may end with any of our errors. Any other exception, and a broken promise, is a fault.
"""

from __future__ import annotations

import datetime as dt
import gzip
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench import mutants
from podcaster import config, reading, script, voice
from podcaster.audio import tags, theme
from podcaster.errors import PodcasterError, UnforeseenError
from podcaster.listening import proof
from podcaster.model import Article, Block, BlockKind, Chapter, Episode
from podcaster.publishing import rules
from podcaster.reading import dates, numbered
from podcaster.script import intro, lexicon, menu_phrases
from podcaster.serving import hosts, ranges
from podcaster.text import phrases
from podcaster.voice import piper_config
from tests.formats import build, outlook, samples

Seed = tuple[str, bytes]  # the name of a file, and what is in it


class Broken(AssertionError):
    """A promise was not kept, though nothing was raised."""


@dataclass(frozen=True, slots=True)
class Target:
    """*use* is given a damaged seed, with its name."""

    name: str
    use: Callable[[bytes, str], None]
    seeds: tuple[Seed, ...]
    tokens: tuple[bytes, ...] = ()  # what its grammar is sensitive to
    has_fields: bool = False  # half the time only values are changed: what is put in elsewhere is seldom valid

    def mutant(self, seed: int, number: int) -> Seed:
        """The damaged input with this number: always the same."""
        chance = random.Random(f"{seed} {self.name} {number}")
        name, data = self.seeds[number % len(self.seeds)]
        if len(self.seeds) > 1 and chance.random() < 0.1:
            _, other = chance.choice(self.seeds)
            data = data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]
        if self.has_fields and chance.random() < 0.5:
            return name, _other_values(data, chance)
        if self.tokens and chance.random() < 0.5:
            return name, mutants.mutant(data, chance, self.tokens)
        return name, mutants.mutant_file(data, chance)


_VALUES = (
    *(
        b"-1",
        b"0",
        b"99999999999",
        b"1e999",
        b"nan",
        b"NaN",
        b"inf",
        b"true",
        b"null",
        b"1979-05-27",
        b'""',
        b"[]",
        b"{}",
    ),
    *(b"[[1]]", b'["x", 1]', b'{"x": []}', b"{ x = [] }", b'"\\ud83d"', b"'{x}'", b'"' + b"x" * 300 + b'"'),
)


def _other_values(data: bytes, chance: random.Random) -> bytes:
    """One or a few values behind `=` or `:` replaced."""
    for _ in range(chance.choice((1, 1, 3))):
        found = list(re.finditer(rb"[=:][ \t]*([^\s,\]}][^\n,\]}]*)", data))
        if found:
            start, end = chance.choice(found).span(1)
            data = data[:start] + chance.choice(_VALUES) + data[end:]
    return data


# ---------------------------------------------------------------- what is done with the input


def read(data: bytes, name: str) -> None:
    """Read a file. An exception that no reader expected is raised as it reached the door."""

    def heard(_: str, error: PodcasterError) -> None:
        if isinstance(error, UnforeseenError):
            raise error

    for article in reading.read_bytes(data, name, on_error=heard, on_skip=lambda *_: None):
        mutants.use(article)


def narrate(data: bytes, name: str) -> None:
    """Write the script of a text. The name of the seed is the language."""
    text = data.decode("utf-8", errors="replace").replace("\0", "")
    blocks = tuple(Block(BlockKind.PARAGRAPH, line.strip()) for line in text.splitlines() if line.strip())
    if blocks:
        said = script.write(Article(blocks, "A title", language=name, source="text"), config.Settings())
        for utterance in said.utterances:
            utterance.spoken.encode()


def serve(data: bytes, _: str) -> None:
    """Answer a request with these headers for a file of a thousand bytes."""
    lines = (line.partition(b":")[::2] for line in data.split(b"\n") if b":" in line)
    asked = ranges.Asked.of("GET", ((name.strip().lower(), value.strip()) for name, value in lines))
    size = 1000
    for name in ("episodes/a.mp3", "feed.xml"):
        version = ranges.Version(name, size, "0123456789abcdef", 1_700_000_000.0)
        for packed in {False, asked.takes_gzip}:
            answer = ranges.of_part(asked, ranges.of_file(asked, version, private=True, packed=packed), size)
            if answer.status not in (200, 206, 304, 416) or not 0 <= answer.start <= answer.end <= size:
                raise Broken(f"status {answer.status}, {answer.start} to {answer.end}")
            if answer.status == 206 and answer.start == answer.end:
                raise Broken("an empty part")
            if any(b"\r" in value or b"\n" in value for header in answer.headers for value in header):
                raise Broken("a header in two lines")


def ask_host(data: bytes, _: str) -> None:
    """Decide on a Host header."""
    host = hosts.parse(data.decode("latin-1"))
    if host:
        hosts.same_place(host, "https://quay.example:8443/show/")
        _hosts().allow(host)


@cache
def _hosts() -> hosts.Hosts:
    return hosts.Hosts.of_this_computer(["quay.example"], base="https://quay.example/")


def set_up(data: bytes, _: str) -> None:
    """Load podcaster.toml and fill its templates."""
    with _beside(data, config.FILE_NAME) as path:
        settings = config.load(path.parent)
    article = Article((), "A title", ("Jo Vane",), dt.date(2024, 3, 18), settings.language or "en", source="text")
    known = intro.facts(article, article.language)
    for key, template in (("intro", settings.intro), ("outro", settings.outro)):
        intro.check_template(template, key)
        list(intro.filled(template, known, script.writer.Role.INTRO))


def correct(data: bytes, _: str) -> None:
    """Load a lexicon and say a sentence with it."""
    known = lexicon.Lexicon(lexicon.parse(data.decode("utf-8", errors="replace")))
    known.apply("Nguyen and the SQL of Łódź; Straße in 10 GB of C++ (naïve).", "en")
    known.apply("日本語の文と SQL。", "ja")


def phrase(data: bytes, _: str) -> None:
    """Use the set phrases of a language. Lines: the language, a template, names of writers."""
    language, template, *authors = [*data.decode("utf-8", errors="replace").split("\n"), "", ""]
    phrases.phrases_for(language)
    phrases.written_date(dt.date(2024, 3, 18), language)
    phrases.joined(tuple(authors), language)
    if menu_phrases.menu_phrases(language):
        menu_phrases.length(754_000, language)
    article = Article((), "A title", tuple(authors), None, language, site=template, source="text")
    known = intro.facts(article, language)
    intro.check_template(template, "intro")
    list(intro.filled(template, known, script.writer.Role.INTRO))


def find_date(data: bytes, name: str) -> None:
    """Look for a date. The name of the seed is the language."""
    text = data.decode("utf-8", errors="replace")
    dates.date(text, name)
    dates.date_within(text, name)
    dates.date_of_address(text)


def examine(data: bytes, _: str) -> None:
    """Judge a feed, as `doctor` does."""
    for own in (True, False):
        rules.check_feed(data, public=None, own=own)


def tag(data: bytes, _: str) -> None:
    """Read the tag of an episode, as `tag` and a repair do."""
    with _beside(data, "a.mp3") as path:
        tags.read(path)
        tags.picture(path)
        tags.episode(path)


def transcribe(data: bytes, _: str) -> None:
    """Read the transcript beside an episode."""
    with _beside(data, "a.json") as path:
        path.with_suffix(".mp3").write_bytes(_FRAMES)
        proof.transcript(path.with_suffix(".mp3"))


def profile(data: bytes, _: str) -> None:
    """Read the profile of a voice."""
    with _beside(data, "a.toml") as path:
        voice.read(path)


def configure(data: bytes, _: str) -> None:
    """Read the configuration of a voice that was fetched."""
    with _beside(data, "a.onnx.json") as path:
        piper_config.read(path)


def compose(data: bytes, _: str) -> None:
    """Read a theme, and play it."""
    theme.parse(data.decode("utf-8", errors="replace"), "theme")


@contextmanager
def _beside(data: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


def pick(data: bytes, _: str) -> None:
    """Split FILE#3."""
    numbered.split(Path(data.decode("utf-8", errors="surrogateescape").replace("\0", "") or "x"))


# ---------------------------------------------------------------- samples


def _file_seeds() -> Iterator[tuple[str, tuple[Seed, ...]]]:
    for kind, files in {**samples.READ, **samples.REFUSED}.items():
        yield (
            kind,
            tuple(
                (Path(name).name, content.encode() if isinstance(content, str) else content)
                for name, content in files.items()
            ),
        )
    message = {"subject": "The gulls", "sender": "Anna Reed", "address": "anna@quay.example", "body": build.GULLS}
    sent = dt.datetime(2024, 3, 18, 8, tzinfo=dt.UTC)
    yield "outlook", (("gulls.msg", outlook.message(**message, html=f"<p>{build.GULLS}</p>", sent=sent)),)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Quay",
        "items": [{"id": 1, "content_html": "<p>x"}],
    }
    yield "json-feed", (("feed.json", build.json.dumps(feed).encode()),)
    yield "formulas", (("page.html", build.page(body=_FORMULAS).encode()), ("feed.xml", _in_feed(_FORMULAS).encode()))
    yield "front", tuple((f"{n}.md", f"{front}\n\n{build.GULLS}\n".encode()) for n, front in enumerate(_FRONT))
    yield "tables", (("page.html", build.page(body=_TABLE).encode()), ("posts.csv", _CSV.encode()))
    yield "packed", (("a.html.gz", gzip.compress(build.page().encode(), mtime=0)), ("b.warc", build.warc(packed=False)))


_FORMULAS = (
    '<p>A <span class="math inline">\\(x^2\\)</span>, <span class="katex"><math><mi>x</mi></math></span> and '
    "<math display='block'><msup><mi>y</mi><mn>2</mn></msup></math> and $a_1$.</p>"
)
_TABLE = "<table><tr><th>Bird<th colspan=2>Count<tr><td rowspan=2>Gull<td>12<td>3<tr><td>4</table><p>It was so.</p>"
_CSV = "post_id,post_date,title,content\n1,2024-03-18,The gulls,<p>They are back</p>\n2,2024-03-19,Bread,\n"
_FRONT = (
    "---\ntitle: 'Gulls: a &b count'\ndate: 2024-03-18T08:00:00Z\ntags: [a, *b]\nauthor:\n  - name: Jo\ndraft: no\n---",
    '+++\ntitle = "Gulls"\ndate = 2024-03-18T08:00:00Z\ntags = ["a"]\n[author]\nname = \'Jo\'\na.b.c = 1e9\n+++',
    '{"title": "Gulls", "date": "2024-03-18", "author": {"name": "Jo"}, "tags": ["a", 1]}',
    "Title: Gulls\nDate: 18 March 2024\nAuthor: Jo",
    "% Gulls\n% Jo Vane; Anna Reed\n% March 18, 2024",
)
_SETTINGS = """title = "Quay"
language = "en-GB"
base_url = "https://quay.example/show/"
intro = "{title}. By {author}, {date}."
longest_words = 20000

[sound]
format = "mp3"
quality = "standard"

[pauses]
paragraph = 700

[cast.de]
narrator = "tone"

[treat]
tables = "summary"
"""
_LINES = ("intro = '{title}'", "jobs = 2", "language = 'de'", "[sound]\nloudness = -16", "[cast.de]\nnarrator = 'tone'",
          "[pauses]\nsentence = 300", "title = 'Quay'", "[treat]\ntables = 'summary'", "longest_words = 9")  # fmt: skip
_FRAMES = (b"\xff\xfb\x90\xc4" + bytes(413)) * 8  # silence
_TRANSCRIPT = (
    '{"version": "1.0.0", "segments": [{"speaker": "a", "startTime": 0.5, "endTime": 1.25, "body": "The gulls."}]}'
)
_THEME = (Path(theme.__file__).parent / "themes" / "soft.toml").read_text(encoding="utf-8")
_PROFILE = (voice.folders()[0] / "siwis.toml").read_text(encoding="utf-8")
_PIPER = (
    '{"audio": {"sample_rate": 22050}, "espeak": {"voice": "en-us"}, "phoneme_type": "espeak", "phoneme_id_map": {}}'
)
_DEEP = (
    b"[" * 2000,
    b"a." * 300,
    b"{a=" * 1500,
    b'{"a":' * 2000,
    b"9" * 5000,
    b"1e999",
    b"NaN",
    b"Infinity",
    b"-1e400",
)


def _tagged() -> bytes:
    """An episode with every kind of frame that podcaster writes."""
    with _beside(_FRAMES, "a.mp3") as path:
        about = Episode(
            "g", "a", "The gulls", dt.datetime(2024, 3, 18, tzinfo=dt.UTC), 61_000, 0, "", "k", "gulls.html"
        )
        chapters = (Chapter(0, 30_000, "The gulls"), Chapter(30_000, 61_000, "Bread", address="https://quay.example/"))
        tags.write(
            path, episode=about, show=config.Settings(), chapters=chapters, cover=build.jpeg(), lyrics="One.\n\nTwo."
        )
        return path.read_bytes()


_HEADERS = (
    'Range: bytes=0-499\nIf-Range: "0123456789abcdef"\nAccept-Encoding: gzip;q=0.5, identity',
    "Range: bytes=-1\nIf-Range: Tue, 14 Nov 2023 22:13:20 GMT",
    'Range: bytes=10-\nRange: bytes=0-1,5-6\nIf-None-Match: W/"a", "b"',
    "If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT\nAccept: text/html\nAccept-Encoding: br, *;q=0",
)
_HOSTS = ("quay.example:8000", "[::1]:8000", "127.0.0.1", "QUAY.local.")
_LEXICA = (
    "Nguyen\tsay\twin\nSQL\tletters\nŁódź\tipa\twut͡ɕ\tpl\tcase\n# a comment\nC++\tsay\tsee plus\n日本\tsay\tにほん\tja",
)
_PHRASES = ("en-GB\n{title}. By {author}.\nJo Vane\nAnna Reed", "de\n{title|x}\nJo", "zh-Hant-TW\n{date} {site}")
_TEXTS = {
    "en": "On 3 May 2021, Dr. Smith paid $3.5M for 20GB at 10 Elm St. (45%).\n“No,” she said – “never.” [1] x² ≥ ½",
    "de": "Am 3. Mai 2021 zahlte Dr. Weiß 3,5 Mio. € für 20 GB, z. B. um 7:30 Uhr.\n„Nein“; §§ 5–7, 1.000 km/h.",
    "fr": "Le 1er mai 2021, M. Dupont a payé 3,5 M€ pour 20 Go, soit 45 % de plus.\n« Non », dit-elle : XIXe siècle.",
    "es": "El 3 de mayo de 2021 pagó 3,5 M€ por 20 GB, un 45 % más, a las 7:30 h.\n—No —dijo; 2.º piso, 1.ª vez.",
    "pl": "3 maja 2021 r. dr Nowak zapłacił 3,5 mln zł za 20 GB, tj. o 45% więcej.\nKról Jan III, ul. Długa 5.",
    "ja": "2021年5月3日、スミス氏は20GBに350万円を払った。「まさか」と言った。(45%増)",
    "zh": "2021年5月3日,他花了3.5万元买了20GB,多了45%。“不,”她说。",
    "ar": "في 3 مايو 2021 دفع 3.5 مليون دولار (45٪) مقابل 20 غيغابايت.",
    "ru": "3 мая 2021 г. он заплатил 3,5 млн руб. за 20 ГБ, т. е. на 45 % больше.\n«Нет», — сказала она. XIX век",
}  # fmt: skip
_DATES = {
    "": "2024-03-18T08:00:00+01:00", "en": "Published March 18th, 2024 at 8:00 pm EST", "de": "18. März 2024, 8 Uhr",
    "fr": "le 1er mars 2024", "ja": "公開日2024年3月18日", "es": "18 de marzo de 2024", "pl": "18 marca 2024 r.",
    "x": "https://quay.example/2024/03/18/gulls.html",
}  # fmt: skip
_DIGITS = (b"9" * 30, b"-1", b"0", b"99", b"\xc2\xb2", b"\xd9\xa3", b"2024-13-45", b"1e999", b"\xef\xbc\x91")
_PUNCTUATION = (b"\xe2\x80\x9c", b"\xe2\x80\xa6", b"\xe2\x80\x93", b"\xc2\xa0", b"\xe2\x80\x8b", b"(", b"[", b"/", b"'")


def _in_feed(html: str) -> str:
    item = f"<item><title>x</title><description><![CDATA[{html}]]></description></item>"
    return f"<rss version='2.0'><channel>{item}</channel></rss>"


def targets() -> tuple[Target, ...]:
    """All of them: the readers by their formats, then the others."""
    fields = ("front", "ghost", "wallabag", "json-feed", "notebook", "omnivore", "markdown")
    readers = [Target(kind, read, seeds, has_fields=kind in fields) for kind, seeds in _file_seeds()]
    toml = (
        b'"""',
        b"[[",
        b"[a.b]",
        b"\n[cast]\n",
        b"= {",
        b"true",
        b"1979-05-27",
        b"\\u00e9",
        b"nan",
        b"{author",
        b"}",
    )
    numbers = (*_DIGITS, *_PUNCTUATION)
    others = [
        Target("range", serve, _plain(*_HEADERS), (b"bytes=", b"-", b",", b" ", b"W/", b'"', b"*", b";q=", *_DIGITS)),
        Target("host", ask_host, _plain(*_HOSTS), (b":", b"[", b"]", b".", b"@", *_DIGITS)),
        Target("settings", set_up, _plain(_SETTINGS, *_LINES), (*toml, *_DIGITS, *_DEEP), has_fields=True),
        Target("theme", compose, _plain(_THEME), (*toml, *_DIGITS, *_DEEP), has_fields=True),
        Target("voice-profile", profile, _plain(_PROFILE), (*toml, *_DIGITS, *_DEEP), has_fields=True),
        Target("voice-config", configure, _plain(_PIPER), (*_DEEP, *_DIGITS), has_fields=True),
        Target("transcript", transcribe, _plain(_TRANSCRIPT), (*_DEEP, *_DIGITS), has_fields=True),
        Target("tag", tag, (("a.mp3", _tagged()),), (b"ID3\4", b"CHAP", b"TXXX", b"APIC", b"\0\0\0\0", b"\x7f" * 4)),
        Target("lexicon", correct, _plain(*_LEXICA), (b"\t", b"\n", b"ipa", b"case", *_PUNCTUATION)),
        Target("phrases", phrase, _plain(*_PHRASES), (b"{", b"}", b"-", b"\n", b"{author}", *_PUNCTUATION)),
        Target("dates", find_date, _named(_DATES), _DIGITS),
        Target("script", narrate, _named(_TEXTS), numbers),
        Target("doctor", examine, _named({"rss": build.rss(), "atom": build.atom(), "b": build.wxr()})),
        Target("numbered", pick, _plain("export.zip#3", "feed.xml"), (b"#", b"/", *_DIGITS)),
    ]
    return (*readers, *others)


def _named(texts: dict[str, str]) -> tuple[Seed, ...]:
    return tuple((name, text.encode()) for name, text in texts.items())


def _plain(*texts: str) -> tuple[Seed, ...]:
    return tuple((f"{number}.txt", text.encode()) for number, text in enumerate(texts))
