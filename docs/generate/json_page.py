"""The page of the JSON that commands print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docs.generate import fields, markdown
from docs.generate.command_line import every
from docs.generate.markdown import code, text
from podcaster.batch.merge import Merged
from podcaster.batch.tally import Made, Record, Silent, Step, Trouble
from podcaster.doctor import Finding
from podcaster.episode.forecast import Forecast
from podcaster.episode.mix import Mix
from podcaster.library import Failure
from podcaster.listening.proof import Proof
from podcaster.listening.risky_words import RiskyWord
from podcaster.model import Episode, LedgerEntry, Outcome, Utterance
from podcaster.places import Cache
from podcaster.publishing.opml import Listed
from podcaster.script.lexicon import Entry
from podcaster.serving.publish import Published
from podcaster.sources.following import Followed
from podcaster.sources.pulling import Pulled
from podcaster.studio.place import Started
from podcaster.voice import Voice
from podcaster.voice.removing import Removed

# An answer: words about it, a class whose fields are its keys, [a class] for a list, or its keys with such answers.
Answer = Any
EPISODE = {
    "number": "the number of the episode; 0 if it is not in the show",
    "guid": "",
    "date": "of the episode in the feed, ISO 8601",
    "title": "",
    "minutes": "",
    "bytes": "",
    "file": "below `public/episodes`",
    "source": "the saved file",
    "address": "of the post",
    "kind": "article, menu or mix",
    "state": "published, ignored, removed …",
    "mix": "the title of the mix that it is part of",
}
MADE = {
    "outcomes": [Outcome],
    "feed": "the path of the feed",
    "proofs": "with `--proof`: for each new episode, by its path, what `proof` prints",
    "pulled": "where sources were pulled: what `pull` prints",
}
EXPLAINED = {
    **dict.fromkeys(("title", "author", "date", "language", "site", "address"), "of the article"),
    "doubts": "why it may not be a whole article: a kind, and the words that say so",
    "next_steps": "what to do about them, as commands",
    "by_hand": "what was chosen or changed by hand",
    "recording": "the recording of its author, if there is one",
    "blocks": "the article: headings, paragraphs, lists …",
    "utterances": [Utterance],
    "ledger": [LedgerEntry],
    "notes": "the show notes",
    "left_out": "what of the page is not part of the article, each with a reason",
    "page": "with `--page`: the page in its own order",
    "share": "with `--page`: how much of its running text is the article, from 0 to 1",
}
ANSWERS: Mapping[str, Answer] = {
    "convert": MADE,
    "batch": MADE,
    "batch --dry-run": Forecast,
    "watch": [Outcome],
    "studio": Started,
    "serve": {"page": "where the show is, or the list of several shows", "feeds": "the address of each feed"},
    "explain": EXPLAINED,
    "report": {"page": "the path of the page", "": Record},
    "mix": {"path": "of the new episode, or null", "mix": Mix, "waiting": "episodes that are in no mix yet"},
    "follow": [Followed],
    "pull": [Pulled],
    "sources": [Followed],
    "unfollow": [Followed],
    "publish": Published,
    "opml": [Listed],
    "export epub": {
        "path": "of the book",
        "title": "",
        "identifier": "",
        "seconds": "",
        "bytes": "",
        "episodes": "their GUIDs",
        "missing": "GUIDs of episodes that were left out because files are missing",
    },
    "show cover": {"cover": "the path of the picture", "changed": "whether it is another one now"},
    "show init": {"file": "the path of the settings file", "settings": "what it sets, by key"},
    "status": {
        "episodes": "how many",
        "seconds": "of audio",
        "bytes": "",
        "failures": "how many",
        "latest": [Episode],
        "runs": "the latest ten",
        "title": "in `podcaster.toml`",
        "feed_is_behind": "what the feed has in an old form: title, author or settings; empty if it is up to date",
    },
    "list": [{**EPISODE, "missing": "whether files are missing"}],
    "remove": {
        "removed": [EPISODE],
        "blocked": "with `--block`, in place of `removed`: the same",
        "menus": "GUIDs of menus that were removed with them",
    },
    "restore": {"unblocked": [EPISODE], "to_be_made": [EPISODE]},
    "failures": [{"": Failure, "words": "what failures of its kind are called"}],
    "dismiss": {"dismissed": "the saved files, or members of one", "unknown": "names that no failure has"},
    "retry": {"retried": "how many articles the next batch tries again", "unknown": "names that no failure has"},
    "feed": {
        "feed": "its path",
        "changed": "whether it is another one now",
        "episodes": "how many are in it",
        "expired": "how many left the show by `keep` and `keep_days`",
    },
    "tag": "the tags, by name; what podcaster itself has written is in `podcaster`",
    "check": [Finding],
    "doctor": [Finding],
    "cache list": [Cache],
    "cache clear": {"freed_bytes": ""},
    "voices list": [
        {
            "": Voice,
            "restriction": "why its episodes may not be published; empty if they may",
            "measured_speed": "seconds of speech per second on this computer, or null",
            "sample": "a sentence to try it with",
        }
    ],
    "voices check": "the problems of each voice, by its id; an empty list if all is well",
    "voices preview": {"path": "of the page or the MP3", "seconds": "of audio", "voices": ""},
    "voices remove": [Removed],
    "voices install": {
        "": Voice,
        "restriction": "why its episodes may not be published; empty if they may",
        "model": "in place of all others, for `kokoro`: the path of the model",
    },
    "words": [RiskyWord],
    "say": {
        "path": "of the MP3, or null if it was played",
        "utterances": "for each sentence its `voice` and what was `spoken`",
        "entries": [Entry],
        "kept": "whether they were added to the lexicon",
    },
    "lexicon add": {"entry": Entry, "changed": "whether it was not there before"},
    "lexicon remove": {"removed": [Entry]},
    "lexicon test": {"spoken": "the text for the voice", "sounds": "a `word` and its `ipa`, for words that have one"},
    "lexicon list": [Entry],
    "proof": {"": Proof, "error_rate": "the share of words that were not understood"},
    "proof --setup": {
        "model": "its folder",
        "installed": "what was installed",
        "trial": "how well it heard a sentence",
    },
    "merge": {"merged": Merged, "feed": "the path of the feed"},
}
CLASSES = (
    *(Outcome, Forecast, Utterance, LedgerEntry, Record, Made, Trouble, Silent, Step, Mix, Followed, Pulled, Published),
    *(Started, Removed, Listed, Episode, Failure, Finding, Cache, Voice, RiskyWord, Entry, Proof, Merged),
)
ERROR = '{"error": {"message": "there is no show in podcast", "hint": "…", "kind": "UnreadableError", "status": 65}}'
INTRODUCTION = (
    "With `--json`, a command prints one JSON value on standard output, and messages on standard error as usual. "
    "A list is printed even if it is empty; `explain` and `proof` print an object for one article or episode, and a "
    "list for several.",
    "An error is JSON too, with the [exit status](exit-statuses.md) and the name of its kind:",
    markdown.block(ERROR, "json"),
    "Dates are ISO 8601, and lengths are in the unit that the key names. New keys may come with any version; those "
    "that are here stay.",
    "A command that runs until it is stopped prints JSON when there is something to say: `serve` and `studio` one "
    "object when they have started, `watch` each outcome as an object on a line of its own.",
    "What failed before there was an answer is an error, the last one that was reported; where some of several things "
    "failed, the answer has the others, and the exit status says so.",
    "`--log-json` (of `convert`, `batch` and `watch`) prints progress instead: one object on each line of standard "
    "error, with `event` and `time`.",
)


def page() -> str:
    """For each command that prints JSON, its keys; then the classes."""
    parts = [*INTRODUCTION]
    for name, answer in ANSWERS.items():
        parts += [f"## podcaster {name}", *_answer(answer)]
    parts.append("## Kinds of objects")
    for kind in CLASSES:
        parts += [f"### {kind.__name__}", text(" ".join((kind.__doc__ or "").split("\n\n")[0].split()))]
        rows = [(code(one.name), code(_plain(one.type)), text(one.words)) for one in fields.of(kind)]
        parts.append(markdown.table(("key", "value", ""), rows))
    return markdown.page("JSON", "`docs/generate/json_page.py` and the classes of the answers", *parts)


def keys(answer: Answer) -> set[str]:
    """The keys that an answer, or each object of a list, may have."""
    (answer,) = answer if isinstance(answer, list) else (answer,)
    if isinstance(answer, Mapping):
        return {key for name, inner in answer.items() for key in (keys(inner) if not name else {name})}
    return {one.name for one in fields.of(answer)}


def undocumented() -> list[str]:
    """Commands with --json that have no place on the page."""
    return [c.words for c in every() if any("--json" in one.names for one in c.options) and c.words not in ANSWERS]


def _answer(answer: Answer) -> Iterator[str]:
    several = isinstance(answer, list)
    (answer,) = answer if several else (answer,)
    if isinstance(answer, str):
        yield text(f"{answer[:1].upper()}{answer[1:]}.")
    elif not isinstance(answer, Mapping):
        yield f"{'A list of' if several else 'An object:'} {_link(answer)}."
    else:
        if several:
            yield "A list of objects."
        if "" in answer:
            yield f"The keys of {_link(answer[''])}, and:"
        yield markdown.table(("key", ""), ((code(name), _inner(one)) for name, one in answer.items() if name))


def _inner(answer: Answer) -> str:
    if isinstance(answer, str):
        return text(answer)
    if isinstance(answer, list):
        return "as in [list](#podcaster-list)" if answer == [EPISODE] else f"a list of {_link(answer[0])}"
    return _link(answer)


def _link(kind: Any) -> str:
    assert kind in CLASSES, kind
    return f"[{kind.__name__}](#{kind.__name__.lower()})"


def _plain(annotation: str) -> str:
    """A type of Python as JSON has it."""
    for pattern, plain in (
        (r"tuple\[tuple\[str, str\], \.\.\.\]", "list of pairs of text"),
        (r"(?:tuple|list|Sequence)\[(.+?)(?:, \.\.\.)?\]", r"list of \1"),
        (r"(?:dict|Mapping)\[.+", "object"),
        (r"\bdt\.(?:datetime|date)\b(?: \| dt\.date(?:time)?)?", "date"),
        (r"\b(?:str|Path|Strings|StrEnum)\b", "text"),
        (r"\b(?:int|float)\b", "number"),
        (r"\bbool\b", "true or false"),
        (r"\bNone\b", "null"),
    ):
        annotation = re.sub(pattern, plain, annotation)
    return annotation.replace(" | ", " or ")
