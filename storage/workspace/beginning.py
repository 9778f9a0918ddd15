"""Begin a program on a laptop: keys, an empty database, a device, two vaults.

A workspace is made in a folder of its own inside and moved out when it is whole, the key file
first: until that is there nothing was begun, from then on nothing is missing for good.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from storage import migrations
from storage.crypto import database, head, keyfile, passphrases, slots
from storage.crypto.device import new_device
from storage.crypto.durable import PRIVATE, make_folder, sync_folder
from storage.crypto.head import Head, HeadFile
from storage.crypto.keytree import derive_workspace_keys, new_key
from storage.crypto.passphrases import Argon2Cost
from storage.crypto.strength import check_new_passphrase
from storage.domain.clocks import SystemClock
from storage.domain.ids import SecureIds
from storage.errors import RejectedError
from storage.tables import access, journal
from storage.usecases.access import opening
from storage.usecases.passphrases import door_words
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Identity, Transaction
from storage.workspace import location

VAULTS = ("cases", "program")
_UNFINISHED = "workspace.unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a person says when a program begins on this laptop."""

    person: str
    program: str
    cac: str = ""
    practice: bool = False
    joining: bool = False
    """The program is there already: its vaults' keys will come from another laptop."""


@dataclass(frozen=True, slots=True, repr=False)
class Created:
    """A new workspace: its key, and the recovery code to print now and never show again."""

    key: bytes
    recovery_code: str


def create(
    folder: Path, passphrase: str, beginning: Beginning, *, cost: Argon2Cost | None = None
) -> Created:
    """Begin a program in ``folder``; what an earlier beginning left unfinished is dropped.

    Raises RejectedError when the folder holds a workspace or the passphrase is too weak.
    """
    database.assert_versions()
    if exists(folder):
        raise RejectedError("This folder already holds a workspace. Choose another folder.")
    location.refuse(folder)
    if not beginning.practice:  # whose passphrase is public, for nobody real is inside
        check_new_passphrase(passphrase, (beginning.person, beginning.program))
    make_folder(folder)
    unfinished = folder / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    key, code = slots.create(unfinished, passphrase, cost or passphrases.calibrate(), door_words())
    keys = derive_workspace_keys(key)
    path = unfinished / database.NAME
    path.touch(PRIVATE)
    migrations.upgrade(path, keys.database)
    engine = database.open_engine(path, keys.database, "writer")
    try:
        with engine.begin() as connection:
            _begin(connection, beginning)
            newest = Head(*access.head(connection))
    finally:
        engine.dispose()
    HeadFile(unfinished, keys.head).write(Head(0, journal.GENESIS), newest)
    sync_folder(unfinished)
    (unfinished / keyfile.NAME).rename(folder / keyfile.NAME)
    sync_folder(folder)
    finish(folder)
    return Created(key, code)


def exists(folder: Path) -> bool:
    """Tell whether ``folder`` holds a workspace, whole or damaged."""
    return any((folder / name).exists() for name in (keyfile.NAME, database.NAME))


def finish(folder: Path) -> None:
    """Move what else a beginning made to its place, also when it was cut off in the midst of that.

    While the key file still lies with it, it was never begun, and is left alone.
    """
    unfinished = folder / _UNFINISHED
    key_file, copy = keyfile.paths(unfinished)
    last = unfinished / database.NAME
    if last.exists() and not key_file.exists():
        for made in (copy, unfinished / head.NAME, last):
            if made.exists():
                made.rename(folder / made.name)
                sync_folder(folder)
    with suppress(OSError):
        unfinished.rmdir()


def _begin(connection: Connection, beginning: Beginning) -> None:
    device = new_device()
    connection.exec_driver_sql(
        "INSERT INTO this_device VALUES (?, 1, ?, ?, ?, 0)",
        (device.id, device.signing, device.x25519, device.mlkem768),
    )
    for name in () if beginning.joining else VAULTS:
        connection.exec_driver_sql(
            "INSERT INTO vault_key VALUES (?, 1, ?, ?)", (new_key()[:16], name, new_key())
        )
    transaction = Transaction(
        connection, Identity(device.id, 1, beginning.person), SystemClock(), SecureIds(), {}
    )
    opening.begin(transaction)
    set_settings(
        transaction,
        {
            "person.name": beginning.person,
            "program.name": beginning.program,
            "program.cac": beginning.cac,
            "program.practice": beginning.practice,
        },
    )
