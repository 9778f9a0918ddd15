from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.clocks.why import WhyDialog
from desktop.pages.today import TodayPage
from desktop.pages.today.clockcard import FEW, ClockCard, ClockLine
from desktop.pages.today.copiesbanner import CopiesDialog
from desktop.pages.today.rows import RowButton
from desktop.pages.today.words import review_rows
from desktop.widgets.banner import Banner
from desktop.widgets.labels import Label
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.task import Task
from storage.usecases.leftsheets import COPIES, remember
from storage.usecases.records import Add, Edit, save
from storage.usecases.syncing.openreviews import Open
from storage.usecases.transaction import Transaction
from sync.client.recovery.openings import note_opening
from tests.conftest import FixedClock
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


def _missing(transaction: Transaction, case: Case, hours: float) -> MissingEpisode:
    now = transaction.clock.now()
    episode = MissingEpisode(
        id=transaction.new_id(), case=case.id, person=case.youth,
        identified_at=now - timedelta(hours=hours), police_at=now, dcf_at=now, team_at=now,
        entered_by_police="yes",
    )  # fmt: skip
    save(transaction, [Add(episode)], "add missing episode")
    return episode


def _clocks(page: TodayPage) -> list[str]:
    lines = page.findChildren(ClockLine)
    return [line.button.accessibleName() for line in lines if line.isVisibleTo(page)]


def test_clocks_stand_by_urgency_and_lead_to_the_field_of_the_evidence(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    episode = page_desk.workspace.write(_missing, case, 19)
    late = page_desk.workspace.write(_missing, case, 26)
    page = _page(page_desk, shown)
    assert _clocks(page) == [
        f"NCMEC: was due 8:00 AM today, 2 h over, {case.number} · Vega, Marisol",
        f"NCMEC: due 3:00 PM today, 5 h left, {case.number} · Vega, Marisol",
    ]
    page.findChildren(ClockLine)[1].button.click()
    (visit,) = page_desk.opened
    wanted = {"kind": "missing_episode", "record": episode.id.hex(), "field": "ncmec_at"}
    assert dict(visit.target) == wanted
    assert late.id != episode.id


def test_the_button_beside_a_clock_says_why_it_runs(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_missing, case, 19)
    page = _page(page_desk, shown)
    why = page.findChildren(ClockLine)[0].why
    assert why.accessibleName() == "Why this clock"
    why.setFocus()
    QTest.keyClick(why, Qt.Key.Key_Return)
    dialog = page.window().findChild(WhyDialog)
    assert dialog is not None
    assert "110 CMR 7.115" in " ".join(label.text() for label in dialog.findChildren(Label))
    dialog.close()


def test_initials_hide_the_names_of_clocks_and_what_a_task_says(
    page_desk: PageDesk, shown: Show
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_missing, case, 19)
    task = Task(
        id=RecordId(b"t" * 16), case=case.id, text="Ride for Marisol", status="open",
        due_on=date(2026, 3, 4),
    )  # fmt: skip
    page_desk.workspace.write(save, [Add(task)], "add task")
    page = _page(page_desk, shown)
    assert any("Ride for Marisol" in words for words in _clocks(page))
    page_desk.context.toggle_initials()
    page_desk.settle()
    assert len(_clocks(page)) == 2
    assert not any(youth.given_name in words for words in _clocks(page))


def test_more_clocks_than_fit_are_counted_and_shown_when_asked_for(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    for hours in range(11):
        page_desk.workspace.write(_missing, case, 10 + hours)
    page = _page(page_desk, shown)
    assert len(_clocks(page)) == FEW
    button = page.findChild(QAbstractButton, "today-all-clocks")
    assert button is not None
    assert button.text() == "Show all 11"
    button.click()
    page_desk.settle()
    assert len(_clocks(page)) == 11
    assert not button.isVisible()


def test_a_laptop_clock_that_looks_wrong_is_named_and_no_clock_is_gone(
    page_desk: PageDesk, shown: Show, clock: FixedClock
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_missing, case, 19)
    clock.pass_time(days=-2)
    page = _page(page_desk, shown)
    banner = page.findChildren(ClockCard)[0].findChild(Banner)
    assert banner is not None
    assert banner.isVisible()
    assert "looks wrong: it is 2 days behind" in banner.text
    assert _clocks(page) == [f"NCMEC: due 3:00 PM today, 5 h left, {case.number} · Vega, Marisol"]


def test_an_opening_by_supervisors_is_told_until_it_is_put_away(
    page_desk: PageDesk, shown: Show
) -> None:
    page_desk.workspace.write(note_opening, [])
    page_desk.workspace.write(note_opening, [bytes(8)])
    page = _page(page_desk, shown)
    banner = page.findChild(Banner, "today_openings")
    assert isinstance(banner, Banner)
    assert banner.isVisibleTo(page)
    assert "opened by a supervisor on" in banner.text
    assert "opened with the recovery code on" in banner.text
    banner.acted.emit()
    page_desk.settle()
    page.open({})
    page_desk.settle()
    assert not banner.isVisibleTo(page)


def test_very_many_changes_at_once_are_said_and_nothing_that_is_not(page_desk: PageDesk) -> None:
    (row,) = review_rows(Open(0, 0, 0, 0, 2), page_desk.context)
    assert (row.title, row.detail) == (
        "2 runs of very many changes", "Look whether they are meant",
    )  # fmt: skip
    (row,) = review_rows(Open(1, 1, 0, 0, 1), page_desk.context)
    assert row.detail.endswith("1 run of very many changes")


@pytest.mark.parametrize("needed", [False, True])
def test_copies_of_an_earlier_day_are_asked_for_until_they_are_deleted_or_needed(
    page_desk: PageDesk, shown: Show, clock: FixedClock, tmp_path: Path, *, needed: bool
) -> None:
    paths = [tmp_path / name for name in ("case.pdf", "list.csv")]
    for path in paths:
        path.write_bytes(b"content")
        page_desk.workspace.write(remember, path, COPIES)
    page = _page(page_desk, shown)
    page_desk.qtbot.waitUntil(lambda: page_desk.lanes._under_way == 0)
    assert page._copies.isHidden()
    clock.pass_time(days=1)
    page.open({})
    page_desk.qtbot.waitUntil(page._copies.isVisible)
    assert page._copies.text.startswith("2 files")
    page._copies.acted.emit()
    (dialog,) = page.window().findChildren(CopiesDialog)
    assert f"case.pdf in {tmp_path.name}, saved " in dialog.listed.text()
    (dialog.keep_button if needed else dialog.delete_button).click()
    page_desk.qtbot.waitUntil(page._copies.isHidden)
    assert [path.exists() for path in paths] == [needed, needed]
