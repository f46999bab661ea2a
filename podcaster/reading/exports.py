"""Exports of services: told apart by their members and fields, read without extracting again what was extracted."""

from __future__ import annotations

from pathlib import Path


def is_export_folder(folder: Path) -> bool:
    """Whether a folder is an unpacked export of Substack, Medium or Omnivore."""
    return False
