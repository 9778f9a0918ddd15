"""County profiles for tests: signed by a key of the test, in a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from storage.crypto.signatures import new_seed, public_half
from storage.profile.county import county_profile
from storage.profile.signed import key_id, signed

BODY: dict[str, Any] = {
    "format": 1,
    "version": 3,
    "cac": "essex_cac",
    "name": "Essex County Children's Advocacy Center",
    "counties": ["essex"],
    "verified": True,
    "records": None,
    "figures": None,
    "ca_file": None,
    "language": "en",
    "settings": {"lock.idle_minutes": 3, "look.theme": "dark"},
    "locked": ["lock.idle_minutes"],
}


def signed_profile(
    folder: Path, *, records: str = "", keys: Sequence[str] = (), **changed: Any
) -> tuple[Path, dict[str, bytes]]:
    """Write a profile's file; return its path and the keys that trust it."""
    seed = new_seed()
    body = {**BODY, **changed}
    if records:
        body["records"] = {"address": records, "keys": list(keys)}
    path = folder / "profile.json"
    path.write_bytes(signed(county_profile(body), seed))
    public = public_half(seed)
    return path, {key_id(public): public}
