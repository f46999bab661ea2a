"""The way to an S3-compatible store, and its errors as ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from podcaster.errors import StorageError, UsageError


def connected(bucket: str) -> Any:
    """A client for an S3-compatible store."""
    try:
        import boto3  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError as error:
        raise UsageError(f"boto3 is needed for s3://{bucket}", hint="pip install 'podcaster[s3]'") from error
    with s3_errors(f"could not open s3://{bucket}"):
        return boto3.client("s3")


@contextmanager
def s3_errors(what: str) -> Iterator[None]:
    """Whatever a store or the way to it does becomes one of our errors."""
    from boto3.exceptions import Boto3Error  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from botocore.exceptions import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        BotoCoreError,
        ClientError,
    )

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise StorageError(
            f"{what}: {error}", hint="AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_ENDPOINT_URL say where and who"
        ) from error
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror or error}", hint="check the disk and the network") from error
