"""An S3-compatible object store as a place to publish to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from typing import Any

from podcaster.errors import MissingToolError, StorageError, UsageError
from podcaster.installing import extra
from podcaster.publishing.media import media_type
from podcaster.serving.cache_headers import cache_control
from podcaster.serving.target import Item, address_parts, in_parallel

IN_PARTS = 8 * 2**20  # bytes from which boto3 sends a file in parts
KEYS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure"


class S3:
    """A bucket of an S3-compatible store; the usual AWS_… variables and files say which one and as whom."""

    def __init__(self, target: str, token: str = "") -> None:
        parts = address_parts(target)
        self._bucket, self._private = parts.netloc, bool(token)
        self._prefix = "".join(f"{part}/" for part in (parts.path.strip("/"), token) if part)
        if not self._bucket or parts.query or parts.fragment:
            raise UsageError(f"{target!r} names no bucket", hint="s3://bucket/folder")
        self.where = f"s3 {os.environ.get('AWS_ENDPOINT_URL', '')} {self._bucket}/{self._prefix}"
        self._client = connected(self._bucket)

    def sizes(self) -> dict[str, int]:
        out = {}
        with self._errors(f"could not list s3://{self._bucket}/{self._prefix}"):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            for page in pages:
                for entry in page.get("Contents", ()):
                    out[str(entry["Key"]).removeprefix(self._prefix)] = int(entry["Size"])
        return out

    def read(self, name: str) -> bytes:
        with self._errors(f"could not read {self._prefix}{name} from s3://{self._bucket}"):
            try:
                got = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
            except self._client.exceptions.NoSuchKey:
                return b""
            return bytes(got["Body"].read())

    def put(self, batch: Sequence[Item], done: Callable[[Item], None]) -> None:
        if keys := {self._prefix + item.name for item in batch if item.size >= IN_PARTS}:
            self._drop_unfinished(keys)
        in_parallel(batch, self._send, done)

    def _drop_unfinished(self, keys: Set[str]) -> None:
        """Give up uploads in parts that a killed run began: a store keeps their parts, unseen, and counts them."""
        from botocore.exceptions import ClientError  # type: ignore[import-not-found,import-untyped,unused-ignore]

        with suppress(ClientError):  # some stores and some keys do not allow to list them
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                for one in page.get("Uploads", ()):
                    if one["Key"] in keys:
                        self._client.abort_multipart_upload(
                            Bucket=self._bucket, Key=one["Key"], UploadId=one["UploadId"]
                        )

    def _send(self, item: Item) -> None:
        key = self._prefix + item.name
        headers = {
            "ContentType": media_type(item.name),
            "CacheControl": cache_control(item.name, private=self._private),
        }
        with self._errors(f"could not send {key} to s3://{self._bucket}"):
            # An object appears whole when its last byte has arrived, never before.
            self._client.upload_file(str(item.path), self._bucket, key, ExtraArgs=headers)

    def remove(self, names: Sequence[str]) -> None:
        for name in names:
            with self._errors(f"could not delete {name} from s3://{self._bucket}"):
                self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        with s3_errors(what, self._bucket):
            yield


def connected(bucket: str) -> Any:
    """A client for an S3-compatible store."""
    try:
        import boto3  # type: ignore[import-not-found,import-untyped,unused-ignore]
        from botocore.config import Config  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError as error:
        raise MissingToolError(f"boto3 is needed for s3://{bucket}", hint=extra("s3")) from error
    with s3_errors(f"could not open s3://{bucket}", bucket):
        patience = Config(connect_timeout=20, retries={"mode": "standard", "max_attempts": 3})
        return boto3.client("s3", config=patience)


@contextmanager
def s3_errors(what: str, bucket: str = "") -> Iterator[None]:
    """Turn every error of a store, or of the connection to it, into one of ours."""
    from boto3.exceptions import Boto3Error  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from botocore.exceptions import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        BotoCoreError,
        ClientError,
    )

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        answer = error.__context__ if isinstance(error, Boto3Error) and error.__context__ else error
        reason, hint = _meaning(answer, bucket)
        raise StorageError(f"{what}: {reason}", hint=hint) from error
    except ValueError as error:  # botocore's error for an invalid address
        hint = "AWS_ENDPOINT_URL must be a whole address, such as https://s3.example.com"
        raise StorageError(f"{what}: {error}", hint=hint) from error
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror or error}", hint="check the disk and the network") from error


# What a store answers, by its code: what that means, and what to do.
ANSWERS = {
    "NoSuchBucket": (
        "there is no bucket {bucket!r} at {place}",
        "make it there, or check its name: s3://bucket/folder",
    ),
    "InvalidBucketName": ("{bucket!r} cannot be the name of a bucket", "check its name: s3://bucket/folder"),
    "InvalidAccessKeyId": ("the store does not know the access key", KEYS),
    "SignatureDoesNotMatch": ("the secret key does not belong to the access key", KEYS),
    "Unauthorized": ("the store does not accept the access key", KEYS),
    "ExpiredToken": ("the credentials have expired", "log in again: aws sso login"),
    "InvalidToken": ("the session token is not valid", "AWS_SESSION_TOKEN must belong to the access key"),
    "AccessDenied": (
        "access is denied",
        "the key needs the rights to list, read, write and delete in the bucket; some stores also say this of a bucket "
        "that does not exist, or belongs to somebody else",
    ),
    "PermanentRedirect": ("the bucket is in another region", "set AWS_REGION to the region of the bucket"),
    "AuthorizationHeaderMalformed": ("the region is wrong", "set AWS_REGION to the region of the bucket"),
    "RequestTimeTooSkewed": ("the clock of this computer is wrong", "set it, then run the same again"),
    "QuotaExceeded": ("the store is full", "free some space there; the same command goes on from here"),
    "SlowDown": ("the store asks to slow down", "run the same again later"),
}
# Where only the status is known, as with a HEAD.
STATUS = {"401": "Unauthorized", "403": "AccessDenied", "301": "PermanentRedirect", "507": "QuotaExceeded"}


def _meaning(error: BaseException, bucket: str) -> tuple[str, str]:
    """What *error* says, in our words, and what to do about it."""
    from botocore import exceptions as known  # type: ignore[import-not-found,import-untyped,unused-ignore]

    place = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or "Amazon S3"
    if isinstance(error, known.ClientError):
        told = error.response.get("Error", {})
        code = str(told.get("Code", ""))
        if found := ANSWERS.get(STATUS.get(code, code)):
            return found[0].format(bucket=bucket, place=place), found[1].format(bucket=bucket, place=place)
        return f"{told.get('Message') or code} ({code})", f"that is the answer of {place}"
    if isinstance(error, known.NoCredentialsError | known.PartialCredentialsError):
        return "no credentials were found", KEYS
    if isinstance(error, known.NoRegionError):
        return "no region is set", "set AWS_REGION to the region of the bucket; for stores that have none: auto"
    if isinstance(error, known.SSLError):
        return (
            f"{place} has no certificate that is trusted",
            "check AWS_ENDPOINT_URL; for a CA of your own: AWS_CA_BUNDLE",
        )
    if isinstance(error, known.HTTPClientError | known.ConnectionError):
        return (
            f"{place} cannot be reached",
            "check the network and AWS_ENDPOINT_URL; the same command goes on from here",
        )
    return str(error), "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_ENDPOINT_URL say where and who"
