"""For windows that ask for a new passphrase: what one is worth, and one to take."""

import secrets
from functools import cache

from mnemonic import Mnemonic
from sqlalchemy import Connection

from storage.crypto.strength import Judgement, judge
from storage.usecases.settings import settings

__all__ = ["WORDS", "Judgement", "door_words", "judge", "own_names", "suggestion"]

WORDS = 6
"""Of 2,048 each: 66 bits, 20 decimal digits of guesses."""


def suggestion() -> str:
    """Return six words drawn at random, each as likely as any other."""
    return " ".join(secrets.choice(_list()) for _ in range(WORDS))


def door_words() -> str:
    """Return two words for a door: enough to know one's own, nothing to keep secret."""
    return " ".join(secrets.choice(_list()) for _ in range(2))


def own_names(connection: Connection) -> list[str]:
    """Return the names that count for nothing in this person's passphrase."""
    known = settings(connection)
    return [str(known[name]) for name in ("person.name", "program.name") if known[name]]


@cache
def _list() -> list[str]:
    return list(Mnemonic("english").wordlist)
