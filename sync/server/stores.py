"""Where the chunks of blobs are: a folder of this computer, or a bucket that speaks S3's protocol.

A chunk has a name of its own for every time it is brought, so that nothing that is read is ever
written over and what was given up can be deleted without asking who else is there. Names are made
of hexadecimal digits, strokes and points alone.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from sync.server.bucket_store import BucketStore, bucket_of, credentials_from
from sync.server.clocks import Clock
from sync.server.database import sqlite_path
from sync.server.folder_store import FolderStore
from sync.server.refusals import RefusedError


class Store(Protocol):
    """Keeps chunks by name."""

    def put(self, name: str, content: bytes, /) -> None:
        """Keep ``content`` for good; BusyError when that cannot be said for certain."""

    def get(self, name: str, /) -> bytes | None:
        """Return what was put, None when nothing has this name; BusyError when nobody answers."""

    def delete(self, name: str, /) -> None:
        """Forget it; nothing happens where nothing is."""

    def check(self) -> None:
        """Return when chunks can be read and written; BusyError otherwise."""

    def close(self) -> None:
        """Let go of every connection."""


class NoStore:
    """Keeps nothing: a server that was given no place for blobs."""

    def put(self, _name: str, _content: bytes) -> None:
        """Refuse it: there is no room."""
        raise RefusedError("full")

    def get(self, _name: str) -> bytes | None:
        """Return None: nothing was ever put here."""
        return None

    def delete(self, _name: str) -> None:
        """Do nothing: nothing is here."""

    def check(self) -> None:
        """Return: nothing can be missing."""

    def close(self) -> None:
        """Do nothing: nothing is open."""


def new_name(program: bytes, vault: bytes, digest: bytes) -> str:
    """Return a name for one bringing of the chunk with this ``digest``."""
    found = digest.hex()
    return f"{program.hex()}/{vault.hex()}/{found[:2]}/{found}.{secrets.token_hex(4)}"


def open_store(
    blobs: str, database: str, clock: Clock, environment: Mapping[str, str] = os.environ
) -> Store:
    """Return the store at ``blobs``: a folder, or the address of a bucket.

    Where ``blobs`` is empty it is a folder beside a SQLite database, and none otherwise.
    SetupError when the address is none, or the bucket's keys are missing.
    """
    if blobs.startswith(("s3:", "s3+")):
        bucket = bucket_of(blobs)
        return BucketStore(bucket, credentials_from(environment, bucket.region), clock)
    if blobs:
        return FolderStore(Path(blobs))
    path = sqlite_path(database)
    return NoStore() if path is None else FolderStore(path.with_name(f"{path.name}.blobs"))
