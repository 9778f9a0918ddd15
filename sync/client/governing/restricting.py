"""Keep a case to some people: which groups there are, who is in them, and the move itself."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.domain.ids import RecordId
from storage.usecases.privileged import VAULT as APART
from storage.workspace.beginning import VAULTS
from sync.client.commands import Look, Script
from sync.client.governing.expunging import move_case
from sync.client.governing.vaults import make_vault
from sync.client.members import MemberDevice, members
from sync.client.membership import Membership, membership
from sync.client.problems import SyncError

_NAME = "restricted"


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one vault that not everybody is a member of."""

    vault: bytes
    devices: frozenset[bytes]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a case; ``group`` is None where everybody of the program may."""

    vault: bytes
    group: Group | None
    members: tuple[MemberDevice, ...]
    leads: bool
    """Whether this laptop is a lead's, who alone may restrict or destroy."""


def access_of(connection: Connection, case: RecordId) -> Access | None:
    """Return who may see a case; None without a program, or where the case is not here."""
    member = membership(connection)
    vault = connection.exec_driver_sql(
        "SELECT vault FROM case_key WHERE scope = ?", (case,)
    ).scalar()
    if member is None or vault is None:
        return None
    people = tuple(members(connection))
    leads = any(one.here and one.role == "admin" for one in people)
    return Access(vault, _group(member, people, vault), people, leads)


def restrict(
    clock: Clock, vault: bytes, case: RecordId, devices: Collection[bytes], new: bytes
) -> Script[bool]:
    """Keep ``case``, which stands in ``vault``, to ``devices`` and this one; False where it is.

    People who share cases already get no further vault. ``new`` (16 random bytes) is the id of
    one that has to be made, so that doing it again after an interruption makes no second one.
    """
    member: Membership | None = yield Look(membership)
    if member is None:
        raise SyncError("refused", "no-program")
    wanted = {*devices, member.identity.device}
    to = _shared(member, wanted)
    if to is None:
        yield from make_vault(clock, new, _free_name(member), tuple(sorted(wanted)))
        to = new
    return (yield from move_case(clock, case, vault, to))


def keep_privileged(clock: Clock, devices: Collection[bytes], new: bytes) -> Script[bool]:
    """Keep privileged notes, from now on, to ``devices`` and this one; False where they are."""
    member: Membership | None = yield Look(membership)
    if member is None:
        raise SyncError("refused", "no-program")
    if any(vault.name == APART for vault in member.roster.vaults):
        return False
    wanted = {*devices, member.identity.device}
    return (yield from make_vault(clock, new, APART, tuple(sorted(wanted))))


def privileged_group(connection: Connection) -> Group | None:
    """Return who holds privileged notes; None where everybody of the program does."""
    member = membership(connection)
    names = {vault.name: vault.id for vault in member.roster.vaults} if member else {}
    if member is None or APART not in names:
        return None
    return _group(member, members(connection), names[APART])


def _shared(member: Membership, wanted: set[bytes]) -> bytes | None:
    for vault in member.roster.vaults:
        is_ours = vault.name not in {*VAULTS, APART}
        if is_ours and set(member.roster.members_of(vault.id)) == wanted:
            return vault.id
    return None


def _free_name(member: Membership) -> str:
    taken = {vault.name for vault in member.roster.vaults}
    names = (_NAME if n == 1 else f"{_NAME}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _group(member: Membership, people: Collection[MemberDevice], vault: bytes) -> Group | None:
    name = next((each.name for each in member.roster.vaults if each.id == vault), "")
    if name in VAULTS:
        return None
    devices = frozenset(member.roster.members_of(vault))
    names = tuple(dict.fromkeys(one.name for one in people if one.device in devices))
    return Group(vault, devices, names)
