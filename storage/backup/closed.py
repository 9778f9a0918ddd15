"""Copy a closed workspace as it lies, without any key: what is copied is ciphertext.

Nobody waits for it. It asks ``check`` between its pieces, which raises CancelledError once somebody
wants to open the workspace: what is not finished by then is dropped, and so is a copy during which
a file changed.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from storage.backup import bundle, gone, naming, place
from storage.backup.bundle import Manifest
from storage.backup.chunks import add_chunks
from storage.backup.writing import pausing, refuse_full, write_named
from storage.crypto import chunkfiles, database, head, keyfile
from storage.domain.clocks import Clock
from storage.errors import CancelledError, DamagedError, NewerVersionError

LEAST = timedelta(minutes=15)
"""So long no second copy is made of a workspace that is opened and locked again and again."""
_MEMBERS = (keyfile.NAME, database.NAME, head.NAME, bundle.LOG)

Check = Callable[[], object]


def due_in(folder: Path, target: Path, clock: Clock) -> timedelta | None:
    """Return how long to wait before the next copy is worth making; None where nothing changed."""
    if not all((folder / name).exists() for name in _MEMBERS[:3]):
        return None
    newest = place.newest(target, clock.now())
    if newest is None:
        return timedelta()
    with suppress(OSError, DamagedError, NewerVersionError):
        if bundle.said(newest.path).members.get(head.NAME) == bundle.digest_of(folder / head.NAME):
            return None
    passed = clock.now() - newest.made
    # A clock that was set back must not put the backups off until it has come round again.
    return max(LEAST - passed, timedelta()) if passed >= timedelta() else timedelta()


def copy_closed(folder: Path, target: Path, clock: Clock, check: Check = bool) -> Path:
    """Write what lies in ``folder`` as a new backup into the place ``target``; return its path.

    Raises CancelledError when ``check`` does or the workspace was opened meanwhile, OSError
    when the place is full, cannot be written or is gone; nothing is then left of it there but
    chunks, which the next copy needs as well.
    """
    before = _fingerprint(folder)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.drop_unfinished(target)
    digests = sorted(chunkfiles.chunks_in(folder))
    files: dict[str, Path | bytes] = {
        name: folder / name for name in _MEMBERS if (folder / name).exists()
    }
    files[bundle.LISTED] = "".join(f"{digest}\n" for digest in digests).encode()
    refuse_full(target, sum(map(_size, files.values())))
    add_chunks(folder, target, digests, check)
    members = {name: _digest(content, check) for name, content in files.items()}
    made = clock.now().replace(microsecond=0)
    manifest = Manifest(made=made.isoformat(), members=members, beside=len(digests))

    def insist() -> None:
        check()
        if _fingerprint(folder) != before:
            raise CancelledError("The workspace was opened meanwhile; the backup comes later.")

    written, asking = target / naming.file_name(made), pausing(insist)
    write_named(written, lambda file: bundle.write(file, manifest, files, asking), asking)
    copy_gone(folder, target)
    return written


def copy_gone(folder: Path, target: Path) -> None:
    """Put the lists of destroyed cases beside the backups, where they do not say less."""
    for ours in folder.glob(gone.ALL):
        theirs = target / ours.name
        if gone.count_of(ours) > gone.count_of(theirs):
            beside = theirs.with_name(f"{ours.name}{place.PARTIAL}")
            beside.write_bytes(ours.read_bytes())
            beside.replace(theirs)


def _fingerprint(folder: Path) -> list[tuple[str, int, int, int]]:
    """Return what changes when somebody opens the workspace and writes."""
    found = []
    for name in _MEMBERS:
        with suppress(FileNotFoundError):
            stat = (folder / name).stat()
            found.append((name, stat.st_size, stat.st_mtime_ns, stat.st_ino))
    return found


def _digest(content: Path | bytes, check: Check) -> str:
    check()
    return bundle.sha256_of(content) if isinstance(content, bytes) else bundle.digest_of(content)


def _size(content: Path | bytes) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size
