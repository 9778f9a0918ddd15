"""A second implementation of the reading side, written from docs/sync-protocol.md alone.

It imports nothing of ``sync``: where it and the first one read the same from the frozen vectors,
the document says what the code does.
"""

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha3_256, sha256
from importlib.resources import files
from typing import Any, NamedTuple

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.protocol.messagepack import pack, unpack

OPENED = 16 * 1024 * 1024
"""Bytes of a part, opened."""


def hkdf_extract(salt: bytes, secret: bytes) -> bytes:
    """RFC 5869, section 2.2, with SHA-256."""
    return hmac.digest(salt or bytes(32), secret, "sha256")


def hkdf_expand(key: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, section 2.3."""
    out, block = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(key, block + info + bytes([number]), "sha256")
        out += block
    return out[:length]


def derive(secret: bytes, label: str, length: int) -> bytes:
    """A secret derived for one label."""
    return hkdf_expand(hkdf_extract(b"", secret), b"satchel/1/" + label.encode(), length)


def check_signature(public: bytes, purpose: str, message: bytes, signature: bytes) -> None:
    """Raises when the signature is another's or for another purpose."""
    context = b"satchel/1/" + purpose.encode() + b"\0"
    Ed25519PublicKey.from_public_bytes(public).verify(signature, context + message)


def part_keys(key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The key that is used once, and the commitment to it."""
    both = hkdf_expand(hkdf_extract(salt, key), b"satchel/1/part", 64)
    return both[:32], both[32:]


def open_part(key: bytes, place: bytes, sealed: bytes) -> bytes:
    """The content of a sealed part."""
    once, commitment = part_keys(key, sealed[:32])
    if not hmac.compare_digest(commitment, sealed[32:64]):
        raise ValueError("commitment")
    padded = AESGCM(once).decrypt(bytes(12), sealed[64:], place)
    length = int.from_bytes(padded[:4], "big")
    frame, filling = padded[4 : 4 + length], padded[4 + length :]
    if len(frame) != length or filling.strip(b"\0"):
        raise ValueError("padding")
    if not 0 <= zstandard.frame_content_size(frame) <= OPENED:
        raise ValueError("size")
    return zstandard.ZstdDecompressor().decompress(frame, allow_extra_data=False)


def seal_frame(key: bytes, place: bytes, salt: bytes, frame: bytes, padded: int) -> bytes:
    """What a writer makes of a frame: sealed up to ``padded`` bytes."""
    once, commitment = part_keys(key, salt)
    filled = (len(frame).to_bytes(4, "big") + frame).ljust(padded, b"\0")
    return salt + commitment + AESGCM(once).encrypt(bytes(12), filled, place)


class Envelope(NamedTuple):
    """An envelope as the document names its fields."""

    header: list[Any]
    signed: bytes
    signature: bytes
    parts: list[bytes | None]

    def place(self, part: int) -> bytes:
        """The associated data of a part."""
        return pack([*self.header[:8], part])

    def open(self, part: int, key: bytes) -> bytes:
        """The content of a part."""
        sealed = self.parts[part]
        if sealed is None:
            raise LookupError(part)
        return open_part(key, self.place(part), sealed)


def read_envelope(content: bytes) -> Envelope:
    """An envelope, its parts held against the digests in its header."""
    if content[0] != 1:
        raise ValueError("suite")
    signed, signature, parts = unpack(content[1:])
    header = unpack(signed)
    for (digest, size), part in zip(header[8], parts, strict=True):
        if part is not None and (len(part), sha256(part).digest()) != (size, digest):
            raise ValueError("digest")
    return Envelope(header, signed, signature, parts)


class Changes(NamedTuple):
    """What an envelope of changes holds: new case keys, changesets, pieces by case."""

    keys: dict[bytes, bytes]
    changesets: list[list[Any]]
    pieces: dict[bytes, list[list[Any]]]


def read_changes(envelope: Envelope, vault_key: bytes, case_keys: Mapping[bytes, bytes]) -> Changes:
    """Everything that is left in an envelope of changes."""
    form, slots, changesets = unpack(envelope.open(0, vault_key))
    keys: dict[bytes, bytes] = {}
    pieces: dict[bytes, list[list[Any]]] = {}
    for number, (role, scope) in enumerate(slots, start=1):
        if envelope.parts[number] is None:
            continue
        if role == "key":
            keys[scope] = envelope.open(number, vault_key)
        else:
            content = unpack(envelope.open(number, {**case_keys, **keys}[scope]))
            assert content[0] == form == 1
            pieces[scope] = content[1]
    return Changes(keys, changesets, pieces)


def read_roster(entries: Sequence[bytes]) -> tuple[bytes, dict[bytes, tuple[str, list[bytes]]]]:
    """The program's id, and by device its role and vaults, with every signature checked."""
    first = read_envelope(entries[0])
    kind, form, _nonce, vaults, device = unpack(first.parts[0] or b"")
    assert (kind, form, first.header[3]) == ("genesis", 1, device[0])
    check_signature(device[1], "envelope", first.signed, first.signature)
    keys = {device[0]: device[1]}
    members = {device[0]: ("admin", [vault for vault, _name in vaults])}
    last = sha256(first.signed).digest()
    for content in entries[1:]:
        entry = read_envelope(content)
        author = entry.header[3]
        assert members[author][0] == "admin"
        check_signature(keys[author], "envelope", entry.signed, entry.signature)
        kind, form, after, device, role, granted, _place = unpack(entry.parts[0] or b"")
        assert (kind, form, after) == ("admit", 1, last)
        keys[device[0]], members[device[0]] = device[1], (role, granted)
        last = sha256(entry.signed).digest()
    return sha256(b"satchel/1/program\0" + first.signed).digest(), members


_KEM = b"KEM" + b"\x64\x7a"
_SUITE = b"HPKE" + b"\x64\x7a" + b"\x00\x01" + b"\x00\x02"


def unwrap(mlkem768: bytes, x25519: bytes, info: bytes, wrapped: bytes) -> bytes:
    """HPKE in base mode (RFC 9180, section 5.1.1) with the hybrid KEM, step by step."""
    from_lattice, from_curve, sealed = wrapped[:1088], wrapped[1088:1120], wrapped[1120:]
    curve = X25519PrivateKey.from_private_bytes(x25519)
    shared = sha3_256(
        MLKEM768PrivateKey.from_seed_bytes(mlkem768).decapsulate(from_lattice)
        + curve.exchange(X25519PublicKey.from_public_bytes(from_curve))
        + from_curve
        + curve.public_key().public_bytes_raw()
        + b"\\.//^\\"
    ).digest()

    def extract(salt: bytes, label: bytes, secret: bytes) -> bytes:
        return hkdf_extract(salt, b"HPKE-v1" + _SUITE + label + secret)

    def expand(key: bytes, label: bytes, context: bytes, length: int) -> bytes:
        what = length.to_bytes(2, "big") + b"HPKE-v1" + _SUITE + label + context
        return hkdf_expand(key, what, length)

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    key, nonce = expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)
    return AESGCM(key).decrypt(nonce, sealed, b"")


def read_keyring(
    program: bytes, device: bytes, mlkem768: bytes, x25519: bytes, wrapped: bytes
) -> Any:
    """The vault keys that were wrapped to a device."""
    info = b"satchel/1/wrap\0" + b"admit\0" + program + device
    return unpack(unwrap(mlkem768, x25519, info, wrapped))


_WORDS = (files("mnemonic") / "wordlist" / "english.txt").read_text("utf-8").split()


def secret_of(words: str) -> bytes:
    """The secret in twelve words (BIP 39): 128 bits and 4 bits of their SHA-256."""
    number = 0
    for word in words.split():
        number = number << 11 | _WORDS.index(word)
    secret = (number >> 4).to_bytes(16, "big")
    assert sha256(secret).digest()[0] >> 4 == number & 15
    return secret


def six_words(offer: Any, answer: Any, reveal: Any) -> list[str]:
    """What both screens show: the first 66 bits of the hash over all three messages."""
    digest = sha256(b"satchel/1/compare\0" + pack([offer, answer, reveal])).digest()
    bits = f"{int.from_bytes(digest, 'big'):0256b}"
    return [_WORDS[int(bits[at : at + 11], 2)] for at in range(0, 66, 11)]
