"""What the measures stand on: a practice workspace of the asked size, and scratch for copies."""

import shutil
from atexit import register
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from storage.crypto import database
from storage.crypto.keytree import derive_workspace_keys
from storage.crypto.passphrases import FLOOR
from storage.practice.making import PASSPHRASE, practice
from storage.workspace import Beginning, create, unlock

BUILD = Path(__file__).parents[2] / "build" / "bench"


@dataclass(frozen=True, slots=True, repr=False)
class Ground:
    """A practice workspace that is only read, and a folder for copies of it."""

    years: Literal[1, 10]
    folder: Path
    key: bytes
    scratch: Path

    def copy(self) -> Path:
        """Return a copy of the workspace that may be written to."""
        target = self.scratch / "copy"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target)
        return target

    def empty(self, name: str) -> tuple[Path, bytes]:
        """Return a new empty workspace and its key."""
        target = self.scratch / name
        shutil.rmtree(target, ignore_errors=True)
        beginning = Beginning(person="Bench", program="Bench", practice=True)
        return target, create(target, PASSPHRASE, beginning, cost=FLOOR).key

    @contextmanager
    def bare(self, folder: Path, key: bytes, *, cache_mib: int = 64) -> Iterator[dbapi2.Connection]:
        """Open the database of ``folder`` by the bare library, with the product's settings."""
        path, raw = folder / database.NAME, derive_workspace_keys(key).database
        connection = dbapi2.connect(str(path), isolation_level=None)
        for statement in (
            f"PRAGMA key = \"x'{raw.hex()}'\"",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            f"PRAGMA cache_size = -{cache_mib * 1024}",
            "PRAGMA temp_store = MEMORY",
            "PRAGMA secure_delete = ON",
        ):
            connection.execute(statement).fetchall()
        try:
            yield connection
        finally:
            connection.close()


def ground(years: Literal[1, 10]) -> Ground:
    """Return the ground of ``years``; its workspace is made where it is not there yet."""
    folder = BUILD / f"practice-{years}"
    BUILD.mkdir(parents=True, exist_ok=True)
    scratch = Path(mkdtemp(prefix="scratch-", dir=BUILD))
    register(shutil.rmtree, scratch, ignore_errors=True)
    if not folder.exists():
        practice(folder, years=years)
    return Ground(years, folder, unlock(folder, PASSPHRASE), scratch)


def ids(connection: Connection, query: str) -> Sequence[bytes]:
    """Return the one column of ``query``."""
    return connection.exec_driver_sql(query).scalars().all()
