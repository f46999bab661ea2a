"""The numbers we hold ourselves to, each beside its promise: python -m bench [NAME ...]

BENCH_DATA names a folder with harness/ and corpus/ (judges and test data that are not part of the project); rows that
need it are left out, and said so, when it is not there. BENCH_CASES names the folder of `spoken-cases`.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.exponents import exponents
from bench.kills import kills
from bench.languages import languages
from bench.light import light
from bench.pull import pull
from bench.rows import DATA, ROOT, Row, run
from bench.serve import serve
from bench.speakers import rows as speakers
from bench.studio import studio
from bench.wide import ours, wide

SPOKEN = "bench/adapters/spoken.py"
SENTENCES = "bench/adapters/sentences.py"


def main() -> int:
    wanted = sys.argv[1:]
    if wanted[:1] == ["faults"]:  # half an hour: only when it is named
        from bench import faults

        return faults.main(wanted[1:])
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    kept_all = True
    print(f"{'what':<46} {'promise':<22} {'measured':<40} kept")
    for name in wanted or BENCHES:
        for row in BENCHES[name]():
            mark = {True: "yes", False: "NO", None: ""}[row.kept]
            print(f"{row.what:<46} {row.promise:<22} {row.measured:<40} {mark}", flush=True)
            kept_all &= row.kept is not False
    return 0 if kept_all else 1


def seconds(*commands: Sequence[object], times: int = 15) -> list[float]:
    """The least wall time of each command as a whole process: in turns, so that whatever else happens falls on all."""
    spent: list[list[float]] = [[] for _ in commands]
    for _ in range(times):
        for command, found in zip(commands, spent, strict=True):
            begun = time.perf_counter()
            subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, check=True)
            found.append(time.perf_counter() - begun)
    return [min(found) for found in spent]


def start() -> Iterator[Row]:
    """`podcaster --help` beside a typer program with one empty command."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("import typer\napp = typer.Typer()\n@app.command()\ndef go() -> None: ...\napp()\n")
        ours, peer = seconds((sys.executable, "-m", "podcaster", "--help"), (sys.executable, empty, "--help"))
        ratio = ours / peer
    yield Row("start: --help / empty typer program", "<= 1.3", f"{ratio:.2f}", ratio <= 1.3)


def again() -> Iterator[Row]:
    """An unchanged archive, in tones."""
    from bench.tones import posts
    from podcaster.batch import run as batch
    from podcaster.config import Settings, Show

    count = 1000
    with tempfile.TemporaryDirectory() as folder:
        saved = posts(Path(folder) / "saved", count, sentences=1)
        show = Show(Path(folder) / "show", Settings(voice="tone"))
        batch.run(show, [saved], batch.Options(force=True))
        wall, cpu = spent(f"{sys.executable} -m podcaster batch {saved} --force -v tone --show {show.folder}")
    measured = f"{wall:.2f} s, {cpu:.2f} s of CPU"
    yield Row(f"again: {count:,} unchanged articles", "<= 2 s", measured, wall <= 2)


def own() -> Iterator[Row]:
    """What an article costs beside its voice, in tones: our own part, and the encoder's, in CPU time.

    A batch of posts of a minute and one of posts of two sentences: a straight line through both tells what an article
    costs whatever its length, and what a minute of sound does (cached, mastered, decoded and measured again).
    """
    from bench.tones import lame_alone, shares
    from podcaster.audio import ffmpeg

    few = shares(sentences=2)
    many = shares(sentences=20)
    minutes = (many.audio_s - few.audio_s) / 60
    a_minute, encoded = (many.own - few.own) / minutes, (many.encoder - few.encoder) / minutes
    fixed, started = few.own - a_minute * few.audio_s / 60, few.encoder - encoded * few.audio_s / 60
    alone = lame_alone(ffmpeg.find())
    yield Row(
        "tone voice, an article of any length",
        "20 a second a core",
        f"{1 / fixed:.0f}: {fixed * 1000:.0f} ms of CPU, ffmpeg {started * 1000:.0f}",
        fixed <= 0.05,
    )
    yield Row(
        "tone voice, a minute of sound more",
        "",
        f"{a_minute * 1000:.0f} ms of CPU, ffmpeg {encoded * 1000:.0f}, which alone takes {alone * 1000:.0f}",
    )
    for one in (few, many):
        what = f"tone voice, posts of {one.audio_s:.0f} s, articles a second a core"
        rate = f"{1 / one.own:.1f} without the encoder, {1 / (one.own + one.encoder):.1f} with it"
        yield Row(what, "(20)", f"{rate}; tones {one.voice * 1000:.0f} ms")


def feed() -> Iterator[Row]:
    """The feed of ten thousand episodes."""
    import datetime as dt

    from podcaster.config import Settings
    from podcaster.model import Episode
    from podcaster.publishing import feed as feeds

    noon = dt.datetime(2010, 1, 1, 12, tzinfo=dt.UTC)
    episodes = [
        Episode(
            guid=f"g{n}",
            name=f"episode-{n}",
            title=f"Episode {n}",
            published=noon + dt.timedelta(hours=n),
            duration_ms=600_000,
            bytes=4_800_000,
            sha256="",
            key="",
            source="",
            description="A short description of the episode. " * 5,
            notes_html="<p>Notes with a <a href='https://a.example/'>link</a>.</p>" * 10,
        )
        for n in reversed(range(10_000))
    ]
    settings = Settings(base_url="https://show.example/")
    began = time.process_time()
    parts = feeds.build(settings, episodes, guid="00000000-0000-0000-0000-000000000000")
    spent = time.process_time() - began
    yield Row("feed of 10,000 episodes", "<= 2 s", f"{spent:.2f} s of CPU, {len(parts)} files", spent <= 2)


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
    yield Row("spoken text, CPU ms a sentence", "< 1", f"{spent:.2f}", spent < 1)
    goals = {"en-blog": 90, "en-nemo": 80, "de-nemo": 85, "fr-nemo": 90, "es-nemo": 75}
    judge = DATA / "harness/normalization/score.py"
    for name, goal in goals.items():
        cases = DATA / f"corpus/normalization/cases-{name}.jsonl"
        if not cases.exists():
            yield Row(f"spoken: {name}", f">= {goal} %", "no test data here")
            continue
        command = f"{sys.executable} {SPOKEN} --lang {name[:2]}"
        got = score(r"accuracy \d+/\d+ = ([\d.]+)%", run(sys.executable, judge, "--cases", cases, "--command", command))
        yield Row(f"spoken: {name}, development half", f">= {goal} %", f"{got:.1f} %", got >= goal)


def spoken_cases() -> Iterator[Row]:
    """Cases of several kinds and languages, written by somebody who had not seen the rules: BENCH_CASES, a folder."""
    from bench.spoken_cases import tally

    folder = Path(os.environ.get("BENCH_CASES", DATA / "corpus/spoken"))
    files = sorted(folder.glob("??.tsv"))
    if not files:
        yield Row("spoken cases", ">= 95 %", "no test data here")
    for path in files:
        found = tally(path)
        less = ", ".join(f"{kind} {right}/{of}" for kind, (right, of) in found.kinds.items() if right < of)
        measured = f"{found.share:.1f} % of {found.cases}" + (f"; {less}" if less else "")
        yield Row(f"spoken cases: {found.language}", ">= 95 %", measured, found.share >= 95)
        for written, spoken in found.wrong:
            print(f"  {found.language}: {written} -> {spoken}", file=sys.stderr)


def sentences() -> Iterator[Row]:
    """Where one sentence ends."""
    from podcaster.script.sentences import split

    text = "It was late, at 5 p.m. on Monday. Dr. Smith came by; nobody had asked for version 2.1.3 of it. " * 2000
    began = time.process_time()
    split(text)
    speed = len(text) / 1e6 / (time.process_time() - began)
    yield Row("sentences, MB a CPU second", ">= 1", f"{speed:.1f}", speed >= 1)
    judge = DATA / "harness/normalization/score_sentences.py"
    for name, goal in {"golden": 95.8, "blog": 94.0, "ewt": 0.0}.items():
        cases = DATA / f"corpus/normalization/sentences-en-{name}.jsonl"
        if not cases.exists():
            yield Row(f"sentences: {name}", "", "no test data here")
            continue
        out = run(sys.executable, judge, "--cases", cases, "--command", f"{sys.executable} {SENTENCES}")
        f1, right = score(r"boundary F1 = ([\d.]+)%", out), score(r"wholly right \d+/\d+ = ([\d.]+)%", out)
        kept = f1 >= 90 if name == "ewt" else right >= goal
        promise = "F1 >= 90" if name == "ewt" else f">= {goal} % wholly right"
        yield Row(f"sentences: {name}, development half", promise, f"F1 {f1:.1f}, wholly right {right:.1f} %", kept)


def homographs() -> Iterator[Row]:
    """Words that are written alike and sound differently: eSpeak NG by itself, and with our choice."""
    from bench.homographs import tally

    for name in ("development", "held_out"):
        found = tally(name)
        alone, ours = (100 * n / found.cases for n in (found.alone, found.ours))
        sure = 100 * found.decided / found.cases
        measured = f"{ours:.1f} %, eSpeak NG {alone:.1f}; {sure:.0f} % decided, {found.wrongly} wrongly"
        yield Row(f"homographs: {name.replace('_', ' ')}, {found.cases} cases", ">= 90 %", measured, ours >= 90)


def reading() -> Iterator[Row]:
    """The article and nothing else."""
    goals = {
        "": {"f1": 0.975, "exact": 0.45, "para_f1": 0.95, "title": 0.95, "author": 0.85, "date": 0.97},
        "plaintext": {"f1": 0.93, "recall": 0.98, "para_f1": 0.80},
    }
    pages = {"": 4, "plaintext": 2}
    for kind, wanted in goals.items():
        manifest = DATA / "corpus/articles" / kind / "manifest.jsonl"
        name = kind or "HTML"
        if not manifest.exists():
            yield Row(f"reading: {name}", "", "no test data here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = ours(manifest, Path(folder))["summary"]
        for measure, goal in wanted.items():
            got = found[measure]["accuracy"] if measure in found else found["full"][measure]
            yield Row(f"reading: {name} {measure}", f">= {goal}", f"{got:.3f}", got >= goal)
        leaks = found["leak_pages"]
        yield Row(f"reading: {name} pages with furniture", f"<= {pages[kind]}", str(leaks), leaks <= pages[kind])
        for measure in ("dup_title", "hard_wrapped", "empty"):
            yield Row(f"reading: {name} {measure}", "0", str(found[measure]), found[measure] == 0)
        times = json.loads(run(sys.executable, "bench/adapters/reading_speed.py", manifest))
        each = f"{1000 * times['ours'] / times['pages']:.1f} ms of CPU a page"
        if "theirs" in times:  # trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
            ratio = times["theirs"] / times["ours"]
            each += f", trafilatura {1000 * times['theirs'] / times['pages']:.1f}"
            yield Row(f"reading: {name} pages a second / trafilatura's", ">= 1", f"{ratio:.2f} ({each})", ratio >= 1)
        else:
            yield Row(f"reading: {name} speed", "", each)


def words() -> Iterator[Row]:
    """Words without a sound of their own, in sentences of pages that nobody tuned to, with sounds from a lexicon."""
    from bench.words import sentences, tally

    manifest = DATA / "corpus/wide/manifest.jsonl"
    if not manifest.exists():
        yield Row("words", "", "no test data here")
        return
    found = tally(list(sentences(manifest, 2000)))
    of = f"of {found.words:,} words"
    yield Row("words: sentences in which one is lost", "0", f"{len(found.lost)} of {found.sentences:,}", not found.lost)
    yield Row("words: with a neighbour's sound", "0", f"{len(found.neighbours)} {of}", not found.neighbours)
    yield Row(
        "words: wrong beside a sound of the lexicon", "0", f"{len(found.wrong)} {of}, {found.overrides:,} sounds",
        not found.wrong,
    )  # fmt: skip
    for line in (found.lost + found.neighbours + found.wrong)[:10]:
        print(f"  {line}", file=sys.stderr)


def preview() -> Iterator[Row]:
    """How long one waits for a voice: the first sentence of `voices preview`, once its model is loaded."""
    from podcaster.engines.pool import Pool
    from podcaster.listening import audition

    for name in ("heart", "michael", "siwis", "system"):
        first = audition.utterances([name])[0]
        with Pool(1) as pool:
            began = time.perf_counter()
            pool.submit(first).result()
            loaded = time.perf_counter() - began
            waits = []
            for _ in range(3):
                began = time.perf_counter()
                pool.submit(first).result()
                waits.append(time.perf_counter() - began)
        wait = statistics.median(waits)
        yield Row(
            f"preview: first sound of {name}", "<= 2 s after load", f"{wait:.2f} s; {loaded:.1f} s cold", wait <= 2
        )


def system() -> Iterator[Row]:
    """The system voice as an episode, beside the pipe of two commands: wall and CPU time of everything."""
    if not (shutil.which("espeak-ng") and shutil.which("lame")):
        yield Row("system voice / espeak-ng | lame", "<= 1.3", "espeak-ng and lame are not on the PATH")
        return
    lines = [f"The ferry of day {n} came in before noon, and nobody had expected it so early." for n in range(600)]
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.txt"
        text.write_text("The ferry\n\n" + "\n\n".join(" ".join(lines[n : n + 6]) for n in range(0, 600, 6)) + "\n")
        say = f"espeak-ng -v en-us -s 165 --stdout -f {text}"
        convert = f"{sys.executable} -m podcaster convert {text} -v system --force"
        ours = spent(f"{convert} -o {folder}/show")
        small = Path(folder) / "small"
        small.mkdir()
        (small / "podcaster.toml").write_text('[sound]\nquality = "small"\n')
        less = spent(f"{convert} --show {small}")
        pipe = spent(f"{say} | lame --quiet -b 64 - {folder}/pipe.mp3")
        same = spent(f"{say} | lame --quiet -b 64 --resample 44.1 - {folder}/same.mp3")
    for name, one, peer in (
        ("system voice / the pipe, both 44.1 kHz", ours, same),
        ("preset small (24 kHz) / espeak-ng | lame (22 kHz)", less, pipe),
        ("standard (44.1 kHz) / espeak-ng | lame (22 kHz)", ours, pipe),
    ):
        wall, cpu = (a / b for a, b in zip(one, peer, strict=True))
        yield Row(name, "<= 1.3", f"wall {wall:.2f}, CPU {cpu:.2f}", wall <= 1.3)


def spent(command: str) -> tuple[float, float]:
    """Wall and CPU seconds of a shell command and all that it starts."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, check=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


BENCHES: dict[str, Callable[[], Iterator[Row]]] = {
    "start": start,
    "again": again,
    "own": own,
    "feed": feed,
    "serve": serve,
    "pull": pull,
    "spoken": spoken,
    "spoken-cases": spoken_cases,
    "sentences": sentences,
    "homographs": homographs,
    "words": words,
    "speakers": speakers,
    "reading": reading,
    "exponents": exponents,
    "wide": wide,
    "preview": preview,
    "system": system,
    "languages": languages,
    "light": light,
    "kills": kills,
    "studio": studio,
}

if __name__ == "__main__":
    sys.exit(main())
