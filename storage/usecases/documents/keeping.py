"""What stays on this laptop: what a person asked for, whole cases, and nothing without a record."""

from pathlib import Path

from sqlalchemy import Connection

from storage.crypto import chunkfiles, database
from storage.crypto.database import folder_of
from storage.crypto.keytree import derive_workspace_keys
from storage.domain.ids import RecordId
from storage.tables.attachments import BLOBS_GONE, KEPT_CASES
from storage.usecases.changes import Changes
from storage.usecases.transaction import Transaction


def keep_offline(transaction: Transaction, case: RecordId, keep: bool) -> Changes:  # noqa: FBT001 - the setting itself
    """Keep the files of a case on this laptop, or fetch them one by one as they are asked for.

    It is this laptop's own choice. What is here already stays.
    """
    statement = KEPT_CASES.insert().prefix_with("OR IGNORE").values(case=case)
    if not keep:
        statement = KEPT_CASES.delete().where(KEPT_CASES.c.case == case)  # type: ignore[assignment]  # either will do
    transaction.connection.execute(statement)
    return Changes({"document": frozenset()}, "keep")


def is_kept(connection: Connection, case: RecordId) -> bool:
    """Tell whether the files of a case are kept on this laptop."""
    query = 'SELECT 1 FROM kept_case WHERE "case" = ?'
    return connection.exec_driver_sql(query, (case,)).first() is not None


def want(transaction: Transaction, record: RecordId) -> Changes:
    """Ask for the file of one document: the next round fetches it."""
    transaction.connection.exec_driver_sql(_WANT, (record,))
    return Changes({"document": frozenset({record})}, "want")


def stop_wanting(transaction: Transaction, record: RecordId) -> Changes:
    """Take back that the file of one document was asked for; the parts that came stay."""
    transaction.connection.exec_driver_sql(_STOP, (record,))
    return Changes({"document": frozenset({record})}, "want")


def forget(transaction: Transaction, scope: bytes, *, everywhere: bool = True) -> int:
    """Let go of every file of a case that is being destroyed, before its records go.

    An admin's laptop has the server delete them too, unless the case goes from this laptop alone
    (not ``everywhere``); ``sweep`` takes the chunks off the disk once
    this is committed. Returns how many files that were.
    """
    connection = transaction.connection
    found = connection.exec_driver_sql(_FILES, (scope,)).all()
    for row in found:
        if everywhere:
            values = {"blob": row.blob, "vault": row.vault}
            connection.execute(BLOBS_GONE.insert().prefix_with("OR IGNORE").values(values))
        for statement in _FORGET:
            connection.exec_driver_sql(statement, (row.blob,))
    connection.execute(KEPT_CASES.delete().where(KEPT_CASES.c.case == scope))
    return len(found)


def leave_vault(transaction: Transaction, scope: bytes, vault: bytes) -> None:
    """Have the server delete a case's files in the ``vault`` that the case was moved out of.

    It is asked once they lie in the vault where the case stands now.
    """
    transaction.connection.exec_driver_sql(_LEAVE, (vault, scope))


def sweep(transaction: Transaction, *, unfinished: bool = False) -> int:
    """Take every chunk off the disk that no document lists; return how many that were.

    With ``unfinished`` also what was being taken in when the machine stopped: only where nothing
    is being taken in.
    """
    connection = transaction.connection
    folder = folder_of(connection)
    for statement in _ORPHANS:
        connection.exec_driver_sql(statement)
    listed = _listed(connection)
    lost = [digest for digest in chunkfiles.chunks_in(folder) if digest not in listed]
    for digest in lost:
        chunkfiles.remove(folder, digest)
    if unfinished:
        chunkfiles.drop_unfinished(folder)
    return len(lost)


def listed_by_now(folder: Path, key: bytes) -> set[str]:
    """Return the chunks that documents list as of this moment, whatever was read before.

    By it long work tells what is missing from what a destroyed case took along meanwhile. Raises
    DamagedError when the database cannot be opened.
    """
    path = folder / database.NAME
    engine = database.open_engine(path, derive_workspace_keys(key).database, "reader")
    try:
        with engine.connect() as connection:
            return _listed(connection)
    finally:
        engine.dispose()


def _listed(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql("SELECT digest FROM blob_chunk").scalars())


_WANT = """
INSERT INTO blob (blob, wanted) SELECT blob, 1 FROM document WHERE id = ? AND blob <> ''
ON CONFLICT (blob) DO UPDATE SET wanted = 1, absent = 0
"""
_STOP = "UPDATE blob SET wanted = 0 WHERE blob = (SELECT blob FROM document WHERE id = ?)"
_LEAVE = """
INSERT OR IGNORE INTO blob_gone SELECT blob, ? FROM document WHERE scope = ? AND blob <> ''
"""
_FILES = """
SELECT DISTINCT d.blob, coalesce(k.vault, h.vault, x'') AS vault FROM document d
LEFT JOIN case_key k ON k.scope = d.scope LEFT JOIN held_key h ON h.scope = d.scope
WHERE d.scope = ? AND d.blob <> ''
"""
_FORGET = ("DELETE FROM blob_chunk WHERE blob = ?", "DELETE FROM blob WHERE blob = ?")
_ORPHANS = (
    "DELETE FROM blob_chunk WHERE blob NOT IN (SELECT blob FROM document)",
    "DELETE FROM blob WHERE blob NOT IN (SELECT blob FROM document)",
)
