"""The files beside the database, and what it says of them."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from storage.crypto import database, keyfile, slots
from storage.crypto.head import Head, HeadFile
from storage.crypto.lacking import refuse_lacking
from storage.crypto.sealing import is_sealed
from storage.errors import DamagedError, HistoryLostError, NewerVersionError
from storage.tables import access, acknowledged, journal
from storage.usecases.access.opening import is_begun


@dataclass(frozen=True, slots=True)
class Heads:
    """Up to where the journal and the record of access were acknowledged; None where nobody knows.

    No later than the state of the database that they are compared with.
    """

    journal: Head | None
    access: Head | None


def read_heads(connection: Connection, file: HeadFile) -> Heads:
    """Return the heads, and have ``connection`` keep to the state of the database of this moment.

    Whoever works on meanwhile writes heads of entries that this state does not hold.
    """
    heads = Heads(file.read(), file.read_access())
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    return heads


def check_key_file(folder: Path, key: bytes) -> str:
    """Return how many copies there are; the key file itself must be whole under ``key``."""
    target, copy = keyfile.paths(folder)
    whole = slots.whole_generation(folder, key)
    if whole != target:
        raise DamagedError(
            f"{target.name} is damaged; its copy still opens the workspace. "
            "Change the passphrase once: that writes both anew."
        )
    if not copy.exists():
        return "1 copy"
    if not _is_whole(copy, key):
        raise DamagedError(
            f"{copy.name} is damaged; {target.name} itself is whole. "
            "Change the passphrase once: that writes both anew."
        )
    return "2 copies"


def _is_whole(path: Path, key: bytes) -> bool:
    try:
        return is_sealed(keyfile.parse(path.read_bytes()), key)
    except (DamagedError, NewerVersionError):
        return False
    except OSError as error:
        # The disk no longer gives it out; what else is wrong is looked for all the same.
        refuse_lacking(error)
        return False


def check_header(path: Path) -> str:
    """Refuse a database that is not there, that is empty, or that anyone could read."""
    if not path.exists():
        raise DamagedError(f"{path.name} is missing. Restore the newest backup.")
    if path.stat().st_size == 0:
        # It would pass for one of before the first version: SQLite begins anew in such a file.
        raise DamagedError(f"There is nothing in {path.name}. Restore the newest backup.")
    if database.is_plain(path):
        raise DamagedError(f"{path.name} is not encrypted, so it is not what Satchel wrote.")
    return ""


def check_heads(connection: Connection, heads: Heads) -> str:
    """Refuse a database that is older than the last save it acknowledged, or an older head file."""
    head, (least, _) = heads.journal, acknowledged.heads(connection)
    _check_head(connection, head)
    if head is not None and head.sequence < least:
        raise _earlier_head()
    return ""


def check_access_heads(connection: Connection, heads: Heads) -> str:
    """Refuse a record of access that is shorter than what was acknowledged of it."""
    head, (_, least) = heads.access, acknowledged.heads(connection)
    number, _ = access.head(connection)
    if head is None and is_begun(connection):
        raise DamagedError(
            "workspace.head does not say where the record of access ends, so nobody can tell "
            "whether its newest entries are here. Open the workspace once, then verify again."
        )
    if head is not None and not access.has_link(connection, *head):
        raise HistoryLostError(
            f"The record of access was cut: its last entry had number {head.sequence:,}, the "
            f"newest one in it is number {number:,}. Restore the newest backup, or open the "
            "workspace once: it then says so of itself."
        )
    if head is not None and head.sequence < least:
        raise _earlier_head()
    return f"{access.verify_chains(connection):,} entries"


def check_key_generation(connection: Connection, folder: Path, key: bytes) -> str:
    """Refuse a key file that is older than the newest one this workspace has seen."""
    newest = acknowledged.keys(connection)
    content = slots.whole_generation(folder, key).read_bytes()
    generation = keyfile.parse(content).generation
    if newest and generation <= newest.number and sha256(content).digest() != newest.digest:
        raise DamagedError(
            f"{keyfile.NAME} is an earlier copy: a passphrase or a printed code that was replaced "
            "may open this workspace again. Change the passphrase and print a new recovery code."
        )
    return f"number {generation:,}"


def _check_head(connection: Connection, head: Head | None) -> None:
    sequence, _ = journal.head(connection)
    if head is None and sequence > 0:
        raise DamagedError(
            "workspace.head is missing or damaged, so nobody can tell whether the newest saves "
            "are here. Open the workspace once, save something, then verify again."
        )
    if head is not None and journal.chain_at(connection, head.sequence) != head.chain:
        raise HistoryLostError(
            f"The database is older than what was saved here: the last save had number "
            f"{head.sequence:,}, the newest one in it is number {sequence:,}. "
            "Restore the newest backup."
        )


def _earlier_head() -> DamagedError:
    return DamagedError(
        "workspace.head is an earlier copy of itself: something put it in its place. Nothing that "
        "was saved is missing. Open the workspace once and save something, and it is right again."
    )
