"""Take one's own admission in: the roster it stands in, the keys it holds, the program."""

from contextlib import suppress

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.errors import RejectedError
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings
from storage.usecases.syncing import enrolment, roster
from storage.usecases.syncing.enrolment import Enrolment
from storage.usecases.syncing.roster import Program
from storage.usecases.transaction import Transaction
from sync.client.adopting import adopt_keyring
from sync.client.closing import close_cases
from sync.client.commands import Do, Look, Script
from sync.client.enrolment.meeting import receive_roster
from sync.client.enrolment.names import plain_name
from sync.client.enrolment.states import Joining, joining_of, joining_row, joining_state
from sync.client.handed import adopt_handed
from sync.client.membership import SERVER_ID, Identity, identity, load_roster
from sync.client.problems import SyncError
from sync.client.roster_log import name_members
from sync.client.session import Server, Session
from sync.protocol.envelope import parse
from sync.protocol.errors import ProtocolError
from sync.protocol.keyring import VaultKeys, unwrap_keyring
from sync.protocol.roster import Admission, PersonAdmission, Roster, entry_of

_NOT_YET = frozenset({"not-signed", "too-many"})
"""What the server says to a device it does not know, and to one that asks too often."""
_WRAPPED = 2


def await_admission(clock: Clock) -> Script[bool]:
    """Ask once whether this laptop was admitted; if so take the program's keys in and return True.

    The roster must begin with the very program the six words were compared for, and every entry
    must be signed by an admin: SyncError ("roster-differs", "history-differs") otherwise, and no
    key is taken in. SyncError ("refused") before the words were confirmed.
    """
    if (yield Look(joining_state)) == "joined":
        return True
    row: Enrolment | None = yield Look(joining_row)
    if row is None or row.stage != "confirmed":
        raise SyncError("refused", "not-confirmed")
    state = joining_of(row)
    who: Identity = yield Look(identity)
    server = Server(state.server[:SERVER_ID], state.server[SERVER_ID:])
    session = Session(server, state.offer.program, who.device, who.signing, clock)
    try:
        yield from receive_roster(session, state.offer.roster)
    except SyncError as error:
        if error.detail in _NOT_YET:
            return False
        raise
    try:
        joined: bool = yield Do(join, (row.id,))
    except SyncError:
        # Something of the roster was left out or exchanged: it must be received anew.
        yield Do(forget_received, (state.offer.roster,))
        raise
    return joined


def join(transaction: Transaction, invitation: bytes) -> tuple[bool, Changes]:
    """Let this workspace belong to the program when the roster admits this very device."""
    connection = transaction.connection
    row, known = enrolment.enrolment(connection, invitation), load_roster(connection)
    if row is None or row.stage != "confirmed":
        raise SyncError("refused", "not-confirmed")
    state, who = joining_of(row), identity(connection)
    if known is None or who.device not in known.members:
        return False, Changes()
    member = known.members[who.device]
    shown, expected = (known.program, known.log), (state.offer.program, state.offer.roster)
    if shown != expected or member.device != state.answer.device:
        raise SyncError("roster-differs")
    adopt_keyring(transaction, known, _keyring(connection, known, who))
    program = Program(known.program, known.log, state.address, state.server)
    roster.store_program(connection, program)
    entries = [parse(body) for body in roster.entries(connection)]
    adopt_handed(transaction, known, entries)
    close_cases(transaction, known, entries)
    enrolment.drop_enrolment(connection, invitation)
    name_members(transaction, known)
    _name_program(transaction, state)
    return True, Changes()


def forget_received(transaction: Transaction, log: bytes) -> tuple[None, Changes]:
    """Forget what was received of a roster; nothing once this workspace belongs to a program."""
    if roster.program(transaction.connection) is None:
        roster.forget_roster(transaction.connection, log)
    return None, Changes()


def _keyring(connection: Connection, known: Roster, who: Identity) -> tuple[VaultKeys, ...]:
    """Return the keys that this device's own admission holds."""
    for body in roster.entries(connection):
        entry = parse(body)
        said = entry_of(entry)
        if not isinstance(said, Admission | PersonAdmission) or said.device.id != who.device:
            continue
        wrapped = entry.parts[_WRAPPED] or b""  # left out by somebody, it opens nothing
        try:
            keys = unwrap_keyring(known.program, who.device, who.mlkem768, who.x25519, wrapped)
        except ProtocolError as error:
            raise SyncError("roster-differs") from error
        if sorted(key.vault for key in keys) != sorted(said.vaults):
            raise SyncError("roster-differs")
        return keys
    raise SyncError("roster-differs")


def _name_program(transaction: Transaction, state: Joining) -> None:
    """Call the program what the inviting laptop calls it, unless the county has set its name."""
    name = plain_name(state.offer.name)
    if name:
        with suppress(RejectedError):
            set_settings(transaction, {"program.name": name})
