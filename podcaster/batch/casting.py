"""Before an article is narrated: make sure that its language has a voice, ask for one, or advise one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from podcaster import voice
from podcaster.batch.stopping import at_once
from podcaster.config import Settings
from podcaster.errors import PodcasterError, Stopped, StorageError, VoiceError
from podcaster.model import Voice
from podcaster.text.languages import english_name, primary
from podcaster.voice import catalogue, offers, weights
from podcaster.voice.casting import cast_for, lacks_voice
from podcaster.voice.fetching import FetchError

MODEL = "The voice {} needs the model of Kokoro, which is not here yet. Fetch it ({} MB, Apache-2.0)?"


@dataclass(frozen=True, slots=True)
class Person:
    """The user at the terminal, who can be asked."""

    ask: Callable[[str], bool | None]  # None: the user gave no clear answer
    on_progress: Callable[[str, int, int], None]  # of a download: file, bytes so far, bytes in all


@dataclass(slots=True)
class Casting:
    """Deals with each language of a run once, at its first article."""

    settings: Settings
    note: Callable[[str], None]
    person: Person | None = None  # None: there is nobody to ask, or the work has begun and must not wait
    _seen: set[str] = field(default_factory=set)

    def settle(self, language: str) -> None:
        """Ask for a voice for *language*, or advise one. Raises VoiceError if its narrator lacks its model."""
        language = language or self.settings.language
        if primary(language) not in self._seen:
            self._seen.add(primary(language))
            with at_once():
                if lacks_voice(language, self.settings):
                    self._offer(language)
                else:
                    self._offer_model(self._narrator(language))
        _refuse_without_model(self._narrator(language))

    def _narrator(self, language: str) -> Voice | None:
        try:
            return voice.find(cast_for(language, self.settings).narrator)
        except VoiceError:
            return None  # reported with the article

    def _offer(self, language: str) -> None:
        offer = offers.of_language(language)
        if offers.was_declined(language):
            return
        if not (offer and self.person):
            self.note(offers.advice(language))
            return
        answer = self.person.ask(offers.question(language))
        if answer:
            tag = primary(language)
            if not self._fetch(lambda said: catalogue.install(tag, on_progress=said, on_note=self.note), offer.command):
                self.note(
                    f"the system voice reads {english_name(language)} now; once {offer.speaker} is here, "
                    "the same command makes the episode again"
                )
            return
        if answer is False:
            offers.decline(language)
        self.note(f"the system voice reads {english_name(language)}; to get {offer.speaker} later: {offer.command}")

    def _offer_model(self, narrator: Voice | None) -> None:
        if not (narrator and self.person and _lacks_model(narrator)):
            return
        if self.person.ask(MODEL.format(narrator.id, weights.BYTES // 1_000_000)):
            self._fetch(lambda progress: catalogue.install_weights(on_progress=progress), weights.COMMAND)

    def _fetch(self, install: Callable[[Callable[[str, int, int], None]], object], command: str) -> bool:
        """Install a voice; if that fails, report it with the *command* and continue with the installed voices."""
        try:
            install(self.person.on_progress if self.person else lambda *_: None)
        except (StorageError, Stopped):
            raise
        except FetchError as error:
            self.note(f"{error} (try: {command}, later; with --from FOLDER if you have a copy of its files)")
            return False
        except PodcasterError as error:
            self.note(f"{error}{f' (try: {error.hint})' if error.hint else ''}")
            return False
        return True


def _lacks_model(narrator: Voice | None) -> bool:
    return (
        bool(narrator and narrator.engine == "kokoro" and "weights" not in narrator.options) and not weights.are_here()
    )


def _refuse_without_model(narrator: Voice | None) -> None:
    if narrator and _lacks_model(narrator):
        raise VoiceError(
            f"the voice {narrator.id} needs the model of Kokoro, which is not installed",
            hint=f"{weights.HINT}; or another voice: --voice system",
        )
