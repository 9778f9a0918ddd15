"""Over real sockets, the cases of one laptop come to the other."""

from pathlib import Path

from storage.domain.clocks import today
from storage.usecases.caseload import CaseFilter, case_order, case_rows
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.enrolment.connect import begin_program, register
from sync.client.enrolment.joining import joining_state
from sync.client.enrolment.together import Side, join_together
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.storage.builders import add_case
from tests.sync.enrolment.conftest import NewLaptop


def test_what_was_saved_before_and_after_the_joining_reaches_the_other_laptop(
    tmp_path: Path, workspace: Workspace, new_laptop: NewLaptop
) -> None:
    ben = new_laptop("ben").workspace
    clock = workspace.clock
    workspace.write(add_case, "Marisol", "Vega")
    folder = tmp_path / "served"
    folder.mkdir()
    with (
        local_server(folder, clock=clock) as server,
        HttpTransport(server.address) as one,
        HttpTransport(server.address) as other,
    ):
        server.add_program(drive(begin_program(clock, server.address), one, workspace))
        drive(register(clock), one, workspace)
        assert drive(sync_round(clock), one, workspace).problem is None
        join_together(Side(workspace, one), Side(ben, other), server.address, "Ben Silva")
        assert ben.read(joining_state) == "joined"
        assert drive(sync_round(clock), other, ben).problem is None
        assert names(ben) == names(workspace) == {"Vega, Marisol"}
        ben.write(add_case, "Nia", "Brooks")
        assert drive(sync_round(clock), other, ben).problem is None
        assert drive(sync_round(clock), one, workspace).problem is None
        assert names(workspace) == {"Vega, Marisol", "Brooks, Nia"}


def names(workspace: Workspace) -> set[str]:
    """What the caseload lists."""
    day = today(workspace.clock)
    order = workspace.read(case_order, CaseFilter(), "number", descending=False, today=day)
    return {row.youth for row in workspace.read(case_rows, order, today=day).values()}
