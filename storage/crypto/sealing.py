"""Change the slots of a key file: each wraps what opens the workspace, a seal is over all."""

import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from storage.crypto import keyfile
from storage.crypto.keyfile import KeyFile, Slot
from storage.crypto.keytree import derive_workspace_keys, unwrap, wrap
from storage.errors import DamagedError


def new_slot(kind: str, label: str, derivation: dict[str, Any]) -> Slot:
    """Return a slot of its own id that wraps nothing yet."""
    return Slot(secrets.token_hex(8), kind, label, derivation, b"")


def wrapping(slot: Slot, workspace: str, content: bytes, under: bytes) -> Slot:
    """Return ``slot`` with ``content`` wrapped under the key ``under``."""
    return replace(slot, wrapped=wrap(content, under, slot.header(workspace)))


def unwrapped(keys: KeyFile, slot: Slot, under: bytes) -> bytes | None:
    """Return what the slot wraps, None when ``under`` is not its key."""
    try:
        return unwrap(slot.wrapped, under, slot.header(keys.workspace))
    except DamagedError:
        return None


def opened(
    folder: Path, kinds: Iterable[str], secret: Callable[[KeyFile, Slot], bytes | None]
) -> bytes | None:
    """Return the key from a slot of ``kinds``, by the copy where the key file is damaged.

    ``secret`` says under what a slot is wrapped, None where it cannot be tried. The two files
    differ only after a change that was cut off; then the key file, if whole, decides. Raises
    DamagedError where neither is whole, or none of their slots can be tried for what is in it.
    """
    copies = keyfile.read_all(folder)
    tried: set[bytes] = set()
    damage: DamagedError | None = None
    for keys, slot in ((one, slot) for one in copies for slot in one.of_kind(*kinds)):
        content = slot.header(keys.workspace) + slot.wrapped
        if content in tried:
            continue
        try:
            under = secret(keys, slot)
        except DamagedError as error:
            damage = damage or error
            continue
        if under is None:
            continue
        tried.add(content)
        if key := unwrapped(keys, slot, under):
            return key if slot in _whole(copies, key).slots else None
    # A slot that was tried has answered: what is wrong with another counts as no excuse for it.
    if damage and not tried:
        raise damage
    return None


def whole(folder: Path, key: bytes) -> KeyFile:
    """Return the key file, or its copy, whichever is whole under ``key``; else DamagedError."""
    return _whole(keyfile.read_all(folder), key)


def write_slots(folder: Path, key: bytes, gone: Callable[[Slot], bool], *fresh: Slot) -> None:
    """Take the slots that are ``gone`` out of the key file and put ``fresh`` ones in."""
    keys = whole(folder, key)
    kept = tuple(slot for slot in keys.slots if not gone(slot))
    renewed = replace(keys, generation=keys.generation + 1, slots=(*kept, *fresh))
    keyfile.write(folder, sealed(renewed, key))


def replace_kind(folder: Path, key: bytes, fresh: Slot, *kinds: str) -> None:
    """Put ``fresh`` in the place of every slot of its kind, and of ``kinds``."""
    gone = {fresh.kind, *kinds}
    write_slots(folder, key, lambda slot: slot.kind in gone, fresh)


def sealed(keys: KeyFile, key: bytes) -> KeyFile:
    """Return the key file with the seal that ``key`` makes over it."""
    return replace(keys, seal=_seal(keys, key))


def is_sealed(keys: KeyFile, key: bytes) -> bool:
    """Tell whether nothing of the file was changed since it was sealed."""
    return hmac.compare_digest(keys.seal, _seal(keys, key))


def _seal(keys: KeyFile, key: bytes) -> bytes:
    return hmac.new(
        derive_workspace_keys(key).seal, keyfile.canonical(keys.body()), sha256
    ).digest()


def _whole(copies: Iterable[KeyFile], key: bytes) -> KeyFile:
    for keys in copies:
        if is_sealed(keys, key):
            return keys
    raise DamagedError(
        "The key file was changed by something other than Satchel. "
        "Restore it from a backup of this workspace."
    )
