"""One envelope that no Satchel would write is put aside, and everything else goes on."""

from inspect import signature
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Any

import pytest
from sqlalchemy import Connection

from storage.crypto.keytree import new_key
from storage.domain.changeset import MOST_OPERATIONS, MOST_PARTS, MOST_REPLACED
from storage.usecases.changes import Changes
from storage.usecases.syncing.keys import newest_epoch
from storage.usecases.syncing.outgoing import unsealed
from storage.usecases.transaction import Transaction
from sync.client.commands import Do
from sync.client.driving import carry_out
from sync.client.round import apply_waiting_with, sync_round
from sync.protocol import limits
from sync.protocol.encoding import encode
from tests.storage.builders import add_case
from tests.sync.hostile.member import part_of, plant
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.world import World

_ENDS = 400
"""Commands in which every round here ends; one that goes round in circles does not."""


def vault_of(laptop: Laptop, name: str) -> bytes:
    def find(connection: Connection) -> bytes:
        query = "SELECT vault FROM vault_key WHERE name = ?"
        return bytes(connection.exec_driver_sql(query, (name,)).scalar_one())

    return laptop.workspace.read(find)


def reasons(laptop: Laptop) -> list[str]:
    def find(connection: Connection) -> list[str]:
        query = "SELECT reason FROM envelope_in WHERE state = 'parked' ORDER BY sequence"
        return list(connection.exec_driver_sql(query).scalars())

    return laptop.workspace.read(find)


def people(laptop: Laptop) -> set[str]:
    def find(connection: Connection) -> set[str]:
        return set(connection.exec_driver_sql("SELECT given_name FROM person").scalars())

    return laptop.workspace.read(find)


def ends(laptop: Laptop) -> bool:
    """Tell whether a round comes to its end."""
    return any(laptop.step() is not None for _ in range(_ENDS))


def saves(laptop: Laptop, name: str) -> None:
    laptop.workspace.write(add_case, name, "Quill")


def test_an_envelope_that_brings_one_key_and_lacks_another_is_tried_once(world: World) -> None:
    ana, mallory, _ = world.laptops
    vault = vault_of(mallory, "cases")
    brought, lacking = b"b" * 16, b"l" * 16
    parts = {lacking: part_of(vault, lacking)}
    mallory.workspace.write(plant, vault, parts, keys={brought: new_key()})
    saves(mallory, "Later")
    assert mallory.round().problem is None
    assert ends(ana)
    assert reasons(ana) == ["The key of a case in it has not arrived."]
    assert "Later" in people(ana)


def test_an_envelope_that_does_not_open_stops_nothing(world: World) -> None:
    ana, mallory, _ = world.laptops
    vault = vault_of(mallory, "cases")
    scope = b"s" * 16
    mallory.workspace.write(
        plant, vault, {scope: b""}, keys={scope: new_key()}, sealed_by=new_key()
    )
    saves(mallory, "Later")
    mallory.round()
    assert ends(ana)
    assert reasons(ana) == ["A sealed part is under another key."]
    assert "Later" in people(ana)


def test_who_was_admitted_after_the_roster_was_read_is_heard_in_the_next_round(
    beginning: World,
) -> None:
    _, ben, cho = beginning.laptops
    saves(cho, "Early")
    cho.round()
    before = ben.workspace.read(_roster_cursor)
    _round_knowing_less(ben, before)
    assert reasons(ben) == ["It is by somebody who is no member of this vault."]
    assert "Early" not in people(ben)
    assert ben.round().parked == 0
    assert "Early" in people(ben)


def test_an_epoch_that_is_not_here_stops_nothing(world: World) -> None:
    ana, mallory, _ = world.laptops
    vault = vault_of(mallory, "cases")
    epoch = mallory.workspace.read(newest_epoch, vault) + 7
    scope = b"e" * 16
    parts = {scope: part_of(vault, scope)}
    mallory.workspace.write(plant, vault, parts, keys={scope: new_key()}, epoch=epoch)
    saves(mallory, "Later")
    mallory.round()
    assert ends(ana)
    assert reasons(ana) == ["The key that it was sealed with is not on this laptop."]
    assert "Later" in people(ana)
    assert ends(ana)
    assert len(reasons(ana)) == 1


def _known_to_both(ana: Laptop, mallory: Laptop) -> tuple[bytes, bytes, bytes]:
    """Let both have a case of Ana's; return its vault, its scope and one of its records."""
    saves(ana, "Known")
    ana.round()
    mallory.round()
    scope, record = ana.workspace.read(_a_case), ana.workspace.read(_records)[0]
    return vault_of(mallory, "cases"), scope, record


def test_a_reference_that_is_no_id_stops_nothing(world: World) -> None:
    ana, mallory, _ = world.laptops
    vault, scope, record = _known_to_both(ana, mallory)
    operation: tuple[Any, ...] = (0, 1, "person", record, {"case": b""}, {})
    mallory.workspace.write(plant, vault, {scope: part_of(vault, scope, operation)})
    saves(mallory, "Later")
    mallory.round()
    assert ana.round().problem is None
    assert {"Known", "Later"} <= people(ana)
    assert reasons(ana) == []  # all but that one value was taken in


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_part_holds_the_round_ends_and_the_rest_is_taken_in(
    world: World, seed: int
) -> None:
    ana, mallory, _ = world.laptops
    saves(ana, "Known")
    ana.round()
    mallory.round()
    vault, scope = vault_of(mallory, "cases"), ana.workspace.read(_a_case)
    chance = Random(seed)
    operations = [_wild_operation(chance, ana) for _ in range(12)]
    for number, operation in enumerate(operations):
        parts = {scope: part_of(vault, scope, (number, *operation))}
        mallory.workspace.write(plant, vault, parts)
    saves(mallory, "Later")
    mallory.round()
    outcome = ana.round()
    assert outcome.problem is None
    assert "Later" in people(ana)
    assert "Known" in people(ana)


def test_more_changes_than_anybody_writes_are_put_aside_unread(world: World) -> None:
    ana, mallory, _ = world.laptops
    vault, scope, record = _known_to_both(ana, mallory)
    mine: list[Any] = [(0, 1, "person", record, {"given_name": "Wild"}, {})] * (
        limits.OPERATIONS + 1
    )
    mallory.workspace.write(plant, vault, {scope: part_of(vault, scope, *mine)})
    replaced: Any = (
        0,
        1,
        "person",
        record,
        {},
        {"given_name": [bytes(20)] * (limits.REPLACED + 1)},
    )
    mallory.workspace.write(plant, vault, {scope: part_of(vault, scope, replaced)})
    saves(mallory, "Later")
    mallory.round()
    assert ana.round().problem is None
    assert reasons(ana) == [
        "An envelope holds more changes than the protocol allows.",
        "An envelope replaces more versions than the protocol allows.",
    ]
    assert people(ana) == {"Known", "Later"}


def test_the_largest_save_fits_into_an_envelope() -> None:
    """And what is sealed with it, which stops before a megabyte and a half of its own."""
    assert 4 * MOST_PARTS <= limits.PARTS
    assert MOST_OPERATIONS < limits.OPERATIONS
    assert 2 * MOST_REPLACED < limits.REPLACED
    bounds = signature(unsealed).parameters
    most_parts, most_bytes = bounds["max_parts"].default, bounds["max_bytes"].default
    assert 2 * most_parts < limits.PARTS
    assert most_parts < limits.LISTED
    least = len(encode([0, 1, "fee", bytes(16), {}, {}]))
    assert most_bytes // least < limits.OPERATIONS
    assert most_bytes // 22 < limits.REPLACED


_KINDS = ("person", "case", "note", "court_event", "service", "unheard", "")
_WORDS = ("given_name", "family_name", "coordinator", "race", "case", "text", "on", "~retired", "x")
_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 2**64 - 1, -(2**63), 1.5, float("nan"), "", "Wild", "\0", "x" * 5_000,
    "2026-13-40", b"", b"x" * 16, [], ["white"], [1, "a", b"b"], [[]], {"+": ["white"], "-": []},
    {"+": [[]], "-": []}, {"+": "ab", "-": "c"}, {"a": 1}, [None], "primary_victim",
)  # fmt: skip


def _wild_operation(chance: Random, laptop: Laptop) -> tuple[Any, ...]:
    """All of an operation but its index: often of a true record, with values of any kind."""
    known = laptop.workspace.read(_records)
    record = chance.choice([*known, b"r" * 16, bytes(16)])
    values = {word: chance.choice(_VALUES) for word in chance.sample(_WORDS, chance.randrange(5))}
    dots = [
        chance.choice((bytes(20), b"\xff" * 20, chance.randbytes(20)))
        for _ in range(chance.randrange(3))
    ]
    replaces = {chance.choice([*_WORDS, "~seen"]): dots} if chance.randrange(2) else {}
    return chance.randrange(4), chance.choice(_KINDS), record, values, replaces


def _records(connection: Connection) -> list[bytes]:
    return [
        row
        for kind in ("person", "case")
        for row in connection.exec_driver_sql(f'SELECT id FROM "{kind}" ORDER BY id').scalars()  # noqa: S608 - our own names
    ]


def _a_case(connection: Connection) -> bytes:
    return bytes(connection.exec_driver_sql('SELECT id FROM "case" LIMIT 1').scalar_one())


def _roster_cursor(connection: Connection) -> Any:
    query = "SELECT generation, sequence, link, log FROM sync_log WHERE kind = 'roster'"
    return tuple(connection.exec_driver_sql(query).one())


def _knew_less(transaction: Transaction, cursor: Any) -> tuple[None, Changes]:
    run = transaction.connection.exec_driver_sql
    run("DELETE FROM roster_entry WHERE sequence > ?", (cursor[1],))
    run("DELETE FROM member_device WHERE sequence > ?", (cursor[1],))
    run("UPDATE sync_log SET generation = ?, sequence = ?, link = ? WHERE log = ?", cursor)
    return None, Changes()


def _round_knowing_less(laptop: Laptop, cursor: Any) -> None:
    """Sync as if whoever stands behind ``cursor`` was admitted between two requests."""
    script, result = sync_round(laptop.clock), None
    try:
        while True:
            command = script.send(result)
            if command == Do(apply_waiting_with, (True,)):
                laptop.workspace.write(_knew_less, cursor)
            result = carry_out(command, laptop.wire, laptop.workspace)
    except StopIteration:
        return
