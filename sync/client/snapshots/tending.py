"""At the end of a round: attest a colleague's snapshot, make one, or clear behind them."""

from typing import Literal

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.usecases.syncing import envelopes, snapshots
from storage.usecases.syncing.snapshots import Known
from sync.client.commands import Look, Script
from sync.client.membership import Membership
from sync.client.session import Session
from sync.client.snapshots.attesting import attest_snapshot
from sync.client.snapshots.beginning import is_receiving
from sync.client.snapshots.believing import attesters, of_generation, person
from sync.client.snapshots.clearing import clear
from sync.client.snapshots.making import make_snapshot
from sync.client.snapshots.schedule import Schedule, turn_of

_Task = tuple[Literal["make", "attest"], Known | None] | None


def tend(
    session: Session, member: Membership, log: bytes, schedule: Schedule, clock: Clock
) -> Script[bool]:
    """Do for ``log`` what is this laptop's to do; tell whether something waits to be sent."""
    now = milliseconds(clock.now())
    task: _Task = yield Look(_due, (member, log, schedule, now))
    if task is None:
        yield from clear(session, member, log)
        return False
    kind, known = task
    if kind == "make" or known is None:
        return (yield from make_snapshot(session, log, max(0, now)))
    return (yield from attest_snapshot(log, known)) == "same"


def _due(
    connection: Connection, member: Membership, log: bytes, schedule: Schedule, now: int
) -> _Task:
    at = envelopes.cursor(connection, log)
    if at is None or not at.sequence or is_receiving(connection, log):
        return None
    found = next(of_generation(connection, log), None)
    roster, me = member.roster, member.identity.device
    members = roster.members_of(log)
    if found is None:
        turn = turn_of(members, me, log)
        grown = snapshots.grown_since(connection, log, 0)
        return ("make", None) if schedule.due(grown, 0, turn) else None
    known, body = found
    grown = snapshots.grown_since(connection, log, known.sequence)
    author = person(roster, known.device)
    if person(roster, me) != author and not attesters(connection, member, known):
        others = [each for each in members if person(roster, each) != author]
        turn = turn_of(others, me, known.digest)
        return ("attest", known) if schedule.attested(grown, turn) else None
    expunged = tuple(snapshots.expunged_scopes(connection, log))
    is_stale = expunged != body.expunged and roster.members[me].role == "admin"
    turn = turn_of(members, me, known.digest)
    if is_stale or schedule.due(grown, abs(now - body.made), turn):
        return "make", None
    return None
