"""Take envelopes: all of a push or nothing, each in its place of its device's chain, once."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select

from sync.protocol import limits
from sync.protocol.encoding import decode, encode
from sync.protocol.entries import Withdrawal
from sync.protocol.envelope import BEGINNING, Envelope, Header, Kind, parse, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Accepted, Push, Pushed
from sync.protocol.roster import entry_of
from sync.server.asks import Ask, push_query
from sync.server.audit import AuditEvent, Deed, note
from sync.server.authorisation import Asker, Target, may
from sync.server.devices import known_device
from sync.server.events import record
from sync.server.following import follow_entries
from sync.server.logs import Log, append, log_of, roster_log_of
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.space import locked_totals
from sync.server.statements import Prepared
from sync.server.tables import envelopes as stored
from sync.server.tables import logs

_LOG = 16
Chain = tuple[bytes, int]
"""One chain in a log: its device, and the device's incarnation."""
_OF_VAULTS: Final = frozenset((Kind.CHANGES, Kind.SNAPSHOT, Kind.ATTESTATION))
_ROSTER_GOES = Prepared(
    select(logs.c.sequence).where(logs.c.program == bindparam("of"), logs.c.is_roster)
)
_END = Prepared(
    select(stored.c.number, stored.c.digest)
    .where(
        stored.c.log == bindparam("of"),
        stored.c.device == bindparam("by"),
        stored.c.incarnation == bindparam("within"),
    )
    .order_by(stored.c.number.desc())
    .limit(1)
)


def plan_push(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to add envelopes to the log that the body names."""
    placed_before = push_query(ask)
    try:
        push = decode(ask.body, Push)
    except ProtocolError as error:
        raise RefusedError("malformed") from error
    if len(push.log) != _LOG or not push.envelopes:
        raise RefusedError("malformed")
    if len(push.envelopes) > limits.ENVELOPES:
        raise RefusedError("too-large")
    on_roster = push.log == asker.roster.log
    by_member = on_roster and asker.member.role != "admin"
    renews, brings = by_member and _renews(asker, push), by_member and _brings(asker, push)
    target = Target(log=push.log, renews=renews, brings=brings)
    return Plan(target, lambda: _push(service, asker, push, placed_before=placed_before))


def _renews(asker: Asker, push: Push) -> bool:
    """Tell whether a member only makes the key of a vault of theirs anew, and takes nobody out."""
    try:
        bodies = [entry_of(parse(content)) for content in push.envelopes]
    except ProtocolError:
        return False
    return all(
        isinstance(body, Withdrawal)
        and not body.devices
        and body.rotated.vault in asker.member.vaults
        for body in bodies
    )


def _brings(asker: Asker, push: Push) -> bool:
    """Tell whether a member only brings what others signed; what they may is looked at later."""
    try:
        headers = [parse(content).header for content in push.envelopes]
    except ProtocolError:
        return False
    return all(header.device != asker.device for header in headers)


def _push(service: Service, asker: Asker, push: Push, *, placed_before: bool) -> bytes:
    now = service.now()
    read = [_read(asker, push.log, content, now) for content in push.envelopes]
    answer = service.database.write(
        lambda connection: _add(service, connection, asker, push, read, placed_before=placed_before)
    )
    record("pushed", program=asker.roster.program, device=asker.device, count=len(read))
    return answer


def _read(asker: Asker, log: bytes, content: bytes, now: int) -> Envelope:
    try:
        envelope = parse(content)
        header = envelope.header
        kinds = {Kind.ROSTER} if log == asker.roster.log else _OF_VAULTS
        if header.log != log or not _may_bring(asker, header, now):
            raise RefusedError("forbidden")
        if header.kind not in kinds:
            raise RefusedError("malformed")
        verify(envelope, _key_of(asker, header.device))
    except ProtocolError as error:
        raise RefusedError("malformed") from error
    return envelope


def _may_bring(asker: Asker, header: Header, now: int) -> bool:
    """Tell whether the device may push an envelope: its own, a member's, one that admins accepted.

    What another member wrote for this vault may come by anybody's hand who is in it too: it
    proves itself, and its author may reach no network. What a device wrote before it knew that it
    had left is brought by an admin, once an entry of the roster says up to which number its chain
    is taken in.
    """
    if header.device == asker.device:
        return True
    if header.kind == Kind.ROSTER:
        # A restored server may have lost what its author never heard was placed, and what
        # nobody else has but a member, whom it may have made an admin.
        return not asker.by_courier
    author = known_device(asker.roster, header.device, now)
    is_open = author is not None and author.part == "member" and header.log in author.member.vaults
    if is_open and not asker.by_courier:
        return True
    accepted = asker.roster.cuts.get((header.log, header.device, header.incarnation), 0)
    return asker.member.role == "admin" and not asker.by_courier and header.number <= accepted


def _key_of(asker: Asker, device: bytes) -> bytes:
    if device == asker.device:
        return asker.member.device.signing
    recovery = asker.roster.recovery
    if recovery is not None and device == recovery.id:
        return recovery.signing  # given back to a restored server by whoever has heard of it
    author = asker.roster.author(device)
    if author is None:
        raise RefusedError("forbidden")
    return author.signing


def _add(
    service: Service,
    connection: Connection,
    asker: Asker,
    push: Push,
    read: Sequence[Envelope],
    *,
    placed_before: bool,
) -> bytes:
    log = log_of(connection, asker.roster.program, push.log, lock=True)
    if log is None:
        raise RefusedError("forbidden")
    is_roster = push.log == asker.roster.log
    # A server that was never restored has lost nothing.
    given_back = is_roster and placed_before and log.head.generation > 1
    if not is_roster:
        _check_still(service, connection, asker, push.log, read)
    new, places = _new(connection, log, read)
    if is_roster:
        program = asker.roster.program
        roster = service.rosters.current(connection, program, log, keep=False)
        follow_entries(connection, roster, new, placed_before=given_back)
    grown, size = append(connection, log, new)
    if new:
        totals = locked_totals(connection, asker.roster.program)
        totals.add(size, always=is_roster)
        event: AuditEvent = "given back" if given_back else "pushed"
        deed = Deed(asker.device, event, push.log, log.head.sequence + 1, len(new))
        note(connection, totals, deed, service.now())
    for sequence, envelope in enumerate(new, start=log.head.sequence + 1):
        places[envelope.digest] = sequence
    accepted = tuple(Accepted(each.digest, places[each.digest]) for each in read)
    return encode(Pushed(accepted, grown.head))


def _new(
    connection: Connection, log: Log, read: Sequence[Envelope]
) -> tuple[list[Envelope], dict[bytes, int]]:
    """Return those of these envelopes that are new, and where the others stand.

    Refuses them when a new one is not the next of its device's chain in its incarnation.
    """
    new, places = list({envelope.digest: envelope for envelope in read}.values()), {}
    ends = {chain: _end(connection, log, *chain) for chain in {_chain(each) for each in new}}
    # Mostly all of them follow: then none can have been stored before.
    if _misfit(ends, new) is not None:
        places = _places(connection, log, new)
        new = [envelope for envelope in new if envelope.digest not in places]
        expected = _misfit(ends, new)
        if expected is not None:
            raise RefusedError("not-next", expected)
    return new, places


def _chain(envelope: Envelope) -> Chain:
    return envelope.header.device, envelope.header.incarnation


def _places(connection: Connection, log: Log, read: Sequence[Envelope]) -> dict[bytes, int]:
    """Return where those of these envelopes stand that were stored before."""
    rows = connection.execute(
        select(stored.c.digest, stored.c.sequence).where(
            stored.c.log == log.id, stored.c.digest.in_([each.digest for each in read])
        )
    )
    return {row.digest: row.sequence for row in rows}


def _misfit(ends: Mapping[Chain, tuple[int, bytes]], new: Sequence[Envelope]) -> int | None:
    """Return which number should stand where the first one stands that is not the next."""
    reached = dict(ends)
    for envelope in new:
        header = envelope.header
        number, digest = reached[_chain(envelope)]
        if (header.number, header.previous) != (number + 1, digest):
            return number + 1
        reached[_chain(envelope)] = header.number, envelope.digest
    return None


def _end(connection: Connection, log: Log, device: bytes, incarnation: int) -> tuple[int, bytes]:
    asked = {"of": log.id, "by": device, "within": incarnation}
    row = _END.one(connection, asked)
    if row is None:
        return 0, BEGINNING
    number, digest = row
    return number, digest


def _check_still(
    service: Service,
    connection: Connection,
    asker: Asker,
    log: bytes,
    read: Sequence[Envelope],
) -> None:
    """Return when the asker still may, now that the log is locked.

    An entry may have taken it, or the author, out since it was asked who it is. That entry's cuts
    were compared with the log as it was: nothing comes behind them.
    """
    program = asker.roster.program
    if _ROSTER_GOES.one(connection, {"of": program}) == (asker.roster.entries,):
        return
    roster_log = roster_log_of(connection, program)
    if roster_log is None:
        raise LookupError("a program whose roster is gone")
    roster = service.rosters.current(connection, program, roster_log, keep=False)
    known = known_device(roster, asker.device, service.now())
    if known is None or known.part == "gone":
        raise RefusedError("revoked")
    again = Asker(asker.device, roster, asker.statewide, known, asker.by_courier)
    if not may(again, "push", Target(log=log)):
        raise RefusedError("forbidden")
    if not all(_may_bring(again, each.header, service.now()) for each in read):
        raise RefusedError("forbidden")
