"""Who speaks in an interview or a dialogue: which blocks are whose turn, and in which voice.

The writer of scripts comes in; nobody else does.
"""

from __future__ import annotations

from podcaster.script.speakers.casting import Part, parts
from podcaster.script.speakers.dialogue import Dialogue, Turn
from podcaster.script.speakers.finding import find

__all__ = ["Dialogue", "Part", "Turn", "find", "parts"]
