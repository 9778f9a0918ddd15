"""What a vector is made of, and envelopes that may say anything."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from sync.protocol import signing
from tests.protocol.builders import ANA, CASES, Laptop
from tests.protocol.messagepack import pack

Expected = Literal["read", "refused", "newer"]
TIME = 1_770_000_000_000
FIELDS = ("suite", "kind", "log", "device", "incarnation", "number", "previous", "epoch")


class Case(NamedTuple):
    """One message, what becomes of it, and what is given with it alone."""

    name: str
    content: bytes
    expected: Expected = "read"
    given: Mapping[str, Any] = {}


class Cases(NamedTuple):
    """All messages of one structure, and what is given with each."""

    structure: str
    given: Mapping[str, Any]
    cases: Sequence[Case]


def refusals(wrong: Mapping[str, bytes], **given: Any) -> list[Case]:
    """Cases that must be refused."""
    return [Case(name, content, "refused", given) for name, content in wrong.items()]


def enveloped(parts: Sequence[bytes | None], by: Laptop = ANA, **values: Any) -> bytes:
    """A signed envelope of these parts, with these fields in its header."""
    seed = values.pop("seed", by.seed)
    usual = [[sha256(part or b"").digest(), len(part or b"")] for part in parts]
    header = pack([*header_of(by, **values), values.get("listed", usual)])
    return b"\1" + pack([header, signing.sign(seed, "envelope", header), list(parts)])


def header_of(by: Laptop = ANA, **values: Any) -> list[Any]:
    """The fields of a header before its parts."""
    usual = {
        "suite": 1, "kind": 1, "log": CASES, "device": by.id, "incarnation": 0, "number": 1,
        "previous": bytes(32), "epoch": 1,
    }  # fmt: skip
    return [values.get(name, usual[name]) for name in FIELDS]


def place(by: Laptop, part: int, **values: Any) -> bytes:
    """The associated data of a part in such an envelope."""
    return pack([*header_of(by, **values), part])


def flipped(content: bytes, at: int) -> bytes:
    """``content`` with one bit turned over."""
    at %= len(content)
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
