"""Texts of the table in a real workspace: what was taken is there, once, for every surface."""

from dataclasses import dataclass
from datetime import date

import pytest
from _pytest.mark.structures import ParameterSet

from storage.domain.ids import RecordId
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.badinputs.texts import TEXTS, Text
from tests.storage.builders import add_case

DAY = date(2026, 3, 2)
LONGEST = 200_000
"""What a note holds; longer texts are tried where they are refused."""


@dataclass(frozen=True, slots=True)
class Held:
    """A workspace with every text that a line and a page take, and which record has which."""

    workspace: Workspace
    people: dict[int, RecordId]
    notes: dict[int, RecordId]


def person_of(id_: RecordId, text: str) -> Person:
    return Person(id=id_, role="primary_victim", given_name=text)


def note_of(id_: RecordId, case: RecordId, text: str) -> Note:
    return Note(id=id_, case=case, on=DAY, note_class="factual", text=text)


def fill(workspace: Workspace) -> Held:
    """Save every text in one act."""
    people: dict[int, RecordId] = {}
    notes: dict[int, RecordId] = {}

    def act(transaction: Transaction) -> None:
        case, _ = add_case(transaction, "Zora", "Quill")
        added: list[Person | Note] = []
        for number, one in enumerate(TEXTS):
            if not one.name:
                people[number] = transaction.new_id()
                added.append(person_of(people[number], one.text))
            if not one.note:
                notes[number] = transaction.new_id()
                added.append(note_of(notes[number], case.id, one.text))
        save(transaction, [Add(record) for record in added], "add texts")

    workspace.write(act)
    return Held(workspace, people, notes)


def every(*, short: bool = False, typable: bool = False) -> list[ParameterSet]:
    """Return each text as a case of a test, with its place in the table.

    Without those that no note holds (``short``), and those that no window gives (``typable``).
    """
    return [
        pytest.param(number, one, id=f"{one.item}-{one.what}")
        for number, one in enumerate(TEXTS)
        if not (short or typable) or len(one.text) <= LONGEST
        if not (typable and has_half_letters(one))
    ]


def has_half_letters(one: Text) -> bool:
    """Tell whether it is no text at all: no window and no file that was read gives such."""
    return any("\ud800" <= letter <= "\udfff" for letter in one.text)


def first_of_each_item() -> list[ParameterSet]:
    """Return one text of each item, where trying each would take long."""
    items = {one.item: number for number, one in reversed(list(enumerate(TEXTS)))}
    return [pytest.param(number, TEXTS[number], id=str(item)) for item, number in items.items()]
