"""What every engine has to pass, ours and other people's: `python -m tests.engine_contract VOICE…`."""

from __future__ import annotations

import sys
from itertools import pairwise

from podcaster import engines, voice
from podcaster.engines import base, gate
from podcaster.engines.pool import Pool
from podcaster.errors import EngineError
from podcaster.model import Role, Utterance


def check(name: str) -> None:
    """It speaks, plausibly, the same each time; its words are in order; nothing to say is refused."""
    profile = voice.find(name)
    assert voice.check(profile) == []
    engine = engines.load(profile)
    assert isinstance(engine, base.Engine)
    assert engine.name == profile.engine
    assert engines.version(profile).startswith(f"{engine.name} ")

    def said(text: str) -> Utterance:
        return Utterance(text, text, Role.NARRATOR, name, profile.language, 300)

    text = "The ferry came in, and nobody knew why."
    first = gate.speak(engine, profile, said(text))
    assert first.pcm.rate == profile.sample_rate
    gate.speak(engine, profile, said("Something else entirely."))
    assert gate.speak(engine, profile, said(text)) == first
    if first.words is not None:
        assert [w.text for w in first.words] == text.split()
        assert all(a.start_ms < a.end_ms <= b.start_ms for a, b in pairwise(first.words))
        assert first.words[-1].end_ms <= first.pcm.seconds * 1000
    trouble = f"{name} said something where there is nothing to say"
    try:
        engine.speak(said("…"))
    except EngineError as error:
        trouble = str(error)
    assert "nothing to say in" in trouble


def check_in_a_child(name: str) -> None:
    """The same in a process of its own, as in a night's work."""
    text = "The ferry came in."
    with Pool(1) as pool:
        heard = pool.submit(Utterance(text, text, Role.NARRATOR, name, voice.find(name).language, 300)).result()
    assert heard.pcm.seconds > 0.3


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        check(wanted)
        check_in_a_child(wanted)
        print(f"{wanted}: keeps the contract")
