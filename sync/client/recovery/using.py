"""Use the recovery key: make this laptop an admin's again, or let a new one into the program."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.errors import RejectedError
from storage.profile import server_address
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing import roster as kept
from storage.usecases.syncing.keys import forget_keys_but, vault_key
from storage.usecases.syncing.roster import Program
from storage.usecases.transaction import Transaction
from sync.client.adopting import adopt_keyring
from sync.client.closing import close_cases
from sync.client.commands import Do, Look, Script
from sync.client.enrolment.admission import forget_received
from sync.client.enrolment.connect import device_of
from sync.client.enrolment.meeting import meet_records_server, receive_roster
from sync.client.enrolment.names import plain_name
from sync.client.enrolment.practising import refuse_practice_elsewhere
from sync.client.enrolment.states import RECOVERED, JoiningState, joining_state
from sync.client.governing.entering import Drafted, enter, own_place
from sync.client.membership import Identity, Membership, identity, load_roster, membership
from sync.client.problems import SyncError
from sync.client.recovery.keyring import program_keys
from sync.client.repairing import pull_roster_giving_back
from sync.client.roster_log import name_members
from sync.client.session import Session
from sync.protocol.entries import PersonAdmission, RoleChange
from sync.protocol.envelope import parse, place_of
from sync.protocol.errors import ProtocolError
from sync.protocol.keyring import wrap_keyring
from sync.protocol.membership import person_of
from sync.protocol.program_code import found_by
from sync.protocol.recoverykey import RecoveryKeys
from sync.protocol.sealing import seal

_INCARNATION = 1
"""The recovery key is no laptop: it is never restored or copied."""
_NO_INVITATION = bytes(16)


def become_admin(clock: Clock, keys: RecoveryKeys) -> Script[bool]:
    """Let this laptop, a member's, be an admin's again; False where it is one.

    A server that was restored first gets back what it lost of the roster: also what made it one.
    """
    return (yield from enter(clock, partial(_promotion, keys), _identity(keys)))


@dataclass(frozen=True, slots=True)
class Way:
    """How a new laptop finds the program: from the sheet, and the server's keys of a profile.

    ``line`` names the program, ``name`` is what it is called.
    """

    address: str
    line: str
    name: str = ""
    pinned: tuple[bytes, ...] = ()


def recover_here(clock: Clock, way: Way, keys: RecoveryKeys) -> Script[None]:
    """Let this new laptop into the program that ``way`` leads to, as an admin's, with its keys.

    The workspace was made to join a program. After an interruption call it again, which the door
    leads to (``joining_state`` "none" or "recovering"); also where the server was restored to a
    day before, and nobody else has heard of this laptop. Raises
    RejectedError in words for a line that was mistyped, a workspace of another program or a
    recovery key that was replaced; SyncError for what the server says.
    """
    where = server_address(way.address)
    try:
        program, log = found_by(way.line)
    except ProtocolError as error:
        raise RejectedError(str(error)) from error
    yield Look(_check_may_recover, (where, program))
    server = (yield from meet_records_server(way.pinned)).server
    session = Session(server, program, keys.id, keys.signing, clock)
    try:
        yield from pull_roster_giving_back(session, log)
        known = Program(program, log, where, server.id + server.public)
        yield Do(_settle, (known, keys, way.name))
    except (RejectedError, SyncError):
        yield Do(forget_received, (log,))
        raise
    yield from enter(clock, partial(_admission, keys), _identity(keys))


def was_let_in(clock: Clock) -> Script[bool]:
    """Ask the server once, as this laptop, whether the recovery key has let it in already.

    For a process that ended between the admission and the roster that names it: nobody need bring
    the shares together again. False where the server cannot be asked, too.
    """
    member: Membership | None = yield Look(membership)
    if member is None:
        return False
    with suppress(SyncError):
        yield from receive_roster(member.session(clock), member.roster.log)
    state: JoiningState = yield Look(joining_state)
    return state == "joined"


def _promotion(keys: RecoveryKeys, connection: Connection, member: Membership) -> Drafted:
    own = identity(connection).device
    found = member.roster.members.get(own)
    if found is None:
        if own in member.roster.gone:
            raise SyncError("refused", "not-found")
        # A restored server took another entry in the place of the one that let this laptop in.
        return _admission(keys, connection, member)
    if found.role == "admin":
        return None
    return RoleChange(1, member.roster.last, own, "admin"), ()


def _check_may_recover(connection: Connection, address: str, program: bytes) -> None:
    refuse_practice_elsewhere(connection, address)
    known = kept.program(connection)
    has_keys = connection.exec_driver_sql("SELECT 1 FROM vault_key LIMIT 1").first() is not None
    if known.id != program if known is not None else has_keys:
        raise RejectedError(
            "This workspace belongs to a program already. Make a new workspace to recover one."
        )


def _settle(
    transaction: Transaction, program: Program, keys: RecoveryKeys, name: str
) -> tuple[None, Changes]:
    """Let the workspace know the program, once its roster names this very recovery key.

    With the keys come the names of those who were there before: no later step reads them.
    """
    connection = transaction.connection
    known = load_roster(connection)
    if known is None or (known.program, known.log) != (program.id, program.roster):
        raise SyncError("roster-differs")
    recovery = known.recovery
    if recovery is None or (recovery.signing, recovery.kem) != (keys.public, keys.kem):
        raise RejectedError(
            "The program has made a newer recovery key since these shares were given out. Bring"
            " the shares of the newest one."
        )
    held = program_keys(connection, known, keys)
    # A process that ended here before may have opened more, by a key that was replaced since.
    forget_keys_but(transaction, (vault.vault for vault in held))
    adopt_keyring(transaction, known, held)
    kept.store_program(connection, program)
    set_settings(transaction, {RECOVERED: True})
    name_members(transaction, known)
    _name_program(transaction, name)
    # What was destroyed or moved before is marked, so that nothing that comes brings it back.
    before = [parse(body) for body in kept.entries(connection)]
    close_cases(transaction, known, before, [vault.vault for vault in held])
    return None, Changes()


def _admission(keys: RecoveryKeys, connection: Connection, member: Membership) -> Drafted:
    roster, device = member.roster, device_of(identity(connection))
    if device.id in roster.members:
        return None
    held = program_keys(connection, roster, keys)
    wrapped = wrap_keyring(roster.program, device, held)
    vaults = tuple(vault.vault for vault in held)
    body = PersonAdmission(
        2, roster.last, device, "admin", vaults, _NO_INVITATION, person_of(device.id), 0
    )
    return body, (_sealed_name(connection, member), wrapped)


def _sealed_name(connection: Connection, member: Membership) -> bytes:
    address = own_place(connection, member)
    vault = next(vault.id for vault in member.roster.vaults if vault.name == "program")
    name = plain_name(setting(connection, "person.name"))
    return seal(vault_key(connection, vault, address.epoch), place_of(address, 1), name.encode())


def _name_program(transaction: Transaction, name: str) -> None:
    """Call the program what its sheet calls it, unless the county has set its name."""
    if plain_name(name):
        with suppress(RejectedError):
            set_settings(transaction, {"program.name": plain_name(name)})


def _identity(keys: RecoveryKeys) -> Identity:
    return Identity(keys.id, _INCARNATION, keys.signing, keys.x25519, keys.mlkem768)
