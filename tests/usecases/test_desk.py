from storage.domain.ids import RecordId
from storage.usecases.desk import case_labels, desk
from storage.usecases.drafts import keep
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case


def test_a_desk_is_found_as_it_was_left(workspace: Workspace, clock: FixedClock) -> None:
    assert workspace.read(desk).last_saved is None
    workspace.write(keep, "case/1/note", {"text": "half"})
    workspace.write(add_case)
    found = workspace.read(desk)
    assert found.drafts == {"case/1/note": {"text": "half"}}
    assert found.settings["person.name"] == "Ana Reyes"
    assert found.last_saved == clock.now()


def test_cases_are_labelled_in_the_order_asked_and_unknown_ones_left_out(
    workspace: Workspace,
) -> None:
    first, _ = workspace.write(add_case)
    second, _ = workspace.write(add_case, "Dov", "Alder")
    unknown = RecordId(bytes(16))
    labels = workspace.read(case_labels, [second.id, unknown, first.id])
    assert [(label.number, label.name) for label in labels] == [
        (second.number, "Dov Alder"),
        (first.number, "Marisol Vega"),
    ]
