"""What follows a round that went well, as in the window: approved figures go, then what is due."""

from typing import TYPE_CHECKING

from desktop.commandline.speaking import answer

if TYPE_CHECKING:
    from storage.workspace import Workspace
    from sync.client.driving import Transport
    from sync.client.problems import Problem

_DUE = "What had fallen due in the program was done: coverages that ended, or keys to make anew."
_NOT_TAKEN = (
    "Figures were not taken. Look at them in the window, under Reports, and send them again."
)


def follow(workspace: "Workspace", transport: "Transport") -> str:
    """Send approved figures and do what falls due on a lead's laptop; return what kept it back.

    ``transport`` is the way to the program's own server. Empty where nothing was kept back.
    """
    figures = _send_figures(workspace)
    due = _keep_up(workspace, transport)
    return figures or due


def meaning(problem: "Problem", detail: str = "") -> str:
    """Return what ``problem`` is called and what it means."""
    from desktop.wording.troubles import trouble

    found = trouble(problem, detail)
    return f"{found.title}. {found.meaning}"


def _send_figures(workspace: "Workspace") -> str:
    from desktop.profile import installed
    from sync.client.driving import drive
    from sync.client.figures import Sending, figures_server, send_sheets
    from sync.client.transport import HttpTransport

    server = workspace.read(figures_server)
    if server is None:
        return ""
    with HttpTransport(server.address, installed(None).ca_path) as way:
        done = drive(send_sheets(workspace.clock), way, workspace)
    if done == Sending():
        return ""
    answer(
        f"Figures for MACA: {done.sent:,} sent, {done.refused:,} refused, {done.waiting:,} waiting"
    )
    if done.problem is not None:
        return _why_they_wait(done.problem, done.detail)
    return _NOT_TAKEN if done.refused else ""


def _why_they_wait(problem: "Problem", detail: str) -> str:
    from desktop.wording.figures import reading_trouble

    why = reading_trouble(problem, detail) if detail == "no-figures" else meaning(problem, detail)
    return f"Approved figures wait. {why}"


def _keep_up(workspace: "Workspace", transport: "Transport") -> str:
    from sync.client.auditing import audit_trouble
    from sync.client.driving import drive
    from sync.client.governing.upkeep import upkeep
    from sync.client.problems import SyncError

    try:
        if drive(upkeep(workspace.clock), transport, workspace):
            answer(_DUE)
    except SyncError as error:
        return meaning(error.problem, error.detail)
    trouble = workspace.read(audit_trouble)
    return "" if trouble is None else meaning(trouble)
