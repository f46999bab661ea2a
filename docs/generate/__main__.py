"""Write the generated pages, or say which of them are not up to date (`--check`)."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.generate.pages import PAGES

ROOT = Path(__file__).parent.parent.parent


def main() -> int:
    """0, or 1 if a page is not what the code says and only a check was asked for."""
    old = []
    for name, write in PAGES.items():
        path, new = ROOT / name, write()
        if not path.is_file() or path.read_text(encoding="utf-8") != new:
            old.append(name)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(new, encoding="utf-8", newline="\n")
    for name in old:
        print(f"{'not up to date' if '--check' in sys.argv else 'written'}: {name}")
    return 1 if old and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
