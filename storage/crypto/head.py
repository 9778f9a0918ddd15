"""The head file: which journal entry was acknowledged last.

SQLCipher does not notice that its newest pages or its write-ahead log were replaced by older ones.
The head file does: it names the last acknowledged entry, authenticated, written and synced after
every commit. Two alternating halves make a torn write harmless.
"""

import hmac
import os
import struct
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_NAME = "workspace.head"
_LAYOUT = struct.Struct(">8sQ32s")
_MAGIC = b"satchelH"
_HALF = _LAYOUT.size + 32
_PRIVATE = 0o600
_BINARY = getattr(os, "O_BINARY", 0)


class Head(NamedTuple):
    """The last journal entry: its sequence number and its chained digest."""

    sequence: int
    chain: bytes


class HeadFile:
    """Writes and reads the head of one workspace."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._path = folder / _NAME
        self._key = key

    def read(self) -> Head | None:
        """Return the newest intact head, or None where there is none."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        halves = (self._parse(content[:_HALF]), self._parse(content[_HALF : 2 * _HALF]))
        return max((head for head in halves if head), default=None)

    def write(self, head: Head) -> None:
        """Acknowledge ``head``; returns once it is on disk."""
        plain = _LAYOUT.pack(_MAGIC, head.sequence, head.chain)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | _BINARY, _PRIVATE)
        with os.fdopen(descriptor, "r+b") as file:
            file.seek(head.sequence % 2 * _HALF)
            file.write(plain + self._mac(plain))
            file.flush()
            os.fsync(file.fileno())

    def _parse(self, half: bytes) -> Head | None:
        plain, mac = half[: _LAYOUT.size], half[_LAYOUT.size :]
        if len(half) < _HALF or not hmac.compare_digest(mac, self._mac(plain)):
            return None
        _, sequence, chain = _LAYOUT.unpack(plain)
        return Head(sequence, chain)

    def _mac(self, plain: bytes) -> bytes:
        return hmac.new(self._key, plain, sha256).digest()
