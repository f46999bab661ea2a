"""The house: no import circle, no late import without a reason, no function that is too long."""

from __future__ import annotations

from pathlib import Path

from tests import house


def test_the_house_is_in_order() -> None:
    assert list(house.complaints()) == []


def test_every_fault_is_found(tmp_path: Path) -> None:
    package = tmp_path / "podcaster"
    (package / "room").mkdir(parents=True)
    for name, text in {
        "room/__init__.py": "from podcaster.room import one\n",
        "room/one.py": "def f(a, b, c, d, e, f, g, h):\n    from podcaster import model  # numpy\n"
        + "    x = 1\n" * 60,
        "model.py": "def g():\n    from podcaster.room import one\n",
    }.items():
        (package / name).write_text(text)
    found = list(house.complaints(package))
    for part in ("circle", "model.py:2: a late import", "8 parameters", "62 lines"):
        assert any(part in line for line in found), part
    assert len(found) == 4
