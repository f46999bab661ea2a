"""Which episode is meant by a name."""

import pytest

from podcaster.errors import UnreadableError, UsageError
from podcaster.library import Listed
from podcaster.library.selection import fits_text, select


def row(number: int, **changes: object) -> Listed:
    values: dict[str, object] = {
        "id": number,
        "number": number,
        "guid": f"urn:harbour:{number}",
        "name": f"2020-01-0{number}-ferry-{number}",
        "suffix": ".mp3",
        "title": f"Ferry number {number}",
        "source": f"/saved/{number}.md",
        "address": f"https://harbour.example/posts/{number}",
        "published": f"2020-01-0{number}T12:00:00+00:00",
        "duration_ms": 60_000,
        "bytes": 4000,
        "about": '["Jo Vane"] Harbour',
        "state": "published",
        "kind": "article",
        "blocked": False,
        "mix": "",
    }
    return Listed(**(values | changes))  # type: ignore[arg-type]


ROWS = [
    row(3),
    row(2, title="The Captain’s log — part two", source="/saved/export.zip!posts/2.html"),
    row(1, source="/saved/export.zip!posts/1.html"),
]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ("3", 3),
        ("urn:harbour:1", 1),
        ("2020-01-03-ferry-3", 3),
        ("2020-01-03-ferry-3.mp3", 3),
        ("podcast/public/episodes/2020-01-03-ferry-3.chapters.json", 3),
        ("2020-01-01-ferry-1.html", 1),
        ("/saved/3.md", 3),
        ("3.md", 3),
        ("/saved/export.zip!posts/1.html", 1),
        ("1.html", 1),
        ("http://www.harbour.example/posts/2/#comments", 2),
        ("ferry  NUMBER 3", 3),
        ("the captain's log - part two", 2),
    ],
)
def test_each_way_to_name_an_episode(wanted: str, number: int) -> None:
    assert select(ROWS, wanted).number == number


def test_a_path_is_named_as_the_library_has_it() -> None:
    assert select(ROWS, "saved/3.md", lambda path: f"/{path}").number == 3


def test_a_number_that_no_episode_has_may_be_a_title() -> None:
    assert select([*ROWS, row(4, title="1984")], "1984").number == 4


def test_the_save_of_a_rebuilt_library_is_known_by_its_name() -> None:
    assert select([row(1, source="letter.md (urn:harbour:1)")], "letter.md").number == 1


@pytest.mark.parametrize("wanted", ["export.zip", "Ferry"])
def test_what_fits_several_is_refused_with_their_names(wanted: str) -> None:
    rows = [*ROWS, row(4, title="Ferry"), row(5, title="ferry")]
    with pytest.raises(UsageError) as refused:
        select(rows, wanted)
    named = (1, 2) if wanted == "export.zip" else (4, 5)
    assert f"{wanted!r} fits 2 episodes" in refused.value.message
    assert all(f"2020-01-0{number}-ferry-{number}.mp3" in refused.value.message for number in named)
    assert "number or its file" in refused.value.hint


def test_of_many_some_are_named_and_the_others_counted() -> None:
    with pytest.raises(UsageError, match=r"fits 20 episodes: .*; and 12 more$"):
        select([row(n, title="Ferry") for n in range(1, 21)], "ferry")


@pytest.mark.parametrize(
    ("wanted", "near"),
    [("Fery nummber 3", 3), ("captain log", 2), ("2020-01-03-fery-3", 3)],
)
def test_what_is_unknown_is_answered_with_the_nearest(wanted: str, near: int) -> None:
    with pytest.raises(UnreadableError, match=f"no episode is called '{wanted}'; near to it: .*ferry-{near}.mp3"):
        select(ROWS, wanted)


@pytest.mark.parametrize("wanted", ["", "  ", "zebra crossing", "99", "https://", "/", "!"])
def test_what_is_near_to_nothing_is_unknown(wanted: str) -> None:
    with pytest.raises(UnreadableError, match=r"no episode is called '.*'$"):
        select(ROWS, wanted)


def test_a_list_is_filtered_by_all_words() -> None:
    assert [r.number for r in ROWS if fits_text(r, "vane FERRY")] == [3, 2, 1]
    assert [r.number for r in ROWS if fits_text(r, "log captain’s")] == [2]
    assert [r.number for r in ROWS if fits_text(r._replace(title="Łódź über Straßen"), "lodz UBER strasse")] == [
        3,
        2,
        1,
    ]
    assert [r.number for r in ROWS if fits_text(r, "")] == [3, 2, 1]
