"""A laptop that comes later begins with a snapshot, and has what all others have."""

from collections.abc import Callable, Iterator
from dataclasses import replace as replaced
from itertools import count
from typing import Any

import pytest

from storage.domain.kinds.case import Case
from storage.tables.records import fetch
from storage.usecases.records import Edit, save
from storage.usecases.syncing import snapshots
from storage.usecases.transaction import Transaction
from sync.client.commands import Ask, Unreachable
from sync.client.driving import carry_out
from sync.client.round import sync_round
from sync.client.snapshots.schedule import NEVER
from sync.protocol.snapshot import Snapshot, read_snapshot
from tests.storage.builders import SOME_DAY, add_case
from tests.sync.snapshots.office import TAKE, Office, Person, held, office

_NAMES = map(str, count())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Ana's office with some history, in a snapshot of hers that nobody attests."""
    with office(tmp_path_factory.mktemp("office") / "office") as made:
        made.ana.work(6)
        close_one(made.ana)
        made.ana.sync()
        yield made


@pytest.fixture
def guest(place: Office) -> Person:
    """Somebody whom Ana admitted just now."""
    return place.join(f"guest {next(_NAMES)}")


def close_one(person: Person) -> None:
    def close(transaction: Transaction) -> bytes:
        case, _ = add_case(transaction, "Quill", "Closed")
        stored = fetch(transaction.connection, Case, case.id)
        assert stored is not None
        closed = replaced(
            stored.record, status="closed", closed_on=SOME_DAY, closure_reason="goals_met"
        )
        save(transaction, [Edit(stored, closed)], "close")
        return case.id

    person.workspace.write(close)
    person.sync(NEVER)


def cases_log(person: Person) -> bytes:
    """The log that the cases are in, which is the longest."""
    query = "SELECT log FROM sync_log WHERE kind = 'vault' ORDER BY sequence DESC LIMIT 1"
    return bytes(person.workspace.read(lambda c: c.exec_driver_sql(query).scalar_one()))


def known(person: Person) -> list[tuple[bytes, Snapshot, str]]:
    log = cases_log(person)
    found = person.workspace.read(snapshots.snapshots, log)
    return [(one.digest, read_snapshot(one.body), one.state) for one in found]


def pulls_from_the_beginning(person: Person) -> bool:
    return any("/pull?after=0&" in asked and "whole" not in asked for asked in person.way.asked)


def same(one: Person, other: Person) -> bool:
    return bool(one.workspace.read(held) == other.workspace.read(held))


def test_a_newcomer_begins_with_the_snapshot_of_the_admin_who_admitted_it(
    place: Office, guest: Person
) -> None:
    guest.sync(TAKE)
    assert same(guest, place.ana)
    assert [state for _, _, state in known(guest)] == ["taken"]
    assert guest.way.count("/pull?after=0&log=" + cases_log(guest).hex()) == 0


def test_it_goes_on_from_there_in_both_directions(place: Office, guest: Person) -> None:
    guest.sync(TAKE)
    guest.work(2)
    place.ana.work(1)
    place.ana.sync(NEVER)
    guest.sync(TAKE)
    place.ana.sync(NEVER)
    assert same(guest, place.ana)


def test_open_cases_are_here_before_closed_ones(place: Office, guest: Person) -> None:
    outcome = guest.sync(TAKE, at_work=False, early=True)
    assert outcome.more
    query = 'SELECT DISTINCT status FROM "case"'
    assert guest.workspace.read(lambda c: [*c.exec_driver_sql(query).scalars()]) == [
        "active_ongoing"
    ]
    guest.workspace.write(add_case, "Early", "Bird")
    assert not guest.sync(TAKE).more
    for person in (place.ana, guest, place.ana):  # both note for the leads who came and looked
        person.sync(NEVER)
    assert same(guest, place.ana)


def test_a_line_that_drops_at_every_request_costs_no_chunk_twice(
    place: Office, guest: Person
) -> None:
    answered: list[str] = []
    dropped: set[str] = set()

    def meddle(ask: Ask, on: Callable[[Ask], Any]) -> Any:
        if ask.path not in dropped:
            dropped.add(ask.path)
            return Unreachable("no-network")
        dropped.discard(ask.path)
        answered.append(ask.path)
        return on(ask)

    guest.way.meddle = meddle
    while guest.try_sync(TAKE).problem is not None:
        assert len(answered) < 200
    blobs = [path for path in answered if "/blobs/" in path]
    assert len(blobs) == len(set(blobs)) > 2
    assert same(guest, place.ana)


def test_a_laptop_that_is_killed_at_any_step_goes_on_where_it_was(
    place: Office, guest: Person
) -> None:
    for most in count(3):
        script, steps = sync_round(guest.workspace.clock, schedule=TAKE), 0
        command = next(script)
        try:
            while steps < most:
                steps += 1
                command = script.send(carry_out(command, guest.way, guest.workspace))
        except StopIteration:
            break
        script.close()
    chunks = [asked for asked in guest.way.asked if "/blobs/" in asked]
    # A chunk that was asked for as the process died is asked for once more.
    assert len(chunks) <= 2 * len(set(chunks))
    assert same(guest, place.ana)
    assert [state for _, _, state in known(guest)] == ["taken"]
