"""The checks of ``satchel verify``, in the order in which one rests on the other."""

from collections.abc import Callable, Iterator, Sized
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from storage import migrations
from storage.crypto import database, keyfile, slots
from storage.crypto.head import Head, HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.doctor.documents import check_documents
from storage.doctor.indexes import check_indexes
from storage.doctor.replay import check_replay
from storage.errors import DamagedError, HistoryLostError, RejectedError
from storage.tables import access, journal
from storage.usecases.access.opening import is_begun
from storage.usecases.drafts import drafts
from storage.usecases.settings import settings

Progress = Callable[[int, int], None]
"""Called with the steps of a long check done and in all; may raise CancelledError."""


_REMEDY = "Keep the folder, and restore the newest backup into another one."


@dataclass(frozen=True, slots=True)
class Passed:
    """One check that found nothing wrong: its name, and what it looked at."""

    check: str
    detail: str = ""


def verify(
    folder: Path, key: bytes, progress: Progress = lambda _done, _total: None
) -> Iterator[Passed]:
    """Yield every check that passes; raise DamagedError in plain words at the first that does not.

    Nothing is changed: only the write-ahead log is emptied into the database, as closing would.
    """
    keys = derive_workspace_keys(key)
    path = folder / database.NAME
    yield Passed("key file", _check_key_file(folder, key))
    _check_header(path)
    yield Passed("encrypted")
    migrations.refuse_newer(path, keys.database)
    if migrations.needs_upgrade(path, keys.database):
        raise RejectedError(
            "An earlier Satchel wrote this workspace. Open it once, then try again."
        )
    engine = database.open_engine(path, keys.database, "migration")
    try:
        _check_pages(engine)
        yield Passed("pages")
        with engine.connect() as connection:
            yield from _check_database(connection, HeadFile(folder, keys.head), progress)
    except DatabaseError as error:
        raise DamagedError(
            f"{database.NAME} is damaged: some of it cannot be read. Restore the newest backup."
        ) from error
    finally:
        engine.dispose()


def _check_database(
    connection: Connection, heads: HeadFile, progress: Progress
) -> Iterator[Passed]:
    _check_head(connection, heads.read())
    yield Passed("newest save")
    yield Passed("journal", f"{journal.verify_chain(connection):,} entries")
    _check_access_head(connection, heads.read_access())
    yield Passed("record of access", f"{access.verify_chains(connection):,} entries")
    yield Passed("records", f"{check_replay(connection, progress):,} equal to their history")
    files, parts = check_documents(connection)
    yield Passed("documents", f"{files:,} files in {parts:,} parts")
    yield Passed("search", f"{check_indexes(connection):,} records findable")
    yield Passed("drafts", f"{_read('A draft', drafts, connection):,} kept")
    yield Passed("settings", f"{_read('A setting', settings, connection):,} read")


def _read(what: str, query: Callable[[Connection], Sized], connection: Connection) -> int:
    """Return how many there are, each of them read."""
    try:
        return len(query(connection))
    except msgspec.MsgspecError as error:
        raise DamagedError(f"{what} cannot be read. {_REMEDY}") from error


def _check_key_file(folder: Path, key: bytes) -> str:
    """Return how many copies there are; the key file itself must be whole under ``key``."""
    target, copy = keyfile.paths(folder)
    whole = slots.whole_generation(folder, key)
    if whole != target:
        raise DamagedError(
            f"{target.name} is damaged; its copy still opens the workspace. "
            "Change the passphrase once: that writes both anew."
        )
    if not copy.exists():
        return "1 copy"
    keyfile.parse(copy.read_bytes())
    return "2 copies"


def _check_header(path: Path) -> None:
    if not path.exists():
        raise DamagedError(f"{path.name} is missing. Restore the newest backup.")
    if database.is_plain(path):
        raise DamagedError(f"{path.name} is not encrypted, so it is not what Satchel wrote.")


def _check_pages(engine: Engine) -> None:
    found = database.damage_of(engine)
    if found:
        count = "1 place" if len(found) == 1 else f"{len(found):,} places"
        raise DamagedError(f"{database.NAME} is damaged in {count}. {_REMEDY}")


def _check_head(connection: Connection, head: Head | None) -> None:
    """Refuse a database that is older than the last save it acknowledged."""
    sequence, _ = journal.head(connection)
    if head is None and sequence > 0:
        raise DamagedError(
            "workspace.head is missing or damaged, so nobody can tell whether the newest saves "
            "are here. Open the workspace once, save something, then verify again."
        )
    if head is not None and journal.chain_at(connection, head.sequence) != head.chain:
        raise HistoryLostError(
            f"The database is older than what was saved here: the last save had number "
            f"{head.sequence:,}, the newest one in it is number {sequence:,}. "
            "Restore the newest backup."
        )


def _check_access_head(connection: Connection, head: Head | None) -> None:
    """Refuse a record of access that is shorter than what was acknowledged of it."""
    number, _ = access.head(connection)
    if head is None and is_begun(connection):
        raise DamagedError(
            "workspace.head does not say where the record of access ends, so nobody can tell "
            "whether its newest entries are here. Open the workspace once, then verify again."
        )
    if head is not None and not access.has_link(connection, *head):
        raise HistoryLostError(
            f"The record of access was cut: its last entry had number {head.sequence:,}, the "
            f"newest one in it is number {number:,}. Restore the newest backup, or open the "
            "workspace once: it then says so of itself."
        )
