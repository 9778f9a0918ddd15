"""The next changeset of this device: its number, its stamp, the heads that were seen before it."""

from sqlalchemy import Connection

from storage.domain.changeset import Changeset, SeenHead
from storage.domain.clocks import MAX_LEAD_MS, milliseconds, next_stamp
from storage.tables import journal
from storage.usecases.transaction import Transaction


def new_changeset(transaction: Transaction, act: str, batch: bytes | None = None) -> Changeset:
    """Return this device's next changeset, empty of parts.

    Its stamp is greater than every stamp this device gave or heard.
    """
    connection, identity = transaction.connection, transaction.identity
    last = max(journal.last_stamp(connection, identity.device), _heard(connection))
    return Changeset(
        identity.device,
        identity.incarnation,
        journal.next_counter(connection, identity.device, identity.incarnation),
        next_stamp(last, milliseconds(transaction.clock.now())),
        identity.author,
        act,
        (),
        batch,
        heads_seen(connection),
    )


def heads_seen(connection: Connection) -> tuple[SeenHead, ...]:
    """Return the verified head of every vault's log, in the order of their ids."""
    return tuple(SeenHead(*row) for row in connection.exec_driver_sql(_HEADS))


def hear(transaction: Transaction, stamp: int) -> None:
    """Let the next stamp be greater than ``stamp``, but follow no clock far into the future."""
    latest = next_stamp(0, milliseconds(transaction.clock.now()) + MAX_LEAD_MS)
    transaction.connection.exec_driver_sql(_HEAR, (min(stamp, latest),))


def _heard(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT heard FROM this_device").scalar_one())


_HEADS = (
    "SELECT log, generation, \"sequence\", link FROM sync_log WHERE kind = 'vault' ORDER BY log"
)
_HEAR = "UPDATE this_device SET heard = max(heard, ?)"
