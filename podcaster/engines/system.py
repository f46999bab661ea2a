"""The system's voice, by pyttsx3: over a hundred languages, not pretty, always there.

On Linux pyttsx3 looks for eSpeak NG by its system name; the one that espeakng-loader carries is loaded before under
that very name, so no system package is needed. macOS and Windows use their own voices.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import io
import os
import platform
import re
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from podcaster.engines import espeak, respelling, scripts
from podcaster.engines.base import Engine, quote, refuse_ipa
from podcaster.engines.child import die_with
from podcaster.errors import EngineError, VoiceError, storage_error
from podcaster.installing import extra
from podcaster.model import Pcm, Speech, Utterance, Voice

LINUX = platform.system() == "Linux"
RATE_WPM = 165  # words a minute; eSpeak NG's own 175 is hasty for listening
MARKUP = re.compile(r"\[\[|\]\]")  # eSpeak NG takes what is between as phonemes
# BCP 47 to eSpeak NG's names, where the language code alone is not the name, or not the best.
ESPEAK = {
    "en": "en-us", "en-us": "en-us", "en-gb": "en", "pt": "pt-br", "pt-pt": "pt", "zh": "cmn", "zh-cn": "cmn",
    "zh-hans": "cmn", "zh-tw": "cmn", "zh-hant": "cmn", "zh-hk": "yue", "fr": "fr", "fr-be": "fr-be", "fr-ch": "fr-ch",
    "no": "nb", "nn": "nb", "es-mx": "es-419", "sr-latn": "sr", "iw": "he", "in": "id", "fil": "en-us", "tl": "en-us",
}  # fmt: skip


def _versions() -> str:
    found = []
    for name in ("pyttsx3", "espeakng-loader"):
        with contextlib.suppress(PackageNotFoundError):
            found.append(f"{name} {installed(name)}")
    return " ".join(found)


class SystemEngine(Engine):
    """Speaks whatever language the utterance is in. The profile's option `rate` is in words a minute."""

    name = "system"
    version = f"2 {_versions()}"
    max_chars = 2_000

    def __init__(self, voice: Voice, *, threads: int = 1, device: str = "cpu") -> None:
        super().__init__(voice, threads=threads, device=device)
        self.rate = round(float(voice.options.get("rate", RATE_WPM)) * voice.speed)
        _prepare()

    @staticmethod
    def check(voice: Voice) -> list[str]:  # noqa: ARG004 - it is the same for all
        """Whether eSpeak NG is there, where it is needed."""
        if not LINUX:
            return []
        try:
            espeak.paths()
        except VoiceError as error:
            return [str(error)]
        return []

    def speak(self, utterance: Utterance) -> Speech:
        refuse_ipa("system", utterance)
        text = MARKUP.sub(" ", utterance.spoken).replace("\0", " ").strip()
        if not any(c.isalnum() for c in text):
            raise EngineError(f"there is nothing to say in {quote(utterance)}")
        language = self.voice.model or utterance.language or self.voice.language
        name = espeak_name(language) if LINUX else language
        if LINUX and name not in _espeak_languages():
            raise VoiceError(
                f"eSpeak NG has no voice for the language {language!r}", hint="podcaster.toml can name another cast"
            )
        if LINUX and name == "ja" and scripts.letters(text)["CJK"]:
            raise VoiceError(
                f"eSpeak NG reads no Chinese characters in Japanese: {quote(utterance)}",
                hint=f"{extra('ja')} brings voices that do; leave the system voice out then",
            )
        try:
            if LINUX:
                text = _respelled(text, name)
            with tempfile.TemporaryDirectory(prefix="podcaster-") as folder:
                path = Path(folder) / "speech.wav"
                if LINUX:
                    _apart(lambda: _say(text, path, name, self.rate))
                else:
                    _say(text, path, name, self.rate)
                pcm = _read(path)
        except OSError as error:
            raise storage_error(error, "the system voice could not write its sound") from error
        except (RuntimeError, ValueError, KeyError) as error:
            raise EngineError(f"the system voice failed at {quote(utterance)}: {error}") from error
        if not pcm.data:
            raise EngineError(f"the system voice said nothing for {quote(utterance)}")
        return Speech(pcm)


def _say(text: str, path: Path, language: str, rate: int) -> None:
    """Have pyttsx3 write the text's sound to *path*."""
    import pyttsx3

    engine = pyttsx3.init()
    if LINUX:
        _settle(engine.proxy._driver, language, rate)
    else:
        engine.setProperty("voice", _native(engine.getProperty("voices"), language))
        engine.setProperty("rate", rate)
    engine.save_to_file(text, str(path))
    with contextlib.redirect_stdout(io.StringIO()):  # the driver prints where it saved
        engine.runAndWait()
        # It does not wait: a thread of eSpeak NG's may still be speaking, and under load the file comes late.
        while LINUX and engine.proxy._driver._speaking:
            time.sleep(0.002)


def _settle(driver: Any, language: str, rate: int) -> None:
    """Set language and rate one after the other, each done before the next begins.

    eSpeak NG sets a rate in a thread of its own. Where that meets a change of the voice in this one, pyttsx3's default
    rate stays, and on a busy machine one sentence in some hundred was spoken a quarter faster.
    """
    from pyttsx3.drivers import _espeak

    for name, value in (("voice", language), ("rate", rate)):
        _espeak.Synchronize()
        driver.setProperty(name, value)
    _espeak.Synchronize()


def _respelled(text: str, name: str) -> str:
    """*text* spelled so that eSpeak NG reads all its letters and endings."""
    text = re.sub(r"\S+", lambda word: respelling.folded(word[0], name), text)
    if not any(respelling.without_ending(word.strip(respelling.EDGES), name) for word in text.split()):
        return text

    def written() -> str:
        speller = espeak.Phonemizer(name)
        return respelling.endings_written(text, name, lambda part: " ".join(speller.groups(part)))

    return _apart(written)


def _apart(work: Callable[[], str | None]) -> str:
    """Do *work* in a separate process and return its answer.

    eSpeak NG starts from a fresh state there: earlier texts change how it speaks.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - coverage does not follow
        status = 1
        try:
            die_with(os.getppid())
            answer = work() or ""
            status = 0
        except BaseException as error:  # noqa: BLE001 - it must not run on as a second parent
            answer = f"{type(error).__name__}: {error}"[:1000]
        try:
            with os.fdopen(writer, "wb") as stream:
                stream.write(answer.encode(errors="replace"))
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError(answer or f"eSpeak NG ended with status {os.waitstatus_to_exitcode(status)}")
    return answer


def espeak_name(language: str) -> str:
    """eSpeak NG's name for a language, or for the closest one that it supports."""
    tag = language.lower().replace("_", "-")
    while tag:
        if tag in ESPEAK:
            return ESPEAK[tag]
        if tag in _espeak_languages():
            return tag
        tag = tag.rpartition("-")[0]
    return language


@functools.cache
def _espeak_languages() -> frozenset[str]:
    """What can be asked for by name: the files of its data, and the names above that are inside them."""
    folder = espeak.paths()[1] / "lang"
    return frozenset(path.name.lower() for path in folder.rglob("*") if path.is_file())


@functools.cache
def _prepare() -> None:
    """Load what can be loaded before; eSpeak NG itself is started for each utterance, it cannot be started twice."""
    if LINUX:
        library, data = espeak.paths()
        os.environ["ESPEAK_DATA_PATH"] = str(data)
        named = library.with_name(f"{library.name}.1")  # what pyttsx3 asks the loader for
        try:
            # A library that is loaded under a name is what the loader gives to the next who asks for that name.
            ctypes.CDLL(str(named if named.exists() else library), mode=ctypes.RTLD_GLOBAL)
        except OSError as error:
            raise VoiceError(f"eSpeak NG could not be loaded: {error}", hint=espeak.HINT) from error
    try:
        import pyttsx3

        if LINUX:
            import pyttsx3.drivers.espeak  # noqa: F401
    except (ImportError, RuntimeError, OSError, AttributeError) as error:
        raise VoiceError(f"the system's voices could not be reached: {error}", hint="use another voice") from error


def _read(path: Path) -> Pcm:
    """The first channel of what was written: WAV on Linux and Windows, AIFF on macOS, whatever the file is called."""
    import soundfile

    try:
        samples, rate = soundfile.read(str(path), dtype="int16", always_2d=True)
    except (soundfile.SoundFileError, FileNotFoundError) as error:
        raise EngineError(f"the system voice wrote no sound: {error}") from error
    return Pcm(samples[:, 0].astype("<i2").tobytes(), int(rate))


def _native(voices: Any, language: str) -> str:
    """The id of the macOS or Windows voice that is nearest to *language*. Raises VoiceError where none speaks it."""
    wanted = _tag(language)
    for parts in (wanted.count("-") + 1, 1):
        start = wanted.split("-")[:parts]
        for voice in voices or ():
            if any(_tag(spoken).split("-")[:parts] == start for spoken in voice.languages or ()):
                return str(voice.id)
    raise VoiceError(
        f"this system has no voice for the language {language!r}",
        hint="install one in the settings of the system, or name another cast in podcaster.toml",
    )


def _tag(language: str | bytes) -> str:
    """A language as BCP 47 has it, in small letters: drivers write en_US, en-US, or bytes."""
    text = language.decode(errors="ignore") if isinstance(language, bytes) else str(language)
    return text.strip("\x05").lower().replace("_", "-")
