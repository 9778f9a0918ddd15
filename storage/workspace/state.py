"""What a workspace is found to be as it is opened: who writes, which vaults, how far it goes."""

import errno
import os
from pathlib import Path

from sqlalchemy import Connection

from storage import errornumbers, migrations
from storage.crypto import database, head
from storage.crypto.durable import drop_unfinished
from storage.crypto.head import Head, HeadFile
from storage.errors import DamagedError, LockedError
from storage.tables import access, acknowledged, journal
from storage.usecases.settings import setting
from storage.usecases.transaction import Identity, Vault
from storage.workspace import ballast, rights


def make_ready(folder: Path, key: bytes, *, alone: bool) -> None:
    """Take away what was cut off here, and bring the database to this version.

    Where another Satchel is at work neither is done; LockedError when it goes by another version,
    SatchelError where a file that is written is another user's.
    """
    rights.refuse_unwritable(folder)
    path = folder / database.NAME
    if alone:
        drop_unfinished(folder)
        migrations.upgrade(path, key)
    elif migrations.needs_upgrade(path, key):
        raise LockedError(
            "An older Satchel is open with this workspace. Close its window, then try again."
        )


def has_to_lie(folder: Path) -> bool:
    """Tell whether the database can only be read as it lies: nothing can be written beside it.

    On a full disk, and where a file is another user's, that is so where no log waits beside it:
    what stands in one would not be seen.
    """
    if not os.access(folder, os.W_OK):
        return True
    stuck = ballast.no_room(folder) or not rights.may_write(folder)
    return stuck and not database.has_log(folder / database.NAME)


def reached(file: HeadFile) -> tuple[int, int]:
    """Return the numbers that the head file names, 0 where it names none."""
    journal_head, access_head = file.read(), file.read_access()
    return (
        journal_head.sequence if journal_head else 0,
        access_head.sequence if access_head else 0,
    )


def acknowledge(file: HeadFile, folder: Path, last: Head, access: Head) -> None:
    """Write the heads, if need be in the ballast's room; DamagedError where they cannot be."""
    try:
        try:
            file.write(last, access)
        except OSError:
            if not ballast.free(folder):
                raise
            file.write(last, access)
    except (OSError, MemoryError) as error:
        number = getattr(error, "errno", None) or errno.ENOMEM
        raise DamagedError(
            f"It was saved, but {head.NAME} could not be written ({os.strerror(number)}). "
            f"{_next_step(folder, number)}"
        ) from error


def _next_step(folder: Path, number: int) -> str:
    if number in errornumbers.SCARCE:
        return "Close other programs, then save once more."
    if not folder.is_dir():
        return (
            "The folder of the workspace is not there any more. Plug in what it lies on, then "
            "start Satchel again."
        )
    if number in errornumbers.FORBIDDEN:
        return "Let yourself write in the folder of the workspace, then save once more."
    if number == errno.EIO:
        return "Check the disk, then save once more."
    return "Make room on the disk, then save once more."


def identity_of(connection: Connection) -> Identity:
    """Return who writes on this laptop."""
    row = connection.exec_driver_sql("SELECT id, incarnation FROM this_device").one()
    return Identity(row.id, row.incarnation, setting(connection, "person.name"))


def incarnation_of(connection: Connection) -> int:
    """Return under which incarnation this device writes now."""
    return int(connection.exec_driver_sql("SELECT incarnation FROM this_device").scalar_one())


def reaches(connection: Connection, last: Head) -> bool:
    """Tell whether the record of access is as long as was acknowledged."""
    named_anew = acknowledged.was_renamed(connection, *last)
    return named_anew or access.has_link(connection, *last)


def vaults_of(connection: Connection) -> dict[str, Vault]:
    """Return the vaults whose keys are here, by name, each in its newest epoch."""
    rows = connection.exec_driver_sql(
        "SELECT vault, epoch, name, key FROM vault_key ORDER BY epoch"
    )
    return {row.name: Vault(row.vault, row.epoch, row.key) for row in rows}


def is_older(connection: Connection, last: Head | None) -> bool:
    """Tell whether the database is older than what was acknowledged.

    A journal that is longer than the head is whole: the machine stopped between the commit and
    the head's own write.
    """
    if last is None:
        return journal.head(connection)[0] > 0
    return journal.chain_at(connection, last.sequence) != last.chain
