"""Write a bill of materials of an environment in which podcaster is installed: python packaging/sbom.py PYTHON OUT

CycloneDX, as JSON. cyclonedx-bom lists the distributions; programs, libraries, voices and fonts inside them come from
licences.toml. Needs cyclonedx-bom beside the Python that runs this, and no network.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def inside() -> list[dict[str, Any]]:
    """What distributions carry without naming it in their metadata."""
    licences = tomllib.loads((ROOT / "packaging" / "licences.toml").read_text(encoding="utf-8"))
    parts = [
        (f"kokoro-82m voice {name}", "data", "Apache-2.0", digest) for name, digest in licences["originals"].items()
    ]
    parts += [(one["files"][0], "file", one["spdx"], "") for one in licences["carried"]]
    parts += [(one["name"], "library", one["spdx"], "") for one in licences["copyleft"] if one.get("inside")]
    return [
        {
            "bom-ref": f"inside:{name}",
            "type": kind,
            "name": name,
            "licenses": [{"expression": spdx}],
            **({"hashes": [{"alg": "SHA-256", "content": digest}]} if digest else {}),
        }
        for name, kind, spdx, digest in parts
    ]


def write(python: str, out: Path) -> int:
    """Returns the number of components."""
    program = Path(sys.executable).with_name("cyclonedx-py")
    command = [
        program,
        "environment",
        python,
        "--pyproject",
        ROOT / "pyproject.toml",
        "--output-reproducible",
        "-o",
        out,
    ]
    subprocess.run([*map(str, command)], check=True)
    found = json.loads(out.read_text(encoding="utf-8"))
    found["components"] += inside()
    out.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(found["components"])


if __name__ == "__main__":
    place = Path(sys.argv[2])
    place.parent.mkdir(parents=True, exist_ok=True)
    print(f"{place}: {write(sys.argv[1], place)} components")
