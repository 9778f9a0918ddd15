"""Second factors: what a laptop's key store or a security key holds, beside the passphrase.

One secret of 32 bytes goes into the passphrase's slot. Each factor's slot wraps that same secret
under what the factor answers, so that any one of them will do and a new passphrase needs none of
them. The owner's own copy, for whoever has the workspace open, is wrapped under the workspace key.
The recovery code and the supervisors need no factor: a lost one locks nobody out.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.crypto import keyfile, passphraseslots
from storage.crypto.keyfile import PASSPHRASE, KeyFile, Slot
from storage.crypto.keytree import derive_workspace_keys, unwrap, wrap
from storage.crypto.passphrases import Argon2Cost
from storage.crypto.passphraseslots import GUARDED, salt_of
from storage.crypto.sealing import new_slot, replace_kind, unwrapped, whole, wrapping, write_slots
from storage.errors import DamagedError, RejectedError

STORE = "key store"
SECURITY_KEY = "security key"
KINDS = (STORE, SECURITY_KEY)
LENGTH = 32
_LEAST_KEYS = 2
"""Security keys before the passphrase alone opens nothing: one is lost one day."""
_LONGEST_CREDENTIAL = 1_023
_LONGEST_LABEL = 40
_MOST = 8

Answers = Mapping[str, bytes]
"""What factors answered, 32 bytes each, by the id of their slot."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor as it stands in the key file, unauthenticated until the key is known.

    ``credential`` and ``asked`` are what a security key is asked with; both empty for a key store.
    """

    id: str
    kind: str
    label: str
    credential: bytes = b""
    asked: bytes = b""


@dataclass(frozen=True, slots=True)
class Factors:
    """Which factors there are, and whether the passphrase alone does not open."""

    workspace: str
    needed: bool
    factors: tuple[Factor, ...]


def read(folder: Path) -> Factors:
    """Return the factors of the workspace; DamagedError when they are nothing Satchel writes."""
    damage: DamagedError | None = None
    for keys in keyfile.read_all(folder):
        try:
            found = tuple(_factor(slot) for slot in keys.of_kind(*KINDS))
        except DamagedError as error:
            damage = damage or error
            continue
        return Factors(keys.workspace, bool(keys.of_kind(GUARDED)), found)
    raise damage or DamagedError("The key file is damaged. Restore it from a backup.")


def secret_from(keys: KeyFile, answers: Answers) -> bytes | None:
    """Return the one secret that the answers give, None when none of them does."""
    for slot in keys.of_kind(*KINDS):
        answer = answers.get(slot.id)
        if answer and (found := unwrapped(keys, slot, _under(keys.workspace, slot, answer))):
            return found
    return None


def add(folder: Path, key: bytes, factor: Factor, answer: bytes) -> None:
    """Let what a factor answered (32 bytes) stand in for the secret; a key store replaces itself.

    Raises RejectedError for a label that is too long, one too many, or a key that is there.
    """
    keys = whole(folder, key)
    there = [_factor(slot) for slot in keys.of_kind(*KINDS)]
    if len(answer) != LENGTH or len(factor.credential) > _LONGEST_CREDENTIAL:
        raise RejectedError("This security key does not answer as it should. Use another one.")
    if not 0 < len(factor.label) <= _LONGEST_LABEL:
        raise RejectedError(f"The name of a key has 1 to {_LONGEST_LABEL} characters.")
    if len(there) >= _MOST:
        raise RejectedError(f"There are {_MOST} already. Take one out first.")
    if factor.kind == SECURITY_KEY and factor.credential in [one.credential for one in there]:
        raise RejectedError("This security key is one of yours already.")
    secret = own_secret(keys, key) or secrets.token_bytes(LENGTH)
    slot = new_slot(factor.kind, factor.label, _derivation(key, factor, secret))
    slot = replace(slot, id=factor.id)
    fresh = wrapping(slot, keys.workspace, secret, _under(keys.workspace, slot, answer))
    replaced = {factor.id} | {one.id for one in there if one.kind == factor.kind == STORE}
    write_slots(folder, key, lambda one: one.id in replaced, fresh)


def remove(folder: Path, key: bytes, factor_id: str) -> None:
    """Take a factor out; RejectedError when nothing sure enough would be left to open with."""
    keys = whole(folder, key)
    left = [slot for slot in keys.of_kind(*KINDS) if slot.id != factor_id]
    if keys.of_kind(GUARDED) and not _suffice(left):
        raise RejectedError(
            "Without this one the workspace might not open again. Add another one first, or let"
            " the passphrase open it alone."
        )
    write_slots(folder, key, lambda slot: slot.kind in KINDS and slot.id == factor_id)


def guard(folder: Path, key: bytes, passphrase: str, cost: Argon2Cost) -> None:
    """Let the passphrase open only together with a factor.

    Raises RejectedError unless there is a key store or two security keys.
    """
    keys = whole(folder, key)
    secret = own_secret(keys, key)
    if secret is None or not _suffice(keys.of_kind(*KINDS)):
        raise RejectedError("Add two security keys first: one of them is lost or broken one day.")
    fresh = passphraseslots.make(
        keys.workspace, key, passphrase, cost, words=_words(keys), factor=secret
    )
    replace_kind(folder, key, fresh, PASSPHRASE)


def unguard(folder: Path, key: bytes, passphrase: str, cost: Argon2Cost) -> None:
    """Let ``passphrase`` open alone, and forget every factor."""
    keys = whole(folder, key)
    fresh = passphraseslots.make(keys.workspace, key, passphrase, cost, words=_words(keys))
    gone = {PASSPHRASE, GUARDED, *KINDS}
    write_slots(folder, key, lambda slot: slot.kind in gone, fresh)


def renew_passphrase(folder: Path, key: bytes, passphrase: str, cost: Argon2Cost) -> None:
    """Let ``passphrase`` open in the place of the one there was, with the factors as they are."""
    keys = whole(folder, key)
    secret = own_secret(keys, key) if keys.of_kind(GUARDED) else None
    fresh = passphraseslots.make(
        keys.workspace, key, passphrase, cost, words=_words(keys), factor=secret
    )
    replace_kind(folder, key, fresh, *passphraseslots.KINDS)


def new_id() -> str:
    """Return the id of a factor that is about to be added."""
    return secrets.token_hex(8)


def _suffice(slots: list[Slot]) -> bool:
    stores = [slot for slot in slots if slot.kind == STORE]
    return bool(stores) or len(slots) >= _LEAST_KEYS


def _words(keys: KeyFile) -> str:
    slots = keys.of_kind(*passphraseslots.KINDS)
    return passphraseslots.door_words(slots[0]) if slots else ""


def own_secret(keys: KeyFile, key: bytes) -> bytes | None:
    """Return the secret by the owner's own copy; DamagedError when that was changed."""
    for slot in keys.of_kind(*KINDS):
        return unwrap(_bytes(slot, "kept"), derive_workspace_keys(key).factor, b"factor")
    return None


def _derivation(key: bytes, factor: Factor, secret: bytes) -> dict[str, Any]:
    kept = wrap(secret, derive_workspace_keys(key).factor, b"factor")
    asked = (
        {"credential": factor.credential.hex(), "asked": factor.asked.hex()}
        if factor.kind == SECURITY_KEY
        else {}
    )
    salt = secrets.token_hex(16)
    return {"name": _NAMES[factor.kind], "salt": salt, "kept": kept.hex(), **asked}


def _factor(slot: Slot) -> Factor:
    credential, asked = (
        _bytes(slot, name) if slot.kind == SECURITY_KEY else b"" for name in ("credential", "asked")
    )
    sound = len(credential) <= _LONGEST_CREDENTIAL and len(asked) in (0, LENGTH)
    if not sound or slot.derivation.get("name") != _NAMES[slot.kind]:
        raise DamagedError("The key file is damaged. Restore it from a backup.")
    return Factor(slot.id, slot.kind, slot.label, credential, asked)


def _text(slot: Slot, name: str) -> str:
    text = slot.derivation.get(name)
    if not isinstance(text, str):
        raise DamagedError("The key file is damaged. Restore it from a backup.")
    return text


def _bytes(slot: Slot, name: str) -> bytes:
    try:
        return bytes.fromhex(_text(slot, name))
    except ValueError as error:
        raise DamagedError("The key file is damaged. Restore it from a backup.") from error


def _under(workspace: str, slot: Slot, answer: bytes) -> bytes:
    info = b"satchel/1/" + slot.kind.encode() + b"/" + workspace.encode()
    return HKDF(hashes.SHA256(), LENGTH, salt_of(slot), info).derive(answer)


_NAMES = {STORE: "key store", SECURITY_KEY: "webauthn prf"}
