"""The head file: which entry of the journal, and of the record of access, was acknowledged last.

SQLCipher does not notice that its newest pages or its write-ahead log were replaced by older ones.
The head file does: it names the last acknowledged entry, authenticated, written and synced after
every commit. It is written into the half that does not hold the newest head, so that a torn write
is harmless. Behind the two halves of the journal stand the two of the record of access.
"""

import hmac
import os
import struct
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from storage.crypto.durable import BINARY, PRIVATE, replace_file

NAME = "workspace.head"
_LAYOUT = struct.Struct(">8sQ32s")
_HALF = _LAYOUT.size + 32
_JOURNAL, _ACCESS = 0, 1
_MAGIC = (b"satchelH", b"satchelA")


class Head(NamedTuple):
    """The last entry of a chain: its number and its chained digest."""

    sequence: int
    chain: bytes


class HeadFile:
    """Writes and reads the heads of one workspace."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._path = folder / NAME
        self._key = key

    def read(self) -> Head | None:
        """Return the newest intact head of the journal, or None where there is none."""
        return self._read(_JOURNAL)

    def read_access(self) -> Head | None:
        """Return the newest intact head of the record of access, or None where there is none."""
        return self._read(_ACCESS)

    def write(self, head: Head | None, access: Head | None = None) -> None:
        """Acknowledge the heads that are given; returns once they are on disk."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | BINARY, PRIVATE)
        with os.fdopen(descriptor, "r+b") as file:
            content = file.read(4 * _HALF)
            for pair, newest in ((_JOURNAL, head), (_ACCESS, access)):
                if newest is None:
                    continue
                first, second = self._halves(content, pair)
                behind = first and (second is None or second < first)
                file.seek(2 * pair * _HALF + (_HALF if behind else 0))
                file.write(self._half(newest, pair))
            file.flush()
            os.fsync(file.fileno())

    def restart(self, head: Head, access: Head | None = None) -> None:
        """Acknowledge heads though they are older than the last ones: what came after is lost."""
        both = 2 * self._half(head, _JOURNAL)
        if access is not None:
            both += 2 * self._half(access, _ACCESS)
        replace_file(self._path, both)

    def _read(self, pair: int) -> Head | None:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        return max((head for head in self._halves(content, pair) if head), default=None)

    def _halves(self, content: bytes, pair: int) -> tuple[Head | None, Head | None]:
        start = 2 * pair * _HALF
        middle = start + _HALF
        return (
            self._parse(content[start:middle], pair),
            self._parse(content[middle : middle + _HALF], pair),
        )

    def _half(self, head: Head, pair: int) -> bytes:
        plain = _LAYOUT.pack(_MAGIC[pair], head.sequence, head.chain)
        return plain + self._mac(plain)

    def _parse(self, half: bytes, pair: int) -> Head | None:
        plain, mac = half[: _LAYOUT.size], half[_LAYOUT.size :]
        if len(half) < _HALF or not hmac.compare_digest(mac, self._mac(plain)):
            return None
        magic, sequence, chain = _LAYOUT.unpack(plain)
        return Head(sequence, chain) if magic == _MAGIC[pair] else None

    def _mac(self, plain: bytes) -> bytes:
        return hmac.new(self._key, plain, sha256).digest()
