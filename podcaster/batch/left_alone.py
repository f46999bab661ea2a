"""Articles that a run does not try: given up, dismissed, doubtful, or missing."""

from __future__ import annotations

from podcaster import files
from podcaster.errors import NoTextError, of_kind
from podcaster.library import Failure, Library
from podcaster.model import Article, Outcome, Status

ANOTHER_SAVE = "another save of the same article"  # the `kind` of the outcome of a second save in one run


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
    """That of an article that failed too often, or that the user has dismissed."""
    if failure.dismissed:
        return Outcome(failure.source, Status.SKIPPED, reason=f"dismissed: {failure.error}", kind="dismissed")
    return Outcome(
        failure.source,
        Status.QUARANTINED,
        reason=failure.error,
        hint=failure.hint or "podcaster retry gives it another try",
        exit_code=of_kind(failure.error_kind).exit_code,
        error_kind=failure.error_kind,
    )


def no_such(source: str, error: NoTextError) -> Outcome:
    """Nothing that another run should try again, so the library does not record it."""
    reason = error.without(source)
    return Outcome(
        source,
        Status.FAILED,
        reason=reason,
        hint=error.hint,
        exit_code=error.exit_code,
        error_kind=NoTextError.__name__,
    )
