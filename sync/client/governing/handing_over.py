"""What a laptop does that was taken out: believe the roster alone, and hand over what it has.

A server that merely says "revoked" takes nobody out: the entry must be there, signed by an admin.
"""

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.envelopes import Own
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script, Tell
from sync.client.membership import Membership, membership
from sync.client.problems import SyncError
from sync.client.pulling import pull_roster
from sync.client.repairing import begin_roster_again
from sync.client.session import Session, expect
from sync.protocol.limits import ENVELOPE
from sync.protocol.requests import Request
from sync.protocol.roster import Gone

HANDED_OVER = "It was handed over to the program's admins, who decide about it."
_SLICE = 50
_OFFERED = "sync.offered_generation"
"""The generation of the server that was offered all that this laptop had sent."""


def leave(session: Session, member: Membership) -> Script[Gone]:
    """Hand over what was not sent, after the roster has proven that this laptop was taken out.

    The program's admins see it and decide. Raises SyncError ("blocked") when the roster does not
    say so: then nothing is handed to anybody.
    """
    yield from _follow(session, member.roster.log)
    now: Membership | None = yield Look(membership)
    gone = now.roster.gone.get(now.identity.device) if now else None
    if now is None or gone is None:
        raise SyncError("blocked", "revoked")
    generation: int = yield Look(_generation, (member.roster.log,))
    for vault in now.writing_vaults():
        yield Do(_offer_lost, (vault, generation))
        yield from hand_over(session, vault)
    yield Do(_note_offered, (generation,))
    return gone


def hand_over(session: Session, vault: bytes) -> Script[int]:
    """Leave with the server, for the admins, what was not sent for a vault that this laptop left.

    Returns how many envelopes that were.
    """
    done = 0
    while waiting := (yield Look(envelopes.waiting_own, (vault, _SLICE, ENVELOPE))):
        for own in waiting:
            yield from _hand_over(session, vault, own)
            done += 1
            yield Tell("sending", done, 0)
    return done


def take_back(vault: bytes) -> Script[None]:
    """Send what was handed over of a vault once this laptop is in it again.

    Nobody decides any more about what is a member's, and what it saves now stands behind that.
    """
    if (yield Look(envelopes.any_refused, (vault,))):
        yield Do(_take_back, (vault,))


def _follow(session: Session, log: bytes) -> Script[None]:
    """Receive the roster to its end, also from a server that was restored meanwhile."""
    try:
        yield from pull_roster(session, log)
    except SyncError as error:
        if error.detail != "restored":
            raise
        yield from begin_roster_again(session, log)
        yield from pull_roster(session, log)


def _generation(connection: Connection, log: bytes) -> int:
    at = envelopes.cursor(connection, log)
    return at.generation if at else 0


def _offer_lost(transaction: Transaction, vault: bytes, generation: int) -> tuple[None, Changes]:
    """Hand over what was sent as well, once, where the server was restored since.

    It may have lost that, and nobody else gives it back. The vault's own cursor tells: the roster
    may have been received from the restored server by any act before this round.
    """
    connection = transaction.connection
    if generation not in {_generation(connection, vault), setting(connection, _OFFERED)}:
        envelopes.send_all_again(connection, vault)
    return None, Changes()


def _note_offered(transaction: Transaction, generation: int) -> tuple[None, Changes]:
    set_settings(transaction, {_OFFERED: generation})
    return None, Changes()


def _hand_over(session: Session, vault: bytes, own: Own) -> Script[None]:
    path = f"/v1/programs/{session.program.hex()}/parked/{own.digest.hex()}"
    yield from expect(session, Request("PUT", path, body=own.body))
    yield Do(_note, (vault, own.digest))


def _take_back(transaction: Transaction, vault: bytes) -> tuple[None, Changes]:
    envelopes.send_refused_again(transaction.connection, vault)
    return None, Changes()


def _note(transaction: Transaction, vault: bytes, digest: bytes) -> tuple[None, Changes]:
    envelopes.refuse_own(transaction.connection, vault, digest, HANDED_OVER)
    return None, Changes()
