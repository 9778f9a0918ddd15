"""The key that signs county profiles: the release's, or one made for development here."""

import json
import os
import stat
from pathlib import Path

from installer.bundle import CONTENTS, FOLDER
from installer.surroundings import SetupError, say
from storage.crypto.signatures import new_seed, public_half
from storage.profile.signed import key_id, trusted_keys

DEVELOPMENT = FOLDER / "development.key"
_DIGITS = 64


def make_key(path: Path) -> str:
    """Write a new private key into a new file for its owner alone; return the public half."""
    seed = new_seed()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise SetupError(f"{path} is there already; a key is never written over.") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{seed.hex()}\n")
    return public_half(seed).hex()


def read_key(path: Path) -> bytes:
    """Return the private key in a file of 64 hex digits that nobody else may read."""
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SetupError(f"{path} can be read by others: chmod 600 {path}")
        text = path.read_text("ascii").strip()
        seed = bytes.fromhex(text)
    except (OSError, ValueError) as error:
        raise SetupError(f"{path} holds no key: it has to be 64 hex digits.") from error
    if len(text) != _DIGITS:
        raise SetupError(f"{path} holds no key: it has to be 64 hex digits.")
    return seed


def development_key() -> bytes:
    """Return the key of builds on this machine, made at the first one."""
    if not DEVELOPMENT.exists():
        make_key(DEVELOPMENT)
        say(f"Made a key for development builds in {DEVELOPMENT}")
    return read_key(DEVELOPMENT)


def stamp_trust(bundle: Path, seed: bytes) -> None:
    """Let the program in ``bundle`` take profiles by this key, unless it is a release's anyway.

    What is put there marks the bundle as a development build; a release has no such file.
    """
    public = public_half(seed)
    file = bundle / CONTENTS / "resources" / "profiles" / "build-keys.json"
    file.unlink(missing_ok=True)
    if key_id(public) not in trusted_keys():
        say("This is a development build: its profiles are signed by a key of this machine.")
        file.write_text(json.dumps({"keys": [{"public": public.hex()}]}) + "\n", "utf-8")
        file.chmod(0o644)
