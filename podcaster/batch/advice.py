"""What to do about an article that failed, by the kind of its error: sentences, and commands that work as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from podcaster import errors, shell
from podcaster.config import Show
from podcaster.files import real_name
from podcaster.unforeseen import log_in

Step = tuple[str, str]  # what for, and the command; "" if there is none
FILES = 3  # that a command names, at most

_COMMAND = re.compile(r"podcaster(?: \S+){1,3}")
_LOOK = ("See which parts of the page were taken, and why the rest was not", "podcaster explain --page {file}")
_AGAIN = ("Try again", "podcaster convert {files} --show {show}")
_STEPS: dict[type[errors.PodcasterError], tuple[Step, ...]] = {
    errors.DoubtfulError: (
        _LOOK,
        (
            "If this is the whole article, make the episode anyway",
            "podcaster convert {files} --force --show {show}",
        ),
        ("If it is not, sign in, scroll to the end of the page, and save it again", ""),
    ),
    errors.NoTextError: (
        _LOOK,
        ("Give the words with which the article begins", "podcaster convert {file} --from 'first words' --show {show}"),
    ),
    errors.RegionError: (
        ("Let podcaster choose the part again", "podcaster convert {files} --as-found --show {show}"),
    ),
    errors.UnsupportedError: (("Save it as HTML, Markdown, plain text, EPUB or PDF, and convert that", ""),),
    errors.UnreadableError: (
        ("Make sure that the file exists, that it is whole, and that you may read it", ""),
        _AGAIN,
    ),
    errors.HostileError: (("Save the page again, and convert the new file", ""),),
    errors.LostTextError: (
        ("Please report it: this is a bug in podcaster. To see the text", "podcaster explain {file}"),
    ),
    errors.InputError: (_LOOK,),
    errors.VoiceError: (("See which voices are installed", "podcaster voices list"), _AGAIN),
    errors.StorageError: (("Free some space on the disk", ""), _AGAIN),
    errors.UnforeseenError: (("Please report it; the details are in {log}", ""), _AGAIN),
    errors.PodcasterError: (("Check this machine", "podcaster doctor --show {show}"), _AGAIN),
}
_PLAIN = (errors.DoubtfulError, errors.NoTextError, errors.RegionError)  # the hints of these say the same as the steps


def _whole(path: Path) -> str:
    return str(path.absolute())


def steps(
    kind: str, hint: str, sources: Sequence[str], show: Show, *, shown: Callable[[Path], str] = _whole
) -> list[Step]:
    """What to do about *sources*, which failed with errors of this *kind*; *hint*: of the first of them.

    *shown*: how the folder of the show is named, so that it is found from where the command is typed.
    """
    found = errors.of_kind(kind)
    general = next(_STEPS[base] for base in found.__mro__ if base in _STEPS)
    files = list(dict.fromkeys(source.partition("!")[0] for source in sources))[:FILES]
    names = {
        "file": shell.path(real_name(files[0])) if files else "FILE",
        "files": " ".join(shell.path(real_name(one)) for one in files) or "FILE",
        "show": shell.path(shown(show.folder)),
        "log": shown(log_in(show.state)),
    }
    named = [(words.format_map(names), command.format_map(names)) for words, command in general]
    if not hint or issubclass(found, _PLAIN) or hint.startswith("podcaster retry") or ("", hint) in named:
        return named
    return [("", hint) if _COMMAND.fullmatch(hint) else (hint, ""), *named]
