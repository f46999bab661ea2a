"""The page about who may do what: each promise has tests that exist, and two promises that are nowhere else."""

from __future__ import annotations

import io
import re
import socket
from pathlib import Path

import pytest
from PIL import Image as Pictures
from PIL import PngImagePlugin

from podcaster.audio import cover, decoding, ffmpeg
from podcaster.errors import AudioError
from podcaster.model import Image
from podcaster.publishing.plain_pictures import plain

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/explanation/security.md"


def promises() -> list[tuple[str, str]]:
    """The rows of the tables: what is promised, and what stands in the column of tests."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    return [row for row in rows if row[0] not in ("promise", "---")]


def named(cell: str) -> list[tuple[str, str]]:
    """`tests/test_a.py: test_b`, `test_c` -> (file, test), the file standing until another one is named."""
    file, found = "", []
    for name in re.findall(r"`([^`]+)`", cell):
        before, _, test = name.rpartition(": ")
        file = before or file
        found.append((file, test))
    return found


def test_every_promise_names_tests_that_exist() -> None:
    rows = promises()
    assert len(rows) > 30
    for promise, cell in rows:
        tests = named(cell)
        assert tests, promise
        for file, test in tests:
            text = (ROOT / file).read_text(encoding="utf-8")
            assert re.search(rf"^(?:async )?def {test}\(", text, re.M), f"{promise}: {file}: {test}"


@pytest.mark.parametrize("page", ["README.md", "docs/guide/architecture.md"])
def test_the_page_is_found(page: str) -> None:
    link = re.search(r"\(([^)]*explanation/security\.md)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert link
    assert ((ROOT / page).parent / link[1]).resolve() == PAGE


def photograph(form: str) -> bytes:
    """A picture that tells where it was taken, and with which camera."""
    exif = Pictures.Exif()
    exif[0x010F], exif[0x0112] = "Harbour cameras", 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[0x0002] = (54.0, 19.0, 11.0)  # the latitude
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "Harbour lane 5")
    out = io.BytesIO()
    picture = Pictures.linear_gradient("L").resize((480, 360)).convert("RGB")
    picture.save(out, form, exif=exif, pnginfo=text, comment="Harbour lane 5", xmp=b"<x>Harbour</x>")
    return out.getvalue() + b"Harbour film"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_tells_nothing_about_its_camera(form: str) -> None:
    """Place, camera and comments are in neither the cover nor the picture of a chapter, nor in the read-along page."""
    image = Image(data=photograph(form))
    assert image.data
    assert image.data.count(b"Harbour") > 1
    shown, kind = plain(image.data)
    assert kind == ("png" if form == "PNG" else "jpeg")
    for data in (cover.from_image(image, size=200), cover.chapter_picture(image), shown):
        if form != "GIF" or data:  # no cover is made of a GIF
            assert data
            assert b"Harbour" not in data
            assert not Pictures.open(io.BytesIO(data)).getexif()


def test_a_picture_that_tells_nothing_is_left_as_it_is() -> None:
    """A photograph is turned upright when it is made anew; anything else in the page keeps its bytes."""
    assert Pictures.open(io.BytesIO(plain(photograph("JPEG"))[0])).size == (360, 480)
    for form in ("JPEG", "PNG", "WEBP", "GIF"):
        out = io.BytesIO()
        Pictures.effect_noise((40, 30), 60).convert("RGB").save(out, form)
        assert plain(out.getvalue()) == (out.getvalue(), form.lower())
    assert plain(b"no picture") == plain(b"GIF89a") == (b"", "")


@pytest.mark.parametrize("kind", ["playlist", "session"])
def test_a_playlist_in_place_of_an_episode_leads_nowhere(tmp_path: Path, kind: str) -> None:
    """ffmpeg opens neither a host nor another file that it names."""
    episode = tmp_path / "ferry.m4a"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        port = server.getsockname()[1]
        lines = {
            "playlist": f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
            "session": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 14\n",
        }
        episode.write_text(lines[kind])
        with pytest.raises(AudioError):
            list(decoding.blocks(episode, 44_100, 44_100, tool=ffmpeg.find(), seconds=5))
        with pytest.raises(TimeoutError):
            server.accept()
