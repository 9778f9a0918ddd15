"""For windows that ask for a new passphrase: what one is worth, and one to take."""

import secrets
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from mnemonic import Mnemonic
from sqlalchemy import Connection

from storage.crypto.strength import Judgement, judge
from storage.usecases.settings import settings

__all__ = ["WORDS", "Judgement", "door_words", "judge", "own_names", "suggestion"]

WORDS = 6
"""Of some 1,900 each: 65 bits, 19 decimal digits of guesses."""


def suggestion(own: Iterable[str] = ()) -> str:
    """Return six words drawn at random, each as likely as any other.

    One draw in thousands would be refused, of words of this work or of the names in ``own``: then
    others are drawn.
    """
    while True:
        drawn = " ".join(secrets.choice(_list()) for _ in range(WORDS))
        if judge(drawn, own).is_enough:
            return drawn


def door_words() -> str:
    """Return two words for a door: enough to know one's own, nothing to keep secret."""
    return " ".join(secrets.choice(_list()) for _ in range(2))


def own_names(connection: Connection) -> list[str]:
    """Return the names that count for nothing in this person's passphrase."""
    known = settings(connection)
    return [str(known[name]) for name in ("person.name", "program.name") if known[name]]


@cache
def _list() -> list[str]:
    """Return the words of BIP 39, without those that nobody here wants to read every morning."""
    text = (files("resources") / "passphrases" / "never.txt").read_text("utf-8")
    never = frozenset(text.split())
    return [word for word in Mnemonic("english").wordlist if word not in never]
