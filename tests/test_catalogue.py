"""Voices are fetched from a copy of their home: a folder, or a server on this machine."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from typer.testing import CliRunner

from podcaster import voice
from podcaster.cli import app
from podcaster.errors import UsageError, VoiceError
from podcaster.voice import catalogue, fetching, weights
from tests.sites import Internet, Site, without_proxies

KEY = "en_US-reed-medium"
BASE = "en/en_US/reed/medium"
MODEL = bytes(range(256)) * 4000  # 1 MB that no engine looks into
CONFIG = {"audio": {"sample_rate": 22050}, "espeak": {"voice": "en-us"}, "phoneme_id_map": {"_": [0]}}
CARD = "# Model card for reed (medium)\n\n## Dataset\n\n* URL: https://example.org/reed\n* License: CC BY 4.0\n"


def torch_file(style: np.ndarray, *, storage: bytes = b"FloatStorage") -> bytes:
    """A file in the format of torch.save."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("sky/data.pkl", b"\x80\x02ctorch\n" + storage + b"\n.")
        archive.writestr("sky/byteorder", b"little")
        archive.writestr("sky/data/0", style.astype("<f4").tobytes())
    return out.getvalue()


STYLES = np.linspace(-1, 1, 510 * 256, dtype=np.float32)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of voices."""
    monkeypatch.setenv("PODCASTER_VOICES", str(tmp_path / "own"))
    voice.refresh()
    return tmp_path / "own"


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of both homes, with one voice each."""
    folder = tmp_path / "mirror"
    files = {f"{BASE}/{KEY}.onnx": MODEL, f"{BASE}/{KEY}.onnx.json": json.dumps(CONFIG).encode()}
    files[f"{BASE}/MODEL_CARD"] = CARD.encode()
    about = {n: {"size_bytes": len(d), "md5_digest": hashlib.md5(d).hexdigest()} for n, d in files.items()}
    files["voices.json"] = json.dumps({KEY: {"key": KEY, "name": "reed", "files": about}}).encode()
    files["voices/af_sky.pt"] = torch_file(STYLES)
    monkeypatch.setitem(catalogue.KOKORO, "af_sky", hashlib.sha256(files["voices/af_sky.pt"]).hexdigest()[:8])
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves ranges; breaks off the first answers for a model, as often as told."""

    breaks = 0
    ranges = True
    refusals: ClassVar[list[int]] = []  # the statuses of the first answers for a model
    asked: list[str]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        self.asked.append(self.headers.get("Range") or "all")
        if not path.is_file():
            self.send_error(404)
            return
        if path.suffix == ".onnx" and self.refusals:
            self.send_error(self.refusals.pop(0))
            return
        data, start = path.read_bytes(), 0
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        if wanted and self.ranges:
            start = int(wanted[1])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if path.suffix == ".onnx" and type(self).breaks:
            type(self).breaks -= 1
            self.wfile.write(data[start : start + 300_000])
            self.close_connection = True
            return
        self.wfile.write(data[start:])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[Server]]]:
    """The mirror over HTTP, on this machine alone."""
    without_proxies(monkeypatch)
    handler = type("Handler", (Server,), {"asked": [], "refusals": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: handler(*a, directory=str(mirror))) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", handler
        running.shutdown()


def test_a_piper_voice_from_a_folder(own: Path, mirror: Path) -> None:
    """Model, configuration and a profile with licence and checksum; a short name is enough where it is the only one."""
    found = catalogue.install("reed", source=str(mirror))
    assert (found.id, found.engine, found.language, found.sample_rate) == ("reed", "piper", "en-US", 22050)
    assert (found.licence, found.sha256) == ("CC-BY-4.0", hashlib.sha256(MODEL).hexdigest())
    assert "CC BY 4.0" in found.attribution
    assert voice.find("reed") == found
    assert voice.check(found) == []
    assert sorted(p.name for p in own.iterdir()) == [".lock", f"{KEY}.onnx", f"{KEY}.onnx.json", "reed.toml"]


def test_a_kokoro_voice_from_a_folder(own: Path, mirror: Path) -> None:
    """The style's numbers are taken out of the archive, as float16; nothing in it is run."""
    found = catalogue.install("sky", source=str(mirror))
    assert (found.id, found.engine, found.language, found.gender) == ("sky", "kokoro", "en-US", "female")
    assert np.array_equal(np.fromfile(own / "af_sky.f16", "<f2"), STYLES.astype("<f2"))
    assert voice.check(found) == []
    assert voice.check(voice.find("heart:60,sky:40")) == []


def test_an_installed_voice_is_not_fetched(own: Path) -> None:
    """A voice that comes with podcaster needs no network."""
    assert catalogue.install("af_heart") == voice.find("heart")
    assert not own.exists()


@pytest.mark.parametrize("ranges", [True, False])
def test_a_break_is_resumed(own: Path, server: tuple[str, type[Server]], ranges: bool) -> None:
    """What has come is not fetched again, where the server can; and the progress is told."""
    address, handler = server
    handler.breaks, handler.ranges = 1, ranges
    told: list[tuple[str, int, int]] = []
    found = catalogue.install(KEY, source=address, on_progress=lambda *step: told.append(step))
    assert (own / found.model).read_bytes() == MODEL
    assert "bytes=300000-" in handler.asked
    assert told[-1] == (f"{KEY}.onnx", len(MODEL), len(MODEL))
    assert not list(own.glob("*.part"))


def test_the_same_command_goes_on(own: Path, server: tuple[str, type[Server]], monkeypatch: pytest.MonkeyPatch) -> None:
    """After a connection that never comes back, the next run fetches only the rest."""
    address, handler = server
    monkeypatch.setattr(fetching, "TRIES", 1)
    handler.breaks = 1
    with pytest.raises(VoiceError, match="broke off after 300000 of 1024000") as caught:
        catalogue.install(KEY, source=address)
    assert "goes on" in caught.value.hint
    assert not list(own.glob("*.toml"))
    handler.asked.clear()
    catalogue.install(KEY, source=address)
    assert handler.asked == ["all", "bytes=300000-", "all"]  # the list, the rest of the model, the card


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited for; nothing is."""
    found: list[float] = []
    monkeypatch.setattr(fetching.time, "sleep", found.append)
    return found


def test_a_busy_server_is_asked_again(own: Path, server: tuple[str, type[Server]], waits: list[float]) -> None:
    """Too many requests, and errors that pass, cost a wait each; after four tries it ends with the reason."""
    address, handler = server
    handler.refusals[:] = [503, 429, 500]
    assert catalogue.install(KEY, source=address).id == "reed"
    assert waits == pytest.approx([0.2, 0.8, 3.2])
    (own / f"{KEY}.onnx").unlink()
    handler.refusals[:] = [503] * 9
    with pytest.raises(VoiceError, match=r"\.onnx could not be fetched: the server said 503") as caught:
        catalogue.install(KEY, source=address)
    assert "goes on" in caught.value.hint
    assert len(handler.refusals) == 5


@pytest.mark.parametrize(
    ("status", "words"), [(403, "the server said 403"), (404, "there is no"), (410, "there is no")]
)
def test_a_refusal_that_stays_is_not_asked_again(
    own: Path, server: tuple[str, type[Server]], waits: list[float], status: int, words: str
) -> None:
    """What is forbidden or not there is reported at once."""
    address, handler = server
    handler.refusals[:] = [status] * 9
    with pytest.raises(VoiceError, match=words):
        catalogue.install(KEY, source=address)
    assert (len(handler.refusals), waits) == (8, [])


def test_more_than_the_file_has_is_fetched_from_the_beginning(own: Path, server: tuple[str, type[Server]]) -> None:
    """A rest of another version that is too long is thrown away when the server cannot go on from there (416)."""
    address, handler = server
    own.mkdir()
    (own / f"{KEY}.onnx.part").write_bytes(bytes(1000))
    handler.refusals[:] = [416]
    found = catalogue.install(KEY, source=address)
    assert (own / found.model).read_bytes() == MODEL
    assert handler.asked == ["all", "all", "bytes=1000-", "all", "all"]


def test_another_part_than_the_rest_is_not_used(
    own: Path, site: Site, mirror: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that answers with another range would leave a hole."""
    for path in mirror.rglob("*"):
        if path.is_file():
            site.pages[f"/{path.relative_to(mirror)}"] = (200, {}, path.read_bytes())
    site.pages[f"/{BASE}/{KEY}.onnx"] = (206, {"Content-Range": "bytes 7-9/1024000"}, b"abc")
    own.mkdir()
    (own / f"{KEY}.onnx.part").write_bytes(MODEL[:5])
    with pytest.raises(VoiceError, match="asked for the rest from 5, got it from 7"):
        catalogue.install(KEY, source=site.base)
    assert not list(own.glob("*.toml"))


def test_a_mirror_that_redirects(
    own: Path, site: Site, server: tuple[str, type[Server]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home of Piper's voices redirects to other servers; but not from the internet into the user's network."""
    address, handler = server
    for name in ("voices.json", f"{BASE}/{KEY}.onnx.json", f"{BASE}/{KEY}.onnx", f"{BASE}/MODEL_CARD"):
        site.pages[f"/{name}"] = (307, {"Location": f"{address}/{name}"}, b"")
    handler.breaks = 1
    assert catalogue.install(KEY, source=site.base).id == "reed"
    assert "bytes=300000-" in handler.asked  # the range goes with the redirect
    Internet(monkeypatch, {"mirror.example": [["93.184.216.34"]]}, **{"93.184.216.34": site})
    (own / f"{KEY}.onnx").unlink()
    with pytest.raises(VoiceError, match="which is a private address"):
        catalogue.install(KEY, source="http://mirror.example")


def test_a_list_without_end_is_refused(own: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of voices is read into memory, so it has a limit."""
    monkeypatch.setattr(fetching, "SMALL", 1_000_000)
    site.pages["/voices.json"] = (200, {}, b" " * 1_000_001)
    with pytest.raises(VoiceError, match=r"voices\.json is larger than 1 MB"):
        catalogue.install(KEY, source=site.base)


def test_damage_is_found(own: Path, mirror: Path) -> None:
    """A file that is not what was published is thrown away; expected and found are told."""
    (mirror / BASE / f"{KEY}.onnx").write_bytes(MODEL[:-1] + b"x")
    with pytest.raises(VoiceError, match=rf"md5 is \w+, expected {hashlib.md5(MODEL).hexdigest()}"):
        catalogue.install(KEY, source=str(mirror))
    (mirror / "voices/af_sky.pt").write_bytes(torch_file(STYLES * 2))
    with pytest.raises(VoiceError, match="sha256 is"):
        catalogue.install("sky", source=str(mirror))
    assert not [p for p in own.iterdir() if p.suffix != ".json" and p.name != ".lock"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no archive", "not a zip file"),
        (torch_file(STYLES[:256]), "not 510 rows"),
        (torch_file(STYLES * np.nan), "out of range"),
        (torch_file(STYLES, storage=b"HalfStorage"), "not float32"),
    ],
)
def test_a_file_without_a_voice_style_is_refused(
    own: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, said: str
) -> None:
    """Even with the right checksum nothing is believed."""
    (mirror / "voices/af_sky.pt").write_bytes(data)
    monkeypatch.setitem(catalogue.KOKORO, "af_sky", hashlib.sha256(data).hexdigest()[:8])
    with pytest.raises(VoiceError, match=said):
        catalogue.install("sky", source=str(mirror))
    assert [p.name for p in own.iterdir()] == [".lock"]


def test_a_folder_with_the_files_alone(own: Path, mirror: Path) -> None:
    """Without a list of checksums it works too, and says that there was nothing to compare with."""
    (mirror / "voices.json").unlink()
    (mirror / BASE / "MODEL_CARD").unlink()
    notes: list[str] = []
    found = catalogue.install(KEY, source=str(mirror / BASE), on_note=notes.append)
    assert "no voices.json" in notes[0]
    assert found.licence == "LicenseRef-unknown"
    (mirror / BASE / f"{KEY}.onnx").unlink()
    with pytest.raises(VoiceError, match="there is no en/en_US/reed"):
        catalogue.install(KEY, source=str(mirror / BASE))


def test_names_and_places_that_are_not(own: Path, mirror: Path) -> None:
    """A slip is answered with the nearest; a place that is neither folder nor address is refused."""
    with pytest.raises(VoiceError, match="no voice 'en_US-red-medium'") as caught:
        catalogue.install("en_US-red-medium", source=str(mirror))
    assert KEY in caught.value.hint
    with pytest.raises(UsageError, match="neither a folder"):
        catalogue.install(KEY, source="ftp://example.org")
    with pytest.raises(VoiceError, match="could not be fetched") as caught:
        catalogue.install(KEY, source="http://127.0.0.1:9")
    assert str(caught.value).count("could not be fetched") == 1


def test_the_command(own: Path, server: tuple[str, type[Server]]) -> None:
    """The id goes to standard output; progress and licence go to standard error."""
    result = CliRunner().invoke(app, ["voices", "install", KEY, "--from", server[0]])
    assert result.exit_code == 0, result.output
    assert result.stdout == "reed\n"
    assert f"{KEY}.onnx: 1.0 of 1.0 MB" in result.stderr
    assert "CC-BY-4.0" in result.stderr


@pytest.fixture
def release(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A small stand-in for Kokoro's model in the mirror; the data packages are not installed."""
    monkeypatch.setattr(weights, "PARTS", {"kokoro_nowhere": ""})
    monkeypatch.setattr(weights, "BYTES", len(MODEL))
    monkeypatch.setattr(weights, "SHA256", hashlib.sha256(MODEL).hexdigest())
    (mirror / weights.FILE).write_bytes(MODEL)
    return MODEL


def test_the_model_of_kokoro_from_its_release(own: Path, release: bytes, server: tuple[str, type[Server]]) -> None:
    """Fetched once, resumed after a break, and then the model of all Kokoro voices."""
    address, handler = server
    handler.breaks = 1
    with pytest.raises(VoiceError, match="not installed") as caught:
        weights.weights()
    assert "podcaster voices install kokoro" in caught.value.hint
    result = CliRunner().invoke(app, ["voices", "install", "kokoro", "--from", address])
    assert result.stdout.strip() == str(own / weights.FILE), result.output
    assert "bytes=300000-" in handler.asked
    assert weights.weights() == release
    handler.asked.clear()
    assert catalogue.install_weights() == own / weights.FILE
    assert handler.asked == []


def test_a_damaged_model_of_kokoro_is_one_line(own: Path, release: bytes, mirror: Path) -> None:
    """Changed on the disk, or in the copy that it is fetched from."""
    catalogue.install_weights(source=str(mirror))
    (own / weights.FILE).write_bytes(release[:-1])
    with pytest.raises(VoiceError, match=r"is damaged: sha256 of .*kokoro-v1.0.int8.onnx is") as caught:
        weights.weights()
    assert caught.value.hint == "podcaster voices install kokoro"
    (mirror / weights.FILE).write_bytes(release[:-1])
    with pytest.raises(VoiceError, match="came damaged"):
        catalogue.install_weights(source=str(mirror))


@pytest.mark.parametrize("file", [f"{BASE}/{KEY}.onnx", f"{BASE}/{KEY}.onnx.json", "voices.json"])
@pytest.mark.parametrize("listed", [True, False])
def test_a_web_page_is_not_taken_for_a_voice(own: Path, mirror: Path, file: str, listed: bool) -> None:
    """A login or a notice in place of a file is refused, where there is no checksum too."""
    if not listed:
        (mirror / "voices.json").unlink()
    (mirror / file).write_text("\n<!DOCTYPE html><title>Sign in</title>", encoding="utf-8")
    with pytest.raises(VoiceError, match="is a web page"):
        catalogue.install(KEY, source=str(mirror))
    assert not list(own.glob("*.toml"))


def test_a_wrong_size_is_named(own: Path, mirror: Path) -> None:
    """The message says what differs."""
    listed = json.loads((mirror / "voices.json").read_text())
    listed[KEY]["files"][f"{BASE}/{KEY}.onnx"]["size_bytes"] = 1_024_005
    (mirror / "voices.json").write_text(json.dumps(listed))
    with pytest.raises(VoiceError, match="came damaged: it has 1024000 bytes, expected 1024005"):
        catalogue.install(KEY, source=str(mirror))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ja", "Japanese has a voice without a download: alpha-ja"),
        ("en", "English has a voice without a download: heart"),
        ("ko", "no natural voice is known for Korean"),
    ],
)
def test_a_language_without_a_download_is_told_apart(own: Path, name: str, message: str) -> None:
    """Nothing is looked up anywhere for it."""
    with pytest.raises(VoiceError, match=message):
        catalogue.install(name)


def test_voices_that_come_with_podcaster_are_not_fetched(own: Path) -> None:
    """By the names of their home, those of Japanese and Chinese too."""
    assert catalogue.install("jf_alpha").id == "alpha-ja"
    assert catalogue.install("zf_xiaoxiao").id == "xiaoxiao"


def test_an_address_that_is_none_is_refused_in_words(own: Path) -> None:
    """A bracket that is never closed is no address of IPv6."""
    with pytest.raises(UsageError, match="not an address"):
        catalogue.install(KEY, source="http://[half")
