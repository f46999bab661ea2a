"""The units for systemd and the Containerfile: their commands exist, and they restrict what they say they restrict."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from podcaster.cli import load
from tests import machine
from tests.scripts import loaded

ROOT = Path(__file__).parent.parent
UNITS = ROOT / "packaging" / "systemd"
SERVICES = sorted(UNITS.glob("*/*.service"))
CONTAINERFILE = ROOT / "Containerfile"
# What a unit of the system has to say, so that a fault in a parser reaches nothing but the show.
HARDENED = {
    "ProtectSystem": "strict",
    "ReadWritePaths": "/var/lib/podcaster",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectHome": "yes",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "RestrictNamespaces": "yes",
    "User": "podcaster",
}

Unit = dict[str, list[str]]


def settings(path: Path) -> Unit:
    """The values of a unit, by their names."""
    found = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found[name].append(value)
    return found


def is_understood(line: str) -> bool:
    """Whether a command line of podcaster, without its program, has a command and options that exist."""
    name, *words = shlex.split(line)
    command = load(name)
    left = command.make_parser(command.make_context(name, [], resilient_parsing=True)).parse_args(words)[1]
    return not [word for word in left if word.startswith("-")]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_command_of_a_unit_exists(path: Path) -> None:
    """The one that it runs, and those in its comments."""
    (started,) = settings(path)["ExecStart"]
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"^#.*(?:bin/podcaster|^# *podcaster) (.+)$", text, re.M)
    for line in (started.partition("podcaster ")[2], *named):
        assert is_understood(line), line


@pytest.mark.parametrize("path", sorted(UNITS.glob("system/*.service")), ids=lambda path: path.stem)
def test_a_unit_of_the_system_may_write_to_its_folders_only(path: Path) -> None:
    unit = settings(path)
    assert {name: unit[name] for name in HARDENED} == {name: [value] for name, value in HARDENED.items()}
    assert unit["SystemCallFilter"] == ["@system-service", "~@privileged"]
    folders = dict(line.split("=", 1) for line in unit["Environment"])
    assert {path.split("/")[2] for path in folders.values()} <= {"lib", "cache"}


def test_the_nightly_units_have_no_network() -> None:
    """What is saved needs none, unless the show follows something: then the drop-in gives it back."""
    batch = settings(UNITS / "system" / "podcaster-batch.service")
    assert (batch["IPAddressDeny"], batch["PrivateNetwork"]) == (["any"], ["yes"])
    assert batch["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert settings(UNITS / "user" / "podcaster-batch.service")["RestrictAddressFamilies"] == ["AF_UNIX"]
    follows = settings(UNITS / "system" / "podcaster-batch-follows.conf")
    assert is_understood(follows["ExecStart"][1].partition("podcaster ")[2])
    assert (follows["ExecStart"][0], follows["IPAddressDeny"], follows["PrivateNetwork"]) == ("", [""], ["no"])


def test_only_home_networks_reach_the_server() -> None:
    serve = settings(UNITS / "system" / "podcaster-serve.service")
    assert serve["IPAddressDeny"] == ["any"]
    assert "192.168.0.0/16" in " ".join(serve["IPAddressAllow"])


@machine.optional("systemd-analyze")
@pytest.mark.parametrize("kind", ["system", "user"])
def test_systemd_accepts_the_units(kind: str, tmp_path: Path) -> None:
    """As systemd itself reads them, drop-in included; where it is not installed, the other tests have to do."""
    for path in (UNITS / kind).iterdir():
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/sh", path.read_text(encoding="utf-8"), flags=re.M)
        place = tmp_path / path.name
        if path.suffix == ".conf":
            place = tmp_path / "podcaster-batch.service.d" / path.name
            place.parent.mkdir(exist_ok=True)
        place.write_text(text)
    units = [str(path) for path in sorted(tmp_path.iterdir()) if path.is_file()]
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--{kind}", "--man=no", "--recursive-errors=no", *units],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    told = [line for line in done.stderr.splitlines() if "podcaster" in line]
    assert (done.returncode, told) == (0, [])


# ---------------------------------------------------------------- the container


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Containerfile: the word and its rest, lines joined."""
    bare = re.sub(r"^\s*#.*\n", "", text, flags=re.M)
    lines = re.sub(r"\\\n\s*", " ", bare).splitlines()
    return [(line.split(None, 1)[0].upper(), line.split(None, 1)[1]) for line in lines if line.strip()]


def test_the_last_stage_of_the_container_builds_nothing() -> None:
    """No installer is left in it, and it does not run as root."""
    found = instructions(CONTAINERFILE.read_text(encoding="utf-8"))
    starts = [index for index, (word, _) in enumerate(found) if word == "FROM"]
    assert len(starts) == 2
    last = found[starts[-1] :]
    runs = " ".join(rest for word, rest in last if word == "RUN")
    assert not re.search(r"\b(pip install|pip wheel|apt-get|curl|gcc)\b", runs)
    assert "pip uninstall" in runs
    said = dict(last)
    assert not said["USER"].startswith(("root", "0"))
    assert said["VOLUME"] == '["/show", "/cache"]'
    assert said["ENTRYPOINT"] == '["podcaster"]'
    assert "healthy.py" in said["HEALTHCHECK"]
    assert "PODCASTER_SHOW=/show" in next(rest for word, rest in last if word == "ENV")


def test_what_the_container_copies_is_there_and_in_its_context() -> None:
    """Also what the wheel is built of: without it the build would stop."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    for word, rest in instructions(CONTAINERFILE.read_text(encoding="utf-8")):
        if word == "COPY" and not rest.startswith("--from"):
            for name in rest.split()[:-1]:
                assert (ROOT / name).exists(), name
                assert f"!{name}" in ignored, name


def test_the_commands_shown_in_the_containerfile_exist() -> None:
    text = re.sub(r" \\\n#\s+", " ", CONTAINERFILE.read_text(encoding="utf-8"))
    shown = re.findall(r"^#.* podcaster ((?:convert|batch|serve|studio) .+)$", text, re.M)
    shown += re.findall(r'"((?:serve|studio) [^"]+)"', text)
    (served,) = (rest for word, rest in instructions(text) if word == "CMD")
    shown.append(" ".join(re.findall(r'"([^"]+)"', served)))
    assert len(shown) == 4
    for line in shown:
        assert is_understood(line), line


@pytest.fixture(scope="module")
def healthy() -> ModuleType:
    """The health check of the container."""
    return loaded(ROOT / "packaging" / "healthy.py")


def _process(folder: Path, number: int, parent: int, *command: str) -> None:
    (folder / str(number)).mkdir()
    (folder / str(number) / "stat").write_text(f"{number} (python) S {parent} 1 1")
    (folder / str(number) / "cmdline").write_text("\0".join(command) + "\0")


@pytest.mark.parametrize(
    ("command", "port"),
    [
        (("podcaster", "serve", "--host", "0.0.0.0"), 8000),
        (("podcaster", "studio", "--port", "9001"), 9001),
        (("podcaster", "serve", "--port=9002"), 9002),
        (("podcaster", "serve", "-p", "9003"), 9003),
        (("podcaster", "batch", "/in", "--limit", "5"), None),
    ],
)
def test_the_health_check_knows_where_the_server_is(
    command: tuple[str, ...], port: int | None, healthy: ModuleType, tmp_path: Path
) -> None:
    """Process 1, or its child where a small init started it; no other process of the container."""
    _process(tmp_path, 1, 0, "/sbin/docker-init", "--", "python")
    _process(tmp_path, 7, 1, "python", *command)
    _process(tmp_path, 12, 7, "podcaster", "serve", "--port", "1")
    found = [where for where in map(healthy.port, healthy.commands(tmp_path)) if where]
    assert found == ([port] if port else [])


def test_an_answer_of_any_kind_is_healthy(healthy: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A private show answers 404 to who does not know its address. Silence is not healthy."""

    class NotFound(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), NotFound) as server:
        monkeypatch.setattr(healthy, "commands", lambda: [["podcaster", "serve", f"--port={server.server_port}"]])
        Thread(target=server.handle_request, daemon=True).start()
        assert healthy.main() == 0
    assert healthy.main() == 1
    monkeypatch.setattr(healthy, "commands", lambda: [["podcaster", "convert", "/in/post.html"]])
    assert healthy.main() == 0
