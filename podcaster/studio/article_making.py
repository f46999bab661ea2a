"""How far the episode of an article is, for the page of the article."""

from __future__ import annotations

from podcaster.library import Draft, State
from podcaster.studio import keeping, queue_pages
from podcaster.studio.desk import Desk

UNDER_WAY = (State.READING, State.QUEUED, State.SPEAKING)


def facts(desk: Desk, draft: Draft) -> dict[str, object]:
    """What the template needs to know of it: whether it can be made, how far that is, where its episode is."""
    making = desk.queue.progress.making(draft.id) if draft.state is State.SPEAKING else None
    ordered = draft.state in (State.QUEUED, State.SPEAKING) or (draft.state is State.READING and draft.wanted)
    trouble, hint = queue_pages.paused(desk.queue)
    return {
        "trouble": trouble,
        "hint": hint,
        "under_way": draft.state in UNDER_WAY,
        "ordered": ordered,
        "making": queue_pages.now_of(making) if making else None,
        "ahead": _ahead(desk, draft) if draft.state is State.QUEUED else 0,
        "tonight": desk.show.settings.tonight.replace("-", " until ") if draft.tonight else "",
        "episode": _episode(desk, draft) if draft.state is State.MADE and draft.episode else None,
    }


def _ahead(desk: Desk, draft: Draft) -> int:
    """How many are made before it."""
    order = [one.id for one in desk.queue.listed(State.QUEUED, most=-1)]
    return order.index(draft.id) if draft.id in order else 0


def _episode(desk: Desk, draft: Draft) -> dict[str, str] | None:
    """Its addresses: where it is kept house of, its page, its sound ("" if that is not there); None if it is gone."""
    row = keeping.episode_named(desk.show, draft.episode)
    if row is None:
        return None
    up = f"/{desk.site.token}/" if desk.site.token else "/"
    page, audio = keeping.addresses(row)
    heard = row.there and (desk.show.episodes / row.file).is_file()
    return {
        "own": f"/studio/episodes/{row.id}",
        "page": up + page if heard else "",
        "audio": up + audio if heard else "",
        "kind": keeping.audio_kind(row),
    }
