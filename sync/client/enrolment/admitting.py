"""Admit the person whose screen showed the same six words: one signed entry of the roster."""

from contextlib import suppress

import msgspec
from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.usecases.changes import Changes
from storage.usecases.syncing import enrolment
from storage.usecases.syncing.keys import vault_key
from storage.usecases.transaction import Transaction
from storage.workspace.beginning import VAULTS
from sync.client.commands import Do, Look, Script
from sync.client.enrolment.meeting import receive_roster
from sync.client.enrolment.offering import admin_session, end, move, require_admin, under_way
from sync.client.enrolment.states import Invited, invited_of
from sync.client.governing.entering import own_place, push_entry
from sync.client.governing.rotation import whole_vault
from sync.client.membership import Membership, membership
from sync.client.problems import Problem, SyncError
from sync.client.receiving import cursor_of
from sync.protocol.encoding import encode
from sync.protocol.envelope import Address, Envelope, parse, to_bytes
from sync.protocol.keyring import wrap_keyring
from sync.protocol.membership import person_of
from sync.protocol.roster import (
    Admission,
    Device,
    PersonAdmission,
    Roster,
    entry_of,
    extend,
    make_admission,
)

_TRIES = 6
"""How often an entry is made anew because another admin's came before it."""


def admit(clock: Clock, invitation: bytes) -> Script[None]:
    """Admit who answered, after a person said that the six words are the same on both screens.

    From here on the invitation is decided: after an interruption call it again. SyncError:
    "expired", "busy" (others admit at the same time), "copied", "roster-differs".
    """
    row = yield from under_way(invitation)
    session = yield from admin_session(clock)
    if row.stage == "revealed" and milliseconds(clock.now()) >= row.expires:
        yield Do(end, (invitation, "refused"))
        raise SyncError("expired")
    row = yield Do(move, (invitation, "revealed", "matched"))
    problem: Problem = "history-differs"
    for _ in range(_TRIES):
        log: bytes = invited_of(row).offer.roster
        yield from receive_roster(session, log)
        entry: bytes | None = yield Do(prepare_entry, (invitation,))
        if entry is None:
            return
        problem = (yield from push_entry(session, log, entry)) or "history-differs"
    raise SyncError(problem)


def admit_decided(clock: Clock) -> Script[bool]:
    """Bring to the server what was decided without one; tell whether there was anything.

    What cannot go on now is tried again in the next round.
    """
    decided: list[bytes] = yield Look(_decided)
    for invitation in decided:
        with suppress(SyncError):
            yield from admit(clock, invitation)
    return bool(decided)


def decided_devices(connection: Connection) -> list[Device]:
    """Return the devices that were admitted here and that no server has heard of yet."""
    rows = (row for row in enrolment.enrolments(connection) if row.stage == "matched")
    answers = (invited_of(row).answer for row in rows)
    return [answer.device for answer in answers if answer is not None]


def _decided(connection: Connection) -> list[bytes]:
    return [row.id for row in enrolment.enrolments(connection) if row.stage == "matched"]


def prepare_entry(transaction: Transaction, invitation: bytes) -> tuple[bytes | None, Changes]:
    """Return the admission to push, kept as it is pushed; None once the roster has it."""
    connection = transaction.connection
    row = enrolment.enrolment(connection, invitation)
    if row is None or row.stage != "matched":
        return None, Changes()
    member, state = require_admin(membership(connection)), invited_of(row)
    if state.answer is None:
        raise SyncError("refused", "not-answered")
    known = member.roster.members.get(state.answer.device.id)
    if known is not None:
        if known.device != state.answer.device:
            raise SyncError("roster-differs")
        behind = cursor_of(connection, member.roster.log).sequence < member.roster.entries
        if state.entry and behind:
            return state.entry, Changes()  # it came back by stick before any server saw it
        end(transaction, invitation, "admitted")
        return None, Changes()
    address = own_place(connection, member)
    if not _still_follows(state, member, address):
        entry = _admission(connection, member, address, state, state.answer.device, invitation)
        extend(member.roster, entry)
        state = msgspec.structs.replace(state, entry=to_bytes(entry))
        enrolment.put_enrolment(connection, row._replace(state=encode(state)))
    return state.entry, Changes()


def _still_follows(state: Invited, member: Membership, address: Address) -> bool:
    """Tell whether the entry that was pushed before can be pushed again."""
    if not state.entry:
        return False
    entry = parse(state.entry)
    header = entry.header
    place = (header.incarnation, header.number, header.previous)
    if place != (address.incarnation, address.number, address.previous):
        return False
    return _after(entry) == member.roster.last


def _after(entry: Envelope) -> bytes:
    body = entry_of(entry)
    return body.after if isinstance(body, Admission | PersonAdmission) else b""


def _admission(
    connection: Connection,
    member: Membership,
    address: Address,
    state: Invited,
    device: Device,
    invitation: bytes,
) -> Envelope:
    roster, vaults = member.roster, _vaults(member, state)
    body: Admission | PersonAdmission = Admission(
        1, roster.last, device, state.role, vaults, invitation
    )
    if state.person or state.ends:
        person, ends = state.person or person_of(device.id), _end_of(roster, state)
        body = PersonAdmission(2, roster.last, device, state.role, vaults, invitation, person, ends)
    keys = tuple(whole_vault(connection, member, vault) for vault in vaults)
    wrapped = wrap_keyring(roster.program, device, keys)
    shared = next(vault.id for vault in roster.vaults if vault.name == "program")
    name_key = vault_key(connection, shared, address.epoch)
    return make_admission(address, member.identity.signing, body, state.name, name_key, wrapped)


def _end_of(roster: Roster, state: Invited) -> int:
    """Return when the membership ends, 0 for never: one more laptop of who covers ends with theirs.

    It would outlast the coverage otherwise, and nobody would take it out.
    """
    if state.ends or state.role == "admin":
        return state.ends
    ends = [one.ends for one in roster.members.values() if one.person == state.person]
    return max(ends) if ends and all(ends) else 0


def _vaults(member: Membership, state: Invited) -> tuple[bytes, ...]:
    """Return the vaults of a new member: those everybody has, or those the person has already."""
    roster = member.roster
    names = {vault.id for vault in roster.vaults if vault.name in VAULTS}
    for one in roster.members.values():
        if state.person and one.person == state.person:
            names.update(one.vaults)
    return tuple(vault.id for vault in roster.vaults if vault.id in names & set(member.vaults()))
