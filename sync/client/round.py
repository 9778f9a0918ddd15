"""One round of syncing: seal what waits, ask how far the logs go, push, pull, apply.

Pushing comes before all that takes long: what is on the server survives the laptop. Only what is
new in the logs is received before it, a few megabytes of each, for a copy of this workspace may
have sent. Nothing here depends on a round having ended well: every step can be repeated, and stored
bytes are what is sent again.
"""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings
from storage.usecases.syncing.envelopes import (
    parked_count,
    received_count,
    waiting_everywhere,
)
from storage.usecases.syncing.misfits import anything_arrived, look_over
from storage.usecases.syncing.outgoing import waiting_count
from storage.usecases.transaction import Transaction
from sync.client import access
from sync.client.auditing import audit_trouble
from sync.client.blobs import move_files
from sync.client.commands import Do, Look, Script, Tell
from sync.client.enrolment.admitting import admit_decided
from sync.client.exchange import Exchanged, ask_heads, exchange_log, follow_roster, look_first
from sync.client.forks import fork_seen
from sync.client.governing.collecting import collect
from sync.client.governing.handing_over import hand_over, leave
from sync.client.membership import Membership, membership
from sync.client.opening import Done, apply_waiting, retry_parked
from sync.client.problems import Problem, SyncError
from sync.client.pushing import push_log
from sync.client.quiet import note_traffic
from sync.client.recovery.sharing import renew_supervisors
from sync.client.sealing import Sealed, anything_waits, seal_waiting
from sync.client.session import Session
from sync.client.snapshots.attesting import false_snapshot_seen
from sync.client.snapshots.schedule import Manner, Schedule
from sync.client.snapshots.tending import tend
from sync.protocol.chains import Head
from sync.protocol.errors import ProtocolError

T = TypeVar("T")
_OF_ONE_LOG: frozenset[Problem] = frozenset(
    ("history-differs", "copied", "parted", "refused", "full", "too-large")
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round did, what is left to send or set aside, and what kept it from going on."""

    sent: int = 0
    received: int = 0
    versions: int = 0
    waiting: int = 0
    parked: int = 0
    problem: Problem | None = None
    detail: str = ""
    more: bool = False
    """Whether what comes early is here and the next round goes on with the rest."""
    files_left: bool = False
    """Whether files of documents are to be moved by a further round at once."""
    ahead_ms: int = field(default=0, compare=False)
    """How far the server's clock is ahead of this laptop's, where it refused a request for that."""


def sync_round(
    clock: Clock, *, at_work: bool = True, early: bool = False, schedule: Schedule | None = None
) -> Script[Outcome]:
    """Sync once with the program's server; nothing where this workspace has no program yet.

    ``at_work`` applies in slices, so that whoever types does not wait; otherwise in bulk. With
    ``early`` a new laptop's round ends as soon as the open cases are here. ``schedule`` says when
    snapshots are due.
    """
    manner = Manner(at_work, early, schedule or Schedule())
    outcome = Outcome()
    member: Membership | None = yield Look(membership)
    if member is None:
        return outcome
    outcome = yield from _attempted(clock, member, manner)
    if outcome.problem == "parted":
        outcome = yield from _once_more(clock, outcome, manner)
    applied = yield from apply_all(at_work=at_work)
    yield from access.receive()
    if at_work and outcome.problem is None and not outcome.more:
        yield from _tend(clock, member, manner.schedule)
    yield from renew_supervisors()
    if outcome.problem is None:
        outcome = yield from _move_files(clock, member, outcome)
    return (yield from _summed(clock, outcome, applied))


def _attempted(clock: Clock, member: Membership, manner: Manner) -> Script[Outcome]:
    """Exchange everything; what kept it from going on is in the outcome."""
    session = member.session(clock)
    try:
        done = yield from _exchange_or_leave(clock, session, member, manner)
    except SyncError as error:
        done = Outcome(problem=error.problem, detail=error.detail)
    except ProtocolError:
        done = Outcome(problem="refused", detail="malformed")
    return replace(done, ahead_ms=session.ahead_ms)


def _once_more(clock: Clock, parted: Outcome, manner: Manner) -> Script[Outcome]:
    """Send under its new name what was saved here beside another copy of this workspace."""
    member: Membership | None = yield Look(membership)
    if member is None:
        return parted
    done = yield from _attempted(clock, member, manner)
    return replace(
        done,
        sent=parted.sent + done.sent,
        received=parted.received + done.received,
        problem=done.problem or parted.problem,
    )


def seal_all() -> Script[int]:
    """Seal everything that waits and return how many changesets that were."""
    count = 0
    if not (yield Look(anything_waits)):
        return count
    while True:
        sealed: Sealed = yield Do(seal_waiting)
        count += sealed.changesets
        yield Tell("sealing", count, 0)
        if not sealed.more:
            return count


def apply_all(*, at_work: bool) -> Script[Done]:
    """Apply everything that was received, and try again what an update may have made readable.

    Whatever arrived is looked at once for what does not fit.
    """
    total = Done(0, 0, 0, 0, 0)
    if (yield Look(parked_count)):
        yield Do(retry_parked)
    waiting: int = yield Look(received_count)
    if waiting:
        yield Tell("applying", 0, waiting)
    while waiting:
        done: Done = yield Do(apply_waiting_with, (at_work,))
        total = Done(
            total.envelopes + done.envelopes,
            total.changesets + done.changesets,
            total.versions + done.versions,
            total.parked + done.parked,
            done.left,
        )
        yield Tell("applying", total.envelopes, total.envelopes + done.left)
        waiting = done.left
    if (yield Look(anything_arrived)):
        while (yield Do(look_over)):
            pass
    return total


def apply_waiting_with(transaction: Transaction, at_work: bool) -> tuple[Done, Changes]:  # noqa: FBT001 - commands pass arguments by place
    """Apply one step of what waits."""
    return apply_waiting(transaction, at_work=at_work)


def _exchange_or_leave(
    clock: Clock, session: Session, member: Membership, manner: Manner
) -> Script[Outcome]:
    """Exchange everything; hand over what was not sent where the server says "revoked"."""
    try:
        return (yield from _exchange(clock, session, member, manner))
    except SyncError as error:
        if error.problem != "revoked":
            raise
    return (yield from _leave(clock, member))


def _exchange(
    clock: Clock, session: Session, member: Membership, manner: Manner
) -> Script[Outcome]:
    yield from access.offer(clock)
    outcome = _kept_from((yield from _tried(seal_all())), Outcome())
    heads = yield from ask_heads(clock, session)
    if (yield from follow_roster(session, member.roster.log, heads)):
        member = yield Look(membership)
    if (yield from admit_decided(clock)):
        member = yield Look(membership)
    outcome, heads = yield from _look_first(session, member, heads, manner, outcome)
    if outcome.problem == "parted":  # what waits has other names now
        return outcome
    for vault in member.vaults():
        done = yield from _tried(exchange_log(session, member, vault, heads, manner))
        if isinstance(done, Exchanged):
            sent, received = outcome.sent + done.sent, outcome.received + done.received
            more = outcome.more or done.more
            outcome = replace(outcome, sent=sent, received=received, more=more)
        else:
            outcome = _kept_from(done, outcome)
    for vault in member.left_vaults():
        handed = yield from _tried(hand_over(session, vault))
        # Where the admins have not dealt yet with what is there, the rest waits; so does nothing
        # else.
        if not (isinstance(handed, SyncError) and handed.problem == "full"):
            outcome = _kept_from(handed, outcome)
    yield from collect(clock, session, member)
    return outcome


def _look_first(
    session: Session,
    member: Membership,
    heads: dict[bytes, Head],
    manner: Manner,
    outcome: Outcome,
) -> Script[tuple[Outcome, dict[bytes, Head]]]:
    """Look, where something waits to be sent, whether another copy of this workspace has sent."""
    if not (yield Look(waiting_everywhere)):
        return outcome, heads
    for vault in member.vaults():
        looked = yield from _tried(look_first(session, vault, heads, manner))
        if isinstance(looked, SyncError):
            return replace(outcome, problem=looked.problem, detail=looked.detail), heads
        done, heads = looked
        sent, received = outcome.sent + done.sent, outcome.received + done.received
        outcome = replace(outcome, sent=sent, received=received)
    return outcome, heads


def _move_files(clock: Clock, member: Membership, outcome: Outcome) -> Script[Outcome]:
    """Move files of documents: last, so that a large one keeps no record waiting."""
    try:
        moved = yield from move_files(clock, member.session(clock), member)
    except ProtocolError:
        return replace(outcome, problem="refused", detail="malformed")
    except SyncError as error:
        return replace(outcome, problem=error.problem, detail=error.detail)
    return replace(outcome, files_left=moved.more)


def _leave(clock: Clock, member: Membership) -> Script[Outcome]:
    """Hand over what was not sent; the detail is "erase" where the roster asks for that."""
    gone = yield from leave(member.session(clock), member)
    return Outcome(problem="revoked", detail="erase" if gone.erase else gone.reason)


def _tend(clock: Clock, member: Membership, schedule: Schedule) -> Script[None]:
    """Make and attest snapshots; what keeps one from being made is tried again by the next round.

    The roster may have changed in this round: who is a member is looked up anew.
    """
    now: Membership | None = yield Look(membership)
    if now is None:
        return
    session = member.session(clock)
    try:
        for vault in now.vaults():
            if (yield from tend(session, now, vault, schedule, clock)):
                yield from push_log(session, vault, now.identity.incarnation)
    except (ProtocolError, SyncError):
        return


def _tried(script: Script[T]) -> Script[T | SyncError]:
    """Return what ``script`` comes to, or what is wrong with its log alone: others go on."""
    try:
        return (yield from script)
    except ProtocolError:
        return SyncError("refused", "malformed")
    except SyncError as error:
        if error.problem not in _OF_ONE_LOG:
            raise
        return error


def _kept_from(done: object, outcome: Outcome) -> Outcome:
    """Return ``outcome`` with the first problem that it met."""
    if not isinstance(done, SyncError) or outcome.problem is not None:
        return outcome
    return replace(outcome, problem=done.problem, detail=done.detail)


def _summed(clock: Clock, outcome: Outcome, applied: Done) -> Script[Outcome]:
    waiting: int = yield Look(waiting_count)
    parked: int = yield Look(parked_count)
    problem = outcome.problem
    if problem is None and (yield Look(fork_seen)):
        problem = "history-differs"
    if problem is None or outcome.sent or outcome.received:
        ended = replace(outcome, problem=problem)
        yield Do(_note_end, (milliseconds(clock.now()), ended))
    if problem is None:
        problem = yield Look(_told_beside)
    return replace(
        outcome, versions=applied.versions, waiting=waiting, parked=parked, problem=problem
    )


def _told_beside(connection: Connection) -> Problem | None:
    """Return what is wrong though the round went well, until it passes or somebody settles it."""
    return "false-snapshot" if false_snapshot_seen(connection) else audit_trouble(connection)


def _note_end(transaction: Transaction, moment: int, outcome: Outcome) -> tuple[None, Changes]:
    """Note how a round ended and what it brought, in one transaction: most of them end so."""
    if outcome.problem is None:
        set_settings(transaction, {"sync.usable": True} if outcome.more else {"sync.last": moment})
    return note_traffic(transaction, moment, outcome.received)
