"""Leave a courier behind before the keys go: what waits, sealed, and a key that may send it."""

from pathlib import Path

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.usecases.changes import Changes
from storage.usecases.syncing.envelopes import waiting_everywhere, waiting_own
from storage.usecases.syncing.outgoing import waiting_count
from storage.usecases.transaction import Transaction
from sync.client.courier.letter import LARGEST, Letter, Waiting, make_letter, store_letter
from sync.client.membership import Membership, membership
from sync.client.sealing import anything_waits
from sync.protocol import signing
from sync.protocol.courier import Courier, issue

LASTS_MS = 72 * 60 * 60 * 1000
"""How long a courier may carry: over a weekend, and no longer."""
_MOST = 100_000


def leave_courier(transaction: Transaction, folder: Path, clock: Clock) -> tuple[bool, Changes]:
    """Write the courier's letter into ``folder``; False where this laptop is in no program."""
    letter = letter_of(transaction.connection, milliseconds(clock.now()))
    if letter is None:
        return False, Changes()
    store_letter(folder, letter)
    return True, Changes()


def letter_of(connection: Connection, now: int) -> Letter | None:
    """Return what a courier carries from ``now`` (Unix milliseconds) on."""
    member = membership(connection)
    if member is None or not (member.vaults() or _is_to_erase(member)):
        return None
    seed = signing.new_signing_key()
    who, ends = member.identity, now + LASTS_MS
    program = member.roster.program
    terms = Courier(program, member.server.id, who.device, signing.public_of(seed), now, ends)
    waiting = _waiting(connection, member)
    return make_letter(
        program=program,
        roster=member.roster.log,
        address=member.address,
        server_id=member.server.id,
        server_key=member.server.public,
        device=who.device,
        credential=issue(who.signing, terms),
        seed=seed,
        ends=ends,
        changes=waiting_count(connection),
        more=anything_waits(connection) or waiting_everywhere(connection) > len(waiting),
        waiting=waiting,
        entries=member.roster.entries,
        last=member.roster.last,
    )


def _is_to_erase(member: Membership) -> bool:
    """Tell whether the roster asks this laptop to erase: the courier does, once keys are gone."""
    gone = member.roster.gone.get(member.identity.device)
    return gone is not None and gone.erase


def _waiting(connection: Connection, member: Membership) -> tuple[Waiting, ...]:
    found: list[Waiting] = []
    left = LARGEST
    # What was written for a vault that a member left is handed over by a round.
    for vault in member.vaults() or member.writing_vaults():
        for own in waiting_own(connection, vault, _MOST, left):
            left -= len(own.body)
            if left < 0:
                return tuple(found)
            found.append(Waiting(vault, own.number, own.digest, own.body))
    return tuple(found)
