"""Digests of what things were made from: while a digest is the same, nothing has to be made again.

Which settings are in which digest says `podcaster.config` beside each setting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from podcaster import engines, files, script, voice
from podcaster.audio import dressing
from podcaster.config import Changes, Pauses, Settings, Show, Sound, changing
from podcaster.episode import identity, segments
from podcaster.model import Article, Script, Utterance
from podcaster.script.lexicon import Lexicon
from podcaster.version import __version__

VERSION = 3  # raise it when the same script and segments are to become another file
SOUND_VERSION = 4  # and this one when they are to become another sound
BY_CONTENT = ("intro", "outro")  # files of the show, whose content is in the digest of the dressing


def fingerprint(show: Show, lexicon: Lexicon, dressed: str) -> str:
    """Of all that the episode of an unchanged file depends on: settings, voices, lexicon, versions.

    *dressed*: the digest of the dressing.
    """
    settings = changing(show.settings, Changes.SCRIPT | Changes.SOUND | Changes.TAGS)
    voices = [repr(v) for v in voice.all_voices()]
    return files.digest_of(
        [VERSION, SOUND_VERSION, __version__, script.VERSION, settings, voices, lexicon.fingerprint, dressed]
    )


def segment_key(utterance: Utterance, device: str = "cpu") -> str:
    """The name of an utterance's segment in the cache."""
    profile = voice.find(utterance.voice)
    return segments.key(utterance, profile, engines.version(profile, device))


def sound_key(sound: Sound, pauses: Pauses, dressed: str, text: Script, keys: Sequence[str]) -> str:
    """Of all that can change the sound of an episode. *keys*: of its segments, one an utterance."""
    told = {k: v for k, v in changing(sound, Changes.SOUND).items() if k not in BY_CONTENT}
    if "theme" in dressing.names(sound):  # a file, too
        told["theme"] = ""
    return files.digest_of(
        [
            SOUND_VERSION,
            [(k, u.pause_ms, u.role, u.block) for k, u in zip(keys, text.utterances, strict=True)],
            told,
            *changing(pauses, Changes.SOUND).values(),
            dressed,
        ]
    )


def article_key(
    settings: Settings, article: Article, text: Script, published: dt.datetime, sound: str, *, added: bool = False
) -> str:
    """Of all that can change the files of an episode. *sound*: the key of its sound. *added*: *published* is not the
    article's own date.

    Without the address of the show: where it stands in files, the publisher brings it up to date.
    """
    told = changing(settings, Changes.TAGS)
    sound_told, private = told.pop("sound"), told.pop("private")
    pictures = [identity.image_digest(image) for image in identity.figures(article).values()]
    return files.digest_of(
        [
            sound,
            "1" if pictures else "",
            VERSION,
            [(u.text, u.paragraph) for u in text.utterances],
            list(sound_told.values()),
            list(told.values()),
            [article.title, article.authors, article.language, article.site, article.address],
            [article.description, article.tags, published.isoformat(), identity.image_digest(article.image)],
            pictures,
            [(asdict(n)["text"], n.address, n.kind) for n in text.notes],
            *([[u.speaker for u in text.utterances]] if any(u.speaker for u in text.utterances) else []),
            *([place] if any(place := [article.book, article.season, article.chapter, article.kind]) else []),
            *([wishes] if any(wishes := [block.wish for block in article.blocks]) else []),
            *([identity.own_date(article)] if added else []),
            *(["private"] if private else []),  # its page asks search engines to stay away
        ]
    )
