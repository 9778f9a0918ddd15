"""The keys by which one laptop is known: one to sign, one to receive."""

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

ID_LENGTH = 8


@dataclass(frozen=True, slots=True, repr=False)
class DeviceKeys:
    """Private keys as raw bytes: Ed25519 seed, X25519 key, ML-KEM-768 seed; and the device's id."""

    id: bytes
    signing: bytes
    x25519: bytes
    mlkem768: bytes


def new_device() -> DeviceKeys:
    """Return the keys of a laptop that joins or begins a program."""
    return DeviceKeys(
        secrets.token_bytes(ID_LENGTH),
        Ed25519PrivateKey.generate().private_bytes_raw(),
        X25519PrivateKey.generate().private_bytes_raw(),
        MLKEM768PrivateKey.generate().private_bytes_raw(),
    )
