"""Frozen messages that every implementation must refuse, each wrong in one thing only."""

from hashlib import sha256
from typing import Any

import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.protocol import signing
from sync.protocol.envelope import BEGINNING
from sync.protocol.limits import OPENED
from tests.protocol.builders import ANA, BEN, CASES, fixed
from tests.protocol.messagepack import pack
from tests.protocol.second_reader import part_keys

Vectors = dict[str, Any]
PART = b"a part"
FIELDS = ("suite", "kind", "log", "device", "incarnation", "number", "previous", "epoch", "parts")
GOOD: list[Any] = [
    1, 1, CASES, ANA.id, 0, 1, BEGINNING, 1, [[sha256(PART).digest(), len(PART)]]
]  # fmt: skip


def refused() -> Vectors:
    """Envelopes, sealed parts, signing keys and fact sheets."""
    return {
        "public": signing.public_of(ANA.seed),
        "envelopes": [
            {"name": name, "bytes": content, "refused": why}
            for name, (content, why) in _envelopes().items()
        ],
        "key": fixed("refused key", 32),
        "place": b"a place",
        "parts": [{"name": name, "sealed": content} for name, content in _parts().items()],
        "keys": [{"name": name, "public": key} for name, key in _keys().items()],
        "sheets": [{"name": name, "signed": content} for name, content in _sheets().items()],
    }


def _header(**values: Any) -> bytes:
    return pack([values.get(name, GOOD[at]) for at, name in enumerate(FIELDS)])


def _whole(header: bytes, parts: Any = (PART,), seed: bytes = ANA.seed, suite: int = 1) -> bytes:
    signature = signing.sign(seed, "envelope", header)
    return bytes([suite]) + pack([header, signature, parts])


def _envelopes() -> dict[str, tuple[bytes, str]]:
    good, header = _whole(_header()), _header()
    long_one = header.replace(b"\x99\x01\x01", b"\x99\x01\xcc\x01", 1)
    cannot_be: dict[str, Vectors] = {
        "a log of 15 bytes": {"log": CASES[:15]},
        "a device of 9 bytes": {"device": ANA.id + b"\0"},
        "number 0": {"number": 0},
        "number 2 to the 48": {"number": 2**48, "previous": bytes(31) + b"\1"},
        "a later envelope that follows nothing": {"number": 2},
        "a first envelope that follows something": {"previous": bytes(31) + b"\1"},
        "an epoch below 0": {"epoch": -1},
        "an incarnation of 2 to the 32": {"incarnation": 2**32},
        "a part's other digest": {"parts": [[bytes(32), len(PART)]]},
        "a part's other length": {"parts": [[GOOD[8][0][0], 7]]},
        "two parts listed, one there": {"parts": GOOD[8] * 2},
        "a text for a log": {"log": CASES.hex()},
        "a flag for a number": {"suite": True},
    }
    return {
        "another suite": (_whole(header, suite=2), "newer"),
        "another suite in the header": (_whole(_header(suite=2)), "newer"),
        "another kind": (_whole(_header(kind=200)), "newer"),
        **{name: (_whole(_header(**values)), "malformed") for name, values in cannot_be.items()},
        "no parts": (_whole(_header(parts=[]), parts=[]), "malformed"),
        "a header with a further field": (_whole(pack([*GOOD, 0])), "malformed"),
        "a header with a field less": (_whole(pack(GOOD[:-1])), "malformed"),
        "an integer in two bytes": (_whole(long_one), "malformed"),
        "a list with a long head": (_whole(b"\xdc\0\x09" + header[1:]), "malformed"),
        "a list of 2 to the 32": (_whole(b"\xdd\xff\xff\xff\xff" + header[1:]), "malformed"),
        "an envelope with a long head": (b"\1\xdc\0\3" + good[2:], "malformed"),
        "a byte too many": (good + b"\0", "malformed"),
        "a byte too few": (good[:-1], "malformed"),
        "nothing": (b"", "newer"),
        "another device's signature": (_whole(header, seed=BEN.seed), "signature"),
        "a signature for a request": (
            b"\1" + pack([header, signing.sign(ANA.seed, "request", header), [PART]]),
            "signature",
        ),
        "a signature of zeros": (b"\1" + pack([header, bytes(64), [PART]]), "signature"),
    }


def _parts() -> dict[str, bytes]:
    frame = zstandard.ZstdCompressor(level=3).compress(b"content")
    unstated = zstandard.ZstdCompressor(level=3, write_content_size=False).compress(b"content")
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(OPENED + 1))
    length = len(frame).to_bytes(4, "big")
    good = _sealed(length + frame + bytes(100))
    return {
        "a bit of the salt": _flipped(good, 0),
        "a bit of the commitment": _flipped(good, 32),
        "a bit of the content": _flipped(good, 64),
        "a bit of the tag": _flipped(good, len(good) - 1),
        "cut": good[:-1],
        "sealed at another place": _sealed(length + frame, place=b"another"),
        "sealed under another key": _sealed(length + frame, key=fixed("another", 32)),
        "filled with something": _sealed(length + frame + b"\1"),
        "a length beyond the end": _sealed(b"\xff\xff\xff\xff" + frame),
        "no frame": _sealed(bytes(256)),
        "two frames": _sealed((2 * len(frame)).to_bytes(4, "big") + frame * 2),
        "a frame that states no size": _sealed(len(unstated).to_bytes(4, "big") + unstated),
        "a bomb": _sealed(len(bomb).to_bytes(4, "big") + bomb),
    }


def _sealed(
    padded: bytes, place: bytes = b"a place", key: bytes = fixed("refused key", 32)
) -> bytes:
    salt = fixed("refused salt", 32)
    once, commitment = part_keys(key, salt)
    return salt + commitment + AESGCM(once).encrypt(bytes(12), padded, place)


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _keys() -> dict[str, bytes]:
    order_eight = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    other_eight = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    ys = {
        "y = 0": 0,
        "y = 1": 1,
        "y = -1": 2**255 - 20,
        "y of order eight": int.from_bytes(bytes.fromhex(order_eight), "little"),
        "the other y of order eight": int.from_bytes(bytes.fromhex(other_eight), "little"),
        "y = the prime": 2**255 - 19,
        "y = the prime and 1": 2**255 - 18,
        "y = the prime and 3": 2**255 - 16,
    }
    return {
        f"{name}{sign}": (y | bit << 255).to_bytes(32, "little")
        for name, y in ys.items()
        for bit, sign in ((0, ""), (1, ", with the sign bit"))
    } | {"31 bytes": bytes(31), "33 bytes": bytes(33)}


def _sheets() -> dict[str, bytes]:
    good = [1, fixed("program", 32), "suffolk", "pmt", "2026", "2026-01-01", "2026-03-31", 1]
    wrong: dict[str, list[Any]] = {
        "a name for a measure": [*good, [["Maria Lopez", [], 1]]],
        "a name for a dimension": [*good, [["victims", ["Maria"], 1]]],
        "a text behind a figure": [*good, [["victims", [], 1, "a note"]]],
        "a text behind the sheet": [*good, [], "a note"],
        "a figure twice": [*good, [["victims", [], 1], ["victims", [], 2]]],
        "a figure that is no number": [*good, [["victims", [], None]]],
        "a figure too large": [*good, [["victims", [], 2**53]]],
        "nine dimensions": [*good, [["victims", list("abcdefghi"), 1]]],
        "a day that is none": [*good[:5], "2026-02-30", *good[6:], []],
        "a period that ends before it begins": [*good[:5], "2026-04-01", *good[6:], []],
        "revision 0": [*good[:7], 0, []],
        "another form": [2, *good[1:], []],
    }
    sheets = {name: _signed(pack(content)) for name, content in wrong.items()}
    return sheets | {"a list with a long head": _signed(b"\xdc\0\x09" + pack([*good, []])[1:])}


def _signed(sheet: bytes) -> bytes:
    time = 1_770_000_000_000
    signature = signing.sign(ANA.seed, "fact sheet", pack([sheet, ANA.id, time]))
    return pack([sheet, ANA.id, time, signature])
