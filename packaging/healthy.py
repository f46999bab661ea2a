"""The health check of the container: `serve` and `studio` must answer; a container that converts has no server.

An answer of any kind counts: a private show says 404 to whoever does not know its address.
"""

from __future__ import annotations

import http.client
import re
import sys
from pathlib import Path

PORT = 8000  # as in Containerfile, unless the command names another one
SERVERS = {"serve", "studio"}
WAIT_S = 5


def port(command: list[str]) -> int | None:
    """The port at which *command* listens, or None if it serves nothing."""
    if not SERVERS & set(command):
        return None
    found = re.search(r"(?<!\S)(?:--port|-p)(?:=| )?(\d+)(?!\S)", " ".join(command))
    return int(found[1]) if found else PORT


def commands(processes: Path = Path("/proc")) -> list[list[str]]:
    """The command lines of process 1 and, where a small init starts the command, of its children."""
    found = []
    for place in processes.glob("[0-9]*"):
        try:
            parent = place.joinpath("stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            if place.name == "1" or parent == "1":
                found.append(place.joinpath("cmdline").read_text(encoding="utf-8").split("\0"))
        except OSError:  # it has ended meanwhile
            continue
    return found


def main() -> int:
    where = next(filter(None, map(port, commands())), None)
    if where is None:
        return 0
    asked = http.client.HTTPConnection("127.0.0.1", where, timeout=WAIT_S)
    try:
        asked.request("HEAD", "/")
        return int(asked.getresponse().status >= 500)
    except (OSError, http.client.HTTPException) as error:
        print(f"nothing answers at port {where}: {error}")
        return 1
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(main())
