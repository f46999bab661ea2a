"""Who wrote a page, when, and what it is called: the ways in which sites say so, for machines and for readers."""

from __future__ import annotations

import datetime as dt
import html
import json

import pytest

from podcaster.model import Article
from podcaster.reading import bylines, dates
from podcaster.reading import html as pages

TITLE = "The keeper of the last lamp"
DAY = dt.date(2021, 5, 24)
ADDRESS = "https://tidewater.example/stories/lamp"
PROSE = "".join(
    f"<p>The lamp at the end of the pier was lit at {hour} every evening, and the boats that came home late steered by "
    "it until they passed the outer wall of the harbour.</p>"
    for hour in ("six", "seven", "eight", "nine", "ten")
)


def read(
    body: str = "",
    head: str = "",
    *,
    language: str = "en",
    address: str = ADDRESS,
    heading: str = f"<h1>{TITLE}</h1>",
    window: str = f"{TITLE} - Tidewater",
) -> Article:
    """The article of a page. *body* stands between the heading and the text."""
    page = (
        f"<!doctype html><html lang='{language}'><head><title>{window}</title>{head}</head>"
        f"<body><article>{heading}{body}{PROSE}</article></body></html>"
    )
    return pages.read(page.encode(), "lamp.html", address=address)


def day(article: Article) -> dt.date | None:
    return article.date.date() if isinstance(article.date, dt.datetime) else article.date


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{html.escape(content)}">'


def linked(*things: object) -> str:
    texts = (thing if isinstance(thing, str) else json.dumps(thing) for thing in things)
    return "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("publishdate", "05/24/2021 09:49:00"),
        ("pub_date", "2021-05-24"),
        ("article_date_original", "Monday, May 24, 2021,  9:10 PM"),
        ("dcterms.issued", "2021-05-24"),
        ("DC.Date.Created", "2021-05-24"),
        ("DCSext.articleFirstPublished", "24-05-2021 10:00"),
        ("weibo:article:create_at", "2021-05-24 02:54:29"),
        ("citation_online_date", "2021/05/24"),
        ("prism.publicationDate", "2021-05-24"),
        ("og:article:published_date", "2021-05-24"),
        ("datePublished", "Mon May 24 10:00:00 CEST 2021"),
        ("publish-time", "1621850400"),
        ("published_at", "1621850400000"),
        ("parsely-page", '{"title":"x","author":"Jo Vane","pub_date":"2021-05-24T10:00:00Z"}'),
    ],
)
def test_the_day_is_found_in_meta_elements_of_any_spelling(name, content):
    """With dots, dashes, underscores or capitals, and in the ways programs write a date."""
    assert day(read(head=meta(name, content))) == DAY


def test_the_day_of_publication_goes_before_that_of_a_change():
    """Also where the other one comes first."""
    head = meta("last-updated", "2022-01-01") + meta("pub-date", "2021-05-24")
    assert day(read(head=head)) == DAY


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("24-May-21", "en"),
        ("May-24-2021", "en"),
        ("24 May '21", "en"),
        ("05.24.21", "en"),
        ("05.24.2021", "en"),
        ("24.05.21", "de"),
        ("24-05-2021", "nl"),
        ("5/24/21", "en"),
        ("24/05/21", "en"),
        ("令和3年5月24日", "ja"),
        ("Jo Vane · May 24, 2021 · 5 min read", "en"),
    ],
)
def test_a_date_is_read_however_it_is_written(text, language):
    """With two figures for the year, with dashes, with an era, and beside a name and a reading time."""
    assert day(read(f"<div>{text}</div>", language=language)) == DAY


@pytest.mark.parametrize("text", ["24-7-365 service", "1/2/3/4", "10-4-2021-99", "24/7"])
def test_other_figures_are_no_dates(text):
    """Numbers with slashes or dashes."""
    assert dates.date(text) is None


def test_the_first_year_of_an_era_has_a_name():
    """平成元年 is 1989, which is too old; 令和元年 is 2019."""
    assert dates.date("令和元年5月24日") == dt.date(2019, 5, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("十一月 02, 2022", dt.date(2022, 11, 2)),
        ("十月 3, 2021", dt.date(2021, 10, 3)),
        ("一月 31, 2020", dt.date(2020, 1, 31)),
        ("12月 5, 2019", dt.date(2019, 12, 5)),
        ("13月 5, 2019", None),
        ("二月 30, 2019", None),
    ],
)
def test_a_month_in_chinese_before_the_day(text, day):
    """As blogs write it whose order of a date is the English one."""
    assert dates.date(text) == day


def test_a_name_beside_the_date_has_a_section_in_brackets_behind_it():
    """Blogs in Chinese put the section there."""
    line = "<div class='info'><span>2021年5月4日</span>•Mara Vane 《<a href='/walks/'>Walks</a>》</div>"
    found = read(line, language="zh")
    assert (found.authors, day(found)) == (("Mara Vane",), dt.date(2021, 5, 4))


@pytest.mark.parametrize("name", ["2021年5月4日", "5月4日"])
def test_a_date_in_chinese_is_nobody(name):
    """It stands where names stand."""
    assert bylines.people([name]) == ()


@pytest.mark.parametrize(
    ("begins", "language"),
    [
        ("May 24, 2021 -- ", "en"),
        ("TIDEWATER, Maine, May 24, 2021 /Wire/ -- ", "en"),
        ("TIDEWATER--(PIER WIRE)--May 24, 2021--", "en"),
        ("TIDEWATER, May 24, 2021 (PIER NEWS) — ", "en"),
        ("(Tidewater, 24 May 2021) ", "en"),
        ("Hafen, 24. Mai 2021 – ", "de"),
    ],
)
def test_a_text_may_begin_with_its_date(begins, language):
    """As reports of agencies and of companies do, after the place."""
    text = "Lamps have been lit on the pier for a hundred years, and the harbour master wants to keep them."
    assert day(read(f"<p>{begins}{text}</p>", language=language)) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "On May 24, 2011 the lamps on the pier went out, and the harbour master wants to light them again.",
        "May 24, 2011 was a dark day on the pier - the harbour master remembers every hour of it, he said.",
        "The lamps went out on May 24, 2011 — and the harbour master wants to light them again this summer.",
    ],
)
def test_a_sentence_that_begins_with_a_day_is_no_date_of_the_page(text):
    """The text speaks of that day."""
    assert read(f"<p>{text}</p>").date is None


@pytest.mark.parametrize(
    "path",
    [
        "2021/05/24/lamp/",
        "2021-05-24/lamp",
        "2021/may/24/lamp",
        "lamp-20210524.html",
        "n1/2021/0524/c1-32.html",
        "2021-05/24/c_11.htm",
        "a/202105/24/WS60.html",
        "zw/202105/t20210524_1.html",
        "post/2021_05_24_lamp",
        "blog/2021.05.24/lamp",
        "story/lamp-2021-05-24/",
    ],
)
def test_the_address_has_the_day(path):
    """In the forms that blogs, newspapers and Chinese news sites use."""
    assert dates.date_of_address(f"https://tidewater.example/{path}") == DAY


@pytest.mark.parametrize("path", ["lamp-20211324.html", "p/1520210524331", "item-20210524a8", "2021/05/lamp"])
def test_other_numbers_in_an_address_are_no_day(path):
    """Identifiers, and a month alone."""
    assert dates.date_of_address(f"https://tidewater.example/{path}") is None


@pytest.mark.parametrize(
    "element",
    [
        '<span data-timestamp="1621850400">3 years ago</span>',
        '<span data-published-date="2021-05-24T10:00:00Z">a while ago</span>',
        '<abbr data-utime="1621850400">May 24</abbr>',
        "<story-date>May 24, 2021</story-date>",
        '<time-ago-x ts="2021-05-24T10:00:00.000Z"></time-ago-x>',
        '<span property="schema:datePublished" content="2021-05-24T10:00:00Z">last week</span>',
        '<span property="dc:date dc:created" content="2021-05-24T10:00:00+02:00">last week</span>',
    ],
)
def test_an_element_has_the_day_in_an_attribute(element):
    """Of its own, of RDFa, or in an element that the site made up."""
    assert day(read(element)) == DAY


def test_digits_that_are_no_number_are_no_moment():
    """Raised ones, say: the page was refused with an error."""
    raised = "\u00b2" * 10
    linked = f'<script type="application/ld+json">{{"@type": "BlogPosting", "datePublished": "{raised}"}}</script>'
    found = read(f'<span data-ts="{raised}">a while ago</span>', linked)
    assert (found.title, found.date) == (TITLE, None)


@pytest.mark.parametrize(
    "inner",
    [
        "<figure><img src='a.jpg' alt='A pier'><figcaption>24-05-2011</figcaption></figure>",
        "<pre><code><span>start: 2011-05-24</span></code></pre>",
        "<blockquote><p>The lamps went out.</p><p>Al Pine, May 24, 2011</p></blockquote>",
    ],
    ids=["a caption", "a listing", "a quotation"],
)
def test_the_date_of_something_in_the_text_is_not_that_of_the_page(inner):
    """Though it is near the title."""
    assert read(inner).date is None


# ---------------------------------------------------------------- linked data


OTHER = {
    "@type": "NewsArticle",
    "headline": "A story of the quay",
    "author": {"name": "Al Pine"},
    "datePublished": "2020-01-01",
}
OWN = {"@type": "NewsArticle", "headline": TITLE, "author": {"name": "Jo Vane"}, "datePublished": "2021-05-24"}


@pytest.mark.parametrize(
    "things",
    [
        [OTHER, OWN],
        [[OTHER, OWN]],
        [{"@type": "ItemList", "itemListElement": [OTHER, OTHER]}, OWN],
        [{"@type": "ItemList", "itemListElement": [OTHER, OWN]}],
    ],
    ids=["two", "a list of two", "a list of others", "a list with its own"],
)
def test_of_several_articles_the_one_of_this_page_is_taken(things):
    """It has the title of the page. The others are linked at the end of it."""
    article = read(head=linked(*things))
    assert (article.authors, day(article)) == (("Jo Vane",), DAY)


def test_a_list_of_other_articles_says_nothing_about_this_one():
    """Neither its writer nor its day."""
    article = read(head=linked({"@type": "ItemList", "itemListElement": [OTHER]}))
    assert (article.title, article.authors, article.date) == (TITLE, (), None)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(OWN).replace("}", ",}"),
        json.dumps(OWN).replace('"author"', '"description": "He said "no" twice", "author"'),
        html.escape(json.dumps(OWN)),
        "/* for machines */ " + json.dumps(OWN),
        '{"@type": "WebSite", "name": "Tidewater"}' + json.dumps(OWN),
    ],
    ids=["a comma too many", "quotation marks in a text", "escaped", "a comment", "two objects"],
)
def test_damaged_linked_data_is_read(text):
    """The usual errors of themes and plugins."""
    article = read(head=linked(text))
    assert (article.authors, day(article)) == (("Jo Vane",), DAY)


def test_linked_data_beyond_repair_about_several_articles_is_not_guessed():
    """Whose writer is it?"""
    text = (json.dumps(OTHER) + json.dumps(OTHER)).replace('"headline"', '"headline" "headline"')
    assert read(head=linked(text)).authors == ()


@pytest.mark.parametrize(
    ("thing", "authors"),
    [
        ({"author": {"@type": "Person", "givenName": "Jo", "familyName": "Vane"}}, ("Jo Vane",)),
        ({"author": {"@type": "Person", "name": ["Jo Vane", "Al Pine"]}}, ("Jo Vane", "Al Pine")),
        ({"author": {"@type": "Organization", "name": "Tidewater"}}, ("Bea Moss",)),
    ],
)
def test_the_ways_to_name_a_writer_in_linked_data(thing, authors):
    """In two parts, several at once; an organisation is named only where no person is."""
    head = linked({"@type": "Article", "headline": TITLE} | thing)
    assert read("<p class='byline'>By Bea Moss</p>", head).authors == authors


def test_a_writer_is_described_in_another_object():
    """And even within another one, under the same identifier."""
    page = {"@type": "WebPage", "author": {"@type": "Person", "@id": "#jo", "name": "Jo Vane"}}
    graph = {"@graph": [page, {"@type": "Article", "headline": TITLE, "author": {"@id": "#jo"}}]}
    assert read(head=linked(graph)).authors == ("Jo Vane",)


@pytest.mark.parametrize("key", ["datePublished", "dateCreated", "uploadDate"])
@pytest.mark.parametrize("value", ["2021-05-24", ["2021-05-24"], {"@type": "Date", "@value": "2021-05-24"}])
def test_the_ways_to_give_a_day_in_linked_data(key, value):
    """A text, a list, a typed value; when it was made, if not when it was published."""
    assert day(read(head=linked({"@type": "Article", "headline": TITLE, key: value}))) == DAY


def test_the_state_of_scripts_knows_the_article_by_its_title():
    """Among the related ones, whose days and writers are not this page's."""
    post = {"title": TITLE, "publishedAt": "2021-05-24T10:00:00Z", "author": {"name": "Jo Vane"}}
    other = {"title": "A story of the quay", "publishedAt": "2019-01-01", "author": {"name": "Al Pine"}}
    state = json.dumps({"props": {"related": [other], "post": post}})
    article = read(head=f'<script id="__NEXT_DATA__" type="application/json">{state}</script>')
    assert (article.authors, day(article)) == (("Jo Vane",), DAY)


# ---------------------------------------------------------------- writers


@pytest.mark.parametrize(
    "name",
    [
        "dc.creator",
        "DC.Contributor.author",
        "DCSext.author",
        "rbauthors",
        "article:author_name",
        "shareaholic:article_author_name",
        "post_author",
        "creator",
    ],
)
def test_the_writer_is_found_in_meta_elements_of_any_spelling(name):
    """As for the day."""
    assert read(head=meta(name, "Jo Vane")).authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "label", ["Written by", "Verfasst von", "Écrit par", "Escrito por", "Napisane przez", "Author"]
)
def test_a_preview_names_the_writer(label):
    """As a plugin for search engines writes it, in the language of the site."""
    head = meta("twitter:label1", label) + meta("twitter:data1", "Jo Vane")
    assert read(head=head).authors == ("Jo Vane",)


def test_a_preview_has_other_labels():
    """The time to read is nobody."""
    assert read(head=meta("twitter:label1", "Reading time") + meta("twitter:data1", "Five Minutes")).authors == ()


@pytest.mark.parametrize(
    ("line", "language", "name"),
    [
        ("Story by Jo Vane", "en", "Jo Vane"),
        ("An interview by Jo Vane", "en", "Jo Vane"),
        ("May 24, 2021 by Jo Vane", "en", "Jo Vane"),
        ("Ein Beitrag von Jo Vane", "de", "Jo Vane"),
        ("Eine Reportage von Jo Vane", "de", "Jo Vane"),
        ("Propos recueillis par Jo Vane", "fr", "Jo Vane"),
        ("Par Jo Vane avec AFP", "fr", "Jo Vane"),
        ("Texto: Jo Vane", "es", "Jo Vane"),
        ("di Jo Vane", "it", "Jo Vane"),
        ("a cura di Jo Vane", "it", "Jo Vane"),
        ("Tekst: Jo Vane", "nl", "Jo Vane"),
        ("Napisał: Jo Vane", "pl", "Jo Vane"),
        ("Yazan: Jo Vane", "tr", "Jo Vane"),
        ("Kirjoittaja: Jo Vane", "fi", "Jo Vane"),
        ("Penulis: Jo Vane", "id", "Jo Vane"),
        ("Oleh Jo Vane", "id", "Jo Vane"),
        ("Tác giả: Jo Vane", "vi", "Jo Vane"),
        ("Szerző: Jo Vane", "hu", "Jo Vane"),
        ("Συντάκτης: Jo Vane", "el", "Jo Vane"),
        ("文/张三", "zh", "张三"),
        ("文丨张三", "zh", "张三"),
        ("本报记者 张三", "zh", "张三"),
        ("來源：潮報 記者：張三", "zh", "張三"),
        ("取材・文／山田太郎", "ja", "山田太郎"),
        ("執筆：山田太郎", "ja", "山田太郎"),
        ("ライター：山田太郎", "ja", "山田太郎"),
        ("홍길동 기자", "ko", "홍길동"),
        ("작성자 홍길동", "ko", "홍길동"),
    ],
)
def test_a_line_names_its_writer(line, language, name):
    """In the words of each language, without a name of the element that would give it away."""
    assert read(f"<p class='x1'>{line}</p>", language=language).authors == (name,)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("By nightfall the boats were home.", "en"),
        ("di notte tutto tace", "it"),
        ("Di Jakarta", "id"),
        ("记者会", "zh"),
        ("文化/生活", "zh"),
        ("Photos by Al Pine", "en"),
    ],
)
def test_a_line_without_a_writer_names_none(line, language):
    """Sentences, sections, and those who took the pictures."""
    assert read(f"<p>{line}</p>", language=language).authors == ()


@pytest.mark.parametrize("tag", ["span", "section", "td"])
@pytest.mark.parametrize(
    "name",
    [
        "author_single",
        "author-name-container",
        "news-author-content",
        "ArticleAuthor",
        "authorName",
        "byline__author-name",
        "BylineName-kw3Ln",
        "elementor-post-author",
        "journalist",
        "author-details",
        "author-group",
        "author-and-date",
        "authorname",
        "jsAuthor",
        "mkdf-post-author",
        "written-by",
        "postedBy",
        "verfasser",
    ],
)
def test_the_name_of_an_element_gives_the_writer_away(name, tag):
    """In the ways of themes, frameworks and generated style sheets."""
    inner = f"<{tag} class='{name}'>Jo Vane</{tag}>"
    assert read(f"<table><tr>{inner}</tr></table>" if tag == "td" else inner).authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "mark",
    [
        "rel='dc:creator'",
        "rel='schema:author'",
        "rel='nofollow Author'",
        "itemprop='Author'",
        "property='DC:Creator'",
        "data-hook='author-name'",
        "data-qa='AuthorName'",
        "data-test-id='byline'",
        "data-component='post-author'",
    ],
)
def test_an_attribute_gives_the_writer_away(mark):
    """In the spelling of each vocabulary, and in the names for scripts and tests."""
    assert read(f"<div><a href='/x17' {mark}>Jo Vane</a></div>").authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "mark",
    ["rel='tag'", "rel='dc:publisher'", "itemprop='Publisher'", "data-hook='category-name'", "data-qa='PhotoAuthor'"],
)
def test_another_attribute_does_not(mark):
    """A section, the house, a photographer."""
    assert read(f"<div><a href='/x17' {mark}>Ben Pine</a></div>").authors == ()


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Submitted on May 24, 2021", "en"),
        ("Veröffentlicht am 24. Mai 2021", "de"),
        ("Publié le 24 mai 2021", "fr"),
    ],
)
def test_the_label_of_a_date_is_nobody(line, language):
    """Where a theme has no writer to show."""
    assert read(f"<span class='byline'>{line}</span>", language=language).authors == ()


@pytest.mark.parametrize(
    "line",
    [
        "<b> by </b><h3><a href='/profile/17'>jo17</a></h3>",
        "<b>by</b> <i><u><a href='/profile/17'>jo17</a></u></i>",
        "<p>by <a href='/users/jo17'>jo17</a></p>",
    ],
)
def test_a_user_stands_behind_by(line):
    """In the same element, or in the one behind it."""
    assert read(f"<div>{line}</div>").authors == ("jo17",)


def test_a_user_without_by_is_not_the_writer():
    """It may be the reader."""
    assert read("<div><b>hello</b><h3><a href='/profile/17'>jo17</a></h3></div>").authors == ()


@pytest.mark.parametrize(
    "name",
    [
        "author-bio", "photo-author", "author-posts", "comment-author", "authors-choice", "photo-by", "reviewed-by",
        "img-author", "article-section",
    ],
)  # fmt: skip
def test_other_names_of_elements_name_no_writer(name):
    """A biography, a picture, a list of posts, a comment."""
    assert read(f"<div class='{name}'>Ben Pine</div>").authors == ()


def test_styles_and_scripts_are_no_part_of_a_byline():
    """Widgets bring their own."""
    byline = "<div class='author'>Jo Vane<style>.a{width:100px}</style><script>go()</script></div>"
    assert read(byline).authors == ("Jo Vane",)


def test_a_byline_ends_with_its_line():
    """What stands below it is the newspaper."""
    assert read("<cite class='source'>By Jo Vane<br>Tidewater Archive | Contact</cite>").authors == ("Jo Vane",)


@pytest.mark.parametrize(
    "byline",
    [
        "<span class='a'>By</span> <span class='b'>Jo Vane</span> <span>|</span> <span>May 24, 2021</span>",
        '<span itemprop="author" itemscope><meta itemprop="name" content="Jo Vane"></span>',
        '<span property="schema:author">Jo Vane</span>',
        '<span>Submitted by <a typeof="schema:Person" property="schema:name">Jo Vane</a></span>',
        "<p>Jo Vane, Research Scientist</p>",
        "<h3>by <a href='/profile/142450'>Jo Vane</a></h3>",
    ],
)
def test_a_byline_is_made_of_elements(byline):
    """With the label in one and the name in another, in microdata, in RDFa, or with what the writer does."""
    assert read(f"<section>{byline}</section>").authors == ("Jo Vane",)


def test_two_writers_with_their_jobs():
    """On the line below the title."""
    line = "<p>Jo Vane, Research Scientist, and Al Pine, VP and Senior Fellow, Tide Research</p>"
    assert read(line).authors == ("Jo Vane", "Al Pine")


@pytest.mark.parametrize("line", ["Breaking News", "Table of Contents", "New York", "Lighthouse Keeping Explained"])
def test_a_line_below_the_title_is_not_always_a_name(line):
    """However short it is."""
    assert read(f"<p>{line}</p>").authors == ()


def test_a_caption_names_a_photographer():
    """Not the writer of the page."""
    assert (
        read("<figure><img src='a.jpg' alt='x'><figcaption><span>By Al Pine</span></figcaption></figure>").authors == ()
    )


def test_a_joiner_stands_between_names():
    """Only the words of the list."""
    assert bylines.is_joiner("und")
    assert not bylines.is_joiner("Pier")


# ---------------------------------------------------------------- titles


def crumbs(*names: str, here: bool = True) -> str:
    items = [{"@type": "ListItem", "name": name, "item": f"https://tidewater.example/{name}"} for name in names]
    if here:
        del items[-1]["item"]
    return linked({"@type": "BreadcrumbList", "itemListElement": items})


def test_the_breadcrumbs_know_the_title_that_readers_see():
    """Where the title in the head was written for search engines."""
    head = meta("og:title", "Lamp guide 2021 | The best lamps!") + crumbs("Home", TITLE)
    assert read(head=head, window="Lamp guide 2021 | The best lamps!").title == TITLE


def test_breadcrumbs_that_end_with_a_section_are_no_title():
    """The heading of the section is not that of the article."""
    page = "<h1>Harbour</h1>"
    head = meta("og:title", TITLE) + crumbs("Home", "Harbour", here=False)
    assert read(head=head, heading=page).title == TITLE


def test_a_heading_in_other_words_goes_before_linked_data():
    """A reader sees the heading."""
    head = linked({"@type": "Article", "headline": "Lease, finance or buy a boat - what is it worth?"})
    seen = "Lease, finance or buy a boat - what is cheaper?"
    assert read(head=head, heading=f"<h1>{seen}</h1>", window="Boats").title == seen


def test_a_heading_with_a_number_behind_the_title_is_not_a_better_title():
    """As a tracker of bugs shows it."""
    head = linked({"@type": "Article", "headline": TITLE}) + meta("og:title", f"{TITLE} · Issue #56 · tide")
    assert read(head=head, heading=f"<h1>{TITLE} <span>#56</span></h1>").title == TITLE


def test_a_title_that_was_cut_off_is_made_whole():
    """The heading has all of it."""
    whole = f"{TITLE} and the boats of the outer wall"
    head = meta("og:title", f"{TITLE} and the boats...")
    assert read(head=head, heading=f"<h1>{whole}</h1>", window=f"{TITLE} and the…").title == whole


def test_the_name_of_the_site_is_no_title():
    """Where the page has a heading."""
    head = meta("og:title", "Tidewater") + meta("og:site_name", "Tidewater")
    assert read(head=head, window="Tidewater").title == TITLE


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        ('<link rel="alternate" type="application/rss+xml" title="Tidewater » Feed">', ""),
        ('<link rel="alternate" type="application/atom+xml" title="Tidewater">', ""),
        ("", '<a href="/">Tidewater</a>'),
    ],
)
def test_a_window_that_names_only_the_site_is_no_title(head, heading):
    """The feed has that name, or the link to the home page."""
    assert read(head=head, heading=f"{heading}<h1>{TITLE}</h1>", window="Tidewater").title == TITLE


def test_the_window_of_a_home_page_is_its_title():
    """It is the name of the link to itself, too."""
    heading = '<a href="/">Tidewater</a><h1>Welcome to the outer wall</h1>'
    assert read(heading=heading, window="Tidewater", address="https://example.org/").title == "Tidewater"


def test_a_window_with_the_name_of_a_feed_of_comments_is_a_title():
    """Some feeds are named after the article."""
    head = f'<link rel="alternate" type="application/rss+xml" title="Tidewater » {TITLE} Comments Feed">'
    assert read(head=head, heading="<h1>Tidewater</h1>", window=TITLE).title == TITLE


def test_a_title_in_chinese_has_no_site_behind_it():
    """A whole title there is one word between spaces."""
    assert read(heading="", window="老街的最后一家书店 | 海边笔记").title == "老街的最后一家书店"


def test_a_count_of_messages_is_no_part_of_the_title():
    """Sites of talk put it before the title of the window."""
    assert read(heading="<h2>Comments</h2>", window=f"(3) {TITLE}").title == TITLE


@pytest.mark.parametrize(
    "window", ["Untitled Document", "Home", "index.html", "Loading...", "News", "tidewater.example", "Startseite"]
)
def test_a_title_that_says_nothing_is_no_title(window):
    """Where nobody gave one, or where a script would have written it."""
    assert read(window=window).title == TITLE


@pytest.mark.parametrize("window", [f"Opinion | {TITLE} - The Tide Times", f"Harbour / {TITLE} / Tide"])
def test_a_title_has_a_label_before_it_and_a_site_behind(window):
    """The heading is what is between them."""
    assert read(window=window).title == TITLE


def test_a_short_heading_within_a_title_is_not_all_of_it():
    """It may be a section."""
    window = f"{TITLE} - Harbour - Tide Times"
    assert read(heading="<h2>Harbour</h2>", window=window).title == window


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("JO VANE / TIDE NEWS", ("JO VANE",)),
        ("Jo Vane for Tidewater Online", ("Jo Vane",)),
        ("By Jo Vane of the Tide Weekly staff", ("Jo Vane",)),
        ("Jo Vane via Tide Blog", ("Jo Vane",)),
        ("By Jo Vane, Political Correspondent", ("Jo Vane",)),
        ("By Jo Vane Follow @jovane", ("Jo Vane",)),
        ("Jo Vane (dpa)", ("Jo Vane",)),
        ("dpa/Jo Vane", ("Jo Vane",)),
        ("By Jo Vane; Editing by Al Pine", ("Jo Vane",)),
        ("Von Jo Vane | Fotos: Al Pine", ("Jo Vane",)),
        ("Organization for Lamps", ("Organization for Lamps",)),
        ("Lamp Society for Keepers", ("Lamp Society for Keepers",)),
        ("Jane Reporter", ("Jane Reporter",)),
        ("Your Name", ()),
        ("WordPress", ()),
        ("[object Object]", ()),
    ],
)
def test_what_stands_beside_a_name_is_not_part_of_it(byline, names):
    """The newspaper, the agency, the job, a button, and those who did something else."""
    assert bylines.people([byline]) == names


@pytest.mark.parametrize(
    ("line", "language"),
    [("24.05.2021 | 15:33 Uhr | Jo Vane", "de"), ("Mis en ligne le 24 mai 2021", "fr"), ("Dodano: 24.05.2021", "pl")],
)
def test_a_date_stands_beside_a_time_and_a_label(line, language):
    """In a line of its own, without a name of the element that would give it away."""
    assert day(read(f"<p>{line}</p>", language=language)) == DAY
