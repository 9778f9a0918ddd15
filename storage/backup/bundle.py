"""The backup file: a plain zip, stored, and a digest of the whole at its end.

The members are the key slots, a compact copy of the encrypted database, a manifest of what they
are, and the sealed chunks of documents' files, each named by its digest. The zip's comment is the
SHA-256, in hexadecimal, of every byte before it, so that not one byte of the file can change
unnoticed.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from storage.crypto import chunkfiles, database, keyfile
from storage.errors import DamagedError, NewerVersionError, RejectedError

MAGIC = "satchel backup"
VERSION = 2
"""The first is a backup without files of documents; it is still written where there are none."""
_PLAIN_VERSION = 1
MANIFEST = "manifest.json"
MEMBERS = (keyfile.NAME, database.NAME)
_DIGEST = 64
_PIECE = 4 * 1024 * 1024
_MAX_MANIFEST = 64 * 1024
_MAX_KEYS = 64 * 1024
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DIGEST_NAME = re.compile(r"[0-9a-f]{64}")

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
    chunks: int = 0
    """How many sealed chunks of files there are; their names are their digests."""
    magic: str = MAGIC

    @property
    def version(self) -> int:
        """The form of the backup."""
        return VERSION if self.chunks else _PLAIN_VERSION

    def content(self) -> bytes:
        """Return the manifest as it is written."""
        said = {**asdict(self), "version": self.version}
        if not self.chunks:
            del said["chunks"]
        return json.dumps(said, sort_keys=True, indent=1).encode()


def write(target: BinaryIO, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the members to the open ``target`` and close them with the digest of it all."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, _EPOCH), manifest.content())
        for name in files:
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
        for name in archive.namelist():
            if name == MANIFEST:
                continue
            digest = manifest.members[name] if name in MEMBERS else name.rpartition("/")[2]
            target = folder / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with archive.open(name) as member:
                _extract(member, target, digest)


def _extract(member: IO[bytes], target: Path, expected: str) -> None:
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, _NEW, 0o600), "wb") as file:
        while piece := member.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != expected:
        raise DamagedError(f"{target.name} in the backup is not what was written.")


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
    """Open the zip; a member more, one under another path, one twice or one packed is refused."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DamagedError("The backup is damaged: its list of contents is not whole.") from error
    names = [info.filename for info in archive.infolist()]
    stored = all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
    others = [name for name in names if not _is_chunk(name)]
    once = len(set(names)) == len(names)
    if sorted(others) != sorted((MANIFEST, *MEMBERS)) or not stored or not once:
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
        if content.pop("version") > VERSION:
            raise NewerVersionError("This backup was made by a newer Satchel. Update Satchel.")
        manifest = Manifest(**content)
        if manifest.chunks != sum(map(_is_chunk, sizes)):
            raise damaged
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise damaged from error
    return manifest


def _is_chunk(name: str) -> bool:
    """Tell whether a member is a sealed chunk, in the one place where it may lie."""
    digest = name.rpartition("/")[2]
    return name == chunk_name(digest) and _DIGEST_NAME.fullmatch(digest) is not None


def chunk_name(digest: str) -> str:
    """Return the name of the member that holds the chunk of this digest."""
    return f"{chunkfiles.FOLDER}/{digest[:2]}/{digest}"


def _silent(_done: int, _total: int) -> None:
    pass
