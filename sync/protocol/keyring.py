"""The vault keys that a roster entry hands to a device, inside its wrap."""

import msgspec

from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.roster import Device, handing_purpose, wrap_purpose
from sync.protocol.sealing import KEY_LENGTH
from sync.protocol.wrapping import unwrap_with, wrap_to

_VAULT = 16


class VaultKeys(msgspec.Struct, array_like=True, frozen=True):
    """The keys of one vault: every epoch's, and the content key of records outside any case."""

    vault: bytes
    epochs: tuple[tuple[int, bytes], ...]
    outside: bytes


def wrap_keyring(program: bytes, device: Device, keys: tuple[VaultKeys, ...]) -> bytes:
    """Return ``keys`` wrapped so that only ``device`` of ``program`` can read them."""
    return wrap_to(device.kem, wrap_purpose(program, device.id), encode(keys))


def unwrap_keyring(
    program: bytes, device: bytes, mlkem768: bytes, x25519: bytes, wrapped: bytes
) -> tuple[VaultKeys, ...]:
    """Return the keys that were wrapped to this device; SealError when they are for another."""
    return _keys(unwrap_with(mlkem768, x25519, wrap_purpose(program, device), wrapped))


def hand_keys(
    program: bytes, receiver: bytes, kem: bytes, after: bytes, keys: tuple[VaultKeys, ...]
) -> bytes:
    """Return ``keys`` wrapped to a ``receiver`` of the entry that follows ``after``."""
    return wrap_to(kem, handing_purpose(program, receiver, after), encode(keys))


def handed_keys(
    program: bytes, receiver: bytes, after: bytes, mlkem768: bytes, x25519: bytes, wrapped: bytes
) -> tuple[VaultKeys, ...]:
    """Return the keys that the entry behind ``after`` hands to this receiver; SealError."""
    purpose = handing_purpose(program, receiver, after)
    return _keys(unwrap_with(mlkem768, x25519, purpose, wrapped))


def _keys(content: bytes) -> tuple[VaultKeys, ...]:
    keys = decode(content, tuple[VaultKeys, ...])
    for vault in keys:
        lengths = {len(vault.outside), *(len(key) for _epoch, key in vault.epochs)}
        if len(vault.vault) != _VAULT or lengths != {KEY_LENGTH}:
            raise ProtocolError("A wrapped key has a wrong length.")
        if not vault.epochs or any(not 0 <= epoch < 2**32 for epoch, _key in vault.epochs):
            raise ProtocolError("A wrapped key is of an impossible epoch.")
    return keys
