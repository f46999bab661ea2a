"""eSpeak NG, as carried by espeakng-loader: text to phonemes. Its state is global, so it belongs in a child process."""

from __future__ import annotations

import ctypes
import functools
import os
import re
from pathlib import Path

from podcaster.errors import EngineError, VoiceError

TIE = "\u0361"  # between the parts of one sound: t͡ʃ
# espeak_TextToPhonemes: IPA (bit 1), tie character (bit 7) given in bits 8 to 23; text is UTF-8 (1).
IPA_TIED = 0x02 | 0x80 | ord(TIE) << 8
UTF8 = 1
RETRIEVAL = 1  # no sound card
SWITCH = re.compile(rf"\({TIE}?[a-z][\w{TIE}-]*\)")  # "(fr)": eSpeak tells that it pronounces as another language
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


class Phonemizer:
    """One language of eSpeak NG."""

    def __init__(self, name: str) -> None:
        """*name*: eSpeak's own of the voice, "en-us"; British English is plain "en"."""
        self._lib = _library()
        self._name = name.encode()
        self._isolated: dict[str, tuple[str, ...]] = {}
        self._select()

    def _select(self) -> None:
        if self._lib.espeak_SetVoiceByName(self._name) != 0:
            raise VoiceError(f"eSpeak NG has no language {self._name.decode()!r}")

    def groups(self, text: str) -> tuple[str, ...]:
        """The phonemes of *text* as IPA, in eSpeak's groups: mostly a word each, but "in which" is one."""
        self._select()
        buffer = ctypes.create_string_buffer(text.encode("utf-8", "replace"))
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        found: list[str] = []
        while rest.value:
            before = rest.value
            clause = self._lib.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, IPA_TIED)
            found += SWITCH.sub(" ", (clause or b"").decode("utf-8")).split()
            if rest.value == before:
                raise EngineError(f"eSpeak NG does not get past {text!r}")
        return tuple(found)

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
    if lib.espeak_Initialize(RETRIEVAL, 0, str(data).encode(), 0) <= 0:
        raise VoiceError(f"eSpeak NG could not read its data in {data}", hint=HINT)
    return lib
