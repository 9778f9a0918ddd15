"""The figures role: fact sheets in the clear, each proven by the roster chain of its program.

It knows no records and no names. Whose a sheet is it learns from the program's own roster
entries, which come with the sheet; the operator only adds the program and may let it read all.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from sync.protocol import limits
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.factsheet import FactSheet, read_signed, verify_sheet
from sync.protocol.messages import Sheet, Sheets
from sync.protocol.program_code import PREFIX_LENGTH
from sync.protocol.roster import Roster
from sync.server.asks import Ask, no_query, period_query
from sync.server.authorisation import Asker, Target
from sync.server.chain import chain_of, keep_chain, known_roster
from sync.server.events import record
from sync.server.operation import Plan, Standing
from sync.server.programs import blocked_devices, is_statewide, lock_program
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.tables import admitted, sheets

_AROUND_SHEET = 16


def standing_of_reader(service: Service, ask: Ask) -> Standing | None:
    """Return what the figures role knows of the program in the path."""
    return service.database.read(lambda connection: _standing(connection, ask, ()))


def standing_of_sender(service: Service, ask: Ask) -> Standing | None:
    """Return the same after the roster entries that come with the sheet."""
    no_query(ask)
    roster = _sheet(ask).roster
    return service.database.read(lambda connection: _standing(connection, ask, roster))


def put_roster(service: Service, ask: Ask) -> bytes:
    """Learn more of a program's roster; anybody may show it, since it proves itself."""
    no_query(ask)
    try:
        entries = decode(ask.body, tuple[bytes, ...])
    except ProtocolError as error:
        raise RefusedError("malformed") from error

    def work(connection: Connection) -> bytes:
        if is_statewide(connection, ask.program) is None:
            raise RefusedError("unknown-program")
        lock_program(connection, ask.program)
        keep_chain(connection, ask.program, chain_of(connection, ask.program, entries))
        return b""

    return service.database.write(work)


def plan_send(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to keep a program's fact sheet in the place of its last revision."""
    sent = _sheet(ask)
    try:
        sheet, signed = read_signed(sent.sheet)
        signer = asker.roster.members.get(signed.device)
        if sheet.program != ask.program or signer is None:
            raise RefusedError("forbidden")
        verify_sheet(signed, signer.device.signing)
    except ProtocolError as error:
        raise RefusedError("malformed") from error

    def work(connection: Connection) -> None:
        lock_program(connection, ask.program)
        if signed.device in blocked_devices(connection, ask.program):
            raise RefusedError("blocked")
        keep_chain(connection, ask.program, chain_of(connection, ask.program, sent.roster))
        _keep(connection, sheet, sent.sheet)

    def act() -> bytes:
        service.database.write(work)
        record("sheet", program=ask.program, device=asker.device, revision=sheet.revision)
        return b""

    return Plan(Target(), act)


def plan_read(service: Service, ask: Ask, _asker: Asker) -> Plan:
    """Plan to give the newest revision of every sheet within a period."""
    first, last = period_query(ask)
    return Plan(
        Target(),
        lambda: service.database.read(lambda connection: _within(connection, first, last)),
    )


def _sheet(ask: Ask) -> Sheet:
    try:
        return decode(ask.body, Sheet)
    except ProtocolError as error:
        raise RefusedError("malformed") from error


def _standing(connection: Connection, ask: Ask, entries: Sequence[bytes]) -> Standing | None:
    statewide = is_statewide(connection, ask.program)
    if statewide is None:
        return None
    roster: Roster | None
    if entries:
        roster = chain_of(connection, ask.program, entries).roster
    else:
        roster = known_roster(connection, ask.program)
    if roster is None:
        return None
    return Standing(roster, statewide, blocked_devices(connection, ask.program))


def _keep(connection: Connection, sheet: FactSheet, content: bytes) -> None:
    key = {
        "program": sheet.program,
        "report": sheet.report,
        "first_day": sheet.first_day,
        "last_day": sheet.last_day,
    }
    here = [sheets.c[name] == value for name, value in key.items()]
    kept = connection.execute(select(sheets.c.revision, sheets.c.sheet).where(*here)).one_or_none()
    if kept is not None:
        if kept.sheet == content:
            return
        if kept.revision >= sheet.revision:
            raise RefusedError("not-next", kept.revision)
        connection.execute(delete(sheets).where(*here))
    connection.execute(insert(sheets).values(**key, revision=sheet.revision, sheet=content))


def _within(connection: Connection, first: str, last: str) -> bytes:
    rows: Sequence[Row[*tuple[Any, ...]]] = connection.execute(
        select(sheets.c.program, sheets.c.sheet)
        .where(sheets.c.first_day >= first, sheets.c.last_day <= last)
        .order_by(sheets.c.program, sheets.c.report, sheets.c.first_day, sheets.c.last_day)
    ).all()
    if sum(len(row.sheet) + _AROUND_SHEET for row in rows) > limits.BODY - 64 * 1024:
        raise RefusedError("too-large")
    names = {row.prefix: row.name for row in connection.execute(select(admitted))}
    return encode(
        Sheets(tuple((names.get(row.program[:PREFIX_LENGTH], ""), row.sheet) for row in rows))
    )
