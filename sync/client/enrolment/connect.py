"""Begin a program: this laptop is its first, and the server its operator chose keeps it."""

import secrets

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.errors import RejectedError
from storage.profile import server_address
from storage.usecases.changes import Changes
from storage.usecases.settings import setting
from storage.usecases.syncing import roster
from storage.usecases.syncing.roster import Member, Program
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.enrolment.meeting import ask_unsigned, meet_records_server, receive_roster
from sync.client.enrolment.names import plain_name
from sync.client.enrolment.practising import refuse_practice_elsewhere
from sync.client.membership import Identity, Membership, identity, membership
from sync.client.problems import SyncError
from sync.client.session import Server, refuse
from sync.protocol.envelope import to_bytes
from sync.protocol.program_code import code_of
from sync.protocol.roster import Device, Genesis, VaultName, begin, make_genesis
from sync.protocol.signing import public_of
from sync.protocol.wrapping import kem_public_of

_FORM = 1
_ID, _NONCE = 16, 16


def begin_program(clock: Clock, address: str, pinned: tuple[bytes, ...] = ()) -> Script[str]:
    """Make this workspace the first of a program kept at ``address``; return the program's code.

    The operator adds the program by its code; until then the server does not know it, and
    ``register`` is tried again. ``pinned`` are the server's keys that the county's profile names.
    Doing it again is the same. Raises RejectedError for an address that is none, a practice
    workspace, or one that belongs to a program already.
    """
    where = server_address(address)
    yield Look(check_may_begin, (where,))
    met = yield from meet_records_server(pinned)
    program: bytes = yield Do(begin_here, (where, met.server))
    try:
        yield from register(clock)
    except SyncError as error:
        if error.problem != "unknown-program":
            raise
    return code_of(program)


def register(clock: Clock) -> Script[None]:
    """Give the server the program's first entry, once its operator has added the program.

    Raises SyncError ("unknown-program") until then. Nothing where there is no program.
    """
    member: Membership | None = yield Look(membership)
    if member is None:
        return
    first: bytes = (yield Look(roster.entries))[0]
    path = f"/v1/programs/{member.roster.program.hex()}/genesis"
    refuse((yield from ask_unsigned(member.server, "POST", path, first)))
    yield from receive_roster(member.session(clock), member.roster.log)


def check_may_begin(connection: Connection, address: str) -> None:
    """Return when a program may begin here; RejectedError says in words why not."""
    refuse_practice_elsewhere(connection, address)
    known = roster.program(connection)
    if known is None:
        return
    if known.address != address and roster.is_received(connection, known.roster):
        raise RejectedError(
            f"This workspace belongs to a program at {known.address}. To use another server, "
            "make a new workspace."
        )


def begin_here(transaction: Transaction, address: str, server: Server) -> tuple[bytes, Changes]:
    """Store the program that begins with this laptop, if there is none; return its id."""
    connection = transaction.connection
    check_may_begin(connection, address)
    pinned = server.id + server.public
    known = roster.program(connection)
    if known is not None:
        if not roster.is_received(connection, known.roster):
            roster.store_program(connection, Program(known.id, known.roster, address, pinned))
        return known.id, Changes()
    if not transaction.vaults:
        raise RejectedError(
            "This workspace was made to join a program. Enter the twelve words of an "
            "invitation, or make a new workspace to begin a program."
        )
    # From here on a key that is not here is taken to be on another laptop.
    roster.make_outside_keys(transaction)
    program = _first_entry(transaction, identity(connection))
    roster.store_program(connection, Program(*program, address, pinned))
    return program[0], Changes()


def device_of(who: Identity) -> Device:
    """Return the public half of this device."""
    kem = kem_public_of(who.mlkem768, who.x25519)
    return Device(who.device, public_of(who.signing), kem)


def _first_entry(transaction: Transaction, who: Identity) -> tuple[bytes, bytes]:
    """Store the first entry of a new roster; return the program's id and the roster's log."""
    connection, vaults = transaction.connection, transaction.vaults
    name = plain_name(setting(connection, "person.name"))
    device = device_of(who)
    body = Genesis(
        _FORM,
        secrets.token_bytes(_NONCE),
        tuple(VaultName(vault.id, called) for called, vault in sorted(vaults.items())),
        device,
    )
    log = secrets.token_bytes(_ID)
    entry = make_genesis(log, who.incarnation, who.signing, body, name, vaults["program"].key)
    begun = begin(entry)
    member = Member(device.id, name, "admin")
    roster.store_first_entry(connection, to_bytes(entry), member, device.signing, device.kem)
    return begun.program, begun.log
