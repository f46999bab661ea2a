"""The cache of segments: no utterance is spoken twice.

A segment is one FLAC file that any player opens, with the data that mastering needs in its comment. Files are
not synced to disk: a file that a power cut damaged fails its checksum, and one utterance is spoken again.

What the articles under way need is held (see `held`): it stays although the cache is small, or is pruned or emptied by
another run of this or another show.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import secrets
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

from podcaster import files
from podcaster.audio import stitch
from podcaster.config import Show
from podcaster.episode.held import Held
from podcaster.errors import storage_error
from podcaster.model import Pcm, Segment, Utterance, Voice, WordMark
from podcaster.places import cache_folder

FORMAT = 1  # of the files
SUFFIX = ".flac"
RECENT_BYTES = 24_000_000  # of samples held in memory: eight minutes of speech
SHARED = "shared"  # the setting `cache` for one folder of all shows of this account
LEFT_S = 24 * 3600  # a part file that old belongs to nobody any more
PRUNE_TO = 0.9  # of the limit, so that not every new segment looks through the whole folder


def place(show: Show) -> Path:
    """The folder of a show's segments: its own, or one shared with other shows."""
    if show.settings.cache == SHARED:
        return cache_folder() / "segments"
    return show.folder / show.settings.cache if show.settings.cache else show.state / "segments"


def key(utterance: Utterance, voice: Voice, engine_version: str) -> str:
    """The name of a segment: of everything that can change its sound, and of nothing that cannot."""
    parts: list[Any] = [
        FORMAT,
        stitch.VERSION,
        utterance.spoken,
        utterance.language,
        [list(pair) for pair in utterance.ipa],
        voice.engine,
        engine_version,
        voice.model,
        voice.language,
        voice.sha256,
        voice.sample_rate,
        voice.speed,
        sorted(voice.options.items()),
        *([[list(pair) for pair in utterance.sounds]] if utterance.sounds else []),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


class Store:
    """Segments in a folder, the least recently used of them thrown away beyond *limit_mb* (0: no limit)."""

    def __init__(self, folder: Path, *, limit_mb: int = 0, only_look: bool = False) -> None:
        """*only_look*: nothing is kept, so no folder is made for it."""
        self.folder = folder
        if not only_look:
            with contextlib.suppress(OSError):  # is said when something is to be kept
                files.folder(folder.parent, private=True)
        self.limit = limit_mb * 1_000_000
        self._new_bytes: int | None = None  # since the folder was last looked through; None: never
        # What was put last is read next, twice, by mastering: most articles never decode what they have just encoded.
        self._recent: OrderedDict[str, Segment] = OrderedDict()
        self._recent_bytes = 0
        self._turn = threading.Lock()
        self._held = Held(folder, SUFFIX)

    def close(self) -> None:
        """Let go of everything that is held."""
        self._held.close()

    def path(self, key: str) -> Path:
        """Where the segment of that key is, or would be."""
        return self.folder / key[:2] / f"{key}{SUFFIX}"

    def contains(self, key: str) -> bool:
        """Whether there is a segment of that key. It may still turn out to be damaged."""
        return any(path.is_file() for path in self._places(key))

    def hold(self, article: str, key: str) -> bool:
        """Keep the segment, now or as soon as it is put, until *article* is let go. Returns whether there is one."""
        return self._held.hold(article, key, self.path(key))

    def let_go(self, article: str) -> None:
        """The article of that name is done, or given up."""
        self._held.let_go(article)

    def sweep(self) -> None:
        """Remove what killed runs held."""
        self._held.sweep()

    def _places(self, key: str) -> tuple[Path, ...]:
        return (self._held.path(key), self.path(key)) if self._held.needs(key) else (self.path(key),)

    def get(self, key: str) -> Segment | None:
        """The segment; None when there is none, or when it was damaged and has been thrown away."""
        with self._turn:
            if recent := self._recent.get(key):
                return recent
        for path in self._places(key):
            if segment := _read(path, key):
                return segment
        return None

    def put(self, segment: Segment) -> None:
        """Keep *segment*. Raises StorageError when the disk says no."""
        self._put(segment)
        with self._turn:
            if segment.key not in self._recent:
                self._recent[segment.key] = segment
                self._recent_bytes += len(segment.pcm.data)
            while self._recent_bytes > RECENT_BYTES:
                self._recent_bytes -= len(self._recent.popitem(last=False)[1].pcm.data)

    def _put(self, segment: Segment) -> None:
        data = _pack(segment)
        path = self.path(segment.key)
        try:
            if self._held.needs(segment.key):
                held = self._held.path(segment.key)
                self._write(held, data)
                if not self._link(held, path):
                    self._write(path, data)
            else:
                self._write(path, data)
        except OSError as error:
            raise storage_error(error, f"could not keep a segment in {self.folder}") from error
        if self._new_bytes is None or self._new_bytes + len(data) > self.limit * (1 - PRUNE_TO):
            self.prune()
        else:
            self._new_bytes += len(data)

    def _write(self, path: Path, data: bytes) -> None:
        part = _part_of(path)
        try:
            try:
                _write_part(part, data)
            except FileNotFoundError:
                files.make_below(self.folder, path.parent)
                _write_part(part, data)
            os.replace(part, path)
        finally:
            with contextlib.suppress(OSError):
                part.unlink()

    def _link(self, held: Path, path: Path) -> bool:
        """Put the file that is held into the cache as well. Returns False where the file system has no links."""
        part = _part_of(path)
        try:
            files.make_below(self.folder, path.parent)
            os.link(held, part)
            os.replace(part, path)
        except OSError:
            return False
        finally:
            with contextlib.suppress(OSError):
                part.unlink()
        return True

    def prune(self) -> int:
        """Throw away the least recently used segments beyond the limit. Returns how many."""
        self._new_bytes = 0
        self._held.sweep()
        for part in self.folder.glob(f"??/.*.part{SUFFIX}"):  # of a run that was killed; any show's, where it is shared
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > LEFT_S:
                    part.unlink()
        if not self.limit:
            return 0
        kept = []
        for path in self.folder.glob(f"??/*{SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):  # another run of this machine may prune as well
                status = path.stat()
                kept.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in kept)
        if total <= self.limit:
            # The next look is due when what is new could have filled the rest.
            self._new_bytes = -int(max(0, self.limit * PRUNE_TO - total))
            return 0
        removed = 0
        for _, size, path in sorted(kept):
            if total <= self.limit * PRUNE_TO:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                removed += 1
            total -= size
        return removed


def _read(path: Path, key: str) -> Segment | None:
    """The segment in a file; None when there is none, or when it was damaged and has been thrown away."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise storage_error(error, f"could not read {path}") from error
    segment = _unpack(data, key)
    # A file that cannot be removed or touched is no reason to stop: it is replaced, or pruned a little early.
    with contextlib.suppress(OSError):
        if segment is None:
            path.unlink()
        else:
            os.utime(path)
    return segment


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.stem[:40]}.{secrets.token_hex(4)}.part{SUFFIX}")


def _write_part(part: Path, data: bytes) -> None:
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, files.PRIVATE_FILE), "wb") as stream:
        stream.write(data)


def _digest(pcm: Pcm, about: dict[str, Any]) -> str:
    digest = hashlib.blake2b(pcm.data, digest_size=16)
    digest.update(json.dumps(about, sort_keys=True).encode())
    return digest.hexdigest()


def _pack(segment: Segment) -> bytes:
    import numpy as np
    import soundfile

    about: dict[str, Any] = {
        "key": segment.key,
        "rate": segment.pcm.rate,
        "words": None if segment.words is None else [[w.text, w.start_ms, w.end_ms] for w in segment.words],
        "energies": list(segment.energies),
        "peak": segment.peak,
    }
    target = io.BytesIO()
    with soundfile.SoundFile(
        target, "w", samplerate=segment.pcm.rate, channels=1, format="FLAC", subtype="PCM_16", compression_level=0.4
    ) as flac:
        flac.comment = json.dumps({**about, "digest": _digest(segment.pcm, about)})
        flac.write(np.frombuffer(segment.pcm.data, "<i2"))
    return target.getvalue()


def _unpack(data: bytes, key: str) -> Segment | None:
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as flac:
            about = json.loads(flac.comment)
            pcm = Pcm(flac.read(dtype="int16").astype("<i2").tobytes(), flac.samplerate)
        digest = about.pop("digest")
        if about["key"] != key or about["rate"] != pcm.rate or digest != _digest(pcm, about):
            return None
        words = about["words"]
        return Segment(
            key,
            pcm,
            None if words is None else tuple(WordMark(*word) for word in words),
            tuple(about["energies"]),
            about["peak"],
        )
    except (soundfile.SoundFileError, ValueError, KeyError, TypeError, AttributeError):
        return None  # damaged: the caller throws it away and speaks the utterance again
