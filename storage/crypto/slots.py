"""Key slots: each wraps the same workspace key under another secret."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from storage.crypto import keyfile, passphrases, recovery, supervisors
from storage.crypto.keyfile import KeyFile, Slot
from storage.crypto.keytree import derive_workspace_keys, new_key, unwrap, wrap
from storage.crypto.passphrases import SALT_LENGTH, Argon2Cost
from storage.crypto.supervisors import Shared
from storage.errors import DamagedError, LockedError

PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind of slot
RECOVERY = "recovery code"
SUPERVISORS = "supervisors"


def create(folder: Path, passphrase: str, cost: Argon2Cost) -> tuple[bytes, str]:
    """Make the key file of a new workspace; return its key and the recovery code to print."""
    passphrases.check_new_passphrase(passphrase)
    workspace, key, code = secrets.token_hex(16), new_key(), recovery.new_code()
    slots = (
        _passphrase_slot(workspace, key, passphrase, cost),
        _recovery_slot(workspace, key, code),
    )
    keyfile.write(folder, _sealed(KeyFile(workspace, 1, slots), key))
    return key, code


def open_with_passphrase(folder: Path, passphrase: str) -> bytes:
    """Return the workspace key; LockedError when no passphrase slot opens."""

    def secret(_keys: KeyFile, slot: Slot) -> bytes:
        return passphrases.derive(passphrase, _salt(slot), _cost(slot))

    key = _opened(folder, PASSPHRASE, secret)
    if key is None:
        raise LockedError("The passphrase does not open this workspace. Nothing was changed.")
    return key


def open_with_recovery_code(folder: Path, code: str) -> bytes:
    """Return the workspace key; LockedError when the code is of another workspace or replaced."""
    typed = recovery.secret_of(code)

    def secret(keys: KeyFile, slot: Slot) -> bytes:
        return recovery.derive(typed, _salt(slot), keys.workspace.encode())

    key = _opened(folder, RECOVERY, secret)
    if key is None:
        raise LockedError(
            "This recovery code is of another workspace, or was replaced by a newer one."
        )
    return key


def whole_generation(folder: Path, key: bytes) -> Path:
    """Return the key file, or its copy, whichever is whole under ``key``."""
    for path in keyfile.paths(folder):
        try:
            if _is_sealed(keyfile.parse(path.read_bytes()), key):
                return path
        except (FileNotFoundError, DamagedError):
            continue
    raise DamagedError(f"{keyfile.NAME} is damaged. Restore it from a backup of this workspace.")


def change_passphrase(folder: Path, key: bytes, passphrase: str, cost: Argon2Cost) -> None:
    """Rewrite the passphrase slot; the database is untouched."""
    passphrases.check_new_passphrase(passphrase)
    fresh = _passphrase_slot(keyfile.read(folder).workspace, key, passphrase, cost)
    _replace_kind(folder, fresh, key)


def replace_recovery_code(folder: Path, key: bytes) -> str:
    """Make a new recovery code, return it to be printed; the old paper opens nothing any more."""
    code = recovery.new_code()
    _replace_kind(folder, _recovery_slot(keyfile.read(folder).workspace, key, code), key)
    return code


def share_key(folder: Path, key: bytes, shared: Shared, secret: bytes) -> None:
    """Let the people of ``shared`` open the workspace together, in place of any before them.

    ``secret`` (32 bytes) is what their shares make.
    """
    slot = Slot(secrets.token_hex(8), SUPERVISORS, "Supervisors", shared.derivation(), b"")
    workspace = keyfile.read(folder).workspace
    kek = supervisors.derive(secret, shared, workspace)
    _replace_kind(folder, _wrapping(slot, workspace, key, kek), key)


def unshare_key(folder: Path, key: bytes) -> None:
    """Let no supervisors open the workspace any more."""
    keys = keyfile.read(folder)
    kept = tuple(slot for slot in keys.slots if slot.kind != SUPERVISORS)
    if kept != keys.slots:
        renewed = replace(keys, generation=keys.generation + 1, slots=kept)
        keyfile.write(folder, _sealed(renewed, key))


def shared_with(folder: Path) -> tuple[str, Shared] | None:
    """Return the workspace's id and who can open it together, unauthenticated; None if nobody.

    Raises DamagedError when what stands there is nothing that Satchel writes.
    """
    keys = keyfile.read(folder)
    slot = next((slot for slot in keys.slots if slot.kind == SUPERVISORS), None)
    return (keys.workspace, supervisors.parse(slot.derivation)) if slot else None


def open_with_supervisors(folder: Path, secret: bytes) -> bytes:
    """Return the workspace key for what the supervisors' shares make; LockedError otherwise."""
    key = _opened(
        folder,
        SUPERVISORS,
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


def _replace_kind(folder: Path, fresh: Slot, key: bytes) -> None:
    keys = keyfile.read(folder)
    kept = tuple(slot for slot in keys.slots if slot.kind != fresh.kind)
    renewed = replace(keys, generation=keys.generation + 1, slots=(*kept, fresh))
    keyfile.write(folder, _sealed(renewed, key))


def _passphrase_slot(workspace: str, key: bytes, passphrase: str, cost: Argon2Cost) -> Slot:
    salt = secrets.token_bytes(SALT_LENGTH)
    derivation = {
        "name": "argon2id",
        "salt": salt.hex(),
        "memory": cost.memory,
        "passes": cost.passes,
        "lanes": cost.lanes,
    }
    slot = Slot(secrets.token_hex(8), PASSPHRASE, "Passphrase", derivation, b"")
    return _wrapping(slot, workspace, key, passphrases.derive(passphrase, salt, cost))


def _recovery_slot(workspace: str, key: bytes, code: str) -> Slot:
    salt = secrets.token_bytes(SALT_LENGTH)
    derivation = {"name": "hkdf-sha256", "salt": salt.hex()}
    slot = Slot(secrets.token_hex(8), RECOVERY, "Printed recovery code", derivation, b"")
    secret = recovery.derive(recovery.secret_of(code), salt, workspace.encode())
    return _wrapping(slot, workspace, key, secret)


def _wrapping(slot: Slot, workspace: str, key: bytes, secret: bytes) -> Slot:
    return replace(slot, wrapped=wrap(key, secret, slot.header(workspace)))


def _opened(folder: Path, kind: str, secret: Callable[[KeyFile, Slot], bytes]) -> bytes | None:
    """Return the key from a slot of ``kind``, by the copy where the key file itself is damaged.

    The two differ only after a change that was cut off; then the key file, if whole, decides.
    """
    copies = keyfile.read_all(folder)
    tried: set[bytes] = set()
    for keys in copies:
        for slot in keys.slots:
            content = slot.header(keys.workspace) + slot.wrapped
            if slot.kind != kind or content in tried:
                continue
            tried.add(content)
            if key := _unwrapped(keys, slot, secret(keys, slot)):
                replaced = keys is not copies[0] and _is_sealed(copies[0], key)
                return None if replaced else _checked(keys, key)
    return None


def _unwrapped(keys: KeyFile, slot: Slot, secret: bytes) -> bytes | None:
    try:
        return unwrap(slot.wrapped, secret, slot.header(keys.workspace))
    except DamagedError:
        return None


def _salt(slot: Slot) -> bytes:
    try:
        salt = bytes.fromhex(slot.derivation["salt"])
    except (KeyError, ValueError, TypeError) as error:
        raise DamagedError("The key file is damaged. Restore it from a backup.") from error
    if len(salt) != SALT_LENGTH:
        raise DamagedError("The key file is damaged. Restore it from a backup.")
    return salt


def _cost(slot: Slot) -> Argon2Cost:
    numbers = [slot.derivation.get(name) for name in ("memory", "passes", "lanes")]
    if not all(type(number) is int for number in numbers):
        raise DamagedError("The key file is damaged. Restore it from a backup.")
    memory, passes, lanes = (int(number) for number in numbers if number is not None)
    return Argon2Cost(memory, passes, lanes)


def _sealed(keys: KeyFile, key: bytes) -> KeyFile:
    return replace(keys, seal=_seal(keys, key))


def _seal(keys: KeyFile, key: bytes) -> bytes:
    return hmac.new(
        derive_workspace_keys(key).seal, keyfile.canonical(keys.body()), sha256
    ).digest()


def _is_sealed(keys: KeyFile, key: bytes) -> bool:
    return hmac.compare_digest(keys.seal, _seal(keys, key))


def _checked(keys: KeyFile, key: bytes) -> bytes:
    if not _is_sealed(keys, key):
        raise DamagedError(
            "The key file was changed by something other than Satchel. "
            "Restore it from a backup of this workspace."
        )
    return key
