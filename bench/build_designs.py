"""Write the same posts in many designs of blogs: python -m bench.build_designs FOLDER

Makes FOLDER/posts.json and FOLDER/pages/DESIGN/YEAR/MONTH/DAY/POST/index.html, with Hexo and the themes of designs.txt.
The posts are those of bench/posts and some of the test data that BENCH_DATA names. Needs node, npm, and the network.
Themes run code of their own: use a container. The build takes ten minutes.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.rows import DATA, ROOT

SITE = """\
title: Harbour Notes
subtitle: Things seen from the quay
description: A notebook about tools, trips and the people who mend things
author: Mara Lindqvist
language: en
timezone: UTC
url: https://harbour.example.org
permalink: :year/:month/:day/:title/
highlight: {enable: true, line_number: true}
prismjs: {enable: false}
syntax_highlighter: highlight.js
"""
HEXO = str.split(
    "hexo@7.3.0 hexo-renderer-ejs hexo-renderer-stylus hexo-renderer-marked hexo-renderer-pug "
    "hexo-renderer-nunjucks hexo-renderer-swig hexo-renderer-less hexo-renderer-dartsass hexo-renderer-inferno "
    "hexo-component-inferno hexo-generator-index hexo-generator-archive hexo-generator-category "
    "hexo-generator-tag hexo-generator-feed hexo-wordcount hexo-util moment moment-timezone cheerio lodash "
)
# Articles of the test data: the id, and an invented name, date and category with tags.
WIDE = """\
aeb-rest-aeb-14cc2a0ca5 jupiter-moon 2023-05-14 Science space,water,Jupiter
aeb-rest-aeb-612cd29826 clymer-manual 2022-11-02 Workshop bikes
aeb-rest-aeb-d48aeb9cf2 grocery-influencer 2021-03-30 Essays influence,food,money,data
aeb-rest-aeb-f8ff621a0b home-depot 2023-08-19 Money shares
aeb-rest-aeb-c582d3b772 triumph-online 2020-02-08 Work business,focus
moz-yahoo-4 free-wifi 2022-07-21 Tech Wi-Fi,security
aeb-rest-aeb-c82b3d1d54 model 2021-12-12 Life age
newspaper4k-spanish_article supremo 2019-10-10 News court
moz-aktualne west-ham 2020-09-26 Sport football"""
NEXT = {"goodbye-clean-code": "2020-01-11", "my-decade-in-review": "2020-01-01", "the-math-is-haunted": "2024-07-30"}
_SIGNS = re.compile(r"([\\*_`<>\[\]#{}])")
_LONGEST_BUILD = 60  # seconds


def posts() -> Iterator[tuple[str, dict[str, Any]]]:
    """The posts: name, and title, date, language, category, tags, body in Markdown."""
    for path in sorted((ROOT / "bench/posts").glob("*.md")):
        yield path.stem, _post(path.read_text("utf-8"))
    rows = {}
    for line in (DATA / "corpus/wide/manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        rows[row["id"]] = row
    for line in WIDE.splitlines():
        number, name, date, category, tags = line.split()
        said = [p for p in map(str.strip, _truth(rows[number]).splitlines()) if p]
        title = re.split(r" - | \| ", rows[number]["title"] or said[0])[0]
        body = "\n\n".join(_SIGNS.sub(r"\\\1", p) for p in (said[1:] if said[0] == rows[number]["title"] else said))
        yield name, _made(title, date, rows[number]["language"], category, tags.split(","), body)
    for name, date in NEXT.items():
        _, head, body = (DATA / f"corpus/real/astro_next/{name}.md").read_text("utf-8").split("---\n", 2)
        found = re.search(r"title: ['\"]?(.*?)['\"]?\n", head)
        body = re.sub(r"!\[.*?\]\(.*?\)", "", body).replace("{{", "{ {").replace("{%", "{ %")
        yield name, _made(found[1] if found else name, date, "en", "Code", ["javascript", "refactoring"], body)


def _truth(row: dict[str, Any]) -> str:
    return (DATA / "corpus/wide" / row["ground_truth"]).read_text("utf-8")


def _post(text: str) -> dict[str, Any]:
    _, head, body = text.split("---\n", 2)
    said = {key: value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    lists = [said[key].strip("[]").split(", ") for key in ("categories", "tags")]
    return _made(json.loads(said["title"]), said["date"][:10], said["lang"], lists[0][0], lists[1], body.strip())


def _made(title: str, date: str, language: str, category: str, tags: list[str], body: str) -> dict[str, Any]:
    return {"title": title, "date": date, "lang": language, "category": category, "tags": tags, "body": body}


def _source(post: dict[str, Any]) -> str:
    """A post as Hexo reads it; YAML reads JSON."""
    head = {
        "title": post["title"],
        "date": f"{post['date']} 09:00:00",
        "updated": "2024-09-09 08:00:00",
        "categories": [post["category"]],
        "tags": post["tags"],
    }
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items())
    return f"---\n{lines}---\n\n{post['body']}\n"


def build(folder: Path) -> None:
    """Everything below *folder*."""
    site = folder / "site"
    site.mkdir(parents=True, exist_ok=True)
    found = dict(posts())
    (folder / "posts.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    (site / "package.json").write_text('{"name": "site", "private": true, "hexo": {"version": ""}}', "utf-8")
    subprocess.run(["npm", "install", "--ignore-scripts", "--silent", *HEXO], cwd=site, check=True)
    for line in (ROOT / "bench/designs.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, package = line.split()
        count = _design(folder, site, name, package, found) if _fetch(site, name, package) else 0
        print(f"{name}: {count} posts", flush=True)


def _fetch(site: Path, name: str, package: str) -> bool:
    """Download a theme, unless it is there; whether there is such a package."""
    place = site / "themes" / name
    if place.exists():
        return True
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=site, check=False, capture_output=True, text=True
    ).stdout.split()
    if not packed:
        return False
    with tarfile.open(site / packed[-1]) as archive:
        archive.extractall(site / "unpacked", filter="data")
    place.parent.mkdir(exist_ok=True)
    next((site / "unpacked").iterdir()).rename(place)
    (site / packed[-1]).unlink()
    return True


def _design(folder: Path, site: Path, name: str, package: str, found: dict[str, Any]) -> int:
    """Build all posts in one design; the number of pages."""
    shutil.rmtree(site / "source", ignore_errors=True)  # some themes write into the posts
    (site / "source/_posts").mkdir(parents=True)
    for slug, post in found.items():
        (site / f"source/_posts/{slug}.md").write_text(_source(post), "utf-8")
    (site / "db.json").unlink(missing_ok=True)
    (site / "one.yml").write_text(f"{SITE}theme: {name}\npublic_dir: public\n", "utf-8")
    shutil.rmtree(site / "public", ignore_errors=True)
    try:
        subprocess.run(
            ["node", "node_modules/hexo/bin/hexo", "generate", "--config", "one.yml", "--silent"],
            cwd=site, check=False, capture_output=True, timeout=_LONGEST_BUILD,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        print(f"{package} takes more than {_LONGEST_BUILD} s", file=sys.stderr)
    count = 0
    for slug, post in found.items():
        place = Path(*post["date"].split("-")) / slug / "index.html"
        if (site / "public" / place).exists() and (site / "public" / place).stat().st_size:
            (folder / "pages" / name / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(site / "public" / place, folder / "pages" / name / place)
            count += 1
    return count


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())
