"""Exports of services: posts in JSON, and what WordPress and Substack put around theirs."""

from __future__ import annotations

import json

import pytest

from podcaster.errors import PodcasterError, UnsupportedError
from podcaster.model import Article, BlockKind, Doubt
from podcaster.reading import read_bytes
from tests.formats import build
from tests.formats.build import BREAD, FERRY, GULLS

pytestmark = pytest.mark.usefixtures("read_here")

TEXT = f"<p>{GULLS}</p><p>{BREAD}</p>"


def outcomes(value: object, name: str = "export.json") -> tuple[list[Article], dict[str, str]]:
    """The articles in *value*, and what is skipped, with its reason; nothing may fail."""
    skipped: dict[str, str] = {}
    data = (
        value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode()
    )

    def never(source: str, error: PodcasterError) -> None:
        pytest.fail(f"{source}: {error.message}")

    return list(read_bytes(data, name, on_error=never, on_skip=lambda s, _, why: skipped.__setitem__(s, why))), skipped


# ---------------------------------------------------------------- WordPress


def wp_post(number: int, title: str = "Gulls &amp; bread", **more: object) -> dict[str, object]:
    return {
        "id": number,
        "date": "2024-03-05T11:00:00",
        "date_gmt": "2024-03-05T10:00:00",
        "link": f"https://quay.example/{number}",
        "status": "publish",
        "type": "post",
        "title": {"rendered": title},
        "content": {"rendered": TEXT, "protected": False},
        "excerpt": {"rendered": "<p>Early birds.</p>"},
        "author": 7,
        **more,
    }


def test_posts_from_the_rest_api_of_wordpress() -> None:
    """With the writer where the answer has one; no draft, no page, no post with a password."""
    embedded = {"author": [{"name": "Ada Keeper"}]}
    found, skipped = outcomes([
        wp_post(1, _embedded=embedded),
        wp_post(2, "Draft", status="draft"),
        wp_post(3, "Secret", content={"rendered": TEXT, "protected": True}),
        wp_post(4, "About", type="page"),
    ])  # fmt: skip
    assert {article.title: article.unpublished for article in found} == {
        "Gulls & bread": "",
        "Draft": "it is a draft",
        "Secret": "it is protected by a password",
    }
    first = found[0]
    assert (first.authors, str(first.date), first.address) == (
        ("Ada Keeper",),
        "2024-03-05 10:00:00+00:00",
        "https://quay.example/1",
    )
    assert (first.description, first.text) == ("Early birds.", f"{GULLS}\n\n{BREAD}")
    assert skipped == {"export.json": "not read: 1 page; only posts become episodes"}


def test_one_post_of_the_rest_api_alone() -> None:
    (found,), _ = outcomes(wp_post(1))
    assert (found.title, found.source) == ("Gulls & bread", "export.json!1")


def wxr(*items: str) -> str:
    people = "".join(
        f"<wp:author><wp:author_login>{login}</wp:author_login><wp:author_display_name>{name}"
        "</wp:author_display_name></wp:author>"
        for login, name in (("ada", "Ada Keeper"), ("mo", "Mo Brandt"))
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        f"<title>Quay</title><wp:wxr_version>1.2</wp:wxr_version>{people}{''.join(items)}</channel></rss>"
    )


def wxr_item(title: str, creator: str, *terms: str, kind: str = "post", name: str = "") -> str:
    return (
        f"<item><title>{title}</title><guid>{title or name}</guid><dc:creator>{creator}</dc:creator>"
        f"<content:encoded><![CDATA[{TEXT}]]></content:encoded><wp:post_name>{name}</wp:post_name>"
        f"<wp:status>publish</wp:status><wp:post_type>{kind}</wp:post_type>{''.join(terms)}</item>"
    )


def test_several_writers_of_a_wordpress_post() -> None:
    """Co-Authors Plus keeps them as terms, by login or as guests; they count more than who uploaded the post."""
    both = [f'<category domain="author" nicename="cap-{login}">{login}</category>' for login in ("mo", "ada", "mo")]
    guest = '<category domain="author" nicename="cap-ines-vale">ines-vale</category>'
    data = wxr(
        wxr_item("Ines Vale", "ada", kind="guest-author", name="cap-ines-vale"),
        wxr_item("Both", "ada", *both),
        wxr_item("Guest", "ada", guest),
        wxr_item("One", "ada"),
        wxr_item("Nobody", "admin"),
    )
    found, _ = outcomes(data, "quay.xml")
    assert {article.title: article.authors for article in found} == {
        "Both": ("Mo Brandt", "Ada Keeper"),
        "Guest": ("Ines Vale",),
        "One": ("Ada Keeper",),
        "Nobody": (),
    }


def test_a_post_without_a_title_has_that_of_its_address() -> None:
    """Else its first words would be its title, and its whole text, when it is short, a repetition of it."""
    (found,), _ = outcomes(wxr(wxr_item("", "ada", name="blog/2024/03/05/gulls-and-bread.html")), "quay.xml")
    assert found.title == "Gulls and bread"
    assert found.text == f"{GULLS}\n\n{BREAD}"


# ---------------------------------------------------------------- Substack


def test_buttons_and_cards_within_a_substack_post() -> None:
    """They are in the middle of the text; each is left out with a reason. Titles may be written for a page."""
    button = '<p class="button-wrapper" data-attrs="{}"><a class="button primary" href="#"><span>Sign up</span></a></p>'
    card = '<div class="digest-post-embed"><a href="#">Another letter of mine</a></div>'
    html = f"<p>{GULLS}</p>{button}{card}<p>{BREAD}</p>"
    rows = "1.gulls,2024-03-05T10:00:00Z,true,newsletter,everyone,The baker&#x2019;s gulls\n"
    export = {"posts.csv": f"post_id,post_date,is_published,type,audience,title\n{rows}", "posts/1.gulls.html": html}
    (found,), _ = outcomes(build.zipped(export), "substack.zip")
    assert found.title == "The baker’s gulls"
    assert found.text == f"{GULLS}\n\n{BREAD}"
    assert {"Sign up", "Another letter of mine"} <= {left.text for left in found.left_out}


# ---------------------------------------------------------------- Ghost


def lexical(*children: object) -> str:
    return json.dumps({"root": {"type": "root", "children": list(children)}})


def ghost(**more: object) -> dict[str, object]:
    return {"id": "1", "title": "Gulls", "slug": "gulls", "status": "published", "visibility": "public", **more}


def test_a_ghost_post_that_was_never_rendered() -> None:
    """Its editor's cards are read, but for buttons, sign-up forms, and what only the mail had."""
    words = {"type": "extended-text", "text": GULLS, "format": 0}
    strong = {"type": "extended-text", "text": "six there", "format": 1}
    body = lexical(
        {"type": "paragraph", "children": [words, {"type": "linebreak"}, strong]},
        {"type": "callout", "calloutText": "<b>Mind</b> the gate."},
        {"type": "toggle", "heading": "Why?", "content": f"<p>{BREAD}</p>"},
        {"type": "email", "html": "<p>Hello {first_name}</p>"},
        {"type": "button", "buttonText": "Join", "buttonUrl": "https://quay.example"},
        {"type": "signup", "header": "Join us"},
        {"type": "codeblock", "code": "open(gate)", "language": "python"},
        {"type": "image", "src": "https://quay.example/a.jpg", "caption": "The gate"},
    )
    (found,), _ = outcomes({"db": [{"data": {"posts": [ghost(lexical=body)]}}]})
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, GULLS),
        (BlockKind.PARAGRAPH, "six there"),
        (BlockKind.QUOTE, "Mind the gate."),
        (BlockKind.HEADING, "Why?"),
        (BlockKind.PARAGRAPH, BREAD),
        (BlockKind.CODE, "open(gate)"),
        (BlockKind.FIGURE, "The gate"),
    ]


def test_a_ghost_post_in_the_older_format() -> None:
    """Marks are numbered; a card may be Markdown or HTML, code or a picture."""
    document = {
        "atoms": [["soft-return", "", {}]],
        "cards": [["markdown", {"markdown": f"## Bread\n\n{BREAD}"}], ["code", {"code": "x = 1"}],
                  ["email", {"html": "x"}]],
        "markups": [["em"], ["a", ["href", "https://quay.example/ferry"]]],
        "sections": [
            [1, "p", [[0, [], 0, "They are "], [0, [0, 1], 2, "back"], [1, [], 0, 0], [0, [], 0, "again."]]],
            [3, "ul", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
            [10, 0], [10, 1], [10, 2], [10, 99],
        ],
    }  # fmt: skip
    (found,), _ = outcomes({"db": [{"data": {"posts": [ghost(mobiledoc=json.dumps(document))]}}]})
    assert [block.text for block in found.blocks] == ["They are back", "again.", "one", "two", "Bread", BREAD, "x = 1"]
    assert "https://quay.example/ferry" in {span.value for span in found.blocks[0].spans}


def test_posts_of_the_api_of_ghost() -> None:
    """Its answers have no status, because only published posts are in them, and name the writers in the post."""
    post = {"id": "1", "title": "Gulls", "html": TEXT, "url": "https://quay.example/gulls/", "comment_id": "1",
            "published_at": "2024-03-05T10:00:00.000Z", "visibility": "paid",
            "authors": [{"name": "Ada Keeper"}]}  # fmt: skip
    (found,), _ = outcomes({"posts": [post], "meta": {}})
    assert (found.unpublished, found.authors, found.address) == ("", ("Ada Keeper",), "https://quay.example/gulls/")
    assert found.doubts == ((Doubt.PAYWALL, "it was published for paying members only"),)


def test_posts_of_the_migration_tools_of_ghost() -> None:
    post = {"url": "https://quay.example/gulls/", "data": ghost(html=TEXT, author={"data": {"name": "Ada Keeper"}})}
    page = {"url": "https://quay.example/about/", "data": ghost(html=TEXT, type="page")}
    (found,), skipped = outcomes({"result": {"users": [], "posts": [post, page]}})
    assert (found.authors, found.address) == (("Ada Keeper",), "https://quay.example/gulls/")
    assert skipped == {"export.json": "not read: 1 page; only posts become episodes"}


# ---------------------------------------------------------------- wallabag, Blogger and others


def test_the_first_version_of_wallabag() -> None:
    """Each field twice, by number and by name; tags in one line."""
    item = {"0": "3", "id": "3", "title": "Gulls", "url": "https://quay.example/gulls", "is_read": "0", "is_fav": "1",
            "content": TEXT, "tags": "birds,bread"}  # fmt: skip
    (found,), _ = outcomes([item])
    assert (found.title, found.tags, found.address) == ("Gulls", ("birds", "bread"), "https://quay.example/gulls")


BLOGGER = {"kind": "blogger#post", "id": "12", "published": "2024-03-05T00:32:00-04:00", "title": "Gulls",
           "url": "https://quay.example/gulls", "content": TEXT, "author": {"displayName": "Ada &amp; Mo"}}  # fmt: skip
LETTERDROP = {"id": "a", "title": "Gulls", "body": TEXT, "author": {"name": "Ada Keeper", "avatar": "https://a.example"},
              "publishedOn": "2024-03-05T09:49:30.272Z", "url": "https://quay.example/p/gulls"}  # fmt: skip
TUMBLR = {"type": "text", "id": 5, "blog_name": "quay", "post_url": "https://quay.example/5", "timestamp": 1709632800,
          "state": "published", "title": "Gulls", "body": TEXT}  # fmt: skip
DEV = {"title": "Gulls", "body_markdown": f"## Bread\n\n{GULLS}", "published": True, "url": "https://quay.example/g",
       "user": {"name": "Ada Keeper"}, "published_at": "2024-03-05T09:49:30Z"}  # fmt: skip
MAIL = {"subject": "Gulls", "body": GULLS, "status": "draft", "publish_date": "2024-03-05T09:49:30Z"}


@pytest.mark.parametrize(
    ("value", "authors", "unpublished"),
    [
        ([BLOGGER], ("Ada & Mo",), ""),
        ({"items": [BLOGGER]}, ("Ada & Mo",), ""),
        ([BLOGGER | {"status": "DRAFT"}], ("Ada & Mo",), "it is a draft"),
        ({"posts": [LETTERDROP], "totals": 1}, ("Ada Keeper",), ""),
        ({"response": {"posts": [TUMBLR]}}, ("quay",), ""),
        ({"response": {"posts": [TUMBLR | {"state": "queued"}]}}, ("quay",), "its status is “queued”"),
        ([DEV], ("Ada Keeper",), ""),
        ([DEV | {"published": False}], ("Ada Keeper",), "it is a draft"),
        ({"results": [MAIL]}, (), "it is a draft"),
    ],
)
def test_posts_with_their_text_in_json(value: object, authors: tuple[str, ...], unpublished: str) -> None:
    (found,), _ = outcomes(value)
    assert (found.title, found.authors, found.unpublished, str(found.date)[:10]) == (
        "Gulls", authors, unpublished, "2024-03-05",
    )  # fmt: skip
    assert GULLS in found.text


@pytest.mark.parametrize(
    "value",
    [
        [{"subject": "Gulls", "body": GULLS, "date": "2024-03-05", "to": "a@quay.example"}],
        {"messages": [{"id": 1, "date": "2024-03-05", "text": GULLS}]},
        [{"title": "Gulls", "textContent": GULLS, "isTrashed": False}],
        [{"title": "Gulls", "text": GULLS}],
        {"name": "settings", "theme": "dark"},
    ],
    ids=["mails", "messages", "notes", "titles and texts", "settings"],
)
def test_other_json_is_no_list_of_posts(value: object) -> None:
    """Least of all what somebody wrote to somebody."""
    with pytest.raises(UnsupportedError, match="JSON of an unknown kind") as error:
        outcomes(value)
    assert "WordPress" in error.value.hint


# ---------------------------------------------------------------- Roam


def test_pages_of_a_roam_graph() -> None:
    """An outline becomes headings, paragraphs and lists; references are filled in, buttons and films go."""
    page = {
        "title": "The gulls",
        "create-time": 1709632800000,
        "children": [
            {"string": "Author:: [[Ada Keeper]]", "uid": "aaaaaaaa1"},
            {"string": "Spring", "heading": 2, "uid": "aaaaaaaa2", "children": [
                {"string": GULLS, "uid": "aaaaaaaa3"},
                {"string": "{{[[video]]: https://films.example/1}}", "uid": "aaaaaaaa4"},
                {"string": "{{[[TODO]]}} Ask the [baker]([[Baker]]) about __it__: ((bbbbbbbb1))", "uid": "aaaaaaaa5"},
            ]},
        ],
    }  # fmt: skip
    other = {"title": "Scraps", "children": [{"string": "[[x]]", "uid": "cccccccc1"}]}
    quoted = {"title": "Bread", "children": [{"string": f"{FERRY}", "uid": "bbbbbbbb1"}]}
    found, skipped = outcomes([page, other, quoted])
    assert [article.title for article in found] == ["The gulls", "Bread"]
    first = found[0]
    assert (first.authors, str(first.date)[:10]) == (("Ada Keeper",), "2024-03-05")
    assert [(block.kind, block.text) for block in first.blocks] == [
        (BlockKind.HEADING, "Spring"),
        (BlockKind.PARAGRAPH, GULLS),
        (BlockKind.PARAGRAPH, f"Ask the baker about it: {FERRY}"),
    ]
    assert skipped == {"export.json": "not read: 1 page without text"}


SEVERAL = "The harbour had been quiet since the morning, and nobody on the quay expected a boat before noon. " * 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "a.json",
            json.dumps(
                {
                    "version": "https://jsonfeed.org/version/1.1",
                    "title": "R&amp;D",
                    "items": [
                        {
                            "id": "1",
                            "title": "Tom&#8217;s &amp; Ann",
                            "authors": [{"name": "Q&amp;A Team"}],
                            "tags": ["a&amp;b"],
                            "content_html": f"<p>{SEVERAL}</p>",
                        }
                    ],
                }
            ),
        ),
        (
            "a.xml",
            '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R&amp;amp;D</title><item>'
            "<title>Tom&amp;#8217;s &amp;amp; Ann</title><dc:creator>Q&amp;amp;A Team</dc:creator>"
            f"<category>a&amp;amp;b</category><description>{SEVERAL}</description></item></channel></rss>",
        ),
        (
            "a.html",
            '<html><head><title>Tom&amp;#8217;s &amp;amp; Ann</title><meta name="author" content="Q&amp;amp;A Team">'
            '<meta property="og:site_name" content="R&amp;amp;D"></head><body><article>'
            f"<h1>Tom&amp;#8217;s &amp;amp; Ann</h1><p>{SEVERAL}</p></article></body></html>",
        ),
        (
            "a.md",
            "---\ntitle: Tom&#8217;s &amp; Ann\nauthor: Q&amp;A Team\nsite: R&amp;D\ntags: [a&amp;b]\n---\n\n"
            + SEVERAL,
        ),
    ],
)
def test_what_was_escaped_twice_is_said_as_it_is_meant(name: str, data: str) -> None:
    """Title, author, site and tags; the title is not said a second time as the first heading."""
    (article,) = read_bytes(data.encode(), name)
    assert (article.title, article.authors) == ("Tom’s & Ann", ("Q&A Team",))
    assert article.site in ("R&D", "")
    assert article.tags in (("a&b",), ())
    assert [block.text for block in article.blocks] == [SEVERAL.strip()]


def test_an_article_about_entities_keeps_them() -> None:
    """Those for blanks and angle brackets are what it is about."""
    item = {"id": "1", "title": "What &lt;p&gt; and &nbsp; do", "content_html": f"<p>{SEVERAL}</p>"}
    (article,) = read_bytes(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode(), "a.json"
    )
    assert article.title == "What &lt;p&gt; and &nbsp; do"
