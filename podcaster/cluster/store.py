"""Where the machines of a cluster keep what they have made: a folder that all of them see, or a bucket.

Everything in it is complete and never changes. If two machines make the same
object, the first one is kept.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from podcaster import files
from podcaster.errors import UsageError, storage_error
from podcaster.serving.s3 import connected, s3_errors

Record = dict[str, Any]
TRIES = 10  # seconds that another machine is given to finish what it is writing


class Store(Protocol):
    """Files under their own digests, and small values under the keys of what they are about."""

    name: str  # what open_store takes

    def has(self, name: str) -> bool: ...

    def create(self, name: str, source: Path) -> bool:
        """Put a copy of *source* there if there is nothing yet, whole or not at all. Returns whether it was us."""
        ...

    def read(self, name: str) -> bytes | None:
        """None when there is nothing of that name."""
        ...

    def fetch(self, name: str, target: Path) -> None: ...


def open_store(name: str) -> Store:
    """s3://bucket/prefix, or a folder."""
    if name.startswith("s3://"):
        return Bucket(name)
    if "://" in name:
        raise UsageError(f"--store is {name!r}", hint="a folder that all machines see, or s3://bucket/prefix")
    return Folder(Path(name).resolve())


def place(digest: str) -> str:
    """The name of the file with that digest."""
    return f"objects/{digest[:2]}/{digest}"


def put_file(store: Store, path: Path) -> str:
    """Keep a copy of *path* under its own digest, which is returned."""
    digest = files.sha256(path)
    if not store.has(place(digest)):
        store.create(place(digest), path)
    return digest


def put_json(store: Store, kind: str, key: str, value: object) -> None:
    """Keep *value*, unless there is one already."""
    with tempfile.TemporaryDirectory(prefix="podcaster-") as folder:
        part = Path(folder) / "value"
        part.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        store.create(f"{kind}/{key}.json", part)


def get_json(store: Store, kind: str, key: str) -> Record | None:
    """What was kept, by whomever."""
    data = store.read(f"{kind}/{key}.json")
    return None if data is None else dict(json.loads(data))


class Folder:
    """A folder, on a file system that knows hard links: NFS does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def create(self, name: str, source: Path) -> bool:
        path = self.folder / name
        if path.exists():
            return False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as out, source.open("rb") as stream:
                    shutil.copyfileobj(stream, out, 1 << 20)
                    out.flush()
                    os.fsync(out.fileno())
                Path(part).chmod(0o644)
                try:
                    os.link(part, path)  # refused where another machine was first; a rename would not be
                except FileExistsError:
                    return False
            finally:
                with contextlib.suppress(OSError):
                    Path(part).unlink()
            files.sync_folder(path.parent)
        except OSError as error:
            raise storage_error(error, f"could not write {path}") from error
        return True

    def read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise storage_error(error, f"could not read {self.folder / name}") from error

    def fetch(self, name: str, target: Path) -> None:
        try:
            shutil.copyfile(self.folder / name, target)
        except OSError as error:
            raise storage_error(error, f"could not read {self.folder / name}") from error


class Bucket:
    """A bucket of an S3-compatible store that knows conditional writes; the AWS_… variables say which and as whom."""

    def __init__(self, name: str) -> None:
        parts = urlsplit(name)
        if not parts.netloc or parts.query or parts.fragment:
            raise UsageError(f"--store {name!r} names no bucket", hint="s3://bucket/prefix")
        self.name, self._bucket = name, parts.netloc
        self._prefix = f"{parts.path.strip('/')}/" if parts.path.strip("/") else ""
        self._client = connected(self._bucket)

    def has(self, name: str) -> bool:
        with s3_errors(f"could not look for {name} in {self.name}"):
            from botocore.exceptions import ClientError

            try:
                self._client.head_object(Bucket=self._bucket, Key=self._prefix + name)
            except ClientError as error:
                if _status(error) == 404:
                    return False
                raise
        return True

    def create(self, name: str, source: Path) -> bool:
        with s3_errors(f"could not write {name} to {self.name}"):
            from botocore.exceptions import ClientError

            for left in reversed(range(TRIES)):
                try:
                    with source.open("rb") as stream:
                        key = self._prefix + name
                        self._client.put_object(Bucket=self._bucket, Key=key, Body=stream, IfNoneMatch="*")
                    return True
                except ClientError as error:
                    if _status(error) == 412:  # another machine was first
                        return False
                    if _status(error) != 409 or not left:  # 409: another one is writing it now, and may yet fail
                        raise
                    time.sleep(1)
        return False

    def read(self, name: str) -> bytes | None:
        with s3_errors(f"could not read {name} from {self.name}"):
            from botocore.exceptions import ClientError

            try:
                found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
            except ClientError as error:
                if _status(error) == 404:
                    return None
                raise
            return bytes(found["Body"].read())

    def fetch(self, name: str, target: Path) -> None:
        with s3_errors(f"could not read {name} from {self.name}"):
            self._client.download_file(self._bucket, self._prefix + name, str(target))


def _status(error: Any) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
