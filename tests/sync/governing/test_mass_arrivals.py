"""Very many changes of one laptop are taken in, held up in Review, and undone as one act."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from storage.doctor.replay import check_replay
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.masschange import granted
from storage.usecases.records import Edit, Retire, save
from storage.usecases.syncing.massarrivals import MassArrival, looked_at, mass_arrivals
from storage.usecases.syncing.undoing import undo_run
from storage.usecases.transaction import Granted, Transaction
from tests.conftest import FixedClock
from tests.storage.builders import add_case, edit, stored
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import met

MANY = 14
WHY = Granted("Testing")


def cases_of(laptop: Laptop) -> list[Case]:
    return [laptop.workspace.write(add_case, f"Child {n}")[0] for n in range(MANY)]


def reassign(transaction: Transaction, cases: Sequence[Case], to: str) -> Changes:
    found = [fetch(transaction.connection, Case, one.id) for one in cases]
    edits = [Edit(one, replace(one.record, coordinator=to)) for one in found if one]
    return save(transaction, edits, "hand over cases")


def retire(transaction: Transaction, cases: Sequence[Case]) -> Changes:
    found = [fetch(transaction.connection, Case, one.id) for one in cases]
    return save(transaction, [Retire(one) for one in found if one], "retire")


def arrivals(laptop: Laptop) -> tuple[MassArrival, ...]:
    return laptop.workspace.read(mass_arrivals)


def coordinators(connection: Connection) -> dict[RecordId, str]:
    rows = connection.exec_driver_sql('SELECT id, coordinator FROM "case" WHERE retired = 0').all()
    return {RecordId(row.id): row.coordinator for row in rows}


def test_it_is_taken_in_held_up_and_undone_for_everybody(three: Three) -> None:
    cases = cases_of(three.ana)
    met(three.ana, three.ben, three.cal)
    three.ben.workspace.write(granted(reassign, WHY), cases, "Somebody Else")
    met(three.ben, three.ana, three.cal)
    assert set(three.ana.workspace.read(coordinators).values()) == {"Somebody Else"}
    (found,) = arrivals(three.ana)
    assert (found.author, found.cases, found.records) == ("Ben Silva", MANY, 0)
    assert found.acts == ("hand over cases",)
    assert found.first[0] in {one.number for one in cases}
    assert arrivals(three.ben) == ()
    undone, _ = three.ana.workspace.write(undo_run, found.changesets)
    assert (undone.records, undone.kept) == (MANY, ())
    met(three.ana, three.ben, three.cal)
    for laptop in (three.ana, three.ben, three.cal):
        assert set(laptop.workspace.read(coordinators).values()) == {""}
        laptop.workspace.read(check_replay, lambda _done, _total: None)
    assert arrivals(three.ana) == ()


def test_what_somebody_wrote_since_stays_and_is_named(three: Three) -> None:
    """Edited, retired and edited again in one run; one case was touched by Ana afterwards."""
    cases = cases_of(three.ana)
    met(three.ana, three.ben)
    three.ben.workspace.write(granted(reassign, WHY), cases, "First")
    three.ben.workspace.write(granted(reassign, WHY), cases, "Second")
    three.ben.workspace.write(granted(retire, WHY), cases[1:])
    met(three.ben, three.ana)
    edit(three.ana.workspace, stored(three.ana.workspace, Case, cases[0].id), coordinator="Ana")
    (found,) = arrivals(three.ana)
    undone, _ = three.ana.workspace.write(undo_run, found.changesets)
    assert undone.records == MANY - 1
    assert undone.kept == (("Case", cases[0].number, "It was changed since."),)
    now = three.ana.workspace.read(coordinators)
    assert now[cases[0].id] == "Ana"
    assert set(now.values()) == {"", "Ana"}
    assert len(now) == MANY
    three.ana.workspace.read(check_replay, lambda _done, _total: None)


def test_ordinary_work_is_not_held_up(three: Three) -> None:
    """New cases, a day of edits, and a long rest between two smaller hand-overs."""
    cases = cases_of(three.ana)
    met(three.ana, three.ben)
    cases_of(three.ben)
    half = len(cases) // 2
    three.ben.workspace.write(granted(reassign, WHY), cases[:half], "Somebody")
    clock = three.ben.clock
    assert isinstance(clock, FixedClock)
    clock.pass_time(minutes=11)
    three.ben.workspace.write(granted(reassign, WHY), cases[half:], "Somebody")
    met(three.ben, three.ana)
    assert arrivals(three.ana) == ()
    clock.pass_time(minutes=5)
    three.ben.workspace.write(granted(reassign, WHY), cases[:half], "Another")
    met(three.ben, three.ana)
    (found,) = arrivals(three.ana)
    assert found.cases == MANY
    three.ana.workspace.write(looked_at, found.changesets)
    assert arrivals(three.ana) == ()
