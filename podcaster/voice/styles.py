"""The style of a Kokoro voice: the numbers in its published file."""

from __future__ import annotations

import zipfile
from pathlib import Path

from podcaster.errors import VoiceError

ROWS, STYLE = 510, 256  # of float32


def half(path: Path) -> bytes:
    """The numbers in a file of torch.save, as float16. Raises VoiceError if it is not a voice of Kokoro."""
    return _half(_tensor(path), path.stem)


def _tensor(path: Path) -> bytes:
    """The numbers in a file of torch.save: read as the archive that it is, nothing in it is run."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            numbers = [n for n in names if n.endswith("/data/0")]
            pickles = [n for n in names if n.endswith("/data.pkl")]
            order = [archive.read(n) for n in names if n.endswith("/byteorder")]
            if len(numbers) != 1 or len(pickles) != 1 or order not in ([], [b"little"]):
                raise VoiceError(f"{path.name} is not a voice of Kokoro: its archive holds {len(names)} other things")
            if b"FloatStorage" not in archive.read(pickles[0]):
                raise VoiceError(f"{path.name} is not a voice of Kokoro: its numbers are not float32")
            if archive.getinfo(numbers[0]).file_size != ROWS * STYLE * 4:
                raise VoiceError(f"{path.name} is not a voice of Kokoro 1.0: it is not {ROWS} rows of {STYLE}")
            return archive.read(numbers[0])
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise VoiceError(f"{path.name} is not a voice of Kokoro: {error}") from error


def _half(data: bytes, name: str) -> bytes:
    import numpy as np

    style = np.frombuffer(data, "<f4")
    if not np.isfinite(style).all() or np.abs(style).max() > 1000:
        raise VoiceError(f"{name} is not a voice of Kokoro: its numbers are out of range")
    return style.astype("<f2").tobytes()
