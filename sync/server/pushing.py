"""Take envelopes: all of a push or nothing, each in its place of its device's chain, once."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from sync.protocol import limits
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import BEGINNING, Envelope, Kind, parse, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Accepted, Push, Pushed
from sync.protocol.roster import Admission, Roster, entry_of, extend
from sync.server.asks import Ask, no_query
from sync.server.authorisation import Asker, Target
from sync.server.events import record
from sync.server.logs import Log, append, log_of
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.tables import envelopes as stored

_LOG = 16


def plan_push(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to add envelopes to the log that the body names."""
    no_query(ask)
    try:
        push = decode(ask.body, Push)
    except ProtocolError as error:
        raise RefusedError("malformed") from error
    if len(push.log) != _LOG or not push.envelopes:
        raise RefusedError("malformed")
    if len(push.envelopes) > limits.ENVELOPES:
        raise RefusedError("too-large")
    return Plan(Target(log=push.log), lambda: _push(service, asker, push))


def _push(service: Service, asker: Asker, push: Push) -> bytes:
    read = [_read(asker, push.log, content) for content in push.envelopes]
    answer = service.database.write(lambda connection: _add(service, connection, asker, push, read))
    record("pushed", program=asker.roster.program, device=asker.device, count=len(read))
    return answer


def _read(asker: Asker, log: bytes, content: bytes) -> Envelope:
    try:
        envelope = parse(content)
        header = envelope.header
        kind = Kind.ROSTER if log == asker.roster.log else Kind.CHANGES
        if header.log != log or header.device != asker.device:
            raise RefusedError("forbidden")
        if header.kind != kind:
            raise RefusedError("malformed")
        verify(envelope, asker.member.device.signing)
    except ProtocolError as error:
        raise RefusedError("malformed") from error
    return envelope


def _add(
    service: Service, connection: Connection, asker: Asker, push: Push, read: Sequence[Envelope]
) -> bytes:
    log = log_of(connection, asker.roster.program, push.log, lock=True)
    if log is None:
        raise RefusedError("forbidden")
    places = _places(connection, log, read)
    once = {envelope.digest: envelope for envelope in read}
    new = [envelope for digest, envelope in once.items() if digest not in places]
    _check_chain(connection, log, new)
    if push.log == asker.roster.log:
        _check_roster(_roster(service, connection, asker, log), new)
    head = append(connection, log, new).head
    for sequence, envelope in enumerate(new, start=log.head.sequence + 1):
        places[envelope.digest] = sequence
    accepted = tuple(Accepted(each.digest, places[each.digest]) for each in read)
    return encode(Pushed(accepted, head))


def _places(connection: Connection, log: Log, read: Sequence[Envelope]) -> dict[bytes, int]:
    """Return where those of these envelopes stand that were stored before."""
    rows = connection.execute(
        select(stored.c.digest, stored.c.sequence).where(
            stored.c.log == log.id, stored.c.digest.in_([each.digest for each in read])
        )
    )
    return {row.digest: row.sequence for row in rows}


def _check_chain(connection: Connection, log: Log, new: Sequence[Envelope]) -> None:
    """Return when every envelope is the next of its device's chain in this incarnation."""
    ends: dict[int, tuple[int, bytes]] = {}
    for envelope in new:
        header = envelope.header
        if header.incarnation not in ends:
            ends[header.incarnation] = _end(connection, log, header.device, header.incarnation)
        number, digest = ends[header.incarnation]
        if (header.number, header.previous) != (number + 1, digest):
            raise RefusedError("not-next", number + 1)
        ends[header.incarnation] = header.number, envelope.digest


def _end(connection: Connection, log: Log, device: bytes, incarnation: int) -> tuple[int, bytes]:
    row = connection.execute(
        select(stored.c.number, stored.c.digest)
        .where(
            stored.c.log == log.id,
            stored.c.device == device,
            stored.c.incarnation == incarnation,
        )
        .order_by(stored.c.number.desc())
        .limit(1)
    ).one_or_none()
    return (0, BEGINNING) if row is None else (row.number, row.digest)


def _roster(service: Service, connection: Connection, asker: Asker, log: Log) -> Roster:
    return service.rosters.current(connection, asker.roster.program, log)


def _check_roster(roster: Roster, new: Sequence[Envelope]) -> None:
    """Return when the entries extend the roster as it is under the lock."""
    for envelope in new:
        try:
            body = entry_of(envelope)
            if isinstance(body, Admission) and body.after != roster.last:
                raise RefusedError("stale-roster")
            roster = extend(roster, envelope)
        except ProtocolError as error:
            raise RefusedError("malformed") from error
