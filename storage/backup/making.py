"""Make a backup of an open workspace: a copy is written, proven by opening it, and then named."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from storage import migrations
from storage.backup import bundle, naming, place
from storage.backup.bundle import Manifest, Progress
from storage.backup.chunks import add_chunks, not_whole
from storage.backup.closed import copy_gone
from storage.backup.proof import counts, drop_chunks, prove, remove_copy
from storage.backup.writing import pausing, refuse_full, write_named
from storage.crypto import chunkfiles, database, head, keyfile, slots
from storage.crypto.head import Head, HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.domain.clocks import Clock
from storage.errors import DamagedError, RejectedError
from storage.usecases.documents.keeping import listed_by_now

Check = Callable[[], object]
"""Asked between the pieces of long work; raises CancelledError when it is to end."""


@dataclass(frozen=True, slots=True)
class Made:
    """A proven backup: its size in bytes and what it holds."""

    size: int
    manifest: Manifest
    lacking: int = 0
    """How many documents are without their file in it: a part is missing or damaged here."""


def make(
    folder: Path,
    key: bytes,
    target: Path,
    *,
    clock: Clock,
    progress: Progress = lambda _done, _total: None,
) -> Made:
    """Write the workspace in ``folder`` to the new file ``target`` and prove that it opens.

    Until it is proven it is named ``target`` with ``.partial`` behind. A document's file that is
    not whole here stays out of it. Raises RejectedError when ``target`` exists or lies inside the
    workspace, or documents went meanwhile, DamagedError when the workspace is damaged, OSError
    when the disk is full; whatever was at hand before is then still there.
    """
    _refuse_places(folder, target)
    with _copied(folder, key, target, clock) as (said, listed, files):
        bad = set(not_whole(folder, listed, lambda: progress(0, 0)))
        lacking, members = 0, said.members
        if bad:
            lacking = _unlist(folder, key, files[database.NAME], bad)
            members = _digests_of(files)
        digests = [digest for digest in listed if digest not in bad]
        manifest = replace(said, members=members, chunks=len(digests))
        chunks = {bundle.chunk_name(one): chunkfiles.path_of(folder, one) for one in digests}
        with _documents_may_go(folder):
            made = _write(target, manifest, {**files, **chunks}, progress)
        return replace(made, lacking=lacking)


def make_in_place(
    folder: Path,
    key: bytes,
    where: Path,
    tell_gone: Check = bool,
    *,
    clock: Clock,
    check: Check,
) -> Made:
    """Write an open workspace as a new backup into a place of backups, its files beside it.

    ``tell_gone`` writes beside the workspace which cases were destroyed, also while this is made.
    Errors as in ``make``, and what ``check`` raises.
    """
    tell_gone()
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.drop_unfinished(where)
    refuse_full(where, 2 * (folder / database.NAME).stat().st_size)
    target = where / naming.file_name(clock.now())
    with _copied(folder, key, target, clock) as (said, all_listed, files):
        check()
        lacking = add_chunks(folder, where, all_listed, check)
        digests = _without_destroyed(all_listed, lacking, folder, key)
        more = {bundle.LISTED: "".join(f"{digest}\n" for digest in digests).encode()}
        more |= _head_of(folder, key, said)
        members = {name: bundle.sha256_of(content) for name, content in more.items()}
        manifest = replace(said, beside=len(digests), members={**said.members, **members})
        made = _write(target, manifest, {**files, **more}, pausing(check))
    tell_gone()
    copy_gone(folder, where)
    return made


def _write(
    target: Path, manifest: Manifest, files: Mapping[str, Path | bytes], progress: Progress
) -> Made:
    read_back, size = write_named(
        target, lambda file: bundle.write(file, manifest, files), progress
    )
    if read_back != manifest:
        target.unlink()
        raise DamagedError("The backup could not be read back. Use another disk.")
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


@contextmanager
def _copied(
    folder: Path, key: bytes, target: Path, clock: Clock
) -> Iterator[tuple[Manifest, list[str], dict[str, Path]]]:
    """Copy the database beside ``target``, prove it by opening it; gone behind the block.

    Gives what the files are, the digests of the chunks that the database lists, and the files.
    """
    copy = target.with_name(f"{target.name}{place.PARTIAL}-database")
    files = {keyfile.NAME: slots.whole_generation(folder, key), database.NAME: copy}
    database_key = derive_workspace_keys(key).database
    path = folder / database.NAME
    migrations.refuse_newer(path, database_key)
    if migrations.needs_upgrade(path, database_key):
        raise RejectedError(
            "An earlier Satchel wrote this workspace. Open it once, then try again."
        )
    try:
        remove_copy(copy)
        database.vacuum_into(path, database_key, copy)
        copy.chmod(0o600)
        manifest, digests = _said_of(files, database_key, clock)
        yield manifest, digests, files
    finally:
        remove_copy(copy)


def _said_of(
    files: Mapping[str, Path], database_key: bytes, clock: Clock
) -> tuple[Manifest, list[str]]:
    engine = database.open_engine(files[database.NAME], database_key, "migration")
    try:
        last = prove(engine)
        with engine.connect() as connection:
            found = counts(connection)
            digests = list(connection.exec_driver_sql(_CHUNKS).scalars())
    finally:
        engine.dispose()
    manifest = Manifest(
        made=clock.now().replace(microsecond=0).isoformat(),
        schema=migrations.HEAD,
        sequence=last.sequence,
        chain=last.chain.hex(),
        counts=found,
        members=_digests_of(files),
    )
    return manifest, digests


def _digests_of(files: Mapping[str, Path]) -> dict[str, str]:
    return {name: bundle.digest_of(path) for name, path in files.items()}


def _without_destroyed(
    digests: list[str], lacking: list[str], folder: Path, key: bytes
) -> list[str]:
    """Return ``digests`` without those that are gone because their case was destroyed meanwhile.

    What is damaged or missing here is listed all the same: the proof names it.
    """
    if not lacking:
        return digests
    destroyed = {*lacking} - listed_by_now(folder, key)
    return [digest for digest in digests if digest not in destroyed]


def _unlist(folder: Path, key: bytes, copy: Path, bad: Collection[str]) -> int:
    """Let the copied database list these chunks no more; return of how many documents they were.

    Those of a case that was destroyed meanwhile are not counted: nobody misses them.
    """
    missed = listed_by_now(folder, key).intersection(bad)
    engine = database.open_engine(copy, derive_workspace_keys(key).database, "migration")
    try:
        with engine.begin() as connection:
            rows = connection.exec_driver_sql(_BLOBS).all()
            drop_chunks(connection, bad)
    finally:
        engine.dispose()
    return len({row.blob for row in rows if row.digest in missed})


@contextmanager
def _documents_may_go(folder: Path) -> Iterator[None]:
    """Say in words that a case was destroyed, and its files with it, while they were copied."""
    try:
        yield
    except FileNotFoundError as error:
        if folder / chunkfiles.FOLDER not in Path(error.filename or "").parents:
            raise
        raise RejectedError(
            "Documents were destroyed while the backup was made. Make it again."
        ) from error


def _head_of(folder: Path, key: bytes, manifest: Manifest) -> dict[str, bytes]:
    """Return the head file where it is that of the copy; by it a change since is known."""
    written = (folder / head.NAME).read_bytes()
    last = HeadFile(folder, derive_workspace_keys(key).head).read()
    same = last == Head(manifest.sequence, bytes.fromhex(manifest.chain))
    return {head.NAME: written} if same else {}


_BLOBS = "SELECT c.digest, c.blob FROM blob_chunk c JOIN document d ON d.blob = c.blob"
_CHUNKS = "SELECT DISTINCT digest FROM blob_chunk ORDER BY digest"
