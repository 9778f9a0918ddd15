"""The programs a server serves: added by its operator, begun by their own first entry."""

from sqlalchemy import Connection, bindparam, func, select

from sync.protocol.chains import Head
from sync.protocol.encoding import encode
from sync.protocol.envelope import Envelope, parse
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Accepted, Pushed
from sync.protocol.program_code import PREFIX_LENGTH
from sync.protocol.roster import Roster, begin, program_id
from sync.server.asks import Ask, no_query
from sync.server.audit import Deed, note
from sync.server.events import record
from sync.server.logs import Log, add_logs, append, log_of
from sync.server.operation import Standing
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.space import locked_totals
from sync.server.statements import Prepared
from sync.server.tables import admitted, blocked, logs, server

_STANDING = Prepared(
    select(
        admitted.c.statewide,
        logs.c.id,
        logs.c.sequence,
        logs.c.link,
        select(server.c.generation).scalar_subquery().label("generation"),
        select(func.count())
        .where(blocked.c.prefix == bindparam("prefix"))
        .scalar_subquery()
        .label("blocks"),
    )
    .select_from(admitted.join(logs, (logs.c.program == bindparam("of")) & logs.c.is_roster))
    .where(admitted.c.prefix == bindparam("prefix"))
)
"""What every signed request asks first, in one statement."""


def standing_of(service: Service, ask: Ask) -> Standing | None:
    """Return what the records role knows of the program in the path; None when it has none."""
    return service.database.glance(lambda connection: _standing(service, connection, ask.program))


def blocked_devices(connection: Connection, program: bytes) -> frozenset[bytes]:
    """Return the devices of ``program`` that the operator blocked."""
    query = select(blocked.c.device).where(blocked.c.prefix == program[:PREFIX_LENGTH])
    return frozenset(connection.execute(query).scalars())


def is_statewide(connection: Connection, program: bytes) -> bool | None:
    """Tell whether ``program`` may read the figures of all; None when it was not added."""
    query = select(admitted.c.statewide).where(admitted.c.prefix == program[:PREFIX_LENGTH])
    return connection.execute(query).scalar_one_or_none()


def lock_program(connection: Connection, program: bytes) -> None:
    """Let nobody else who asks for this lock change what is kept of ``program`` meanwhile."""
    own = admitted.c.prefix == program[:PREFIX_LENGTH]
    connection.execute(select(admitted.c.prefix).where(own).with_for_update())


def answer_genesis(service: Service, ask: Ask) -> bytes:
    """Begin the program in the path with its first entry; again is the same."""
    no_query(ask)
    if service.database.read(lambda connection: is_statewide(connection, ask.program)) is None:
        raise RefusedError("unknown-program")
    entry, roster = _begun(ask)
    now = service.now()
    answer = service.database.write(lambda connection: _begin(connection, entry, roster, now))
    record("begun", program=roster.program)
    return answer


def _standing(service: Service, connection: Connection, program: bytes) -> Standing | None:
    row = _STANDING.one(connection, {"of": program, "prefix": program[:PREFIX_LENGTH]})
    if row is None:
        return None
    statewide, id_, sequence, link, generation, blocks = row
    log = Log(id_, Head(generation, sequence, link))
    roster = service.rosters.current(connection, program, log)
    blocked_here = blocked_devices(connection, program) if blocks else frozenset()
    return Standing(roster, bool(statewide), blocked_here)


def _begun(ask: Ask) -> tuple[Envelope, Roster]:
    try:
        entry = parse(ask.body)
        roster = begin(entry)
    except ProtocolError as error:
        raise RefusedError("malformed") from error
    own = [roster.log, *(vault.id for vault in roster.vaults)]
    if program_id(entry) != ask.program or len(set(own)) < len(own):
        raise RefusedError("malformed")
    return entry, roster


def _begin(connection: Connection, entry: Envelope, roster: Roster, now: int) -> bytes:
    # Two laptops may send the same first entry at once.
    lock_program(connection, roster.program)
    known = log_of(connection, roster.program, roster.log)
    if known is None:
        vaults = [vault.id for vault in roster.vaults]
        empty = add_logs(connection, roster.program, roster.log, vaults)
        known, size = append(connection, empty, [entry])
        totals = locked_totals(connection, roster.program)
        totals.add(size, always=True)
        note(connection, totals, Deed(entry.header.device, "begun", roster.log, 1, 1), now)
    return encode(Pushed((Accepted(entry.digest, 1),), known.head))
