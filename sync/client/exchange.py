"""The exchange of one log with the server: compare, push, begin with a snapshot, pull."""

from dataclasses import dataclass

from storage.domain.clocks import Clock
from sync.client.bundles.carrying import push_carried
from sync.client.commands import Do, Look, Script
from sync.client.enrolment.connect import register
from sync.client.governing.handing_over import take_back
from sync.client.membership import Membership
from sync.client.problems import SyncError
from sync.client.pulling import pull_log, pull_roster
from sync.client.pushing import Sent, push_log, unsent
from sync.client.receiving import Standing, compare_head, cursor_of
from sync.client.refetching import refetch
from sync.client.repairing import begin_again, send_roster_again
from sync.client.session import Session, expect
from sync.client.snapshots.awaiting import is_expected
from sync.client.snapshots.beginning import begin_with_snapshot
from sync.client.snapshots.schedule import Manner
from sync.protocol.chains import Head
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Heads
from sync.protocol.requests import Request

_LOOKED_AT = 16 * 1024 * 1024
"""Bytes of one log that are received before anything is sent: more of it comes afterwards."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one log gave: how many envelopes were sent, how many came; whether more is to come."""

    sent: int
    received: int
    more: bool = False


def ask_heads(clock: Clock, session: Session) -> Script[dict[bytes, Head]]:
    """Return how far every log goes at the server; a program it does not know is registered."""
    request = Request("GET", f"/v1/programs/{session.program.hex()}/heads")
    try:
        content = yield from expect(session, request)
    except SyncError as error:
        if error.problem not in {"unknown-program", "not-admitted"}:
            raise
        yield from register(clock)
        content = yield from expect(session, request)
    return {each.log: each.head for each in decode(content, Heads).heads}


def follow_roster(session: Session, log: bytes, heads: dict[bytes, Head]) -> Script[bool]:
    """Take in what is new in the roster; tell whether there was anything."""
    standing = yield from _compare(log, heads)
    if standing == "same":
        return False
    if standing == "restored":
        yield from send_roster_again(session, log, heads[log])
    yield from pull_roster(session, log)
    return True


def look_first(
    session: Session, vault: bytes, heads: dict[bytes, Head], manner: Manner
) -> Script[tuple[Exchanged, dict[bytes, Head]]]:
    """Receive what is new in one vault's log before anything is sent to any; return its head too.

    A copy of this workspace may have sent there: numbers of changesets are of all vaults together,
    and one that was placed in another vault first could not be named anew. SyncError ("parted")
    where it has. What else is wrong is met once more where the log is exchanged: it keeps nothing
    from being sent.
    """
    nothing = Exchanged(0, 0), heads
    try:
        if (yield from _compare(vault, heads)) != "further":
            return nothing
        at = yield Look(cursor_of, (vault,))
        is_long = not at.sequence and heads[vault].sequence >= manner.schedule.least
        if is_long or (yield Look(is_expected, (vault,))):
            return nothing  # it begins with a snapshot
        waiting = yield Look(unsent, (vault,))
        received = yield from pull_log(session, vault, _LOOKED_AT)
    except ProtocolError:
        return nothing
    except SyncError as error:
        if error.problem == "parted":
            raise
        return nothing
    at = yield Look(cursor_of, (vault,))
    if at.sequence >= heads[vault].sequence:
        heads = {**heads, vault: Head(at.generation, at.sequence, at.link)}
    # What is met there was sent by a round that never heard the answer.
    sent = waiting - (yield Look(unsent, (vault,)))
    return Exchanged(sent, received), heads


def exchange_log(
    session: Session, member: Membership, vault: bytes, heads: dict[bytes, Head], manner: Manner
) -> Script[Exchanged]:
    """Bring one vault's log and the server's to the same state, as far as this round goes.

    A SyncError is of this log alone where its problem is "history-differs", "copied", "parted",
    "refused", "full" or "too-large".
    """
    received = 0
    yield from take_back(vault)
    if (yield from _compare(vault, heads)) == "restored":
        yield Do(begin_again, (vault, "vault", heads[vault]))
        received += yield from pull_log(session, vault)
    pushed, kept_out = yield from _push(session, member, vault)
    sent = pushed.envelopes
    heads = heads if pushed.head is None else {**heads, vault: pushed.head}
    if (yield from _compare(vault, heads)) == "further":
        begun = yield from begin_with_snapshot(session, member, vault, heads[vault], manner)
        if begun == "usable":
            return Exchanged(sent, received, more=True)
        received += yield from pull_log(session, vault)
    yield from refetch(session, vault)
    if kept_out is not None:
        raise kept_out
    return Exchanged(sent, received)


def _push(
    session: Session, member: Membership, vault: bytes
) -> Script[tuple[Sent, SyncError | None]]:
    """Push what waits, and what is carried for others; beside it what kept it from being taken.

    What others wrote is received all the same: where the server says that a copy of this workspace
    has sent, what that copy signed is the proof.
    """
    pushed = Sent(0, None)
    try:
        pushed = yield from push_log(session, vault, member.identity.incarnation)
        carried = yield from push_carried(session, vault)
    except SyncError as error:
        if error.problem not in {"full", "copied", "too-large"}:
            raise
        return pushed, error
    both = pushed.envelopes + carried.envelopes
    return Sent(both, carried.head or pushed.head), None


def _compare(log: bytes, heads: dict[bytes, Head]) -> Script[Standing]:
    if log not in heads:  # every server tells of every log that this device may read
        raise SyncError("history-differs")
    standing: Standing = yield Look(compare_head, (log, heads[log]))
    return standing
