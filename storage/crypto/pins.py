"""A short PIN for the minutes after an idle lock: the workspace key, sealed, for memory alone.

What comes out of ``seal`` is never written anywhere. Whoever holds it and reads it from memory has
to guess the PIN, at the price of one Argon2id for each guess; that is all a few digits are worth.
"""

import secrets
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.crypto.keytree import KEY_LENGTH, WRAPPED_LENGTH, new_key, unwrap, wrap
from storage.crypto.passphrases import SALT_LENGTH, Argon2Cost, calibrate, derive
from storage.errors import DamagedError, LockedError, RejectedError

LEAST, MOST = 6, 12
_FEWEST_DIFFERENT = 3
_COST = struct.Struct(">III")
_CONTEXT = b"satchel/1/pin"
_LENGTH = SALT_LENGTH + _COST.size + KEY_LENGTH + WRAPPED_LENGTH


@dataclass(frozen=True, slots=True, repr=False)
class Pin:
    """What a workspace keeps of a PIN, inside itself: enough to seal under it, not the PIN."""

    salt: bytes
    cost: Argon2Cost
    key: bytes

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        cost = _COST.pack(self.cost.memory, self.cost.passes, self.cost.lanes)
        return {"salt": self.salt, "cost": cost, "key": self.key}


def pin_from(plain: dict[str, Any]) -> Pin:
    """Read what ``plain`` gave; KeyError, TypeError or struct.error where it is nothing like it."""
    return Pin(bytes(plain["salt"]), Argon2Cost(*_COST.unpack(plain["cost"])), bytes(plain["key"]))


def new_pin(pin: str) -> Pin:
    """Return what is kept of a new PIN; RejectedError when it is too easily guessed."""
    _check(pin)
    salt, cost = secrets.token_bytes(SALT_LENGTH), calibrate()
    return Pin(salt, cost, derive(pin, salt, cost))


def seal(key: bytes, pin: Pin) -> bytes:
    """Return the workspace ``key`` sealed under ``pin`` and a secret of this one sealing."""
    secret = new_key()
    wrapped = wrap(key, _under(pin.key, secret), _CONTEXT)
    cost = _COST.pack(pin.cost.memory, pin.cost.passes, pin.cost.lanes)
    return pin.salt + cost + secret + wrapped


def open_sealed(sealed: bytes, pin: str) -> bytes:
    """Return the workspace key; LockedError when it is another PIN, or nothing that was sealed."""
    if len(sealed) != _LENGTH:
        raise LockedError("That PIN does not open it.")
    salt, rest = sealed[:SALT_LENGTH], sealed[SALT_LENGTH:]
    cost = Argon2Cost(*_COST.unpack(rest[: _COST.size]))
    secret, wrapped = rest[_COST.size :][:KEY_LENGTH], rest[_COST.size + KEY_LENGTH :]
    try:
        return unwrap(wrapped, _under(derive(pin, salt, cost), secret), _CONTEXT)
    except DamagedError as error:
        raise LockedError("That PIN does not open it.") from error


def _under(key: bytes, secret: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_LENGTH, secret, _CONTEXT).derive(key)


def _check(pin: str) -> None:
    if not (pin.isascii() and pin.isdecimal() and LEAST <= len(pin) <= MOST):
        raise RejectedError(f"A PIN has {LEAST} to {MOST} digits and nothing else.")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(set(pin)) < _FEWEST_DIFFERENT or len(steps) == 1:
        raise RejectedError("That PIN is one of the first to be guessed. Mix the digits.")
