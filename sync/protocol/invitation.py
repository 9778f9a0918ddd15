"""An invitation in words, and the six words that both screens show.

Twelve words carry a 128-bit secret and a checksum. Keys derived from it seal three messages that
pass through the server: the *offer* (which program; a commitment to a nonce), the *answer* (the
new device's keys; a nonce) and the *reveal* (the committed nonce). Who knows the words is shown
the true program, so nothing is trusted on first use. Whoever overheard the words and answers in
the new device's place shows other six words: they are 66 bits of a hash over all three messages,
and the commitment leaves nobody a choice after having seen the other's half. For that, either side
takes one message of each kind and keeps it: the first.
"""

import secrets
from hashlib import sha256
from typing import TypeVar

import msgspec
from mnemonic import Mnemonic

from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.roster import Device, check_device
from sync.protocol.sealing import derive, open_sealed, seal
from sync.protocol.signing import check_public

SECRET_LENGTH = 16
NONCE_LENGTH = 32
WORDS = 12
COMPARED = 6
_FORM = 1
_BITS = 11
_LANGUAGE = Mnemonic("english")
T = TypeVar("T")


class Offer(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=_FORM):
    """What the inviting device says first: the program, its roster's log, its name, until when.

    ``server`` is the public key of the server that keeps the program: the new device must find
    the same one at the address it was told.
    """

    program: bytes
    roster: bytes
    name: str
    expires: int
    commitment: bytes
    server: bytes


class Answer(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=_FORM):
    """What the new device answers: itself, its person's name, its nonce."""

    device: Device
    name: str
    nonce: bytes


class Reveal(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=_FORM):
    """The nonce the inviting device had committed to."""

    nonce: bytes


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    """How all three begin, also those that a newer version made."""

    form: int


def new_secret() -> bytes:
    """Return the 16 random bytes of a new invitation."""
    return secrets.token_bytes(SECRET_LENGTH)


def words_of(secret: bytes) -> str:
    """Return the twelve words that carry ``secret``."""
    return str(_LANGUAGE.to_mnemonic(secret))


def secret_of(words: str) -> bytes:
    """Return the secret that twelve words carry, however they are spaced, dashed or cased.

    Raises ProtocolError when a word is not in the list or the checksum is wrong.
    """
    spoken = "".join(letter if letter.isalpha() else " " for letter in words.lower()).split()
    if len(spoken) != WORDS:
        raise ProtocolError("An invitation has twelve words.")
    try:
        return bytes(_LANGUAGE.to_entropy(spoken))
    except (ValueError, LookupError) as error:
        raise ProtocolError("These are not the twelve words of an invitation.") from error


def is_word(word: str) -> bool:
    """Tell whether ``word`` can stand in an invitation."""
    return word.lower() in _LANGUAGE.wordlist


def words_beginning(start: str) -> tuple[str, ...]:
    """Return the words that can stand in an invitation and begin so; four letters leave one."""
    return tuple(word for word in _LANGUAGE.wordlist if word.startswith(start.lower()))


def meeting_place(secret: bytes) -> bytes:
    """Return the 16 bytes under which the server keeps the messages of this invitation."""
    return derive(secret, "rendezvous/place", 16)


def commitment_to(nonce: bytes) -> bytes:
    """Return the commitment to ``nonce``."""
    return sha256(b"satchel/1/commitment\0" + nonce).digest()


def seal_offer(secret: bytes, offer: Offer) -> bytes:
    """Return the sealed offer."""
    return _seal(secret, "offer", offer)


def seal_answer(secret: bytes, answer: Answer) -> bytes:
    """Return the sealed answer."""
    return _seal(secret, "answer", answer)


def seal_reveal(secret: bytes, reveal: Reveal) -> bytes:
    """Return the sealed reveal."""
    return _seal(secret, "reveal", reveal)


def open_offer(secret: bytes, sealed: bytes) -> Offer:
    """Return the offer; SealError when it was made with other words."""
    offer = _open(secret, "offer", sealed, Offer)
    lengths = (len(offer.program), len(offer.roster), len(offer.commitment))
    if lengths != (32, 16, 32) or not 0 <= offer.expires < 2**53:
        raise ProtocolError("An invitation leads to no program.")
    check_public(offer.server)
    return offer


def open_answer(secret: bytes, sealed: bytes) -> Answer:
    """Return the answer; SealError when it was made with other words."""
    answer = _open(secret, "answer", sealed, Answer)
    check_device(answer.device)
    if len(answer.nonce) != NONCE_LENGTH:
        raise ProtocolError("The answer to an invitation has no nonce.")
    return answer


def open_reveal(secret: bytes, sealed: bytes, offer: Offer) -> Reveal:
    """Return the reveal; ProtocolError when it is not what ``offer`` had committed to."""
    reveal = _open(secret, "reveal", sealed, Reveal)
    if commitment_to(reveal.nonce) != offer.commitment or len(reveal.nonce) != NONCE_LENGTH:
        raise ProtocolError("The inviting device does not keep to what it had committed to.")
    return reveal


def compared_words(offer: Offer, answer: Answer, reveal: Reveal) -> tuple[str, ...]:
    """Return the six words that both screens show when nobody stood between them."""
    transcript = encode((offer, answer, reveal))
    return six_words(sha256(b"satchel/1/compare\0" + transcript).digest())


def six_words(digest: bytes) -> tuple[str, ...]:
    """Return the first 66 bits of a SHA-256 ``digest`` as six words that two people compare."""
    number = int.from_bytes(digest, "big")
    shifts = (256 - _BITS * (place + 1) for place in range(COMPARED))
    return tuple(_LANGUAGE.wordlist[number >> shift & (1 << _BITS) - 1] for shift in shifts)


def _seal(secret: bytes, step: str, message: msgspec.Struct) -> bytes:
    return seal(derive(secret, "rendezvous/key"), step.encode(), encode(message))


def _open(secret: bytes, step: str, sealed: bytes, expected: type[T]) -> T:
    content = open_sealed(derive(secret, "rendezvous/key"), step.encode(), sealed)
    if decode(content, _Beginning).form != _FORM:
        raise NewerProtocolError("An invitation was made with a newer version of Satchel.")
    # What the six words are taken from has one encoding, and nothing in it is ignored.
    return decode_canonical(content, expected)
