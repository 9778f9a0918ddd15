"""The head file: which journal entry was acknowledged last.

SQLCipher does not notice that its newest pages or its write-ahead log were replaced by older ones.
The head file does: it names the last acknowledged entry, authenticated, written and synced after
every commit. It is written into the half that does not hold the newest head, so that a torn write
is harmless.
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
_MAGIC = b"satchelH"
_HALF = _LAYOUT.size + 32


class Head(NamedTuple):
    """The last journal entry: its sequence number and its chained digest."""

    sequence: int
    chain: bytes


class HeadFile:
    """Writes and reads the head of one workspace."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._path = folder / NAME
        self._key = key

    def read(self) -> Head | None:
        """Return the newest intact head, or None where there is none."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        return max((head for head in self._halves(content) if head), default=None)

    def write(self, head: Head) -> None:
        """Acknowledge ``head``; returns once it is on disk."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | BINARY, PRIVATE)
        with os.fdopen(descriptor, "r+b") as file:
            first, second = self._halves(file.read(2 * _HALF))
            file.seek(_HALF if first and (second is None or second < first) else 0)
            file.write(self._half(head))
            file.flush()
            os.fsync(file.fileno())

    def restart(self, head: Head) -> None:
        """Acknowledge ``head`` though it is older than the last one: what came after is lost."""
        replace_file(self._path, 2 * self._half(head))

    def _halves(self, content: bytes) -> tuple[Head | None, Head | None]:
        return self._parse(content[:_HALF]), self._parse(content[_HALF : 2 * _HALF])

    def _half(self, head: Head) -> bytes:
        plain = _LAYOUT.pack(_MAGIC, head.sequence, head.chain)
        return plain + self._mac(plain)

    def _parse(self, half: bytes) -> Head | None:
        plain, mac = half[: _LAYOUT.size], half[_LAYOUT.size :]
        if len(half) < _HALF or not hmac.compare_digest(mac, self._mac(plain)):
            return None
        _, sequence, chain = _LAYOUT.unpack(plain)
        return Head(sequence, chain)

    def _mac(self, plain: bytes) -> bytes:
        return hmac.new(self._key, plain, sha256).digest()
