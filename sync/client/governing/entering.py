"""Put one entry into the roster: made anew whenever somebody else's came before it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.usecases.syncing.keys import newest_epoch
from storage.usecases.syncing.roster import entries
from sync.client.commands import Look, Script
from sync.client.membership import Identity, Membership, membership
from sync.client.problems import Problem, SyncError
from sync.client.pulling import pull_roster
from sync.client.repairing import pull_roster_giving_back
from sync.client.session import Session, ask, refusal_of, refuse
from sync.protocol.encoding import encode
from sync.protocol.envelope import BEGINNING, Address, Kind, parse, to_bytes
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Push
from sync.protocol.requests import Request
from sync.protocol.roster import Entry, extend, make_entry

Drafted: TypeAlias = "tuple[Entry, tuple[bytes, ...]] | None"
Draft = Callable[[Connection, Membership], Drafted]
"""Makes the body of an entry behind the roster as it is now, and the parts behind the body; None
where nothing is left to do."""
_TRIES = 6
_RACES: dict[str, Problem] = {"stale-roster": "busy", "not-next": "copied"}


def enter(clock: Clock, draft: Draft, signer: Identity | None = None) -> Script[bool]:
    """Sign what ``draft`` makes and bring it to the server; False where nothing was left to do.

    ``signer`` is who signs in this device's place: the program's recovery key. It also gives a
    server that was restored what that lost of the roster, since no round of this laptop may.

    After an interruption call it again: what is on the server already is seen first. SyncError:
    "busy" (others change the roster at the same time), "refused" ("forbidden" where this device
    may not make such an entry; "malformed" where the server answers in no shape), "copied",
    "roster-differs".
    """
    try:
        return (yield from _entered(clock, draft, signer))
    except ProtocolError as error:
        raise SyncError("refused", "malformed") from error


def _entered(clock: Clock, draft: Draft, signer: Identity | None) -> Script[bool]:
    problem: Problem = "busy"
    follow = pull_roster if signer is None else pull_roster_giving_back
    for _ in range(_TRIES):
        member: Membership = yield Look(_signing, (signer,))
        session = member.session(clock)
        yield from follow(session, member.roster.log)
        entry: bytes | None = yield Look(_signed, (draft, signer))
        if entry is None:
            return False
        raced = yield from push_entry(session, member.roster.log, entry)
        if raced is None:
            yield from pull_roster(session, member.roster.log)
            return True
        problem = raced
    raise SyncError(problem)


def push_entry(session: Session, log: bytes, entry: bytes) -> Script[Problem | None]:
    """Push one entry of the roster; return what came between, where another entry came first.

    That is "busy" where somebody else's took the place and "copied" where this device's own did.
    """
    path = f"/v1/programs/{session.program.hex()}/push"
    answer = yield from ask(session, Request("POST", path, body=encode(Push(log, (entry,)))))
    refusal = refusal_of(answer)
    if refusal is not None and refusal.reason in _RACES:
        return _RACES[refusal.reason]
    refuse(answer)
    return None


def own_place(connection: Connection, member: Membership) -> Address:
    """Return the place of this device's next entry in its own chain of the roster's log."""
    who, number, previous = member.identity, 1, BEGINNING
    for body in entries(connection):
        entry = parse(body)
        if (entry.header.device, entry.header.incarnation) == (who.device, who.incarnation):
            number, previous = entry.header.number + 1, entry.digest
    shared = next(vault.id for vault in member.roster.vaults if vault.name == "program")
    epoch, log = newest_epoch(connection, shared), member.roster.log
    return Address(Kind.ROSTER, log, who.device, who.incarnation, number, previous, epoch)


def _signing(connection: Connection, signer: Identity | None) -> Membership:
    """Return the membership as the one who signs: this device, or ``signer``."""
    member = membership(connection)
    if member is None:
        raise SyncError("refused", "no-program")
    return member if signer is None else replace(member, identity=signer)


def _signed(connection: Connection, draft: Draft, signer: Identity | None) -> bytes | None:
    member = _signing(connection, signer)
    drafted = draft(connection, member)
    if drafted is None:
        return None
    entry = make_entry(own_place(connection, member), member.identity.signing, *drafted)
    try:
        extend(member.roster, entry)
    except ProtocolError as error:
        raise SyncError("refused", "forbidden") from error
    return to_bytes(entry)
