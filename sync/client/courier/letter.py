"""The courier's letter: sealed envelopes and a short-lived key, all that a locked laptop holds.

It lies beside the workspace while the laptop is locked. Whoever finds it can send these envelopes
to the program's own server until the key's time is over, and read which laptops the program has;
nothing in it opens anything.
"""

from pathlib import Path

import msgspec

from storage.crypto.durable import replace_file
from storage.errors import RejectedError
from storage.profile import server_address
from sync.client.session import Server
from sync.protocol import signing
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError

NAME = "workspace.courier"
_MAGIC = "satchel courier"
_FORM = 1
LARGEST = 64 * 1024 * 1024
"""Bytes of the envelopes in one letter; what is more is sent after the next unlock."""
_AROUND = 64 * 1024


class Waiting(msgspec.Struct, array_like=True, frozen=True):
    """One sealed envelope for a log, and its number in this device's chain."""

    log: bytes
    number: int
    digest: bytes
    body: bytes


class Letter(msgspec.Struct, array_like=True, frozen=True):
    """Which program, by which device, to which server, by which key until when (ms), and what."""

    magic: str
    form: int
    program: bytes
    roster: bytes
    address: str
    server_id: bytes
    server_key: bytes
    device: bytes
    credential: bytes
    seed: bytes
    ends: int
    changes: int
    """How many changes wait to be sent."""
    more: bool
    """Whether some of them are not in here, sealed or not, and wait for the next unlock."""
    waiting: tuple[Waiting, ...]
    entries: int
    """How many entries of the roster this laptop knew."""
    last: bytes
    """The digest of the last of them: no roster is believed that does not go on from it."""

    @property
    def server(self) -> Server:
        """The server that the envelopes are for."""
        return Server(self.server_id, self.server_key)


def make_letter(**parts: object) -> Letter:
    """Return a letter of the form that this version writes."""
    return Letter(_MAGIC, _FORM, **parts)  # type: ignore[arg-type]  # checked where it is read


def store_letter(folder: Path, letter: Letter) -> None:
    """Write the letter into the workspace's folder, in place of one before."""
    replace_file(folder / NAME, encode(letter))


def letter_in(folder: Path) -> Letter | None:
    """Return the letter in ``folder``; None where there is none that can be read.

    One that was damaged is of no use and of no harm: everything in it is in the workspace too.
    """
    file = folder / NAME
    try:
        if file.stat().st_size > LARGEST + LARGEST // 8 + _AROUND:
            return None
        letter = decode(file.read_bytes(), Letter)
    except (OSError, ProtocolError):
        return None
    return letter if _is_sound(letter) else None


def _is_sound(letter: Letter) -> bool:
    """Tell whether this is a letter that can be carried at all, not whether it is true."""
    try:
        server_address(letter.address)
    except RejectedError:
        return False
    return (
        (letter.magic, letter.form) == (_MAGIC, _FORM)
        and len(letter.seed) == signing.KEY_LENGTH
        and letter.entries > 0
        and letter.changes >= 0
    )


def drop_letter(folder: Path) -> None:
    """Take the letter away: the workspace is open again, or everything was sent."""
    (folder / NAME).unlink(missing_ok=True)
