"""No word of a post is lost between the file and the ear, however the post is built."""

from __future__ import annotations

import html
import itertools
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcaster import reading
from podcaster.config import Settings
from podcaster.model import Article, BlockKind, Fate, Script
from podcaster.script import write


@dataclass(frozen=True)
class Node:
    """A piece of a post: its kind, how many words it has of its own, and what it holds."""

    kind: str
    words: int = 3
    inside: tuple[Node, ...] = ()


LEAVES = ("paragraph", "heading", "code", "table", "footnote", "linked", "emphasis", "figure")
leaves = st.builds(Node, st.sampled_from(LEAVES), st.integers(2, 9))
nodes = st.recursive(
    leaves,
    lambda inner: st.builds(
        Node,
        st.sampled_from(["list", "numbered", "quote"]),
        st.integers(1, 6),
        st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=6,
)
posts = st.lists(nodes, min_size=1, max_size=5)
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve")


def fresh() -> Iterator[str]:
    """Words that no rule knows, each only once."""
    for parts in itertools.product(SYLLABLES, repeat=3):
        yield "z" + "".join(parts)


class Paper:
    """Writes a post, and remembers its words."""

    def __init__(self) -> None:
        self.supply = fresh()
        self.words: list[str] = []
        self.notes: list[tuple[int, str]] = []

    def text(self, count: int) -> str:
        taken = list(itertools.islice(self.supply, count))
        self.words += taken
        return " ".join(taken)

    def sentence(self, count: int) -> str:
        return self.text(count).capitalize() + "."

    def note(self, count: int) -> int:
        self.notes.append((len(self.notes) + 1, self.sentence(count)))
        return len(self.notes)

    def markdown(self, node: Node) -> str:
        one = self.sentence(node.words)
        match node.kind:
            case "heading":
                return f"## {one}"
            case "code":
                return f"```\n{one}\n```"
            case "table":
                return f"| {self.text(1)} | {self.text(1)} |\n| --- | --- |\n| {one} | {self.text(2)} |"
            case "footnote":
                return f"{one}[^{self.note(4)}]"
            case "linked":
                return f"{one} See [{self.text(2)}](https://a.example/x)."
            case "emphasis":
                return f"{one} It is *{self.text(1)}* and `{self.text(1)}`."
            case "figure":
                return f'![{self.text(2)}](a.png "{one}")'
            case "list" | "numbered":
                mark = "- " if node.kind == "list" else "1. "
                inside = "\n\n".join(self.markdown(n) for n in node.inside)
                return mark + one + "\n\n" + re.sub(r"^(?=.)", " " * len(mark), inside, flags=re.MULTILINE)
            case "quote":
                inside = "\n\n".join([one, *(self.markdown(n) for n in node.inside)])
                return re.sub(r"^", "> ", inside, flags=re.MULTILINE)
        return one

    def html(self, node: Node) -> str:
        one = html.escape(self.sentence(node.words))
        inside = "".join(self.html(n) for n in node.inside)
        match node.kind:
            case "heading":
                return f"<h2>{one}</h2>"
            case "code":
                return f"<pre><code>{one}</code></pre>"
            case "table":
                head = f"<tr><th>{self.text(1)}</th><th>{self.text(1)}</th></tr>"
                return f"<table>{head}<tr><td>{one}</td><td>{self.text(2)}</td></tr></table>"
            case "footnote":
                n = self.note(4)
                return f'<p>{one}<sup id="r{n}"><a href="#n{n}">{n}</a></sup></p>'
            case "linked":
                return f'<p>{one} See <a href="https://a.example/x">{self.text(2)}</a>.</p>'
            case "emphasis":
                return f"<p>{one} It is <em>{self.text(1)}</em> and <code>{self.text(1)}</code>.</p>"
            case "figure":
                return f'<figure><img src="a.png" alt=""><figcaption>{one}</figcaption></figure>'
            case "list":
                return f"<ul><li>{one}{inside}</li></ul>"
            case "numbered":
                return f"<ol><li><p>{one}</p>{inside}</li></ol>"
            case "quote":
                return f"<blockquote><p>{one}</p>{inside}</blockquote>"
        return f"<p>{one}</p>"


OPENING = "Here the post begins, with a paragraph that is long enough to be one. " * 6


def read(text: str, suffix: str) -> Article:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"post{suffix}"
        path.write_text(text, encoding="utf-8")
        (article,) = reading.read(path)
    return article


def missing(words: list[str], article: Article, script: Script) -> list[str]:
    """Words of the file that are neither in the account nor among what was left out of the page."""
    known = " ".join(e.text for e in script.ledger) + " ".join(e.text for e in article.left_out)
    alternative = " ".join(b.image.alt for b in article.blocks if b.image)
    return [w for w in words if w not in f"{known} {alternative}".casefold()]


def unheard(article: Article, script: Script) -> list[str]:
    """Words that the account calls spoken and nobody says."""
    said = " ".join(u.spoken for u in script.utterances).casefold()
    plain = {n for n, b in enumerate(article.blocks) if b.kind is not BlockKind.CODE}
    spoken = " ".join(e.text for e in script.ledger if e.fate is Fate.SPOKEN and e.block in plain)
    return [w for w in re.findall(r"z(?:[a-z]{2}){3}", spoken.casefold()) if w not in said]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(posts)
def test_no_word_of_a_markdown_post_is_lost(post: list[Node]) -> None:
    """Lists in quotes in lists, tables, listings, footnotes: each word has its line in the account, and what is
    called spoken is heard."""
    paper = Paper()
    parts = [paper.markdown(node) for node in post]
    notes = [f"[^{n}]: {text}" for n, text in paper.notes]
    article = read("\n\n".join(["# A title", OPENING, *parts, OPENING, *notes]), ".md")
    script = write(article, Settings())
    assert missing(paper.words, article, script) == []
    assert unheard(article, script) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(posts)
def test_no_word_of_a_page_is_lost(post: list[Node]) -> None:
    """The same for saved pages."""
    paper = Paper()
    body = "".join(paper.html(node) for node in post)
    notes = "".join(f'<li id="n{n}">{text}</li>' for n, text in paper.notes)
    page = (
        f"<html><head><title>A title</title></head><body><article><h1>A title</h1><p>{OPENING}</p>{body}"
        f"<p>{OPENING}</p>{f'<ol>{notes}</ol>' if notes else ''}</article></body></html>"
    )
    article = read(page, ".html")
    script = write(article, Settings())
    assert missing(paper.words, article, script) == []
    assert unheard(article, script) == []
