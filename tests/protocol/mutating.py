"""Seeded changes to bytes, and to what is inside of what is signed and sealed."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from random import Random  # noqa: TID251 - changes repeat by their seed
from typing import Any

from sync.protocol import signing
from sync.protocol.sealing import derive, open_sealed, seal
from sync.protocol.wrapping import unwrap_with, wrap_to
from tests.protocol.builders import ANA, BEN, EVE
from tests.protocol.edition.rosters import CAL, DEE, FAY, GIL, HAL, OTHER_SECRET, SECRET
from tests.protocol.messagepack import NotCanonicalError, pack, unpack, unpack_open

_SEEDS = {
    laptop.device.signing.hex(): laptop.seed
    for laptop in (ANA, BEN, CAL, DEE, EVE, FAY, GIL, HAL, SECRET, OTHER_SECRET)
}
_KEMS = {laptop.mlkem.hex(): laptop.device.kem for laptop in (ANA, BEN, EVE)}
_STRANGE: tuple[Any, ...] = (
    0, 1, 2, 3, -1, 255, 256, 2**32 - 1, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1, None, True,
    False, "", "admin", "member", "key", "content", b"", bytes(8), bytes(16), bytes(31), bytes(32),
    [],
)  # fmt: skip
Remake = Callable[[bytes], bytes]
h = bytes.fromhex


def changed(random: Random, content: bytes) -> bytes:
    """``content`` with one thing changed: bits, length, or a field of what it is."""
    way = random.choice((_flipped, _cut, _extended, _doubled, _respelled, _field, _field, _field))
    return way(random, content)


def _flipped(random: Random, content: bytes) -> bytes:
    found = bytearray(content or b"\0")
    found[random.randrange(len(found))] ^= 1 << random.randrange(8)
    return bytes(found)


def _cut(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content))] if content else b"\0"


def _extended(random: Random, content: bytes) -> bytes:
    return content + random.choice((b"\0", b"\xc0", b"\x90", b"a", b"=", content))


def _doubled(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content) + 1)
    end = min(len(content), at + random.randrange(1, 40))
    return content[:end] + content[at:]


def _respelled(random: Random, content: bytes) -> bytes:
    """A list or a number in more bytes than it needs."""
    at = random.randrange(max(1, min(len(content), 200)))
    tag = content[at : at + 1]
    if tag and tag[0] < 0x80:
        return content[:at] + b"\xcc" + content[at:]
    if tag and 0x90 <= tag[0] < 0xA0:
        return content[:at] + b"\xdc\0" + bytes([tag[0] & 15]) + content[at + 1 :]
    return _flipped(random, content)


def _field(random: Random, content: bytes) -> bytes:
    """One field of a list left out, doubled, put in another's place or given another value."""
    try:
        value = unpack_open(content)
    except (NotCanonicalError, ValueError, LookupError):
        return _flipped(random, content)
    lists = [each for each in _lists(value) if each]
    if not lists:
        return _flipped(random, content)
    chosen = random.choice(lists)
    at, other = random.randrange(len(chosen)), random.randrange(len(chosen))
    match random.randrange(5):
        case 0:
            del chosen[at]
        case 1:
            chosen.insert(other, chosen[at])
        case 2:
            chosen[at], chosen[other] = chosen[other], chosen[at]
        case 3:
            chosen[at] = _other(random, chosen[at])
        case _:
            chosen.append(random.choice(_STRANGE))
    return pack(value)


def _other(random: Random, value: Any) -> Any:
    """Another value, most often of the same kind."""
    if isinstance(value, bytes) and value and random.random() < 0.5:
        return random.choice((_flipped(random, value), value[:-1], value + b"\0"))
    if type(value) is int and random.random() < 0.5:
        return min(max(value + random.choice((-1, 1)), -(2**63)), 2**64 - 1)
    return random.choice(_STRANGE)


def _lists(value: Any) -> list[list[Any]]:
    if not isinstance(value, list):
        return []
    return [value, *(found for each in value for found in _lists(each))]


def inside(structure: str, given: Mapping[str, Any], content: bytes) -> tuple[bytes, Remake] | None:
    """What is signed or sealed in a message, and how it is signed and sealed again."""
    make = _INSIDE.get(structure)
    return make(given, content) if make else None


def _entry(_given: Mapping[str, Any], content: bytes) -> tuple[bytes, Remake] | None:
    signed, signature, parts = unpack(content[1:])
    seed = _signer(signed, signature)
    if seed is None or parts[0] is None:
        return None
    return parts[0], lambda body: _enveloped(signed, [body, *parts[1:]], seed)


def _first_part(given: Mapping[str, Any], content: bytes) -> tuple[bytes, Remake] | None:
    signed, signature, parts = unpack(content[1:])
    header, key, seed = unpack(signed), h(given["vault_key"]), _signer(signed, signature)
    if seed is None or None in parts:
        return None
    where = pack([*header[:8], 0])

    def remake(inner: bytes) -> bytes:
        return _enveloped(signed, [seal(key, where, inner), *parts[1:]], seed)

    return open_sealed(key, where, parts[0]), remake


def _enveloped(signed: bytes, parts: list[bytes], seed: bytes) -> bytes:
    listed = [[sha256(part or b"").digest(), len(part or b"")] for part in parts]
    header = pack([*unpack(signed)[:8], listed])
    return b"\1" + pack([header, signing.sign(seed, "envelope", header), parts])


def _signer(signed: bytes, signature: bytes) -> bytes | None:
    found = (s for s in _SEEDS.values() if signing.sign(s, "envelope", signed) == signature)
    return next(found, None)


def _packed(label: str) -> Callable[[Mapping[str, Any], bytes], tuple[bytes, Remake]]:
    def make(given: Mapping[str, Any], content: bytes) -> tuple[bytes, Remake]:
        form, epoch, nonce, parts = unpack(content)
        key = h(dict(given["vault_keys"])[epoch])
        where = pack([1, label, h(given["log"]), epoch, nonce, 0])

        def remake(inner: bytes) -> bytes:
            return pack([form, epoch, nonce, [seal(key, where, inner), *parts[1:]]])

        return open_sealed(key, where, parts[0]), remake

    return make


def _message(step: str) -> Callable[[Mapping[str, Any], bytes], tuple[bytes, Remake]]:
    def make(given: Mapping[str, Any], content: bytes) -> tuple[bytes, Remake]:
        key = derive(h(given["secret"]), "rendezvous/key")
        return (
            open_sealed(key, step.encode(), content),
            lambda inner: seal(key, step.encode(), inner),
        )

    return make


def _ring(given: Mapping[str, Any], content: bytes) -> tuple[bytes, Remake]:
    info = b"hand\0" + h(given["program"]) + h(given["device"]) + h(given["after"])
    kem = _KEMS[given["mlkem768"]]
    inner = unwrap_with(h(given["mlkem768"]), h(given["x25519"]), info, content)
    return inner, lambda changed_one: wrap_to(kem, info, changed_one)


def _signed(
    purpose: str, line: bytes = b"", *, spelled: bool = False
) -> Callable[[Mapping[str, Any], bytes], tuple[bytes, Remake]]:
    def make(given: Mapping[str, Any], content: bytes) -> tuple[bytes, Remake]:
        seed = _SEEDS[given["public"]]
        whole = h(content.decode()) if spelled else content[len(line) :]

        def remake(body: bytes) -> bytes:
            made = pack([body, signing.sign(seed, purpose, body)])
            return made.hex().encode() if spelled else line + made

        return unpack(whole)[0], remake

    return make


_INSIDE: dict[str, Callable[[Mapping[str, Any], bytes], tuple[bytes, Remake] | None]] = {
    "roster": _entry,
    "changes": _first_part,
    "snapshot": _first_part,
    "attestation": _first_part,
    "segment": _packed("segment"),
    "front": _packed("front"),
    "offer": _message("offer"),
    "answer": _message("answer"),
    "reveal": _message("reveal"),
    "handed-keys": _ring,
    "courier": _signed("courier", spelled=True),
    "unlock-answer": _signed("unlock answer", b"satchel unlock answer\n"),
    "given-share": _signed("recovery share", b"satchel recovery share\n"),
}
