"""The folder of sealed chunks beside the database, each file named by the digest of its bytes.

What lies there is what the server is given, byte for byte. Nothing says which case it is of.
"""

import os
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from storage.crypto.durable import BINARY, PRIVATE, make_folder, replace_file, sync_folder
from storage.crypto.lacking import refuse_lacking
from storage.errors import DamagedError

FOLDER = "documents"
_COMING = "coming-"
_NAME = re.compile(r"[0-9a-f]{64}")


def path_of(folder: Path, digest: str) -> Path:
    """Return where the chunk of this digest lies in the workspace ``folder``."""
    if not _NAME.fullmatch(digest):
        raise DamagedError("The digest of a file's part is not one.")
    return folder / FOLDER / digest[:2] / digest


def write(folder: Path, digest: str, content: bytes) -> None:
    """Write one chunk, whole and on the disk once this returns; again the same is nothing new."""
    target = path_of(folder, digest)
    make_folder(target.parent)
    replace_file(target, content)


def read(folder: Path, digest: str) -> bytes:
    """Return one chunk; DamagedError when it is missing or not what was written.

    OSError where too many files are open to look.
    """
    try:
        content = path_of(folder, digest).read_bytes()
    except OSError as error:
        refuse_lacking(error)
        raise DamagedError("A part of a file is missing from the folder of documents.") from error
    if sha256(content).hexdigest() != digest:
        raise DamagedError("A part of a file in the folder of documents is damaged.")
    return content


def begin(folder: Path) -> Path:
    """Return a new folder for the chunks of a file that is being taken in."""
    coming = folder / FOLDER / f"{_COMING}{token_hex(8)}"
    make_folder(coming)
    return coming


def put(coming: Path, content: bytes) -> str:
    """Write one chunk of a file that is being taken in; return its digest."""
    digest = sha256(content).hexdigest()
    target = coming / digest
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return digest


def settle(folder: Path, coming: Path) -> None:
    """Give the chunks that were taken in their places, on the disk once this returns."""
    shards = set()
    for chunk in sorted(coming.iterdir()):
        target = path_of(folder, chunk.name)
        make_folder(target.parent)
        chunk.rename(target)
        shards.add(target.parent)
    for shard in sorted(shards):
        sync_folder(shard)
    coming.rmdir()


def drop(coming: Path) -> None:
    """Take away what was being taken in."""
    shutil.rmtree(coming, ignore_errors=True)


def chunks_in(folder: Path) -> Iterator[str]:
    """Yield the digest of every chunk that lies in the folder of documents."""
    for shard in _entries(folder / FOLDER):
        if not shard.name.startswith(_COMING):
            yield from (file.name for file in _entries(shard) if _NAME.fullmatch(file.name))


def drop_unfinished(folder: Path) -> None:
    """Take away what was being taken in or written when the machine stopped."""
    for entry in _entries(folder / FOLDER):
        if entry.name.startswith(_COMING):
            drop(entry)
            continue
        for file in _entries(entry):
            if not _NAME.fullmatch(file.name):
                file.unlink(missing_ok=True)


def remove(folder: Path, digest: str) -> None:
    """Take one chunk away."""
    path_of(folder, digest).unlink(missing_ok=True)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
