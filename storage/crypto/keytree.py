"""The keys below the workspace key, each derived or wrapped for one purpose."""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import DamagedError

KEY_LENGTH = 32
_NONCE_LENGTH, _TAG_LENGTH = 12, 16
WRAPPED_LENGTH = _NONCE_LENGTH + KEY_LENGTH + _TAG_LENGTH
"""Of a key that ``wrap`` sealed."""


@dataclass(frozen=True, slots=True, repr=False)
class WorkspaceKeys:
    """Everything that is derived from the workspace key; never shown, never logged."""

    database: bytes
    blob: bytes
    head: bytes
    seal: bytes
    factor: bytes
    aside: bytes


def derive_workspace_keys(workspace_key: bytes) -> WorkspaceKeys:
    """Derive one key for each label (HKDF-SHA-256)."""
    return WorkspaceKeys(*(_derived(workspace_key, label) for label in _LABELS))


def new_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(KEY_LENGTH)


def wrap(key: bytes, under: bytes, context: bytes) -> bytes:
    """Return ``key`` sealed under ``under`` (AES-256-GCM); ``context`` is authenticated."""
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return nonce + AESGCM(under).encrypt(nonce, key, context)


def unwrap(wrapped: bytes, under: bytes, context: bytes) -> bytes:
    """Return the key that ``wrap`` sealed; DamagedError when anything differs."""
    try:
        return AESGCM(under).decrypt(wrapped[:_NONCE_LENGTH], wrapped[_NONCE_LENGTH:], context)
    except (InvalidTag, ValueError) as error:
        raise DamagedError("A stored key is not what was written.") from error


def _derived(workspace_key: bytes, label: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_LENGTH, None, b"satchel/1/" + label).derive(workspace_key)


_LABELS = (b"database", b"blob", b"head", b"key file", b"factor", b"aside")
