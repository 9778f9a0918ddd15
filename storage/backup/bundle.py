"""The backup file: a plain zip of three members, stored, and a digest of the whole at its end.

The members are the key slots, a compact copy of the encrypted database, and a manifest of what
they are. The zip's comment is the SHA-256, in hexadecimal, of every byte before it, so that not
one byte of the file can change unnoticed.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from storage.crypto import database, keyfile
from storage.errors import DamagedError, NewerVersionError, RejectedError

MAGIC = "satchel backup"
VERSION = 1
MANIFEST = "manifest.json"
MEMBERS = (keyfile.NAME, database.NAME)
_DIGEST = 64
_PIECE = 4 * 1024 * 1024
_MAX_MANIFEST = 64 * 1024
_MAX_KEYS = 64 * 1024
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_EPOCH = (1980, 1, 1, 0, 0, 0)

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes there are; may raise CancelledError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself; ``members`` are SHA-256 digests by name."""

    made: str
    schema: str
    sequence: int
    chain: str
    counts: Mapping[str, int]
    members: Mapping[str, str]
    magic: str = MAGIC
    version: int = VERSION


def write(target: BinaryIO, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the members to the open ``target`` and close them with the digest of it all."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        content = json.dumps(asdict(manifest), sort_keys=True, indent=1).encode()
        archive.writestr(zipfile.ZipInfo(MANIFEST, _EPOCH), content)
        for name in MEMBERS:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.file_size = files[name].stat().st_size
            with files[name].open("rb") as source, archive.open(info, "w") as member:
                while piece := source.read(_PIECE):
                    member.write(piece)
        archive.comment = b"0" * _DIGEST
    size = target.tell()
    target.seek(0)
    digest = _digest_of(target, size - _DIGEST, _silent)
    target.seek(size - _DIGEST)
    target.write(digest.encode())


def verify(source: BinaryIO, progress: Progress) -> Manifest:
    """Return the manifest of the backup file ``source``.

    Raises DamagedError when any byte differs from what was written, RejectedError when it is no
    backup, NewerVersionError when a newer Satchel wrote it.
    """
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    if source.read(4) != b"PK\x03\x04":
        raise RejectedError("This is not a backup that Satchel made. Choose another file.")
    source.seek(0)
    digest = _digest_of(source, size - _DIGEST, progress)
    if source.read() != digest.encode():
        raise DamagedError(
            "The backup is damaged or incomplete: it is not what was written. "
            "Use another backup; this one was left as it is."
        )
    with _archive(source) as archive:
        return _manifest(archive)


def extract(source: BinaryIO, manifest: Manifest, folder: Path) -> None:
    """Write the members of a verified backup into ``folder``, each compared with its digest."""
    with _archive(source) as archive:
        for name in MEMBERS:
            digest = hashlib.sha256()
            target = os.open(folder / name, _NEW, 0o600)
            with os.fdopen(target, "wb") as file, archive.open(name) as member:
                while piece := member.read(_PIECE):
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != manifest.members[name]:
                raise DamagedError(f"{name} in the backup is not what was written.")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return _digest_of(file, path.stat().st_size, _silent)


def _digest_of(source: BinaryIO, length: int, progress: Progress) -> str:
    digest, left = hashlib.sha256(), length
    while left > 0 and (piece := source.read(min(left, _PIECE))):
        digest.update(piece)
        left -= len(piece)
        progress(length - left, length)
    return digest.hexdigest()


def _archive(source: BinaryIO) -> zipfile.ZipFile:
    """Open the zip; a member more, one under a path, one twice or one packed is refused."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DamagedError("The backup is damaged: its list of contents is not whole.") from error
    names = [info.filename for info in archive.infolist()]
    stored = all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
    if sorted(names) != sorted((MANIFEST, *MEMBERS)) or not stored:
        raise DamagedError("The backup holds something that Satchel did not put there.")
    return archive


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    damaged = DamagedError("The backup's manifest is not what was written.")
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    if sizes[MANIFEST] > _MAX_MANIFEST or sizes[keyfile.NAME] > _MAX_KEYS:
        raise damaged
    try:
        content: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if content["magic"] != MAGIC:
            raise damaged
        if content["version"] > VERSION:
            raise NewerVersionError("This backup was made by a newer Satchel. Update Satchel.")
        return Manifest(**content)
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise damaged from error


def _silent(_done: int, _total: int) -> None:
    pass
