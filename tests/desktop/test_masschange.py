"""An act that would change very many records asks first: what, how many, and why."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.background import Stopped
from desktop.pages.review import ReviewPage
from desktop.shell.stopping import StoppedDialog
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label
from storage.domain.kinds.case import Case
from storage.usecases.county import adopt
from storage.usecases.masschange import LEAST, granted
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Granted
from tests.desktop.apart import Apart, apart
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.usecases.test_masschange import LEADS_ALONE, coordinators, make_cases, noted, reassign

__all__ = ["apart", "page_desk"]


@pytest.fixture
def cases(page_desk: PageDesk) -> list[Case]:
    return page_desk.workspace.write(make_cases, LEAST + 2)


@pytest.fixture
def window(page_desk: PageDesk, shown: Show) -> QWidget:
    return shown(page_desk.window())


def stopped(desk: PageDesk, window: QWidget, cases: list[Case]) -> tuple[StoppedDialog, list[str]]:
    """Hand over all ``cases``; return what asks, and what whoever asked for it was told."""
    asked: list[Stopped] = []
    told: list[str] = []
    desk.lanes.ask = asked.append
    desk.lanes.write(
        reassign,
        cases,
        "Ana Reyes",
        context=window,
        then=lambda _done: told.append("done"),
        failed=lambda error: told.append(str(error)),
    )
    desk.settle()
    dialog = StoppedDialog(desk.lanes, desk.context, asked[0], window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.settle()
    return dialog, told


def test_it_says_what_and_how_many_and_goes_on_with_a_reason(
    page_desk: PageDesk, window: QWidget, cases: list[Case]
) -> None:
    dialog, told = stopped(page_desk, window, cases)
    assert dialog.what.text() == (
        "“hand over cases” would change 12 cases. More than 10 at once are asked about first."
    )
    assert dialog.first.text().splitlines()[0] == f"Case {cases[0].number}"
    assert dialog.first.text().splitlines()[-1] == "and 4 more"
    assert not dialog.go_on.isEnabled()
    assert page_desk.workspace.read(coordinators) == {""}
    dialog.reason.setPlainText("Ben is on leave")
    dialog.go_on.click()
    page_desk.settle()
    assert told == ["done"]
    assert page_desk.workspace.read(coordinators) == {"Ana Reyes"}
    assert page_desk.workspace.read(noted) == ["hand over cases: 12. Ben is on leave"]
    delete(dialog)


def test_left_as_it_is_nothing_is_changed_and_whoever_asked_is_told(
    page_desk: PageDesk, window: QWidget, cases: list[Case]
) -> None:
    dialog, told = stopped(page_desk, window, cases)
    dialog.reason.setPlainText("Half a rea")
    dialog.leave.click()
    page_desk.settle()
    assert "Nothing was changed" in told[0]
    assert page_desk.workspace.read(coordinators) == {""}
    delete(dialog)
    again, _ = stopped(page_desk, window, cases)
    assert again.reason.toPlainText() == "Half a rea"
    again.reject()
    delete(again)


def test_where_leads_alone_may_go_on_a_laptop_without_a_program_may(
    page_desk: PageDesk, window: QWidget, cases: list[Case]
) -> None:
    page_desk.workspace.write(adopt, None, LEADS_ALONE)
    dialog, told = stopped(page_desk, window, cases)
    dialog.reason.setPlainText("The program was renamed")
    dialog.go_on.click()
    page_desk.settle()
    assert told == ["done"]
    delete(dialog)


def test_review_shows_what_one_laptop_changed_and_takes_it_all_back(
    apart: Apart, shown: Show
) -> None:
    desk = apart.desk
    cases = desk.workspace.write(make_cases, LEAST + 2)
    desk.workspace.write(set_settings, {"sync.last": 1})
    apart.exchange()
    apart.ben.write(granted(reassign, Granted("Asked")), cases, "Somebody Else")
    apart.exchange()
    page = ReviewPage(desk.lanes, desk.context)
    shown(page)
    page.open({})
    desk.settle()
    (line,) = [
        label.text() for label in page.findChildren(Label) if "changed 12 cases" in label.text()
    ]
    assert line == "Ben Ortiz changed 12 cases in 1 minute."
    button = page.findChild(QPushButton, "mass-undo-0")
    assert button is not None
    button.click()
    dialog = page.window().findChildren(Dialog)[-1]
    (yes,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "Take it all back"]
    yes.click()
    desk.settle()
    assert {one.text for one in desk.said} == {"As before: 12 records"}
    assert "Somebody Else" not in desk.workspace.read(coordinators)
