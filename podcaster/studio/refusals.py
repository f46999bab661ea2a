"""What the studio does not do, in a reader's words: a page for people, JSON for programs."""

from __future__ import annotations

from podcaster.errors import (
    FREE_SPACE,
    BusyError,
    InputError,
    PodcasterError,
    StorageError,
    UnknownVoiceError,
    UsageError,
    VoiceError,
)


class Refusal(Exception):
    """A request that is not done. *what* says why, *hint* what to do; *status* is that of HTTP."""

    def __init__(self, status: int, what: str, hint: str = "", *, retry_s: int = 0) -> None:
        super().__init__(what)
        self.status, self.what, self.hint, self.retry_s = status, what, hint, retry_s


def of(error: PodcasterError) -> Refusal:
    """An error of ours as the answer to a request."""
    kinds = (
        *((BusyError, 409), (StorageError, 507), (InputError, 422), (UsageError, 400)),
        *((UnknownVoiceError, 404), (VoiceError, 422)),
    )
    status = next((status for kind, status in kinds if isinstance(error, kind)), 500)
    hint = "free some space, then try again" if error.hint == FREE_SPACE else error.hint
    return Refusal(status, sentence(error.message), sentence(hint))


def sentence(text: str) -> str:
    """*text* with a capital at its beginning, unless it begins with an address or a name."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].rstrip(",;:").isalpha() else text
