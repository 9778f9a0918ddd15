"""Prove that a copy of a workspace can be used: it opens, it is whole, it holds what it should."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine

from storage.crypto import chunkfiles, database
from storage.crypto.head import Head
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


def prove(engine: Engine) -> Head:
    """Check every page and every journal entry of a copy; return where its journal ends."""
    if database.damage_of(engine):
        raise DamagedError(f"{database.NAME} in the backup is damaged.")
    with engine.connect() as connection:
        journal.verify_chain(connection)
        return Head(*journal.head(connection))


def prove_content(engine: Engine, head: Head, stated: Mapping[str, int]) -> None:
    """Refuse a copy that ends elsewhere or holds other numbers of records than was stated.

    A backup of an earlier version knows fewer kinds; those it does not state are not there yet.
    """
    if prove(engine) != head:
        raise DamagedError("The journal in the backup does not end where it should.")
    with engine.connect() as connection:
        found = counts(connection, [kind for kind in KINDS if kind in stated])
    if found != stated:
        raise DamagedError("The backup does not hold the records it should.")


def prove_chunks(engine: Engine, folder: Path) -> None:
    """Refuse a copy whose database lists a part of a file that did not come with it."""
    with engine.connect() as connection:
        listed = set(connection.exec_driver_sql("SELECT digest FROM blob_chunk").scalars())
    if listed != set(chunkfiles.chunks_in(folder)):
        raise DamagedError("The backup does not hold the files of documents that it should.")


def remove_copy(path: Path) -> None:
    """Take away a database copy of our own making, with what stood beside it while it was open."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
