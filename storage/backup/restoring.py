"""Bring a workspace back from a backup, into a folder of its own, proven before it is there."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from storage import migrations
from storage.backup import bundle
from storage.backup.bundle import Manifest, Progress
from storage.backup.chunks import add_chunks
from storage.backup.gone import Gone, destroy_again, read, write
from storage.backup.movedaside import make_way, move_back
from storage.backup.proof import drop_missing_chunks, prove_copy
from storage.backup.unpacked import partial_for
from storage.claiming import NAME as CLAIM
from storage.crypto import aside, database, keyfile
from storage.crypto.durable import replace_file, sync_folder
from storage.crypto.head import HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.domain.clocks import Clock
from storage.domain.ids import SecureIds
from storage.errors import DamagedError, RejectedError, SatchelError
from storage.tables.local import begin_incarnation
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Identity, Transaction


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and the folder into which a former workspace was moved, if one was."""

    manifest: Manifest
    moved_aside: Path | None
    records: int = 0
    missing: int = 0
    """Parts of documents' files that the backup lists and that did not lie beside it."""
    destroyed: int = 0
    """Cases that were destroyed after the backup was made, and are again."""


def restore(
    source: Path,
    folder: Path,
    unlock: Callable[[Path], bytes],
    *,
    clock: Clock,
    move_aside: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Restored:
    """Bring the backup ``source`` back into ``folder``, which must be new or empty.

    ``unlock`` returns the workspace key for a folder, or raises LockedError. With ``move_aside``,
    what the folder holds is first moved beside it under a dated name, with its backups where it is
    another workspace; it is never deleted. The restored laptop starts a new incarnation, so that
    nothing it writes can be taken for what it wrote before. What was destroyed after the backup was
    made, as far as a list beside it or in ``folder`` tells, is destroyed again. Raises
    RejectedError, LockedError, DamagedError or NewerVersionError in plain words; the folder is then
    as it was.
    """
    if not move_aside and _is_taken(folder):
        raise RejectedError(
            "The folder is not empty. Restore into a new folder, or let what is there be moved "
            "aside. Nothing was changed."
        )
    partial = partial_for(folder)
    if partial.exists():
        shutil.rmtree(partial)  # an earlier restore that was cut off
    partial.mkdir(parents=True, mode=0o700)
    try:
        manifest, missing = unpack(source, partial, progress)
        key = unlock(partial)
        gone = [*read(source.parent, key), *read(folder, key)]
        records, destroyed = _wake(partial, manifest, key, gone, clock)
        write(partial, key, gone)
        aside.carry(folder, partial)
        moved = _put_in_place(partial, folder, clock)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Restored(manifest, moved, records, len(missing), destroyed)


def unpack(source: Path, folder: Path, progress: Progress) -> tuple[Manifest, list[str]]:
    """Write what a backup holds, every byte compared, into an empty ``folder``.

    Chunks that lie beside it come along; returned are the digests of those that are not there.
    """
    with _opened(source) as file:
        manifest = bundle.verify(file, progress)
        bundle.extract(file, manifest, folder)
        listed = bundle.listed(file, manifest)

    def check() -> None:
        progress(0, 0)

    return manifest, add_chunks(source.parent, folder, listed, check)


def inspect(source: Path, progress: Progress = lambda _done, _total: None) -> Manifest:
    """Return what the backup says of itself, after comparing every byte; no passphrase needed."""
    with _opened(source) as file:
        return bundle.verify(file, progress)


def _opened(source: Path) -> BinaryIO:
    if not source.is_file():
        raise RejectedError("There is no backup file of this name.")
    return source.open("rb")


def _is_taken(folder: Path) -> bool:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise RejectedError("This is not a folder. Name another one.")
    # A window leaves its claim in an empty folder that it was opened on.
    return folder.exists() and any(one.name != CLAIM for one in folder.iterdir())


def _wake(
    folder: Path, manifest: Manifest, key: bytes, gone: list[Gone], clock: Clock
) -> tuple[int, int]:
    """Prove the restored database, start its new incarnation and acknowledge its head.

    Returns how many records it has, and how many cases were destroyed in it again.
    """
    keys = derive_workspace_keys(key)
    path = folder / database.NAME
    migrations.refuse_newer(path, keys.database)
    engine = database.open_engine(path, keys.database, "migration")
    try:
        proven = prove_copy(engine, folder, manifest, keys.head)
        with engine.begin() as connection:
            begin_incarnation(connection)
            drop_missing_chunks(connection, folder)
            _note(connection, manifest, clock)
    except DatabaseError as error:
        told = database.in_words(error)
        if told is not error and not isinstance(told, DamagedError):
            raise told from error
        raise DamagedError(f"{database.NAME} in the backup is damaged.") from error
    finally:
        engine.dispose()
    destroyed = _destroy_again(path, keys.database, gone, clock) if gone else 0
    HeadFile(folder, keys.head).restart(proven.head)
    target, copy = keyfile.paths(folder)
    replace_file(copy, target.read_bytes())
    return sum(proven.counts.values()), destroyed


def _note(connection: Connection, manifest: Manifest, clock: Clock) -> None:
    """Have the restored workspace say where it came from; settings need nothing else of an act."""
    now = clock.now().replace(microsecond=0).isoformat()
    transaction = Transaction(connection, Identity(b"", 0, ""), clock, SecureIds(), {})
    set_settings(transaction, {"backup.restored": {"at": now, "made": manifest.made}})


def _destroy_again(path: Path, key: bytes, gone: list[Gone], clock: Clock) -> int:
    migrations.upgrade(path, key)
    for copy in path.parent.glob(f"{path.name}.before-*"):
        copy.unlink()
    engine = database.open_engine(path, key, "writer")
    try:
        with engine.begin() as connection:
            return destroy_again(connection, clock, gone)
    finally:
        engine.dispose()


def _put_in_place(partial: Path, folder: Path, clock: Clock) -> Path | None:
    # First: until the last rename nothing is where the workspace was.
    for inner in (*partial.rglob("*/"), partial):
        if inner.is_dir():
            sync_folder(inner)
    aside = None
    if _is_taken(folder):
        aside = make_way(folder, partial, clock.now())
    elif folder.exists():
        (folder / CLAIM).unlink(missing_ok=True)
        folder.rmdir()
    try:
        partial.rename(folder)
    except OSError:
        if aside is not None:
            _move_back(aside, folder)
        raise
    sync_folder(folder.parent)
    return aside


def _move_back(aside: Path, folder: Path) -> None:
    """Put what was moved aside in its place again; where even that fails, say where it is."""
    try:
        move_back(aside, folder)
    except OSError as error:
        raise SatchelError(
            f"The backup could not be put in its place ({error.strerror}). What the folder held "
            f"is whole, in {aside.name} beside it: name that folder {folder.name} again."
        ) from error
