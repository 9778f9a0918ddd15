"""Every Save of a case can be read, down to each record it touched."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.pages.case import CasePage
from desktop.pages.case.journal import JournalTab
from desktop.pages.case.totals import ServiceTotals
from desktop.widgets.labels import Heading
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from tests.desktop.at_desk import AtDesk, at_desk
from tests.storage.builders import add_case, add_note, add_service

__all__ = ["at_desk"]

Show = Callable[[QWidget], QWidget]


def open_page(at_desk: AtDesk, case: Case, tab: str, shown: Show) -> CasePage:
    page = CasePage(at_desk.lanes, at_desk.context)
    page.resize(1100, 800)
    shown(page)
    page.open({"case": case.id.hex(), "tab": tab})
    at_desk.rest()
    at_desk.rest()
    return page


def test_the_newest_save_stands_first_and_leads_to_the_record(
    at_desk: AtDesk, shown: Show, qtbot: QtBot
) -> None:
    case: Case = at_desk.write(add_case)[0]
    note: Note = at_desk.write(add_note, case, "Called the school")
    page = open_page(at_desk, case, "history", shown)
    table = page.findChildren(JournalTab)[0].table
    qtbot.waitUntil(lambda: table.count() == 2)
    model = table.model()
    assert model.index(0, 2).data() == "Written down: note"
    assert model.index(1, 2).data() == "Written down: case; written down: person"
    table.selectRow(0)
    at_desk.rest()
    button = next(
        b for b in page.findChildren(QPushButton) if b.text() == "Note \u00b7 Mar 2, 2026"
    )
    button.click()
    assert at_desk.opened[-1].name == "history"
    assert at_desk.opened[-1].target == {"kind": "note", "record": note.id.hex()}


def test_a_save_made_meanwhile_joins_and_the_chosen_one_stays(
    at_desk: AtDesk, shown: Show, qtbot: QtBot
) -> None:
    case, person = at_desk.write(add_case)
    page = open_page(at_desk, case, "history", shown)
    table = page.findChildren(JournalTab)[0].table
    qtbot.waitUntil(lambda: table.count() == 1)
    table.selectRow(0)
    at_desk.rest()
    chosen = table.current()
    at_desk.write(add_service, case, person)
    qtbot.waitUntil(lambda: table.count() == 2)
    assert table.current() == chosen
    titles = [h.text() for h in page.findChildren(Heading) if h.isVisible()]
    assert "Written down: case; written down: person" in titles


def test_the_services_of_a_case_are_summed_by_times(at_desk: AtDesk, shown: Show) -> None:
    case, person = at_desk.write(add_case)
    for _ in range(2):
        at_desk.write(add_service, case, person)
    page = open_page(at_desk, case, "services", shown)
    totals = page.findChild(ServiceTotals)
    assert totals is not None
    assert totals.text() == "2 services: E10 Criminal advocacy/accompaniment 2"
