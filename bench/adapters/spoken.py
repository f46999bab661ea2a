"""JSON strings, a line each, in; their spoken form out, likewise. `--lang de` for another language than English."""

from __future__ import annotations

import argparse
import json
import sys

from podcaster.script.speakable import speakable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", default="en")
    language = parser.parse_args().lang
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for line in sys.stdin:
        print(json.dumps(speakable(json.loads(line), language)))


if __name__ == "__main__":
    main()
