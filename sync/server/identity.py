"""Who the server is: one Ed25519 key in a file of its own, beside the database, never in it.

A copy of the database therefore cannot answer in the server's name. Clients know the server by
this key's public half; whoever loses the file has every laptop join again by invitation.
"""

import os
from pathlib import Path

from sync.protocol import signing
from sync.server.refusals import SetupError

_SEED = 32


def make_key_file(path: Path) -> bytes:
    """Return the seed in ``path``; a new one, readable by its owner alone, where none is yet."""
    if path.exists():
        return read_key_file(path)
    seed = signing.new_signing_key()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked, so that there is never half a key and never two.
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(seed.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        return read_key_file(path)
    finally:
        aside.unlink()
    return seed


def read_key_file(path: Path) -> bytes:
    """Return the seed in ``path``; SetupError when there is none or others may read it."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(
            f"The server's key file {path} cannot be read. Run satchel-server migrate first, "
            "as the user that runs the server."
        ) from error
    if os.name == "posix" and mode & 0o077:
        raise SetupError(f"Others may read the key file {path}. Set its mode: chmod 600 {path}")
    try:
        seed = bytes.fromhex(text)
    except ValueError:
        seed = b""
    if len(seed) != _SEED:
        raise SetupError(f"The file {path} holds no server key. Put the right one back.")
    return seed
