"""The narrated text of saved articles, for a judge of extraction.

    article_text.py MANIFEST OUTDIR

MANIFEST has a JSON object a line: id, file (may be gzipped), kind ("html" or "text"), url. For each, OUTDIR gets id.txt
(the body as it would be told, a paragraph a line) and id.json (title, author, date, language, doubts). A page that is
refused or crashes has an empty text, and in its id.json why.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path

from podcaster.errors import PodcasterError
from podcaster.model import Article, Block, BlockKind, SpanKind
from podcaster.reading import html, plain
from podcaster.reading.containers import saved_letters

SILENT = frozenset((SpanKind.NOTE_REF, SpanKind.STRUCK))


def told(block: Block) -> str:
    """A block as words: list numbers kept, marks of footnotes and struck-out words gone, no pipes in tables."""
    if block.kind is BlockKind.FIGURE:
        return ""
    if block.rows:
        return "\n".join(" ".join(cell for cell in row if cell) for row in block.rows)
    text, at, parts = block.text, 0, []
    for span in sorted(block.spans, key=lambda s: s.start):
        if span.start < at:
            continue
        if span.kind in SILENT:
            parts.append(text[at : span.start].rstrip(" ") if span.kind is SpanKind.NOTE_REF else text[at : span.start])
            at = span.end
        elif span.kind is SpanKind.SUPERSCRIPT and text[span.start - 1 : span.start].isdigit():
            parts.append(f"{text[at : span.start]}^{text[span.start : span.end]}")
            at = span.end
    text = (
        " ".join("".join([*parts, text[at:]]).split(" "))
        if block.kind is BlockKind.CODE
        else " ".join("".join([*parts, text[at:]]).split())
    )
    if block.attribution and block.kind is BlockKind.QUOTE:
        text = f"{text}\n{block.attribution}"
    if block.marker and block.marker != "•" and block.kind in (BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.HEADING):
        text = f"{block.marker} {text}"
    return text


def read(data: bytes, kind: str, url: str, name: str) -> Article:
    """An article of a manifest, by our own reader."""
    if kind == "text":
        return plain.read(data.decode("utf-8", "replace"), name)
    if saved_letters.is_letter(data):
        return saved_letters.read(data, name, None)
    return html.read(data, name, address=url)


def main() -> int:
    """Read every row of the manifest; one that cannot be read is reported, gives an empty text, and stops nothing."""
    manifest, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines() if line.strip()]
    spent, failed = 0.0, 0
    for row in rows:
        path = manifest.parent / row["file"]
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        before = time.perf_counter()
        try:
            article = read(data, row.get("kind", "html"), row.get("url") or "", row["id"])
        except PodcasterError as error:
            failed += 1
            print(f"{row['id']}: {error}", file=sys.stderr)
            text, about = "", {"refused": str(error)}
        except Exception as error:  # noqa: BLE001 - one page that crashes is one lost page, not the end of the bench
            failed += 1
            print(f"{row['id']}: {type(error).__name__}: {error}", file=sys.stderr)
            text, about = "", {"crashed": f"{type(error).__name__}: {error}"}
        else:
            text = "\n".join(t for t in map(told, article.blocks) if t)
            about = {
                "title": article.title,
                "author": "; ".join(article.authors),
                "date": article.date.isoformat()[:10] if article.date else "",
                "language": article.language,
                "doubts": [kind for kind, _ in article.doubts],
            }
        spent += time.perf_counter() - before
        (out / f"{row['id']}.txt").write_text(text, encoding="utf-8")
        (out / f"{row['id']}.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    print(f"{len(rows)} articles, {failed} failed, {1000 * spent / max(1, len(rows)):.0f} ms each", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
