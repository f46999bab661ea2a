"""Posts without addresses that share an id: each is known again, and each save is read once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from podcaster.library import Pulled, PullState
from podcaster.sources.contract import Saved
from podcaster.sources.namesakes import Namesakes

Facts = tuple[str, str]  # title and date of a post


def known(facts: Iterable[Facts], read: list[str]) -> Namesakes:
    """Posts that were saved; *read* gets the name of each save that is looked at."""
    saves = {f"t/{number}.json": one for number, one in enumerate(facts)}

    def described(file: str) -> Facts:
        read.append(file)
        return saves[file]

    rows = [Pulled("t", f"same {file}", PullState.SAVED, "", f"text of {file}", file=file) for file in saves]
    return Namesakes(rows, described)


def ids(namesakes: Namesakes, facts: Iterable[Facts]) -> list[str]:
    """The ids of posts with new texts, one after the other."""
    seen: set[str] = set()
    found = []
    for number, (title, date) in enumerate(facts):
        found.append(namesakes.id_of(Saved("same", "", title=title, published=date), f"new {number}", seen))
        seen.add(found[-1])
    return found


@pytest.mark.parametrize("dated", [True, False])
def test_each_save_is_read_once(dated: bool) -> None:
    """However many were edited at once, in whatever order they come, and whether they have dates."""
    read: list[str] = []
    facts = [(f"Note {n}", f"2024-03-{1 + n % 28:02d}T10:00:00Z" if dated else "") for n in range(300)]
    found = ids(known(facts, read), reversed(facts))
    assert found == [f"same t/{n}.json" for n in reversed(range(300))]
    assert len(read) == 300


@pytest.mark.parametrize(
    ("saved", "edited", "number"),
    [
        ([("One", "2024-03-01"), ("Two", "2024-03-01")], ("Two", "2024-03-01"), 1),  # its own, not the first of its day
        ([("One", "2024-03-01"), ("Two", "2024-03-02")], ("Second", "2024-03-02"), 1),  # another title
        ([("One", "2024-03-01"), ("Two", "2024-03-02")], ("Two", ""), 1),  # the feed gives no dates any more
        ([("One", ""), ("Two", "")], ("Two", "2024-03-02"), 1),  # or gives them now
        ([("One", "2999-03-01"), ("Two", "2999-03-02")], ("Two", "2999-03-02"), 1),  # a date to come
        ([("One", "2999-03-01")], ("First", "2999-03-01"), 0),
        ([("One", "2024-03-01"), ("Two", "2024-03-02")], ("Two", "2024-03-09"), None),  # a series of one title
        ([("One", "2024-03-01"), ("Two", "2024-03-02")], ("Three", "2024-03-03"), None),
        ([("One", ""), ("Two", "")], ("Three", ""), None),
        ([("", ""), ("", "")], ("", ""), None),  # neither has a title or a date to know it by
        ([("", "")], ("", ""), 0),
        ([("One", "2024-03-01")], ("One", "2024-03-09"), 0),  # the only one, with a new date
        ([("One", "2024-03-01")], ("Three", "2024-03-09"), None),
    ],
)
def test_which_post_was_edited(saved: list[Facts], edited: Facts, number: int | None) -> None:
    """A post is known again by its title or its date; with another title and another date it is new."""
    wanted = "same new 0" if number is None else f"same t/{number}.json"
    assert ids(known(saved, []), [edited]) == [wanted]
