"""What is heard on the page of an article: a word said otherwise, and its first sentence in each voice."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from podcaster import voice
from podcaster.config import Cast, Show, writing
from podcaster.errors import PodcasterError, UsageError
from podcaster.listening import audition
from podcaster.model import Voice
from podcaster.script import lexicon
from podcaster.studio import article_pages as article
from podcaster.studio import refusals, samples
from podcaster.studio.article_pages import ARTICLES, looks_of
from podcaster.studio.desk import Desk, desk_of
from podcaster.studio.looks import change
from podcaster.studio.refusals import Refusal
from podcaster.studio.samples import Samples
from podcaster.studio.sampling import Sample
from podcaster.studio.seen import Passage, Seen
from podcaster.text.languages import english_name, primary, right_to_left, same
from podcaster.voice import licences, offers
from podcaster.voice.casting import ROBOTS, cast_for, read_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LONGEST = 300  # characters of a sentence that is heard for one word, or for a voice
SHORTEST = 40  # and what is shorter is heard with the next one: a single word has no loudness of its own
SAMPLE = "/studio/samples"


def samples_of(request: Request) -> Samples:
    """The voice that speaks what is heard at once."""
    state = request.app.state
    if not hasattr(state, "samples"):
        state.samples = Samples()
    found: Samples = state.samples
    return found


async def _sample(request: Request) -> Response:
    path = samples.place(desk_of(request).show, request.path_params["name"])
    if not path.is_file():
        raise Refusal(404, "This sample is not kept any more", "Press “Hear it” again")
    return FileResponse(path, media_type="audio/mpeg")


def _heard(request: Request, sample: Sample, page: str, more: Mapping[str, str], label: str) -> Response:
    """Have *sample* spoken: JSON for a script, else the page that has a player for it."""
    desk = desk_of(request)
    name = samples_of(request).sample(desk.show, sample, desk.warm)
    if _by_script(request):
        return JSONResponse({"sound": f"{SAMPLE}/{name}.mp3", "text": sample.text, "label": label})
    return RedirectResponse(f"{page}?{urlencode({**more, 'sample': name})}", 303)


def _by_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


async def _answered(request: Request, work: Callable[[], Response]) -> Response:
    """What *work* answers; what hinders it as JSON for a script, else as a page."""
    try:
        return await run_in_threadpool(work)
    except PodcasterError as error:
        if not _by_script(request):
            raise
        why = refusals.of(error)
        return JSONResponse({"error": why.what, "hint": why.hint}, why.status)


# ---------------------------------------------------------------- a word


async def _word(request: Request) -> Response:
    return await run_in_threadpool(_word_page, desk_of(request), request)


def _word_page(desk: Desk, request: Request) -> Response:
    draft, seen = article.look(desk, request)
    asked = request.query_params
    word, how = asked.get("word", "")[:100], asked.get("how", "")[:200]
    name = asked.get("sample", "")
    there = name.isalnum() and samples.place(desk.show, name).is_file()
    return desk.page(
        request,
        "article_word.html.j2",
        200,
        own=f"{ARTICLES}/{draft.id}",
        title=seen.facts.title,
        word=word,
        how=how,
        passage=asked.get("passage", ""),
        sentence=sentence_with(seen, word, asked.get("passage", "")) if word else "",
        sound=f"{SAMPLE}/{name}.mp3" if there else "",
        own_language=seen.facts.language,
        right_to_left=right_to_left,
    )


async def _say_word(request: Request) -> Response:
    form = await desk_of(request).form(request)
    typed = {name: str(form.get(name) or "").strip() for name in ("word", "how", "passage", "do")}
    return await _answered(request, lambda: _said(request, typed))


def _said(request: Request, typed: Mapping[str, str]) -> Response:
    desk = desk_of(request)
    draft, seen = article.look(desk, request)
    language = seen.facts.language or desk.show.settings.language
    entry = Sample("", primary(language), word=typed["word"][:100], how=typed["how"][:200])
    if not entry.corrections:
        raise UsageError("no word was given", hint="type the word as it is written, and how it sounds")
    if typed["do"] == "keep":
        lexicon.add(desk.show.lexicon, entry.corrections[0])
        return article.to_article(draft.id, "word")
    text = sentence_with(seen, entry.word, typed["passage"])
    if not text:
        raise UsageError(f"“{entry.word}” is not a word of this article", hint="type it as it is written there")
    sample = replace(entry, text=text, language=language, voice=seen.edits.voice)
    more = {name: typed[name] for name in ("word", "how", "passage")}
    return _heard(request, sample, f"{ARTICLES}/{draft.id}/word", more, f"{entry.word}, said as {entry.how}")


def sentence_with(seen: Seen, word: str, passage: str = "") -> str:
    """A sentence of the article that has *word*: of that passage, or the first one; "" if none has it."""
    own = [one for one in seen.passages if passage and str(one.number) == passage]
    sentences = [*_sentences([*own, *seen.passages])]
    for number, text in enumerate(sentences):
        if word.casefold() in text.casefold() and _has(text, word, seen.facts.language):
            if len(text) < SHORTEST and number + 1 < len(sentences):
                text = f"{text} {sentences[number + 1]}"
            return text if len(text) <= LONGEST else _around(text, word)
    return ""


def _has(text: str, word: str, language: str) -> bool:
    entry = lexicon.Entry(word, lexicon.Kind.SAY, word)
    return any(True for _ in lexicon.Lexicon((entry,)).find(text, language or "en"))


def _sentences(passages: Iterable[Passage]) -> Iterable[str]:
    """The displayed text of all sentences."""
    for passage in passages:
        for sentence in passage.sentences:
            text = "".join(piece.written for piece in sentence.pieces if not piece.left_out).strip()
            if text:
                yield text


def _around(text: str, word: str) -> str:
    """The part of a long sentence that has the word."""
    at = text.casefold().find(word.casefold())
    start = max(0, at - LONGEST // 2)
    part = text[start : start + LONGEST]
    head = part.find(" ") + 1 if start else 0
    tail = part.rfind(" ") if start + LONGEST < len(text) else len(part)
    return part[head : tail if tail > head else len(part)]


# ---------------------------------------------------------------- voices


@dataclass(frozen=True, slots=True)
class Choice:
    """A voice that could read an article."""

    id: str
    name: str
    language: str
    robot: bool
    licence: str
    limit: str  # why its sound may not be published
    speed: float  # times as fast as speech, measured here; 0: not measured
    sound: str = ""  # the address of its sample, if it was heard before
    chosen: bool = False


def first_sentence(seen: Seen) -> str:
    """What the voices are heard with."""
    return seen.first if len(seen.first) <= LONGEST else seen.first[:LONGEST].rpartition(" ")[0]


def _choices(show: Show, request: Request, seen: Seen) -> list[Choice]:
    language = seen.facts.language or show.settings.language
    able = [one for one in voice.all_voices() if same(one.language, language) or one.engine in ROBOTS]
    speeds = audition.speeds(able)
    found = [_choice(show, request, seen, one, language, speeds.get(one.id, 0.0)) for one in able]
    return sorted(found, key=lambda one: (one.robot, not one.chosen, one.name))


def _choice(show: Show, request: Request, seen: Seen, one: Voice, language: str, speed: float) -> Choice:
    known = samples_of(request).known(show, Sample(first_sentence(seen), language, one.id))
    return Choice(
        one.id,
        one.name,
        one.language,
        one.engine in ROBOTS,
        licences.stated(one),
        licences.restriction(one),
        speed,
        f"{SAMPLE}/{known}.mp3" if known else "",
        one.id == seen.narrator,
    )


async def _voices(request: Request) -> Response:
    return await run_in_threadpool(_voices_page, desk_of(request), request)


def _voices_page(desk: Desk, request: Request) -> Response:
    draft, seen = article.look(desk, request)
    language = seen.facts.language or desk.show.settings.language
    return desk.page(
        request,
        "article_voices.html.j2",
        200,
        own=f"{ARTICLES}/{draft.id}",
        title=seen.facts.title,
        voices=_choices(desk.show, request, seen),
        sentence=first_sentence(seen),
        language=english_name(language),
        own_language=language,
        right_to_left=right_to_left,
        offer=offers.of_language(language),
        by_hand=bool(seen.edits.voice),
        heard=request.query_params.get("heard", ""),
    )


async def _choose(request: Request) -> Response:
    form = await desk_of(request).form(request)
    id, what = str(form.get("voice") or ""), str(form.get("do") or "")
    return await _answered(request, lambda: _chosen(request, id, what))


def _chosen(request: Request, id: str, what: str) -> Response:
    desk = desk_of(request)
    draft, seen = article.look(desk, request)
    name = voice.find(id).name
    language = seen.facts.language or desk.show.settings.language
    if what == "hear":
        sample = Sample(first_sentence(seen), language, id)
        return _heard(request, sample, f"{ARTICLES}/{draft.id}/voices", {"heard": id}, name)
    article.refuse_while_spoken(draft)
    if what == "show":
        narrate(desk.show, language, id)
        edits, done = replace(seen.edits, voice=""), "show"
    else:
        usual = cast_for(language, desk.show.settings).narrator
        edits, done = replace(seen.edits, voice="" if id == usual else id), "voice"
    change(desk.show, desk.queue, looks_of(request), draft, seen.member, edits)
    return article.to_article(draft.id, done)


def narrate(show: Show, language: str, id: str) -> None:
    """Have the show's articles in *language* read by this voice from now on; quotations keep theirs."""
    settings = show.settings
    if settings.voice:
        writing.write(show.folder, {"voice": id})
        return
    cast = read_by(cast_for(language, settings), id)
    bare = Cast(narrator=id, quote=cast.quote if cast.quote != id else "")
    own = settings.casts.get(language.lower()) or settings.casts.get(primary(language))
    if own is None and same(language, settings.language):
        writing.write(show.folder, {"cast.narrator": bare.narrator, "cast.quote": bare.quote})
    else:
        key = language.lower() if language.lower() in settings.casts else primary(language)
        casts = {**settings.casts, key: replace(own or bare, narrator=id)}
        told = {name: {role: one for role, one in asdict(cast).items() if one} for name, cast in casts.items()}
        writing.write(show.folder, {"casts": told})


ROUTES = [
    Route(f"{ARTICLES}/{{id:row}}/word", _word, methods=["GET"]),
    Route(f"{ARTICLES}/{{id:row}}/word", _say_word, methods=["POST"]),
    Route(f"{ARTICLES}/{{id:row}}/voices", _voices, methods=["GET"]),
    Route(f"{ARTICLES}/{{id:row}}/voices", _choose, methods=["POST"]),
    Route(f"{SAMPLE}/{{name:str}}.mp3", _sample, methods=["GET"]),
]
