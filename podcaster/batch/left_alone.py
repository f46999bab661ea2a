"""Articles that a run does not try: not public, given up, dismissed, doubtful, or missing."""

from __future__ import annotations

from podcaster import files
from podcaster.config import Settings
from podcaster.episode import identity, own
from podcaster.errors import NoTextError, of_kind
from podcaster.library import IGNORED, Failure, Library
from podcaster.model import Article, Outcome, Status

ANOTHER_SAVE = "another save of the same article"  # the `kind` of the outcome of a second save in one run
AHEAD = "its date is in the future"
DISMISSED = "dismissed"


def why_another_save(first: str) -> str:
    """The reason given for skipping a second save of an article. *first*: the save from which the episode is made."""
    return f"{ANOTHER_SAVE}: {first}; if they are two articles, write another url: or title: into one of them"


def not_meant(article: Article, settings: Settings) -> tuple[str, str] | None:
    """Why a readable article becomes no episode: the kind of reason, and the reason itself. None: it becomes one."""
    if article.unpublished:
        return article.unpublished, article.unpublished
    if article.due and identity.is_ahead(article.due):
        return AHEAD, f"{AHEAD}: {article.due:%Y-%m-%d}"
    if own.is_skipped(article, settings):
        return own.SKIPPED, own.why_skipped(article)
    return None


def kept_out(state: str) -> str:
    """Why no episode is made again of an article in this state, one of KEPT_OUT or on its way to it."""
    return "ignored" if state == IGNORED else "too old for what the show keeps"


def is_doubtful(article: Article, library: Library, *, force: bool) -> bool:
    """Whether an article waits until the user has looked at its save.

    Once its episode was made with *force*, the same text is made again without it, as after a change of pronunciation.
    """
    if not article.doubts or force:
        return False
    entry = library.known(article.source)
    text = files.digest_of([b.text for b in article.blocks])
    return not (entry and entry.episode and entry.state == "published" and entry.text_sha256 == text)


def in_quarantine(failure: Failure) -> Outcome:
    """The outcome of an article that failed too often, or that the user has dismissed."""
    if failure.dismissed:
        return Outcome(failure.source, Status.SKIPPED, reason=f"{DISMISSED}: {failure.error}", kind=DISMISSED)
    return Outcome(
        failure.source,
        Status.QUARANTINED,
        reason=failure.error,
        hint=failure.hint or "podcaster retry tries it again",
        exit_code=of_kind(failure.error_kind).exit_code,
        error_kind=failure.error_kind,
    )


def no_such(source: str, error: NoTextError) -> Outcome:
    """The outcome of an article that no run should retry, so the library does not record it."""
    reason = error.without(source)
    return Outcome(
        source,
        Status.FAILED,
        reason=reason,
        hint=error.hint,
        exit_code=error.exit_code,
        error_kind=NoTextError.__name__,
    )
