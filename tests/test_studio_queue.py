"""The queue of the studio: nothing is lost, nothing is there twice, and its order is the user's."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from podcaster.config import Show
from podcaster.errors import DoubtfulError, StorageError, UnreadableError, UsageError
from podcaster.library import FILE_NAME, Library
from podcaster.publishing import repair
from podcaster.studio.queue import Queue, State, saved_folder


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    with contextlib.closing(Queue(Show(tmp_path / "show"))) as found:
        yield found


def saved(queue: Queue, name: str, text: str = "") -> Path:
    """A file as the studio saves what is added."""
    path = saved_folder(queue.show) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or f"The text of {name}.")
    return path


def ready(queue: Queue, *names: str, **facts: object) -> list[int]:
    """Drafts of these names that have been read."""
    found = [queue.add(saved(queue, name), name).id for name in names]
    for number in found:
        queue.describe(number, state=State.READY, source="read", **facts)
    return found


def order(queue: Queue) -> list[str]:
    return [draft.title for draft in queue.listed(State.QUEUED)]


def test_the_same_content_is_the_same_draft(queue: Queue) -> None:
    """Whatever the file is called, and whatever became of it since."""
    first = queue.add(saved(queue, "ferry.txt", "The ferry came in."), "The ferry")
    assert (first.state, first.title, first.id) == (State.READING, "The ferry", 1)
    queue.describe(first.id, state=State.MADE, episode="the-ferry")
    again = queue.add(saved(queue, "copy.txt", "The ferry came in."))
    assert (again.id, again.state, again.episode) == (first.id, State.MADE, "the-ferry")
    assert queue.add_address("https://post.example/1?key=secret").id == 2
    assert queue.add_address("https://post.example/1?key=secret").id == 2
    assert queue.counts()[State.READING] == 1
    assert queue.counts()[State.MADE] == 1


def test_what_failed_is_tried_again_when_it_is_added_again(queue: Queue) -> None:
    draft = queue.add(saved(queue, "a.txt"))
    queue.describe(draft.id, state=State.FAILED, error="it is damaged", hint="save it again")
    again = queue.add(saved(queue, "a.txt"))
    assert (again.id, again.state, again.error, again.hint) == (draft.id, State.READING, "", "")


def test_sixteen_clients_add_at_once(queue: Queue) -> None:
    """None is lost and none is there twice, although each is added by two of them."""
    paths = [saved(queue, f"{n}.txt") for n in range(64)]
    errors: list[BaseException] = []

    def client(number: int) -> None:
        try:
            for path in paths[number % 8 :: 8]:
                queue.add(path)
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    clients = [threading.Thread(target=client, args=(n,)) for n in range(16)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    assert not errors
    listed = queue.listed(most=-1)
    assert sorted(draft.path for draft in listed) == sorted(map(str, paths))
    assert sorted(draft.id for draft in listed) == list(range(1, 65))


def test_the_order_is_the_users(queue: Queue) -> None:
    for number in ready(queue, "a", "b", "c", "d"):
        queue.make(number)
    assert order(queue) == ["a", "b", "c", "d"]
    queue.move(3, "first")
    queue.move(1, "down")
    assert order(queue) == ["c", "b", "a", "d"]
    queue.move(4, "up")
    queue.move(3, "last")
    assert order(queue) == ["b", "d", "a", "c"]
    queue.move(2, "up")
    queue.move(3, "down")
    assert order(queue) == ["b", "d", "a", "c"], "those at the ends stay"
    queue.cancel(4)
    queue.make(4)
    assert order(queue) == ["b", "a", "c", "d"], "one that was taken out comes last"
    with pytest.raises(UsageError, match="'sideways' is not a move"):
        queue.move(1, "sideways")


def test_doubts_are_asked_about(queue: Queue) -> None:
    """A doubtful save is only made after a confirmation."""
    (number,) = ready(queue, "teaser", doubts=("it looks like the beginning of a paid article",))
    with pytest.raises(DoubtfulError, match="it looks like the beginning of a paid article"):
        queue.make(number)
    assert queue.get(number).state is State.READY
    assert queue.make(number, force=True).state is State.QUEUED
    queue.cancel(number)
    assert queue.make(number).state is State.QUEUED, "it was said once"


def test_what_is_still_read_is_made_later(queue: Queue) -> None:
    draft = queue.add(saved(queue, "a.txt"))
    assert (queue.make(draft.id).state, queue.get(draft.id).wanted) == (State.READING, True)
    queue.cancel(draft.id)
    assert queue.get(draft.id).wanted is False


def test_tonight(queue: Queue) -> None:
    one, two = ready(queue, "a", "b")
    assert queue.tonight(one).state is State.QUEUED
    assert queue.get(one).tonight
    queue.make(two)
    queue.tonight(two)
    assert queue.get(two).tonight
    queue.tonight(two, on=False)
    assert not queue.get(two).tonight


def test_what_is_removed_leaves_no_file(queue: Queue, tmp_path: Path) -> None:
    """But the user's own file stays, and the save of an episode."""
    own = tmp_path / "own.txt"
    own.write_text("My own file.")
    drafts = [queue.add(path) for path in (saved(queue, "a.txt"), saved(queue, "b.txt"), own)]
    queue.describe(drafts[1].id, state=State.MADE, episode="b")
    for draft in drafts:
        queue.remove(draft.id)
    assert [Path(draft.path).exists() for draft in drafts] == [False, True, True]
    with pytest.raises(UnreadableError, match="there is no article 1"):
        queue.get(1)


def test_looking_makes_no_show(queue: Queue) -> None:
    assert queue.listed() == []
    assert queue.counts()[State.QUEUED] == 0
    assert not queue.show.folder.exists()


def test_a_show_that_was_moved_is_not_begun_anew(queue: Queue, tmp_path: Path) -> None:
    """The queue says so, and goes on when the folder is back."""
    path = saved(queue, "a.txt")
    queue.add(path)
    queue.show.folder.rename(tmp_path / "moved")
    with pytest.raises(StorageError, match="was moved or deleted while the studio was open"):
        queue.add(tmp_path / "moved" / path.relative_to(queue.show.folder))
    with pytest.raises(StorageError, match="was moved or deleted"):
        queue.listed()
    assert not queue.show.folder.exists()
    (tmp_path / "moved").rename(queue.show.folder)
    assert [draft.path for draft in queue.listed()] == [str(path)]


def test_the_queue_survives_a_rebuilt_library(queue: Queue) -> None:
    """What can be read of a damaged library keeps its drafts, with their order and their doubts."""
    ready(queue, "a", "b", doubts=("one doubt",))
    queue.make(2, force=True)
    before = queue.listed()
    path = queue.show.state / FILE_NAME
    with Library(path) as library:
        library._db.execute("DROP TABLE alike")  # so that it counts as damaged
    repair.repair(queue.show)
    assert queue.listed() == before


def test_a_library_that_was_replaced_is_said(queue: Queue, tmp_path: Path) -> None:
    """An older copy has an older queue: the page says so."""
    queue.add(saved(queue, "a.txt"))
    with Library(tmp_path / "copy.sqlite"):
        pass
    for suffix in ("", "-wal", "-shm"):
        (queue.show.state / f"{FILE_NAME}{suffix}").unlink(missing_ok=True)
    (tmp_path / "copy.sqlite").rename(queue.show.state / FILE_NAME)
    queue.add(saved(queue, "b.txt"))
    assert [Path(draft.path).name for draft in queue.listed()] == ["b.txt"]
    assert "was replaced while the studio was open" in queue.progress.note


def test_waiting_for_a_change(queue: Queue) -> None:
    before = queue.version
    assert queue.wait(before, 0.0) == before
    queue.add(saved(queue, "a.txt"))
    assert queue.wait(before, 60) == queue.version != before
