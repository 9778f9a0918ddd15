"""Prove a backup by restoring it into a scratch folder and comparing it with what is here."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from storage.backup import bundle, place, standing
from storage.backup.bundle import Manifest, Progress
from storage.backup.proof import ProvenCopy, counts, drop_missing_chunks, prove_copy
from storage.backup.restoring import unpack
from storage.crypto import database, keyfile, slots
from storage.crypto.head import Head
from storage.crypto.keytree import derive_workspace_keys
from storage.crypto.lacking import refuse_lacking
from storage.crypto.sealing import is_sealed
from storage.domain.ids import RecordId
from storage.errors import DamagedError, NewerVersionError
from storage.tables import journal
from storage.usecases.documents.reading import read_document

ChainAt = Callable[[int], bytes | None]
"""Gives the chained digest of a journal entry by its number, None where there is none."""


@dataclass(frozen=True, slots=True)
class Live:
    """What the workspace itself holds, at one moment."""

    head: Head
    counts: dict[str, int]
    chain_at: ChainAt


@dataclass(frozen=True, slots=True)
class Proven:
    """A backup that was restored for a trial and found whole."""

    name: str
    made: str
    records: int
    document: bool
    """Whether the file of a document was opened and compared too; False where it has none."""


def live(connection: Connection, chain_at: ChainAt) -> Live:
    """Return what a backup is compared with."""
    return Live(Head(*journal.head(connection)), counts(connection), chain_at)


def prove_backup(folder: Path, key: bytes, backup: Path, now: Live, progress: Progress) -> Proven:
    """Restore ``backup`` beside the workspace, compare it, and take the trial away again.

    Compared are every byte, every page, every journal entry, the place where the journal ends, the
    number of records of each kind, and the file of one document. ``now`` is what the workspace
    holds. Raises DamagedError where it is not whole, CancelledError when ``progress`` does.
    """
    scratch = folder.with_name(f".{folder.name}.proof")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700, parents=True)
    try:
        manifest, missing = unpack(backup, scratch, progress)
        if missing:
            raise DamagedError("Parts of documents' files are missing beside the backup.")
        slots.whole_generation(scratch, key)
        progress(0, 0)
        copy, opened = _opened(scratch, key, manifest, now)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _forget_former(folder)
    standing.note(folder, proven=backup.name)
    return Proven(backup.name, manifest.made, sum(copy.counts.values()), opened)


def is_under(backup: Path, key: bytes) -> bool:
    """Tell whether ``backup`` is under this key: those from before new keys were made are not."""
    try:
        return is_sealed(keyfile.parse(bundle.key_file(backup)), key)
    except (OSError, DamagedError, NewerVersionError, BadZipFile):
        return True  # A proof will say what is wrong with it.


def newest_unproven(folder: Path, now: datetime) -> place.Kept | None:
    """Return the newest backup of the first place, where it was not proven yet."""
    newest = place.newest(standing.first_place(folder), now)
    if newest is None or newest.path.name == standing.standing(folder).proven:
        return None
    return newest


def _opened(scratch: Path, key: bytes, manifest: Manifest, now: Live) -> tuple[ProvenCopy, bool]:
    keys = derive_workspace_keys(key)
    path = scratch / database.NAME
    engine = database.open_engine(path, keys.database, "migration")
    try:
        copy = prove_copy(engine, scratch, manifest, keys.head)
        with engine.begin() as connection:
            _compare(copy, now)
            # Of a case that was destroyed while the backup was made; it lists them no more.
            drop_missing_chunks(connection, scratch)
            return copy, _open_document(connection)
    except DatabaseError as error:
        refuse_lacking(error)
        raise DamagedError(f"{database.NAME} in the backup is damaged.") from error
    finally:
        engine.dispose()


def _compare(copy: ProvenCopy, now: Live) -> None:
    if now.chain_at(copy.head.sequence) != copy.head.chain:
        raise DamagedError("The backup's journal is not a part of the journal here.")
    if copy.head != now.head:
        return  # Something was saved since: the chain of digests goes over every record there.
    stated = {kind: now.counts.get(kind) for kind in copy.counts}
    if stated != copy.counts:
        raise DamagedError("The backup does not hold the records that are here.")


def _open_document(connection: Connection) -> bool:
    """Open the file of the document that was added last; False where none is here."""
    record = connection.exec_driver_sql(_NEWEST_DOCUMENT).scalar()
    if record is None:
        return False
    for _piece in read_document(connection, RecordId(record)):
        pass
    return True


def _forget_former(folder: Path) -> None:
    """Take away the copies from before a migration: a later backup has been proven."""
    for copy in folder.glob(f"{database.NAME}.before-*"):
        with suppress(OSError):
            copy.unlink()


_NEWEST_DOCUMENT = """
SELECT d.id FROM document d WHERE d.blob <> '' AND d.chunks =
    (SELECT count(*) FROM blob_chunk c WHERE c.blob = d.blob)
ORDER BY d.id DESC LIMIT 1
"""
