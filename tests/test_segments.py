"""What has been spoken once is not spoken again."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from podcaster.episode import segments
from podcaster.errors import StorageError
from podcaster.model import Pcm, Role, Segment, Utterance, Voice, WordMark
from tests.audio_samples import segment

VOICE = Voice("v", "V", "tone", "en", "MIT", options={"pitch": 200})
UTTERANCE = Utterance("Hello.", "Hello.", Role.NARRATOR, "v", "en", 300)


def made(i: int, seconds: float = 0.5) -> Segment:
    return replace(segment(seconds, seed=i), key=f"{i:064x}", words=(WordMark("añb", 10, 200),))


def test_a_stored_segment_is_read_back(tmp_path):
    """Sound, words, energies and peak, to the last bit."""
    store = segments.Store(tmp_path, limit_mb=10)
    for one in (made(1), replace(made(2), words=None), Segment("c" * 64, Pcm(b"\x01\x00", 22_050), (), (), 0.0)):
        assert store.get(one.key) is None
        assert not store.contains(one.key)
        store.put(one)
        assert store.contains(one.key)
        assert store.get(one.key) == one


def test_any_player_opens_it(tmp_path):
    """A segment is a FLAC file."""
    import soundfile

    store = segments.Store(tmp_path)
    store.put(made(1))
    data, rate = soundfile.read(store.path(made(1).key))
    assert (len(data), rate) == (made(1).pcm.frames, 24_000)


@given(data=st.data())
@examples(max_examples=60, deadline=None)
def test_damage_is_found(tmp_path_factory, data):
    """A file with a wrong byte, or cut short, is thrown away, and the utterance is spoken again."""
    store = segments.Store(tmp_path_factory.mktemp("s"))
    one = made(3, 0.2)
    store.put(one)
    path = store.path(one.key)
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content = content[:at]
    else:
        content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    found = store.get(one.key)
    assert found in (None, one)  # a byte of padding may be anything
    assert path.exists() == (found is not None)


def test_a_segment_under_another_name_is_not_used(tmp_path):
    store = segments.Store(tmp_path)
    store.put(made(1))
    other = store.path("f" * 64)
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(store.path(made(1).key).read_bytes())
    assert store.get("f" * 64) is None


def test_the_least_recently_used_goes_first(tmp_path):
    """Beyond the limit old segments go; one that was used lately stays."""
    store = segments.Store(tmp_path, limit_mb=1)
    store.limit = 100_000
    keys = []
    for i in range(12):
        one = made(i, 0.6)
        store.put(one)
        keys.append(one.key)
        if store.contains(keys[0]):
            os.utime(store.path(one.key), (1_000_000 + i, 1_000_000 + i))
            os.utime(store.path(keys[0]), (2_000_000, 2_000_000))
    assert sum(p.stat().st_size for p in tmp_path.rglob("*.flac")) <= 100_000
    assert store.contains(keys[0])
    assert not store.contains(keys[1])
    assert store.contains(keys[-1])


def test_using_a_segment_keeps_it_young(tmp_path):
    store = segments.Store(tmp_path)
    store.put(made(1))
    path = store.path(made(1).key)
    os.utime(path, (1, 1))
    segments.Store(tmp_path).get(made(1).key)  # by a later run: what this one has put is young anyway
    assert path.stat().st_mtime > 1000


def test_a_full_disk_leaves_nothing_half_made(tmp_path, monkeypatch):
    store = segments.Store(tmp_path)
    store.put(made(1))

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StorageError, match="full"):
        store.put(made(2))
    assert [p.suffix for p in tmp_path.rglob("*") if p.is_file()] == [".flac"]
    assert store.get(made(1).key) == made(1)


def test_the_key_covers_everything_that_changes_the_sound():
    """Another word, speed, engine or pronunciation is another segment."""
    base = segments.key(UTTERANCE, VOICE, "1")
    changed = [
        segments.key(replace(UTTERANCE, spoken="Hallo."), VOICE, "1"),
        segments.key(replace(UTTERANCE, language="de"), VOICE, "1"),
        segments.key(replace(UTTERANCE, ipa=(("Hello", "həˈləʊ"),)), VOICE, "1"),
        segments.key(UTTERANCE, replace(VOICE, speed=1.1), "1"),
        segments.key(UTTERANCE, replace(VOICE, model="x"), "1"),
        segments.key(UTTERANCE, replace(VOICE, options={"pitch": 201}), "1"),
        segments.key(UTTERANCE, replace(VOICE, sha256="00"), "1"),
        segments.key(UTTERANCE, VOICE, "2"),
    ]
    assert len({base, *changed}) == len(changed) + 1


def test_the_key_covers_nothing_else():
    """A longer pause, another transcript or licence does not cost a synthesis."""
    base = segments.key(UTTERANCE, VOICE, "1")
    assert base == segments.key(replace(UTTERANCE, pause_ms=999, text="HELLO.", block=7, paragraph=3), VOICE, "1")
    assert base == segments.key(replace(UTTERANCE, role=Role.QUOTE), VOICE, "1")
    assert base == segments.key(UTTERANCE, replace(VOICE, id="w", name="W", licence="CC0-1.0", loudness=-20.0), "1")


def test_leftovers_of_a_killed_run_are_removed_after_a_day(tmp_path):
    """A recent part file may belong to another run; an old one does not."""
    store = segments.Store(tmp_path, limit_mb=10)
    store.put(made(1))
    old, new = (store.path(made(1).key).with_name(f".{name}.part.flac") for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1e9, 1e9))
    store.prune()
    assert not old.exists()
    assert new.exists()
    assert store.get(made(1).key) is not None


def test_where_a_show_was_moved_away_no_other_one_begins(tmp_path):
    """An emptied cache is made again, but not the show around it, whether or not an article is at work."""
    show = tmp_path / "show" / ".podcaster"
    store = segments.Store(show / "segments")
    store.hold("article", made(1).key)
    shutil.rmtree(show / "segments")
    for number in (1, 2):
        store.put(made(number))
        assert segments.Store(show / "segments").get(made(number).key)
    (tmp_path / "show").rename(tmp_path / "elsewhere")
    for number in (1, 3):
        with pytest.raises(StorageError):
            store.put(made(number))
    with pytest.raises(StorageError):
        segments.Held(show / "segments", segments.SUFFIX).hold("article", made(4).key, store.path(made(4).key))
    assert not (tmp_path / "show").exists()
