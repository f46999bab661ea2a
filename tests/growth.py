"""Whether work grows with its text: a comparison of two lengths holds on a slow machine too, seconds do not."""

import time
from collections.abc import Callable

TIMES = 8
AT_MOST = 3 * TIMES  # work that grows with the square would take 8 * 8 times as long
REST_S = 0.1  # for the clock and the collector of garbage


def grows_with_its_length(work: Callable[[str], object], piece: str, count: int) -> bool:
    """Whether *work* on *TIMES* as many pieces takes not much more than *TIMES* as much processor time."""
    work(piece)  # tables and patterns are loaded once
    return _cost(work, piece * count * TIMES) < AT_MOST * _cost(work, piece * count) + REST_S


def _cost(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began
