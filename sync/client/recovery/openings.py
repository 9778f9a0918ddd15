"""What the owner of a workspace is told when supervisors opened it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.domain.kinds.disclosure import Disclosure
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction
from sync.client.recovery.sharing import due_again

_FORM = "Workspace opened by supervisors"
_CODE_FORM, _CODE = "Workspace opened with the recovery code", "Whoever had the paper"


@dataclass(frozen=True, slots=True)
class Opening:
    """One time that this workspace was opened without its passphrase.

    ``names`` are those of the supervisors; none where it was the recovery code.
    """

    at: datetime
    names: tuple[str, ...]


def note_opening(transaction: Transaction, devices: Sequence[bytes]) -> Changes:
    """Write down whose laptops opened this workspace: in the disclosure log, and to be seen.

    Without ``devices`` it was the recovery code. The shares are made anew with the next round, for
    these have been used.
    """
    connection, now = transaction.connection, transaction.clock.now().replace(microsecond=0)
    names = [_name(connection, device) for device in devices]
    opened = {"at": now.isoformat(), "names": names}
    openings = [*setting(connection, "supervisors.openings"), opened]
    held = due_again(setting(connection, "supervisors.held"))
    set_settings(transaction, {"supervisors.openings": openings, "supervisors.held": held})
    disclosure = Disclosure(
        id=transaction.new_id(),
        at=now,
        form=_FORM if names else _CODE_FORM,
        content="program_records",
        purpose="The passphrase was forgotten",
        recipient=", ".join(names)[:200] or _CODE,
        basis="own_use",
        author=transaction.identity.author,
    )
    return save(transaction, [Add(disclosure)], "share")


def openings(connection: Connection) -> list[Opening]:
    """Return the openings that the owner has not yet put away, the newest first."""
    kept = setting(connection, "supervisors.openings")
    found = [Opening(datetime.fromisoformat(one["at"]), tuple(one["names"])) for one in kept]
    return found[::-1]


def put_away(transaction: Transaction) -> Changes:
    """Show the openings no more; the disclosure log keeps them."""
    set_settings(transaction, {"supervisors.openings": []})
    return Changes()


def _name(connection: Connection, device: bytes) -> str:
    name = connection.exec_driver_sql(
        "SELECT name FROM member_device WHERE device = ?", (device,)
    ).scalar()
    return str(name) if name else "a supervisor"
