"""Make a backup: a copy is written beside, proven by opening it, and only then named."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storage import migrations
from storage.backup import bundle
from storage.backup.bundle import Manifest, Progress
from storage.backup.proof import counts, prove, remove_copy
from storage.crypto import chunkfiles, database, keyfile, slots
from storage.crypto.durable import sync_folder
from storage.crypto.keytree import derive_workspace_keys
from storage.domain.clocks import Clock
from storage.errors import DamagedError, RejectedError


@dataclass(frozen=True, slots=True)
class Made:
    """A proven backup: its size in bytes and what it holds."""

    size: int
    manifest: Manifest


def make(
    folder: Path,
    key: bytes,
    target: Path,
    *,
    clock: Clock,
    progress: Progress = lambda _done, _total: None,
) -> Made:
    """Write the workspace in ``folder`` to the new file ``target`` and prove that it opens.

    Until it is proven it is named ``target`` with ``.partial`` behind. Raises RejectedError when
    ``target`` exists or lies inside the workspace, DamagedError when the workspace is damaged,
    OSError when the disk is full; whatever was at hand before is then still there.
    """
    _refuse_places(folder, target)
    partial = target.with_name(f"{target.name}.partial")
    copy = target.with_name(f"{target.name}.partial-database")
    try:
        remove_copy(copy)
        files = {keyfile.NAME: slots.whole_generation(folder, key), database.NAME: copy}
        manifest, digests = _copied(folder, derive_workspace_keys(key).database, files, clock)
        chunks = {bundle.chunk_name(one): chunkfiles.path_of(folder, one) for one in digests}
        with partial.open("w+b") as file:
            partial.chmod(0o600)
            bundle.write(file, manifest, {**files, **chunks})
            file.flush()
            os.fsync(file.fileno())
            _insist(bundle.verify(file, progress) == manifest)
            size = file.seek(0, os.SEEK_END)
        _name(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    finally:
        remove_copy(copy)
    return Made(size, manifest)


def _refuse_places(folder: Path, target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise RejectedError("There is a file of this name already. Choose another name.")
    if not target.parent.is_dir():
        raise RejectedError("The folder for the backup does not exist. Make it first.")
    if target.parent.resolve().is_relative_to(folder.resolve()):
        raise RejectedError(
            "A backup inside the workspace's own folder would be lost with it. "
            "Choose another folder, best on another disk."
        )


def _copied(
    folder: Path, database_key: bytes, files: Mapping[str, Path], clock: Clock
) -> tuple[Manifest, list[str]]:
    """Copy the database, prove it by opening it; say what the files are, and name the chunks."""
    copy = files[database.NAME]
    path = folder / database.NAME
    migrations.refuse_newer(path, database_key)
    if migrations.needs_upgrade(path, database_key):
        raise RejectedError(
            "An earlier Satchel wrote this workspace. Open it once, then try again."
        )
    database.vacuum_into(path, database_key, copy)
    copy.chmod(0o600)
    engine = database.open_engine(copy, database_key, "migration")
    try:
        head = prove(engine)
        with engine.connect() as connection:
            found = counts(connection)
            digests = list(connection.exec_driver_sql(_CHUNKS).scalars())
    finally:
        engine.dispose()
    manifest = Manifest(
        made=clock.now().replace(microsecond=0).isoformat(),
        schema=migrations.HEAD,
        sequence=head.sequence,
        chain=head.chain.hex(),
        counts=found,
        members={name: bundle.digest_of(path) for name, path in files.items()},
        chunks=len(digests),
    )
    return manifest, digests


_CHUNKS = "SELECT DISTINCT digest FROM blob_chunk ORDER BY digest"


def _insist(came_back: bool) -> None:  # noqa: FBT001 - the one question
    if not came_back:
        raise DamagedError("The backup could not be read back. Use another disk.")


def _name(partial: Path, target: Path) -> None:
    """Give the proven file its name, so that it is there under it even if the power fails now."""
    partial.replace(target)
    sync_folder(target.parent)
