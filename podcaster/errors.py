"""The tree of errors. Each class has its exit status, each message says what happened to what.

PodcasterError
├── UnforeseenError       1   a fault of the program itself, with its traceback
├── UsageError            2   the command line or podcaster.toml
├── InputError           65   a file that cannot become an episode
│   ├── UnreadableError  65   missing, a folder, not permitted, not a regular file
│   ├── UnsupportedError 65   a kind of file that is recognised and refused
│   ├── NoTextError      65   nothing in it that could be narrated
│   ├── UnpublishedError 65   drafts, replies, private data: skipped, and reported as skipped
│   ├── HostileError     65   bombs, absurd sizes, parsers that ran out of their limits
│   ├── RegionError      65   the words that the user chose its part by are not in it
│   ├── DoubtfulError    65   paywall, script shell, too short: --force publishes it
│   └── LostTextError    65   words that the ledger cannot account for
├── EngineError          69   no audio, or not plausible
│   ├── EngineDied       69
│   ├── EngineTimeout    69
│   └── VoiceError       69   an incomplete voice, a missing or damaged model
│       └── UnknownVoiceError 69  no voice has this id
├── AudioError           69   ffmpeg missing, killed or failing
│   └── RefusedError     69   ffmpeg ended by itself: with these arguments, or this file, it cannot
├── MissingToolError     69   a program or a package that is not installed
├── StorageError         74   disk full, read-only, input/output error
├── FeedError            70   the feed would break a rule
├── BusyError            75   another run holds the show
└── Stopped             130   the user (130) or the system (143) asked to stop
"""

from __future__ import annotations

import errno
import re


class PodcasterError(Exception):
    """The root. `hint` says what to try, `about` names the file, `reason` says what happened; `message` is both."""

    exit_code = 1
    in_words = "It failed"  # what errors of this kind are called in a list for people; never the name of the class

    @property
    def kind(self) -> str:
        """The name of its class in this module: what the library and the records of a run keep of it.

        An error that another module or a plugin derives has the kind of the class that it derives from.
        """
        return next(c.__name__ for c in type(self).__mro__ if c.__module__ == __name__)

    def __init__(self, reason: str, *, hint: str = "", about: str = "") -> None:
        self.message = f"{about}: {reason}" if about else reason
        super().__init__(self.message)
        self.reason = reason
        self.hint = hint
        self.about = about

    def without(self, source: str) -> str:
        """The message without the name of *source*, for where that stands already.

        Errors name a file as it was given (saved/post.md), sources as it is known: /home/jo/saved/post.md.
        """
        return self.reason if source.endswith(_relative(self.about)) else self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders (child engines); keyword arguments do not survive the default.
        return (_rebuild, (type(self), self.reason, self.hint, self.about))


def of_kind(name: str) -> type[PodcasterError]:
    """The class whose `kind` is *name*; the root for a name that is not known here."""
    found = globals().get(name)
    return found if isinstance(found, type) and issubclass(found, PodcasterError) else PodcasterError


def in_words(kind: str) -> str:
    """What errors of this `kind` are called in a list for people; another reason as it is, with a capital letter."""
    found = of_kind(kind)
    return found.in_words if found.__name__ == kind else kind[:1].upper() + kind[1:]


def _rebuild(kind: type[PodcasterError], reason: str, hint: str, about: str) -> PodcasterError:
    return kind(reason, hint=hint, about=about)


class UnforeseenError(PodcasterError):
    """An exception that no module expected. `trace` is its traceback as text, "" once it is in a log."""

    in_words = "A bug in podcaster"

    def __init__(self, reason: str, *, hint: str = "", about: str = "", trace: str = "") -> None:
        super().__init__(reason, hint=hint, about=about)
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_unforeseen, (self.reason, self.hint, self.about, self.trace))


def _rebuild_unforeseen(reason: str, hint: str, about: str, trace: str) -> UnforeseenError:
    return UnforeseenError(reason, hint=hint, about=about, trace=trace)


class UsageError(PodcasterError):
    in_words = "The settings or the command do not fit"
    exit_code = 2


class InputError(PodcasterError):
    in_words = "It cannot be made into an episode"
    exit_code = 65


class UnreadableError(InputError):
    in_words = "The file is missing, damaged or cannot be opened"


class UnsupportedError(InputError):
    in_words = "This kind of file is not supported"


class NoTextError(InputError):
    in_words = "Nothing in it could be narrated"


class UnpublishedError(InputError):
    in_words = "Not public: a draft, a reply or private data"


class HostileError(InputError):
    in_words = "The file is damaged or malicious"


class RegionError(InputError):
    in_words = "The chosen part is not on the page"


class DoubtfulError(InputError):
    in_words = "The save looks incomplete or is not an article"


class LostTextError(InputError):
    in_words = "Words were lost before they were spoken"


class EngineError(PodcasterError):
    in_words = "The voice failed"
    exit_code = 69


class EngineDied(EngineError):
    in_words = "The voice stopped working"


class EngineTimeout(EngineError):
    in_words = "The voice took too long"


class VoiceError(EngineError):
    in_words = "The voice is missing or damaged"


class UnknownVoiceError(VoiceError):
    in_words = "No voice has this name"


class AudioError(PodcasterError):
    in_words = "The sound could not be made"
    exit_code = 69


class RefusedError(AudioError):
    pass


class MissingToolError(PodcasterError):
    in_words = "Something that it needs is not installed"
    exit_code = 69


class StorageError(PodcasterError):
    in_words = "The disk is full or failed"
    exit_code = 74


class FeedError(PodcasterError):
    in_words = "The feed would break a rule"
    exit_code = 70


class BusyError(PodcasterError):
    in_words = "Another run is using the show"
    exit_code = 75


class Stopped(PodcasterError):
    in_words = "It was stopped"
    exit_code = 130

    @classmethod
    def by(cls, signal_number: int) -> Stopped:
        """SIGINT ends with 130, everything else as if terminated."""
        stopped = cls("stopped; the same command goes on from here")
        if signal_number != 2:
            stopped.exit_code = 143
        return stopped


def _relative(path: str) -> str:
    """A path as it was given (../saved/post.md), as the end of the one that is known."""
    return re.sub(r"^(?:\.{1,2}/)+", "", path)


# What may be raised while values are taken out of TOML or JSON that is damaged or not what was expected: by numbers
# without an end and thousands of brackets, too.
MALFORMED = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
FREE_SPACE = "free some space; the same command goes on from here"
DISK_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG}
NO_ACCESS = {errno.EACCES, errno.EPERM}
TOO_MANY_OPEN = {errno.EMFILE, errno.ENFILE}
_TO_TRY = {
    errno.EROFS: "mount the disk so that it can be written to",
    errno.EFBIG: "see the limit with ulimit -f; a disk with the FAT file system takes no file beyond 4 GB",
    errno.ENAMETOOLONG: "move the show to a folder with a shorter path",
    **dict.fromkeys(TOO_MANY_OPEN, "allow more open files, e.g. ulimit -n 1024"),
}


def storage_error(error: OSError, what: str) -> StorageError:
    """The storage error for an OSError met while *what*; "": nothing more is known about it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(f"the disk is full: {what}" if what else "the disk is full", hint=FREE_SPACE)
    hint = _TO_TRY.get(error.errno or 0, "check the disk and the permissions of the folder")
    reason = error.strerror or str(error)
    return StorageError(f"{what}: {reason}" if what else reason, hint=hint)


def unreadable_text(error: OSError | UnicodeDecodeError, path: object) -> PodcasterError:
    """The error for a file of the user, such as podcaster.toml, that cannot be opened or is no text."""
    if isinstance(error, OSError):
        return storage_error(error, f"could not read {path}")
    return UsageError(f"could not read {path}: {error}", hint="it must be a UTF-8 text file")
