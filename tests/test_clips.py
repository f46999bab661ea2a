"""Folders that the programs for saving pages write into."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from podcaster import reading

CLIP = """---
title: "How a kettle sings"
source: "https://blog.example.com/kettle"
author:
  - "[[Ann Writer]]"
  - "[[Bob Author]]"
published: 2026-02-01
created: 2026-03-04
description: "Why water hums before it boils."
tags:
  - "clippings"
---
Before water boils, it sings. Small bubbles form at the bottom, rise a little, and collapse in the cooler water above.

![The kettle](https://blog.example.com/kettle.jpg)

## What you hear

Each collapse is a tiny clap.[^1] Thousands of them are a hum.

[^1]: Measured with [microphones](https://lab.example.com/mic) in the water.
"""
PAGE = """<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile
 url: https://blog.example.com/pots
 saved date: Wed Mar 04 2026 10:00:00 GMT+0100
--><title>Pots</title><article><h1>Pots</h1><p>A pot is watched in vain, they say, but it sings all the same.</p>
<img src="data:image/png;base64,iVBORw0KGgo="></article>"""


def test_what_browsers_save_into_a_watched_folder_is_read(tmp_path: Path) -> None:
    """`watch` finds them in folders below too; a clip has its authors, date and address, a page its address."""
    (tmp_path / "Clippings").mkdir()
    (tmp_path / "Clippings" / "How a kettle sings.md").write_text(CLIP)
    (tmp_path / "Pots (3_4_2026 10_00_00 AM).html").write_text(PAGE)
    clip, page = (article for path in sorted(reading.expand(tmp_path)) for article in reading.read(path))
    assert (clip.title, clip.authors) == ("How a kettle sings", ("Ann Writer", "Bob Author"))
    assert (clip.date, clip.address) == (dt.date(2026, 2, 1), "https://blog.example.com/kettle")
    assert [block.text for block in clip.blocks if block.text][:2] == [
        "Before water boils, it sings. Small bubbles form at the bottom, rise a little, and collapse in the cooler"
        " water above.",
        "What you hear",
    ]
    assert (page.title, page.address) == ("Pots", "https://blog.example.com/pots")
