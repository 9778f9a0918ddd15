"""Search: names forgiving, texts newest first, nothing typed is ever syntax."""

from datetime import date

import pytest

from storage.domain.kinds.directory import Agency, Partner
from storage.domain.kinds.exploitation import Exploitation
from storage.domain.kinds.exploiter import Exploiter
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.usecases.records import Add, Retire, save
from storage.usecases.searching import match_query, search, search_names, search_texts, snippet
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note, edit, stored

RAW = [
    '"',
    "*",
    "NEAR(",
    "AND",
    "col:x",
    "-x",
    "^",
    "(",
    "a OR",
    "",
    "\0",
    "{x}",
    "'",
    "%",
    "_",
    "\\",
]


@pytest.mark.parametrize(
    "typed",
    [
        "Gonz\u00e1lez",
        "gonzalez",
        "GONZALEZ",
        "gonsales",
        "gonzales",
        "gonz",
        "jose gonzalez",
        "gonzalez jos",
    ],
)
def test_a_name_is_found_however_it_is_spelt(workspace: Workspace, typed: str) -> None:
    workspace.write(add_case, "Jos\u00e9", "Gonz\u00e1lez")
    workspace.write(add_case, "Lin", "Tran")
    hits = workspace.read(search_names, typed)
    assert [hit.title for hit in hits] == ["Jos\u00e9 Gonz\u00e1lez"]


def test_the_nearest_name_comes_first(workspace: Workspace) -> None:
    workspace.write(add_case, "Maria", "Silva")
    workspace.write(add_case, "Marie", "Silva")
    assert next(hit.title for hit in workspace.read(search_names, "marie")) == "Marie Silva"


def test_a_case_is_found_by_part_of_its_number(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    last = case.number.rsplit("-", 1)[1]
    assert case.id in {hit.record for hit in workspace.read(search_names, last)}


def test_texts_come_newest_first_whatever_order_they_were_written_in(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    for day in (3, 1, 2):
        workspace.write(add_note, case, f"Court on day {day}.", date(2026, 3, day))
    hits = workspace.read(search_texts, "court")
    assert [hit.day for hit in hits] == [date(2026, 3, day) for day in (3, 2, 1)]


def test_every_hit_says_whose_case_it_is(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case, "Lin", "Tran")
    workspace.write(add_note, case, "Lin spoke of the bus.", date(2026, 3, 1))
    hits = [*workspace.read(search, "lin"), *workspace.read(search, "bus")]
    assert {hit.kind for hit in hits} == {"person", "note"}
    assert {(hit.number, hit.youth) for hit in hits} == {(case.number, "Lin Tran")}


def test_an_agency_is_found_by_its_name_and_whoever_works_there(workspace: Workspace) -> None:
    agency = Agency(id=workspace.write(Transaction.new_id), name="Open Gate Mentors")
    partner = Partner(id=workspace.write(Transaction.new_id), family_name="Gateway")
    workspace.write(save, [Add(agency), Add(partner)], "write")
    hits = workspace.read(search, "gate")
    assert {(hit.kind, hit.title) for hit in hits} == {
        ("agency", "Open Gate Mentors"),
        ("partner", "Gateway"),
    }


def test_what_is_folded_on_the_screen_is_found_without_being_told(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    exploiter = Exploiter(id=workspace.write(Transaction.new_id), case=case.id, name="Rico Sample")
    exploitation = Exploitation(
        id=workspace.write(Transaction.new_id),
        case=case.id,
        known_on=date(2026, 3, 2),
        types=frozenset({"survival"}),
        account="Told with Rico in it.",
    )
    workspace.write(save, [Add(exploiter), Add(exploitation)], "write")
    hits = workspace.read(search, "rico")
    assert {(hit.kind, hit.title, hit.snippet) for hit in hits} == {
        ("exploiter", "Alleged exploiter", ""),
        ("exploitation", "Exploitation", ""),
    }


def test_a_quoted_phrase_is_looked_for_as_it_stands(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add_note, case, "The ride home was late.")
    workspace.write(add_note, case, "Home after the ride.")
    assert len(workspace.read(search_texts, '"ride home"')) == 1
    assert len(workspace.read(search_texts, "ride home")) == 2


@pytest.mark.parametrize("typed", RAW)
def test_nothing_a_person_types_is_an_error(workspace: Workspace, typed: str) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add_note, case, "Plain words.")
    workspace.read(search, typed)


def test_accents_do_not_matter_in_texts(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add_note, case, "Called t\u00eda Ros\u00e1rio.")
    assert len(workspace.read(search_texts, "tia rosario")) == 1


def test_a_retired_note_is_not_found_and_a_renamed_person_only_by_the_new_name(
    workspace: Workspace,
) -> None:
    case, person = workspace.write(add_case, "Marisol", "Vega")
    note = workspace.write(add_note, case, "Umbrella.")
    workspace.write(save, [Retire(stored(workspace, Note, note.id))], "retire note")
    edit(workspace, stored(workspace, Person, person.id), given_name="Teodora")
    assert workspace.read(search, "umbrella") == []
    assert workspace.read(search_names, "marisol") == []
    assert len(workspace.read(search_names, "teodora")) == 1


def test_an_unfinished_last_word_finds_its_beginning_only_while_it_is_typed() -> None:
    assert match_query("ride ho") == '"ride" "ho"*'
    assert match_query('"ride home"') == '"ride home"'
    assert match_query("ride ") == '"ride"'


def test_a_snippet_shows_the_text_around_the_word_on_one_line() -> None:
    text = "word " * 60 + "the\nneedle here " + "more " * 60
    shown = snippet(text, ["needle"])
    assert "the needle here" in shown
    assert shown.startswith("\u2026")
    assert shown.endswith("\u2026")
