"""What is exported comes back as it was, to the byte."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from storage.crypto.passphrases import FLOOR
from storage.domain.kinds import OPEN_KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.disclosure import Disclosure
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import PartialDate
from storage.exchange.exporting import Exported, export_files
from storage.exchange.importing import import_files
from storage.tables.records import record_maker
from storage.usecases.records import Add, Retire, save
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create
from tests.conftest import PASSPHRASE, FixedClock
from tests.exchange.files import write_files
from tests.storage.builders import edit, stored

DAY = date(2026, 3, 2)
NAMES = ("O'Neil", "=HYPERLINK(1)", "'@home", "\u660e", "\u202e\u0628", "a;b\\c", 'Jo "J"')


def fill(transaction: Transaction) -> None:
    new = transaction.new_id
    case, youth, event, contact, note = new(), new(), new(), new(), new()
    records: list[Any] = [
        Case(
            id=case,
            number="BER-26-0001",
            youth=youth,
            cac="berkshire_kids_place",
            opened_on=DAY,
            closed_on=DAY,
            status="closed",
            closure_reason="goals_met",
        ),
        Referral(
            id=new(),
            case=case,
            people=frozenset({youth, new()}),
            received_on=DAY,
            received_at=time(9, 5),
            source="dcf",
            reason="Lines\n\tand tabs, commas; semicolons",
        ),
        Contact(id=contact, case=case, on=DAY, minutes=0, youth_present=True, event=event),
        Service(
            id=new(),
            case=case,
            contact=contact,
            recipient=youth,
            on=DAY,
            code="e10",
            quantity=99,
            funding="maca_csec_voca",
        ),
        Victimization(
            id=new(), case=case, person=youth, type="other", presented_from=DAY, explanation="-"
        ),
        Note(id=note, case=case, on=DAY, note_class="factual", text="'=one\n\ntwo"),
        Note(id=new(), case=case, on=DAY, note_class="factual", text="+", amends=note),
        CourtEvent(
            id=event, case=case, matter="delinquency", event_type="arraignment", on=DAY, at=time()
        ),
        Outreach(id=new(), on=DAY, title="Radio", outreach_kind="media", attendees=0),
        Disclosure(
            id=new(),
            at=datetime(2026, 3, 2, 8, tzinfo=UTC),
            form="Letter",
            content="records",
            purpose="Court",
            recipient="Clerk",
            people=frozenset({youth}),
        ),
        *(
            Person(
                id=youth if number == 0 else new(),
                case=case,
                role="primary_victim",
                given_name=name,
                aliases=frozenset(NAMES),
                race=frozenset({"hispanic", "white"}),
                born_on=PartialDate.parse(
                    ("2010-05-12", "2009-05", "2009~", "declined")[number % 4]
                ),
                safe_contact="Ask for\nher aunt",
            )
            for number, name in enumerate(NAMES)
        ),
    ]
    save(transaction, [Add(record) for record in records], "intake")


@pytest.fixture
def empty(tmp_path: Path, clock: FixedClock) -> Workspace:
    folder = tmp_path / "empty"
    created = create(folder, PASSPHRASE, Beginning(person="B", program="P"), cost=FLOOR)
    return Workspace(folder, created.key, clock=clock)


def moved(source: Workspace, target: Workspace, folder: Path) -> tuple[Exported, Exported]:
    exported = source.read(export_files)
    target.write(import_files, write_files(folder / "csv", exported.files))
    return exported, target.read(export_files)


def test_export_import_export_gives_the_same_bytes_and_the_same_records(
    workspace: Workspace, empty: Workspace, tmp_path: Path
) -> None:
    workspace.write(fill)
    (person, *_) = people(workspace)
    edit(workspace, stored(workspace, Person, person.id), family_name="Vega", race=frozenset())
    retired = stored(workspace, Person, people(workspace)[1].id)
    workspace.write(save, [Retire(retired)], "retire")
    before, after = moved(workspace, empty, tmp_path)
    assert after.files == before.files
    assert set(before.files) == {f"{kind}.csv" for kind in OPEN_KINDS}
    for kind in OPEN_KINDS:
        assert records(empty, kind) == records(workspace, kind)
    assert stored(empty, Person, retired.record.id).retired


def test_no_cell_starts_like_a_formula(workspace: Workspace) -> None:
    workspace.write(fill)
    for name, content in workspace.read(export_files).files.items():
        for row in csv.reader(io.StringIO(content.decode(), newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))], name


def test_privileged_notes_stay_inside_unless_asked_for(workspace: Workspace) -> None:
    workspace.write(fill)
    (note, *_) = records(workspace, "note")
    private = replace(note, id=workspace.write(Transaction.new_id), note_class="privileged")
    workspace.write(save, [Add(private)], "write note")
    shared = workspace.read(export_files, privileged=False)
    assert shared.privileged_left_out == 1
    assert b"privileged" not in shared.files["note.csv"]
    whole = workspace.read(export_files)
    assert (whole.privileged_left_out, whole.records) == (0, shared.records + 1)


def test_an_empty_workspace_exports_headers_alone(workspace: Workspace) -> None:
    exported = workspace.read(export_files)
    assert exported.records == 0
    assert exported.files["service.csv"].decode() == (
        "id,retired,case,contact,recipient,on,code,quantity,provider,funding,"
        "compensation_assisted,remark\n"
    )


def people(workspace: Workspace) -> list[Person]:
    return records(workspace, "person")


def records(workspace: Workspace, kind: str) -> list[Any]:
    make = record_maker(kind)
    rows = workspace.read(
        lambda c: c.exec_driver_sql(f'SELECT * FROM "{kind}" ORDER BY id').mappings().all()  # noqa: S608 - fixed names
    )
    return [make(row) for row in rows]
