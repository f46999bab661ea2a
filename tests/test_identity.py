"""An article is known again whatever has changed about it, and two articles are never taken for one."""

import datetime as dt
import itertools
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bench.identity import CHANGES, PARAGRAPHS, Case, before_and_after, combinations
from podcaster.episode import identity
from podcaster.library import Entry, Known, Library
from podcaster.library.schema import STEPS
from podcaster.model import Article
from podcaster.text import likeness
from podcaster.text.web_places import is_home, place
from tests.test_library import EPISODE

TEXT = "\n".join(PARAGRAPHS)
WORDS = TEXT.split()
OTHER = (
    "Bread wants time more than anything else. Mix the flour with the water in the evening, leave the bowl in a cool "
    "room, and do not think about it until the kettle boils the next morning. Then add salt, fold the dough four times "
    "within an hour, and let it rest in a basket while the oven gets as hot as it can."
)
POST = "https://harbour.example/2019/quiet"
HOME = "https://harbour.example/"


@pytest.fixture
def library(tmp_path: Path):
    with Library(tmp_path / "library.sqlite") as opened:
        yield opened


def known(source: str, title: str, text: str, address: str = "", dated: str = "") -> Known:
    return Known(source, title, f"digest of {text}", address, likeness.sketch(text), dated)


def add(library: Library, article: Known) -> Entry:
    return library.add(article, guid=EPISODE.guid, name="name")


# ------------------------------------------------------------ the table


@pytest.mark.parametrize("addressed", [True, False], ids=["with address", "without"])
@pytest.mark.parametrize("names", list(combinations()), ids=" + ".join)
def test_an_episode_keeps_its_identity(names: tuple[str, ...], addressed: bool, tmp_path: Path) -> None:
    """GUID and file name stay, the date follows the article's own, and no episode is there twice."""
    (before,), after = before_and_after(Case(tmp_path, addressed, quick=True), names)
    corrected = "date corrected" in names
    host = "https://two.example/podcast" if "other base_url" in names else "https://one.example/show"
    file = before.enclosure.rpartition("/")[2]
    assert [(one.guid, one.date, one.enclosure) for one in after] == [
        (before.guid, "Tue, 14 May 2019" if corrected else "Sat, 04 May 2019", f"{host}/episodes/{file}")
    ]


def test_the_table_has_all_pairs() -> None:
    """Eight changes: alone, in pairs, and all at once."""
    assert len(CHANGES) == 8
    assert len(list(combinations())) == 8 + 28 + 1


def test_a_real_show_keeps_an_identity_through_repair(tmp_path: Path) -> None:
    """The tags of the audio have what an article is known by, though it has another title, file and date by then."""
    names = ("retitled", "saved again", "edited", "date corrected", "library lost")
    (before,), after = before_and_after(Case(tmp_path, addressed=False), names)
    assert [(one.guid, one.date, one.enclosure) for one in after] == [
        (before.guid, "Tue, 14 May 2019 12:00:00 +0000", before.enclosure)
    ]


# ------------------------------------------------------------ one article


@pytest.mark.parametrize(
    "address",
    [
        "http://harbour.example/2019/quiet",
        "https://www.harbour.example/2019/quiet/",
        "https://HARBOUR.example:443/2019/quiet#the-mate",
        "https://harbour.example/2019/quiet?utm_source=letter&fbclid=x",
    ],
)
def test_an_article_is_known_by_its_address_alone(library: Library, address: str) -> None:
    """Title, file and half of the text may have changed, and the address may be written in another way."""
    entry = add(library, known("a.html", "A quiet harbour", TEXT, POST))
    again = known("b.html", "What the mate said", f"{' '.join(WORDS[:120])} {OTHER}", address)
    assert library.find(again) == entry


def test_an_article_that_was_written_anew_is_known_by_its_address_title_and_day(library: Library) -> None:
    """A tenth of the text is enough then, or in the same file. "Weekly links", always at one address, are many."""
    entry = add(library, known("a.html", "A quiet harbour", TEXT, POST, "2019-05-04"))
    rewritten = f"{' '.join(WORDS[:22])} {OTHER}"
    assert library.find(known("b.html", "A quiet harbour", rewritten, POST, "2019-05-04T07:00:00+00:00")) == entry
    assert library.find(known("a.html", "A quiet harbour", rewritten)) == entry
    assert library.find(known("b.html", "A quiet harbour", rewritten, POST, "2019-05-11")) is None
    assert library.find(known("b.html", "A quiet harbour", rewritten, POST)) is None
    assert library.find(known("b.html", "Bread", rewritten, POST, "2019-05-04")) is None


def test_an_article_without_an_address_is_known_by_similar_text(library: Library) -> None:
    """One word in twenty has changed, and a paragraph was added."""
    entry = add(library, known("a.txt", "A quiet harbour", TEXT))
    edited = " ".join("other" if n % 20 == 7 else word for n, word in enumerate(WORDS))
    assert library.find(known("moved/b.txt", "What the mate said", f"{edited} {OTHER[:100]}")) == entry


def test_an_article_of_a_site_that_moved_is_known(library: Library) -> None:
    """Another address, but the same title, day and text."""
    entry = add(library, known("a.html", "A quiet harbour", TEXT, POST, "2019-05-04"))
    moved = known(
        "b.html", "A quiet harbour", TEXT, "https://ferry.example/a-quiet-harbour", "2019-05-04T08:00:00+00:00"
    )
    assert library.find(moved) == entry
    assert library.find(replace(moved, title="The mate")) is None


def test_posts_with_the_same_few_words_stay_apart(library: Library) -> None:
    """What stands in place of each post that is only for subscribers is no mark of one of them."""
    words = (
        "This post is only for members of the harbour club. Sign in with the letter that we sent you in May to go on."
    )
    add(library, known("a.txt", "A quiet harbour", words))
    assert library.find(known("b.txt", "Bread", words)) is None
    assert library.find(known("moved/a.txt", "A quiet harbour", words)) is not None


# ------------------------------------------------------------ two articles


def test_a_front_page_that_was_saved_twice_is_two(library: Library) -> None:
    """The same address, title and file name, but nothing of the text is left. With most of it, it is one."""
    entry = add(library, known("index.html", "The harbour", TEXT, HOME))
    assert library.find(known("index.html", "The harbour", OTHER, HOME)) is None
    assert library.find(known("index (2).html", "The harbour", OTHER, "http://www.harbour.example")) is None
    assert library.find(known("index (2).html", "The harbour", f"{TEXT} {OTHER}", HOME)) == entry


def test_pages_that_name_the_front_page_as_their_address_stay_apart(library: Library) -> None:
    """Each of them is known again by its text."""
    one = add(library, known("a.html", "A quiet harbour", TEXT, HOME))
    bread = known("b.html", "Bread", OTHER, HOME)
    assert library.find(bread) is None
    other = add(library, bread)
    assert library.find(known("c.html", "Bread, again", OTHER, HOME)) == other
    assert library.find(known("d.html", "The mate", TEXT, HOME)) == one


def serial(number: int) -> str:
    """Posts of a series begin and end with the same words, and a fifth of them is nothing else."""
    links = " ".join(f"link{number}{n} leads to page{number}{n} about subject{number}{n}" for n in range(40))
    return f"{' '.join(WORDS[:30])} {links} {' '.join(WORDS[-20:])}"


def test_posts_of_a_series_stay_apart(library: Library) -> None:
    """With and without addresses, in one file, and where only the number in the title differs."""
    add(library, known("12.txt", "Weekly links #12", serial(12)))
    assert library.find(known("13.txt", "Weekly links #13", serial(13))) is None
    assert library.find(known("latest.txt", "Weekly links", serial(13))) is None
    add(library, known("feed.xml!1", "Weekly links", serial(1), f"{HOME}1"))
    assert library.find(known("feed.xml!1", "Weekly links", serial(2), f"{HOME}2")) is None


def test_reports_made_from_a_template_stay_apart(library: Library) -> None:
    """Only one word in twelve differs: the number in the title, the address or the day says that they are two."""

    def report(day: int) -> str:
        return " ".join(str(day * 7 + n) if n % 12 == 3 else word for n, word in enumerate(WORDS))

    alike = likeness.likeness(likeness.sketch(report(1)), likeness.sketch(report(2)))
    assert alike is not None
    assert alike.common > 0.5
    add(library, known("1.txt", "Levels of 1 May", report(1), dated="2019-05-06"))
    assert library.find(known("2.txt", "Levels of 2 May", report(2))) is None
    assert library.find(known("tue.txt", "Levels on Tuesday", report(3), dated="2019-05-07")) is None
    add(library, known("mon.html", "Levels", report(4), f"{HOME}monday", "2019-05-06"))
    assert library.find(known("tue.html", "Levels", report(5), f"{HOME}tuesday", "2019-05-07")) is None


def test_another_article_in_the_same_file_is_new_and_the_first_one_stays(library: Library) -> None:
    """An inbox.txt that is written over; the article that was in it is known by its text."""
    first = add(library, known("inbox.txt", "A quiet harbour", TEXT))
    bread = known("inbox.txt", "Bread", OTHER)
    assert library.find(bread) is None
    second = add(library, bread)
    assert second.guid != first.guid
    assert library.find(known("inbox.txt", "Bread", OTHER)) == second
    found = library.find(known("elsewhere.txt", "A quiet harbour", TEXT))
    assert found is not None
    assert found.guid == first.guid


def test_two_files_that_changed_places_keep_their_articles(library: Library) -> None:
    """The text decides, not the name."""
    one, two = add(library, known("a.txt", "Quiet", TEXT)), add(library, known("b.txt", "Bread", OTHER))
    for article, guid in ((known("b.txt", "Quiet", TEXT), one.guid), (known("a.txt", "Bread", OTHER), two.guid)):
        found = library.find(article)
        assert found is not None
        assert found.guid == guid
        library.seen(found, article)
    assert {e.source: e.guid for e in library.entries()} == {"b.txt": one.guid, "a.txt": two.guid}


# ------------------------------------------------------------ at any size


def test_a_rebuilt_library_knows_an_edited_save_by_the_name_of_its_file(library: Library) -> None:
    """The folder is not in the tag of the audio. Other files of that name have another title, or other words."""
    short = " ".join(WORDS[:60])
    edited = " ".join([*OTHER.split()[:30], *WORDS[30:60]])
    rebuilt = replace(EPISODE, source="47.txt", title="A quiet harbour", address="", sketch=likeness.sketch(short))
    library.restore([rebuilt])
    found = library.find(known("/saved/47.txt", "A quiet harbour", edited))
    assert found
    assert found.guid == rebuilt.guid
    for stranger in (
        known("/saved/48.txt", "A quiet harbour", edited),
        known("/saved/47.txt", "A loud harbour", edited),
        known("/saved/47.txt", "A quiet harbour", OTHER),
    ):
        assert library.find(stranger) is None, stranger


def test_a_template_of_thousands_of_posts_costs_no_more_than_one(library: Library) -> None:
    """However many articles look alike, only a few are compared."""
    sketch = likeness.sketch(TEXT)
    with library.transaction():
        for number in range(1000):
            article = Known(f"{number}.txt", f"Levels {number}", str(number), f"{HOME}{number}", sketch)
            library.add(article, guid=f"3f0c6c9e-7bb0-5d0e-9c39-{number:012x}", name=str(number))
    compared = list(library._candidates(known("new.txt", "Levels", TEXT, f"{HOME}new")))
    assert 0 < len(compared) <= 40


def test_what_was_forgotten_or_changed_leaves_the_index(library: Library) -> None:
    """An article is found by its latest text, and by none once it is forgotten."""
    entry = add(library, known("a.txt", "A quiet harbour", TEXT))
    library.publish(entry, replace(EPISODE, source="a.txt", sketch=likeness.sketch(OTHER)))
    assert library.find(known("b.txt", "Bread", OTHER)) is not None
    assert library.find(known("b.txt", "The mate", TEXT)) is None
    library.forget(library.entries()[0])
    assert library._number("SELECT count(*) FROM alike") == 0


def test_a_library_of_an_older_podcaster_goes_on(tmp_path: Path) -> None:
    """Its articles are known by file, address or title as before, and by their text once they were seen again."""
    path = tmp_path / "library.sqlite"
    with sqlite3.connect(path) as db:
        for statement in ";".join(STEPS[:3]).split(";"):
            db.execute(statement)
        db.execute("PRAGMA user_version = 3")
        db.execute(
            "INSERT INTO episode (source, guid, name, state, address, title) VALUES ('a.html', 'g', 'n', 'new', ?, ?)",
            (POST, "A quiet harbour"),
        )
    db.close()
    with Library(path) as library:
        moved = known("b.html", "A quiet harbour", TEXT, f"{POST}/?utm_source=letter")
        entry = library.find(moved)
        assert entry is not None
        assert entry.guid == "g"
        assert library.find(known("c.html", "What the mate said", TEXT)) is None
        library.seen(entry, moved)
        found = library.find(known("c.html", "What the mate said", TEXT))
        assert found is not None
        assert (found.guid, found.source) == ("g", "b.html")


# ------------------------------------------------------------ texts and addresses


def test_likeness_tells_an_edit_from_another_text() -> None:
    """Part of a text is contained in it; another text has nothing in common with it."""
    whole, half = likeness.sketch(TEXT), likeness.sketch(" ".join(WORDS[: len(WORDS) // 2]))
    assert likeness.likeness(whole, whole) == (1.0, 1.0, len(WORDS) - 2)
    alike = likeness.likeness(whole, half)
    assert alike is not None
    assert 0.4 < alike.common < 0.6
    assert alike.contained > 0.9
    assert likeness.likeness(whole, likeness.sketch(OTHER))[:2] == (0.0, 0.0)
    assert likeness.likeness(whole, likeness.sketch(TEXT.upper().replace(",", " —")))[:2] == (1.0, 1.0)


def test_a_sketch_is_the_same_for_ever() -> None:
    """It is stored in libraries and in tags: another one would be compared with nothing."""
    assert len(likeness.sketch(TEXT)) == 348
    assert likeness.bands(likeness.sketch(TEXT))[:2] == (1369118436, 4636048046)


def test_too_little_text_has_no_sketch() -> None:
    """Then title, file and address decide."""
    assert likeness.sketch("A photo of the day, from the quay.") == ""
    assert likeness.sketch("word " * 100) == ""
    assert likeness.likeness("", likeness.sketch(TEXT)) is None
    assert likeness.likeness("damaged", likeness.sketch(TEXT)) is None


def test_scripts_without_blanks_are_compared_sign_by_sign() -> None:
    """One word was added to a sentence in Japanese."""
    one = "港の朝は静かだった。フェリーが入ってきたとき、岸にはまだ誰もいなかった。"
    alike = likeness.likeness(likeness.sketch(one), likeness.sketch(one.replace("フェリー", "白いフェリー")))
    assert alike is not None
    assert alike.contained > 0.8


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.a.example/x/?b=2&a=1&gclid=z#top", "a.example/x?a=1&b=2"),
        ("http://a.example:8080/x", "a.example:8080/x"),
        ("https://häfen.example/Über", "xn--hfen-loa.example/%C3%9Cber"),
        ("https://a.example/blog/index.html", "a.example/blog"),
        ("https://a.example/#!/posts/7", "a.example#!/posts/7"),
        ("https://a.example/?p=7", "a.example?p=7"),
        ("file:///home/jo/a.html", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_form(address: str, expected: str) -> None:
    """Scheme, www, the slash at the end, tracking parameters and the fragment make no difference."""
    assert place(address) == expected


def test_a_front_page_is_told_from_a_post() -> None:
    """A post may have its number after the question mark."""
    assert [is_home(place(a)) for a in (HOME, "http://www.harbour.example", f"{HOME}?p=7", POST, "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


# ------------------------------------------------------------ dates

NOW = dt.datetime(2026, 11, 29, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "newest", "expected"),
    [
        (NOW, None, NOW),
        (NOW, NOW - dt.timedelta(days=3), NOW),
        (NOW, NOW + dt.timedelta(hours=2), NOW + dt.timedelta(hours=2)),  # the clock went back
        (NOW, NOW.replace(year=2035), NOW),  # it was wrong then
        (NOW.replace(year=1970), NOW, NOW),  # it is wrong now
    ],
)
def test_the_day_of_adding_is_never_before_the_newest(
    now: dt.datetime, newest: dt.datetime | None, expected: dt.datetime
) -> None:
    """So the order stays when a clock goes back; but nothing follows a date that a wrong clock gave."""
    assert identity.added_at(now, newest) == expected


def test_only_the_articles_own_date_can_be_corrected() -> None:
    """What an episode got when it was added stays; so does a date where the article tells none, or a future one."""
    made = replace(EPISODE, published=dt.datetime(2019, 5, 4, 12, tzinfo=dt.UTC), dated="2019-05-04")
    article = Article((), "T", date=dt.date(2019, 5, 14))
    later = dt.datetime(2019, 5, 14, 12, tzinfo=dt.UTC)
    assert identity.corrected(article, made) == later
    assert identity.corrected(article, replace(made, dated="")) == later  # made by an older podcaster
    for stays in (replace(made, added=True), replace(made, dated="2019-05-14")):
        assert identity.corrected(article, stays) == made.published
    assert identity.corrected(replace(article, date=None), made) == made.published
    assert identity.corrected(replace(article, date=dt.date(2999, 1, 1)), made) == made.published


def test_all_pairs_of_changes_are_different_words() -> None:
    """The edited text of the table is an edit: more than half of it is still there."""
    case = Case(Path())
    case.edit()
    told = likeness.likeness(likeness.sketch(TEXT), likeness.sketch("\n".join(case.paragraphs)))
    assert told is not None
    assert 0.5 < told.common < 0.95
    assert len(set(itertools.chain(*combinations()))) == 8
