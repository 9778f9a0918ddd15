"""What a laptop does that was taken out: believe the roster alone, and hand over what it has.

A server that merely says "revoked" takes nobody out: the entry must be there, signed by an admin.
"""

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.documents import travelling
from storage.usecases.syncing import envelopes, roster
from storage.usecases.syncing.envelopes import Cursor, Own
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script, Tell
from sync.client.membership import Membership, membership
from sync.client.problems import SyncError
from sync.client.pulling import pull_roster
from sync.client.repairing import begin_roster_again
from sync.client.session import Session, expect
from sync.protocol.chains import first_link
from sync.protocol.limits import ENVELOPE
from sync.protocol.requests import Request
from sync.protocol.roster import Gone

HANDED_OVER = "It was handed over to the program's admins, who decide about it."
_SLICE = 50


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
    for vault in now.writing_vaults():
        yield from hand_over(session, vault)
    return gone


def hand_over(session: Session, vault: bytes) -> Script[int]:
    """Leave with the server, for the admins, what was not sent for a vault that this laptop left.

    Where the server was restored since, what was sent or handed over before as well: it may have
    lost that, and nobody else gives it back. Returns how many envelopes that were. SyncError
    ("full") where the admins have to deal first with what is there; the rest waits.
    """
    if (yield Look(_was_restored, (vault,))):
        yield Do(_offer_again, (vault,))
    done = 0
    while waiting := (yield Look(envelopes.waiting_own, (vault, _SLICE, ENVELOPE))):
        for own in waiting:
            yield from _hand_over(session, vault, own)
            done += 1
            yield Tell("sending", done, 0)
    return done


def parked_path(session: Session, digest: bytes = b"") -> str:
    """Return where the server keeps what was handed over: all of it, or one envelope."""
    path = f"/v1/programs/{session.program.hex()}/parked"
    return f"{path}/{digest.hex()}" if digest else path


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


def _was_restored(connection: Connection, vault: bytes) -> bool:
    """Tell whether the roster came from a newer generation of the server than the vault did.

    The roster may have been received by any act before, and the process may have ended since.
    """
    at = envelopes.cursor(connection, vault)
    return at is not None and at.generation != _generation(connection)


def _generation(connection: Connection) -> int:
    known = roster.program(connection)
    at = envelopes.cursor(connection, known.roster) if known else None
    return at.generation if at else 0


def _offer_again(transaction: Transaction, vault: bytes) -> tuple[None, Changes]:
    """Let wait again what was sent and what was handed over; files wait for a way back in.

    The links that were verified stay: they prove what the server said before.
    """
    connection = transaction.connection
    envelopes.offer_again(connection, vault)
    at = Cursor(_generation(connection), 0, first_link(vault))
    envelopes.move_cursor(connection, vault, "vault", at)
    return None, travelling.offer_again(transaction, vault)


def _hand_over(session: Session, vault: bytes, own: Own) -> Script[None]:
    yield from expect(session, Request("PUT", parked_path(session, own.digest), body=own.body))
    yield Do(_note, (vault, own.digest))


def _take_back(transaction: Transaction, vault: bytes) -> tuple[None, Changes]:
    envelopes.send_refused_again(transaction.connection, vault)
    return None, Changes()


def _note(transaction: Transaction, vault: bytes, digest: bytes) -> tuple[None, Changes]:
    envelopes.refuse_own(transaction.connection, vault, digest, HANDED_OVER)
    return None, Changes()
