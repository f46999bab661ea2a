"""How many workers share the cores, and how many threads each has: measured once on a machine, and kept.

One thread for each worker is best where there is memory for all of them (3.6 to 3.0 on two cores, Kokoro). A machine
with many cores and little memory has room only for fewer workers, which then use several threads each.
"""

from __future__ import annotations

import contextlib
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path

from podcaster import engines, files
from podcaster.engines.pool import Pool, physical_cores
from podcaster.errors import MALFORMED
from podcaster.model import Role, Utterance, Voice
from podcaster.places import cache_folder

WORTH_CHARACTERS = 18_000  # twenty minutes of speech; a measurement takes about as long as one of them
FILE = "shares.json"
TEXT = (
    "The harbour was quiet when the ferry came in, and the lamps along the quay were still burning.",
    "From the top one could see both islands, the bridge between them, and the rain that was on its way.",
)
Share = tuple[int, int]  # workers, threads of each


def best(voice: Voice, characters: int, device: str = "cpu") -> Share:
    """How to share the cores to speak *characters*. Uses an earlier measurement, or measures if worthwhile."""
    need = engines.kind(voice).worker_bytes
    if not need:  # nothing to share
        return physical_cores(), 1
    choice = possible(physical_cores(), need, free_memory())
    name = f"{platform.node()} {engines.version(voice, device)} {choice}"
    if len(choice) > 1 and name not in (known := _known()) and characters >= WORTH_CHARACTERS:
        known[name] = min(choice, key=lambda share: seconds(voice, share, device))
        with contextlib.suppress(OSError):  # then it is measured again
            files.write(cache_folder() / FILE, json.dumps(known, indent=1))
    found = _known().get(name)
    return (found[0], found[1]) if found and tuple(found) in choice else choice[0]


def possible(cores: int, need: int, free: int | None) -> list[Share]:
    """The shares to try, the most workers first. *need*: bytes for each worker; *free*: bytes, None if unknown."""
    shares = [(cores, 1), (max(1, cores // 2), 2), (1, cores)] if cores > 1 else [(1, 1)]
    room = cores if free is None else max(1, free // need)
    fitting = [share for share in dict.fromkeys(shares) if share[0] <= room]
    if room < cores and (room, cores // room) not in fitting:
        fitting.insert(0, (room, cores // room))
    return fitting


def seconds(
    voice: Voice, share: Share, device: str = "cpu", *, clock: Callable[[], float] = time.perf_counter
) -> float:
    """How long the workers take for two sentences on each core, after their engines have started."""
    jobs, threads = share
    said = [Utterance(t, t, Role.NARRATOR, voice.id, voice.language, 0) for t in TEXT * (jobs * threads)]
    with Pool(jobs, threads=threads, device=device) as pool:
        for warm in [pool.submit(said[0]) for _ in range(jobs)]:
            warm.result()
        begun = clock()
        for pending in [pool.submit(one) for one in said]:
            pending.result()
        return clock() - begun


def free_memory() -> int | None:
    """Bytes that a new process could take; None where the system does not say."""
    found = []
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    with contextlib.suppress(OSError, ValueError):  # what a container leaves; "max" is no number
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
        found.append(limit - int(Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii")))
    return max(0, min(found)) if found else None


def told() -> list[str]:
    """What has been measured on this machine, for people."""
    own = f"{platform.node()} "
    return [
        f"{name.removeprefix(own).split(' [')[0]}: {jobs} worker{'s' if jobs > 1 else ''} of {threads}"
        for name, (jobs, threads) in _known().items()
        if name.startswith(own)
    ]


def _known() -> dict[str, Share]:
    try:
        kept = json.loads((cache_folder() / FILE).read_text(encoding="utf-8"))
        return {str(name): (int(jobs), int(threads)) for name, (jobs, threads) in kept.items()}
    except (OSError, *MALFORMED):
        return {}  # nothing measured, or damaged: it is measured again
