"""A county's profile in its signed file: made by a release, read by every laptop."""

import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from storage.crypto.keyfile import canonical
from storage.crypto.signatures import is_sound, public_half, sign, verify
from storage.errors import RejectedError
from storage.profile.county import CountyProfile, county_profile
from storage.profile.reading import parse_object, read_object

PURPOSE = "profile"
WHAT = "The county profile"
_KEY_FILES = ("release-keys.json", "build-keys.json")
_UNSIGNED = "The county profile is not signed by a release of Satchel. Ask for the right one."


def key_id(public: bytes) -> str:
    """Return the name a key goes by in a signature: 16 hex digits of its digest."""
    return hashlib.sha256(public).hexdigest()[:16]


def trusted_keys() -> dict[str, bytes]:
    """Return the public keys whose profiles this installation takes, by their names.

    Those of the releases are part of the program; a development build adds its own beside them.
    """
    found: dict[str, bytes] = {}
    for name in _KEY_FILES:
        file = files("resources").joinpath("profiles", name)
        if file.is_file():
            listed = parse_object(file.read_bytes(), "The list of release keys")
            keys = [bytes.fromhex(entry["public"]) for entry in listed["keys"]]
            found |= {key_id(key): key for key in keys if is_sound(key)}
    return found


def signed(profile: CountyProfile, seed: bytes) -> bytes:
    """Return the bytes of the profile's file, signed with the private key ``seed``."""
    body = profile.body()
    document = {
        "profile": body,
        "key": key_id(public_half(seed)),
        "signature": sign(seed, PURPOSE, canonical(body)).hex(),
    }
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def load_profile(path: Path, trusted: Mapping[str, bytes]) -> CountyProfile:
    """Read a profile's file; RejectedError, DamagedError or NewerVersionError in words."""
    return _checked(read_object(path, WHAT), trusted)


def parse_profile(content: bytes, trusted: Mapping[str, bytes]) -> CountyProfile:
    """Read the bytes of a profile's file; nothing in it is believed before its signature."""
    return _checked(parse_object(content, WHAT), trusted)


def _checked(document: Mapping[str, Any], trusted: Mapping[str, bytes]) -> CountyProfile:
    body, name, signature = (document.get(key) for key in ("profile", "key", "signature"))
    if set(document) != {"profile", "key", "signature"} or not isinstance(body, dict):
        raise RejectedError(_UNSIGNED)
    public = trusted.get(name) if isinstance(name, str) else None
    try:
        given = bytes.fromhex(signature) if isinstance(signature, str) else b""
    except ValueError:
        given = b""
    if public is None or not verify(public, PURPOSE, canonical(body), given):
        raise RejectedError(_UNSIGNED)
    return county_profile(body)
