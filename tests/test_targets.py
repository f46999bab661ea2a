"""Places to publish to that are reached over a network: which one a target names, and what each of them promises."""

from __future__ import annotations

import socket
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podcaster import files
from podcaster.config import Show
from podcaster.errors import MissingToolError, StorageError, UsageError
from podcaster.network.reach import Reach
from podcaster.publishing import media
from podcaster.serving import places
from podcaster.serving.cache_headers import cache_control
from podcaster.serving.publish import Options, send
from podcaster.serving.target import Item, Target, beside, in_parallel
from tests import machine, other_hosts
from tests.shows import SETTINGS, put_on_disk

REMOVE = Options(remove=True)


@pytest.fixture
def harbour(tmp_path: Path) -> Show:
    return put_on_disk(tmp_path / "show", replace(SETTINGS, feed_limit=2), count=3)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# ---------------------------------------------------------------- what a target names


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("http://pod.example/harbour", "dav://host/folder"),
        ("https://pod.example/harbour", "davs://host/folder"),
        ("HTTPS://pod.example/harbour", "base_url"),
        ("gs://bucket/pod", "AWS_ENDPOINT_URL=https://storage.googleapis.com"),
        ("gcs://bucket/pod", "s3://bucket/folder"),
        ("r2://bucket", "r2.cloudflarestorage.com"),
        ("b2://bucket", "backblazeb2.com"),
        ("ftp://pod.example/www", "sftp://host/folder"),
        ("ftps://pod.example/www", "sftp://host/folder"),
        ("az://container/pod", "azcopy"),
        ("abfss://container/pod", "azcopy"),
        ("ssh://pod.example/www", "host:folder"),
        ("rsync://pod.example/www", "host:folder"),
        ("webdav://pod.example/www", "davs://host/folder"),
        ("webdav+https://pod.example/www", "davs://host/folder"),
        ("file:///srv/www", "without file://"),
        ("file:/srv/www", "without file://"),
        ("gopher://pod.example/www", "a folder, s3://bucket/folder"),
        ("s3:/bucket/pod", "s3://bucket/pod"),
        ("sftp:/pod.example/www", "sftp://pod.example/www"),
    ],
)
def test_an_address_that_is_no_target_is_refused_with_the_way_to_do_it(
    harbour: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, hint: str
):
    """It becomes no folder of that name, and the hint is one that helps for just this address."""
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    with pytest.raises(UsageError) as refused:
        send(harbour, target)
    assert hint in refused.value.hint
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("target", ["www", "/srv/www", "C:/www", "C://www", "a:b", "pod.example:www", "host:/srv/s3"])
def test_a_folder_and_a_host_are_no_addresses(target: str):
    """A drive letter, and a colon without slashes, name no way that must be known."""
    assert places.scheme_of(target) == ""


@pytest.mark.parametrize(
    "target",
    [
        "s3://",
        "sftp://",
        "sftp://pod.example",
        "sftp://pod.example/",
        "dav://",
        "davs:///pod",
        "dav://h/p?a=b",
        "sftp://h:999999/www",
        "davs://h:x/www",
        "sftp://[::1/www",
    ],
)
def test_a_target_that_names_no_place_is_refused(harbour: Show, target: str):
    """A host without a folder, a folder without a host, a port that is none."""
    with pytest.raises(UsageError):
        places.open_target(target, harbour)


@pytest.mark.parametrize("target", ["davs://jo:fog@pod.example/www", "sftp://jo:fog@pod.example/www"])
def test_a_password_in_a_target_is_refused_and_not_repeated(harbour: Show, target: str):
    """It would be in the history of the shell and in what is remembered of the place."""
    with pytest.raises(UsageError, match="a password in the target") as refused:
        places.open_target(target, harbour)
    assert "PASSWORD" in refused.value.hint
    assert "fog" not in refused.value.message + refused.value.hint


@pytest.mark.parametrize(
    ("target", "token", "warning"),
    [
        ("dav://jo@pod.example/my%20www", "", "can read the password; over HTTPS: davs://pod.example/my www"),
        (
            "dav://nas.local:8080/www",
            "t0ken",
            "the password and the secret address of the show; over HTTPS: davs://nas.",
        ),
        ("davs://jo@pod.example/www", "", ""),
        ("dav://127.0.0.1:8080/www", "", ""),
    ],
)
def test_a_password_that_is_sent_in_clear_is_told(harbour: Show, target: str, token: str, warning: str):
    """With the address that encrypts it; on this machine nobody reads it."""
    said = places.open_target(target, harbour, token).warning  # type: ignore[attr-defined]
    assert (warning in said, bool(said)) == (True, bool(warning))
    assert "t0ken" not in said


def test_publish_tells_it(harbour: Show, at_webdav: tuple[str, Path], monkeypatch: pytest.MonkeyPatch):
    """Before anything is sent, and in a dry run too."""
    monkeypatch.setattr("podcaster.serving.webdav.reach", lambda _: Reach.NETWORK)
    notes: list[str] = []
    send(harbour, at_webdav[0], Options(dry_run=True), note=notes.append)
    assert "dav:// is not encrypted" in notes[0]


@pytest.mark.parametrize(("target", "module"), [("sftp://h/www", "asyncssh"), ("dav://h/www", "webdav4.client")])
def test_a_missing_library_is_named(harbour: Show, monkeypatch: pytest.MonkeyPatch, target: str, module: str):
    """The hint installs it."""
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(MissingToolError) as refused:
        places.open_target(target, harbour)
    assert "podcaster-tts[remote]" in refused.value.hint


def test_a_file_is_sent_under_a_hidden_name_that_is_no_name_of_a_show():
    """So a half-written one is never served, and never taken for ours."""
    name = beside("episodes/ferry-1.chapters.json")
    assert name.startswith("episodes/.ferry-1.chapters.")
    assert name.endswith(".json.part")
    assert not media.may_be_seen(name)
    assert beside("feed.xml", ".new").startswith(".feed.")
    assert beside("feed.xml") != beside("feed.xml")


# ---------------------------------------------------------------- several at a time


def items_of(show: Show) -> list[Item]:
    found = sorted(show.episodes.iterdir())
    return [Item(f"episodes/{p.name}", p, p.stat().st_size, p.stat().st_mtime_ns, "") for p in found]


def test_files_that_are_sent_together_are_all_recorded(harbour: Show):
    """Each is sent once, and each that arrived is said."""
    sent: list[str] = []
    arrived: list[str] = []
    batch = items_of(harbour)
    in_parallel(batch, lambda item: sent.append(item.name), lambda item: arrived.append(item.name))
    assert sorted(sent) == sorted(arrived) == [item.name for item in batch]


def test_one_that_fails_ends_it_and_what_arrived_is_recorded(harbour: Show):
    """What was on its way is finished and counts; the rest is not begun."""
    batch = items_of(harbour) * 20
    sent: list[str] = []
    arrived: list[str] = []

    def fail_at_the_tenth(item: Item) -> None:
        sent.append(item.name)
        if len(sent) == 10:
            raise StorageError("the line is down")

    with pytest.raises(StorageError, match="the line is down"):
        in_parallel(batch, fail_at_the_tenth, lambda item: arrived.append(item.name))
    assert len(arrived) == len(sent) - 1
    assert len(sent) < len(batch)


# ---------------------------------------------------------------- what every place promises


@pytest.fixture
def at_webdav(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """A target on a WebDAV server, and its folder."""
    (far := tmp_path / "far").mkdir()
    monkeypatch.setenv("WEBDAV_PASSWORD", "fog")
    with other_hosts.wsgi(other_hosts.dav(far)) as port:
        yield f"dav://jo@127.0.0.1:{port}/www/my%20h%C3%A4fen", far / "www" / "my häfen"


def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known_hosts: str) -> None:
    """A home folder with what an SSH client needs."""
    (tmp_path / "home" / ".ssh").mkdir(parents=True)
    (tmp_path / "home" / ".ssh" / "known_hosts").write_text(known_hosts)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv("SFTP_PASSWORD", "fog")


@pytest.fixture
def at_sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    (far := tmp_path / "far").mkdir()
    with other_hosts.sftp(far) as host:
        at_home(tmp_path, monkeypatch, host.known_hosts)
        yield f"sftp://jo@127.0.0.1:{host.port}/www/my%20h%C3%A4fen", far / "www" / "my häfen"


@pytest.fixture
def at_plain_sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """A host whose SFTP cannot replace a file by renaming another."""
    (far := tmp_path / "far").mkdir()
    with other_hosts.sftp(far, type("Rooted", (other_hosts.Plain,), {"folder": far})) as host:
        at_home(tmp_path, monkeypatch, host.known_hosts)
        yield f"sftp://jo@127.0.0.1:{host.port}/www", far / "www"


@pytest.mark.parametrize("place", ["at_webdav", "at_sftp", "at_plain_sftp"])
def test_a_place_far_away_keeps_the_promises_of_a_folder(harbour: Show, request: pytest.FixtureRequest, place: str):
    """Complete, in order, nothing twice, only ours removed, nothing half left, the same again after a change."""
    target, there = request.getfixturevalue(place)
    done = send(harbour, target)
    assert tree(there) == tree(harbour.public)
    assert done.sent[-1] == "feed.xml"
    assert send(harbour, target).sent == ()
    files.write(harbour.episodes / "ferry-1.vtt", "WEBVTT\n")
    (there / "episodes" / "gone.mp3").write_bytes(b"old")
    (there / "other.txt").write_text("not ours")
    again = send(harbour, target, REMOVE)
    assert again.sent == ("episodes/ferry-1.vtt",)
    assert tree(there) == tree(harbour.public) | {"other.txt": b"not ours"} | (
        {} if again.removed else {"episodes/gone.mp3": b"old"}
    )


@pytest.mark.parametrize("place", ["at_webdav", "at_sftp"])
def test_one_file_is_read_and_removed(harbour: Show, request: pytest.FixtureRequest, place: str):
    """A file that is not there reads as nothing, and removing it again is no error."""
    target, there = request.getfixturevalue(place)
    at = places.open_target(target, harbour)
    assert at.sizes() == {}
    assert at.read("feed.xml") == b""
    send(harbour, target)
    assert at.read("feed.xml") == (there / "feed.xml").read_bytes()
    at.remove(["cover.jpg", "cover.jpg"])
    assert not (there / "cover.jpg").exists()
    assert at.sizes() == {name: len(data) for name, data in tree(there).items()}


@pytest.mark.parametrize("place", ["at_webdav", "at_sftp"])
def test_a_private_show_lies_below_its_token_there_too(tmp_path: Path, request: pytest.FixtureRequest, place: str):
    """As in a folder."""
    show = put_on_disk(tmp_path / "secret", replace(SETTINGS, private=True), token="t0ken", count=1)
    target, there = request.getfixturevalue(place)
    send(show, target, token="t0ken")
    assert [p.name for p in there.iterdir()] == ["t0ken"]
    assert tree(there / "t0ken") == tree(show.public)


def test_files_on_an_sftp_host_can_be_read_by_its_web_server(harbour: Show, at_sftp: tuple[str, Path]):
    """And keep the time that they have here, for the same Last-Modified."""
    (harbour.public / "cover.jpg").chmod(0o600)
    send(harbour, at_sftp[0])
    found = (at_sftp[1] / "cover.jpg").stat()
    assert stat.S_IMODE(found.st_mode) == 0o644
    assert int(found.st_mtime) == int((harbour.public / "cover.jpg").stat().st_mtime)


def failing(place: Target, method: str, at: int, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the n-th call of a method of the client of *place* fail."""
    calls = iter(range(1, 10_000))
    client: Any = place._client  # type: ignore[attr-defined]
    right = getattr(client, method)

    def sometimes(*args: Any, **named: Any) -> Any:
        if next(calls) == at:
            raise error
        return right(*args, **named)

    monkeypatch.setattr(client, method, sometimes)


@pytest.mark.parametrize("method", ["upload_file", "move"])
@pytest.mark.parametrize("at", [1, 9, 25])
def test_a_webdav_upload_that_breaks_leaves_no_half_file(
    harbour: Show, at_webdav: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, method: str, at: int
):
    """Neither in its place nor beside it; the next run sends only what is missing."""
    import httpx

    place = places.open_target(at_webdav[0], harbour)
    failing(place, method, at, httpx.ReadError("gone"), monkeypatch)
    with pytest.raises(StorageError, match="the connection broke"):
        send(harbour, place)
    there = tree(at_webdav[1])
    assert there.items() <= tree(harbour.public).items()
    assert "feed.xml" not in there
    assert len(send(harbour, at_webdav[0]).sent) == len(tree(harbour.public)) - len(there)
    assert tree(at_webdav[1]) == tree(harbour.public)


# ---------------------------------------------------------------- WebDAV: what its answers mean


def test_a_wrong_password_is_told(harbour: Show, at_webdav: tuple[str, Path], monkeypatch: pytest.MonkeyPatch):
    """And where the right one belongs."""
    monkeypatch.setenv("WEBDAV_PASSWORD", "mist")
    with pytest.raises(StorageError, match="another user or password") as refused:
        send(harbour, at_webdav[0])
    assert "WEBDAV_PASSWORD" in refused.value.hint


def test_the_password_may_stand_in_netrc(
    harbour: Show, tmp_path: Path, at_webdav: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
):
    """As for other programs that log in."""
    monkeypatch.delenv("WEBDAV_PASSWORD")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login jo password fog\n")
    (tmp_path / ".netrc").chmod(0o600)
    assert send(harbour, at_webdav[0].replace("jo@", "")).sent[-1] == "feed.xml"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("301 Moved Permanently", "leads elsewhere"),
        ("403 Forbidden", "does not permit it"),
        ("405 Method Not Allowed", "does not speak WebDAV"),
        ("200 OK", "does not speak WebDAV"),
        ("207 Multi-Status", "does not speak WebDAV"),
        ("507 Insufficient Storage", "full"),
        ("423 Locked", "locked"),
    ],
)
def test_what_a_server_answers_is_one_line(harbour: Show, monkeypatch: pytest.MonkeyPatch, status: str, said: str):
    """No traceback, whatever stands there."""
    monkeypatch.setattr("webdav4.retry.BACKOFF", 0)

    def answer(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], Any]) -> Sequence[bytes]:
        start(status, [("Content-Type", "text/html"), ("Location", "/elsewhere")])
        return [b"<h1>hello"]

    if status.startswith("301"):
        monkeypatch.setattr("webdav4.client.Client.propfind", lambda self, path, **_: self.request("MKCOL", path))
    with other_hosts.wsgi(answer) as port, pytest.raises(StorageError, match=said):
        send(harbour, f"dav://127.0.0.1:{port}/www")


def test_a_webdav_server_that_is_not_there_is_one_line(harbour: Show):
    """With what to look at."""
    with pytest.raises(StorageError, match="cannot be reached") as refused:
        send(harbour, f"dav://127.0.0.1:{closed_port()}/www")
    assert "network" in refused.value.hint


# ---------------------------------------------------------------- SFTP: what its answers mean


def test_a_host_whose_key_is_not_known_is_refused(
    harbour: Show, at_sftp: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The password is not sent to somebody who only says that they are the host."""
    (tmp_path / "home" / ".ssh" / "known_hosts").write_text("")
    with pytest.raises(StorageError, match="is not known, or has changed") as refused:
        send(harbour, at_sftp[0])
    assert refused.value.hint == "connect once with: sftp 127.0.0.1"


def test_a_host_that_wants_another_password(harbour: Show, at_sftp: tuple[str, Path], monkeypatch: pytest.MonkeyPatch):
    """Keys and a password are named."""
    monkeypatch.setenv("SFTP_PASSWORD", "mist")
    with pytest.raises(StorageError, match="neither our keys nor a password") as refused:
        send(harbour, at_sftp[0])
    assert "SFTP_PASSWORD" in refused.value.hint


def test_a_host_that_is_not_there(harbour: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One line."""
    at_home(tmp_path, monkeypatch, "")
    with pytest.raises(StorageError, match="could not list /www on 127"):
        send(harbour, f"sftp://jo@127.0.0.1:{closed_port()}/www")


def test_a_folder_where_nothing_may_be_written(harbour: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What the host says about a full disk or missing rights is told, and nothing half is left."""
    import asyncssh

    (far := tmp_path / "far").mkdir()
    answers = iter([asyncssh.SFTPPermissionDenied("no"), asyncssh.SFTPFailure("no space")])

    class Full(other_hosts.Plain):
        folder = far
        error: asyncssh.SFTPError

        def write(self, file_obj: object, offset: int, data: bytes) -> int:
            raise self.error

    with other_hosts.sftp(far, Full) as host:
        at_home(tmp_path, monkeypatch, host.known_hosts)
        for error, said in zip(answers, ("permission denied", "is its disk full"), strict=True):
            Full.error = error
            with pytest.raises(StorageError) as refused:
                send(harbour, f"sftp://jo@127.0.0.1:{host.port}/www")
            assert said in refused.value.message + refused.value.hint
    assert tree(far) == {}


@machine.optional("sshd")
@machine.posix
def test_openssh_itself(harbour: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Its own server, reached with a key and the settings of ~/.ssh/config."""
    with other_hosts.sshd(tmp_path / "sshd") as host:
        at_home(tmp_path, monkeypatch, host.known_hosts)
        (tmp_path / "home" / ".ssh" / "config").write_text(
            f"Host quay\n HostName 127.0.0.1\n Port {host.port}\n IdentityFile {host.key}\n"
            f" UserKnownHostsFile {tmp_path}/home/.ssh/known_hosts\n"
        )
        monkeypatch.delenv("SFTP_PASSWORD")
        target = f"sftp://quay{tmp_path}/www"
        assert send(harbour, target).sent[-1] == "feed.xml"
        files.write(harbour.episodes / "ferry-1.vtt", "WEBVTT\n")
        assert send(harbour, target).sent == ("episodes/ferry-1.vtt",)
        assert tree(tmp_path / "www") == tree(harbour.public)


# ---------------------------------------------------------------- S3: what its answers mean


def test_a_missing_bucket_is_told(harbour: Show, s3: Any):
    """With its name and the store that was asked."""
    with pytest.raises(StorageError, match=r"there is no bucket 'nowhere' at http://127\.0\.0\.1"):
        send(harbour, "s3://nowhere/pod")


def test_missing_credentials_are_told(harbour: Show, s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """And how to set them."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # it keeps those that it once found
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(StorageError, match="no credentials were found") as refused:
        send(harbour, "s3://harbour/pod")
    assert "AWS_ACCESS_KEY_ID" in refused.value.hint


def test_no_network_is_told(harbour: Show, s3: Any, monkeypatch: pytest.MonkeyPatch):
    """It is not blamed on the credentials."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(StorageError, match="cannot be reached") as refused:
        send(harbour, "s3://harbour/pod")
    assert "AWS_ENDPOINT_URL" in refused.value.hint


def test_an_endpoint_that_is_no_address_is_told(harbour: Show, s3: Any, monkeypatch: pytest.MonkeyPatch):
    """The variable is named."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "s3.example.com")
    with pytest.raises(StorageError, match="Invalid endpoint") as refused:
        send(harbour, "s3://harbour/pod")
    assert "AWS_ENDPOINT_URL" in refused.value.hint


@pytest.mark.parametrize(
    ("during", "status", "code", "said"),
    [
        ("GET", 403, "InvalidAccessKeyId", "does not know the access key"),
        ("GET", 403, "SignatureDoesNotMatch", "the secret key does not belong to the access key"),
        ("GET", 401, "Unauthorized", "does not accept the access key"),
        ("GET", 403, "AccessDenied", "access is denied"),
        ("GET", 301, "PermanentRedirect", "in another region"),
        ("GET", 400, "Odd", r"what is this\? \(Odd\)"),
        ("PUT", 404, "NoSuchBucket", "there is no bucket 'harbour'"),
        ("PUT", 400, "QuotaExceeded", "the store is full"),
    ],
)
def test_each_answer_of_a_store_has_its_words(
    harbour: Show, monkeypatch: pytest.MonkeyPatch, during: str, status: int, code: str, said: str
):
    """Wrong credentials are not a missing bucket; also when it happens half-way, in the middle of an upload."""
    for name, value in (("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_DEFAULT_REGION", "auto")):
        monkeypatch.setenv(name, value)
    listing = b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
    error = f"<Error><Code>{code}</Code><Message>what is this?</Message></Error>".encode()

    def answer(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], Any]) -> Sequence[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        good = environ["REQUEST_METHOD"] != during
        start("200 OK" if good else f"{status} Bad", [("Content-Type", "application/xml")])
        return [listing if environ["REQUEST_METHOD"] == "GET" and good else error]

    with other_hosts.wsgi(answer) as port:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        with pytest.raises(StorageError, match=said):
            send(harbour, "s3://harbour/pod")


def test_objects_say_how_long_caches_may_keep_them(tmp_path: Path, harbour: Show, s3: Any):
    """Audio and pictures for an hour, because they keep their names; feed and pages for five minutes."""
    send(harbour, "s3://harbour/pod")
    show = put_on_disk(tmp_path / "secret", replace(SETTINGS, private=True), token="t0ken", count=1)
    send(show, "s3://harbour/mine", token="t0ken")
    kept = {
        key: s3.head_object(Bucket="harbour", Key=key)["CacheControl"]
        for key in ("pod/episodes/ferry-1.mp3", "pod/cover.jpg", "pod/feed.xml", "mine/t0ken/episodes/ferry-1.mp3")
    }
    assert list(kept.values()) == [
        "public, max-age=3600",
        "public, max-age=3600",
        "public, max-age=300",
        "private, max-age=3600",
    ]
    assert cache_control("episodes/a.html", private=True) == "private, max-age=300"
