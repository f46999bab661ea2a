"""Coroutines in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def finished(work: Coroutine[Any, Any, T]) -> T:
    """The result of *work*, in a thread of its own: here the loop of a browser may run, which all tests share."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
