"""Offline is true: no command connects to another machine, looks up a name, or writes where it should not.

Two tools watch a command and every process that it starts: an audit hook of Python (watcher/sitecustomize.py), which
works everywhere, and strace, where it is installed, which sees compiled libraries too.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from podcaster import offline, places
from podcaster.cluster import task as cluster_task
from podcaster.engines import child
from tests import machine, tiny_whisper
from tests.conftest import POST
from tests.shows import SETTINGS, put_on_disk

ROOT = Path(__file__).parent.parent
PODCASTER = (sys.executable, "-m", "podcaster")
TALE = """The ferry came in at noon and nobody stood on the quay, since the rain had not stopped. It was a long day for
everyone who waited there, and by the evening the whole village knew that the second boat would not come before the
next morning. The baker closed his shop early. Then the second boat came after all, with apples and bread, and the baker
took all of it home. His daughter counted the boxes twice. She found twenty-four of them, one more than the captain had
promised her in his letter of May."""
PAGE = (
    f'<html lang="en"><head><title>The second boat</title></head><body><article><p>{TALE}</p></article></body></html>'
)
SHORT = {  # for voices that take their time
    "en": '<html lang="en"><title>Boat</title><body><article><p>The boat is in.</p></article></body></html>',
    "de": '<html lang="de"><title>Boot</title><body><article><p>Das Boot ist da.</p></article></body></html>',
}
LOOPBACK = re.compile(r"127\.\d+\.\d+\.\d+|::1|localhost")
ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
SENDS = re.compile(r"\b(?:connect|bind|sendto|sendmsg|sendmmsg)\(")
OPENS = re.compile(r'\b(?:open|openat|creat|mkdir|mkdirat)\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)"')
CHANGES = re.compile(r"\b(?:creat|mkdir|mkdirat)\(|O_WRONLY|O_RDWR|O_CREAT")
CALLS = "trace=%network,open,openat,creat,mkdir,mkdirat"


class Watch:
    """Runs commands in an empty home, and knows what they did that an offline program does not do."""

    def __init__(self, folder: Path, *, strace: bool) -> None:
        self.folder, self.home = folder, folder / "home"
        self.log, self.calls = folder / "events", folder / "calls"
        for path in (self.home, folder / "tmp"):
            path.mkdir()
        self.prefix = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-e", CALLS] if strace else []
        self.prefix += ["-A", "-o", str(self.calls)] if strace else []
        # Nothing else of our environment: with CI=true the libraries send nothing, and the test would prove nothing.
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": str(folder / "tmp"),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "watcher"), str(ROOT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PODCASTER_CACHE": str(places.cache_folder()),
            "WATCHED": str(self.log),
        }

    def start(self, *command: object, **options: Any) -> "subprocess.Popen[str]":
        """Begin a command."""
        return subprocess.Popen(
            [*self.prefix, *map(str, command)], cwd=self.folder, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def run(self, *command: object, status: int = 0) -> str:
        """What a command prints; it has to end with *status*."""
        process = self.start(*command)
        out, err = process.communicate(timeout=300)
        assert process.returncode == status, f"{command}: {out}{err}"
        return out

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def unwanted(self) -> list[str]:
        """Connections, names looked up and files outside the show, the cache and the folder for temporary files."""
        hosts = [str(e["host"]) for e in self.events if e.get("host")]
        calls = self.calls.read_text(errors="replace").splitlines() if self.prefix else []
        assert self.events
        assert calls or not self.prefix
        left = [f"left in the home: {path}" for path in self.home.rglob("*")]
        return [*(f"host: {h}" for h in hosts if not LOOPBACK.fullmatch(h)), *filter(self._breaks, calls), *left]

    def _breaks(self, call: str) -> bool:
        if "AF_INET" in call:  # with AF_INET6; a bound port without a peer is how libraries look whether there is IPv6
            addresses = [one or other for one, other in ADDRESS.findall(call)] if SENDS.search(call) else []
            packets = "socket(" in call and "SOCK_STREAM" not in call
            return packets or any(not LOOPBACK.fullmatch(address) for address in addresses)
        found = OPENS.search(call)
        if not found or " = -1 " in call or not CHANGES.search(call):
            return False
        path = self.folder / found.group(1)
        allowed = (self.folder, places.cache_folder(), Path("/dev"), Path("/proc"))
        return not any(path.is_relative_to(place) for place in allowed) and path != places.cache_folder().parent


STRACE = sys.platform == "linux" and shutil.which("strace") is not None


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    """With both tools, where both are there."""
    return Watch(tmp_path, strace=STRACE)


@pytest.fixture
def page(watch: Watch) -> Path:
    """A saved page, and a Markdown file in another folder."""
    (watch.folder / "saved").mkdir()
    (watch.folder / "saved" / "quiet.md").write_text(POST)
    path = watch.folder / "boat.html"
    path.write_text(PAGE)
    return path


@machine.linux
def test_system_calls_are_watched() -> None:
    """Without strace the tests below see only what Python does; a continuous run must see everything."""
    missing = "strace is not installed, so system calls are not watched: apt-get install strace"
    if not STRACE:
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(machine.REASON + missing)


@pytest.mark.parametrize("strace", [False, *[True] * STRACE])
def test_each_tool_sees_a_connection_and_a_file(tmp_path: Path, strace: bool) -> None:
    """Otherwise the tests below would prove nothing. The address is reserved, and no packet is sent to it."""
    watch = Watch(tmp_path, strace=strace)
    connect = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    watch.run(sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {connect!r}])")
    found = watch.unwanted()
    assert any("192.0.2.1" in line for line in found)
    watch.run(sys.executable, "-c", "import pathlib; (pathlib.Path.home() / 'deviceid').write_text('1')")
    assert any("deviceid" in line for line in watch.unwanted())
    if strace:
        outside = tmp_path.with_name(f"{tmp_path.name}-outside")
        watch.run(sys.executable, "-c", f"import pathlib; pathlib.Path({str(outside)!r}).mkdir()")
        assert any(str(outside) in line for line in watch.unwanted())


def test_the_commands_use_no_network(watch: Watch, page: Path) -> None:
    """A page is read, explained, narrated, checked and published to a folder, without a connection or a name looked up.

    doctor does not look up the host of base_url either.
    """
    show = watch.folder / "show"
    show.mkdir()
    (show / "podcaster.toml").write_text('base_url = "https://podcast.harbour.example/"\njobs = 1\n')
    for command in (
        ("convert", page, "--voice", "tone", "--show", show),
        ("batch", "saved", "--voice", "tone", "--menu", "--show", show),
        ("explain", page),
        ("explain", "--page", page),
        ("words", page),
        ("voices", "list"),
        ("doctor", "--show", show),
        ("check", "--show", show),
        ("status", "--show", show),
        ("publish", watch.folder / "away", "--show", show),
    ):
        watch.run(*PODCASTER, *command)
        assert watch.unwanted() == [], command


def test_listening_to_an_episode_uses_no_network(watch: Watch, page: Path) -> None:
    """faster-whisper works with the files that are there. Its model understands one sentence, so others are missing."""
    model = tiny_whisper.write(watch.folder / "model", "The ferry came in at noon.")
    made = watch.run(*PODCASTER, "convert", page, "--voice", "tone", "--show", "show")
    found = watch.run(*PODCASTER, "proof", made.strip(), "--whisper", model, status=1)
    assert "nobody stood on the quay" in found
    assert watch.unwanted() == []


def test_the_server_only_listens(watch: Watch) -> None:
    """It answers one request on this machine and connects to nobody."""
    put_on_disk(watch.folder / "show", replace(SETTINGS, base_url=""))
    server = watch.start(*PODCASTER, "serve", "--show", "show", "--port", "0", start_new_session=True)
    try:
        assert server.stderr is not None
        lines = iter(server.stderr.readline, "")
        address = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+/feed\.xml", line) for line in lines)), None)
        assert address
        with urllib.request.urlopen(address.group(), timeout=30) as answer:
            assert b"Ferry number 2" in answer.read()
    finally:
        os.killpg(server.pid, signal.SIGINT)  # strace itself ignores the signal
        server.communicate(timeout=60)
    assert watch.unwanted() == []


@pytest.mark.voices
def test_a_neural_voice_uses_no_network(watch: Watch, page: Path) -> None:
    """ONNX Runtime speaks without its telemetry, in the command's process and in the engine's.

    A post in a language without a natural voice has the system voice: nothing is fetched without an answer.
    """
    german = watch.folder / "boot.html"
    for path, language in ((page, "en"), (german, "de")):
        path.write_text(SHORT[language])
    (watch.folder / "show").mkdir()
    (watch.folder / "show" / "podcaster.toml").write_text("jobs = 1\n")
    made = watch.run(*PODCASTER, "convert", page, german, "--force", "--show", "show")
    assert len(made.split()) == 2
    assert watch.unwanted() == []
    imports = [e for e in watch.events if e.get("library") == "onnxruntime"]
    assert {e["switches"]["ORT_DISABLE_TELEMETRY"] for e in imports} == {"1"}
    assert any("child.main()" in e["process"] for e in imports)


@pytest.mark.voices
def test_a_machine_of_a_cluster_uses_no_network(tmp_path: Path) -> None:
    """The variable is not set there: importing podcaster in the worker sets it before ONNX Runtime is imported."""
    watch = Watch(tmp_path, strace=False)
    (tmp_path / "boat.html").write_text(SHORT["en"])
    watch.run(
        sys.executable,
        "-c",
        "from podcaster.cluster import task\n"
        "from podcaster.cluster.store import open_store, put_json\n"
        "from podcaster.config import Settings, Show\n"
        "from pathlib import Path\n"
        "job = task.job(Show(Path('show'), Settings(voice='heart', jobs=1)), force=True)\n"
        "put_json(open_store('store'), 'jobs', 'job', job)\n"
        "made = task.make('store', 'job', 'boat.html', 'key', 200)\n"
        "assert [o['status'] for o in made['outcomes']] == ['made'], made\n"
        "task.let_go()\n",
    )
    imports = [e for e in watch.events if e.get("library") == "onnxruntime"]
    assert {e["switches"]["ORT_DISABLE_TELEMETRY"] for e in imports} == {"1"}
    assert any("child.main()" in e["process"] for e in imports)
    assert watch.unwanted() == []


@pytest.mark.parametrize(
    "code",
    [child.START, cluster_task.START, "import podcaster.cli", "import bench.calibrate", "import podcaster.voice"],
    ids=["engine", "cluster", "command", "bench", "package"],
)
def test_every_process_sets_the_switches(tmp_path: Path, code: str) -> None:
    """Before ONNX Runtime is imported, and also where the user has switched telemetry on; the hub stays as it was."""
    watch = Watch(tmp_path, strace=False)
    watch.environment |= {"ORT_DISABLE_TELEMETRY": "0", "HF_HUB_OFFLINE": "0"}
    process = watch.start(
        sys.executable, "-c", code, json.dumps(sys.path), os.getpid(), "1", "cpu", stdin=subprocess.DEVNULL
    )
    assert process.communicate(timeout=60)[1] == ""
    assert [e["event"] for e in watch.events if e.get("library")] == (["import"] if "calibrate" in code else [])
    for event in watch.events:
        assert event["switches"] == {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_OFFLINE": "0"}
        assert event["blocked"]
    assert watch.unwanted() == []


def test_the_package_asks_the_hub_for_nothing_unless_the_user_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine of another package may fetch its model when HF_HUB_OFFLINE=0 is set; by default nothing does."""
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    offline.keep_offline()
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_openvino_finds_no_telemetry_package(tmp_path: Path) -> None:
    """OpenVINO imports that package where it is installed; the import fails, and OpenVINO goes on without."""
    (tmp_path / "openvino_telemetry.py").write_text("raise SystemExit('it reports to a server')")
    code = "import podcaster\ntry:\n import openvino_telemetry\nexcept ImportError:\n print('absent')"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "absent\n", done.stderr


@pytest.mark.parametrize("library", ["onnxruntime", "openvino_telemetry"])
def test_a_library_that_was_imported_first_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that uses podcaster learns that it comes too late, and how to mend it."""
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    for name in ("onnxruntime", "openvino_telemetry"):  # as before either was imported; restored after the test
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, library, ModuleType(library))
    with pytest.warns(RuntimeWarning, match=rf"imported after {library}, which .*: import podcaster first"):
        offline.keep_offline()
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
    assert sys.modules["openvino_telemetry"] is None
