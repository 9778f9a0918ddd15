"""Save: rows, journal, search index and head file, beside a bare one-row UPDATE and commit."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from storage.domain.ids import RecordId
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.tables.records import Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.bench.ground import Ground, ids
from tests.bench.results import Result
from tests.bench.timing import middle, milliseconds, p95

_TIMES, _IN_A_ROW = 300, 1_000
_TEXT = "Called in the afternoon; things are okay at school and the next visit is on Thursday. " * 4


def measure(ground: Ground) -> list[Result]:
    """Save edits and Quick logs on a copy, by turns with bare updates."""
    folder = ground.copy()
    with (
        Workspace(folder, ground.key) as workspace,
        ground.bare(folder, ground.key) as connection,
    ):
        people = [RecordId(found) for found in workspace.read(ids, _YOUTH)]
        edits, logs, bare = [], [], []
        for turn in range(_TIMES):
            person = people[turn * 37 % len(people)]
            edits.append(_edit(workspace, person, f"Town {turn}"))
            bare.append(milliseconds(lambda: _update(connection, person, turn)))  # noqa: B023 - run at once
            logs.append(milliseconds(lambda: workspace.write(_quick_log, person)))  # noqa: B023 - run at once
        row = milliseconds(lambda: _row_of_edits(workspace, people))
        bare_row = milliseconds(lambda: _row_of_updates(connection, people))
    beside = "one-row UPDATE and commit"
    return [
        Result(
            step="save", name="an edit, median", measured=middle(edits), bound=middle(bare),
            beside=beside, most_ratio=3, most=30, goal="9",
        ),
        Result(
            step="save", name="an edit, p95", measured=p95(edits), bound=p95(bare),
            beside=beside, most=5, goal="9",
        ),
        Result(
            step="save", name="contact, two services and a note, median", measured=middle(logs),
            bound=middle(bare), beside=beside, most=30,
        ),
        Result(step="save", name="the same, p95", measured=p95(logs), most=30),
        Result(
            step="save", name="1,000 edits, each saved", measured=row, bound=bare_row,
            beside="1,000 updates, each committed", most=300, goal="9",
        ),
    ]  # fmt: skip


_YOUTH = "SELECT id FROM person WHERE role = 'primary_victim' LIMIT 20000"


def _edit(workspace: Workspace, person: RecordId, town: str) -> float:
    stored = workspace.read(_person, person)
    change = Edit(stored, replace(stored.record, town=town))
    return milliseconds(lambda: workspace.write(_save, change))


def _row_of_edits(workspace: Workspace, people: list[RecordId]) -> None:
    for turn in range(_IN_A_ROW):
        stored = workspace.read(_person, people[turn % len(people)])
        workspace.write(_save, Edit(stored, replace(stored.record, town=f"Place {turn}")))


def _row_of_updates(connection: dbapi2.Connection, people: list[RecordId]) -> None:
    for turn in range(_IN_A_ROW):
        _update(connection, people[turn % len(people)], turn)


def _update(connection: dbapi2.Connection, person: RecordId, turn: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE person SET town = ? WHERE id = ?", (f"Bare {turn}", person))
    connection.execute("COMMIT")


def _person(connection: Connection, person: RecordId) -> Stored[Person]:
    stored = fetch(connection, Person, person)
    assert stored is not None
    return stored


def _save(transaction: Transaction, change: Any) -> Changes:
    return save(transaction, [change], "bench")


def _quick_log(transaction: Transaction, person: RecordId) -> Changes:
    day = date(2024, 3, 4)
    case = _person(transaction.connection, person).record.case
    contact = Contact(id=transaction.new_id(), case=case, on=day, minutes=20, mode="phone")
    services = [
        Service(
            id=transaction.new_id(), case=case, contact=contact.id, recipient=person, on=day,
            code=code, funding="maca_csec_voca",
        )
        for code in ("b4", "a4")
    ]  # fmt: skip
    note = Note(
        id=transaction.new_id(), case=case, on=day, note_class="factual", text=_TEXT,
        contact=contact.id,
    )  # fmt: skip
    return save(transaction, [Add(contact), *map(Add, services), Add(note)], "bench")
