"""An audition: several voices on the same sentences, as one MP3; and how fast each voice is here."""

from __future__ import annotations

import base64
import contextlib
import json
import platform
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from podcaster import engines, files, reading, shell, voice
from podcaster.audio import ffmpeg, mp3, stitch
from podcaster.config import Settings
from podcaster.engines import scripts
from podcaster.engines.pool import Pool
from podcaster.errors import MALFORMED, EngineError, NoTextError, UsageError
from podcaster.model import BlockKind, Role, Segment, Utterance, Voice
from podcaster.places import cache_folder
from podcaster.publishing import pages
from podcaster.script.sentences import split
from podcaster.script.speakable import speakable
from podcaster.text.languages import primary
from podcaster.voice import licences

# By language: how a voice says its name, then sentences with a figure, a pause and a change of tone.
SAMPLES: dict[str, tuple[str, ...]] = {
    "en": (
        "This is {}.",
        "The harbour was quiet when the ferry came in.",
        "It was seven minutes past nine, and the lamps along the quay were still burning.",
        "“Nobody had expected the boat before noon,” said the mate.",
    ),
    "de": ("Hier spricht {}.", "Der Hafen war still, als die Fähre kam.", "Um neun brannten noch alle Lampen."),
    "es": ("Soy {}.", "El puerto estaba tranquilo cuando llegó el barco.", "A las nueve aún ardían los faroles."),
    "fr": ("Ici {}.", "Le port était calme quand le bateau arriva.", "À neuf heures, les lampes brûlaient encore."),
    "it": ("Sono {}.", "Il porto era tranquillo quando arrivò la barca.", "Alle nove i lampioni erano ancora accesi."),
    "pt": ("Aqui fala {}.", "O porto estava calmo quando o barco chegou.", "Às nove, as luzes ainda estavam acesas."),
    "nl": ("Dit is {}.", "De haven was stil toen de boot aankwam.", "Om negen uur brandden de lampen nog."),
    "sv": ("Det här är {}.", "Hamnen var tyst när båten kom in.", "Klockan nio brann lamporna fortfarande."),
    "da": ("Det her er {}.", "Havnen var stille, da båden kom ind.", "Klokken ni brændte lamperne stadig."),
    "nb": ("Dette er {}.", "Havnen var stille da båten kom inn.", "Klokken ni brant lampene fortsatt."),
    "fi": ("Tässä on {}.", "Satama oli hiljainen, kun laiva saapui.", "Kello yhdeksän lamput paloivat vielä."),
    "pl": ("Tu mówi {}.", "Port był cichy, kiedy przypłynął statek.", "O dziewiątej lampy jeszcze się paliły."),
    "cs": ("Tady je {}.", "Přístav byl tichý, když připlula loď.", "V devět hodin lampy ještě svítily."),
    "hu": ("Itt {} beszél.", "A kikötő csendes volt, amikor a hajó megérkezett.", "Kilenckor még égtek a lámpák."),
    "ro": ("Aici este {}.", "Portul era liniștit când a sosit vaporul.", "La ora nouă, lămpile încă ardeau."),
    "ca": ("Soc {}.", "El port estava tranquil quan va arribar el vaixell.", "A les nou encara cremaven els fanals."),
    "tr": ("Ben {}.", "Vapur geldiğinde liman sessizdi.", "Saat dokuzda lambalar hâlâ yanıyordu."),
    "ru": ("Говорит {}.", "В порту было тихо, когда пришёл паром.", "В девять часов фонари ещё горели."),
    "uk": ("Говорить {}.", "У порту було тихо, коли прийшов пором.", "О дев'ятій ліхтарі ще світилися."),
    "el": ("Εδώ {}.", "Το λιμάνι ήταν ήσυχο όταν ήρθε το πλοίο.", "Στις εννέα οι λάμπες έκαιγαν ακόμα."),
    "ja": ("{}です。", "船が着いたとき、港は静かでした。", "9時になっても、街灯はまだ灯っていました。"),
    "zh": ("我是{}。", "船靠岸的时候，港口很安静。", "已经九点了，街灯还亮着。"),
    "hi": ("यह {} है।", "जब नाव आई तब बंदरगाह शांत था।", "नौ बजे तक दीपक जल रहे थे।"),
}
SPEEDS = "speeds.json"  # in the folder of caches: losing it costs a measurement


def sample(language: str) -> tuple[str, ...]:
    """Sentences in *language* to know a voice by. Empty if there are none."""
    return SAMPLES.get(primary(language), ())[1:]


def utterances(ids: Sequence[str], sentences: Sequence[str] = (), *, language: str = "") -> tuple[Utterance, ...]:
    """Each voice says its name, then the sentences; without any, those of its language.

    *language*: what the voices speak instead of their own language. Raises VoiceError for an unknown voice or one that
    cannot say the sentences, UsageError for a language without sample sentences.
    """
    said = []
    for number, name in enumerate(ids):
        profile = voice.find(name)
        spoken_in = language or profile.language
        own = sentences or sample(spoken_in)
        if not own:
            raise UsageError(f"there are no sample sentences in {spoken_in}", hint="give some with --text")
        introduction = SAMPLES.get(primary(spoken_in), ("{}.",))[0].format(profile.name)
        for text in (introduction, *own):
            spoken = speakable(text, primary(spoken_in))
            said.append(Utterance(text, spoken, Role.NARRATOR, name, spoken_in, 300, paragraph=number))
            if profile.engine in ("kokoro", "piper"):  # before a model is loaded for it
                scripts.refuse(profile, said[-1])
    return tuple(said)


def record(ids: Sequence[str], sentences: Sequence[str], out: Path, *, jobs: int = 0, language: str = "") -> float:
    """Write the audition to *out* and return its length in seconds."""
    said = utterances(ids, sentences, language=language)
    with Pool(jobs) as pool:
        return mastered(said, pool, out)


def mastered(said: Sequence[Utterance], pool: Pool, out: Path, *, first: bool = False) -> float:
    """Speak *said* into *out*, an MP3, and return its length in seconds. *first*: before all that *pool* has to say."""
    spoken = [(u, stitch.prepare(s, "audition")) for u, s in zip(said, pool.speak(said, first=first), strict=True)]

    def again() -> Iterator[tuple[Utterance, Segment]]:
        return iter(spoken)

    with files.replacing(out) as part:
        written, _ = mp3.master(again, part, settings=Settings(), tool=ffmpeg.find())
    return written.duration_ms / 1000


def page(ids: Sequence[str], sentences: Sequence[str], out: Path, *, language: str = "", source: str = "") -> float:
    """Write a page with a player for each voice, all of it in one file, and return the length of all in seconds.

    *source*: what the sentences are from, for its heading.
    """
    said = utterances(ids, sentences, language=language)
    fast = speeds([voice.find(id) for id in ids])
    heard = []
    with tempfile.TemporaryDirectory() as folder, Pool(0) as pool:
        for number, id in enumerate(ids):
            own = [u for u in said if u.paragraph == number]
            mp3_file = Path(folder) / f"{number}.mp3"
            seconds = mastered(own, pool, mp3_file)
            profile = voice.find(id)
            heard.append(
                {
                    "id": id,
                    "name": profile.name,
                    "language": own[0].language,
                    "engine": profile.engine,
                    "terms": licences.stated(profile),
                    "limit": licences.restriction(profile),
                    "speed": fast.get(profile.id, 0.0),
                    "seconds": seconds,
                    "sentences": [u.text for u in own],
                    "sound": base64.b64encode(mp3_file.read_bytes()).decode("ascii"),
                }
            )
    files.write(out, pages.working_page("audition", heard=heard, source=source))
    return sum(float(str(one["seconds"])) for one in heard)


def first_sentence(path: Path) -> tuple[str, str]:
    """The first sentence of the text of a saved article, and its language. Raises InputError if there is none."""
    for article in reading.read(path):
        for block in article.blocks:
            if block.kind is BlockKind.PARAGRAPH and block.text.strip():
                return split(block.text, article.language)[0].strip(), article.language or Settings().language
    raise NoTextError(
        f"{path} has no paragraph to read", hint=f"podcaster explain {shell.path(path)} shows what is in it"
    )


# ---------------------------------------------------------------- how fast they are here


def measure(profile: Voice) -> float:
    """Seconds of speech that one worker makes in a second, once it is warm; remembered for `speeds`."""
    said = utterances([profile.id], () if sample(profile.language) else ("1, 2, 3, 4, 5, 6, 7.",))
    with Pool(1) as pool:
        pool.submit(said[0]).result()  # loads the model
        start = time.perf_counter()
        seconds = sum(pool.submit(u).result().pcm.seconds for u in said[1:])
        speed = seconds / (time.perf_counter() - start)
    known = _known()
    known[profile.id] = {"speed": round(speed, 2), "of": _of(profile)}
    files.write(cache_folder() / SPEEDS, json.dumps(known, indent=1, sort_keys=True))
    return speed


def speeds(profiles: Sequence[Voice]) -> dict[str, float]:
    """What has been measured on this machine of these voices and engines as they are now, by id."""
    known = _known()
    found = {}
    for profile in profiles:
        entry = known.get(profile.id)
        if not isinstance(entry, dict) or not isinstance(entry.get("speed"), float):
            continue
        with contextlib.suppress(EngineError):  # its engine is not installed any more
            if entry.get("of") == _of(profile):
                found[profile.id] = entry["speed"]
    return found


def _of(profile: Voice) -> str:
    """What a measurement is of: another machine or another engine, and it has to be made again."""
    return f"{platform.node()} {engines.version(profile)} {profile.model}"


def _known() -> dict[str, Any]:
    try:
        found = json.loads((cache_folder() / SPEEDS).read_text(encoding="utf-8"))
    except (OSError, *MALFORMED):
        return {}  # never measured, or damaged: measured again
    return found if isinstance(found, dict) else {}
