"""Can this sound be that sentence? Every segment is checked here, in the child, before anybody hears it.

Without numpy, so that the process of a small engine starts fast. max(), min() and count() of an array run at C speed.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from typing import Any

from podcaster.engines.base import CUTS, Engine, cut, quote, speak_in_pieces
from podcaster.errors import EngineError
from podcaster.model import Pcm, Speech, Utterance, Voice

# A voice's chars_per_second counts spaces and marks too; English has 1.22 characters a letter.
CHARS_PER_LETTER = 1.22
# How much faster or slower than usual is still plausible: "I" alone is slow, a list of names is fast.
FASTEST = 0.35
SLOWEST = 2.5
GRACE_S = 2.5  # added to the longest time: short texts, pauses at commas
# What one character may at most become, in letters: digits are read as words, ideographs are syllables.
DIGIT, SYMBOL, IDEOGRAPH = 8.0, 6.0, 4.0
SILENT = 200  # of 32767 (-44 dBFS): if no sample is louder, nothing was said
CLIPPED = 0.002  # share of samples at full scale
RATES = (8_000, 192_000)  # Hz
BLOCK_MS = 50
STEP = 4  # every fourth sample tells whether a block is loud
SILENCE_S = 1.6  # longest pause inside one utterance


class Implausible(EngineError):
    """The engine gave audio that cannot be that sentence."""


def expected_seconds(text: str, voice: Voice) -> tuple[float, float]:
    """The shortest and the longest time that saying *text* may take."""
    low = high = 0.0
    for c in text:
        if c.isdigit():
            low, high = low + 1, high + DIGIT
        elif c.isalpha():
            low, high = low + 1, high + (IDEOGRAPH if ord(c) > 0x2E7F else 1)
        elif not c.isspace() and c not in ".,;:!?'\"“”‘’()-–—…":
            high += SYMBOL
    pace = voice.chars_per_second * voice.speed / CHARS_PER_LETTER
    return FASTEST * low / pace, SLOWEST * high / pace + GRACE_S


def problem(utterance: Utterance, voice: Voice, speech: Speech) -> str:
    """Why *speech* cannot be *utterance*; "" when it can."""
    pcm = speech.pcm
    if not pcm.data or len(pcm.data) % 2:
        return "there is no audio"
    if not RATES[0] <= pcm.rate <= RATES[1]:
        return f"{pcm.rate} Hz is no rate of speech"
    samples = array("h", pcm.data)
    if sys.byteorder == "big":  # pragma: no cover
        samples.byteswap()
    low, high = expected_seconds(utterance.spoken, voice)
    if not low <= pcm.seconds <= high:
        kind = "short" if pcm.seconds < low else "long"
        return f"{pcm.seconds:.1f} s is too {kind} for {len(utterance.spoken)} characters"
    size = max(STEP, pcm.rate * BLOCK_MS // 1000)
    loud = [max(block) > SILENT or min(block) < -SILENT for block in _blocks(samples[::STEP], size // STEP)]
    if not any(loud):
        return "it is silent"
    inside = loud[loud.index(True) : len(loud) - loud[::-1].index(True)]
    if _longest_silence(inside) * BLOCK_MS / 1000 > SILENCE_S * max(1.0, 1 / voice.speed):
        return f"it falls silent for {_longest_silence(inside) * BLOCK_MS / 1000:.1f} s"
    clipped = _clipped(pcm.data, samples)
    if clipped > CLIPPED * len(samples):
        return f"{clipped / len(samples):.1%} of it is clipped"
    times = [0, *(ms for word in speech.words or () for ms in (word.start_ms, word.end_ms))]
    if times != sorted(times):
        return "the times of its words are not in order"
    if times[-1] > pcm.seconds * 1000 + 100:
        return "words are said to come after its end"
    return ""


def _shape(engine: Engine, speech: Any) -> str:
    """What is wrong with the types in an engine's answer; "" if nothing. The engine may be third-party code."""
    if type(speech) is not Speech or type(speech.pcm) is not Pcm:
        return f"the engine {engine.name} answered with {type(speech).__name__} instead of speech"
    data, rate = type(speech.pcm.data), type(speech.pcm.rate)
    if data is not bytes or rate is not int:
        kinds = f"{data.__name__} at a rate of type {rate.__name__}"
        return f"the engine {engine.name} gave its sound as {kinds}, not as bytes of 16-bit samples at whole Hz"
    if not all(type(ms) is int for word in speech.words or () for ms in (word.start_ms, word.end_ms)):
        return f"the engine {engine.name} gave word times that are not whole milliseconds"
    return ""


def _asked(engine: Engine) -> Callable[[Utterance], Speech]:
    """The engine's speak(); it raises EngineError for an answer that is not Speech."""

    def speak(utterance: Utterance) -> Speech:
        answer = engine.speak(utterance)
        if trouble := _shape(engine, answer):
            raise EngineError(f"{trouble}, for {quote(utterance)}", hint="that is a fault of the engine's package")
        return answer

    return speak


def _clipped(data: bytes, samples: array[int]) -> int:
    """How many samples are at full scale."""
    # Bytes are counted thirty times as fast, and no fewer of them are found: most sentences need no second look.
    if data.count(b"\xff\x7f") + data.count(b"\x00\x80") <= CLIPPED * len(samples):
        return 0
    return samples.count(32767) + samples.count(-32768)


def _blocks(samples: array[int], size: int) -> list[array[int]]:
    return [samples[at : at + size] for at in range(0, len(samples), size)]


def _longest_silence(loud: list[bool]) -> int:
    longest = run = 0
    for one in loud:
        run = 0 if one else run + 1
        longest = max(longest, run)
    return longest


def speak(engine: Engine, voice: Voice, utterance: Utterance) -> Speech:
    """What the engine says, if it is plausible. Long texts are cut; a bad result is tried once more, differently.

    Raises EngineError with the sentence in its message.
    """
    speech = speak_in_pieces(_asked(engine), utterance, engine.max_chars)
    trouble = problem(utterance, voice, speech)
    if not trouble:
        return speech
    speech = speak_in_pieces(_asked(engine), utterance, _shorter(utterance.spoken, engine.max_chars))
    trouble = problem(utterance, voice, speech)
    if trouble:
        raise Implausible(
            f"the voice {voice.id} failed twice at {quote(utterance)}: {trouble}",
            hint="write it differently in the lexicon, or use another voice",
        )
    return speech


def _shorter(text: str, max_chars: int) -> int:
    """A limit that cuts *text* at a clause, if it has one: a model that stumbled gets less at a time."""
    half = max(40, len(text) * 2 // 3)
    if len(text) > half and any(p.search(text.strip()) for p in CUTS[:3]) and len(cut(text, half)) > 1:
        return half
    return max_chars
