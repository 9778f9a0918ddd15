"""What a lead's laptop does to its program in a process that is killed, and what must hold then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.workspace import Workspace
from sync.client.bundles.making import make_bundle
from sync.client.bundles.taking import take_bundle
from sync.client.cleared import gone_from, parts_left
from sync.client.commands import Look, Script
from sync.client.driving import drive
from sync.client.governing.expunging import expunge, move_case
from sync.client.governing.roles import change_role
from sync.client.governing.upkeep import upkeep
from sync.client.governing.vaults import make_vault
from sync.client.membership import Membership, load_roster, membership
from sync.client.problems import SyncError
from sync.client.session import expect
from sync.client.transport import HttpTransport
from sync.protocol.encoding import decode
from sync.protocol.membership import Roster
from sync.protocol.messages import Page
from sync.protocol.requests import Request
from tests.faults.field import Field
from tests.faults.pairs import exchange
from tests.patience import wait_until
from tests.storage.builders import add_case

T = TypeVar("T")
APART = bytes(range(16))
"""The vault that only the first laptop is in."""
_TRIES = 50
_CASES = 'SELECT k.scope, k.vault FROM case_key k JOIN "case" c ON c.id = k.scope'
_YOUTHS = 'SELECT c.id FROM "case" c JOIN person p ON p.id = c.youth AND p."case" = c.id'


@dataclass
class Told:
    """What the killed process said was done."""

    opened: set[bytes] = field(default_factory=set)
    destroyed: set[bytes] = field(default_factory=set)
    restricted: set[bytes] = field(default_factory=set)
    role: str = ""

    def note(self, lines: list[tuple[str, str]]) -> None:
        for first, rest in lines:
            match first:
                case "opened":
                    self.opened.add(bytes.fromhex(rest))
                case "destroyed":
                    self.destroyed.add(bytes.fromhex(rest))
                case "restricted":
                    self.restricted.add(bytes.fromhex(rest))
                case "role":
                    self.role = rest
                case _:
                    pass


def lead(order: dict[str, Any], tell: Callable[..., None]) -> None:
    """Open cases, destroy one, keep one to few, change a role, use sticks; tell of each."""
    folder = Path(order["folder"])
    with (
        Workspace(folder, bytes.fromhex(order["key"])) as workspace,
        HttpTransport(order["address"]) as way,
    ):
        clock = workspace.clock
        cases = workspace.write(lambda transaction: transaction.vault("cases").id)
        gone, kept, stays = (_opened(workspace, order["name"], n, tell) for n in range(3))
        del stays

        def insist(make: Callable[[], Script[T]], *words: object) -> None:
            if _insist(make, way, workspace):
                tell(*words)

        insist(lambda: expunge(clock, ((cases, gone),), "retention"), "destroyed", gone.hex())
        other = bytes.fromhex(order["other"])
        insist(lambda: change_role(clock, other, order["role"]), "role", order["role"])
        insist(lambda: move_case(clock, kept, cases, APART), "restricted", kept.hex())
        insist(lambda: make_bundle(clock, Path(order["stick"])), "made")
        insist(lambda: take_bundle(clock, Path(order["brought"])), "taken")
        insist(lambda: upkeep(clock), "kept", "up")


def _opened(workspace: Workspace, name: str, number: int, tell: Callable[..., None]) -> RecordId:
    case, _youth = workspace.write(add_case, f"{name}, case {number}")
    tell("opened", case.id.hex())
    return case.id


def _insist(make: Callable[[], Script[Any]], way: HttpTransport, workspace: Workspace) -> bool:
    """Go through a script until the wire lets it; False where it never did."""
    for _ in range(_TRIES):
        try:
            drive(make(), way, workspace)
        except SyncError:
            continue
        return True
    return False


def _patiently(make: Callable[[], Script[T]], way: HttpTransport, workspace: Workspace) -> T:
    """Return what a script comes to, as soon as the server is not too busy for it."""
    found: list[T] = []

    def done() -> bool:
        try:
            found.append(drive(make(), way, workspace))
        except SyncError:
            return False
        return True

    wait_until(done)
    return found[0]


def prepare(ground: Field) -> None:
    """Let the first laptop have a vault of its own, and the second know of it."""
    with ground.pair[0].open() as first:
        drive(make_vault(first.clock, APART, "restricted", ()), ground.direct[0], first)
        exchange(first, ground.direct[0])
    exchange(ground.second, ground.direct[1])


def check_program(ground: Field, told: Told) -> int:
    """See what must hold of the program once the first laptop is started again; count its cases.

    Nothing is done over again: what was begun is finished by what a laptop does by itself.
    """
    with ground.pair[0].open() as first:
        _exchange_and_keep_up(first, ground.direct[0])
        exchange(first, ground.direct[0])
        exchange(ground.second, ground.direct[1])
        # What the killed process sent last may have reached the server only now.
        _exchange_and_keep_up(first, ground.direct[0])
        roster = first.read(load_roster)
        assert roster is not None
        _check_cases(first, ground.second, roster, told)
        if told.role:
            assert _roster(ground.second).members[ground.second.device].role == told.role
        for vault in sorted({vault for vault, _ in roster.expunged}):
            left = _patiently(partial(_left_at_server, first, vault), ground.direct[0], first)
            assert left == 0, "the server still holds something of a destroyed case"
        return len(first.read(_cases))


def _exchange_and_keep_up(workspace: Workspace, way: HttpTransport) -> None:
    exchange(workspace, way)
    _patiently(lambda: upkeep(workspace.clock), way, workspace)


def _left_at_server(workspace: Workspace, vault: bytes) -> Script[int]:
    """Return how many parts of destroyed cases stand in a vault's log at the server."""
    member: Membership | None = yield Look(membership)
    assert member is not None
    after, left, session = 0, 0, member.session(workspace.clock)
    path, gone = f"/v1/programs/{session.program.hex()}/pull", gone_from(member, vault)
    while True:
        request = Request("GET", path, f"after={after}&log={vault.hex()}&whole=1")
        page = decode((yield from expect(session, request)), Page)
        for item in page.items:
            left += len((yield Look(parts_left, (vault, item.envelope, gone))))
        after = page.items[-1].sequence if page.items else page.head.sequence
        if after >= page.head.sequence:
            return left


def _check_cases(first: Workspace, second: Workspace, roster: Roster, told: Told) -> None:
    here, there = first.read(_cases), second.read(_cases)
    for workspace, found in ((first, here), (second, there)):
        assert workspace.read(_whole) == found.keys(), "a case without its youth"
    gone = {scope for (_, scope), to in roster.expunged.items() if not any(to)}
    apart = {scope for (_, scope), to in roster.expunged.items() if to == APART} - gone
    assert told.destroyed <= gone
    assert told.restricted <= apart
    assert not gone & (here.keys() | there.keys())
    assert here.keys() == (told.opened | here.keys()) - gone, "a case that was opened is lost"
    assert here.keys() - there.keys() == apart
    assert not there.keys() - here.keys()
    assert {scope for scope, vault in here.items() if vault == APART} == apart


def _roster(workspace: Workspace) -> Roster:
    found = workspace.read(load_roster)
    assert found is not None
    return found


def _cases(connection: Connection) -> dict[bytes, bytes]:
    """Return in which vault every case stands."""
    return {row.scope: row.vault for row in connection.exec_driver_sql(_CASES)}


def _whole(connection: Connection) -> set[bytes]:
    return set(connection.exec_driver_sql(_YOUTHS).scalars())
