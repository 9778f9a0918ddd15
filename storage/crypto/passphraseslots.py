"""The slot that a passphrase opens: alone, or together with a second factor.

With a factor both are needed: the key of the slot comes from what Argon2id makes of the passphrase
and from the factor's secret. Without it the passphrase alone is tried, as in the first version.
"""

import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.crypto import passphrases
from storage.crypto.keyfile import PASSPHRASE, KeyFile, Slot
from storage.crypto.passphrases import SALT_LENGTH, Argon2Cost
from storage.crypto.sealing import new_slot, wrapping
from storage.errors import DamagedError

GUARDED = "passphrase and factor"
KINDS = (PASSPHRASE, GUARDED)
_PLAIN_LABEL = "Passphrase"
_NAMES = {PASSPHRASE: "argon2id", GUARDED: "argon2id and factor"}


def make(
    workspace: str,
    key: bytes,
    passphrase: str,
    cost: Argon2Cost,
    *,
    words: str = "",
    factor: bytes | None = None,
) -> Slot:
    """Return a slot that ``passphrase`` opens, where there is a ``factor`` (32 bytes) with it.

    ``words`` are shown wherever the passphrase is asked for.
    """
    kind = PASSPHRASE if factor is None else GUARDED
    salt = secrets.token_bytes(SALT_LENGTH)
    derivation: dict[str, Any] = {
        "name": _NAMES[kind],
        "salt": salt.hex(),
        "memory": cost.memory,
        "passes": cost.passes,
        "lanes": cost.lanes,
    }
    made = passphrases.derive(passphrase, salt, cost)
    under = made if factor is None else _mixed(made, factor, salt, workspace)
    return wrapping(new_slot(kind, words or _PLAIN_LABEL, derivation), workspace, key, under)


def key_of(keys: KeyFile, slot: Slot, passphrase: str, factor: bytes | None) -> bytes | None:
    """Return the key under which the slot is wrapped, None without the factor that it needs.

    Raises DamagedError when what the slot asks for is out of bounds, before any memory is taken.
    """
    if slot.kind == GUARDED and factor is None:
        return None
    salt = salt_of(slot)
    made = passphrases.derive(passphrase, salt, cost_of(slot))
    return _mixed(made, factor, salt, keys.workspace) if slot.kind == GUARDED and factor else made


def door_words(slot: Slot) -> str:
    """Return the words that show whose door it is; empty where none were chosen."""
    return "" if slot.label == _PLAIN_LABEL else slot.label


def salt_of(slot: Slot) -> bytes:
    """Return the salt of a slot; DamagedError when it is none."""
    try:
        salt = bytes.fromhex(slot.derivation["salt"])
    except (KeyError, ValueError, TypeError) as error:
        raise DamagedError("The key file is damaged. Restore it from a backup.") from error
    if len(salt) != SALT_LENGTH:
        raise DamagedError("The key file is damaged. Restore it from a backup.")
    return salt


def cost_of(slot: Slot) -> Argon2Cost:
    """Return the cost that a slot asks for; DamagedError when it is out of bounds."""
    numbers = [slot.derivation.get(name) for name in ("memory", "passes", "lanes")]
    named = slot.derivation.get("name") == _NAMES.get(slot.kind)
    if not named or not all(type(number) is int for number in numbers):
        raise DamagedError("The key file is damaged. Restore it from a backup.")
    memory, passes, lanes = (int(number) for number in numbers if number is not None)
    cost = Argon2Cost(memory, passes, lanes)
    passphrases.check_cost(cost)
    return cost


def _mixed(made: bytes, factor: bytes, salt: bytes, workspace: str) -> bytes:
    info = b"satchel/1/passphrase and factor/" + workspace.encode()
    return HKDF(hashes.SHA256(), 32, salt, info).derive(made + factor)
