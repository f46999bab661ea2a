"""python -m podcaster, and the command itself: deaf to nothing from its first line on."""

import sys

from podcaster.batch.stopping import remember_interrupts
from podcaster.errors import Stopped


def main() -> None:
    """Run the command line."""
    remember_interrupts()  # before the imports of the command line, which may swallow a Ctrl-C
    try:
        from podcaster.cli import main as run  # typer

        run()
    except KeyboardInterrupt:
        print("podcaster: stopped", file=sys.stderr)
        sys.exit(Stopped.exit_code)


if __name__ == "__main__":
    main()
