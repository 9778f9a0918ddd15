"""Key slots: each wraps the same workspace key under another secret."""

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from storage.crypto import factors, keyfile, passphrases, passphraseslots, recovery, supervisors
from storage.crypto.factors import Answers
from storage.crypto.keyfile import RECOVERY, SUPERVISORS, KeyFile, Slot
from storage.crypto.keytree import new_key
from storage.crypto.passphrases import SALT_LENGTH, Argon2Cost
from storage.crypto.passphraseslots import salt_of
from storage.crypto.sealing import (
    is_sealed,
    new_slot,
    opened,
    replace_kind,
    sealed,
    whole,
    wrapping,
    write_slots,
)
from storage.crypto.supervisors import Shared
from storage.errors import DamagedError, LockedError

_NOTHING: Mapping[str, bytes] = {}


def create(
    folder: Path, passphrase: str, cost: Argon2Cost, door_words: str = ""
) -> tuple[bytes, str]:
    """Make the key file of a new workspace; return its key and the recovery code to print."""
    workspace, key, code = secrets.token_hex(16), new_key(), recovery.new_code()
    slots = (
        passphraseslots.make(workspace, key, passphrase, cost, words=door_words),
        recovery_slot(workspace, key, code),
    )
    keyfile.write(folder, sealed(KeyFile(workspace, 1, slots), key))
    return key, code


def renew(making: Path, folder: Path, passphrase: str, cost: Argon2Cost) -> tuple[bytes, str]:
    """Make a key file in ``making`` for the workspace in ``folder``, with a key of its own.

    The passphrase opens it alone, and a new recovery code, which is returned beside the key.
    """
    old, key, code = keyfile.read(folder), new_key(), recovery.new_code()
    words = door_words(folder)
    made = (
        passphraseslots.make(old.workspace, key, passphrase, cost, words=words),
        recovery_slot(old.workspace, key, code),
    )
    keyfile.write(making, sealed(KeyFile(old.workspace, old.generation + 1, made), key))
    return key, code


def open_with_passphrase(folder: Path, passphrase: str, answers: Answers = _NOTHING) -> bytes:
    """Return the workspace key; LockedError when no passphrase slot opens.

    ``answers`` are what second factors said, where the passphrase alone does not open.
    """

    def secret(keys: KeyFile, slot: Slot) -> bytes | None:
        factor = factors.secret_from(keys, answers) if answers else None
        return passphraseslots.key_of(keys, slot, passphrase, factor)

    key = opened(folder, passphraseslots.KINDS, secret)
    if key is None:
        raise LockedError("The passphrase does not open this workspace. Nothing was changed.")
    return key


def is_passphrase(folder: Path, key: bytes, passphrase: str) -> bool:
    """Tell whether ``passphrase`` opens the workspace of ``key``, whatever factor goes with it."""

    def secret(keys: KeyFile, slot: Slot) -> bytes | None:
        return passphraseslots.key_of(keys, slot, passphrase, factors.own_secret(keys, key))

    return opened(folder, passphraseslots.KINDS, secret) == key


def open_with_recovery_code(folder: Path, code: str) -> bytes:
    """Return the workspace key; LockedError when the code is of another workspace or replaced."""
    typed = recovery.secret_of(code)

    def secret(keys: KeyFile, slot: Slot) -> bytes:
        return recovery.derive(typed, salt_of(slot), keys.workspace.encode())

    key = opened(folder, (RECOVERY,), secret)
    if key is None:
        raise LockedError(
            "This recovery code is of another workspace, or was replaced by a newer one."
        )
    return key


def whole_generation(folder: Path, key: bytes) -> Path:
    """Return where the key file is, or its copy, whichever is whole under ``key``."""
    unread: OSError | None = None
    for path in keyfile.paths(folder):
        try:
            if is_sealed(keyfile.parse(path.read_bytes()), key):
                return path
        except (FileNotFoundError, DamagedError):
            continue
        except OSError as error:
            unread = unread or error
    raise unread or DamagedError(
        f"{keyfile.NAME} is damaged. Restore it from a backup of this workspace."
    )


def raise_cost(
    folder: Path, key: bytes, passphrase: str, calibrated: Callable[[], Argon2Cost]
) -> bool:
    """Make ``passphrase`` as costly as is asked of new ones today; tell whether that was needed."""
    if present_cost(folder, key) is not None:
        return False
    change_passphrase(folder, key, passphrase, calibrated())
    return True


def present_cost(folder: Path, key: bytes) -> Argon2Cost | None:
    """Return what the passphrase costs, None where that is less than is asked of new ones."""
    slots = whole(folder, key).of_kind(*passphraseslots.KINDS)
    costs = [passphraseslots.cost_of(slot) for slot in slots]
    return costs[0] if costs and not passphrases.is_below_floor(costs[0]) else None


def change_passphrase(folder: Path, key: bytes, passphrase: str, cost: Argon2Cost) -> None:
    """Rewrite the passphrase slot; the database is untouched, factors stay as they are."""
    factors.renew_passphrase(folder, key, passphrase, cost)


def door_words(folder: Path) -> str:
    """Return the words that stand beside every question for the passphrase, or nothing."""
    slots = keyfile.read(folder).of_kind(*passphraseslots.KINDS)
    return passphraseslots.door_words(slots[0]) if slots else ""


def replace_recovery_code(folder: Path, key: bytes) -> str:
    """Make a new recovery code, return it to be printed; the old paper opens nothing any more."""
    code = recovery.new_code()
    replace_kind(folder, key, recovery_slot(whole(folder, key).workspace, key, code))
    return code


def share_key(folder: Path, key: bytes, shared: Shared, secret: bytes) -> None:
    """Let the people of ``shared`` open the workspace together, in place of any before them.

    ``secret`` (32 bytes) is what their shares make.
    """
    slot = new_slot(SUPERVISORS, "Supervisors", shared.derivation())
    workspace = whole(folder, key).workspace
    kek = supervisors.derive(secret, shared, workspace)
    replace_kind(folder, key, wrapping(slot, workspace, key, kek))


def unshare_key(folder: Path, key: bytes) -> None:
    """Let no supervisors open the workspace any more."""
    if whole(folder, key).of_kind(SUPERVISORS):
        write_slots(folder, key, lambda slot: slot.kind == SUPERVISORS)


def shared_with(folder: Path) -> tuple[str, Shared] | None:
    """Return the workspace's id and who can open it together, unauthenticated; None if nobody.

    Raises DamagedError when what stands there is nothing that Satchel writes.
    """
    keys = keyfile.read(folder)
    slots = keys.of_kind(SUPERVISORS)
    return (keys.workspace, supervisors.parse(slots[0].derivation)) if slots else None


def open_with_supervisors(folder: Path, secret: bytes) -> bytes:
    """Return the workspace key for what the supervisors' shares make; LockedError otherwise."""
    key = opened(
        folder,
        (SUPERVISORS,),
        lambda keys, slot: supervisors.derive(
            secret, supervisors.parse(slot.derivation), keys.workspace
        ),
    )
    if key is None:
        raise LockedError(
            "What the supervisors answered does not open this workspace: their shares are of"
            " another workspace, or were replaced. Ask them anew."
        )
    return key


def recovery_slot(workspace: str, key: bytes, code: str) -> Slot:
    """Return a slot that the recovery ``code`` opens."""
    salt = secrets.token_bytes(SALT_LENGTH)
    derivation = {"name": "hkdf-sha256", "salt": salt.hex()}
    slot = new_slot(RECOVERY, "Printed recovery code", derivation)
    secret = recovery.derive(recovery.secret_of(code), salt, workspace.encode())
    return wrapping(slot, workspace, key, secret)
