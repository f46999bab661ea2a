"""python -m podcaster, and the command itself: deaf to nothing from its first line on."""

import os
import sys

from podcaster.batch.stopping import remember_interrupts
from podcaster.errors import Stopped


def main() -> None:
    """Run the command line."""
    remember_interrupts()  # before the imports of the command line, which may swallow a Ctrl-C
    _open_streams()
    try:
        from podcaster.cli import main as run  # typer

        run()
    except KeyboardInterrupt:
        print("podcaster: stopped", file=sys.stderr)
        sys.exit(Stopped.exit_code)


def _open_streams() -> None:
    """Open what the caller has closed (`podcaster pull >&-`). Otherwise the next file gets its number, and its text."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, "w" if number else "r", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)


if __name__ == "__main__":
    main()
