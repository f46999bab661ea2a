"""python -m podcaster, and the command itself: deaf to nothing from its first line on."""

from podcaster.batch.stopping import remember_interrupts


def main() -> None:
    """Run the command line."""
    remember_interrupts()  # before the imports of the command line, which may swallow a Ctrl-C
    from podcaster.cli import main as run  # typer

    run()


if __name__ == "__main__":
    main()
