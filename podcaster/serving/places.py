"""Which place a target names: a folder, or one of the ways to another machine."""

from __future__ import annotations

import re
from pathlib import Path

from podcaster.config import Show
from podcaster.errors import UsageError
from podcaster.serving import remote
from podcaster.serving.folder import Folder
from podcaster.serving.s3 import S3
from podcaster.serving.sftp import Sftp
from podcaster.serving.target import Target
from podcaster.serving.webdav import WebDav

KNOWN = "a folder, s3://bucket/folder, host:folder (rsync), sftp://host/folder, davs://host/folder (WebDAV)"
# What people type that is no target, and what to do instead.
INSTEAD = {
    "http": "podcaster cannot write to a web address. Over WebDAV: dav://host/folder; "
    "the address at which listeners read the show is the setting base_url",
    "https": "podcaster cannot write to a web address. Over WebDAV: davs://host/folder; "
    "the address at which listeners read the show is the setting base_url",
    "gs": "Google Cloud Storage speaks S3: make an HMAC key, set AWS_ENDPOINT_URL=https://storage.googleapis.com, and "
    "publish to s3://bucket/folder",
    "r2": "Cloudflare R2 speaks S3: set AWS_ENDPOINT_URL=https://ACCOUNT.r2.cloudflarestorage.com, and publish to "
    "s3://bucket/folder",
    "b2": "Backblaze B2 speaks S3: set AWS_ENDPOINT_URL=https://s3.REGION.backblazeb2.com, and publish to "
    "s3://bucket/folder",
    "ftp": "FTP sends passwords in the clear. If the host also speaks SFTP: sftp://host/folder; "
    "else publish to a folder and upload that",
    "az": "publish to a folder, and upload that with azcopy sync or rclone",
    "ssh": "over SSH: host:folder if rsync is on both machines, else sftp://host/folder",
    "webdav": "WebDAV is dav://host/folder, or davs://host/folder over HTTPS",
    "file": "write the folder without file://",
}
SAME = {
    "ftps": "ftp",
    "scp": "ssh",
    "rsync": "ssh",
    "azure": "az",
    "abfs": "az",
    "abfss": "az",
    "webdavs": "webdav",
    "gcs": "gs",
    "webdav+http": "webdav",
    "webdav+https": "webdav",
}
REMOTE: dict[str, type[S3 | Sftp | WebDav]] = {"s3": S3, "sftp": Sftp, "dav": WebDav, "davs": WebDav}
# One letter before the colon is a Windows drive.
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")


def scheme_of(target: str) -> str:
    """The word before "://", in lower case; "" for a folder and for host:folder.

    A word that is known is also found before a single slash: `s3:/bucket` is a slip, not a host of that name.
    """
    found = SCHEME.match(target)
    scheme = found[1].lower() if found else ""
    known = scheme in REMOTE or scheme in INSTEAD or scheme in SAME
    return scheme if known or target[len(scheme) :].startswith("://") else ""


def open_target(target: str, show: Show, token: str = "") -> Target:
    """The place that *target* names. Raises UsageError if there can be no such place."""
    scheme = scheme_of(target)
    if not scheme:
        return remote.Rsync(target, token) if remote.is_remote(target) else Folder(Path(target), show, token)
    if scheme not in REMOTE:
        hint = INSTEAD.get(SAME.get(scheme, scheme), KNOWN)
        raise UsageError(f"{scheme}:// is not a target that podcaster can publish to", hint=hint)
    if not target[len(scheme) :].startswith("://"):
        raise UsageError(f"{target!r} lacks a slash", hint=f"{scheme}://{target.partition(':')[2].lstrip('/')}")
    return REMOTE[scheme](target, token)


def in_one_spelling(target: str) -> str:
    """*target* in one spelling, by which the copies of a show below it are found."""
    if scheme_of(target) or remote.is_remote(target):
        return target.rstrip("/")
    return str(Path(target).resolve())
