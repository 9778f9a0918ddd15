from collections.abc import Sequence

from pytestqt.qtbot import QtBot

from desktop.background import Lanes
from desktop.forms.finder import Choice
from desktop.forms.lookup import LaneFinder
from storage.domain.ids import RecordId
from storage.usecases.naming import named, named_like
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note


def test_a_person_is_found_by_half_a_name_and_told_from_namesakes_by_the_case(
    workspace: Workspace, lanes: Lanes, qtbot: QtBot
) -> None:
    case, person = workspace.write(add_case)
    finder = LaneFinder(lanes)
    found: list[Sequence[Choice]] = []
    finder.find("person", "mari", found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [[Choice(person.id, "Marisol Vega", case.number)]]
    assert found[0][0].line == f"Marisol Vega · {case.number}"


def test_a_reference_is_shown_in_words_or_as_not_here(
    workspace: Workspace, lanes: Lanes, qtbot: QtBot
) -> None:
    case, _ = workspace.write(add_case)
    note = workspace.write(add_note, case, "Met at the library.")
    finder = LaneFinder(lanes)
    told: list[str] = []
    for kind, record in (("case", case.id), ("note", note.id), ("case", RecordId(b"x" * 16))):
        finder.label(kind, record, told.append)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == [f"{case.number} · Marisol Vega", "Note · Mar 2, 2026", ""]


def test_only_records_of_the_kind_asked_for_are_offered(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    assert [one.record for one in workspace.read(named_like, "case", case.number)] == [case.id]
    assert [one.record for one in workspace.read(named_like, "person", "vega")] == [person.id]
    assert workspace.read(named_like, "note", "vega") == []
    assert workspace.read(named, "person", person.id) is not None
