"""A quarter goes from Suffolk's laptop to MACA's: seen, approved, sent, and read as a sum."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.dialogs.figures import SendFiguresDialog
from desktop.pages.reports import ReportsPage
from desktop.pages.statewide import StatewidePage
from desktop.shell.session import Session
from desktop.shell.sidebar import NavButton
from storage.crypto.passphrases import FLOOR
from storage.workspace import Beginning, Workspace, create
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer
from tests.conftest import PASSPHRASE, FixedClock
from tests.desktop.desks import Sessions
from tests.desktop.figures.conftest import folder, server, suffolk
from tests.journeys.walking import Walker
from tests.sync.enrolling import begin
from tests.sync.figures.programs import QUARTER, Site

__all__ = ["folder", "server", "suffolk"]

_ENDS = Qt.MatchFlag.MatchEndsWith


def settle(session: Session, walker: Walker, qtbot: QtBot) -> None:
    """Wait until nothing is under way, on the lanes and on the wire."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not session.syncing.at_work, timeout=20_000)
        walker.rest()


def test_a_coordinator_sends_a_quarter_and_sees_that_it_arrived(
    suffolk: Site, sessions: Sessions, qtbot: QtBot
) -> None:
    session = sessions.start()
    walker = Walker(session, qtbot)
    assert "statewide" not in walker.window.offered
    walker.press("Ctrl+3")
    page = walker.window.navigator.page()
    assert isinstance(page, ReportsPage)
    page.open({"report": "headline", "period": QUARTER.text()})
    settle(session, walker, qtbot)
    walker.push("Send to MACA…")
    dialog = walker.front()
    assert isinstance(dialog, SendFiguresDialog)
    settle(session, walker, qtbot)
    walker.push("Approve and send")
    settle(session, walker, qtbot)
    assert dialog.standing.text == "Sent to MACA 10:00 AM · revision 1"
    walker.push("Close")
    assert page.standing.text == "Sent to MACA 10:00 AM · revision 1"
    del suffolk


@pytest.fixture
def maca(
    tmp_path: Path, server: LocalServer, clock: FixedClock, qtbot: QtBot, light: object
) -> Iterator[Sessions]:
    """Sessions of MACA's program manager, whose program the operator marked statewide."""
    del light
    place = tmp_path / "maca"
    beginning = Beginning(person="Program Manager", program="MACA")
    key = create(place, PASSPHRASE, beginning, cost=FLOOR).key
    with Workspace(place, key, clock=clock) as workspace, HttpTransport(server.address) as way:
        code = begin(workspace, way, server)
    server.add_program(code, name="MACA", statewide=True)
    sessions = Sessions(place, key, clock, qtbot)
    yield sessions
    sessions.end()


def test_the_program_manager_reads_the_sum_and_nothing_else(
    suffolk: Site, maca: Sessions, qtbot: QtBot
) -> None:
    suffolk.approve()
    assert suffolk.send().sent == 1
    session = maca.start()
    walker = Walker(session, qtbot)
    settle(session, walker, qtbot)
    way_there = walker.window.findChild(NavButton, "nav_statewide")
    assert isinstance(way_there, NavButton)
    assert not way_there.isVisible()
    walker.press("Ctrl+8")
    page = walker.window.navigator.page()
    assert isinstance(page, StatewidePage)
    page.choosing.form.setCurrentIndex(page.choosing.form.findData("headline"))
    page.choosing.form.activated.emit(1)
    page.choosing.period.setCurrentIndex(page.choosing.period.findText(QUARTER.words(), _ENDS))
    page.choosing.period.activated.emit(0)
    settle(session, walker, qtbot)
    assert page.sums is not None
    assert page.sums.sentence.text().startswith("1 victims of CSEC received 3 services")
    assert way_there.isVisible()
