"""The slot that several people open together: who they are, and what each of them was given.

The shares are sealed to their devices by whoever made them and are read by nobody here: this
module knows their bounds, and how the secret that they make becomes a key.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import DamagedError

_NAME = "shares"
_SALT, _PROGRAM, _DEVICE, _SIGNING = 16, 32, 8, 32
MOST = 16
"""Devices that hold a share."""
_LONGEST = 1_600
"""Bytes of a sealed share: a key encapsulation of 1,120 and 33 words."""


@dataclass(frozen=True, slots=True)
class SealedShare:
    """A share for one device (its id, its signing key), which alone can open it."""

    device: bytes
    signing: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Shared:
    """Who can open a workspace together: ``threshold`` of those who hold ``shares``.

    ``program`` and ``device`` say to the holders whose workspace it is; ``salt`` is new each time.
    """

    salt: bytes
    program: bytes
    device: bytes
    threshold: int
    shares: tuple[SealedShare, ...]

    def derivation(self) -> dict[str, Any]:
        """Return it as it stands in the key file."""
        return {
            "name": _NAME,
            "salt": self.salt.hex(),
            "program": self.program.hex(),
            "device": self.device.hex(),
            "threshold": self.threshold,
            "shares": [[s.device.hex(), s.signing.hex(), s.sealed.hex()] for s in self.shares],
        }


def new_salt() -> bytes:
    """Return the random salt of a new sharing."""
    return secrets.token_bytes(_SALT)


def parse(derivation: dict[str, Any]) -> Shared:
    """Read what stands in the key file; DamagedError when it is out of bounds."""
    damaged = DamagedError("The key file is damaged. Restore it from a backup.")
    try:
        shares = tuple(SealedShare(*map(bytes.fromhex, each)) for each in derivation["shares"])
        program, device = (bytes.fromhex(derivation[name]) for name in ("program", "device"))
        shared = Shared(
            bytes.fromhex(derivation["salt"]), program, device, derivation["threshold"], shares
        )
    except (KeyError, TypeError, ValueError) as error:
        raise damaged from error
    if derivation.get("name") != _NAME or not _is_sound(shared):
        raise damaged
    return shared


def derive(secret: bytes, shared: Shared, workspace: str) -> bytes:
    """Return the 32-byte key that the ``secret`` of the shares comes to in this workspace."""
    info = b"satchel/1/supervisors/" + workspace.encode()
    return HKDF(hashes.SHA256(), 32, shared.salt, info).derive(secret)


def _is_sound(shared: Shared) -> bool:
    lengths = (len(shared.salt), len(shared.program), len(shared.device))
    if lengths != (_SALT, _PROGRAM, _DEVICE) or type(shared.threshold) is not int:
        return False
    if not 1 <= shared.threshold <= len(shared.shares) <= MOST:
        return False
    if len({share.device for share in shared.shares}) < len(shared.shares):
        return False
    return all(
        (len(share.device), len(share.signing)) == (_DEVICE, _SIGNING)
        and 0 < len(share.sealed) <= _LONGEST
        for share in shared.shares
    )
