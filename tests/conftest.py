"""What several tests share: a post, a show that speaks in tones, a server that speaks S3."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import sys
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from podcaster.batch import run as batch
from podcaster.config import Settings, Show
from podcaster.reading import safe
from tests import browser, harbour_show
from tests.machine import pytest_make_collect_report, pytest_runtest_makereport
from tests.sites import Site, open_site, without_proxies

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]

# How fast an example is drawn or tried depends on what else the machine does.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")

# Files of tests in which whole shows are made, killed or watched, or heavy libraries are loaded again and again.
SLOW = frozenset(
    (
        "accel",
        "audio_mp3",
        "bad_engines",
        "bad_night",
        "batch",
        "catalogue",
        "choices",
        "cli",
        "cluster",
        "doctor",
        "engines",
        "finishing",
        "forecast",
        "guard",
        "kokoro",
        "kokoro_graph",
        "ledger",
        "lost_library",
        "machine",
        "members",
        "menu",
        "merge",
        "mix",
        "offline",
        "plugin",
        "pool",
        "proof",
        "publish",
        "recognizer",
        "share",
        "status",
        "tags",
        "unpublished",
        "watch",
        "web",
    )
)

POST = """---
title: A quiet harbour
author: Jo Vane
date: 2019-05-04
url: https://harbour.example/quiet
lang: en
---

The harbour was quiet when the ferry came in. Nobody had expected the boat before noon on that day in May, and so the
café was still closed.

## What the mate said

> We never saw the lighthouse that night, and we did not miss it either.

By the time the crew had tied up, the rain had stopped. The first delivery van rolled down the hill towards the quay,
and behind it came the baker with 24 loaves of bread.

## What came after

It took another hour until the last crate of apples was on board. Then the ferry left again, with
[its timetable](https://harbour.example/timetable) in order and one passenger more than it had brought. The people on
the quay went home, and the flags came down at half past nine, as they do on every evening of the year.
"""


SETTINGS = Settings(voice="tone", title="Letters from the harbour", jobs=1)


class _Connection(sqlite3.Connection):
    """A connection that is in `_open_connections` until it is closed."""

    def close(self) -> None:
        super().close()
        _open_connections.discard(self)


_open_connections: set[_Connection] = set()


@pytest.fixture(autouse=True)
def _every_database_is_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database that a test leaves open is its own error; Python 3.13 alone would warn, later and in another test."""
    connect = sqlite3.connect

    def remember(*arguments: Any, **options: Any) -> _Connection:
        connection = connect(*arguments, factory=_Connection, **options)
        _open_connections.add(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", remember)
    yield
    if studios := sys.modules.get("tests.studios"):
        studios.close_queues()
    left = len(_open_connections)
    for connection in list(_open_connections):
        connection.close()
    assert not left, f"{left} databases were left open"


def _left_out() -> bool:
    """Whether the tests in a browser cannot run here. In a continuous run they fail instead."""
    return browser.find() is None and not os.environ.get("CI")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is slow; put the tests in a browser last, and leave them out on a machine without one."""
    for item in items:
        if item.path.stem.removeprefix("test_") in SLOW:
            item.add_marker("slow")
    # Playwright's event loop stays in the main thread once it runs: what needs one of its own comes before.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if _left_out():
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("browser")])
        items[:] = [item for item in items if not item.get_closest_marker("browser")]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A long value is no part of a test's name: a zip has a time in it, and the processes of xdist compare names."""
    return argname if isinstance(val, str | bytes) and len(val) > 60 else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was left out and how to run it, and the seed of the order, at the end, where a failure is read."""
    if _left_out():
        terminalreporter.write_line(
            "The tests in a browser were left out: neither Chromium nor Chrome is installed (apt-get install chromium)."
        )
    seed = terminalreporter.config.getoption("randomly_seed", None)
    if isinstance(seed, int):
        terminalreporter.write_line(f"for the same order again: pytest -n auto --randomly-seed={seed}")


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """A show in an empty folder, narrated in tones by one process: exact and fast."""
    return Show(tmp_path / "show", SETTINGS)


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A saved post."""
    path = tmp_path / "saved" / "quiet.md"
    path.parent.mkdir()
    path.write_text(POST)
    return path


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "quiet.md").write_text(POST)
    batch.run(Show(folder / "show", SETTINGS), [folder / "quiet.md"])
    return folder / "show"


@pytest.fixture
def made(show: Show, post: Path, _made_once: Path) -> Path:
    """The audio of the post, which is made already in the show: a copy, because to make it takes most of a second."""
    shutil.copytree(_made_once, show.folder)
    return next(show.episodes.glob("*.mp3"))


@pytest.fixture(scope="session")
def five_episodes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private show and its posts, made once in a run: whoever changes them takes a copy."""
    return harbour_show.make(tmp_path_factory.mktemp("five"))


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsers work in the process of the test, without limits, where programs start a process for each file.

    For what is found in a file. tests/test_reading_golden.py reads a file of every kind in a process of its own, and
    tests/test_guard.py and tests/test_reading_unusual.py test the limits.
    """

    def run_here(function: Callable[..., object], /, *args: object, **options: object) -> object:
        request = pickle.dumps(
            (function, args, {k: v for k, v in options.items() if k not in ("seconds", "memory_mb")})
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            good, value = pickle.loads(safe._answer(*pickle.loads(request)))
        if not good:
            raise value
        return value

    monkeypatch.setattr(safe, "run_limited", run_here)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Headless Chromium, as Playwright's Browser; `tests.browser.visit` opens pages in it. It starts once in a run."""
    with browser.opened() as running:
        yield running


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web server on this machine."""
    without_proxies(monkeypatch)
    with open_site() as made:
        yield made


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of an S3 server of its own on loopback, which podcaster finds too; it has one bucket, `harbour`."""
    import boto3
    from moto.server import ThreadedMotoServer

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        # The servers of one process share their buckets, and so what an earlier test has put there.
        urllib.request.urlopen(f"http://{host}:{port}/moto-api/reset", data=b"").close()
        client = boto3.client("s3")
        client.create_bucket(Bucket="harbour")
        yield client
    finally:
        server.stop()
