"""Keys: what a setting changes is made again, and nothing else."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from podcaster.config import CHANGES, Cast, Changes, Settings, Show, Sound, changing
from podcaster.episode import keys
from podcaster.library import Library
from podcaster.model import Article, Role, Script, Utterance
from podcaster.publishing import stamp
from podcaster.script.lexicon import Lexicon

ADDRESS = "https://harbour.example/quiet"
ARTICLE = Article(source="harbour.html", title="A quiet harbour", authors=("Jo Vane",), blocks=(), address=ADDRESS)
WORDS = ("The harbour was quiet.", "The ferry came in.")
SAID = tuple(Utterance(t, t, Role.NARRATOR, "heart", "en", 300) for t in WORDS)
SCRIPT = Script(SAID, (), ())
WHEN = dt.datetime(2019, 5, 4, 12, tzinfo=dt.UTC)
OWN = Sound(theme="mine.toml", intro="in.mp3", outro="out.mp3", loudness=-19.0)

OTHER_VALUES: dict[str, Any] = {"device": "cuda", "base_url": "https://harbour.example/", "sound.theme": "soft"}


def settings_of(table: Any, before: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every setting: its name in podcaster.toml, its field, its value."""
    for one in fields(table):
        value = getattr(table, one.name)
        if is_dataclass(value):
            yield from settings_of(value, f"{before}{one.name}.")
        else:
            yield f"{before}{one.name}", one, value


SETTINGS = list(settings_of(Settings()))


def other(name: str, value: Any) -> Any:
    """A value that is not the default."""
    if name in OTHER_VALUES:
        return OTHER_VALUES[name]
    if isinstance(value, bool):
        return not value
    if isinstance(value, StrEnum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return f"{value}other"
    return MappingProxyType({"de": Cast(narrator="system")})


def with_value(name: str, value: Any) -> Settings:
    table, _, inner = name.rpartition(".")
    if not table:
        return replace(Settings(), **{inner: value})
    return replace(Settings(), **{table: replace(getattr(Settings(), table), **{inner: value})})


def made_again(settings: Settings, folder: Path) -> Changes:
    """What the digests say has to be made again when the defaults become *settings*."""
    found = []
    for one in (Settings(), settings):
        show = Show(folder, one)
        # Files of the show count by their content, which is in this digest.
        dressed = " ".join((one.sound.intro, one.sound.outro))
        with Library(folder / "library.sqlite") as library:
            found.append(
                (
                    keys.fingerprint(show, Lexicon(()), dressed),
                    keys.sound_key(
                        one.sound, one.pauses, dressed, SCRIPT, [keys.segment_key(u, one.device) for u in SAID]
                    ),
                    keys.article_key(one, ARTICLE, SCRIPT, WHEN, "the same sound"),
                    stamp.of(show, library),
                )
            )
    anything, sound, tags, feed = (a != b for a, b in zip(*found, strict=True))
    made = Changes.NOTHING
    for kind, differs in ((Changes.SOUND, sound), (Changes.TAGS, tags), (Changes.FEED, feed)):
        made |= kind if differs else Changes.NOTHING
    assert anything or not made & (Changes.SOUND | Changes.TAGS), "an unchanged file would not be looked at again"
    # A script is written whenever the file is looked at: a change of it alone shows in nothing but the fingerprint.
    return made if not anything or made & (Changes.SOUND | Changes.TAGS) else made | Changes.SCRIPT


@pytest.mark.parametrize(("name", "one", "value"), SETTINGS, ids=[name for name, _, _ in SETTINGS])
def test_every_setting_declares_its_changes(name: str, one: Any, value: Any, tmp_path: Path) -> None:
    """And just that is made again when it changes."""
    assert CHANGES in one.metadata, f"say in config/tables.py what {name} changes"
    told = one.metadata[CHANGES]
    made = made_again(with_value(name, other(name, value)), tmp_path)
    if told & (Changes.SOUND | Changes.TAGS):
        told &= ~Changes.SCRIPT  # shown by the others
    assert made == told


def test_the_tables_of_a_language_count() -> None:
    """The fields of a cast are settings, also in a cast for one language."""
    german = Settings(casts={"de": Cast(narrator="system")})
    assert changing(german, Changes.SCRIPT)["casts"]["de"]["narrator"] == "system"


@pytest.mark.parametrize(
    ("settings", "sound", "article"),
    [
        (
            Settings(title="Letters", author="Jo Vane", sound=OWN),
            "79c81fc281d2317b597d28c5b499d7e56b1b194b0503894da0a3fe461355ed2a",
            "e87290f6de04b10b4e80be648133ddb83071aac5d40959c9866abfd2d9ff6077",
        ),
        (
            Settings(),
            "ad5f6fddb0dc707f1f0d9955f365236d959d4036c8ffd6be5e6c325569c341df",
            "e7d31a9e7ff136560d658af9e9bbd752bd9d07f5ebd63249e97fe6369e87799b",
        ),
    ],
)
def test_the_keys_of_episodes_stay(settings: Settings, sound: str, article: str) -> None:
    """Another key would have every show made anew. Only a raised VERSION or SOUND_VERSION may change these."""
    assert keys.sound_key(settings.sound, settings.pauses, "d1", SCRIPT, ["k1", "k2"]) == sound
    assert keys.article_key(settings, ARTICLE, SCRIPT, WHEN, "the sound") == article
