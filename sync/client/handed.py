"""Take in the keys that roster entries hand to this laptop: of new epochs, of further vaults."""

from collections.abc import Sequence

from storage.usecases.syncing import roster as kept
from storage.usecases.transaction import Transaction
from sync.client.adopting import adopt_keyring
from sync.client.membership import Identity, identity
from sync.client.problems import SyncError
from sync.client.snapshots.awaiting import expect_whole
from sync.protocol.entries import Grant, NewVault, Revocation, Withdrawal
from sync.protocol.envelope import Envelope
from sync.protocol.errors import ProtocolError
from sync.protocol.keyring import VaultKeys, handed_keys
from sync.protocol.roster import Roster, entry_of


def adopt_handed(transaction: Transaction, roster: Roster, entries: Sequence[Envelope]) -> None:
    """Keep every key that ``entries`` of the verified ``roster`` hand to this laptop.

    Raises SyncError ("history-differs") when what is wrapped for this laptop was left out, and
    ("roster-differs") when it is not what the entry says. Nothing before the workspace belongs to
    the program: its admission holds all keys until then.
    """
    if kept.program(transaction.connection) is None:
        return
    who = identity(transaction.connection)
    for entry in entries:
        body = entry_of(entry)
        if not isinstance(body, Revocation | Withdrawal | NewVault | Grant):
            continue
        if who.device in body.receivers:
            part = entry.parts[1 + body.receivers.index(who.device)]
            adopt_keyring(transaction, roster, _opened(roster, who, body.after, part))
            if isinstance(body, Grant):
                expect_whole(transaction, body.vault)


def _opened(
    roster: Roster, who: Identity, after: bytes, part: bytes | None
) -> tuple[VaultKeys, ...]:
    if part is None:
        raise SyncError("history-differs")
    try:
        return handed_keys(roster.program, who.device, after, who.mlkem768, who.x25519, part)
    except ProtocolError as error:
        raise SyncError("roster-differs") from error
