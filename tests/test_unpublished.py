"""Content that was never public: drafts, private pages, and a service's data about its user."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from podcaster.batch import run as batch
from podcaster.cli.status import code, exit_status
from podcaster.config import Show
from podcaster.errors import PodcasterError, UnpublishedError, UnsupportedError
from podcaster.model import Article, Doubt, Status
from podcaster.reading import expand, read, read_bytes
from podcaster.reading.containers.services import SERVICES
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

TEXT = f"<p>{GULLS}</p><p>{BREAD}</p>"
PRIVATE = "192.0.2.17"


def outcomes(data: bytes | str, name: str) -> tuple[list[Article], dict[str, str]]:
    """The articles in *data*, and what is skipped, with its reason; nothing may fail."""
    skipped: dict[str, str] = {}
    content = data.encode() if isinstance(data, str) else data
    found = list(read_bytes(content, name, on_error=_never, on_skip=lambda s, _, why: skipped.__setitem__(s, why)))
    return found, skipped


def _never(source: str, error: PodcasterError) -> None:
    pytest.fail(f"{source}: {error.message}")


def reasons(found: list[Article]) -> dict[str, str]:
    """Map each title to the reason why it is not published, or to "" if it is."""
    return {article.title: article.unpublished for article in found}


def unpacked(members: Mapping[str, bytes | str], folder: Path) -> Path:
    for name, data in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def made(show: Show, *sources: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The titles of the episodes that a run makes, doubtful ones too, and what it skips, with the reasons."""
    found = batch.run(show, sources, batch.Options(force=True))
    assert exit_status(map(code, found), alone=True) == 0, found
    titles = [o.title for o in found if o.status is Status.MADE]
    return sorted(titles), [(o.source, o.reason) for o in found if o.status is Status.SKIPPED]


def leaks(show: Show) -> list[str]:
    """Public files in which something private stands."""
    return [p.name for p in show.public.rglob("*") if p.is_file() and PRIVATE.encode() in p.read_bytes()]


# ---------------------------------------------------------------- Medium


def _story(title: str, *, published: bool, text: str = TEXT) -> str:
    signed = (
        '<p>By <a href="https://medium.com/@areed" class="p-author h-card">Anna Reed</a> on <a href="https://medium.com/'
        'p/1"><time class="dt-published" datetime="2024-03-18T08:00:00.000Z">March 18, 2024</time></a>.</p><p><a href='
        f'"https://medium.com/@areed/{title[:3]}" class="p-canonical">Canonical link</a></p>'
    )
    return (
        f'<!DOCTYPE html><html><head><title>{title}</title></head><body><article class="h-entry"><header><h1 class='
        f'"p-name">{title}</h1></header><section data-field="subtitle" class="p-summary">A count</section><section '
        f'data-field="body" class="e-content"><section>{text}</section></section><footer>{signed if published else ""}'
        '<p>Exported from <a href="https://medium.com">Medium</a> on May 1, 2024.</p></footer></article></body></html>'
    )


def _private(what: str) -> str:
    lines = "".join(f"<li>Created at: 2024-03-{day:02} 8:41 pm<br>IP address: {PRIVATE}</li>" for day in range(1, 29))
    return (
        f"<!DOCTYPE html><html><head><title>Anna Reed’s {what}, page 1</title></head><body><article class='h-entry'>"
        f'<h3>Anna Reed’s {what}</h3><section data-field="body" class="e-content"><ul>{lines}</ul><p>{FERRY}</p>'
        "</section></article></body></html>"
    )


FOLDERS = ("blocks", "bookmarks", "claps", "earnings", "highlights", "interests", "ips", "lists", "partner-program",
           "profile", "pubs-following", "sessions", "topics-following", "twitter", "users-following")  # fmt: skip
POSTS = {
    "posts/2024-03-18_The-gulls-are-back-1.html": _story("The gulls are back", published=True),
    "posts/draft_The-last-ferry-2.html": _story(
        "The last ferry", published=False, text=f"<p>{FERRY}</p><p>{BREAD}</p>"
    ),
}
MEDIUM: dict[str, bytes | str] = {
    "README.html": _private("archive"),
    **POSTS,
    **{f"{folder}/{folder}-0001.html": _private(folder) for folder in FOLDERS},
    "interests/writers.html": _private("writers"),
    "profile/profile.html": _private("profile"),
}


@pytest.mark.parametrize(
    "form",
    ["folder", "renamed", "nested", "zip", "zip of a folder", "zip in a folder", "nested in a zip", "zip of Windows"],
)
def test_of_a_medium_export_only_the_published_stories_are_made(form: str, show: Show, tmp_path: Path) -> None:
    """In a folder of any name, within other folders and archives; how much is left unread is said in a line."""
    other = {"other/note.md": f"# A note\n\n{GULLS}\n"}
    export = {f"medium-export/{name}": data for name, data in MEDIUM.items()}
    source = tmp_path / "saved"
    if form in ("folder", "renamed"):
        unpacked(MEDIUM, source)
    elif form == "nested":
        unpacked({**other, **{f"backup/{name}": data for name, data in export.items()}}, source)
    elif form == "zip in a folder":
        unpacked({**other, "medium.zip": build.zipped(MEDIUM)}, source)
    else:
        windows = {name.replace("/", "\\"): data for name, data in export.items()}
        members = {"zip": MEDIUM, "zip of a folder": export, "zip of Windows": windows}.get(form) or {**other, **export}
        source.with_suffix(".zip").write_bytes(build.zipped(members))
        source = source.with_suffix(".zip")
    titles, skipped = made(show, source)
    more = ["A note"] if "nested" in form or form == "zip in a folder" else []
    assert titles == [*more, "The gulls are back"]
    assert [why for _, why in skipped if why == "it is a draft"]
    (line,) = [why for _, why in skipped if why.startswith("not read")]
    assert f"{len(MEDIUM) - 2} files of a Medium export" in line
    assert "posts/" in line
    assert leaks(show) == []
    assert {o.status for o in batch.run(show, [source])} == {Status.UNCHANGED}


@pytest.mark.parametrize(
    "part",
    [
        "posts",
        "posts/draft_The-last-ferry-2.html",
        "sessions",
        "sessions/sessions-0001.html",
        "profile/profile.html",
        "interests",
    ],
)
def test_each_part_of_a_medium_export_is_recognised(part: str, show: Show, tmp_path: Path) -> None:
    """The folder of posts stands for the export; a draft, or what is private, is skipped however it is named."""
    export = unpacked(MEDIUM, tmp_path / "export")
    titles, skipped = made(show, export / part)
    assert titles == (["The gulls are back"] if part == "posts" else [])
    assert skipped
    assert leaks(show) == []
    if "posts" not in part:
        assert "private data of a Medium export" in skipped[0][1]
        with pytest.raises(UnpublishedError, match="private data"):
            list(read(export / part))


def test_files_of_a_medium_export_that_were_copied_elsewhere(show: Show, tmp_path: Path) -> None:
    """A story says itself whether it was published; a list of sessions is known by its name."""
    files = {
        "a.html": POSTS["posts/2024-03-18_The-gulls-are-back-1.html"],
        "b.html": POSTS["posts/draft_The-last-ferry-2.html"],
        "sessions/sessions-0001.html": _private("sessions"),
    }
    titles, skipped = made(show, unpacked(files, tmp_path / "mine"))
    assert titles == ["The gulls are back"]
    assert sorted(why for _, why in skipped) == ["it is a draft", "private data of a Medium export; it is not read"]
    assert leaks(show) == []


def test_a_reply_on_medium_is_skipped(show: Show, tmp_path: Path) -> None:
    """It is exported among the stories, and means little without the one that it answers."""
    reply = _story("Well said, I agree", published=True, text="<p>Well said, I agree with every word of it.</p>")
    titles, skipped = made(show, unpacked({**POSTS, "posts/2024-03-20_Well-said-3.html": reply}, tmp_path / "export"))
    assert titles == ["The gulls are back"]
    assert "a reply to another story, not an article" in [why for _, why in skipped]


# ---------------------------------------------------------------- WordPress


def wxr(*items: str, namespace: str = "http://wordpress.org/export/1.2/") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:excerpt="{namespace.rstrip("/")}/excerpt/" xmlns:wp="{namespace}"><channel><title>Quay</title>'
        f"<wp:wxr_version>1.2</wp:wxr_version>{''.join(items)}</channel></rss>"
    )


def wp_item(title: str, status: str = "publish", kind: str = "post", *, password: str = "", text: str = GULLS) -> str:
    return (
        f"<item><title>{title}</title><guid>{title}</guid><content:encoded><![CDATA[{text}\n\n"
        f'[gallery ids="1,2"]\n\n{BREAD}]]>'
        f"</content:encoded><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"
        f"<wp:post_password>{password}</wp:post_password></item>"
    )


@pytest.mark.parametrize("slash", ["/", ""])
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_wordpress_export_of_any_version_is_known(scheme: str, version: str, slash: str) -> None:
    """By http or https, with a slash or without: no draft, no page, no attachment is published."""
    items = (
        wp_item("Gulls"),
        wp_item("Draft", "draft"),
        wp_item("About", kind="page"),
        wp_item("a.jpg", "inherit", "attachment"),
    )
    data = wxr(*items, namespace=f"{scheme}://wordpress.org/export/{version}{slash}")
    found, skipped = outcomes(data, "quay.xml")
    assert reasons(found) == {"Gulls": "", "Draft": "it is a draft"}
    assert found[0].text == f"{GULLS}\n\n{BREAD}"
    assert skipped == {"quay.xml": "not read: 1 attachment, 1 page; only posts become episodes"}


@pytest.mark.parametrize(
    "status", ["draft", "pending", "future", "private", "trash", "auto-draft", "inherit", "Private", "on-hold"]
)
def test_only_posts_that_wordpress_published_are(status: str) -> None:
    """A status that nobody knows is no better than a draft's; one without a text is skipped all the same."""
    found, skipped = outcomes(wxr(wp_item("Gulls"), wp_item("Other", status)), "quay.xml")
    assert reasons(found)["Gulls"] == ""
    assert reasons(found)["Other"]
    empty = wp_item("Other", status).replace(GULLS, "").replace(BREAD, "").replace('[gallery ids="1,2"]', "")
    found, skipped = outcomes(wxr(wp_item("Gulls"), empty), "quay.xml")
    assert list(reasons(found)) == ["Gulls"]
    assert skipped["quay.xml!Other"]


def test_a_post_with_a_password_is_not_published(show: Show, tmp_path: Path) -> None:
    """Whatever its status is, and whoever forces doubtful ones."""
    (tmp_path / "quay.xml").write_text(wxr(wp_item("Gulls"), wp_item("Secret", password="sesame", text=FERRY)))
    titles, skipped = made(show, tmp_path / "quay.xml")
    assert titles == ["Gulls"]
    assert skipped == [(f"{tmp_path}/quay.xml!Secret", "it is protected by a password")]


def test_an_export_whose_namespace_was_lost_is_known_by_its_prefix() -> None:
    """Such a file is a part cut out of an export."""
    data = wxr(wp_item("Gulls"), wp_item("Draft", "draft")).replace('xmlns:wp="http://wordpress.org/export/1.2/"', "")
    assert reasons(outcomes(data, "quay.xml")[0])["Draft"] == "it is a draft"


def test_an_export_with_a_damaged_beginning_is_not_read_as_plain_text() -> None:
    """Read as plain text, its drafts and addresses would be narrated too."""
    data = wxr(wp_item("Gulls"), wp_item("Draft", "draft")).replace('<?xml version="1.0"?>', "").replace("<rss", "<r5s")
    found = list(read_bytes(data.encode(), "quay.xml", on_error=lambda *_: None))
    assert reasons(found) == {"Gulls": "", "Draft": "it is a draft"}


# ---------------------------------------------------------------- Blogger


def blogger(*entries: tuple[str, str, str, str]) -> str:
    """Title, type, status, trashed."""
    inner = "".join(
        f"<entry><id>tag:{title}</id><blogger:type>{kind}</blogger:type><blogger:status>{status}</blogger:status><author>"
        f"<name>Anna Reed</name><blogger:type>BLOGGER</blogger:type></author><title>{title}</title>"
        f"<content type='html'>&lt;p&gt;{GULLS}&lt;/p&gt;</content><blogger:trashed>{trashed}</blogger:trashed></entry>"
        for title, kind, status, trashed in entries
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger="
        f"'http://schemas.google.com/blogger/2018'><title>Quay</title>{inner}</feed>"
    )


ENTRIES = (
    ("Gulls", "POST", "LIVE", ""),
    ("Draft", "POST", "DRAFT", ""),
    ("Later", "POST", "SCHEDULED", ""),
    ("Binned", "POST", "SOFT_TRASHED", ""),
    ("Binned too", "POST", "LIVE", "2024-04-01T00:00:00Z"),
    ("About", "PAGE", "LIVE", ""),
    ("Nice!", "COMMENT", "LIVE", ""),
    ("Nicer!", "COMMENT", "LIVE", ""),
)


def test_of_a_blogger_export_only_live_posts_are_published() -> None:
    """Not a draft, not what waits for its day or is in the trash; pages and comments are counted."""
    found, skipped = outcomes(blogger(*ENTRIES), "feed.atom")
    assert reasons(found) == {
        "Gulls": "",
        "Draft": "it is a draft",
        "Later": "it is scheduled, and not published yet",
        "Binned": "it is in the trash",
        "Binned too": "it is in the trash",
    }
    assert found[0].authors == ("Anna Reed",)
    assert skipped == {"feed.atom": "not read: 2 comments, 1 page; only posts become episodes"}


@pytest.mark.parametrize("part", ["", "Takeout", "Takeout/Blogger", "Takeout/Blogger/Blogs/Quay"])
def test_only_the_blogs_of_a_google_takeout_are_read(part: str, show: Show, tmp_path: Path) -> None:
    """Mail, notes, searches and themes are not read, whichever folder of it is given."""
    takeout = {
        "Takeout/archive_browser.html": _private("archive"),
        "Takeout/Blogger/Blogs/Quay/feed.atom": blogger(*ENTRIES),
        "Takeout/Blogger/Blogs/Quay/theme-classic.html": _private("theme"),
        "Takeout/Blogger/Blogs/Quay/settings.csv": f"name,email\nquay,{PRIVATE}\n",
        "Takeout/Blogger/Comments/Other/feed.atom": blogger(("Mine", "POST", "LIVE", "")),
        "Takeout/Blogger/Profile/profile.csv": "a,b\n",
        "Takeout/Keep/Shopping.html": _private("notes"),
        "Takeout/Mail/All mail.mbox": b"From a Mon Mar 18 08:00:00 2024\n" + build.plain_mail(),
        "Takeout/My Activity/Search/MyActivity.html": _private("searches"),
    }
    unpacked(takeout, tmp_path / "saved")
    titles, skipped = made(show, tmp_path / "saved" / part)
    assert titles == ["Gulls"]
    assert [why for _, why in skipped if "files of a " in why]
    assert leaks(show) == []


# ---------------------------------------------------------------- other services


def test_of_a_substack_export_only_published_posts_are_made(show: Show, tmp_path: Path) -> None:
    """Not a draft, a page, a thread, a post that the list does not know, or the subscribers."""
    rows = (
        "1.gulls,2024-03-05T10:00:00Z,TRUE,newsletter,everyone,The gulls are back\n"
        "2.about,2024-03-05T10:00:00Z,true,page,everyone,About\n"
        "3.rowing,2024-03-06T10:00:00Z,true,thread,everyone,What do you row?\n"
        "4.ferry,,false,newsletter,everyone,The last ferry\n"
    )
    export = {
        "posts.csv": f"post_id,post_date,is_published,type,audience,title\n{rows}",
        **{f"posts/{name}.html": TEXT for name in ("1.gulls", "2.about", "3.rowing", "4.ferry", "5.unknown")},
        "posts/1.opens.csv": f"timestamp,email\n2024,a@{PRIVATE}\n",
        "email_list.quay.csv": f"email,active_subscription\na@{PRIVATE},false\n",
    }
    for source in (unpacked(export, tmp_path / "export"), tmp_path / "export" / "posts"):
        titles, skipped = made(show, source)
        assert titles == (["The gulls are back"] if source.name == "export" else [])
    whys = dict(batch_skips(show, tmp_path / "export" / "posts" / "4.ferry.html"))
    assert list(whys.values()) == ["it is a draft"]
    (tmp_path / "substack.zip").write_bytes(build.zipped(export))
    _, skipped = outcomes(build.zipped(export), "substack.zip")
    assert skipped == {
        "substack.zip!posts/2.about.html": "a page of the publication, not a post",
        "substack.zip!posts/3.rowing.html": "a thread of the publication, not a post",
        "substack.zip!posts/5.unknown.html": "posts.csv does not say that it was published",
        "substack.zip": "not read: 2 files of a Substack export (email_list.quay.csv, posts/1.opens.csv): "
        "only posts/ holds what was published",
    }
    assert leaks(show) == []


def batch_skips(show: Show, path: Path) -> list[tuple[str, str]]:
    return made(show, path)[1]


def test_a_paid_post_is_doubtful() -> None:
    """A post for paying readers, or for members, becomes public only when somebody says --force."""
    rows = "1.gulls,2024-03-05T10:00:00Z,true,newsletter,only_paid,The gulls are back\n"
    export = {"posts.csv": f"post_id,post_date,is_published,type,audience,title\n{rows}", "posts/1.gulls.html": TEXT}
    (found,), _ = outcomes(build.zipped(export), "substack.zip")
    assert Doubt.PAYWALL in dict(found.doubts)
    posts = [{"id": "1", "title": "Gulls", "html": TEXT, "status": "published", "visibility": "paid"}]
    (found,), _ = outcomes(json.dumps({"db": [{"data": {"posts": posts}}]}), "ghost.json")
    assert Doubt.PAYWALL in dict(found.doubts)


@pytest.mark.parametrize("status", ["draft", "scheduled", ""])
def test_a_ghost_post_that_is_not_published_is_skipped(status: str) -> None:
    """One without a text too; pages are counted."""
    posts = [
        {"id": 1, "title": "Gulls", "html": TEXT, "status": "published"},
        {"id": 2, "title": "Other", "html": TEXT, "status": status},
        {"id": 3, "title": "Empty", "html": None, "status": status},
        {"id": 4, "title": "About", "html": TEXT, "status": "published", "type": "page"},
    ]
    found, skipped = outcomes(json.dumps({"db": [{"data": {"posts": posts}}]}), "ghost.json")
    assert reasons(found)["Gulls"] == ""
    assert reasons(found)["Other"]
    assert set(skipped) == {"ghost.json!3", "ghost.json"}
    assert "1 page" in skipped["ghost.json"]


def test_a_deleted_article_of_omnivore_is_skipped() -> None:
    """It is in the trash, and in the export."""
    items = [
        {"slug": s, "title": s, "url": f"https://example.com/{s}", "state": state}
        for s, state in (("gulls", "Active"), ("bread", "Deleted"))
    ]
    members = {"metadata_0_to_20.json": json.dumps(items), "content/gulls.html": TEXT, "content/bread.html": TEXT}
    found, skipped = outcomes(build.zipped({**members, "highlights/gulls.md": "> private"}), "omnivore.zip")
    assert list(reasons(found)) == ["gulls"]
    assert skipped["omnivore.zip!content/bread.html"] == "it is in the trash"
    assert "1 file of an Omnivore export" in skipped["omnivore.zip"]


@pytest.mark.parametrize(
    ("members", "service"),
    [
        ({"messages.html": _private("chat"), "css/style.css": "", "js/script.js": ""}, "a Telegram export"),
        ({"Your archive.html": _private("tweets"), "data/direct-messages.js": "x"}, "an X archive"),
        (
            {"your_facebook_activity/messages/inbox.html": _private("chat"), "start_here.html": _private("x")},
            "Facebook",
        ),
    ],
)
def test_an_archive_of_a_social_network_holds_nothing_to_publish(
    members: dict[str, str], service: str, show: Show, tmp_path: Path
) -> None:
    """Its pages look like any other; what they hold is private."""
    titles, skipped = made(show, unpacked(members, tmp_path / "export"))
    assert titles == []
    assert service in skipped[0][1]
    (tmp_path / "export.zip").write_bytes(build.zipped(members))
    titles, skipped = made(show, tmp_path / "export.zip")
    assert titles == []
    assert leaks(show) == []
    with pytest.raises(UnpublishedError, match="nothing in it was published"):
        list(read(tmp_path / "export.zip"))


def test_folders_with_common_names_are_no_exports(show: Show, tmp_path: Path) -> None:
    """A site may have its posts in posts/, beside lists and a profile; everything in it is read."""
    site = {
        "posts/gulls.md": f"# Gulls\n\n{GULLS}\n",
        "lists/bread.md": f"# Bread\n\n{BREAD}\n",
        "profile/ferry.md": f"# Ferry\n\n{FERRY}\n",
        "content/index.html": build.page("Index"),
        "posts.csv": "a,b\n1,2\n",
    }
    unpacked(site, tmp_path / "site")
    assert len(list(expand(tmp_path / "site"))) == len(site) - 1  # a table without texts is passed over
    assert list(expand(tmp_path / "site" / "posts")) == [tmp_path / "site" / "posts" / "gulls.md"]
    (tmp_path / "site" / "posts.csv").unlink()
    assert len(made(show, tmp_path / "site")[0]) == 4


def test_every_service_has_one_name() -> None:
    """Each in a sentence: "3 files of a Medium export"."""
    assert all(service.name.split()[0] in ("a", "an") for service in SERVICES)


# ---------------------------------------------------------------- notes and sites of one's own


def post(front: str, name: str = "post.md", fence: str = "---") -> Article:
    data = f"{fence}\n{front}\n{fence}\n\n{GULLS}\n"
    (found,) = read_bytes(data.encode(), name)
    return found


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ("draft: true", "it is a draft"),
        ("draft: yes", "it is a draft"),
        ("isDraft: true", "it is a draft"),
        ("published: false", "it is a draft"),
        ("publish: false", "it is a draft"),
        ("is_published: no", "it is a draft"),
        ("permalink: false", "it is a draft"),
        ("params:\n  draft: true", "it is a draft"),
        ("status: draft", "it is a draft"),
        ("status: Private", "it is private"),
        ("status: In progress", "it is a draft"),
        ("private: true", "it is private"),
        ("visibility: private", "it is private"),
        ("password: sesame", "it is protected by a password"),
        ("draft: false", ""),
        ("published: true", ""),
        ("published: 2024-03-18", ""),
        ("status: published", ""),
        ("status: evergreen", ""),
        ("visibility: public", ""),
        ("password: ''", ""),
    ],
)
def test_front_matter_can_make_a_post_private(front: str, why: str) -> None:
    """In the words of Jekyll, Hugo, Zola, Eleventy, Hexo, Pelican, Obsidian and others."""
    assert post(front).unpublished == why


def test_front_matter_in_toml_says_it_too() -> None:
    """As Hugo and Zola write it."""
    assert post("draft = true", fence="+++").unpublished == "it is a draft"
    assert post("draft = false", fence="+++").unpublished == ""


@pytest.mark.parametrize(
    "source",
    ["blog/_drafts/gulls.md", "_drafts/gulls.html", "blog.zip!_drafts/gulls.md", "blog.zip!site/_drafts/gulls.txt"],
)
def test_a_file_in_a_drafts_folder_is_a_draft(source: str) -> None:
    """Jekyll and Hexo keep them there; whatever kind of file it is, and in an archive too."""
    data = build.page() if source.endswith(".html") else f"# Gulls\n\n{GULLS}\n\n{BREAD}\n"
    (found,) = read_bytes(data.encode(), source)
    assert found.unpublished == "it is a draft"


def test_a_draft_is_known_from_within_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the name of the file alone says nothing."""
    folder = unpacked({"gulls.md": f"# Gulls\n\n{GULLS}\n"}, tmp_path / "_drafts")
    monkeypatch.chdir(folder)
    (found,) = read(Path("gulls.md"))
    assert found.unpublished == "it is a draft"


def test_a_property_of_a_notion_page_says_that_it_is_a_draft() -> None:
    """Notion writes its properties below the title."""
    page = "# Gulls\n\nStatus: {}\nTags: birds, sea\n\n" + GULLS
    (found,) = read_bytes(page.format("In progress").encode(), "gulls.md")
    assert found.unpublished == "it is a draft"
    (found,) = read_bytes(page.format("Done").encode(), "gulls.md")
    assert found.unpublished == ""


def test_a_post_is_made_when_its_day_has_come(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its site would not show it before; until then the file is looked at again every night."""
    today = dt.datetime.now().astimezone().date()
    path = tmp_path / "post.md"
    for key, days, status in (
        ("date", 30, Status.SKIPPED),
        ("publishDate", 2, Status.SKIPPED),
        ("date", -1, Status.MADE),
    ):
        day = today + dt.timedelta(days=days)
        path.write_text(f"---\ntitle: Gulls\n{key}: {day}\n---\n\n{GULLS}\n\n{BREAD}\n")
        for _ in range(2 if status is Status.SKIPPED else 1):
            (outcome,) = batch.run(show, [path], batch.Options(force=True))
            assert outcome.status is status
            if status is Status.SKIPPED:
                assert outcome.reason == f"its date is in the future: {day}"
                assert outcome.kind == "its date is in the future"  # one line of the report for all days


def test_a_new_draft_with_an_episode_is_reported(show: Show, tmp_path: Path) -> None:
    """It was published once: whether it goes is for its owner to say, with the command that does it."""
    path = tmp_path / "post.md"
    path.write_text(f"---\ntitle: Gulls\n---\n\n{GULLS}\n\n{BREAD}\n")
    (first,) = batch.run(show, [path], batch.Options(force=True))
    path.write_text(path.read_text().replace("title", "draft: true\ntitle"))
    (outcome,) = batch.run(show, [path], batch.Options(force=True))
    assert outcome.status is Status.SKIPPED
    assert first.path
    assert "podcaster remove 1 takes it out" in outcome.reason
    assert first.path is not None
    first.path.unlink()
    batch.run(show, [path], batch.Options(force=True))
    assert "<item>" not in (show.public / "feed.xml").read_text()


def test_explain_says_that_a_post_is_dated_in_the_future() -> None:
    """It is shown, with the day from which it would be made."""
    from podcaster.listening.explanation import warnings

    assert warnings(post("date: 2024-01-01"))[1:] == []
    assert warnings(post("date: 2199-01-01"))[0] == "skipped until its date, 2199-01-01"


def test_ignored_files_of_an_export_are_not_counted(show: Show, tmp_path: Path) -> None:
    """A Takeout may hold gigabytes of mail: a night is not refused for want of room for them."""
    from podcaster.batch.intake import look

    export = unpacked(MEDIUM, tmp_path / "export")
    size = look(export).size
    assert size == sum(len(text) for text in POSTS.values())
    (export / "sessions" / "sessions-0002.html").write_text(_private("sessions"))
    assert look(export).size == size
    made(show, export)
    (export / "sessions" / "sessions-0003.html").write_text(_private("sessions"))
    assert {o.status for o in batch.run(show, [export])} == {Status.UNCHANGED}


# ---------------------------------------------------------------- mail


def mail(*fields: str) -> bytes:
    return "\r\n".join(fields).encode() + b"\r\n" * bool(fields) + build.newsletter()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ((), ""),
        (("X-Unsent: 1",), "it is a draft"),
        (("X-Mozilla-Draft-Info: internal/draft; vcard=0",), "it is a draft"),
        (("X-Mozilla-Status: 0009",), "it was deleted"),
        (("X-Mozilla-Status: 0001",), ""),
        (("X-Status: D",), "it was deleted"),
        (("X-Gmail-Labels: Inbox,Newsletter",), ""),
        (("X-Gmail-Labels: Trash,Newsletter",), "it was deleted"),
        (("X-Gmail-Labels: =?UTF-8?Q?Entw=C3=BCrfe?=",), "it is a draft"),
        (("X-Gmail-Labels: Spam",), "it is spam"),
    ],
)
def test_drafts_spam_and_deleted_mail_are_skipped(fields: tuple[str, ...], why: str) -> None:
    """Mail programs keep drafts and deleted mails in the same file as the others, and mark them."""
    (found,) = read_bytes(mail(*fields), "letter.eml")
    assert found.unpublished == why


@pytest.mark.parametrize(
    ("name", "why"),
    [("Inbox", ""), ("Drafts", "it is a draft"), ("Trash", "it was deleted"), ("Papierkorb.mbox", "it was deleted"),
     ("Drafts.mbox/mbox", "it is a draft"), ("1710.M1.host:2,ST", "it was deleted"), ("1710.M1.host:2,S", "")],
)  # fmt: skip
def test_a_folder_of_a_mail_program_is_known_by_its_name(name: str, why: str) -> None:
    """As Thunderbird, Apple Mail and Maildir keep them."""
    data = mail() if ":2," in name else b"From a@example.com Mon Mar 18 08:00:00 2024\n" + mail()
    (found,) = read_bytes(data, f"/home/jo/Mail/{name}")
    assert found.unpublished == why


def test_a_list_of_subscribers_is_not_read_aloud() -> None:
    """Nor any other table with a column of mail addresses; prose about mail is."""
    with pytest.raises(UnsupportedError, match="mail addresses"):
        list(read_bytes(b"email,active_subscription,expiry\nanna@example.com,true,\n", "email_list.csv"))
    prose = f"Post, email, telegrams\n\nAnna wrote to anna@example.com. {GULLS}\n".encode()
    assert list(read_bytes(prose, "letter.txt"))
