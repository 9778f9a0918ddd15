"""Texts in a field, a note, a search, a list, a code, a draft, a setting, a file and on paper."""

import re

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.domain.names import words_of
from storage.errors import RejectedError
from storage.usecases.codelists import book_of
from storage.usecases.codesettings import OwnCode, add_code
from storage.usecases.drafts import draft, keep
from storage.usecases.listing.reading import ordered
from storage.usecases.listing.wanted import Condition, Wanted
from storage.usecases.printing import Printing, record_pdf
from storage.usecases.records import Add, save
from storage.usecases.searching import search, search_texts
from storage.usecases.settings import set_settings, setting
from storage.workspace import Workspace
from tests.badinputs.held import Held, every, first_of_each_item, note_of, person_of
from tests.badinputs.texts import CONTROL, NEEDED, Text
from tests.conftest import FixedClock
from tests.patience import within
from tests.storage.builders import stored


def added(held: Held, record: Person | Note) -> None:
    held.workspace.write(save, [Add(record)], "add")


@pytest.mark.parametrize(("number", "one"), every())
def test_a_field_holds_it_exactly_or_says_why_not(held: Held, number: int, one: Text) -> None:
    if one.name:
        with pytest.raises(RejectedError, match=re.escape(f"Person: Given name {one.name}")):
            added(held, person_of(held.workspace.write(lambda t: t.new_id()), one.text))
    else:
        assert stored(held.workspace, Person, held.people[number]).record.given_name == one.text


@pytest.mark.parametrize(("number", "one"), every())
def test_a_note_holds_it_exactly_or_says_why_not(held: Held, number: int, one: Text) -> None:
    if one.note:
        with pytest.raises(RejectedError, match=re.escape(f"Note: Note {one.note}")):
            added(held, note_of(held.workspace.write(lambda t: t.new_id()), _case(held), one.text))
    else:
        assert stored(held.workspace, Note, held.notes[number]).record.text == one.text


def _case(held: Held) -> RecordId:
    note = stored(held.workspace, Note, next(iter(held.notes.values()))).record
    case: RecordId = note.case
    return case


@pytest.mark.parametrize(("number", "one"), every(short=True))
def test_an_export_and_an_import_give_it_back_letter_by_letter(
    held: Held, moved: Workspace, number: int, one: Text
) -> None:
    for cls, ids, field in ((Person, held.people, "given_name"), (Note, held.notes, "text")):
        if number in ids:
            assert getattr(stored(moved, cls, ids[number]).record, field) == one.text


@pytest.mark.parametrize(("number", "one"), every())
def test_typed_into_the_search_it_is_words_and_never_syntax(
    held: Held, number: int, one: Text
) -> None:
    with within(10):
        held.workspace.read(search, one.text)
        held.workspace.read(search, f'"{one.text}"')
        hits = held.workspace.read(search_texts, one.text, 200)
    if number in held.notes and len(one.text) < 1_000 and words_of(one.text):
        assert held.notes[number] in {hit.record for hit in hits}


@pytest.mark.parametrize(("number", "one"), every())
def test_typed_above_a_list_it_is_letters_and_never_a_pattern(
    held: Held, number: int, one: Text
) -> None:
    contains = Wanted(conditions=(Condition("given_name", "contains", (one.text,)),))
    words = Wanted(words=one.text, searched=("given_name",))
    for wanted in (contains, words):
        found = held.workspace.read(ordered, "person", wanted, [])
        if number in held.people:
            assert held.people[number] in found
    if one.text in "%_*":
        whole = len(held.workspace.read(ordered, "person", Wanted(), []))
        assert len(held.workspace.read(ordered, "person", contains, [])) < whole or not one.text


@pytest.mark.parametrize(("number", "one"), every(short=True))
def test_as_the_label_of_a_code_it_is_kept_or_refused(held: Held, number: int, one: Text) -> None:
    label = f"{number} {one.text}".strip()
    if one.name == CONTROL or len(label) > 200:
        with pytest.raises(RejectedError, match=r"cannot be stored|is longer than"):
            held.workspace.write(add_code, "barrier", OwnCode(label=label))
    else:
        code, _ = held.workspace.write(add_code, "barrier", OwnCode(label=label))
        book = held.workspace.read(book_of)
        assert book.lists["barrier"][code].label == label


@pytest.mark.parametrize(("number", "one"), every(typable=True))
def test_what_is_being_typed_is_kept_as_a_draft_letter_by_letter(
    held: Held, number: int, one: Text
) -> None:
    held.workspace.write(keep, f"draft {number}", {"raws": {"text": one.text}})
    found = held.workspace.read(draft, f"draft {number}")
    assert found is not None
    assert found.content == {"raws": {"text": one.text}}


@pytest.mark.parametrize(("number", "one"), every(typable=True))
def test_as_the_name_of_who_works_here_it_is_kept_letter_by_letter(
    held: Held,
    number: int,  # noqa: ARG001 - every case has one
    one: Text,
) -> None:
    before = held.workspace.read(setting, "person.name")
    held.workspace.write(set_settings, {"person.name": one.text})
    assert held.workspace.read(setting, "person.name") == one.text
    held.workspace.write(set_settings, {"person.name": before})


@pytest.mark.parametrize(("number", "one"), first_of_each_item())
def test_on_paper_it_is_text_and_nothing_that_acts(
    held: Held, clock: FixedClock, number: int, one: Text
) -> None:
    if number not in held.people:
        assert one.name
        assert one.name != NEEDED
        return
    printing = Printing(
        program=one.text,
        printed_by=one.text,
        printed_at=clock.now(),
        practice=False,
        recipient=one.text,
        purpose=one.text,
    )
    pdf = held.workspace.read(record_pdf, "person", held.people[number], printing)
    assert pdf.startswith(b"%PDF-")
    for acts in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/GoToR", b"/URI ", b"/URI("):
        assert acts not in pdf
