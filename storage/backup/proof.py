"""Prove that a copy of a workspace can be used: it opens, it is whole, it holds what it should."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from storage.backup.bundle import Manifest
from storage.crypto import chunkfiles, database
from storage.crypto.head import Head, HeadFile
from storage.domain.kinds import KINDS
from storage.errors import DamagedError
from storage.tables import journal


def counts(connection: Connection, kinds: Iterable[str] = KINDS) -> dict[str, int]:
    """Return how many records of each kind there are, retired ones included."""
    return {
        kind: int(
            connection.exec_driver_sql(f'SELECT count(*) FROM "{kind}"').scalar_one()  # noqa: S608 - our own names
        )
        for kind in kinds
    }


def prove(engine: Engine, called: str = f"{database.NAME} in the backup") -> Head:
    """Check every page and every journal entry of a copy; return where its journal ends.

    DamagedError says of a damaged one how it is ``called``.
    """
    if database.damage_of(engine):
        raise DamagedError(f"{called} is damaged.")
    with engine.connect() as connection:
        journal.verify_chain(connection)
        return Head(*journal.head(connection))


@dataclass(frozen=True, slots=True)
class ProvenCopy:
    """Where the journal of a copy ends, and how many records of each kind it has."""

    head: Head
    counts: Mapping[str, int]


def prove_copy(engine: Engine, folder: Path, manifest: Manifest, head_key: bytes) -> ProvenCopy:
    """Refuse a copy that is damaged or not what its manifest or its head file says.

    A backup of an earlier version knows fewer kinds; those it does not state are not there yet.
    """
    last = prove(engine)
    with engine.connect() as connection:
        here = _kinds_in(connection)
        found = counts(connection, here)
        stated = {kind: number for kind, number in found.items() if kind in manifest.counts}
        acknowledged = HeadFile(folder, head_key).read()
        later = acknowledged is not None and not _has(connection, acknowledged)
    if manifest.chain and last != Head(manifest.sequence, bytes.fromhex(manifest.chain)):
        raise DamagedError("The journal in the backup does not end where it should.")
    if later:
        raise DamagedError("The journal in the backup ends before what was saved last.")
    if manifest.counts and stated != manifest.counts:
        raise DamagedError("The backup does not hold the records it should.")
    if manifest.chunks:
        prove_chunks(engine, folder)
    return ProvenCopy(last, found)


def _has(connection: Connection, acknowledged: Head) -> bool:
    return journal.chain_at(connection, acknowledged.sequence) == acknowledged.chain


def _kinds_in(connection: Connection) -> list[str]:
    """Return the kinds that the database of an earlier Satchel knows as well."""
    tables = set(
        connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
    )
    return [kind for kind in KINDS if kind in tables]


def prove_chunks(engine: Engine, folder: Path) -> None:
    """Refuse a copy whose database lists a part of a file that did not come with it."""
    with engine.connect() as connection:
        listed = set(connection.exec_driver_sql("SELECT digest FROM blob_chunk").scalars())
    if listed != set(chunkfiles.chunks_in(folder)):
        raise DamagedError("The backup does not hold the files of documents that it should.")


def drop_missing_chunks(connection: Connection, folder: Path) -> None:
    """Let a restored database list the chunks that came with it, and no others."""
    there = set(chunkfiles.chunks_in(folder))
    listed = connection.exec_driver_sql("SELECT DISTINCT digest FROM blob_chunk").scalars().all()
    drop_chunks(connection, [digest for digest in listed if digest not in there])


def drop_chunks(connection: Connection, digests: Iterable[str]) -> None:
    """Let a copied database list these chunks no more: their documents' files are not there."""
    for digest in digests:
        connection.exec_driver_sql("DELETE FROM blob_chunk WHERE digest = ?", (digest,))


def remove_copy(path: Path) -> None:
    """Take away a database copy of our own making, with what stood beside it while it was open."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
