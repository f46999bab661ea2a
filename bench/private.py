"""Whether anything that was never published is read: exports with drafts, sessions, trashed and locked posts.

Each export is written here in its service's own form. What must not be read has a word of its own in its text, and one
in its title; the whole export is then made into episodes in tones, the doubtful ones too, and the words are looked for
in every file that may be served.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.rows import Row
from podcaster.batch import run as batch
from podcaster.config import Settings, Show
from podcaster.model import Status
from tests import test_unpublished as shapes
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

SECRET = "Xylofenwick"  # in nothing else
PRIVATE = f"<p>{FERRY} {SECRET} {BREAD}</p>"
PUBLIC = f"<p>{GULLS}</p><p>{BREAD}</p>"
Files = Mapping[str, "bytes | str"]


def medium() -> Files:
    lists = {f"{name}/{name}-0001.html": shapes._private(f"{name} {SECRET}") for name in shapes.FOLDERS}
    draft = shapes._story(f"Draft {SECRET}", published=False, text=PRIVATE)
    return {**dict(shapes.MEDIUM), **lists, "posts/draft_1.html": draft}


def wordpress() -> Files:
    states = ("draft", "pending", "future", "private", "trash", "auto-draft", "inherit")
    hidden = [shapes.wp_item(f"{state} {SECRET}", state, text=PRIVATE) for state in states]
    locked = shapes.wp_item(f"Locked {SECRET}", password="sesame", text=PRIVATE)
    other = [shapes.wp_item(f"{kind} {SECRET}", kind=kind, text=PRIVATE) for kind in ("page", "attachment", "revision")]
    return {"quay.xml": shapes.wxr(shapes.wp_item("Gulls"), *hidden, locked, *other)}


def blogger() -> Files:
    hidden = [(f"{title} {SECRET}", *rest) for title, *rest in shapes.ENTRIES[1:]]
    feed = shapes.blogger(shapes.ENTRIES[0], *hidden)  # type: ignore[arg-type]
    private = {
        "Takeout/Keep/Shopping.html": shapes._private(f"notes {SECRET}"),
        "Takeout/Mail/All mail.mbox": b"From a Mon Mar 18 08:00:00 2024\n" + build.plain_mail(),
        "Takeout/My Activity/Search/MyActivity.html": shapes._private(f"searches {SECRET}"),
    }
    return {"Takeout/Blogger/Blogs/Quay/feed.atom": feed, **private}


def substack() -> Files:
    kinds = (("about", "true", "page"), ("rowing", "true", "thread"), ("ferry", "false", "newsletter"))
    rows = "".join(f"{n}.{name},,{out},{kind},everyone,{name} {SECRET}\n" for n, (name, out, kind) in enumerate(kinds))
    return {
        "posts.csv": "post_id,post_date,is_published,type,audience,title\n"
        f"9.gulls,2024-03-05T10:00:00Z,true,newsletter,everyone,Gulls\n{rows}",
        "posts/9.gulls.html": PUBLIC,
        **{f"posts/{n}.{name}.html": PRIVATE for n, (name, _, _) in enumerate(kinds)},
        "posts/8.unknown.html": PRIVATE,
        "email_list.quay.csv": f"email,active_subscription\n{SECRET}@harbour.example,false\n",
    }


def ghost() -> Files:
    posts: list[dict[str, str]] = [
        {"id": "1", "title": "Gulls", "html": PUBLIC, "status": "published", "comment_id": "1"}
    ]
    hidden = [{"status": state} for state in ("draft", "scheduled", "")] + [{"status": "published", "type": "page"}]
    posts += [{"id": str(n), "title": f"Other {SECRET}", "html": PRIVATE, **h} for n, h in enumerate(hidden, 2)]
    return {"ghost.json": json.dumps({"db": [{"data": {"posts": posts}}]})}


def omnivore() -> Files:
    states = (("gulls", "Active"), (f"bread{SECRET}", "Deleted"))
    items = [{"slug": s, "title": s, "url": f"https://harbour.example/{s}", "state": state} for s, state in states]
    return {
        "metadata_0_to_20.json": json.dumps(items),
        "content/gulls.html": PUBLIC,
        f"content/bread{SECRET}.html": PRIVATE,
        "highlights/gulls.md": f"> {SECRET}",
    }


def markdown() -> Files:
    """What blogs of Markdown files keep beside their posts."""
    text = f"{FERRY} {SECRET}\n\n{BREAD}\n"
    return {
        "_posts/2024-03-18-gulls.md": f"---\ntitle: Gulls\n---\n\n{GULLS}\n\n{BREAD}\n",
        "_posts/2024-03-19-a.md": f"---\ntitle: A {SECRET}\ndraft: true\n---\n\n{text}",
        "_posts/2024-03-20-b.md": f"---\ntitle: B {SECRET}\npublished: false\n---\n\n{text}",
    }


EXPORTS = {
    "Medium: drafts, sessions, bookmarks, earnings and eleven more lists": medium,
    "WordPress: seven states that are not published, a password, pages, attachments, revisions": wordpress,
    "Blogger and Google Takeout: drafts, scheduled, trashed, comments; mail, notes, searches": blogger,
    "Substack: drafts, threads, pages, posts that its list does not know; subscribers": substack,
    "Ghost: drafts, scheduled, without a state, pages": ghost,
    "Omnivore: deleted articles, highlights": omnivore,
    "a blog of Markdown files: `draft: true`, `published: false`": markdown,
}


def private() -> Iterator[Row]:
    """Each export as a folder and as a zip."""
    for name, export in EXPORTS.items():
        files = export()
        found = [leaks(files, zipped=zipped) for zipped in (False, True)]
        made = min(count for count, _ in found)
        leaked = sorted({name for _, names in found for name in names})
        told = (
            f"{len(leaked)} leaks; the published post became an episode"
            if made
            else "not even what was published was made"
        )
        yield Row(name, "0 leaks", told, not leaked and made > 0)


def leaks(files: Files, *, zipped: bool) -> tuple[int, list[str]]:
    """How many episodes are made of an export, and the public files in which something private stands."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "saved"
        if zipped:
            source = source.with_suffix(".zip")
            source.write_bytes(build.zipped(files))
        else:
            shapes.unpacked(files, source)
        show = Show(Path(folder) / "show", Settings(voice="tone", jobs=1))
        outcomes = batch.run(show, [source], batch.Options(force=True))
        made = sum(o.status is Status.MADE for o in outcomes)
        words = (SECRET.lower().encode(), shapes.PRIVATE.encode())
        public = (p for p in show.public.rglob("*") if p.is_file())
        return made, [p.name for p in public if any(word in p.read_bytes().lower() for word in words)]
