"""MACA's program manager reads sums over programs, and nothing else."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from pytestqt.qtbot import QtBot

from desktop.dialogs.share import ShareDialog
from desktop.pages.statewide import StatewidePage
from storage.usecases.settings import set_settings
from sync.client.membership import membership
from sync.server.local import LocalServer
from tests.conftest import FixedClock
from tests.desktop.at_desk import AtDesk
from tests.desktop.conftest import Show
from tests.sync.figures.programs import QUARTER, Site

TARGET = {"report": "headline", "period": QUARTER.text()}


class Reading:
    """The page at the desk."""

    def __init__(self, at_desk: AtDesk, page: StatewidePage, qtbot: QtBot) -> None:
        self.desk, self.page, self._qtbot = at_desk, page, qtbot

    def open(self, **target: str) -> StatewidePage:
        self.page.open(target)
        self.rest()
        return self.page

    def rest(self) -> None:
        syncing = self.desk.context.syncing
        for _ in range(3):
            self.desk.rest()
            self._qtbot.waitUntil(lambda: not syncing.scripts.at_work, timeout=20_000)
            self._qtbot.wait(20)


@pytest.fixture
def reading(at_desk: AtDesk, shown: Show, qtbot: QtBot) -> Iterator[Reading]:
    """The desk as MACA's; a program of its own, whose CAC is none."""
    page = StatewidePage(at_desk.lanes, at_desk.context)
    page.resize(1100, 800)
    shown(page)
    yield Reading(at_desk, page, qtbot)
    assert at_desk.context.syncing.stop(seconds=60)


@pytest.fixture
def sent(suffolk: Site, essex: Site, server: LocalServer) -> Site:
    """Suffolk and Essex have sent; Suffolk's laptop may read the state, too."""
    for one in (suffolk, essex):
        one.approve()
        one.send()
    server.add_program(suffolk.code, name="Suffolk and MACA", statewide=True)
    return suffolk


def test_it_opens_on_the_last_quarter(reading: Reading) -> None:
    page = reading.open()
    assert page.choosing.wanted()[0] == "pmt"
    assert page.choosing.period.currentText().endswith("Oct 1 to Dec 31, 2025")
    assert "does not belong to a program" in page.trouble.text
    assert page.empty.isVisible()
    assert not page.save_button.isEnabled()


@pytest.mark.usefixtures("sent")
def test_it_shows_sums_and_who_has_sent(reading: Reading) -> None:
    page = reading.open(**TARGET)
    assert not page.trouble.isVisible()
    assert page.sums is not None
    assert page.sums.sentence.text().startswith("2 victims of CSEC received 8 services")
    assert page.senders.header is not None
    assert page.senders.header.heading.text() == "2 of 12 programs have sent"
    assert "Berkshire County Kids' Place" in page.senders.missing.text()
    assert "Suffolk" not in page.senders.missing.text()
    assert "as of 10:00 AM" in page.subtitle.text()
    assert page.table is not None
    assert [column.label for column in page.source.columns[3:]] == ["Essex", "Suffolk"]
    row = page.source.rows(None, [1])[1]
    assert row == ("Services", "", "8", "5", "3")
    assert page.by_program.heading.text() == "By program: Victims of CSEC served"


def test_figures_that_a_restored_server_lost_are_shown_and_named(
    sent: Site, reading: Reading, server: LocalServer, clock: FixedClock
) -> None:
    page = reading.open(**TARGET)
    assert not page.senders.lost.isVisible()
    with closing(connect(server.settings.database.removeprefix("sqlite:///"))) as database:
        database.execute("DELETE FROM sheets WHERE program = ?", (program_of(sent),))
        database.commit()
    server.new_generation()
    clock.pass_time(minutes=1)
    page.fetch_button.click()
    reading.rest()
    assert page.senders.lost.isVisible()
    assert "does not have them now: Suffolk and MACA. They are shown" in page.senders.lost.text()
    assert page.senders.header is not None
    assert page.senders.header.heading.text() == "2 of 12 programs have sent"


def program_of(site: Site) -> bytes:
    member = site.workspace.read(membership)
    assert member is not None
    return member.roster.program


@pytest.mark.usefixtures("sent")
def test_a_row_is_shown_by_program_and_comes_back_after_a_lock(reading: Reading) -> None:
    page = reading.open(**TARGET)
    assert page.table is not None
    page.table.opened.emit(1)
    assert page.by_program.heading.text() == "By program: Services"
    place = page.place()
    assert place["row"] == "services"
    page.restore_place({**place, "row": "outreach"})
    reading.rest()
    assert page.by_program.heading.text() == "By program: Outreach activities"


@pytest.mark.usefixtures("suffolk")
def test_a_program_that_is_not_statewide_is_told_so(reading: Reading) -> None:
    page = reading.open(**TARGET)
    assert "mark your program as statewide" in page.trouble.text
    assert page.senders.header is not None
    assert page.senders.header.heading.text() == "0 of 12 programs have sent"


def test_what_is_saved_hides_small_numbers(sent: Site, reading: Reading, tmp_path: Path) -> None:
    page = reading.open(**TARGET)
    page.save_button.click()
    visit = reading.desk.opened[-1]
    assert (visit.name, visit.target["statewide"]) == ("share", "headline")
    dialog = ShareDialog(reading.desk.lanes, reading.desk.context, visit.target, page)
    dialog.open()
    reading.rest()
    dialog.purpose.setText("Annual report")
    dialog.recipient.setText("The public")
    dialog.basis.setCurrentIndex(dialog.basis.findData("aggregate_report"))
    dialog.file_format.setCurrentIndex(dialog.file_format.findData("csv"))
    dialog.folder.set_path(tmp_path)
    dialog.save()
    reading.rest()
    text = (tmp_path / "statewide-headline-2021-10-01-2021-12-31.csv").read_text("utf-8")
    lines = {line.partition(",")[0]: line for line in text.splitlines()}
    assert lines["services"].endswith(",times,hidden,hidden,hidden")
    assert lines["outreach"].endswith(",activities,1,0,1")
    assert "A person served by two programs is counted by both" in text
    assert sent.workspace.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM disclosure")
                               .scalar()) == 2  # fmt: skip


def test_the_side_bar_leads_there_once_it_has_been_read(at_desk: AtDesk) -> None:
    assert not at_desk.context.statewide
    at_desk.write(set_settings, {"program.statewide": True})
    assert at_desk.come_back().statewide
