"""The backup file: a plain zip, stored, and a digest of the whole at its end.

The members are the key slots, a copy of the encrypted database, a manifest of what they are, and
the sealed chunks of documents' files, each named by its digest. In a place of backups the chunks
lie once, beside all the backups there, and each lists those it needs. The zip's comment is the
SHA-256, in hexadecimal, of every byte before it, so that not one byte of the file can change
unnoticed.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

from storage.crypto import chunkfiles, database, head, keyfile
from storage.crypto.lacking import refuse_lacking
from storage.errors import DamagedError, NewerVersionError, RejectedError
from storage.keyless.archives import BROKEN

MAGIC = "satchel backup"
VERSION = 3
"""The third lies in a place of backups, with the files of documents beside it."""
_WITH_CHUNKS_VERSION = 2
_PLAIN_VERSION = 1
"""A backup without files of documents; it is still written where there are none."""
MANIFEST = "manifest.json"
LISTED = "documents.list"
"""The digests of the chunks that lie beside, one a line, sorted."""
LOG = f"{database.NAME}-wal"
"""What was in the log of a database that had not been closed in good order."""
MEMBERS = (keyfile.NAME, database.NAME)
BESIDE_MEMBERS = (*MEMBERS, head.NAME, LOG, LISTED)
"""What a backup with its files beside may hold; the first two and the last it always does."""
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
    """What a backup says of itself; ``members`` are SHA-256 digests by name.

    A copy that was made without the key cannot say how far its journal goes and what it holds:
    ``schema`` and ``chain`` are then empty, and the head file among its members says the rest.
    """

    made: str
    schema: str = ""
    sequence: int = 0
    chain: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[str, str]
    chunks: int = 0
    """How many sealed chunks of files there are; their names are their digests."""
    beside: int | None = None
    """How many lie beside the backup instead, where it lies in a place of backups."""
    magic: str = MAGIC

    @property
    def version(self) -> int:
        """The form of the backup."""
        if self.beside is not None:
            return VERSION
        return _WITH_CHUNKS_VERSION if self.chunks else _PLAIN_VERSION

    def content(self) -> bytes:
        """Return the manifest as it is written."""
        said = {**asdict(self), "version": self.version}
        if not self.chunks:
            del said["chunks"]
        if self.beside is None:
            del said["beside"]
        return json.dumps(said, sort_keys=True, indent=1).encode()


def write(
    target: BinaryIO,
    manifest: Manifest,
    files: Mapping[str, Path | bytes],
    progress: Progress | None = None,
) -> None:
    """Write the members to the open ``target`` and close them with the digest of it all."""
    told = progress or _silent
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, _EPOCH), manifest.content())
        for name in files:
            info = zipfile.ZipInfo(name, _EPOCH)
            source = files[name]
            if isinstance(source, bytes):
                archive.writestr(info, source)
                continue
            info.file_size = source.stat().st_size
            done = 0
            with source.open("rb") as content, archive.open(info, "w") as member:
                while piece := content.read(_PIECE):
                    done += member.write(piece)
                    told(done, info.file_size)
        archive.comment = b"0" * _DIGEST
    size = target.tell()
    target.seek(0)
    digest = _digest_of(target, size - _DIGEST, told)
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
            digest = name.rpartition("/")[2] if _is_chunk(name) else manifest.members[name]
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


def said(path: Path) -> Manifest:
    """Return what a backup says of itself, nothing compared; a DamagedError where it cannot."""
    with path.open("rb") as source, _archive(source) as archive:
        return _manifest(archive)


def key_file(path: Path) -> bytes:
    """Return the key slots in a backup, nothing else compared; DamagedError where it has none."""
    damaged = DamagedError("The backup's key file is not what was written.")
    with path.open("rb") as source, _archive(source) as archive:
        if archive.getinfo(keyfile.NAME).file_size > _MAX_KEYS:
            raise damaged
        try:
            return archive.read(keyfile.NAME)
        except BROKEN as error:
            refuse_lacking(error)
            raise damaged from error


def listed(source: BinaryIO, manifest: Manifest) -> list[str]:
    """Return the digests of the chunks that lie beside a backup."""
    if manifest.beside is None:
        return []
    damaged = DamagedError("The backup's list of documents is not what was written.")
    with _archive(source) as archive:
        try:
            content = archive.read(LISTED)
        except BROKEN as error:
            refuse_lacking(error)
            raise damaged from error
    found = content.decode("ascii", "replace").split()
    good = len(found) == manifest.beside and all(map(_DIGEST_NAME.fullmatch, found))
    if not good or sha256_of(content) != manifest.members.get(LISTED):
        raise damaged
    return found


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


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
    except BROKEN as error:
        refuse_lacking(error)
        raise DamagedError("The backup is damaged: its list of contents is not whole.") from error
    names = [info.filename for info in archive.infolist()]
    stored = all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
    once = len(set(names)) == len(names)
    if not _is_known({*names}) or not stored or not once:
        raise DamagedError("The backup holds something that Satchel did not put there.")
    return archive


def _is_known(names: set[str]) -> bool:
    """Tell whether these are the members of one of the forms, and nothing else."""
    if LISTED in names:
        needed = {MANIFEST, *MEMBERS, LISTED}
        return needed <= names <= {MANIFEST, *BESIDE_MEMBERS}
    return {name for name in names if not _is_chunk(name)} == {MANIFEST, *MEMBERS}


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
        others = {name for name in sizes if name != MANIFEST and not _is_chunk(name)}
        fits = (manifest.beside is not None) == (LISTED in sizes) and (
            manifest.chunks == len(sizes) - len(others) - 1
        )
        if not fits or {*manifest.members} != others:
            raise damaged
    except (*BROKEN, TypeError, AttributeError) as error:  # RecursionError is one of them
        refuse_lacking(error)
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
