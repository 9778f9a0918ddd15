"""The records opened lately, by name, as far as they are still here."""

from storage.domain.kinds.person import Person
from storage.usecases.recent import MOST, recent_records, with_newest
from storage.usecases.records import Retire, save
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note, stored


def test_the_newest_stands_first_and_the_list_does_not_grow() -> None:
    recent: list[list[str]] = []
    for number in range(MOST + 3):
        recent = with_newest(recent, "note", f"{number:032x}")
    assert len(recent) == MOST
    again = with_newest(recent, *recent[4])
    assert again[0] == recent[4]
    assert sorted(again) == sorted(recent)


def test_any_kind_goes_by_its_name_and_what_is_gone_is_left_out(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    note = workspace.write(add_note, case, "As told.")
    pairs = [
        ["note", note.id.hex()],
        ["person", youth.id.hex()],
        ["constellation", note.id.hex()],
        ["person", "00" * 16],
    ]
    found = workspace.read(recent_records, pairs)
    assert [one.kind for one in found] == ["note", "person"]
    assert (found[1].named.name, found[1].named.detail) == ("Marisol Vega", case.number)
    workspace.write(save, [Retire(stored(workspace, Person, youth.id))], "retire")
    assert [one.kind for one in workspace.read(recent_records, pairs)] == ["note"]
