"""A note under the wrong child: what is shown of it, where, on which laptop."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.doctor.indexes import check_indexes
from storage.doctor.replay import check_replay
from storage.domain.clocks import Clock
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.errors import RejectedError
from storage.exchange.exporting import export_files
from storage.usecases.advising import advice
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.caseentries import entries
from storage.usecases.casefile import amendments, stored_record
from storage.usecases.listing.reading import ordered, values
from storage.usecases.listing.wanted import Wanted
from storage.usecases.misfiling import move_note
from storage.usecases.printing import paper_of
from storage.usecases.recorddetail import detail
from storage.usecases.recordhistory import told
from storage.usecases.records import Add, save
from storage.usecases.searching import search
from storage.usecases.syncing.applying import Incoming
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case, add_note
from tests.storage.laptops import deliver, joined, keys_of, meet, outbox

SECRET = "pomegranate"
LATER = "persimmon"
MOVED = "filed under the wrong child"


def amend(transaction: Transaction, note: Note, text: str) -> Note:
    made = Note(
        id=transaction.new_id(), case=note.case, on=SOME_DAY, note_class="factual",
        text=text, amends=note.id, author="Ana Ruiz",
    )  # fmt: skip
    save(transaction, [Add(made)], "amend note")
    return made


@pytest.fixture
def told_twice(workspace: Workspace) -> tuple[Note, Case, Case]:
    """A note with an amendment under the wrong child, that case and the right one."""
    wrong, _ = workspace.write(add_case)
    right, _ = workspace.write(add_case, "Ines", "Stone")
    note = workspace.write(add_note, wrong, f"She likes {SECRET}.")
    workspace.write(amend, note, f"And {LATER}.")
    return note, wrong, right


def everywhere(connection: Connection, note: RecordId, case: RecordId) -> dict[str, str]:
    """Return what each place says of the note."""
    return {
        "list": str(entries(connection, ("note",), [note])),
        "panel": str(detail(connection, "note", note)),
        "form": str(stored_record(connection, "note", note)),
        "history": str(told(connection, "note", note)),
        "paper": str(paper_of(connection, "note", note).content),
        "paper of the case": str(paper_of(connection, "case", case).content),
        "search": str(search(connection, SECRET) + search(connection, LATER)),
    }


def says_it(places: dict[str, str]) -> set[str]:
    return {name for name, words in places.items() if SECRET in words or LATER in words}


def test_before_it_is_moved_every_place_tells_it(
    workspace: Workspace, told_twice: tuple[Note, Case, Case]
) -> None:
    note, wrong, _ = told_twice
    places = workspace.read(everywhere, note.id, wrong.id)
    assert says_it(places) == set(places)


def test_moved_no_place_of_the_old_case_tells_it(
    workspace: Workspace, told_twice: tuple[Note, Case, Case]
) -> None:
    note, wrong, _ = told_twice
    workspace.write(move_note, note.id, None, "Wrong tab")
    shown = workspace.read(detail, "note", note.id)
    assert shown is not None
    assert shown.moved
    places = workspace.read(everywhere, note.id, wrong.id)
    assert says_it(places) == set()
    assert all(MOVED in places[name] for name in ("list", "panel", "form", "paper"))


def test_a_list_of_notes_shows_and_finds_nothing_of_it(
    workspace: Workspace, told_twice: tuple[Note, Case, Case]
) -> None:
    note, _, _ = told_twice
    searched = Wanted(words=SECRET, searched=("text",))
    assert note.id in workspace.read(ordered, "note", searched, [])
    workspace.write(move_note, note.id, None, "")
    assert workspace.read(ordered, "note", searched, []) == []
    assert note.id in workspace.read(ordered, "note", Wanted(), [])
    (words,) = workspace.read(values, "note", ["text"], [note.id]).values()
    assert MOVED in words[0]


def test_an_export_says_that_it_was_moved(
    workspace: Workspace, told_twice: tuple[Note, Case, Case]
) -> None:
    note, _, _ = told_twice
    workspace.write(move_note, note.id, None, "")
    notes = workspace.read(export_files).files["note.csv"].decode()
    assert MOVED in notes
    assert SECRET not in notes
    assert LATER not in notes


def test_the_right_case_has_it_with_its_day_author_and_amendment(
    workspace: Workspace, told_twice: tuple[Note, Case, Case]
) -> None:
    note, _, right = told_twice
    workspace.write(move_note, note.id, right.id, "Wrong tab")
    found = workspace.read(search, SECRET)
    assert [hit.case for hit in found] == [right.id]
    copy = workspace.read(detail, "note", found[0].record)
    assert copy is not None
    assert copy.stored.record.on == note.on
    assert [SECRET in copy.texts[0].text, LATER in copy.texts[1].text] == [True, True]


def test_undo_shows_it_where_it_was_and_finds_it_there_alone(
    workspace: Workspace, told_twice: tuple[Note, Case, Case]
) -> None:
    note, wrong, right = told_twice
    changes = workspace.write(move_note, note.id, right.id, "")
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    places = workspace.read(everywhere, note.id, wrong.id)
    assert {"list", "panel", "form", "paper", "search"} <= says_it(places)
    assert [hit.case for hit in workspace.read(search, SECRET)] == [wrong.id]


@pytest.mark.parametrize("undone", [False, True], ids=["moved", "taken back"])
def test_a_check_of_the_workspace_finds_nothing_wrong(
    workspace: Workspace,
    told_twice: tuple[Note, Case, Case],
    undone: bool,  # noqa: FBT001 - a case of the table
) -> None:
    note, _, right = told_twice
    changes = workspace.write(move_note, note.id, right.id, "")
    if undone and changes.dot:
        workspace.write(undo, changes.dot)
    workspace.read(check_indexes)
    workspace.read(check_replay, lambda _done, _total: None)


def test_moving_it_twice_or_to_its_own_case_is_refused(
    workspace: Workspace, told_twice: tuple[Note, Case, Case]
) -> None:
    note, wrong, right = told_twice
    with pytest.raises(RejectedError, match="in this case already"):
        workspace.write(move_note, note.id, wrong.id, "")
    workspace.write(move_note, note.id, right.id, "")
    with pytest.raises(RejectedError, match="moved already"):
        workspace.write(move_note, note.id, right.id, "")


@pytest.mark.parametrize("order", [lambda told: told, lambda told: told[::-1]], ids=["as", "last"])
def test_on_another_laptop_it_is_hidden_whichever_comes_first(
    workspace: Workspace,
    told_twice: tuple[Note, Case, Case],
    tmp_path: Path,
    clock: Clock,
    order: Callable[[list[Incoming]], list[Incoming]],
) -> None:
    note, wrong, right = told_twice
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        workspace.write(move_note, note.id, right.id, "")
        for each in order(outbox(workspace)):
            deliver(ben, [each], workspace.read(keys_of))
        places = ben.read(everywhere, note.id, wrong.id)
        assert SECRET not in "".join(words for name, words in places.items() if name != "search")
        assert [hit.case for hit in ben.read(search, SECRET)] == [right.id]


def test_an_amendment_written_meanwhile_is_hidden_too(
    workspace: Workspace, told_twice: tuple[Note, Case, Case], tmp_path: Path, clock: Clock
) -> None:
    note, wrong, _ = told_twice
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        meet(workspace, ben)
        workspace.write(move_note, note.id, None, "")
        ben.write(amend, note, f"More of {SECRET}.")
        meet(workspace, ben)
        for laptop in (workspace, ben):
            assert says_it(laptop.read(everywhere, note.id, wrong.id)) == set()


def test_only_an_amendment_that_was_not_moved_along_is_asked_for_again(
    workspace: Workspace, told_twice: tuple[Note, Case, Case], tmp_path: Path, clock: Clock
) -> None:
    note, _, right = told_twice
    (along,) = workspace.read(amendments, note.id)
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        meet(workspace, ben)
        workspace.write(move_note, note.id, right.id, "")
        late = ben.write(amend, note, f"More of {SECRET}.")
        meet(workspace, ben)
        assert workspace.read(advice, along, SOME_DAY) == []
        (asked,) = workspace.read(advice, late, SOME_DAY)
        assert "Write it there again" in asked.sentence


def test_notes_that_come_by_thousands_are_hidden_as_well(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    note = Note(
        id=RecordId(b"n" * 16), case=case.id, on=date(2026, 3, 1), note_class="factual", text=SECRET
    )

    def misfiled_first(transaction: Transaction) -> None:
        add_all(transaction, [note], "import", batch=batch_id(transaction))
        move_note(transaction, note.id, None)

    workspace.write(misfiled_first)
    assert workspace.read(search, SECRET) == []
