"""Approved figures go to the statewide body; a statewide program fetches what all programs sent.

A sheet is signed as it was approved, with the moment of the approval: signing it again gives the
same bytes, so that sending may be cut off anywhere and done again: also after the server was
restored, which it says by another generation. With it go the entries of the
roster that prove who signed it, without their sealed parts: the figures server reads no name and
no key.

The reader trusts the figures server to have checked each sheet's signature: the rosters of other
programs are theirs. What it checks itself is the server's own signature over the answer, and that
every sheet is codes and whole numbers for the period asked for.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.domain.periods import Period
from storage.usecases.county import county
from storage.usecases.figuresheets import (
    Sheet,
    State,
    is_look_due,
    note_delayed,
    note_refused,
    note_sent,
    note_server,
    plain_facts,
    waiting,
)
from storage.usecases.statewide import Received, receive
from storage.usecases.syncing import roster
from sync.client.commands import Do, Look, Script
from sync.client.enrolment.names import plain_name
from sync.client.membership import Membership, membership
from sync.client.problems import RETRIED, Problem, SyncError
from sync.client.session import Server, Session, ask, expect, meet, refusal_of, refuse
from sync.protocol import envelope, factsheet, messages
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.requests import Request

_OF_THE_SHEET = frozenset(("not-next", "malformed", "too-large", "wrong-type"))
"""Refusals that are about one sheet; all others keep every sheet waiting."""


@dataclass(frozen=True, slots=True)
class FiguresServer:
    """Where figures go: the address, and the public keys it may have."""

    address: str
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """What came of sending: how many sheets the server has, how many not, what kept the rest."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0
    problem: Problem | None = None
    detail: str = ""


def figures_server(connection: Connection) -> FiguresServer | None:
    """Return the server of the county's profile, else that of the program; None with neither."""
    profile = county(connection)
    if profile is not None and profile.figures is not None:
        keys = tuple(bytes.fromhex(key) for key in profile.figures.keys)
        return FiguresServer(profile.figures.address, keys)
    member = membership(connection)
    return FiguresServer(member.address, (member.server.public,)) if member else None


def send_sheets(clock: Clock) -> Script[Sending]:
    """Send every approved sheet, and those once more that a restored server may have lost.

    Nothing where none waits and it was asked within the hour, or there is no program yet.
    """
    sheets: list[Sheet] = yield Look(waiting)
    if not sheets and not (yield Look(is_look_due, (milliseconds(clock.now()),))):
        return Sending()
    done = Sending(waiting=len(sheets))
    try:
        member, session, found = yield from _session(clock)
        sheets = yield Do(note_server, found)
        done = Sending(waiting=len(sheets))
        for sheet in sheets:
            done = yield from _send(member, session, sheet, done)
    except SyncError as error:
        if not sheets:  # nothing was to be sent: it is asked again after the next round
            return done
        if error.problem not in RETRIED:
            for sheet in sheets[done.sent + done.refused :]:
                yield Do(note_delayed, (sheet.id, error.detail or error.problem))
        return replace(done, problem=error.problem, detail=error.detail)
    return done


def fetch_sheets(clock: Clock, period: Period) -> Script[int]:
    """Fetch what all programs sent for ``period`` and return how many sheets that are.

    SyncError("not-admitted", "forbidden") where this program is no reader of the state's figures.
    """
    member, session, _ = yield from _session(clock)
    chain: list[bytes] = yield Look(_chain)
    path = f"/v1/figures/programs/{member.roster.program.hex()}"
    yield from expect(session, Request("PUT", f"{path}/roster", body=encode(chain)))
    query = f"first={period.start.isoformat()}&last={period.end.isoformat()}"
    body = yield from expect(session, Request("GET", f"{path}/sheets", query))
    try:
        found = [_received(name, sheet) for name, sheet in decode(body, messages.Sheets).sheets]
    except ProtocolError as error:
        raise SyncError("refused", "malformed") from error
    here = [one for one in found if one.period == period]
    count: int = yield Do(receive, (period, here))
    return count


def sign(member: Membership, sheet: Sheet) -> bytes:
    """Return the bytes of ``sheet`` as this device signs them; the same every time."""
    facts = tuple(factsheet.Fact(*fact) for fact in sheet.facts)
    period = (sheet.period.start.isoformat(), sheet.period.end.isoformat())
    report = (sheet.form, sheet.version)
    made = factsheet.new_sheet(
        member.roster.program, sheet.cac, report, period, sheet.revision, facts
    )
    me, moment = member.identity, milliseconds(sheet.approved_at)
    return factsheet.sign_sheet(made, me.device, moment, me.signing)


def _session(clock: Clock) -> Script[tuple[Membership, Session, tuple[str, int]]]:
    """Return who asks, the way, and which server it is in which generation."""
    member: Membership | None = yield Look(membership)
    server: FiguresServer | None = yield Look(figures_server)
    if member is None or server is None:
        raise SyncError("not-admitted", "no-program")
    status = yield from meet()
    if status.public not in server.keys:
        raise SyncError("another-server")
    if "figures" not in status.roles:
        raise SyncError("refused", "no-figures")
    known = Server(status.server, status.public)
    found = f"{server.address} {status.server.hex()}", status.generation
    return member, replace(member.session(clock), server=known), found


def _send(member: Membership, session: Session, sheet: Sheet, done: Sending) -> Script[Sending]:
    chain = tuple((yield Look(_chain)))
    try:
        body = encode(messages.Sheet(chain, sign(member, sheet)))
    except ProtocolError:
        return (yield from _refused(sheet, done, "malformed"))
    path = f"/v1/figures/programs/{member.roster.program.hex()}/sheets"
    answer = yield from ask(session, Request("PUT", path, body=body))
    refusal = refusal_of(answer)
    if refusal is None:
        yield Do(note_sent, (sheet.id,))
        return replace(done, sent=done.sent + 1, waiting=done.waiting - 1)
    if refusal.reason not in _OF_THE_SHEET:
        refuse(answer)
    newest = refusal.detail if refusal.reason == "not-next" else 0
    return (yield from _refused(sheet, done, refusal.reason, newest))


def _refused(sheet: Sheet, done: Sending, reason: str, newest: int = 0) -> Script[Sending]:
    state: State = yield Do(note_refused, (sheet, reason, newest))
    if state == "sent":
        return replace(done, sent=done.sent + 1, waiting=done.waiting - 1)
    return replace(done, refused=done.refused + 1, waiting=done.waiting - 1)


def _chain(connection: Connection) -> list[bytes]:
    """Return the roster's entries in order, each without its sealed parts."""
    return [_bare(entry) for entry in roster.entries(connection)]


def _bare(body: bytes) -> bytes:
    entry = envelope.parse(body)
    return envelope.to_bytes(envelope.without(entry, range(1, len(entry.parts))))


def _received(name: str, content: bytes) -> Received:
    sheet, signed = factsheet.read_signed(content)
    return Received(
        program=sheet.program,
        name=plain_name(name) or sheet.cac,
        cac=sheet.cac,
        form=sheet.report,
        version=sheet.report_version,
        period=Period.parse(f"{sheet.first_day}..{sheet.last_day}"),
        revision=sheet.revision,
        facts=plain_facts(sheet.facts),
        signed_at=datetime.fromtimestamp(signed.time / 1000, UTC),
    )
