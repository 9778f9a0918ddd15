"""A county's profile that cannot be used is said at the start, and the cases open."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.faults import Faults
from desktop.shell.session import Session
from desktop.system.handover import Handover
from desktop.widgets.toast import Toast
from storage.usecases.county import county
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.installer.profiles import signed_profile


def test_a_profile_by_a_stranger_is_said_and_the_window_opens(
    sessions: Sessions, clock: FixedClock, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    path, _ = signed_profile(tmp_path)
    session = Session(sessions._open, clock, sessions.system, Faults(), sessions.replaced.append)
    sessions.living.append(session)
    with qtbot.waitSignal(session.ready):
        session.start(Handover(), profile=path)
    assert session.context is not None
    assert "not signed by a release" in session.context.county_trouble
    said = [toast.text for toast in sessions.window.findChildren(Toast)]
    assert any("not signed by a release" in words for words in said)
    assert workspace.read(county) is None
