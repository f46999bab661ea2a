"""What is said: written text as spoken words, where a sentence ends, words that are written alike.

BENCH_CASES names a folder of cases for `spoken-cases` (LANGUAGE.tsv); without it, those of the tests are taken.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import math
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.rows import DATA, NO_DATA, ROOT, Row, run, unmeasured

SPOKEN = "bench/adapters/spoken.py"
SENTENCES = "bench/adapters/sentences.py"
NAMES = {
    "en-blog": "English of blogs", "en-nemo": "English, NeMo's cases", "de-nemo": "German, NeMo's cases",
    "fr-nemo": "French, NeMo's cases", "es-nemo": "Spanish, NeMo's cases",
}  # fmt: skip
SETS = {"golden": ("golden rules", 46 / 48), "blog": ("paragraphs of blogs", 63 / 67), "ewt": ("web treebank", 0.0)}
PLAIN = re.compile(r"[A-Z][a-z]+(?:,? [a-z]{2,}){5,}[.]")  # nothing in it has to be expanded


def score(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    if not found:
        raise SystemExit(f"no {pattern} in: {text[-400:]}")
    return float(found[1])


def spoken() -> Iterator[Row]:
    """Written text to spoken words."""
    from podcaster.script.speakable import speakable

    blog = (  # one sentence in three has something to expand, as on the blogs that were counted
        "On 3 May 2021, Dr. Smith paid $3.5M for 20GB at 10 Elm St., i.e. about 45% more than in 2019.",
        "Nobody had expected the boat before noon, so the café was still closed and the flags were not yet up.",
        "By the time the crew had tied up, the rain had stopped and the first van rolled down the hill.",
        "The second version took 340ms, which is 3.5x faster.",
        "It took another hour until the last crate of apples was on board and the ferry could leave again.",
        "“We never saw the lighthouse that night,” said the mate, “and we did not miss it either.”",
    )
    speakable(blog[0])
    began = time.process_time()
    for _ in range(100):
        for line in blog:
            speakable(line)
    spent = (time.process_time() - began) / (100 * len(blog)) * 1000
    yield Row("processor time a sentence", "< 1 ms", f"{spent:.2f} ms", spent < 1)
    goals = {"en-blog": 90, "en-nemo": 97, "de-nemo": 96, "fr-nemo": 100, "es-nemo": 97}
    judge = DATA / "harness/normalization/score.py"
    for name, goal in goals.items():
        cases = DATA / f"corpus/normalization/cases-{name}.jsonl"
        if not cases.exists():
            yield unmeasured(NAMES[name], f">= {goal} %", NO_DATA)
            continue
        command = f"{sys.executable} {SPOKEN} --lang {name[:2]}"
        got = score(r"accuracy \d+/\d+ = ([\d.]+)%", run(sys.executable, judge, "--cases", cases, "--command", command))
        yield Row(NAMES[name], f">= {goal} %", f"{got:.1f} %", got >= goal)


def spoken_cases() -> Iterator[Row]:
    """Cases of several kinds and languages, written by somebody who had not seen the rules: BENCH_CASES, a folder."""
    from bench.spoken_cases import tally
    from podcaster.text.languages import english_name

    folder = Path(os.environ.get("BENCH_CASES", ROOT / "tests/spoken"))
    files = sorted(folder.glob("??.tsv"))
    for path in files:
        found = tally(path)
        less = ", ".join(f"{kind} {right}/{of}" for kind, (right, of) in found.kinds.items() if right < of)
        measured = f"{found.share:.1f} % of {found.cases}" + (f"; {less}" if less else "")
        yield Row(f"our own cases, {english_name(found.language)}", ">= 95 %", measured, found.share >= 95)
        for written, spoken in found.wrong:
            print(f"  {found.language}: {written} -> {spoken}", file=sys.stderr)


def prose() -> Iterator[Row]:
    """Sentences without figures, signs or names: every one comes out as it went in."""
    from bench.adapters.article_text import read, told
    from podcaster.errors import PodcasterError
    from podcaster.script.sentences import split
    from podcaster.script.speakable import speakable

    manifest = DATA / "corpus/wide/manifest.jsonl"
    if not manifest.exists():
        yield unmeasured("plain sentences that are changed", "0 of 300", NO_DATA)
        return
    found: list[str] = []
    for line in manifest.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = manifest.parent / row["file"]
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        with contextlib.suppress(PodcasterError):
            article = read(data, "html", row.get("url") or "", row["id"])
            if article.language.startswith("en"):
                text = (told(block) for block in article.blocks)
                found += [s for part in text for s in split(part) if PLAIN.fullmatch(s)][:6]
        if len(found) >= 300:
            break
    changed = [s for s in found[:300] if speakable(s) != s]
    for line in changed[:10]:
        print(f"  {line} -> {speakable(line)}", file=sys.stderr)
    yield Row("plain sentences that are changed", "0 of 300", f"{len(changed)} of {len(found[:300])}", not changed)


def sentences() -> Iterator[Row]:
    """Where one sentence ends."""
    from podcaster.script.sentences import split

    text = "It was late, at 5 p.m. on Monday. Dr. Smith came by; nobody had asked for version 2.1.3 of it. " * 2000
    began = time.process_time()
    split(text)
    speed = len(text) / 1e6 / (time.process_time() - began)
    yield Row("speed, a second of processor time", ">= 1 MB", f"{speed:.1f} MB", speed >= 1)
    judge = DATA / "harness/normalization/score_sentences.py"
    for name, (what, wanted) in SETS.items():
        cases = DATA / f"corpus/normalization/sentences-en-{name}.jsonl"
        if not cases.exists():
            yield unmeasured(what, "", NO_DATA)
            continue
        out = run(sys.executable, judge, "--cases", cases, "--command", f"{sys.executable} {SENTENCES}")
        f1 = score(r"boundary F1 = ([\d.]+)%", out)
        found = re.search(r"wholly right (\d+)/(\d+)", out)
        if not found:
            raise SystemExit(f"no figures in: {out[-400:]}")
        right, of = map(int, found.groups())
        kept = f1 >= 90 if name == "ewt" else right >= wanted * of
        promise = "F1 >= 90 %" if name == "ewt" else f">= {math.ceil(wanted * of)} of {of}"
        yield Row(what, promise, f"{right} of {of} wholly right, F1 of the boundaries {f1:.1f} %", kept)


def homographs() -> Iterator[Row]:
    """Words that are written alike and sound differently: eSpeak NG by itself, and with our choice."""
    from bench.homographs import tally

    for name, what, goal in (("development", "sentences seen", 98), ("held_out", "sentences kept apart", 96)):
        found = tally(name)
        alone, ours = (100 * n / found.cases for n in (found.alone, found.ours))
        sure = 100 * found.decided / found.cases
        yield Row(
            f"homographs, {what} ({found.cases})",
            f">= {goal} %",
            f"{ours:.1f} %; {sure:.0f} % decided, {found.wrongly} wrongly",
            round(ours, 1) >= goal,
            f"eSpeak NG {alone:.1f} %",
        )


def words() -> Iterator[Row]:
    """Words without a sound of their own, in sentences of pages that nobody tuned to, with sounds from a lexicon."""
    from bench.words import sentences, tally

    manifest = DATA / "corpus/wide/manifest.jsonl"
    if not manifest.exists():
        yield unmeasured("words without a sound of their own", "0", NO_DATA)
        return
    found = tally(list(sentences(manifest, 2000)))
    of = f"of {found.words:,} words"
    yield Row(
        "sentences in which a word has no sound", "0", f"{len(found.lost)} of {found.sentences:,}", not found.lost
    )
    yield Row("words with a neighbour's sound", "0", f"{len(found.neighbours)} {of}", not found.neighbours)
    yield Row(
        "words wrong beside a sound of the lexicon", "0", f"{len(found.wrong)} {of}, {found.overrides:,} sounds",
        not found.wrong,
    )  # fmt: skip
    for line in (found.lost + found.neighbours + found.wrong)[:10]:
        print(f"  {line}", file=sys.stderr)
