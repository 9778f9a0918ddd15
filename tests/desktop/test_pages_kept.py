"""Kept until: what is due, why something may not go yet, rules, holds, and the two steps."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.dialogs.destroy import DestroyDialog
from desktop.dialogs.lifthold import LiftHoldDialog
from desktop.dialogs.purge import PurgeDialog
from desktop.pages.kept import KeptPage
from desktop.wording.destroying import kept_of_them, why_not
from storage.domain.kinds.case import Case
from storage.domain.kinds.hold import LegalHold
from storage.usecases.retention.holds import holds_of, place_hold
from storage.usecases.retention.rules import retention_rules
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import SOME_DAY, add_case, edit, stored

__all__ = ["page_desk"]
LONG_AGO = date(2020, 3, 4)


def rest(desk: PageDesk) -> None:
    """Wait for what is asked on the lane for long work too, and for what follows from it."""
    desk.settle()
    done: list[object] = []
    desk.lanes.report(lambda _connection: 0, context=desk.context, then=done.append)
    desk.qtbot.waitUntil(lambda: bool(done))
    desk.settle()


@pytest.fixture
def cases(page_desk: PageDesk) -> list[Case]:
    """Three cases that were ruled out long ago: their time is over."""
    made = [page_desk.workspace.write(add_case, name)[0] for name in ("Ana", "Ben", "Cal")]
    for one in made:
        edit(
            page_desk.workspace,
            stored(page_desk.workspace, Case, one.id),
            status="closed",
            opened_on=LONG_AGO,
            closed_on=LONG_AGO,
            closure_reason="ruled_out",
        )
    return made


@pytest.fixture
def page(page_desk: PageDesk, cases: list[Case], shown: Show) -> KeptPage:
    del cases
    found = KeptPage(page_desk.lanes, page_desk.context)
    shown(found)
    found.open({})
    rest(page_desk)
    return found


def held(desk: PageDesk, case: Case) -> LegalHold:
    hold = LegalHold(
        id=case.id, case=case.id, ground="audit", reason="Monitoring visit", from_on=SOME_DAY
    )
    desk.workspace.write(place_hold, hold)
    rest(desk)
    return desk.workspace.read(holds_of, case.id)[0]


def opened(desk: PageDesk, dialog: Any) -> Any:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    rest(desk)
    return dialog


def test_what_is_due_stands_there_and_what_is_held_cannot_be_chosen_to_go(
    page_desk: PageDesk, page: KeptPage, cases: list[Case]
) -> None:
    assert sorted(page.table.keys) == sorted(one.id for one in cases)
    held(page_desk, cases[0])
    page.open({})
    rest(page_desk)
    page.table.select(cases[0].id)
    assert not page.destroy_button.isEnabled()
    page.table.selectAll()
    assert page.destroy_button.isEnabled()
    assert page.chosen.text() == "3 cases chosen; 2 may be destroyed now"
    page.destroy_button.click()
    (visit,) = [one for one in page_desk.opened if one.name == "purge"]
    assert sorted(visit.target["records"]) == sorted(one.id.hex() for one in cases[1:])


def test_a_rule_is_set_with_where_the_number_comes_from(
    page_desk: PageDesk, page: KeptPage, cases: list[Case]
) -> None:
    _, years = page.rules._lines["keep_ruled_out"]
    years.setText("12")
    page.rules.remark.setText("Counsel, 2026")
    place = page.place()
    page.restore_place(place)
    rest(page_desk)
    assert page.rules._lines["keep_ruled_out"][1].text() == "12"
    page.rules.keep.click()
    rest(page_desk)
    rules = {one.code: one for one in page_desk.workspace.read(retention_rules)}
    assert (rules["keep_ruled_out"].years, rules["keep_ruled_out"].changed) == (
        12,
        "Counsel, 2026",
    )
    assert not set(page.table.keys) & {one.id for one in cases}


def test_it_says_exactly_what_goes_and_how_many_are_typed_once_more(
    page_desk: PageDesk, page: KeptPage, cases: list[Case]
) -> None:
    target = {"records": [one.id.hex() for one in cases]}
    dialog = opened(page_desk, PurgeDialog(page_desk.lanes, page_desk.context, target, page))
    assert dialog.what.text().splitlines() == [
        "3 cases with 6 records would be gone for good:",
        "People: 3",
        "Cases: 3",
    ]
    assert all(one.number in dialog.numbers.text() for one in cases)
    dialog.number.setText("3")
    assert not dialog.button.isEnabled()
    assert "Connect yours in Program and sync" in dialog.notice.text
    delete(dialog)


def test_a_single_case_says_the_same_of_a_program_without_a_server(
    page_desk: PageDesk, page: KeptPage, cases: list[Case]
) -> None:
    target = {"record": cases[0].id.hex()}
    dialog = opened(page_desk, DestroyDialog(page_desk.lanes, page_desk.context, target, page))
    assert "Connect yours in Program and sync" in dialog.notice.text
    delete(dialog)


def test_where_there_is_a_server_a_lead_is_to_be_asked() -> None:
    assert why_not(connected=True) == "Only a lead of your program can destroy cases. Ask one."


def test_a_held_case_is_refused_in_both_dialogs_and_a_hold_is_lifted_with_a_reason(
    page_desk: PageDesk, page: KeptPage, cases: list[Case]
) -> None:
    hold = held(page_desk, cases[0])
    target = {"record": cases[0].id.hex()}
    window: QWidget = page
    destroying = opened(page_desk, DestroyDialog(page_desk.lanes, page_desk.context, target, page))
    assert "legal hold" in destroying.notice.text
    delete(destroying)
    lifting = opened(
        page_desk,
        LiftHoldDialog(page_desk.lanes, page_desk.context, {"record": hold.id.hex()}, window),
    )
    assert "Monitoring visit" in lifting.what.text()
    assert not lifting.button.isEnabled()
    lifting.because.setPlainText("The visit is over")
    lifting.button.click()
    rest(page_desk)
    assert page_desk.workspace.read(holds_of, cases[0].id) == ()
    assert stored(page_desk.workspace, LegalHold, hold.id).record.lifted_because == (
        "The visit is over"
    )
    delete(lifting)


def test_a_figure_that_destroyed_cases_make_less_says_how_much_less() -> None:
    assert kept_of_them(1_200).startswith("1,200 of this was counted in cases that were destroyed")
    assert kept_of_them(-1).startswith("This is 1 less than the records below come to.")
    assert not kept_of_them(0)
