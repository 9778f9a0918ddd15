from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.pages.today import TodayPage
from desktop.pages.today.rows import RowButton
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case, stored

__all__ = ["page_desk"]


def _hearing(transaction: Transaction, case: Case) -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(), case=case.id, matter="care_and_protection",
        event_type="status", on=date(2026, 3, 5), at=time(9, 0), court="Pittsfield",
    )  # fmt: skip
    save(transaction, [Add(event)], "add court event")
    return event


def _page(desk: PageDesk, shown: Show) -> TodayPage:
    page = TodayPage(desk.lanes, desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({})
    desk.settle()
    return page


def _rows(page: TodayPage) -> list[str]:
    found = page.findChildren(RowButton)
    return [button.accessibleName() for button in found if button.isVisibleTo(page)]


def test_a_hearing_of_tomorrow_is_said_whole_and_enter_opens_it(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    hearing = page_desk.workspace.write(_hearing, case)
    page = _page(page_desk, shown)
    (row,) = (
        b for b in page.findChildren(RowButton) if b.objectName() == f"row-{hearing.id.hex()}"
    )
    assert row.accessibleName() == (
        f"Tomorrow 9:00 AM, {case.number} · Vega, Marisol, "
        "Status · nobody accompanies yet · Pittsfield · Care and protection"
    )
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    (visit,) = page_desk.went
    assert (visit.name, dict(visit.target)) == (
        "case", {"case": case.id.hex(), "tab": "court", "record": hearing.id.hex()},
    )  # fmt: skip


def test_an_empty_day_says_what_will_stand_here(page_desk: PageDesk, shown: Show) -> None:
    page = _page(page_desk, shown)
    assert _rows(page) == []
    assert page.subtitle.text() == "Wednesday, March 4, 2026"


def test_initials_hide_the_names(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_hearing, case)
    page_desk.context.toggle_initials()
    page = _page(page_desk, shown)
    assert any("V., M." in words for words in _rows(page))
    assert not any("Marisol" in words for words in _rows(page))


def test_what_others_save_moves_neither_the_keyboard_nor_its_row(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_hearing, case)
    page = _page(page_desk, shown)
    row = next(b for b in page.findChildren(RowButton) if "9:00 AM" in b.accessibleName())
    row.setFocus()
    before = stored(page_desk.workspace, Case, case.id)
    after = replace(before.record, next_review_on=date(2026, 3, 4))
    page_desk.lanes.write(save, [Edit(before, after)], "edit case", context=page)
    page_desk.qtbot.waitUntil(lambda: any("Case review" in words for words in _rows(page)))
    focused = page.focusWidget()
    assert isinstance(focused, RowButton)
    assert "9:00 AM" in focused.accessibleName()


def test_a_draft_waits_and_opens_its_dialog(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.context.keep_draft(f"record/note/case/{case.id.hex()}", {"raws": {"text": "x"}})
    page_desk.settle()
    page = _page(page_desk, shown)
    row = next(b for b in page.findChildren(RowButton) if "Not saved yet" in b.accessibleName())
    assert f"note in {case.number}" in row.accessibleName()
    row.click()
    assert dict(page_desk.opened[0].target) == {"kind": "note", "case": case.id.hex()}


@pytest.mark.parametrize(
    ("place", "where"),
    [("intake", "intake"), ("quicklog", "quicklog"), ("outreach", "outreach"), ("desk", None)],
)
def test_each_draft_leads_where_it_was_typed(
    page_desk: PageDesk, shown: Show, place: str, where: str | None
) -> None:
    page_desk.context.keep_draft(place, {"raws": {"text": "x"}})
    page_desk.settle()
    page = _page(page_desk, shown)
    rows = [b for b in page.findChildren(RowButton) if b.isVisibleTo(page)]
    for row in rows:
        row.click()
    asked = [visit.name for visit in [*page_desk.opened, *page_desk.went]]
    assert asked == ([where] if where else [])


def test_every_figure_and_row_has_a_name_and_the_keyboard(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_hearing, case)
    page = _page(page_desk, shown)
    controls = [b for b in page.findChildren(QAbstractButton) if b.isVisibleTo(page)]
    for control in controls:
        assert control.accessibleName() or control.text(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
