"""What the system says of a process or a file: whether it gets any further."""

from __future__ import annotations

import os
from pathlib import Path


def cpu_seconds(pid: int) -> float | None:
    """Processor time of all its threads; None where the system does not say: then only the clock counts."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stream:  # noqa: PTH123
            after = stream.read().rpartition(")")[2].split()
        return (int(after[11]) + int(after[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def bytes_read(pid: int) -> int:
    """All that it has read from files and pipes; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/io").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def wants_a_core(pid: int) -> bool:
    """Whether one of its threads is running, or waits for a core."""
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
            with open(f"/proc/{pid}/task/{thread}/stat", encoding="ascii", errors="replace") as stream:  # noqa: PTH123
                if stream.read().rpartition(")")[2].split()[0] == "R":
                    return True
    except (OSError, IndexError):
        pass
    return False


def size_and_time(path: Path | None) -> tuple[int, int]:
    """Its size and the time of its last change."""
    try:
        status = path.stat() if path else None
    except OSError:
        status = None
    return (status.st_size, status.st_mtime_ns) if status else (0, 0)
