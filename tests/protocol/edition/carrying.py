"""What is carried by hand: bundles, and the credentials of couriers."""

from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.protocol import signing
from sync.protocol.wrapping import wrap_to
from tests.protocol.builders import ANA, BEN, EVE, fixed
from tests.protocol.edition.cases import TIME, Case, Cases, flipped, refusals
from tests.protocol.messagepack import pack
from tests.protocol.second_reader import hkdf_expand, hkdf_extract

_PROGRAM, _SERVER = fixed("a program", 32), fixed("a server", 16)
_KEY = fixed("bundle key", 32)
_FRAME = 65_536
_HEAD = ["bundle", 1, _PROGRAM, ANA.id, TIME, 0]
_ITEMS: list[Any] = [
    _HEAD, ["roster", b"an entry"], ["envelope", 7, 1, b"an envelope"],
    ["envelope", 0, 0, b"an envelope that no server has"],
]  # fmt: skip


def _opening(wraps: int = 8, among: int = 3) -> bytes:
    purpose = b"bundle\0"
    others = [wrap_to(EVE.device.kem, purpose, fixed(f"{n}", 32)) for n in range(wraps - 1)]
    own = wrap_to(BEN.device.kem, purpose, _KEY)
    return pack([[*others[:among], own, *others[among:]]])


def _bundle(opening: bytes, items: Any = _ITEMS, **values: Any) -> bytes:
    """A bundle of these items, however wrong; the key, and so the stream, is always the same."""
    both = hkdf_expand(hkdf_extract(sha256(opening).digest(), _KEY), b"satchel/1/bundle", 64)
    framed = b"".join(map(_framed, items))
    signature = signing.sign(
        values.get("seed", ANA.seed), values.get("purpose", "bundle"),
        sha256(opening + framed).digest(),
    )  # fmt: skip
    counted = values.get("counted", len(items))
    end = values.get("end", _framed(["end", counted, signature]))
    stream = framed + end + values.get("behind", b"")
    stream += bytes(-len(stream) % _FRAME) + bytes(_FRAME * values.get("more", 0))
    frames = [stream[at : at + _FRAME] for at in range(0, len(stream), _FRAME)]
    sealed = b"".join(
        AESGCM(both[:32]).encrypt(_nonce(at, at == len(frames) - 1), frame, None)
        for at, frame in enumerate(frames)
    )
    magic, suite = b"satchel bundle\0", bytes([values.get("suite", 1)])
    return magic + suite + len(opening).to_bytes(4, "big") + opening + both[32:] + sealed


def _framed(item: Any) -> bytes:
    content = item if isinstance(item, bytes) else pack(item)
    return len(content).to_bytes(4, "big") + content


def _nonce(at: int, last: bool) -> bytes:  # noqa: FBT001 - says which frame it is
    return int(last).to_bytes(4, "big") + at.to_bytes(8, "big")


def bundles() -> Cases:
    """Bundles."""
    opening = _opening()
    good = _bundle(opening)
    large = [*_ITEMS, ["envelope", 8, 1, bytes(_FRAME)]]
    two = _bundle(opening, large)
    sealed_frame = _FRAME + 16
    blob = [["blob", bytes(16), b"manifest"], ["chunk", 0, b"a chunk"]]
    read = [
        Case("a bundle", good),
        Case("two frames", two),
        Case("nothing but its head", _bundle(opening, [_HEAD])),
        Case("files besides", _bundle(opening, [*_ITEMS, *blob])),
        Case("since a day", _bundle(opening, [[*_HEAD[:5], TIME - 1], *_ITEMS[1:]])),
        Case("another suite", _bundle(opening, suite=2), "newer"),
        Case("a head of another form", _bundle(opening, [["bundle", 2, *_HEAD[2:]]]), "newer"),
        Case("a head of another form with more", _bundle(opening, [["bundle", 2, 1]]), "newer"),
    ]
    wrong = _wrong_bundles(opening, good) | {
        "the last frame cut off": two[:-sealed_frame],
        "two frames changed places": two[: -2 * sealed_frame] + two[-sealed_frame:]
        + two[-2 * sealed_frame : -sealed_frame],
        "a frame more": _bundle(opening, more=1),
    }  # fmt: skip
    given = {"mlkem768": BEN.mlkem, "x25519": BEN.x25519, "public": ANA.device.signing}
    others = [
        Case("for others", good, "refused", {"mlkem768": ANA.mlkem, "x25519": ANA.x25519}),
        Case("made by another than is told", good, "refused", {"public": BEN.device.signing}),
    ]
    return Cases("bundle", given, [*read, *refusals(wrong), *others])


def _wrong_bundles(opening: bytes, good: bytes) -> dict[str, bytes]:
    long_one = pack(_ITEMS[1]).replace(b"\xa6roster", b"\xd9\x06roster")
    wrong: dict[str, dict[str, Any]] = {
        "an item too few by the end's count": {"counted": 5},
        "an item too many by the end's count": {"counted": 3},
        "signed by another": {"seed": BEN.seed},
        "signed as an envelope": {"purpose": "envelope"},
        "filled with something": {"behind": b"\0\1"},
        "no end": {"end": b""},
        "an end with a further field": {"end": _framed(["end", 4, bytes(64), 0])},
        "a second head": {"items": [*_ITEMS, _HEAD]},
        "no head": {"items": _ITEMS[1:]},
        "a head behind an entry": {"items": [_ITEMS[1], _HEAD]},
        "an item of another kind": {"items": [*_ITEMS, ["note", b""]]},
        "an item with a further field": {"items": [*_ITEMS, ["roster", b"", 0]]},
        "an item with a field less": {"items": [*_ITEMS, ["envelope", 7, b""]]},
        "an item with a long head": {"items": [*_ITEMS, long_one]},
        "an item of no bytes": {"items": [*_ITEMS, b""]},
        "an item that ends beyond the file": {"end": b"\0\1\0\0"},
        "an item larger than any": {"end": b"\0\x40\0\1"},
    }
    at = good.index(opening)
    return {
        **{name: _bundle(opening, **values) for name, values in wrong.items()},
        "another file": b"satchel bandle\0" + good[15:],
        "a bit of its commitment": flipped(good, at + len(opening)),
        "a bit of its first frame": flipped(good, at + len(opening) + 40),
        "a bit of a wrap to another": flipped(good, at + 20),
        "no frames": good[: at + len(opening) + 32],
        "cut in its opening": good[: at + 100],
        "an opening of no bytes": good[:16] + bytes(4) + good[20:],
        "an opening beyond all wraps": good[:16] + b"\xff\xff\xff\xff" + good[20:],
        "cut by a byte": good[:-1],
        "a byte too many": good + b"\0",
        "nine wraps": _bundle(_opening(9)),
    }


def couriers() -> Cases:
    """Credentials of couriers, as their header spells them."""
    key, week = EVE.device.signing, 7 * 24 * 60 * 60 * 1000
    terms = [1, _PROGRAM, _SERVER, ANA.id, key, TIME, TIME + week]

    def header(*said: Any, **values: Any) -> bytes:
        content = values.get("content", pack(list(said)))
        purpose = values.get("purpose", "courier")
        signature = signing.sign(values.get("seed", ANA.seed), purpose, content)
        return pack([content, signature, *values.get("more", [])]).hex().encode()

    good = header(*terms)
    read = [
        Case("seven days", good),
        Case("a moment", header(*terms[:6], TIME + 1)),
        Case("another form", header(2, *terms[1:]), "newer"),
    ]
    weak = (1).to_bytes(32, "little")
    wrong = {
        "a moment more than seven days": header(*terms[:6], TIME + week + 1),
        "no time at all": header(*terms[:6], TIME),
        "an end before its beginning": header(*terms[:6], TIME - 1),
        "a beginning before time began": header(*terms[:5], -1, 5),
        "an end beyond 2 to the 53": header(*terms[:5], 2**53 - 1, 2**53),
        "another program": header(1, _PROGRAM[::-1], *terms[2:]),
        "another server": header(*terms[:2], _SERVER[::-1], *terms[3:]),
        "a device of 7 bytes": header(*terms[:3], ANA.id[:7], *terms[4:]),
        "a weak key": header(*terms[:4], weak, *terms[5:]),
        "a key of 31 bytes": header(*terms[:4], key[:31], *terms[5:]),
        "a further field in its terms": header(*terms, 0),
        "a further field": header(*terms, more=[0]),
        "signed by another": header(*terms, seed=BEN.seed),
        "signed as a request": header(*terms, purpose="request"),
        "terms with a long head": header(content=b"\xdc\0\7" + pack(terms)[1:]),
        "capital digits": good.upper(),
        "a space between": good[:4] + b" " + good[4:],
        "an odd digit": good[:-1],
        "no digits": b"",
    }
    given = {"public": ANA.device.signing, "program": _PROGRAM, "server": _SERVER}
    return Cases("courier", given, [*read, *refusals(wrong)])
