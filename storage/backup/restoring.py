"""Bring a workspace back from a backup, into a folder of its own, proven before it is there."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.exc import DatabaseError

from storage import migrations
from storage.backup import bundle
from storage.backup.bundle import Manifest, Progress
from storage.backup.proof import prove_chunks, prove_content
from storage.crypto import database, keyfile
from storage.crypto.durable import sync_folder
from storage.crypto.head import Head, HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.domain.clocks import Clock
from storage.errors import DamagedError, RejectedError
from storage.tables.local import begin_incarnation


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and the folder into which a former workspace was moved, if one was."""

    manifest: Manifest
    moved_aside: Path | None


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
    what the folder holds is first moved beside it under a dated name; it is never deleted. The
    restored laptop starts a new incarnation, so that nothing it writes can be taken for what it
    wrote before. Raises RejectedError, LockedError, DamagedError or NewerVersionError in plain
    words; the folder is then as it was.
    """
    if not move_aside and _is_taken(folder):
        raise RejectedError(
            "The folder is not empty. Restore into a new folder, or let what is there be moved "
            "aside. Nothing was changed."
        )
    partial = folder.with_name(f".{folder.name}.partial")
    if partial.exists():
        shutil.rmtree(partial)  # an earlier restore that was cut off
    partial.mkdir(parents=True, mode=0o700)
    try:
        with _opened(source) as file:
            manifest = bundle.verify(file, progress)
            bundle.extract(file, manifest, partial)
        _wake(partial, manifest, unlock(partial))
        aside = _put_in_place(partial, folder, clock)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Restored(manifest, aside)


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
    return folder.exists() and any(folder.iterdir())


def _wake(folder: Path, manifest: Manifest, key: bytes) -> None:
    """Prove the restored database, start its new incarnation and acknowledge its head."""
    keys = derive_workspace_keys(key)
    path = folder / database.NAME
    migrations.refuse_newer(path, keys.database)
    head = Head(manifest.sequence, bytes.fromhex(manifest.chain))
    engine = database.open_engine(path, keys.database, "migration")
    try:
        prove_content(engine, head, manifest.counts)
        if manifest.chunks:
            prove_chunks(engine, folder)
        with engine.begin() as connection:
            begin_incarnation(connection)
    except DatabaseError as error:
        raise DamagedError(f"{database.NAME} in the backup is damaged.") from error
    finally:
        engine.dispose()
    HeadFile(folder, keys.head).write(head)
    shutil.copyfile(*keyfile.paths(folder))


def _put_in_place(partial: Path, folder: Path, clock: Clock) -> Path | None:
    aside = None
    if _is_taken(folder):
        stamp = clock.now().strftime("%Y%m%d-%H%M%S")
        aside = folder.with_name(f"{folder.name}.moved-aside-{stamp}")
        if aside.exists():
            raise RejectedError("A folder was moved aside this very second. Try again.")
        folder.rename(aside)
    elif folder.exists():
        folder.rmdir()
    sync_folder(partial)
    partial.rename(folder)
    sync_folder(folder.parent)
    return aside
