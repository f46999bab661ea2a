"""Every bench: where it is, what it measures, how long it takes."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bench.rows import Row


class Kind(StrEnum):
    """What a result depends on."""

    COUNT = "count"  # the same on any machine, however busy
    TIME = "time"  # to be believed from a quiet machine only
    LONG = "long"  # takes too long for `make bench`; `make bench-long` runs it


@dataclass(frozen=True, slots=True)
class Bench:
    """A function that yields rows."""

    place: str  # module:function, below bench
    kind: Kind
    minutes: float  # about, on two quiet cores

    def rows(self) -> Iterator[Row]:
        """Run it."""
        module, _, name = self.place.partition(":")
        function: Callable[[], Iterator[Row]] = getattr(importlib.import_module(f"bench.{module}"), name)
        return function()


COUNT, TIME, LONG = Kind
BENCHES = {
    "start": Bench("program:start", TIME, 0.3),
    "again": Bench("program:again", TIME, 0.4),
    "feed": Bench("program:feed", COUNT, 0.1),
    "own": Bench("program:own", TIME, 0.5),
    "publish-again": Bench("program:publish_again", TIME, 0.4),
    "memory": Bench("memory:memory", COUNT, 4),
    "wide": Bench("wide:pages", COUNT, 3),
    "wide-text": Bench("wide:saves", COUNT, 2),
    "designs": Bench("designs:rows", COUNT, 2),
    "reading": Bench("reading:reading", COUNT, 1),
    "text-by-site": Bench("reading:by_site", LONG, 10),
    "private": Bench("private:private", COUNT, 0.2),
    "cases": Bench("judges:cases", COUNT, 1),
    "books": Bench("reading:books", TIME, 0.3),
    "spoken": Bench("spoken:spoken", COUNT, 0.3),
    "spoken-cases": Bench("spoken:spoken_cases", COUNT, 0.1),
    "prose": Bench("spoken:prose", COUNT, 0.2),
    "homographs": Bench("spoken:homographs", COUNT, 0.1),
    "words": Bench("spoken:words", COUNT, 0.5),
    "speakers": Bench("speakers:rows", COUNT, 0.5),
    "sentences": Bench("spoken:sentences", COUNT, 0.1),
    "heard": Bench("heard:heard", COUNT, 1.5),
    "recognition": Bench("heard:voices", LONG, 4),
    "asian": Bench("heard:asian", COUNT, 2.5),
    "languages": Bench("languages:languages", LONG, 5),
    "offline": Bench("offline:offline", COUNT, 0.7),
    "kokoro": Bench("voices:kokoro", TIME, 1.5),
    "piper": Bench("voices:piper", TIME, 0.7),
    "one-post": Bench("voices:one_post", TIME, 2.7),
    "system": Bench("voices:system", TIME, 0.7),
    "preview": Bench("voices:preview", TIME, 0.5),
    "mp3": Bench("judges:mp3", COUNT, 1),
    "clients": Bench("judges:clients", COUNT, 1.5),
    "serve": Bench("serve:serve", TIME, 1.8),
    "light": Bench("light:light", TIME, 1.2),
    "pages": Bench("pages:pages", COUNT, 0.5),
    "studio": Bench("studio:studio", TIME, 2),
    "studio-kills": Bench("studio:kills", LONG, 3),
    "pull": Bench("pull:pull", TIME, 1),
    "hostile": Bench("judges:hostile", COUNT, 4),
    "random-kills": Bench("judges:random_kills", COUNT, 4),
    "disk": Bench("judges:disk", COUNT, 1),
    "kills": Bench("kills:kills", LONG, 25),
    "publish-kills": Bench("publish_kills:rows", LONG, 15),
    "faults": Bench("faults:rows", LONG, 45),
    "some-kills": Bench("kills:fewer", COUNT, 2),
    "some-faults": Bench("faults:fewer", COUNT, 4),
    "some-mutants": Bench("mutants:fewer", COUNT, 2),
    "fuzz": Bench("fuzz:rows", COUNT, 1.5),
    "mutants-1": Bench("mutants:first", LONG, 15),
    "mutants-2": Bench("mutants:second", LONG, 15),
    "mutants-3": Bench("mutants:third", LONG, 15),
    "mutants-4": Bench("mutants:fourth", LONG, 15),
    "exponents": Bench("exponents:readers", LONG, 12),
    "exponents-english": Bench("exponents:english", LONG, 3),
    "exponents-languages": Bench("exponents:languages", LONG, 25),
    "download": Bench("program:download", LONG, 1),
}


def chosen(names: list[str], kinds: set[Kind]) -> list[str]:
    """The benches with these names or of these kinds; without either, all that are not long."""
    if not names and not kinds:
        kinds = {Kind.COUNT, Kind.TIME}
    return [name for name, bench in BENCHES.items() if name in names or bench.kind in kinds]
