"""Split a secret among people, each share 33 words that survive paper (SLIP-39).

The words carry a number of the set, how many shares are needed, which of them this is, and a
checksum that finds any three wrong words. Fewer shares than needed say nothing about the secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic import Share as _Parsed
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from sync.protocol.errors import ProtocolError
from sync.protocol.spoken import spoken

SECRET_LENGTH = 32
WORDS = 33
MOST = 16
"""Shares of one set."""


@dataclass(frozen=True, slots=True, repr=False)
class Share:
    """One share: of which set, which one (from 1), how many are needed, and its words."""

    set: int
    number: int
    threshold: int
    words: str


def split(secret: bytes, threshold: int, count: int) -> tuple[str, ...]:
    """Return ``count`` shares of ``secret`` (32 bytes), of which any ``threshold`` make it again.

    With a threshold of 1 every share is the same.
    """
    if len(secret) != SECRET_LENGTH or not 1 <= threshold <= count <= MOST:
        raise ValueError("a secret of 32 bytes is split among at most 16 people")
    members = (1, 1) if threshold == 1 else (threshold, count)
    (words,) = generate_mnemonics(1, [members], secret, iteration_exponent=0)
    return tuple(words) if threshold > 1 else tuple(words) * count


def read(text: str) -> Share:
    """Return the share in ``text``, however it is spaced, numbered, dashed or cased.

    Raises ProtocolError, which says in plain words what is wrong and where.
    """
    words = spoken(text)
    for place, word in enumerate(words, 1):
        if word not in WORD_INDEX_MAP:
            raise ProtocolError(
                f"Word {place}, “{word}”, stands in no share. Compare it with the paper."
            )
    if len(words) != WORDS:
        raise ProtocolError(f"A share has {WORDS} words; this one has {len(words)}.")
    try:
        parsed = _Parsed.from_mnemonic(" ".join(words))
    except MnemonicError as error:
        raise ProtocolError(
            "One of the words is another than on the paper, or two have changed places."
            " Compare them word by word."
        ) from error
    form = parsed.extendable, parsed.group_index, parsed.group_count, parsed.iteration_exponent
    if form != (True, 0, 1, 0):
        raise ProtocolError("These words are of something else than a share of Satchel.")
    return Share(parsed.identifier, parsed.index + 1, parsed.member_threshold, " ".join(words))


def words_beginning(start: str) -> tuple[str, ...]:
    """Return the words that can stand in a share and begin so; four letters leave one."""
    return tuple(word for word in WORD_INDEX_MAP if word.startswith(start.lower()))


def combine(shares: Sequence[Share]) -> bytes:
    """Return the secret that ``shares`` make; a share that is there twice counts once.

    Raises ProtocolError when they are of different sets, or too few.
    """
    if not shares:
        raise ProtocolError("No share is here yet.")
    if len({(share.set, share.threshold) for share in shares}) > 1:
        raise ProtocolError("These shares are not of one set: one of them is older, or another's.")
    by_number = {share.number: share for share in shares}
    needed = shares[0].threshold
    if len({share.words for share in shares}) > len(by_number):
        raise ProtocolError(
            "Two of these shares have one number and differ: one is of another set."
        )
    if len(by_number) < needed:
        raise ProtocolError(f"{needed} different shares are needed; {len(by_number)} is here.")
    try:
        secret: bytes = combine_mnemonics([share.words for share in by_number.values()][:needed])
    except MnemonicError as error:
        raise ProtocolError("These shares do not fit together: one is of another set.") from error
    if len(secret) != SECRET_LENGTH:
        raise ProtocolError("These words are of something else than a share of Satchel.")
    return secret
