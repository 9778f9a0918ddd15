"""The fast way in is the slow way in many at once; drafts and settings stay on the laptop."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.errors import CancelledError, RejectedError
from storage.spec.kinds import kind_of
from storage.tables import journal
from storage.tables.records import METADATA
from storage.usecases import bulk, drafts
from storage.usecases.history import history
from storage.usecases.records import Add, all_problems, save
from storage.usecases.searching import search_names, search_texts
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction
from storage.usecases.writing import home_of
from storage.workspace import Workspace
from tests.storage import any_records
from tests.storage.builders import add_case, stored


def _people(transaction: Transaction, count: int) -> list[Person]:
    return [
        Person(id=transaction.new_id(), role="sibling", given_name=f"Ro{n}", family_name="Ames")
        for n in range(count)
    ]


def _import(
    transaction: Transaction, records: Sequence[Any], progress: bulk.Progress = lambda _: None
) -> int:
    batch = bulk.batch_id(transaction)
    return bulk.add_all(transaction, records, "import", batch=batch, progress=progress)


def test_bulk_records_read_back_are_found_and_have_a_history(workspace: Workspace) -> None:
    people = workspace.write(_people, 2_500)
    assert workspace.write(_import, people) == 2_500
    last = people[-1]
    assert stored(workspace, Person, last.id).record == last
    assert workspace.read(search_names, "ro2499")[0].record == last.id
    assert [step.act for step in workspace.read(history, "person", last.id)] == ["import"]


def test_bulk_writes_few_entries_under_one_batch_and_keeps_the_chain(
    workspace: Workspace,
) -> None:
    workspace.write(_import, workspace.write(_people, 4_500))
    batches = workspace.read(
        lambda c: c.exec_driver_sql("SELECT DISTINCT batch FROM journal").scalars().all()
    )
    assert len(batches) == 1
    assert workspace.read(journal.verify_chain) == 3


def test_bulk_seals_each_record_with_the_key_of_its_case(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    other, _ = workspace.write(add_case, "Lin", "Tran")

    def notes(transaction: Transaction) -> int:
        made = [
            Note(
                id=transaction.new_id(),
                case=home.id,
                on=date(2026, 3, 1),
                note_class="factual",
                text=f"Met {n}.",
            )
            for n in range(6)
            for home in (case, other)
        ]
        return _import(transaction, made)

    workspace.write(notes)
    scopes = workspace.read(
        lambda c: c.exec_driver_sql(
            "SELECT scope, count(*) FROM journal_part WHERE sequence = 3 GROUP BY scope"
        ).all()
    )
    assert {tuple(row) for row in scopes} == {(case.id, 1), (other.id, 1)}
    assert len(workspace.read(search_texts, "met")) == 12


def test_one_bad_record_keeps_all_of_them_out(workspace: Workspace) -> None:
    people = workspace.write(_people, 10)
    bad = Person(id=people[3].id, role="boss")
    with pytest.raises(RejectedError, match="unknown code boss"):
        workspace.write(_import, [*people[:3], bad, *people[4:]])
    assert workspace.read(journal.head)[0] == 0


def test_stopping_an_import_keeps_nothing_of_it(workspace: Workspace) -> None:
    def stop(done: int) -> None:
        if done >= bulk.CHUNK:
            raise CancelledError("Stopped.")

    people = workspace.write(_people, 5_000)
    with pytest.raises(CancelledError):
        workspace.write(_import, people, progress=stop)
    count = workspace.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM person").scalar())
    assert (count, workspace.read(journal.head)[0]) == (0, 0)


def test_it_can_be_stopped_when_all_is_stored_and_the_indexes_take_it_in(
    workspace: Workspace,
) -> None:
    heard: list[int] = []

    def stop(done: int) -> None:
        heard.append(done)
        if heard.count(2_500) == 2:
            raise CancelledError("Stopped.")

    people = workspace.write(_people, 2_500)
    with pytest.raises(CancelledError):
        workspace.write(_import, people, progress=stop)
    assert heard == [0, 2_000, 2_500, 2_500]
    assert workspace.read(journal.head)[0] == 0


def test_it_can_be_stopped_while_its_cases_are_given_keys(workspace: Workspace) -> None:
    def cases(transaction: Transaction) -> list[Case]:
        return [
            Case(
                id=transaction.new_id(),
                cac="berkshire_kids_place",
                number=f"B-{n}",
                opened_on=date(2026, 3, 1),
                status="active_ongoing",
            )
            for n in range(3)
        ]

    def stop(done: int) -> None:
        if not done:
            raise CancelledError("Stopped.")

    made = workspace.write(cases)
    with pytest.raises(CancelledError):
        workspace.write(_import, made, progress=stop)
    assert workspace.read(journal.head)[0] == 0


def test_a_draft_is_kept_replaced_and_dropped(workspace: Workspace) -> None:
    workspace.write(drafts.keep, "note/1", {"text": "She sa", "caret": 6})
    workspace.write(drafts.keep, "note/1", {"text": "She said", "caret": 8})
    found = workspace.read(drafts.draft, "note/1")
    assert found is not None
    assert found.content == {"text": "She said", "caret": 8}
    assert [draft.place for draft in workspace.read(drafts.drafts)] == ["note/1"]
    workspace.write(drafts.drop, "note/1")
    assert workspace.read(drafts.draft, "note/1") is None


def test_a_draft_is_no_part_of_the_history(workspace: Workspace) -> None:
    workspace.write(drafts.keep, "note/1", {"text": "x"})
    assert workspace.read(journal.head)[0] == 0


def test_settings_have_defaults_and_only_known_names(workspace: Workspace) -> None:
    assert workspace.read(setting, "look.theme") == "auto"
    workspace.write(set_settings, {"look.theme": "dark"})
    assert workspace.read(setting, "look.theme") == "dark"
    with pytest.raises(KeyError):
        workspace.write(set_settings, {"look.colour": "red"})


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_record_by_bulk_is_to_the_byte_what_it_is_by_save(
    workspace: Workspace, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    drawn = data.draw(st.lists(any_records.records(kind), min_size=1, max_size=3))
    ids = [RecordId(bytes([n + 1]) * 16) for n in range(len(drawn))]
    made = [KINDS[kind](id=id_, **values) for id_, values in zip(ids, drawn, strict=True)]
    batch = bytes(16)

    def by_save(transaction: Transaction) -> None:
        in_order = sorted(made, key=lambda record: home_of(transaction, record)[1])
        save(transaction, [Add(record) for record in in_order], "add", batch)

    def by_bulk(transaction: Transaction) -> None:
        bulk.add_all(transaction, made, "add", batch=batch)

    assume(not workspace.write(_problems, made))
    assert _everything_after(workspace, by_save) == _everything_after(workspace, by_bulk)


def _vault(kind: str) -> str:
    return kind_of(KINDS[kind]).vault


def _problems(transaction: Transaction, records: Sequence[Any]) -> list[Any]:
    return [problem for record in records for problem in all_problems(transaction, record)]


class _Seen(Exception):  # noqa: N818 - carries what was seen out of a transaction that is undone
    pass


def _everything_after(workspace: Workspace, act: Callable[[Transaction], None]) -> object:
    """Return every row of every table after ``act``, and keep nothing of it."""

    def look(transaction: Transaction) -> None:
        act(transaction)
        tables = [table for table in METADATA.sorted_tables if table.name != "case_key"]
        rows = {
            t.name: sorted(map(repr, transaction.connection.execute(t.select()))) for t in tables
        }
        found = transaction.connection.exec_driver_sql("SELECT scope FROM case_key ORDER BY 1")
        raise _Seen(rows, found.scalars().all())

    with pytest.raises(_Seen) as seen:
        workspace.write(look)
    return seen.value.args
