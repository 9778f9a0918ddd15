"""However laptops meet, they end with the same records, versions and versions side by side.

``SATCHEL_LONG=1`` runs several hundred sequences of up to sixty acts.
"""

import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, Table
from typing_extensions import override

from storage.doctor.indexes import check_indexes
from storage.doctor.replay import check_replay
from storage.domain.ids import RecordId, id_from
from storage.domain.kinds import KINDS
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.spec.fields import SETS
from storage.spec.kinds import fields_of, kind_of
from storage.tables import journal
from storage.tables.records import TABLES, Stored, fetch
from storage.tables.syncing import EARLY, PARKED_OPERATIONS, SIBLINGS
from storage.usecases.bulk import add_all
from storage.usecases.records import Add, Change, Edit, Restore, Retire, save
from storage.usecases.syncing.conflicts import conflict_count, conflicts, settle, settle_retired
from storage.usecases.undo import last_own_save, undo
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.storage import any_records
from tests.storage.laptops import admit, as_another_device, deliver, keys_of, meet, outbox

LONG = os.environ.get("SATCHEL_LONG") == "1"
BUDGET = settings(
    max_examples=300 if LONG else 7,
    stateful_step_count=60 if LONG else 30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
USED = {
    "person": ("given_name", "school", "race", "aliases"),
    "court_event": ("on", "court", "orders", "outcome"),
    "case": ("opened_on", "closed_on"),
    "note": ("text",),
    "outreach": ("title", "audience"),
}
DRAWN = ("person", "person", "court_event", *USED)
MOST = 3
"""Records in one sequence: few, so that people meet on the same ones."""
NAMES = ("Ana Reyes", "Ben Ortiz", "Cho Park")
REFUSED = (ChangedMeanwhileError, RejectedError)


class LaptopsMachine(RuleBasedStateMachine):
    first: Template
    second: Template
    number: int

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(mkdtemp())
        self.clocks = [FixedClock(datetime(2026, 3, 4, 15, tzinfo=UTC)) for _ in NAMES]
        self.laptops: list[Workspace] = []
        for n in range(self.number):
            self.laptops.append(self.opened(n))
        self.made: list[tuple[str, RecordId]] = []
        self.screens: list[tuple[int, Stored[Any]]] = []
        self.count = 0

    def opened(self, n: int) -> Workspace:
        template, folder = (self.second if n else self.first), self.place / str(n)
        shutil.copytree(template.folder, folder)
        with Workspace(folder, template.key) as copied:
            as_another_device(copied)
        workspace = Workspace(folder, template.key, clock=self.clocks[n])
        workspace.rename_author(NAMES[n])
        if n:
            admit(self.laptops[0], workspace)
        return workspace

    @override
    def teardown(self) -> None:
        try:
            meet(*self.laptops)
            self.compare()
        finally:
            for laptop in self.laptops:
                laptop.close()
            shutil.rmtree(self.place)

    # What people do

    @precondition(lambda self: len(self.made) < MOST)
    @rule(data=st.data(), who=st.integers(0, 2), bulk=st.booleans())
    def add(self, data: st.DataObject, who: int, bulk: bool) -> None:  # noqa: FBT001 - drawn
        kind = data.draw(st.sampled_from(DRAWN))
        record = self.drawn(data, kind)
        if self.tries(who, [Add(record)], as_import=bulk):
            self.made.append((kind, record.id))

    @precondition(lambda self: len(self.made) < MOST)
    @rule(data=st.data())
    def import_the_same_twice(self, data: st.DataObject) -> None:
        # The key of a case is made where the case is: two cases of one id would have two keys.
        kind = data.draw(st.sampled_from([kind for kind in DRAWN if kind != "case"]))
        record, other = self.drawn(data, kind), self.drawn(data, kind)
        other = type(other)(id=record.id, **_values(other))
        if self.tries(0, [Add(record)], as_import=True):
            self.tries(1, [Add(other)], as_import=False)
            self.made.append((kind, record.id))

    @precondition(lambda self: self.made)
    @rule(data=st.data(), who=st.integers(0, 2), stale=st.booleans())
    def edit(self, data: st.DataObject, who: int, stale: bool) -> None:  # noqa: FBT001 - drawn
        found = self.chosen(data, who, stale=stale)
        if found is not None:
            self.tries(who, [Edit(found, self.changed(data, found.record))])

    @precondition(lambda self: self.made)
    @rule(data=st.data(), who=st.integers(0, 2))
    def hide(self, data: st.DataObject, who: int) -> None:
        found = self.chosen(data, who, stale=False)
        if found is not None:
            self.tries(who, [Restore(found) if found.retired else Retire(found)])

    @rule(data=st.data(), who=st.integers(0, 2), note=st.booleans())
    def decide(self, data: st.DataObject, who: int, note: bool) -> None:  # noqa: FBT001 - drawn
        laptop = self.laptop(who)
        found = laptop.read(conflicts)
        assert laptop.read(conflict_count) == len(found)
        if not found:
            return
        one = data.draw(st.sampled_from(found))
        if one.register == "~retired":
            laptop.write(settle_retired, one.kind, one.record, retire=note)
            return
        keep = data.draw(st.sampled_from(one.versions)).dot
        try:
            laptop.write(settle, one.kind, one.record, one.register, keep, other_as_note=note)
        except RejectedError:
            laptop.write(settle, one.kind, one.record, one.register, keep)

    @rule(who=st.integers(0, 2))
    def take_back(self, who: int) -> None:
        laptop = self.laptop(who)
        last = laptop.read(last_own_save, laptop.device)
        if last is not None:
            with suppress(*REFUSED):
                laptop.write(undo, last[0])

    @rule(who=st.integers(0, 2), minutes=st.integers(-40, 40))
    def pass_time(self, who: int, minutes: int) -> None:
        """Every clock goes its own way, back as well."""
        self.clocks[who].pass_time(minutes=minutes)

    @rule(data=st.data(), teller=st.integers(0, 2), listener=st.integers(0, 2), some=st.booleans())
    def tell(self, data: st.DataObject, teller: int, listener: int, some: bool) -> None:  # noqa: FBT001 - drawn
        """All that was saved, or some of it in any order."""
        source, target = self.laptop(teller), self.laptop(listener)
        if source is target:
            return
        box = outbox(source)
        if some and box:
            order = data.draw(st.permutations(range(len(box))))
            box = [box[n] for n in order[: data.draw(st.integers(1, len(box)))]]
        deliver(target, box, source.read(keys_of))
        target.read(check_replay, lambda _done, _all: None)

    # What must hold

    def compare(self) -> None:
        expected = self.laptops[0].read(_everything)
        for laptop in self.laptops:
            assert laptop.read(_everything) == expected
            assert laptop.read(_rows, EARLY) == []
            assert laptop.read(_rows, PARKED_OPERATIONS) == []
            laptop.read(check_replay, lambda _done, _all: None)
            laptop.read(check_indexes)
            laptop.read(journal.verify_chain)

    # Ways

    def laptop(self, who: int) -> Workspace:
        return self.laptops[who % self.number]

    def tries(self, who: int, changes: list[Change], *, as_import: bool = False) -> bool:
        """Tell whether the changes were saved; a refusal keeps nothing."""
        laptop = self.laptop(who)
        try:
            if as_import:
                records = [change.record for change in changes if isinstance(change, Add)]
                laptop.write(add_all, records, "import", batch=bytes(16))
            else:
                laptop.write(save, changes, "save")
        except REFUSED:
            return False
        return True

    def chosen(self, data: st.DataObject, who: int, *, stale: bool) -> Stored[Any] | None:
        """Return a record as it is on the laptop of ``who``, or as somebody had it on screen."""
        seen = [stored for n, stored in self.screens if n == who % self.number]
        if stale and seen:
            on_screen: Stored[Any] = data.draw(st.sampled_from(seen))
            return on_screen
        kind, id_ = data.draw(st.sampled_from(self.made))
        found: Stored[Any] | None = self.laptop(who).read(fetch, KINDS[kind], id_)
        if found is not None:
            self.screens.append((who % self.number, found))
        return found

    def drawn(self, data: st.DataObject, kind: str) -> Any:
        self.count += 1
        id_ = id_from(1_772_636_400_000 + self.count, self.count)
        return KINDS[kind](id=id_, **data.draw(any_records.records(kind, USED[kind])))

    def changed(self, data: st.DataObject, record: Any) -> Any:
        fields, values = fields_of(type(record)), _values(record)
        name = data.draw(st.sampled_from(USED[kind_of(type(record)).name]))
        if isinstance(fields[name], SETS):
            values[name] = values[name] ^ {data.draw(any_records.member(fields[name]))}
        else:
            values[name] = data.draw(any_records.value(fields[name]))
        return type(record)(id=record.id, **values)


def _values(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in fields_of(type(record))}


def _everything(connection: Connection) -> object:
    return {table.name: _rows(connection, table) for table in (*TABLES.values(), SIBLINGS)}


def _rows(connection: Connection, table: Table) -> list[Any]:
    return sorted(map(tuple, connection.execute(table.select())), key=repr)


@pytest.mark.parametrize("number", [2, 3])
def test_laptops_that_met_show_the_same(template: Template, second: Template, number: int) -> None:
    made = {"first": template, "second": second, "number": number}
    run_state_machine_as_test(type("Machine", (LaptopsMachine,), made), settings=BUDGET)
