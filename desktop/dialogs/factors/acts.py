"""What is done on the lane: it may wait half a minute for a finger.

What the key store keeps stays there when it is asked for no more: the backups of those days go on
asking for it, and it opens nothing without the passphrase.
"""

import secrets
from collections.abc import Callable
from typing import Any

from desktop.lane import TendedWorkspace
from desktop.system import keystore
from desktop.system.touch import Touch

Act = Callable[[TendedWorkspace], Any]
STORE = "key store"
_BYTES = 32


def read(workspace: TendedWorkspace) -> tuple[Any, bool]:
    """Return the factors, and whether this desktop has a key store."""
    return workspace.keys.factors(), keystore.is_there()


def use_store(passphrase: str) -> Act:
    """Let the passphrase open only on this laptop, with what its key store keeps."""

    def act(workspace: TendedWorkspace) -> Any:
        keys, secret, name = workspace.keys, secrets.token_bytes(_BYTES), secrets.token_hex(8)
        keys.confirm(passphrase)
        keystore.keep(name, secret)
        try:
            keys.add_key_store(name, secret)
        except BaseException:
            keystore.forget(name)
            raise
        return keys.need_factor(passphrase)

    return act


def add_key(passphrase: str, label: str, touch: Touch, devices: Any) -> Act:
    """Add the security key that is plugged in and touched."""

    def act(workspace: TendedWorkspace) -> Any:
        from desktop.system.securitykey import enrol, plugged_in  # noqa: PLC0415 - slow to load

        keys = workspace.keys
        keys.confirm(passphrase)
        known = [one.credential for one in keys.factors().factors if one.credential]
        asked = secrets.token_bytes(_BYTES)
        credential, answer = enrol(touch, known, asked, devices or plugged_in)
        return keys.add_security_key(label, credential, asked, answer)

    return act


def need_keys(passphrase: str) -> Act:
    """Let the passphrase open only with one of the security keys, whatever the laptop."""

    def act(workspace: TendedWorkspace) -> Any:
        keys = workspace.keys
        keys.need_factor(passphrase)
        for one in keys.factors().factors:
            if one.kind == STORE:
                keys.remove_factor(one.id)
        return keys.factors()

    return act


def need_none(passphrase: str) -> Act:
    """Let the passphrase open alone, and forget what was asked for beside it."""

    def act(workspace: TendedWorkspace) -> Any:
        return workspace.keys.need_none(passphrase)

    return act


def remove(passphrase: str, factor: str) -> Act:
    """Take one out."""

    def act(workspace: TendedWorkspace) -> Any:
        workspace.keys.confirm(passphrase)
        return workspace.keys.remove_factor(factor)

    return act
