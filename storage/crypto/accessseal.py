"""Seal the batches of a record of access, so that only who holds their key reads them.

A batch is AES-256-GCM under a key of its own, which is derived from the laptop's key and the
batch's header; the header is authenticated with it. Keys are named by their digest, which stands
in the header: no second key opens the same batch to something else.
"""

import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import DamagedError

KEY_LENGTH = 32
_NONCE = 12
PURPOSE = "access"
"""What a laptop's signature under the end of its chain is for."""


def id_of(key: bytes) -> bytes:
    """Return the name of a key: its digest tells nothing of it."""
    return sha256(b"satchel/1/access key\0" + key).digest()


def seal(key: bytes, header: bytes, content: bytes) -> bytes:
    """Return ``content`` sealed under ``key`` for the batch of this ``header``."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_derived(key, header)).encrypt(nonce, content, header)


def open_sealed(key: bytes, header: bytes, sealed: bytes) -> bytes:
    """Return what ``seal`` sealed; DamagedError when anything differs."""
    try:
        return AESGCM(_derived(key, header)).decrypt(sealed[:_NONCE], sealed[_NONCE:], header)
    except (InvalidTag, ValueError) as error:
        raise DamagedError("A batch of a record of access is not what was sealed.") from error


def _derived(key: bytes, header: bytes) -> bytes:
    info = b"satchel/1/access batch\0" + sha256(header).digest()
    return HKDF(hashes.SHA256(), KEY_LENGTH, None, info).derive(key)
