"""Nothing goes to MACA but what a person has seen and approved, and its way is said in words."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.figures import SendFiguresDialog
from desktop.pages.reports import ReportsPage
from storage.usecases.figuresheets import sheets
from storage.workspace import Workspace
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer
from tests.conftest import FixedClock, Template
from tests.desktop.at_desk import AtDesk
from tests.desktop.conftest import Show
from tests.reports.facts import outreach, put
from tests.sync.enrolling import begin
from tests.sync.figures.programs import QUARTER, Site

TARGET = {"report": "headline", "period": QUARTER.text()}


class Sending:
    """The dialog at the desk, and how long to wait for what it began."""

    def __init__(self, at_desk: AtDesk, over: QWidget, qtbot: QtBot) -> None:
        self.desk, self._over, self._qtbot = at_desk, over, qtbot

    def open(self) -> SendFiguresDialog:
        dialog = SendFiguresDialog(self.desk.lanes, self.desk.context, TARGET, self._over)
        dialog.open()
        self.rest()
        return dialog

    def rest(self) -> None:
        syncing = self.desk.context.syncing
        for _ in range(3):
            self._qtbot.waitUntil(lambda: not syncing.figures.state.at_work, timeout=20_000)
            self._qtbot.waitUntil(lambda: not syncing.at_work, timeout=20_000)
            self.desk.rest()
            self._qtbot.wait(20)


@pytest.fixture
def sending(at_desk: AtDesk, over: QWidget, qtbot: QtBot) -> Iterator[Sending]:
    yield Sending(at_desk, over, qtbot)
    assert at_desk.context.syncing.stop(seconds=60)


def test_every_figure_is_shown_with_its_code_before_it_leaves(sending: Sending) -> None:
    dialog = sending.open()
    rows = dialog.source.rows(None, range(dialog.table.count()))
    assert dialog.table.count() == 17
    assert ("Services", 3, "services") in rows.values()
    assert ("Under the age of 12", 1, "under_12 age:0-11") in rows.values()
    assert ("Under the age of 12, percent: of all", 1, "under_12_percent denominator") in (
        rows.values()
    )
    words = [one.text() for one in dialog.summary.findChildren(QWidget) if hasattr(one, "text")]
    assert "17 figures of Oct 1 to Dec 31, 2021: codes of the form and whole numbers." in words
    assert "Children's Advocacy Center of Suffolk County · headline 1 · revision 1" in words
    assert "No names, no records, no text." in words
    assert sending.desk.read(sheets, "headline", QUARTER) == []


def test_without_a_server_it_waits_and_says_so(sending: Sending) -> None:
    dialog = sending.open()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sending.rest()
    assert dialog.standing.text == (
        "Approved 10:00 AM · revision 1 · "
        "waiting until this laptop belongs to a program on a server"
    )
    assert not dialog.approve_button.isVisible()
    assert dialog.close_button.text() == "Close"
    assert sending.desk.said[-1].text == "Approved. It stands in the disclosure log."
    (sheet,) = sending.desk.read(sheets, "headline", QUARTER)
    assert sheet.state == "approved"


def test_once_approved_it_is_sent_by_itself(suffolk: Site, sending: Sending) -> None:
    dialog = sending.open()
    dialog.approve_button.click()
    sending.rest()
    assert dialog.standing.text == "Sent to MACA 10:00 AM · revision 1"
    assert not dialog.approve_button.isVisible()
    (sheet,) = suffolk.workspace.read(sheets, "headline", QUARTER)
    assert sheet.state == "sent"


def test_what_waited_for_a_program_goes_with_the_first_round(
    sending: Sending, folder: Path, template: Template, server: LocalServer, clock: FixedClock
) -> None:
    dialog = sending.open()
    dialog.approve_button.click()
    sending.rest()
    with (
        Workspace(folder, template.key, clock=clock) as workspace,
        HttpTransport(server.address) as way,
    ):
        begin(workspace, way, server)
    sending.desk.context.syncing.start()
    sending.rest()
    assert dialog.standing.text == "Sent to MACA 10:00 AM · revision 1"


def test_a_restored_server_gets_it_back_after_a_round(
    suffolk: Site, sending: Sending, server: LocalServer, clock: FixedClock
) -> None:
    suffolk.approve()
    suffolk.send()
    with closing(connect(server.settings.database.removeprefix("sqlite:///"))) as database:
        database.execute("DELETE FROM sheets")
        database.commit()
        server.new_generation()
        clock.pass_time(hours=1)
        sending.desk.context.syncing.start()
        sending.rest()
        assert database.execute("SELECT count(*) FROM sheets").fetchone() == (1,)


def test_what_was_sent_is_not_sent_twice_and_a_change_is_a_new_revision(
    suffolk: Site, sending: Sending
) -> None:
    suffolk.approve()
    suffolk.send()
    dialog = sending.open()
    assert not dialog.approve_button.isVisible()
    dialog.reject()
    sending.desk.write(put, [outreach("2021-11-03")])
    again = sending.open()
    assert again.standing.text.endswith("the figures have changed since")
    assert again.approve_button.isVisible()
    again.approve_button.click()
    sending.rest()
    assert again.standing.text == "Sent to MACA 10:00 AM · revision 2"


def test_a_blocked_laptop_is_told_so_and_can_try_again(
    suffolk: Site, server: LocalServer, sending: Sending
) -> None:
    server.block_device(suffolk.code, suffolk.workspace.device)
    dialog = sending.open()
    dialog.approve_button.click()
    sending.rest()
    assert "has blocked this laptop" in dialog.standing.text
    assert dialog.standing.act == "send"


def test_figures_that_changed_under_the_eyes_are_shown_anew_and_not_sent(
    sending: Sending,
) -> None:
    dialog = sending.open()
    sending.desk.write(put, [outreach("2021-11-03")])
    dialog.approve_button.click()
    sending.rest()
    assert "Look at them once more" in dialog.notice.text
    assert sending.desk.read(sheets, "headline", QUARTER) == []


def test_reports_says_where_its_figures_are(
    suffolk: Site, sending: Sending, at_desk: AtDesk, shown: Show
) -> None:
    page = ReportsPage(at_desk.lanes, at_desk.context)
    shown(page)
    page.open(TARGET)
    sending.rest()
    assert not page.standing.isVisible()
    page.send_button.click()
    assert (at_desk.opened[-1].name, dict(at_desk.opened[-1].target)) == ("figures", TARGET)
    dialog = sending.open()
    dialog.approve_button.click()
    sending.rest()
    assert page.standing.text == "Sent to MACA 10:00 AM · revision 1"
    sending.desk.write(put, [outreach("2021-11-03")])
    page.open({})
    sending.rest()
    assert "changed since" in page.standing.text
    page.standing.acted.emit()
    assert at_desk.opened[-1].name == "figures"
    assert len(suffolk.workspace.read(sheets, "headline", QUARTER)) == 1
