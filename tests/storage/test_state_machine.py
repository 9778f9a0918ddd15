"""Any sequence of acts leaves the workspace as a model in plain Python says.

``SATCHEL_LONG=1`` runs a thousand sequences of up to fifty acts.
"""

import os
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection
from typing_extensions import override

from storage.crypto.head import Head, HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.doctor.indexes import check_indexes
from storage.doctor.replay import check_replay
from storage.domain.changeset import RETIRED, Dot, Operation, SetEdit
from storage.domain.checks import problems_of
from storage.domain.ids import RecordId, id_from
from storage.domain.kinds import KINDS
from storage.domain.rules import rule_problems
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.spec.fields import SETS, register_of
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import to_plain
from storage.tables import journal
from storage.tables.records import Stored, fetch
from storage.usecases.bulk import add_all
from storage.usecases.changes import Changes
from storage.usecases.codelists import codebook
from storage.usecases.history import history
from storage.usecases.records import Add, Change, Edit, Restore, Retire, save
from storage.usecases.searching import search_texts
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.storage import any_records, model
from tests.storage.model import Done, Kept, Refused

LONG = os.environ.get("SATCHEL_LONG") == "1"
BUDGET = settings(
    max_examples=1_000 if LONG else 14,
    stateful_step_count=50 if LONG else 25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
USED = {
    "person": ("case", "given_name", "race", "aliases", "special_classifications", "voicemail_ok"),
    "case": ("opened_on", "closed_on"),
    "court_event": ("on", "at", "court", "orders", "outcome"),
    "contact": ("case", "on", "minutes", "with_whom"),
    "note": ("text",),
    "outreach": ("title", "audience", "attendees"),
    "disclosure": ("people",),
}
"""Sets, groups, rules between fields, append-only, permanent, records outside any case."""
DRAWN = ("person", "person", "person", *USED)
MOST = 4
"""Records in one sequence: few, so that acts meet on the same ones."""
TODAY = date(2026, 3, 4)

Screen = tuple[Kept, Stored[Any]]
Plan = Callable[[dict[RecordId, Kept]], list[Done | None]]


class Stop(Exception):  # noqa: N818 - the act's own end
    pass


class WorkspaceMachine(RuleBasedStateMachine):
    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(mkdtemp())
        self.folder = self.place / "workspace"
        shutil.copytree(self.template.folder, self.folder)
        self.clock = FixedClock(datetime(2026, 3, 4, 15, tzinfo=UTC))
        self.workspace = self.opened()
        self.kept: dict[RecordId, Kept] = {}
        self.screens: list[Screen] = []
        self.saves: list[tuple[Dot, list[Done]]] = []
        self.count = 0
        self.is_seen = False

    def opened(self) -> Workspace:
        return Workspace(self.folder, self.template.key, clock=self.clock)

    @override
    def teardown(self) -> None:
        self.workspace.close()
        shutil.rmtree(self.place)

    # What a user does

    @precondition(lambda self: len(self.kept) < MOST)
    @rule(data=st.data(), together=st.integers(1, 2))
    def add(self, data: st.DataObject, together: int) -> None:
        made = [self.drawn(data) for _ in range(together)]
        self.saved([Add(record) for record in made], lambda kept: [_add(kept, r) for r in made])

    @precondition(lambda self: len(self.kept) < MOST)
    @rule(data=st.data())
    def import_some(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(DRAWN))
        made = [self.drawn(data, kind) for _ in range(2)]
        self.is_seen = False
        changed, done = self.planned(lambda kept: [_add(kept, r) for r in made])

        def act(transaction: Transaction) -> int:
            return add_all(transaction, made, "import", batch=bytes(16))

        if done is None:
            with pytest.raises(RejectedError):
                self.workspace.write(act)
        else:
            assert self.workspace.write(act) == len(made)
            self.kept = changed

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        self.edited(data, *self.chosen(data, stale=False))

    @precondition(lambda self: self.screens)
    @rule(data=st.data())
    def edit_what_was_on_screen(self, data: st.DataObject) -> None:
        self.edited(data, *self.chosen(data, stale=True))

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), times=st.integers(1, 3))
    def change_one_thing_again_and_again_and_then_from_the_first_screen(
        self, data: st.DataObject, times: int
    ) -> None:
        first, stored = self.chosen(data, stale=False)
        name = data.draw(st.sampled_from(USED[kind_of(type(stored.record)).name]))
        for _ in range(times):
            now, shown = self.screen(stored.record.id)
            self.edited(data, now, shown, name)
        self.edited(data, first, stored, name)

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), stale=st.booleans())
    def hide(self, data: st.DataObject, stale: bool) -> None:  # noqa: FBT001 - drawn
        screen, stored = self.chosen(data, stale=stale)
        retired = not screen.retired
        change: Change = Retire(stored) if retired else Restore(stored)
        self.saved(
            [change], lambda kept: [model.hide(kept[stored.record.id], screen, retired=retired)]
        )

    @precondition(lambda self: len(self.kept) > 1)
    @rule(data=st.data())
    def do_several_things_at_once(self, data: st.DataObject) -> None:
        first, second = data.draw(
            st.lists(st.sampled_from(sorted(self.kept)), min_size=2, max_size=2, unique=True)
        )
        (edited, before), (hidden, shown) = self.screen(first), self.screen(second)
        after, new = self.changed(data, before.record), self.drawn(data)
        self.saved(
            [Edit(before, after), Add(new), Retire(shown)],
            lambda kept: [
                model.edit(kept[first], edited, after),
                _add(kept, new),
                model.hide(kept[second], hidden, retired=True),
            ],
        )

    @precondition(lambda self: self.saves)
    @rule(data=st.data(), newest=st.booleans())
    def take_back(self, data: st.DataObject, newest: bool) -> None:  # noqa: FBT001 - drawn
        dot, done = self.saves[-1] if newest else data.draw(st.sampled_from(self.saves))
        self.tried(
            lambda transaction: undo(transaction, dot),
            lambda kept: [model.undo(kept[each.id], each) for each in done],
        )

    @rule(data=st.data())
    def fail_in_the_midst(self, data: st.DataObject) -> None:
        made = self.drawn(data)

        def act(transaction: Transaction) -> None:
            save(transaction, [Add(made)], "add")
            raise Stop

        self.is_seen = False
        with pytest.raises((Stop, RejectedError)):
            self.workspace.write(act)

    @rule(hours=st.integers(-3, 3))
    def close_and_open_later(self, hours: int) -> None:
        """Also with the clock set back."""
        self.workspace.close()
        self.clock.pass_time(hours=hours)
        self.workspace = self.opened()
        self.is_seen = False

    # What must hold after every act

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        if self.is_seen:
            return
        self.workspace.read(self.compare)
        keys = derive_workspace_keys(self.template.key)
        last = HeadFile(self.folder, keys.head).read()
        assert last == Head(*self.workspace.read(journal.head))
        self.is_seen = True

    def compare(self, connection: Connection) -> None:
        journal.verify_chain(connection)
        assert check_replay(connection, lambda _done, _all: None) == len(self.kept)
        check_indexes(connection)
        self.compare_finds(connection)
        operations = _operations(connection)
        for id_, kept in self.kept.items():
            stored = fetch(connection, type(kept.record), id_)
            assert stored is not None
            assert (stored.record, stored.retired) == (kept.record, kept.retired)
            _compare_versions(stored, operations)
            _compare_history(connection, kept)

    def compare_finds(self, connection: Connection) -> None:
        for word in ("adams", "noa"):
            assert {hit.record for hit in search_texts(connection, f'"{word}"', 1000)} == {
                id_
                for id_, kept in self.kept.items()
                if not kept.retired and word in _words(kept.record)
            }

    # How

    def drawn(self, data: st.DataObject, kind: str = "") -> Any:
        kind = kind or data.draw(st.sampled_from(DRAWN))
        self.count += 1
        id_ = id_from(1_772_636_400_000 + self.count, self.count)
        return KINDS[kind](id=id_, **data.draw(any_records.records(kind, USED[kind])))

    def changed(self, data: st.DataObject, record: Any, only: str = "") -> Any:
        """Return ``record`` with one or two fields changed, or ``only`` this one."""
        fields = fields_of(type(record))
        used = (only,) if only else USED[kind_of(type(record)).name]
        names = data.draw(st.lists(st.sampled_from(used), min_size=1, max_size=2, unique=True))
        values = {name: getattr(record, name) for name in fields}
        for name in names:
            field = fields[name]
            if isinstance(field, SETS):
                values[name] = values[name] ^ {data.draw(any_records.member(field))}
            else:
                values[name] = data.draw(any_records.value(field))
        return type(record)(id=record.id, **values)

    def stored(self, id_: RecordId) -> Stored[Any]:
        stored = self.workspace.read(fetch, type(self.kept[id_].record), id_)
        assert stored is not None
        return stored

    def screen(self, id_: RecordId) -> Screen:
        return self.kept[id_].copy(), self.stored(id_)

    def chosen(self, data: st.DataObject, *, stale: bool) -> Screen:
        """Return a record as it is, or as it was when some act began with it."""
        if stale and self.screens:
            return data.draw(st.sampled_from(self.screens))
        chosen = self.screen(data.draw(st.sampled_from(sorted(self.kept))))
        self.screens.append(chosen)
        return chosen

    def edited(
        self, data: st.DataObject, screen: Kept, stored: Stored[Any], name: str = ""
    ) -> None:
        after = self.changed(data, stored.record, name)
        self.saved([Edit(stored, after)], lambda kept: [model.edit(kept[after.id], screen, after)])

    def saved(self, changes: Sequence[Change], plan: Plan) -> None:
        self.tried(lambda transaction: save(transaction, changes, "save"), plan)

    def tried(self, act: Callable[[Transaction], Changes], plan: Plan) -> None:
        """Do ``act`` in the workspace and ``plan`` in the model; both do it, or both refuse."""
        self.is_seen = False
        changed, done = self.planned(plan)
        if done is None:
            with pytest.raises((ChangedMeanwhileError, RejectedError)):
                self.workspace.write(act)
            return
        changes = self.workspace.write(act)
        self.kept = changed
        assert set().union(*changes.ids_by_kind.values()) == {each.id for each in done}
        if changes.dot is not None:
            self.saves.append((changes.dot, done))

    def planned(self, plan: Plan) -> tuple[dict[RecordId, Kept], list[Done] | None]:
        kept = {id_: each.copy() for id_, each in self.kept.items()}
        try:
            done = [each for each in plan(kept) if each is not None]
            for each in done:
                _refuse_what_rules_forbid(each)
        except Refused:
            return self.kept, None
        return kept, done


def _operations(connection: Connection) -> dict[Dot, Operation]:
    return {
        entry.changeset.dot(operation.index): operation
        for entry in journal.entries(connection)
        for part in entry.changeset.parts
        for operation in part.operations
    }


def _compare_versions(stored: Stored[Any], operations: dict[Dot, Operation]) -> None:
    """Every version shown names an operation of this record that wrote just that."""
    versions, id_ = stored.versions, stored.record.id
    assert (operations[versions.born].verb, operations[versions.born].record) == ("add", id_)
    for register, (dot,) in versions.registers.items():
        assert register in _registers(operations[dot])
        assert operations[dot].record == id_
    for name, members in versions.members.items():
        for member, dots in members.items():
            assert (member in getattr(stored.record, name)) is bool(dots)
            for dot in dots:
                change = operations[dot].values[name]
                assert isinstance(change, SetEdit)
                assert member in change.added
                assert operations[dot].record == id_


def _compare_history(connection: Connection, kept: Kept) -> None:
    """Each step begins where the one before ended, and the last one ends with what is stored."""
    steps = history(connection, kind_of(type(kept.record)).name, kept.record.id)
    assert len(steps) == kept.saves
    last: dict[str, Any] = {}
    for step in reversed(steps):
        for name, (before, after) in step.fields.items():
            assert (last.get(name) or None) == (before or None)
            last[name] = after
    for name, field in fields_of(type(kept.record)).items():
        plain = to_plain(field)(getattr(kept.record, name))
        assert last.get(name, plain if plain in ("", [], False) else None) == plain


def _add(kept: dict[RecordId, Kept], record: Any) -> Done:
    kept[record.id] = Kept(record)
    return Done("add", record.id, None, record, {}, 1)


def _refuse_what_rules_forbid(done: Done) -> None:
    kind = kind_of(type(done.after))
    if done.verb in {"add", "edit"}:
        problems = problems_of(done.after, today=TODAY, codes=codebook())
        if problems or rule_problems(done.after):
            raise Refused
    if (done.verb == "edit" and kind.append_only) or (done.verb == "retire" and kind.permanent):
        raise Refused


def _registers(operation: Operation) -> set[str]:
    if operation.verb in {"retire", "restore"}:
        return {RETIRED}
    fields = fields_of(KINDS[operation.kind])
    return {register_of(name, fields[name]) for name in operation.values}


def _words(record: Any) -> set[str]:
    texts = [getattr(record, n) for n, f in fields_of(type(record)).items() if f.search == "text"]
    return set(re.findall(r"\w+", " ".join(texts).lower()))


def test_any_sequence_of_acts_leaves_what_the_model_says(template: Template) -> None:
    machine = type("Machine", (WorkspaceMachine,), {"template": template})
    run_state_machine_as_test(machine, settings=BUDGET)
