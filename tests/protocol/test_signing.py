"""A signature proves who signed, and what for; no key is taken for which anybody could sign."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol import signing
from sync.protocol.errors import SignatureError
from tests.protocol.builders import ANA, BEN, fixed
from tests.protocol.damage import all_refused

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
L = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int]
ZERO: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    """The sum of two points of edwards25519 (RFC 8032, section 5.1.4, in affine form)."""
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, P - 2, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - product, P - 2, P) % P
    return x, y


def times(n: int, point: Point) -> Point:
    total = ZERO
    while n:
        if n & 1:
            total = add(total, point)
        point, n = add(point, point), n >> 1
    return total


def x_of(y: int) -> int | None:
    """An x for ``y``, when there is one (RFC 8032, section 5.1.3)."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return None if (x * x - square) % P else x


def encoded(point: Point) -> bytes:
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def small_order() -> set[Point]:
    """All eight points whose order divides eight: any point times L is one of them."""
    for y in range(2, 100):
        x = x_of(y)
        torsion = times(L, (x, y)) if x is not None else ZERO
        if times(4, torsion) != ZERO:
            return {times(n, torsion) for n in range(8)}
    raise AssertionError


SMALL = sorted(small_order())
CANONICAL = [encoded(point) for point in SMALL]
SIGN = 1 << 255
OTHER_SPELLINGS = [
    # x is zero, yet its sign is said to be negative
    *((y | SIGN).to_bytes(32, "little") for x, y in SMALL if x == 0),
    # y is not below the prime
    *(
        (y + P | sign).to_bytes(32, "little")
        for _, y in SMALL
        if y + P < SIGN
        for sign in (0, SIGN)
    ),
]


def test_there_are_eight_points_of_small_order() -> None:
    assert len(SMALL) == 8
    assert all(times(8, point) == ZERO for point in SMALL)
    assert (0, P - 1) in SMALL
    assert len({x for x, _ in SMALL}) == 5 == len({y for _, y in SMALL})


@pytest.mark.parametrize("public", [*CANONICAL, *OTHER_SPELLINGS], ids=bytes.hex)
def test_no_key_of_small_order_is_taken_in_any_spelling(public: bytes) -> None:
    with pytest.raises(SignatureError, match="anybody"):
        signing.check_public(public)
    with pytest.raises(SignatureError, match="anybody"):
        signing.verify(public, "envelope", b"message", bytes(64))


def test_a_signature_anybody_can_forge_is_refused_though_the_library_takes_it() -> None:
    identity = encoded(ZERO)
    s = 5
    base_y = 4 * pow(5, P - 2, P) % P
    base_x = x_of(base_y)
    assert base_x is not None
    base = (base_x if base_x % 2 == 0 else P - base_x, base_y)
    forged = encoded(times(s, base)) + s.to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(identity).verify(forged, b"satchel/1/envelope\0anything")
    with pytest.raises(SignatureError):
        signing.verify(identity, "envelope", b"anything", forged)


@pytest.mark.parametrize("y", [P, P + 1, P + 2, P + 18, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, SIGN])
def test_a_key_has_one_spelling(y: int, sign: int) -> None:
    with pytest.raises(SignatureError):
        signing.check_public((y | sign).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 1, 31, 33, 64])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(SignatureError):
        signing.check_public(bytes([7]) * length)


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    public = next(y.to_bytes(32, "little") for y in range(2, 100) if x_of(y) is None)
    with pytest.raises(SignatureError):
        signing.verify(public, "envelope", b"", bytes(64))


def test_honest_keys_are_taken() -> None:
    for number in range(50):
        signing.check_public(signing.public_of(fixed(f"key {number}", 32)))
    signing.check_public(signing.public_of(signing.new_signing_key()))


PURPOSES = ("envelope", "request", "answer", "fact sheet", "", "envelop", "envelope\0")


@pytest.mark.parametrize("made", PURPOSES)
@pytest.mark.parametrize("read", PURPOSES)
def test_a_signature_is_for_one_purpose(made: str, read: str) -> None:
    signature = signing.sign(ANA.seed, made, b"message")
    if made == read:
        signing.verify(ANA.device.signing, read, b"message", signature)
        return
    with pytest.raises(SignatureError):
        signing.verify(ANA.device.signing, read, b"message", signature)


def test_a_signature_cannot_be_changed_or_said_in_another_way() -> None:
    public, signature = ANA.device.signing, signing.sign(ANA.seed, "envelope", b"message")

    def read(damaged: bytes) -> None:
        signing.verify(public, "envelope", b"message", damaged)

    read(signature)
    all_refused(read, signature)
    larger = int.from_bytes(signature[32:], "little") + L
    with pytest.raises(SignatureError):
        read(signature[:32] + larger.to_bytes(32, "little"))
    with pytest.raises(SignatureError):
        signing.verify(BEN.device.signing, "envelope", b"message", signature)
    with pytest.raises(SignatureError):
        signing.verify(public, "envelope", b"another message", signature)
