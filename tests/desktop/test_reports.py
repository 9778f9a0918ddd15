"""The Reports page over a small real workspace."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.pages.reports import ReportsPage
from desktop.pages.reports.reading import period_before
from storage.domain.ids import text_of
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.periods import Period
from storage.reports.checking import CheckResult
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show
from tests.storage.builders import add_case, add_service

__all__ = ["at_desk"]

QUARTER = "2026-01-01..2026-03-31"
PMT = {"report": "pmt", "period": QUARTER}


@pytest.fixture
def served(at_desk: AtDesk) -> tuple[Case, Person]:
    case, youth = at_desk.write(add_case)
    at_desk.write(add_service, case, youth)
    pair: tuple[Case, Person] = (case, youth)
    return pair


@pytest.fixture
def page(at_desk: AtDesk, shown: Show) -> Iterator[ReportsPage]:
    page = ReportsPage(at_desk.lanes, at_desk.context)
    page.resize(1060, 760)
    shown(page)
    yield page
    at_desk.rest()


def open_page(page: ReportsPage, at_desk: AtDesk, **target: str) -> None:
    page.open(target)
    at_desk.rest()
    at_desk.rest()


def number(page: ReportsPage, row: str) -> str:
    assert page.view is not None
    button = page.view.number(row)
    assert button is not None
    return button.text()  # type: ignore[attr-defined, no-any-return]  # a button


@pytest.mark.usefixtures("served")
def test_it_begins_with_the_pmt_and_counts_it(page: ReportsPage, at_desk: AtDesk) -> None:
    open_page(page, at_desk)
    assert page.choosing.form.currentData() == "pmt"
    assert page.choosing.period.count() > 1
    open_page(page, at_desk, **PMT)
    assert number(page, "Q1") == "1"
    assert number(page, "Q3") == "1"


def test_the_headline_is_a_sentence(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person]
) -> None:
    del served
    open_page(page, at_desk, report="headline", period="2025-07-01..2026-06-30")
    assert page.view is not None
    assert page.view.sentence.text().startswith("1 victims of CSEC received 1 services")


def test_every_number_opens_the_records_behind_it_and_its_rule(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person]
) -> None:
    case, _ = served
    open_page(page, at_desk, **PMT)
    assert page.view is not None
    button = page.view.number("Q1")
    assert button is not None
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    at_desk.rest()
    assert page.panel.isVisible()
    assert "each counted once" in page.panel.rule.text()
    assert page.panel.table.count() == 1
    page.panel.table.select(0)
    page.panel.table.setFocus()
    QTest.keyClick(page.panel.table, Qt.Key.Key_Return)
    assert at_desk.went[-1].name == "case"
    assert at_desk.went[-1].target["case"] == text_of(case.id)
    QTest.keyClick(page.panel, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    QTest.keyClick(button, Qt.Key.Key_Return)
    at_desk.rest()
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()


@pytest.mark.usefixtures("served")
def test_the_records_behind_a_number_scroll_where_there_is_little_room(
    page: ReportsPage, at_desk: AtDesk
) -> None:
    open_page(page, at_desk, **PMT)
    page.resize(600, 260)
    button = page.view.number("Q1") if page.view else None
    assert button is not None
    QTest.keyClick(button, Qt.Key.Key_Return)
    at_desk.rest()
    panel = page.panel
    assert panel.title.height() >= panel.title.heightForWidth(panel.title.width())
    assert panel.close_button.height() >= panel.close_button.sizeHint().height()
    assert panel.table.height() >= 180
    assert page.focusWidget() is panel.table


def test_figures_follow_what_others_save_and_nothing_moves(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person]
) -> None:
    case, youth = served
    open_page(page, at_desk, **PMT)
    assert page.view is not None
    view, button = page.view, page.view.number("Q1")
    assert button is not None
    button.setFocus()
    at_desk.write(add_case, "Dov", "Alder")
    other, person = at_desk.write(add_case, "Tess", "Thorn")
    at_desk.write(add_service, other, person)
    at_desk.rest()
    assert number(page, "Q1") == "2"
    assert page.view is view
    assert page.focusWidget() is button
    del case, youth


def test_the_period_before_stands_beside_the_figures(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person]
) -> None:
    del served
    open_page(page, at_desk, **PMT)
    page.choosing.set_compare("before")
    page.choosing.compare.activated.emit(1)
    at_desk.rest()
    assert page.view is not None
    assert page.view._before["Q1"].text() == "0"


def test_what_is_missing_before_sending_is_one_press_away(
    page: ReportsPage, at_desk: AtDesk
) -> None:
    case, youth = at_desk.write(add_case, "Nameless", "One")
    at_desk.write(add_service, case, youth)
    open_page(page, at_desk, **PMT)
    assert page.view is not None
    texts = [
        button.text()
        for button in page.view.findChildren(QPushButton)
        if button.objectName().startswith("reports_missing_") and button.isVisibleTo(page)
    ]
    assert texts == ["1 person without a recorded gender identity"]


def test_a_check_that_does_not_hold_shows_what_to_look_at(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person]
) -> None:
    del served
    open_page(page, at_desk, **PMT)
    broken = CheckResult(
        "I1", "Q3 is not more than Q1.", False, (2, 1), "2 is more than 1.", ("Q3",)
    )
    assert page.view is not None
    page.view.check_pressed.emit(broken)
    at_desk.rest()
    assert page.panel.title.text() == "Q3 is not more than Q1. 2 is more than 1."
    assert page.panel.table.count() == 1


def test_a_period_no_form_fits_is_refused_in_plain_words(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person]
) -> None:
    del served
    open_page(page, at_desk, **PMT)
    page.choosing.period.setCurrentIndex(page.choosing.period.count() - 1)
    page.choosing.other.setText("2025-09-01..2025-11-30")
    page.choosing.other.returnPressed.emit()
    at_desk.rest()
    assert page.trouble.isVisible()
    assert "October" in page.trouble.text
    page.choosing.other.setText("nonsense")
    page.choosing.other.returnPressed.emit()
    assert page.choosing._hint.text()


def test_it_stands_again_where_it_was_left(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person], shown: Show
) -> None:
    del served
    open_page(page, at_desk, **PMT)
    assert page.view is not None
    page.view.pressed.emit("Q1")
    at_desk.rest()
    place = page.place()
    again = ReportsPage(at_desk.lanes, at_desk.context)
    again.resize(1060, 760)
    shown(again)
    again.restore_place(place)
    at_desk.rest()
    at_desk.rest()
    assert again.place()["row"] == "Q1"
    assert again.panel.isVisible()
    assert again.choosing.period.currentData() == Period.parse(QUARTER)


def test_saving_goes_by_the_gate_and_the_log_is_near(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person]
) -> None:
    del served
    open_page(page, at_desk, **PMT)
    page._share.click()
    assert at_desk.opened[-1].name == "share"
    assert at_desk.opened[-1].target == PMT


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026-01-01..2026-03-31", "2025-10-01..2025-12-31"),
        ("2025-07-01..2026-06-30", "2024-07-01..2025-06-30"),
        ("2025-10-01..2026-09-30", "2024-10-01..2025-09-30"),
        ("2026-02-01..2026-02-10", "2026-01-22..2026-01-31"),
    ],
)
def test_the_period_before_is_a_quarter_a_year_or_as_many_days(period: str, before: str) -> None:
    assert period_before(Period.parse(period)) == Period.parse(before)


def test_initials_hide_the_names_behind_a_number(
    page: ReportsPage, at_desk: AtDesk, served: tuple[Case, Person]
) -> None:
    del served
    open_page(page, at_desk, **PMT)
    assert page.view is not None
    page.view.pressed.emit("Q1")
    at_desk.rest()
    at_desk.context.toggle_initials()
    at_desk.rest()
    model = page.panel.table.model()
    assert model.index(0, 0).data() == "M. V."
