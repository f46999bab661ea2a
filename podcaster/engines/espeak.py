"""eSpeak NG, as carried by espeakng-loader: text to phonemes, and where in the text each group of them begins.

Its state is global, so it belongs in a child process.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import os
import re
from pathlib import Path
from typing import Any

from podcaster.errors import EngineError, VoiceError

TIE = "\u0361"  # between the parts of one sound: t͡ʃ
# espeak_TextToPhonemes: IPA (bit 1), tie character (bit 7) given in bits 8 to 23; text is UTF-8 (1).
IPA_TIED = 0x02 | 0x80 | ord(TIE) << 8
UTF8 = 1
SYNCHRONOUS = 2  # espeak_Synth returns when it is done; no sound card
WORD_EVENT = 1  # in the list of events, which ends with 0
SWITCH = re.compile(rf"\({TIE}?[a-z][\w{TIE}-]*\)")  # "(fr)": eSpeak NG pronounces as another language from here on
HINT = "install podcaster again: eSpeak NG comes with the package espeakng-loader"


def paths() -> tuple[Path, Path]:
    """The library and its data. Raises VoiceError where they are missing."""
    try:
        import espeakng_loader

        library, data = Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())
    except (ImportError, RuntimeError) as error:
        raise VoiceError(f"eSpeak NG is not installed: {error}", hint=HINT) from error
    if not library.is_file():
        raise VoiceError(f"eSpeak NG is incomplete: {library} is missing", hint=HINT)
    if not (data / "phontab").is_file():
        raise VoiceError(f"eSpeak NG is incomplete: its data in {data} is missing", hint=HINT)
    return library, data


class _Event(ctypes.Structure):
    """espeak_EVENT. Its last member, a union of 8 bytes, is not read here."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


# eSpeak NG keeps a command for each choice of a voice until espeak_Synth is called. With some 28 of them it dropped the
# position of the first group of the next text (measured), so an unheard letter is spoken long before.
_MOST_CHOICES = 10
_choices = itertools.count(1)
_heard: list[int] = []  # where the groups begin in the text that espeak_Synth speaks, counted from 1


def _on_sound(_samples: int, _count: int, events: Any) -> int:
    """Keep the positions and discard the sound."""
    for event in events:
        if event.type == 0:
            break
        if event.type == WORD_EVENT:
            _heard.append(event.text_position)
    return 0


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))(_on_sound)


class Phonemizer:
    """One language of eSpeak NG."""

    def __init__(self, name: str) -> None:
        """*name*: eSpeak's own of the voice, "en-us"; British English is plain "en"."""
        self.language = name
        self._lib = _library()
        self._name = name.encode()
        self._isolated: dict[str, tuple[str, ...]] = {}
        self._select()

    def _select(self) -> None:
        if self._lib.espeak_SetVoiceByName(self._name) != 0:
            raise VoiceError(f"eSpeak NG has no language {self._name.decode()!r}")
        if next(_choices) % _MOST_CHOICES == 0:
            self._lib.espeak_Synth(b"a", 2, 0, 1, 0, UTF8, None, None)

    def groups(self, text: str) -> tuple[str, ...]:
        """The phonemes of *text* as IPA, in eSpeak's groups: mostly a word each, but "in which" is one."""
        self._select()
        buffer = ctypes.create_string_buffer(text.encode("utf-8", "replace"))
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        found: list[str] = []
        while rest.value:
            before = rest.value
            clause = self._lib.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, IPA_TIED)
            found += SWITCH.sub("", (clause or b"").decode("utf-8")).split()
            if rest.value == before:
                raise EngineError(f"eSpeak NG does not get past {text!r}")
        return tuple(found)

    def starts(self, text: str) -> tuple[int, ...]:
        """The character of *text* at which each group begins, which eSpeak NG reports while it speaks the text.

        After a word without a sound, the next group begins where that word does. Takes 2 ms for a clause.
        """
        self._select()
        data = text.encode("utf-8", "replace")
        _heard.clear()
        if self._lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, UTF8, None, None) != 0:
            raise EngineError(f"eSpeak NG cannot read {text!r}")
        return tuple(position - 1 for position in _heard)

    def word(self, word: str) -> tuple[str, ...]:
        """The phonemes of a word for itself; remembered, as a text has few different words."""
        if word not in self._isolated:
            if len(self._isolated) > 20_000:
                self._isolated.clear()
            self._isolated[word] = self.groups(word)
        return self._isolated[word]


@functools.cache
def _library() -> ctypes.CDLL:
    library, data = paths()
    try:
        # Its own symbols first: the system voice may have loaded another eSpeak NG for everybody to see, and half of
        # each is a crash.
        lib = ctypes.CDLL(str(library), mode=getattr(os, "RTLD_DEEPBIND", 0) | getattr(os, "RTLD_NOW", 0))
    except OSError as error:
        raise VoiceError(f"eSpeak NG could not be loaded: {error}", hint=HINT) from error
    lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
    lib.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
    lib.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p,
        ctypes.c_void_p,
    ]  # fmt: skip
    if lib.espeak_Initialize(SYNCHRONOUS, 0, str(data).encode(), 0) <= 0:
        raise VoiceError(f"eSpeak NG could not read its data in {data}", hint=HINT)
    lib.espeak_SetSynthCallback(_CALLBACK)
    return lib
