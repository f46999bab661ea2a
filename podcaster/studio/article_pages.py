"""The page of an article: what will be said of it, before a voice says it, and what of that is to be otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcaster import voice
from podcaster.errors import PodcasterError, UnreadableError
from podcaster.library import Draft, State
from podcaster.listening.explanation import length, short
from podcaster.model import Edits
from podcaster.reading import edits
from podcaster.studio import article_making, edit_forms, taking
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.looks import Looks, change
from podcaster.studio.refusals import Refusal
from podcaster.studio.seen import Passage, Seen
from podcaster.text import dates
from podcaster.text.languages import english_name, right_to_left
from podcaster.voice import offers

ARTICLES = "/studio/articles"
PATIENCE_S = 6.0  # of a reader with a page that is not there; an article of ten hours takes longer
PART = 150  # passages on a page: of an article of ten hours there are 6000
NOTICES = {
    "facts": "Changed.",
    "said": "This passage will be spoken.",
    "left": "This passage will not be spoken.",
    "found": "The change was undone.",
    "word": "Added to the show’s lexicon.",
    "voice": "The voice of this article was changed.",
    "show": "The voice of the show was changed.",
}


_WISHES = {"leave": ("leave out", "left"), "say": ("say", "said"), "found": (edit_forms.AS_FOUND, "found")}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Passages in a row that are shown, or folded because they are not part of the article."""

    folded: bool
    passages: tuple[Passage, ...]

    @property
    def what(self) -> str:
        """ "3 menu entries, 1 promotion"."""
        names = [gone.reason for one in self.passages for gone in one.quiet]
        kinds = [names[0], *sorted(set(names[1:]) - {names[0]})] if names else []
        return ", ".join(kinds[:3]) + (" …" if len(kinds) > 3 else "")


def draft_of(desk: Desk, request: Request) -> Draft:
    """The draft that the address names. Raises Refusal if there is none."""
    try:
        found: Draft = desk.queue.get(request.path_params["id"])
    except UnreadableError as error:
        raise Refusal(404, "There is no such article", "It was removed from the queue, or never added") from error
    return found


def looks_of(request: Request) -> Looks:
    """The articles that this studio looked at last."""
    state = request.app.state
    if not hasattr(state, "looks"):
        state.looks = Looks()
    found: Looks = state.looks
    return found


def look(desk: Desk, request: Request) -> tuple[Draft, Seen]:
    """The article of the address as it will be heard. Raises Refusal for one that has no file yet, PodcasterError."""
    draft = draft_of(desk, request)
    if not draft.path:
        raise Refusal(409, "This article is still being fetched", "Wait a moment, then reload")
    try:
        return draft, looks_of(request).of(desk.show, draft)
    except PodcasterError as error:
        raise taking.about(draft, error) from error


async def _article(request: Request) -> Response:
    return await run_in_threadpool(_page, desk_of(request), request)


def _page(desk: Desk, request: Request) -> Response:
    draft = draft_of(desk, request)
    seen: Seen | None = None
    error: PodcasterError | None = None
    if draft.path:
        try:
            seen = looks_of(request).soon(desk.show, draft, PATIENCE_S)
        except PodcasterError as found:
            error = taking.about(draft, found)
    return desk.page(
        request,
        "article.html.j2",
        200,
        draft=draft,
        seen=seen,
        error=error,
        own=f"{ARTICLES}/{draft.id}",
        state=draft.state.value,
        notice=NOTICES.get(request.query_params.get("done", ""), ""),
        waiting=desk.queue.counts()[State.QUEUED],
        **article_making.facts(desk, draft),
        right_to_left=right_to_left,
        **(_facts(request, seen) if seen else {}),
    )


def _facts(request: Request, seen: Seen) -> dict[str, object]:
    """What the template needs of an article that was looked at."""
    parts = max(1, math.ceil(len(seen.passages) / PART))
    part = min(max(1, _number(request.query_params.get("part", ""))), parts)
    on_page = seen.passages[(part - 1) * PART : part * PART]
    return {
        "part": part,
        "parts": parts,
        "stretches": stretches(on_page),
        "fields": edit_forms.fields(seen.facts),
        "day": dates.written(edits.day(seen.facts.date), "en") if seen.facts.date else "",
        "languages": languages(seen.facts.language),
        "changed": edit_forms.changed(seen),
        "listen": length(seen.seconds),
        "ready": length(seen.work_s),
        "narrator": voice_name(seen.narrator),
        "repeated": repeated(seen.passages),
        "short": short,
        "counts": seen.counts,
    }


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 7 else 1


def stretches(passages: Sequence[Passage]) -> list[Stretch]:
    """*passages*, with those folded that are not part of the article."""
    return [Stretch(folded, tuple(some)) for folded, some in groupby(passages, key=lambda one: one.outside)]


def repeated(passages: Sequence[Passage]) -> dict[str, int]:
    """How often the words of a passage are there, where that is more than once."""
    counted: dict[str, int] = {}
    for one in passages:
        if one.words and not one.outside:
            counted[one.words] = counted.get(one.words, 0) + 1
    return {words: count for words, count in counted.items() if count > 1}


def voice_name(id: str) -> str:
    return next((one.name for one in voice.all_voices() if one.id == id), id)


def languages(own: str) -> list[tuple[str, str]]:
    """The languages that an article can be said to be in: tag and name."""
    tags = {one.language for one in voice.all_voices()} | {tag for one in offers.every() for tag in one.languages}
    named = {tag: english_name(tag) for tag in {tag.partition("-")[0] for tag in tags}}
    if own and own not in named:
        named[own] = f"{english_name(own)} ({own})"
    return sorted(named.items(), key=lambda pair: pair[1])


# ---------------------------------------------------------------- changes


async def _save_facts(request: Request) -> Response:
    form = await desk_of(request).form(request)
    typed = {name: form.get(name) for name in ("title", "author", "date", "language")}
    before = {name: form.get(f"{name}-before") for name in typed if f"{name}-before" in form}
    return await run_in_threadpool(_changed, request, lambda seen: edit_forms.facts(seen, typed, before), "facts")


async def _posts(request: Request) -> Response:
    """Add the posts that were chosen from a feed: each becomes an article of its own."""
    form = await desk_of(request).form(request)
    return await run_in_threadpool(_added, desk_of(request), request, set(form.getlist("post")))


def _added(desk: Desk, request: Request, chosen: set[str]) -> Response:
    draft = draft_of(desk, request)
    posts = [post for number, post in enumerate(draft.posts) if str(number) in chosen]
    if not posts:
        raise Refusal(400, "No post was chosen", "Go back, and choose one or more")
    for _, title, address in posts:
        desk.queue.add_address(address, title, home=draft.home)
    desk.queue.remove(draft.id)
    return RedirectResponse("/studio/queue", 303)


async def _passage(request: Request) -> Response:
    form = await desk_of(request).form(request)
    for name, (wish, done) in _WISHES.items():
        at, _, words = str(form.get(name) or "").partition(" ")
        if words:
            back = {"part": str(form.get("part") or ""), "at": at}
            edit = partial(edit_forms.wished, words=words, wish=wish)
            return await run_in_threadpool(_changed, request, edit, done, back)
    raise Refusal(400, "No passage was named")


async def _as_found(request: Request) -> Response:
    await desk_of(request).form(request)
    return await run_in_threadpool(_changed, request, lambda _: Edits(), "found")


def _changed(
    request: Request, edit: Callable[[Seen], Edits], done: str, back: dict[str, str] | None = None
) -> Response:
    """Change the article as *edit* says, and show it again where it was."""
    desk = desk_of(request)
    draft, seen = look(desk, request)
    refuse_while_spoken(draft)
    change(desk.show, desk.queue, looks_of(request), draft, seen.member, edit(seen))
    return to_article(draft.id, done, back or {})


def refuse_while_spoken(draft: Draft) -> None:
    """What is being made is made as it was when it began."""
    if draft.state is State.SPEAKING:
        raise Refusal(409, "This article is being spoken just now", "Cancel that first, or change it afterwards")


def to_article(id: int, done: str, back: dict[str, str] | None = None) -> Response:
    """The page of an article, where the user was."""
    back = back or {}
    asked = {"done": done, **({"part": back["part"]} if back.get("part", "1") not in ("", "1") else {})}
    anchor = f"#p{back['at']}" if back.get("at", "").isdecimal() else ""
    return RedirectResponse(f"{ARTICLES}/{id}?{urlencode(asked)}{anchor}", 303)


async def _make(request: Request) -> Response:
    desk = desk_of(request)
    form = await desk.form(request)
    draft = draft_of(desk, request)
    # Whoever presses the button has seen the doubts: they stand above it.
    await run_in_threadpool(lambda: desk.queue.make(draft.id, force=form.get("force") == "yes"))
    return RedirectResponse(f"{ARTICLES}/{draft.id}", 303)


ROUTES = [
    Route(f"{ARTICLES}/{{id:row}}", _article, methods=["GET"]),
    Route(f"{ARTICLES}/{{id:row}}/posts", _posts, methods=["POST"]),
    Route(f"{ARTICLES}/{{id:row}}/facts", _save_facts, methods=["POST"]),
    Route(f"{ARTICLES}/{{id:row}}/passage", _passage, methods=["POST"]),
    Route(f"{ARTICLES}/{{id:row}}/as-found", _as_found, methods=["POST"]),
    Route(f"{ARTICLES}/{{id:row}}/make", _make, methods=["POST"]),
]
