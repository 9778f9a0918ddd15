"""What the screens are shown with is found on whatever day the practice state is made."""

from storage.domain.kinds.screening import Screening
from storage.workspace import Workspace
from tests.screens.targets import fullest
from tests.storage.builders import SOME_DAY, add_case, added


def test_the_case_with_the_most_is_shown_where_none_has_everything(workspace: Workspace) -> None:
    workspace.write(add_case)
    case, youth = workspace.write(add_case, "Maya", "Santiago")
    workspace.write(add_case, "Noor", "Adeyemi")
    about = {"case": case.id, "person": youth.id, "on": SOME_DAY}
    added(workspace, Screening, instrument="cse_it_2", **about)
    assert workspace.read(fullest) == (case.id, youth.id)
