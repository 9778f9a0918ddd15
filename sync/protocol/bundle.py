"""Bundles: one file that carries sealed envelopes where there is no network.

The file is sealed once more, to the devices it is for, so that whoever finds it learns neither
whose program it is nor what it holds: its opening is a list of wraps without names, some of which
are for nobody. Behind it stands a stream of sealed frames, in it *items*, in canonical
MessagePack, each behind its length. The first says who made the bundle and when, the last is the
maker's signature over all before it. Nothing in a bundle is believed for its own sake: envelopes
and roster entries prove themselves as they do when they come from a server.
"""

import hmac
import secrets
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import BinaryIO

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol import limits, signing, wrapping
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.errors import NewerProtocolError, ProtocolError, SealError
from sync.protocol.frames import FrameWriter, frames

MAGIC = b"satchel bundle\0"
_SUITE = 1
_FORM = 1
_LENGTH = 4
_DIGEST = 32
_WRAPS_STEP, _WRAPS = 8, 1_024
"""Wraps come in eights, so that their number does not tell how many laptops there are."""
_WRAPPED = 1120 + 32 + 16
_PURPOSE = b"bundle\0"
_ITEM = limits.BODY
"""Bytes of one item: every envelope and every chunk of a blob fits into one."""


class Head(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag="bundle"):
    """The first item: which program's, by which device, when and since when (ms, 0 = all)."""

    form: int
    program: bytes
    device: bytes
    made: int
    since: int


class Entry(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag="roster"):
    """One entry of the roster, whole; they come in order from the first on."""

    body: bytes


class Carried(
    msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag="envelope"
):
    """One envelope; ``sequence`` and ``generation`` where its maker knows that a server has it."""

    sequence: int
    generation: int
    body: bytes


class Blob(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag="blob"):
    """The manifest of a blob of ``vault``; its chunks follow in order."""

    vault: bytes
    manifest: bytes


class Chunk(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag="chunk"):
    """One sealed chunk of the blob before it."""

    number: int
    content: bytes


class End(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag="end"):
    """The last item: how many were before it, and the maker's signature over them."""

    items: int
    signature: bytes


Item = Head | Entry | Carried | Blob | Chunk | End


class _Opening(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    wraps: tuple[bytes, ...]


class BundleWriter:
    """Writes one bundle into a file, item by item; ``finish`` signs and ends it."""

    def __init__(self, file: BinaryIO, head: Head, receivers: Sequence[bytes]) -> None:
        """Begin a bundle for the devices with these KEM keys."""
        key = secrets.token_bytes(32)
        opening = encode(_Opening(_wraps(key, receivers)))
        self._digest = sha256(opening)
        stream, commitment = _derived(key, opening)
        file.write(MAGIC + bytes([_SUITE]) + len(opening).to_bytes(_LENGTH, "big"))
        file.write(opening + commitment)
        self._frames = FrameWriter(stream, file)
        self._items = 0
        self.put(head)

    def put(self, item: Item) -> None:
        """Write one item; ProtocolError when it is larger than a bundle may hold."""
        content = encode(item)
        if len(content) > _ITEM:
            raise ProtocolError("An item is larger than a bundle may hold.")
        framed = len(content).to_bytes(_LENGTH, "big") + content
        self._digest.update(framed)
        self._frames.write(framed)
        self._items += 1

    def finish(self, seed: bytes) -> bytes:
        """Sign as the device with this ``seed``, write what is left, and return what is signed."""
        digest = self._digest.digest()
        self.put(End(self._items, signing.sign(seed, "bundle", digest)))
        self._frames.finish()
        return digest


class Read(msgspec.Struct, frozen=True):
    """What the whole of a bundle says: its head, and what its maker's signature is over."""

    head: Head
    digest: bytes
    signature: bytes

    def verify(self, public: bytes) -> None:
        """Return when the device with this key made the bundle; SignatureError otherwise."""
        signing.verify(public, "bundle", self.digest, self.signature)


class BundleReader:
    """Reads a bundle from its first byte on, for the device with these private keys.

    ``items`` gives every item but the last; once they are through, ``read`` is what the end says.
    ProtocolError tells in words what is wrong, NewerProtocolError that it is of a newer version,
    SealError that it is for others or was changed.
    """

    def __init__(self, file: BinaryIO, mlkem768: bytes, x25519: bytes) -> None:
        self.read: Read | None = None
        opening, stream = _opened(file, mlkem768, x25519)
        self._digest = sha256(opening)
        self._stream = _Stream(frames(stream, file))

    def items(self) -> Iterator[Item]:
        """Return the items one after the other; the first is the head."""
        count, head = 0, None
        while True:
            before = self._digest.digest()
            item = self._next(head is None)
            if isinstance(item, End):
                break
            if isinstance(item, Head) == (head is not None):
                raise ProtocolError("A bundle does not begin as one.")
            head = item if isinstance(item, Head) else head
            count += 1
            yield item
        if head is None or item.items != count:
            raise ProtocolError("A bundle has not the items that its end counts.")
        self._stream.check_end()
        self.read = Read(head, before, item.signature)

    def _next(self, is_first: bool) -> Item:  # noqa: FBT001 - says which item is read
        length = int.from_bytes(self._stream.take(_LENGTH), "big")
        if not 0 < length <= _ITEM:
            raise ProtocolError("An item of a bundle has an impossible length.")
        content = self._stream.take(length)
        if is_first and decode(content, _Beginning).form != _FORM:
            raise NewerProtocolError("A bundle was made with a newer version of Satchel.")
        item: Item = decode_canonical(content, Item)  # type: ignore[arg-type]  # a union is a type to msgspec
        self._digest.update(length.to_bytes(_LENGTH, "big") + content)
        return item


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    """How the head begins, also that of a newer form."""

    kind: str
    form: int


class _Stream:
    """The opened frames as one run of bytes."""

    def __init__(self, opened: Iterator[bytes]) -> None:
        self._opened = opened
        self._held = bytearray()

    def take(self, count: int) -> bytes:
        while len(self._held) < count:
            frame = next(self._opened, None)
            if frame is None:
                raise ProtocolError("A bundle ends in the middle.")
            self._held += frame
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def check_end(self) -> None:
        """Return when nothing but filling follows."""
        if any(self._held) or next(self._opened, None) is not None:
            raise ProtocolError("Something follows the end of a bundle.")


def _wraps(key: bytes, receivers: Iterable[bytes]) -> tuple[bytes, ...]:
    """Wrap ``key`` to every receiver, and further ones to nobody, in no order."""
    wraps = [wrapping.wrap_to(kem, _PURPOSE, key) for kem in receivers]
    if not 0 < len(wraps) <= _WRAPS:
        raise ProtocolError("A bundle is for nobody, or for more devices than it can be.")
    nobody = wrapping.kem_public_of(secrets.token_bytes(64), secrets.token_bytes(32))
    while len(wraps) % _WRAPS_STEP:
        wraps.append(wrapping.wrap_to(nobody, _PURPOSE, secrets.token_bytes(32)))
    secrets.SystemRandom().shuffle(wraps)
    return tuple(wraps)


def _opened(file: BinaryIO, mlkem768: bytes, x25519: bytes) -> tuple[bytes, bytes]:
    """Return the opening of a bundle and the key of its stream."""
    if file.read(len(MAGIC)) != MAGIC:
        raise ProtocolError("This file is no bundle.")
    suite = file.read(1)
    if suite and suite != bytes([_SUITE]):
        raise NewerProtocolError("A bundle was made with a newer version of Satchel.")
    length = int.from_bytes(file.read(_LENGTH), "big")
    if not 0 < length <= _WRAPS * (_WRAPPED + 3) + 8:
        raise ProtocolError("The opening of a bundle has an impossible length.")
    opening, commitment = file.read(length), file.read(_DIGEST)
    wraps = decode_canonical(opening, _Opening).wraps
    if len(wraps) % _WRAPS_STEP or any(len(wrap) != _WRAPPED for wrap in wraps):
        raise ProtocolError("The opening of a bundle is not of its form.")
    for wrap in wraps:
        try:
            key = wrapping.unwrap_with(mlkem768, x25519, _PURPOSE, wrap)
        except SealError:
            continue
        stream, expected = _derived(key, opening)
        if not hmac.compare_digest(expected, commitment):
            raise SealError("A sealed file was changed or cut off.")
        return opening, stream
    raise NotForUsError("A bundle is for other laptops.")


class NotForUsError(SealError):
    """No wrap of a bundle opens for this device."""


def _derived(key: bytes, opening: bytes) -> tuple[bytes, bytes]:
    """Return the key of the stream behind this very opening, and its commitment."""
    salt, info = sha256(opening).digest(), b"satchel/1/bundle"
    both = HKDF(hashes.SHA256(), 64, salt, info).derive(key)
    return both[:32], both[32:]
