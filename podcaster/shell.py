"""Words of a command as one types them into a shell: every command that we print can be pasted.

For sh, bash, zsh and other shells like them.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

_NAMED = {ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r", ord("'"): "\\'", ord("\\"): "\\\\"}
_AS_QUOTED = r"""(?<!\S)(?:\$'(?:[^'\\]|\\.)*'|'[^']*'(?:"'"'[^']*')*)"""  # how `word` quotes
# What no shell changes: a "#" begins a comment only at the beginning of a word, and saves.zip#3 is a name of ours.
_PLAIN = re.compile(r"[\w@%+=:,./-][\w@%+=:,./#-]*", re.ASCII)
_QUOTED = re.compile(f"({_AS_QUOTED})")
_WORD = re.compile(rf"(?:{_AS_QUOTED}|\S)+ *")


def word(text: str) -> str:
    """*text* as one word of a command. What a terminal cannot show is written as an escape: $'one\\ntwo'.

    Bytes that are no text, as names of files may have them, arrive in the command as they are.
    """
    if text.isprintable():
        return text if _PLAIN.fullmatch(text) else shlex.quote(text)
    # Three octal digits, because some shells read any number of hexadecimal digits.
    return f"$'{''.join(_escaped(letter) for letter in text)}'"


def _escaped(letter: str) -> str:
    if letter.isprintable() and letter not in "'\\":
        return letter
    return "".join(_NAMED.get(byte, f"\\{byte:03o}") for byte in _bytes(letter))


def _bytes(text: str) -> bytes:
    try:
        return os.fsencode(text)
    except UnicodeEncodeError:  # half of a surrogate pair, which is in no name of a file
        return text.encode("utf-8", "surrogatepass")


def path(place: str | Path) -> str:
    """The path of a file or folder as one word of a command."""
    return word(dashless(place))


def dashless(place: str | Path) -> str:
    """A path that no command takes for an option: ./-letters.html"""
    text = str(place)
    return f"./{text}" if text.startswith("-") else text


def words(command: Iterable[str]) -> str:
    """A command of these words."""
    return " ".join(map(word, command))


def command(program: str, arguments: Sequence[str], options: Sequence[str] = ()) -> str:
    """The words of *program* as they are, then *arguments* and *options*; "--" stands before arguments with a dash."""
    if any(one.startswith("-") for one in arguments):
        return f"{program} {words([*options, '--', *arguments])}"
    return f"{program} {words([*arguments, *options])}"


def pieces(text: str) -> list[str]:
    """The words of *text*, each with the blanks behind it; a word that is quoted is one, whatever is in it."""
    return _WORD.findall(text)


def outside_quotes(pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], text: str) -> str:
    """*text* with *new* for each match of *pattern*, except in quoted words: those are names of the user."""
    parts = _QUOTED.split(text)
    return "".join(part if number % 2 else pattern.sub(new, part) for number, part in enumerate(parts))
