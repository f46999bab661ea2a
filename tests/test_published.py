"""When a page was published: what its head, its lines and its scripts say, in any language."""

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.reading import dates, html
from podcaster.reading.plain import article as plain_article

PROSE = "The boat came in late with the tide, and nobody on the quay had a lamp to show it the way. " * 5


def when(body: str, head: str = "", language: str = "en", address: str = "") -> dt.date | None:
    """The day of a page with this body."""
    page = f"<html lang='{language}'><head><title>A boat</title>{head}</head><body>{body}</body></html>"
    moment = html.read(page.encode(), "x.html", address=address).date
    return moment.date() if isinstance(moment, dt.datetime) else moment


TEXT = f"<p>{PROSE}</p>" * 3


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>A boat</h1><p class=byline>Published May 4, 2023</p>{TEXT}",
        f"<div><p>May 4, 2023</p><a href=/quay>Quay</a><h1>A boat</h1></div>{TEXT}",
        f"<h1>A boat</h1><h3><relative-time datetime='2023-05-04T10:30:00Z'>last week</relative-time></h3>{TEXT}",
        f"<h1>A boat</h1><span class=age title='2023-05-04T09:00:00'><a href=/1>3 hours ago</a></span>{TEXT}",
        f"<h1>A boat</h1><p class=date>Written: 2023-05-04 15:03<span> / Updated: 2023-05-06 15:30</span></p>{TEXT}",
        f"<h1>A boat</h1>{TEXT}<ul class=blog-metadata><li><span>May 4, 2023</span></li></ul>",
        f"<h1>A boat</h1><p>Updated May 6, 2023</p><p>Published May 4, 2023</p>{TEXT}",
        f"<h2>Thursday, May 4, 2023</h2><blockquote>{TEXT}</blockquote>",
        f"<h1>A boat</h1>{TEXT}<p><b>Last updated: </b>May 4, 2023.</p>",
        f"<h1>A boat</h1>{TEXT}<footer><ul><li>This page was last edited on 4 May 2023, at 14:32.</li></ul></footer>",
        f'<h1>A boat</h1>{TEXT}<script type=\'application/json\'>{{"publishedDate":"2023-05-04T20:37:27Z"}}</script>',
    ],
)
def test_the_date_is_found_wherever_a_page_shows_it(body):
    """Above or below the title, in small elements, in the words of the last change, in the data of a script."""
    related = "<div class=related><time datetime='2020-01-09'>Jan 9, 2020</time></div>"
    assert when(body + related) == dt.date(2023, 5, 4)


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>A boat</h1>{TEXT}<p>Harbour log. February 10, 2021.</p><div><cite>February 10, 2021</cite></div>",
        f"<h1>A boat</h1><p>Deadline: May 4, 2023</p>{TEXT}",
        f"<div><p>Sunday, May 7, 2023</p></div><main><div><section><h1>A boat</h1>{TEXT}</section></div></main>",
        f'<h1>A boat</h1>{TEXT}<script>x = [{{"publishedAt":"2023-05-04"}}, {{"publishedAt":"2023-05-06"}}]</script>',
        f"<h1>A boat</h1>{TEXT}<p>© 2023 Jo Vane</p>",
    ],
)
def test_an_unsure_date_is_none(body):
    """The text's own dates, deadlines, today's date, and the dates of other posts would sort the feed wrongly."""
    assert when(body) is None


@pytest.mark.parametrize(
    ("language", "shown", "spoken_of"),
    [
        ("ja", "2023年5月4日", "港は静かでした。2023年5月4日の午後3時30分、最後の船が出ました。"),
        ("ja", "公開日：2023年5月4日", "2023年5月4日に橋が開いた。"),
        ("ja", "投稿日: 2023年5月4日 午後3時30分", "2023年5月4日から島の船は毎朝二回出ることになり"),
        ("ja", "2023年5月4日 岸田はるか", "2023年5月4日、港の人はみな岸壁に集まって船を待った"),
        ("zh", "2023年5月4日", "2023年5月4日下午，船开了。"),
        ("zh", "发布于 2023年5月4日 下午3时", "港口很安静。2023年5月4日下午三点，最后一条船离开了小岛。"),
        ("ko", "2023년 5월 4일", "2023년 5월 4일 오후에 배가 떠났습니다."),
        ("ko", "게시일: 2023년 5월 4일", "항구는 조용했다. 2023년 5월 4일 배가 왔다."),
        ("ko", "2023년 5월 4일.", "2023년 5월 4일 다리가 열렸어요!"),
        ("ja", "公開日2023年5月4日(木)", "この橋は2023年5月4日に開いた。"),
        ("zh", "更新于2023年5月6日 发布于2023年5月4日", "这座桥于2023年5月4日开通。"),
        ("ko", "게시일2023년 5월 4일", "다리는 2023년 5월 4일 열렸다."),
    ],
)
def test_a_date_in_an_eastern_sentence_is_what_the_text_speaks_of(language, shown, spoken_of):
    """Alone or with its label it is the date of the page, although these languages have few spaces to count."""
    assert when(f"<h1>A boat</h1><p>{shown}</p>{TEXT}", language=language) == dt.date(2023, 5, 4)
    assert when(f"<h1>A boat</h1><p>{spoken_of}</p>{TEXT}", language=language) is None


@pytest.mark.parametrize("line", ["公開日2023年5月4日(木)", "发布时间：2023-05-04", "입력 2023.05.04 오전 10:30"])
def test_a_line_with_a_labelled_date_is_not_said(line):
    """The intro gives the date."""
    assert line not in html.read(f"<h1>船</h1><p>{line}</p>{TEXT}".encode(), "x.html").text


def test_a_line_with_two_dates_gives_that_of_publication():
    """The label before each of them tells which one it is."""
    assert dates.date("Updated: May 6, 2023 • Posted on May 4, 2023") == dt.date(2023, 5, 4)
    assert dates.date("Updated May 6, 2023, in the sixth year") == dt.date(2023, 5, 6)


def test_brackets_at_the_end_of_a_description_date_the_page():
    """Search engines show them; a year alone is no date."""
    assert when(f"<h1>A boat</h1>{TEXT}", "<meta name=description content='A boat (news of 4 May 2023)'>") == dt.date(
        2023, 5, 4
    )
    assert when(f"<h1>A boat</h1>{TEXT}", "<meta name=description content='A boat (built in 2023)'>") is None


def test_two_dates_that_agree_outvote_the_stated_one():
    """Some systems write the day on which the page's design was made into the head of all pages."""
    stated = "<meta property='article:published_time' content='2009-09-02T00:00:00-04:00'>"
    body = f"<h1>A boat</h1><span class=published>May 4, 2023</span>{TEXT}"
    assert when(body, stated, address="https://a.example/2023/05/04/a-boat") == dt.date(2023, 5, 4)
    assert when(body, stated, address="https://a.example/a-boat") == dt.date(2023, 5, 4)
    assert when(f"<h1>A boat</h1>{TEXT}", stated) == dt.date(2009, 9, 2)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("4 maja 2023", "pl", dt.date(2023, 5, 4)),
        ("2023. május 4.", "hu", dt.date(2023, 5, 4)),
        ("4 Mayıs 2023", "tr", dt.date(2023, 5, 4)),
        ("4 tháng 5, 2023", "vi", dt.date(2023, 5, 4)),
        ("2023년 5월 4일", "ko", dt.date(2023, 5, 4)),
        ("٤ مايو ٢٠٢٣", "ar", dt.date(2023, 5, 4)),
        ("04/05/2023", "fr", dt.date(2023, 5, 4)),
        ("04/05/2023", "en-GB", dt.date(2023, 5, 4)),
        ("04/05/2023", "en", dt.date(2023, 4, 5)),
        ("04.05.23", "de", dt.date(2023, 5, 4)),
        ("release 1.2.23", "de", None),
        ("4 maja 2023", "en", None),
    ],
)
def test_a_date_is_read_in_the_language_of_its_page(text, language, day):
    """The names of the months, and whether the day or the month is first."""
    assert dates.date(text, language) == day


def test_the_language_of_a_page_tells_how_its_date_is_read():
    """A Polish page has Polish months."""
    assert when(f"<h1>A boat</h1><span>czwartek, 4 maja 2023, 11:49</span>{TEXT}", language="pl") == dt.date(2023, 5, 4)


@pytest.mark.parametrize(
    ("line", "day"), [("2023年5月4日", dt.date(2023, 5, 4)), ("2023年5月4日の午後、最後の船が出ました。", None)]
)
def test_a_date_in_an_eastern_sentence_of_plain_text(line, day):
    """In a text without markup too, a line that speaks of a day is no date of the article."""
    assert plain_article.read(f"A boat\n\n{line}\n\n{PROSE}\n\n{PROSE}", "x.txt").date == day


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Valid until May 4, 2021", "en"),
        ("Register by May 4, 2021", "en"),
        ("Member since May 4, 2021", "en"),
        ("Until May 4, 2021", "en"),
        ("Date of event: May 4, 2021", "en"),
        ("Gültig bis 4. Mai 2021", "de"),
        ("Einsendeschluss ist der 4. Mai 2021", "de"),
        ("Jusqu'au 4 mai 2021", "fr"),
        ("Válido hasta el 4 de mayo de 2021", "es"),
        ("Geldig tot 4 mei 2021", "nl"),
        ("締切：2021年5月4日", "ja"),
    ],
)
def test_the_date_of_something_else_is_not_that_of_the_page(line, language):
    """Of an event, a deadline or an account; the date of the page may stand above or below it."""
    assert when(f"<h1>A boat</h1><p>{line}</p>{TEXT}", language=language) is None
    assert when(f"<h1>A boat</h1><p>{line}</p><p>2023-05-04</p>{TEXT}", language=language) == dt.date(2023, 5, 4)


@pytest.mark.parametrize(
    "element",
    [
        "<p><b>Deadline</b> <time datetime='2021-05-04'>May 4</time></p>",
        "<dl><dt>Opens</dt><dd><time datetime='2021-05-04'>May 4</time></dd></dl>",
        "<div class='event-date'>May 4, 2021</div>",
        "<time itemprop='startDate' datetime='2021-05-04'>May 4</time>",
    ],
)
def test_a_label_or_a_name_tells_what_a_date_is_for(element):
    """Before the element, or in its own name."""
    assert when(f"<h1>A boat</h1>{element}{TEXT}") is None
    assert when(f"<h1>A boat</h1>{element}<time datetime='2023-05-04'>May 4</time>{TEXT}") == dt.date(2023, 5, 4)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Publication date: May 4, 2023", "en"),
        ("Uploaded: May 4, 2023", "en"),
        ("Veröffentlichungsdatum: 4. Mai 2023", "de"),
        ("Fecha: 4 de mayo de 2023", "es"),
        ("Data: 4 maggio 2023", "it"),
        ("Data dodania: 4 maja 2023", "pl"),
        ("Дата публикации: 4 мая 2023", "ru"),
        ("Updated <time datetime='2023-05-06'>6/5</time> Published <time datetime='2023-05-04'>4/5</time>", "en"),
    ],
)
def test_a_label_names_the_date_of_publication(line, language):
    """In the words of each language."""
    assert when(f"<h1>A boat</h1><p>{line}</p>{TEXT}", language=language) == dt.date(2023, 5, 4)


def test_a_date_to_come_is_not_that_of_a_page():
    """It is that of an event, or a mistake; tomorrow is today at another place."""
    today = dt.datetime.now(dt.UTC).date()
    soon, later = today + dt.timedelta(days=1), today + dt.timedelta(days=60)
    stated = "<meta property='article:published_time' content='{}'>"
    assert when(f"<h1>A boat</h1>{TEXT}", stated.format(soon)) == soon
    assert when(f"<h1>A boat</h1>{TEXT}", stated.format(later)) is None
    assert when(f"<h1>A boat</h1><p>{later:%d %B %Y}</p><p>4 May 2023</p>{TEXT}") == dt.date(2023, 5, 4)


@pytest.mark.parametrize(
    "moment", ["Fri May 05 2023 10:00:00 GMT+0200 (Central European Summer Time)", "2023-05-05 08:00:00 UTC"]
)
def test_no_page_was_published_after_it_was_saved(moment):
    """SingleFile writes down when it saved a page; a later date is one that the page speaks of."""
    note = f"<!--\n Page saved with SingleFile \n url: https://a.example/boat \n saved date: {moment}\n-->"
    body = "<h1>A boat</h1><p>4 May 2024</p>{}" + TEXT
    page = f"<!doctype html>{note}<html lang='en'><head><title>A boat</title></head><body>{{}}</body></html>"
    assert html.read(page.format(body.format("")).encode(), "x.html").date is None
    assert html.read(page.format(body.format("<p>4 May 2023</p>")).encode(), "x.html").date == dt.date(2023, 5, 4)
