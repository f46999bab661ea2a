"""The sound of an episode, kept so that a change of its title alone costs neither voices nor an encoder."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podcaster import files
from podcaster.audio.timeline import Timeline
from podcaster.config import Show
from podcaster.errors import MALFORMED, AudioError, storage_error
from podcaster.model import Episode, Mastered, Utterance
from podcaster.publishing.episode_files import EpisodeFiles, timeline_of


@dataclass(frozen=True, slots=True)
class Sound:
    """The audio of an episode, without any tag, and what is known of it."""

    mastered: Mastered
    timeline: Timeline
    waveform: str  # JSON


def keep(show: Show, episode: Episode, sound: Sound) -> None:
    """Save the timeline of *sound*, so that a new title needs neither voices nor an encoder."""
    told = {"sound_key": episode.sound_key, "waveform": sound.waveform, **sound.timeline.kept()}
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:  # place by place: ten hours are many objects
        between = f'{_json(told)[:-1]},"places":['
        for place in sound.timeline.kept_places():
            stream.write(f"{between}{_json(place)}".encode())
            between = ","
        stream.write(b"]}")
    files.write(timeline_of(show, episode.name), packed.getvalue(), private=True)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def same(show: Show, episode: Episode, utterances: Sequence[Utterance]) -> Sound | None:
    """The sound of *episode* as it lies there, whole; None if it has to be made again, for whatever reason."""
    path = EpisodeFiles(show.episodes, episode).audio
    try:
        told = json.loads(gzip.decompress(timeline_of(show, episode.name).read_bytes()))
        if told["sound_key"] != episode.sound_key or files.sha256(path) != episode.sha256:
            return None
        timeline = Timeline.restored(show.settings.sound, show.settings.pauses, utterances, told)
        waveform = str(told["waveform"])
    except (OSError, EOFError, zlib.error, AudioError, *MALFORMED):
        return None  # gone or damaged: nothing is lost but the time to make it again
    return Sound(Mastered(path, episode.duration_ms, episode.bytes, episode.sha256, 0.0, 0.0), timeline, waveform)


def copy(sound: Sound, part: Path) -> None:
    """The file of *sound* once more, for another tag."""
    try:
        shutil.copyfile(sound.mastered.path, part)
    except OSError as error:
        raise storage_error(error, f"could not copy {sound.mastered.path}") from error
