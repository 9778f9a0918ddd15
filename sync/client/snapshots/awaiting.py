"""Which vaults this laptop was let into and begins anew: by a snapshot, which has all of its cases.

A case that moved into a vault was written in another one's log, which this laptop may have let go
of. Only a snapshot of the new one has what the case was before.
"""

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing.expunging import await_again
from storage.usecases.transaction import Transaction

_LET_IN = "sync.let_in"


def expect_whole(transaction: Transaction, vault: bytes) -> None:
    """Remember that somebody let this laptop into ``vault``."""
    known = setting(transaction.connection, _LET_IN)
    set_settings(transaction, {_LET_IN: sorted({*known, vault.hex()})})
    await_again(transaction.connection, vault)


def is_expected(connection: Connection, vault: bytes) -> bool:
    """Tell whether a snapshot of ``vault`` is to be looked for, wherever its log is read to."""
    return vault.hex() in setting(connection, _LET_IN)


def expect_no_more(transaction: Transaction, vault: bytes) -> tuple[None, Changes]:
    """Forget it: the snapshot is here, or there is none to be believed."""
    known = setting(transaction.connection, _LET_IN)
    if vault.hex() in known:
        set_settings(transaction, {_LET_IN: [one for one in known if one != vault.hex()]})
    return None, Changes()
