"""A stream of sealed frames of one size: what lies in a file tells its rough length and no more.

A frame is AES-256-GCM over exactly ``FRAME`` bytes under the stream's own key; its number and
whether it is the last stand in the nonce, so that none can be moved, left out or cut off.
"""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.protocol.errors import SealError

FRAME = 64 * 1024
"""Bytes of one frame before it is sealed."""
SEALED_FRAME = FRAME + 16
_MIDDLE, _LAST = b"\0\0\0\0", b"\0\0\0\1"


class FrameWriter:
    """Seals what is written into frames; ``finish`` fills the last one up with zeros."""

    def __init__(self, key: bytes, file: BinaryIO) -> None:
        self._seal = AESGCM(key)
        self._file = file
        self._number = 0
        self._held = bytearray()

    def write(self, content: bytes) -> None:
        """Take ``content`` and write every frame that is full and cannot be the last."""
        self._held += content
        while len(self._held) > FRAME:
            self._put(bytes(self._held[:FRAME]), _MIDDLE)
            del self._held[:FRAME]

    def finish(self) -> None:
        """Write the last frame."""
        self._put(bytes(self._held).ljust(FRAME, b"\0"), _LAST)

    def _put(self, frame: bytes, flag: bytes) -> None:
        nonce = flag + self._number.to_bytes(8, "big")
        self._file.write(self._seal.encrypt(nonce, frame, None))
        self._number += 1


def frames(key: bytes, file: BinaryIO) -> Iterator[bytes]:
    """Return the opened frames of ``file`` to its end.

    Raises SealError where one was changed, is missing or follows the last.
    """
    opening, number = AESGCM(key), 0
    sealed = file.read(SEALED_FRAME)
    while True:
        following = file.read(SEALED_FRAME)
        nonce = (_MIDDLE if following else _LAST) + number.to_bytes(8, "big")
        try:
            yield opening.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError) as error:
            raise SealError("A sealed file was changed or cut off.") from error
        if not following:
            return
        sealed, number = following, number + 1
