"""The calendar by keyboard and by ear, and what overlaps side by side."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy import select
from typing_extensions import override

from desktop.dialogs.share import ShareDialog
from desktop.pages.calendar import CalendarPage
from desktop.pages.calendar.choosing import CaseChoice
from desktop.pages.calendar.daysview import DaysView
from desktop.pages.calendar.leaving import LeavingPanel
from desktop.pages.calendar.ranges import days_shown, range_words, turned
from desktop.pages.calendar.tracks import Rest, Track, laid_out
from desktop.widgets.labels import Label
from storage.domain.ids import RecordId, text_of
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.disclosure import Disclosure
from storage.domain.kinds.task import Task
from storage.tables.records import TABLES, record_maker
from storage.usecases.calendar.occurrence import Occurrence
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case, edit, stored

__all__ = ["page_desk"]

TODAY = date(2026, 3, 4)


def add(transaction: Transaction, record: Any) -> RecordId:
    made = replace(record, id=transaction.new_id())
    save(transaction, [Add(made)], "add")
    return RecordId(made.id)


def add_hearing(desk: PageDesk, case: Case, **values: Any) -> RecordId:
    usual = {"matter": "care_and_protection", "event_type": "status", "on": TODAY}
    event = CourtEvent(id=RecordId(b""), case=case.id, **{**usual, **values})
    return desk.workspace.write(add, event)


def add_task(desk: PageDesk, text: str, due: date = TODAY) -> RecordId:
    task = Task(id=RecordId(b""), text=text, due_on=due, status="open")
    return desk.workspace.write(add, task)


@pytest.fixture
def page(page_desk: PageDesk, shown: Show) -> CalendarPage:
    page = CalendarPage(page_desk.lanes, page_desk.context)
    page.resize(1180, 760)
    shown(page)
    return page


def _open(page: CalendarPage, desk: PageDesk, view: str, **target: Any) -> QWidget:
    page.open({"view": view, **target})
    desk.settle()
    widget = page.first_focus()
    widget.setFocus()
    return widget


def _listed(page: CalendarPage) -> list[str]:
    return [page.list.item(row).text() for row in range(page.list.count())]


def test_the_chosen_day_is_a_real_list_that_says_everything(
    page_desk: PageDesk, page: CalendarPage
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    add_hearing(page_desk, case, at=time(9, 30), court="Pittsfield")
    add_task(page_desk, "Call the clinic")
    _open(page, page_desk, "month")
    assert _listed(page) == [
        "Task: Call the clinic",
        f"9:30 AM  Court: Status, Care and protection, Vega, Marisol · {case.number} · Pittsfield",
    ]
    assert page.list.accessibleName() == "Wednesday, March 4, 2026"


def test_the_month_is_walked_by_days_weeks_and_months(
    page_desk: PageDesk, page: CalendarPage
) -> None:
    view = _open(page, page_desk, "month")
    for key, day in (
        (Qt.Key.Key_Right, date(2026, 3, 5)),
        (Qt.Key.Key_Up, date(2026, 2, 26)),
        (Qt.Key.Key_Home, date(2026, 2, 22)),
        (Qt.Key.Key_PageDown, date(2026, 3, 22)),
        (Qt.Key.Key_T, TODAY),
    ):
        QTest.keyClick(view, key)
        assert page.day == day
    page_desk.settle()
    assert view.accessibleName() == "Month: Wednesday, March 4, 2026, 0 items"


def test_enter_goes_to_the_list_of_the_day_and_opens_what_stands_there(
    page_desk: PageDesk, page: CalendarPage
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    event = add_hearing(page_desk, case)
    view = _open(page, page_desk, "month")
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert page.list.hasFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    (visit,) = page_desk.opened
    assert (visit.name, dict(visit.target)) == (
        "record", {"kind": "court_event", "record": text_of(event)},
    )  # fmt: skip
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    assert view.hasFocus()


def test_a_case_review_opens_its_case(page_desk: PageDesk, page: CalendarPage) -> None:
    case, _ = page_desk.workspace.write(add_case)
    edit(page_desk.workspace, stored(page_desk.workspace, Case, case.id), next_review_on=TODAY)
    view = _open(page, page_desk, "week")
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    (visit,) = page_desk.went
    assert (visit.name, dict(visit.target)) == ("case", {"case": text_of(case.id)})


def test_one_key_each_shows_day_week_month_and_agenda(
    page_desk: PageDesk, page: CalendarPage
) -> None:
    add_task(page_desk, "Call")
    view = _open(page, page_desk, "month")
    for key, name in ((Qt.Key.Key_D, "day"), (Qt.Key.Key_W, "week"), (Qt.Key.Key_A, "agenda")):
        QTest.keyClick(view, key)
        page_desk.settle()
        view = page.first_focus()
        assert page.view == name
        assert view.isVisible()
        assert view.hasFocus()
    assert page.agenda.count() == 1
    QTest.keyClick(page.agenda, Qt.Key.Key_M)
    assert page.view == "month"
    QTest.keyClick(page.first_focus(), Qt.Key.Key_Return)
    QTest.keyClick(page.list, Qt.Key.Key_W)
    assert page.view == "week"


def test_a_change_shows_at_once_and_the_chosen_day_stays(
    page_desk: PageDesk, page: CalendarPage
) -> None:
    _open(page, page_desk, "month", day="2026-03-06")
    assert _listed(page) == []
    page_desk.lanes.write(
        lambda t: save(
            t,
            [Add(Task(id=t.new_id(), text="New", due_on=date(2026, 3, 6), status="open"))],
            "add task",
        ),
        context=page,
    )
    page_desk.settle()
    assert _listed(page) == ["Task: New"]
    assert page.day == date(2026, 3, 6)


def test_with_initials_no_name_is_on_the_screen_or_spoken(
    page_desk: PageDesk, page: CalendarPage
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    add_hearing(page_desk, case)
    _open(page, page_desk, "month")
    settings = page_desk.context.settings
    page_desk.context.set_settings(replace(settings, initials=True))
    page_desk.settle()
    assert "V., M." in _listed(page)[0]
    assert "Vega" not in _listed(page)[0]


def test_whoever_leads_cases_begins_with_their_own(page_desk: PageDesk, page: CalendarPage) -> None:
    mine, _ = page_desk.workspace.write(add_case)
    others, _ = page_desk.workspace.write(add_case)
    edit(page_desk.workspace, stored(page_desk.workspace, Case, mine.id), coordinator="Ana Reyes")
    for case in (mine, others):
        add_hearing(page_desk, case)
    _open(page, page_desk, "month")
    assert len(_listed(page)) == 1
    page.toolbar.show_whose(mine=False)
    page.toolbar.whose.activated.emit(0)
    page_desk.settle()
    assert len(_listed(page)) == 2


def test_what_is_left_out_and_where_one_stood_come_back_after_a_lock(
    page_desk: PageDesk, page: CalendarPage, shown: Show
) -> None:
    add_task(page_desk, "Call", date(2026, 3, 12))
    _open(page, page_desk, "week", day="2026-03-12")
    page.toolbar.hide_subjects(["task"])
    place = page.place()
    again = CalendarPage(page_desk.lanes, page_desk.context)
    shown(again)
    again.restore_place(place)
    page_desk.settle()
    assert (again.view, again.day, again.toolbar.hidden()) == ("week", date(2026, 3, 12), ["task"])
    assert again.list.count() == 0


def test_a_click_chooses_a_day_and_a_double_click_opens(
    page_desk: PageDesk, page: CalendarPage
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    event = add_hearing(page_desk, case, on=date(2026, 3, 3))
    view = _open(page, page_desk, "month")
    view.repaint()
    (box,) = (b for b, _, one in page.views["month"]._hits if one is not None)
    point = QPoint(round(box.center().x()), round(box.center().y()))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert page.day == date(2026, 3, 3)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert [visit.target["record"] for visit in page_desk.opened] == [text_of(event)]


def test_n_offers_a_task_for_the_day(page_desk: PageDesk, page: CalendarPage) -> None:
    view = _open(page, page_desk, "month", day="2026-03-09")
    QTest.keyClick(view, Qt.Key.Key_N)
    menu = page.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [
        "Task for Mon Mar 9", "Court event for Mon Mar 9…", "Outreach or training for Mon Mar 9",
    ]  # fmt: skip
    menu.actions()[0].trigger()
    assert [(v.name, dict(v.target)) for v in page_desk.opened] == [
        ("newtask", {"on": "2026-03-09"})
    ]
    menu.close()


def test_a_new_court_event_asks_for_its_case_and_brings_its_youth(
    page_desk: PageDesk, page: CalendarPage
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    _open(page, page_desk, "month")
    page._additions._choose_case()
    dialog = page.findChild(CaseChoice)
    assert dialog is not None
    dialog._go_on()
    assert dialog.isVisible()
    dialog.editor.set_value(case.id)
    dialog._go_on()
    page_desk.settle()
    (visit,) = page_desk.opened
    assert visit.target["case"] == text_of(case.id)
    assert visit.target["person"] == text_of(youth.id)
    assert visit.target["values"] == {"on": "2026-03-04"}


def test_the_file_leaves_through_the_gate_with_neutral_titles_and_is_logged(
    page_desk: PageDesk, page: CalendarPage, tmp_path: Path
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    add_hearing(page_desk, case, at=time(9, 30))
    _open(page, page_desk, "month")
    page._offer_leaving()
    panel = page.findChild(LeavingPanel)
    assert panel is not None
    panel.file.click()
    (visit,) = page_desk.opened
    window = page_desk.window()
    dialog = ShareDialog(page_desk.lanes, page_desk.context, visit.target, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    page_desk.settle()
    words = " ".join(label.text() for label in dialog.preview.findChildren(Label))
    assert "1 entry of the calendar." in words
    assert "Case numbers" not in words
    dialog.folder.set_path(tmp_path)
    dialog.basis.setCurrentIndex(dialog.basis.findData("own_use"))
    dialog.purpose.setText("My phone")
    dialog.recipient.setText("Ana Reyes")
    dialog.save()
    page_desk.settle()
    (file,) = tmp_path.glob("*.ics")
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert str(event["summary"]) == "Court"
    query = select(TABLES["disclosure"])
    (row,) = page_desk.workspace.read(lambda c: c.execute(query).mappings().all())
    disclosed: Disclosure = record_maker("disclosure")(row)
    assert (disclosed.form, disclosed.content) == ("Calendar file (ICS)", "records")
    assert disclosed.people == frozenset({youth.id})
    delete(dialog)
    delete(window)


def _item(at: time, minutes: int = 60, subject: str = "court", **values: Any) -> Occurrence:
    one = Occurrence(subject=subject, record=RecordId(b""), on=TODAY, until=TODAY, at=at)
    return replace(one, minutes=minutes, **values)


def test_what_overlaps_stands_side_by_side_and_what_does_not_has_all_the_room() -> None:
    items = [_item(time(9)), _item(time(9, 30)), _item(time(10)), _item(time(13))]
    placed = [(one.track, one.tracks) for one in laid_out(items, 4)]
    assert placed == [(0, 2), (1, 2), (0, 2), (0, 1)]


def test_what_finds_no_track_stands_together_and_court_comes_first() -> None:
    tasks = [_item(time(9), 30, "task", what=str(number)) for number in range(3)]
    court = _item(time(9))
    placed = laid_out([*tasks, court], 2)
    assert [one.item for one in placed if isinstance(one, Track)] == [court]
    (rest,) = (one for one in placed if isinstance(one, Rest))
    assert (rest.items, rest.track, rest.tracks) == (tuple(tasks), 1, 2)


def test_a_short_thing_late_at_night_ends_with_the_day() -> None:
    (placed,) = laid_out([_item(time(23, 45), 0)], 2)
    assert (placed.start, placed.end) == (23 * 60 + 45, 24 * 60)


def test_views_begin_on_sunday_and_keep_the_day_within_the_month() -> None:
    assert days_shown("week", TODAY) == (date(2026, 3, 1), date(2026, 3, 7))
    first, last = days_shown("month", date(2026, 2, 10))
    assert (first.weekday(), (last - first + timedelta(days=1)).days % 7) == (6, 0)
    assert turned("month", date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert turned("week", TODAY, -1) == date(2026, 2, 25)
    assert range_words("week", date(2026, 12, 30)) == "Dec 27, 2026 \N{EN DASH} Jan 2, 2027"
    assert range_words("week", date(2026, 4, 1)) == "Mar 29 \N{EN DASH} Apr 4, 2026"


class _Written(DaysView):
    """A week that also keeps what it writes."""

    said: list[str]

    @override
    def _words(self, painter: QPainter, box: QRectF, text: str, colour: str) -> None:
        self.said.append(text)
        super()._words(painter, box, text, colour)


@pytest.mark.parametrize(("width", "place"), [(700, 1), (1800, 0)])
def test_a_hearing_that_may_be_on_a_day_looks_unlike_one_that_is(
    shown: Show, width: int, place: int
) -> None:
    sure = Occurrence(
        subject="court", record=RecordId(b"x" * 16), on=TODAY, until=TODAY, at=time(9, 30),
        youth="Marisol Vega", minutes=180,
    )  # fmt: skip
    week = _Written("Calendar", TODAY, "week")
    week.said = []
    week.resize(width, 600)
    shown(week)
    pictures = []
    for one in (sure, replace(sure, versions=2)):
        week.show_days({TODAY: [one]}, TODAY, TODAY, initials=False)
        week.said.clear()
        pictures.append(week.grab().toImage())
    assert week.said[place].startswith("2 versions")
    assert len([words for words in week.said if words.startswith("2 versions")]) == 1
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize("width", [420, 560, 700, 1180])
def test_the_views_to_choose_from_stand_in_one_line(
    page_desk: PageDesk, page: CalendarPage, width: int
) -> None:
    page.resize(width, 760)
    _open(page, page_desk, "month")
    buttons = page.toolbar._view_buttons.values()
    assert len({button.mapTo(page, QPoint(0, 0)).y() for button in buttons}) == 1
