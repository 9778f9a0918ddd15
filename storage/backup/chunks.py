"""Bring the sealed chunks of documents' files to a place of backups, each once, as they lie."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from storage.backup.place import PARTIAL, missing
from storage.crypto import chunkfiles
from storage.crypto.durable import put_over, sync_folder, write_durable


def add_chunks(
    source: Path, target: Path, digests: Iterable[str], check: Callable[[], object]
) -> list[str]:
    """Copy the chunks that are not in ``target`` yet; return those that ``source`` has not whole.

    A chunk that is damaged or missing here stops no backup: the doctor and the proof name it.
    ``check`` is asked before each and may raise.
    """
    lacking, shards = [], set()
    for digest in missing(target, digests):
        check()
        content = _whole(chunkfiles.path_of(source, digest), digest)
        if content is None:
            lacking.append(digest)
            continue
        written = chunkfiles.path_of(target, digest)
        written.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(written, content)
        shards.add(written.parent)
    for shard in sorted(shards):
        sync_folder(shard)
    return lacking


def not_whole(source: Path, digests: Iterable[str], check: Callable[[], object]) -> list[str]:
    """Return those that are missing or damaged in ``source``; ``check`` as in ``add_chunks``."""
    lacking = []
    for digest in digests:
        check()
        if not is_whole(source, digest):
            lacking.append(digest)
    return lacking


def is_whole(folder: Path, digest: str) -> bool:
    """Tell whether a chunk lies in ``folder`` as it was written.

    OSError where the disk does not give it out: a copy then fails, and what looks again at a stick
    takes it for spoilt.
    """
    return _whole(chunkfiles.path_of(folder, digest), digest) is not None


def _whole(path: Path, digest: str) -> bytes | None:
    with suppress(FileNotFoundError):
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() == digest:
            return content
    return None


def _write(target: Path, content: bytes) -> None:
    """Write one chunk, synced before it has its name; the folder is synced once for all."""
    beside = target.with_name(f"{target.name}{PARTIAL}")
    try:
        write_durable(beside, content)
        put_over(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
