"""What the database holds: each kind of it checked on one state, in one transaction."""

from collections.abc import Callable, Sized
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from storage.doctor import beside
from storage.doctor.beside import Heads
from storage.doctor.documents import check_documents
from storage.doctor.indexes import check_indexes
from storage.doctor.references import count_references
from storage.doctor.replay import check_replay
from storage.doctor.sealed import check_case_keys
from storage.doctor.synced import check_logs
from storage.errors import DamagedError
from storage.tables import journal
from storage.usecases.drafts import drafts
from storage.usecases.settings import settings

SEARCH = "search"
"""The check whose finding can be mended: the index is made from the records."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An open workspace, its files, and who is told how far a long check is."""

    connection: Connection
    folder: Path
    key: bytes
    heads: Heads
    progress: Callable[[int, int], None]


def _journal(ground: Ground) -> str:
    return f"{journal.verify_chain(ground.connection):,} entries"


def _records(ground: Ground) -> str:
    return f"{check_replay(ground.connection, ground.progress):,} equal to their history"


def _documents(ground: Ground) -> str:
    files, parts = check_documents(ground.connection, ground.key)
    return f"{files:,} files in {parts:,} parts"


def _search(ground: Ground) -> str:
    found = check_indexes(ground.connection, lambda: ground.progress(len(CHECKS) - 1, len(CHECKS)))
    return f"{found:,} records findable"


def _references(ground: Ground) -> str:
    found, lost = count_references(ground.connection)
    return f"{found:,}, {lost:,} of them to what is not on this laptop"


def _read(what: str, query: Callable[[Connection], Sized], connection: Connection) -> int:
    """Return how many there are, each of them read."""
    try:
        return len(query(connection))
    except msgspec.MsgspecError as error:
        raise DamagedError(
            f"{what} cannot be read. Keep the folder, and restore the newest backup into another "
            "one."
        ) from error


CHECKS: tuple[tuple[str, Callable[[Ground], str]], ...] = (
    ("newest save", lambda g: beside.check_heads(g.connection, g.heads)),
    ("journal", _journal),
    ("record of access", lambda g: beside.check_access_heads(g.connection, g.heads)),
    ("newest keys", lambda g: beside.check_key_generation(g.connection, g.folder, g.key)),
    ("records", _records),
    ("references", _references),
    ("case keys", lambda g: f"{check_case_keys(g.connection):,} open"),
    ("documents", _documents),
    (SEARCH, _search),
    ("logs", lambda g: f"{check_logs(g.connection):,} followed"),
    ("drafts", lambda g: f"{_read('A draft', drafts, g.connection):,} kept"),
    ("settings", lambda g: f"{_read('A setting', settings, g.connection):,} read"),
)
