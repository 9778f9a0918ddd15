"""Small real records for tests: a case of one youth, and acts on them."""

from dataclasses import replace
from datetime import date
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.document import Document
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.partial_dates import PartialDate
from storage.tables.records import Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.documents import keeping
from storage.usecases.records import Add, Edit, save
from storage.usecases.syncing.expunging import destroy
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace

SOME_DAY = date(2026, 3, 2)


def add_case(
    transaction: Transaction, given_name: str = "Marisol", family_name: str = "Vega"
) -> tuple[Case, Person]:
    case_id, person_id = transaction.new_id(), transaction.new_id()
    case = Case(
        id=case_id,
        number=f"BER-26-{case_id.hex()[-4:]}",
        youth=person_id,
        cac="berkshire_kids_place",
        opened_on=SOME_DAY,
        status="active_ongoing",
    )
    person = Person(
        id=person_id,
        case=case_id,
        role="primary_victim",
        given_name=given_name,
        family_name=family_name,
        born_on=PartialDate.parse("2010-05-12"),
        race=frozenset({"hispanic"}),
    )
    save(transaction, [Add(case), Add(person)], "intake")
    return case, person


def added(workspace: Workspace, cls: type[Any], **values: Any) -> RecordId:
    """Add a record of ``cls`` and return its id."""

    def act(transaction: Transaction) -> RecordId:
        record = cls(id=transaction.new_id(), **values)
        save(transaction, [Add(record)], "add")
        return RecordId(record.id)

    return workspace.write(act)


def add_note(transaction: Transaction, case: Case, text: str, on: date = SOME_DAY) -> Note:
    note = Note(id=transaction.new_id(), case=case.id, on=on, note_class="factual", text=text)
    save(transaction, [Add(note)], "write note")
    return note


def add_outreach(transaction: Transaction, title: str) -> Outreach:
    made = transaction.new_id()
    talk = Outreach(id=made, outreach_kind="presentation", title=title, on=SOME_DAY)
    save(transaction, [Add(talk)], "add outreach")
    return talk


def add_service(
    transaction: Transaction, case: Case, person: Person, on: date = SOME_DAY
) -> tuple[Service, Changes]:
    contact = Contact(id=transaction.new_id(), case=case.id, on=on)
    service = Service(
        id=transaction.new_id(),
        case=case.id,
        contact=contact.id,
        recipient=person.id,
        on=on,
        code="e10",
        funding="maca_csec_voca",
    )
    return service, save(transaction, [Add(contact), Add(service)], "log service")


def stored(workspace: Workspace, cls: type[Any], record: RecordId) -> Stored[Any]:
    found = workspace.read(fetch, cls, record)
    assert found is not None
    return found


def edit(workspace: Workspace, before: Stored[Any], act: str = "edit", **values: Any) -> Changes:
    after = replace(before.record, **values)
    return workspace.write(save, [Edit(before, after)], act)


def purge(workspace: Workspace, document: Document) -> None:
    """Destroy the case of a document, and take its files off the disk; once."""
    found = workspace.read(fetch, Document, document.id)
    if found is not None:
        vault = workspace.read(
            lambda c: bytes(c.exec_driver_sql("SELECT min(vault) FROM vault_key").scalar_one())
        )
        workspace.write(destroy, vault, found.scope, "retention")
        workspace.write(add_case, "Luz")
        workspace.write(lambda transaction: (keeping.sweep(transaction), Changes()))
