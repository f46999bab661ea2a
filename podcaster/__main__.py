"""`python -m podcaster` is the same as `podcaster`."""

from podcaster.cli import main

main()
