"""Recovery (section 19): shares, supervisors, the recovery key."""

from functools import reduce
from hashlib import sha256
from importlib.resources import files
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.protocol.messagepack import pack
from tests.protocol.second.doors import six_words, words_in
from tests.protocol.second.keys import KEM, check_signature, unwrap
from tests.protocol.second.shapes import exact, many, need, number, octets, of_form, row
from tests.protocol.second_reader import derive

_LIST = (files("shamir_mnemonic") / "wordlist.txt").read_text("ascii").split()
_GENERATOR = (
    0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009,
    0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120,
)  # fmt: skip
_REQUEST, _ANSWER = b"satchel unlock request\n", b"satchel unlock answer\n"
_GIVEN = b"satchel recovery share\n"
_SIGNED = row(octets(), octets())
_PLEA = row(
    number(1, 2), octets(32), octets(16), octets(8), octets(16), number(0, 2**53), octets(KEM),
    number(), many(row(octets(), octets())),
)  # fmt: skip


def read_share(spoken: str) -> list[Any]:
    """The number of the set, which share it is, how many are needed (SLIP-39)."""
    words = [_LIST.index(word) for word in words_in(spoken)]
    need(len(words) == 33 and _checksum([*b"shamir_extendable", *words]) == 1)
    head = reduce(lambda all_, word: all_ << 10 | word, words[:4])
    set_, extendable, exponent = head >> 25, head >> 24 & 1, head >> 20 & 15
    group, needed_groups, groups = head >> 16 & 15, head >> 12 & 15, head >> 8 & 15
    need((extendable, exponent, group, needed_groups, groups) == (1, 0, 0, 0, 0))
    need(words[4] >> 6 == 0)  # 290 bits hold 256: what fills them is zero
    return [set_, (head >> 4 & 15) + 1, (head & 15) + 1]


def _checksum(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 20
        found = (found & 0xFFFFF) << 10 ^ value
        for bit, generator in enumerate(_GENERATOR):
            found ^= generator if top >> bit & 1 else 0
    return found


def read_sealed_share(given: bytes, mlkem768: bytes, x25519: bytes, sealed: bytes) -> str:
    """The words that a supervisor's device holds; ``given`` is what they are bound to."""
    return unwrap(mlkem768, x25519, b"supervisor share\0" + given, sealed).decode("ascii")


def read_held_share(given: bytes, mlkem768: bytes, x25519: bytes, sealed: bytes) -> str:
    """The words of the recovery key's share that lies in the roster."""
    return unwrap(mlkem768, x25519, b"recovery share held\0" + given, sealed).decode("ascii")


def read_request(content: bytes) -> list[Any]:
    """What a locked laptop asks, its digest and the six words over it."""
    body = _behind(_REQUEST, content, 64 * 1024)
    of_form(body, 1)
    plea = exact(body, _PLEA)
    need(1 <= plea[7] <= len(plea[8]) <= 16)
    digest = sha256(b"satchel/1/unlock request\0" + body).digest()
    return [plea, digest, six_words(digest)]


def read_answer(
    content: bytes, request: bytes, public: bytes, mlkem768: bytes, x25519: bytes
) -> list[Any]:
    """Whose answer to this request it is, and the words in it."""
    body, signature = exact(_behind(_ANSWER, content, 64 * 1024), _SIGNED)
    of_form(body, 1)
    _form, digest, device, wrapped = exact(body, row(number(), octets(), octets(), octets()))
    need(digest == read_request(request)[1])
    check_signature(public, "unlock answer", body, signature)
    words = unwrap(mlkem768, x25519, b"unlock answer\0" + digest + device, wrapped)
    return [digest, device, words.decode("ascii")]


def read_given(content: bytes, public: bytes, mlkem768: bytes, x25519: bytes) -> list[Any]:
    """A share that its holder gave to another laptop."""
    body, signature = exact(_behind(_GIVEN, content, 16 * 1024), _SIGNED)
    of_form(body, 1)
    shape = row(number(), octets(), octets(), octets(), octets(), octets())
    _form, program, key, holder, receiver, wrapped = exact(body, shape)
    check_signature(public, "recovery share", body, signature)
    info = b"recovery share given\0" + program + key + holder + receiver
    words = unwrap(mlkem768, x25519, info, wrapped).decode("ascii")
    return [program, key, holder, receiver, words]


def key_of(master: bytes) -> list[bytes]:
    """The name of the recovery key that a master makes, its public key, its private ones."""
    seed = derive(master, "recovery key/signing", 32)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    name = sha256(b"satchel/1/recovery\0" + public).digest()[:8]
    mlkem = derive(master, "recovery key/mlkem768", 64)
    return [name, public, seed, mlkem, derive(master, "recovery key/x25519", 32)]


def request_of(plea: list[Any]) -> bytes:
    """The file of a request."""
    return _REQUEST + pack(plea)


def _behind(line: bytes, content: bytes, most: int) -> bytes:
    need(content.startswith(line) and len(content) <= most)
    return content[len(line) :]
