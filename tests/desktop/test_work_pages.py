"""Directory, training, time: lists of program records, each with its quick way to add."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.dialogs.attendance import AttendanceDialog
from desktop.dialogs.newoutreach import NewOutreachDialog
from desktop.pages.directory import DirectoryPage
from desktop.pages.time import TimePage
from desktop.pages.training import TrainingPage
from storage.domain.ids import RecordId
from storage.domain.kinds.directory import Agency, Partner
from storage.domain.kinds.training import Training
from storage.usecases.changes import Changes
from storage.usecases.editing import keep_record
from storage.usecases.records import Add, save
from storage.usecases.samepeople import merge
from storage.usecases.syncing.expunging import destroy
from storage.usecases.transaction import Transaction
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.conftest import Show, delete
from tests.reports.test_destroyed import closed_by
from tests.storage.builders import add_case, add_service

__all__ = ["at_desk", "over"]

DAY = date(2026, 3, 2)


def add(at_desk: AtDesk, cls: type[Any], **values: Any) -> RecordId:
    def act(transaction: Transaction) -> tuple[RecordId, Changes]:
        record = cls(id=transaction.new_id(), **values)
        return record.id, save(transaction, [Add(record)], "add")

    found: RecordId = at_desk.write(act)
    return found


def rows(at_desk: AtDesk, kind: str) -> int:
    query = f"SELECT count(*) FROM {kind} WHERE retired = 0"  # noqa: S608 - a name of the test
    return int(at_desk.read(lambda c: c.exec_driver_sql(query).scalar_one()))


Made = Callable[[type[Any]], Any]


@pytest.fixture
def made(at_desk: AtDesk, shown: Show) -> Made:
    def make(cls: type[Any]) -> Any:
        page = cls(at_desk.lanes, at_desk.context)
        shown(page)
        page.open({})
        at_desk.rest()
        return page

    return make


@pytest.fixture
def new(at_desk: AtDesk, over: QWidget) -> Iterator[NewOutreachDialog]:
    dialog = open_new(at_desk, over)
    yield dialog
    delete(dialog)


def open_new(at_desk: AtDesk, over: QWidget, **target: Any) -> NewOutreachDialog:
    dialog = NewOutreachDialog(at_desk.lanes, at_desk.context, target, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    return dialog


def test_the_people_of_the_chosen_agency_stand_beneath_it(at_desk: AtDesk, made: Made) -> None:
    first = add(at_desk, Agency, name="Area Office", phone="555-0100")
    second = add(at_desk, Agency, name="Mentors")
    add(at_desk, Partner, family_name="Adams", agency=first)
    add(at_desk, Partner, family_name="Brown", agency=second)
    page = made(DirectoryPage)
    assert page.agencies.table.count() == 2
    page.agencies.table.select(first)
    at_desk.rest()
    at_desk.rest()
    assert page.partners.table.count() == 1
    assert "555-0100" in page.reach.ways.text()
    page.findChild(QWidget, "directory-only-here").setChecked(False)
    at_desk.rest()
    assert page.partners.table.count() == 2
    page.findChild(QWidget, "directory-new-partner").click()
    assert at_desk.opened[-1].target == {"kind": "partner", "agency": first.hex()}


def test_an_agency_recorded_twice_stands_once_and_leads_to_its_records(
    at_desk: AtDesk, made: Made
) -> None:
    first = add(at_desk, Agency, name="Elm House", phone="555-0100")
    second = add(at_desk, Agency, name="Elms Home", phone="555-0199")
    add(at_desk, Partner, family_name="Brown", agency=second)
    page = made(DirectoryPage)
    assert page.agencies.table.count() == 2
    at_desk.lanes.write(merge, first, second, context=at_desk.context)
    at_desk.rest()
    at_desk.rest()
    assert page.agencies.table.count() == 1
    page.agencies.table.select(first)
    at_desk.rest()
    at_desk.rest()
    assert page.partners.table.count() == 1
    assert page.reach.also.text() == "Also recorded as Elms Home"
    assert "Elms Home, phone: 555-0199" in page.reach.ways.text()
    page.findChild(QWidget, "directory-several").click()
    assert at_desk.opened[-1].target == {"kind": "agency", "record": first.hex()}


def test_an_agency_is_found_by_a_town_it_covers_and_the_search_is_kept(
    at_desk: AtDesk, made: Made
) -> None:
    add(at_desk, Agency, name="Area Office", towns=frozenset({"Adams", "Lee"}))
    add(at_desk, Agency, name="Mentors")
    page = made(DirectoryPage)
    page.agencies.search.setText("lee")
    page.agencies.search.returnPressed.emit()
    at_desk.rest()
    assert page.agencies.table.count() == 1
    again = made(DirectoryPage)
    again.restore_place(page.place())
    at_desk.rest()
    assert again.agencies.table.count() == 1


def test_an_empty_list_says_the_next_step(made: Made) -> None:
    page = made(DirectoryPage)
    assert not page.agencies.table.isVisible()
    page = made(TrainingPage)
    assert not page.panels["training"].table.isVisible()


def test_hours_of_those_who_were_there_show_at_once(
    at_desk: AtDesk, made: Made, over: QWidget
) -> None:
    partner = add(at_desk, Partner, family_name="Adams", team_member=True)
    training = add(
        at_desk, Training, on=DAY, title="Signs", direction="given", minutes=90, csec=True
    )
    page = made(TrainingPage)
    page.panels["training"].table.select(training)
    page.findChild(QWidget, "training-attendance").click()
    assert at_desk.opened[-1].target == {"training": training.hex()}
    dialog = AttendanceDialog(at_desk.lanes, at_desk.context, {"training": training.hex()}, over)
    dialog.open()
    at_desk.rest()
    dialog.people.setCurrentRow(0)
    QTest.keyClick(dialog.people, Qt.Key.Key_Space)
    assert dialog.ticked() == [partner]
    dialog.save()
    at_desk.rest()
    at_desk.rest()
    assert at_desk.said[-1].text == "Hours recorded for 1 person"
    assert at_desk.said[-1].undo is not None
    assert rows(at_desk, "training_hours") == 1
    page.open({"tab": "hours"})
    at_desk.rest()
    assert page.learners.count() == 1


def test_each_tab_adds_its_own_kind(at_desk: AtDesk, made: Made) -> None:
    page = made(TrainingPage)
    for tab, kind in (
        ("training", "training"),
        ("hours", "training_hours"),
        ("assistance_request", "assistance_request"),
        ("credential", "credential"),
    ):
        page.open({"tab": tab})
        page.findChild(QWidget, "training-new").click()
        assert at_desk.opened[-1].target == {"kind": kind}


def test_a_line_of_time_is_added_and_summed_and_the_next_keeps_the_day(
    at_desk: AtDesk, made: Made
) -> None:
    page = made(TimePage)
    page.form.start_with({"on": DAY, "activity": "travel", "minutes": 75, "miles": 30})
    page.save()
    at_desk.rest()
    at_desk.rest()
    assert page.panel.table.count() == 1
    assert rows(at_desk, "time_entry") == 1
    assert page.form.values()["on"] == DAY
    assert page.form.values()["minutes"] is None
    texts = " ".join(label.text() for label in page.sums.findChildren(type(page.sums.beside)))
    assert "1:15" in texts
    page.before.click()
    at_desk.rest()
    assert page.panel.table.count() == 0


def test_a_month_of_destroyed_cases_says_that_contacts_took_more(
    at_desk: AtDesk, made: Made
) -> None:
    """What a funding project paid for stays: no case is in it."""
    case, youth = at_desk.write(add_case)
    at_desk.write(add_service, case, youth, DAY)
    at_desk.write(
        keep_record, "time_entry", None,
        {"on": DAY, "activity": "travel", "minutes": 75, "funding": "cja", "coordinator": "Ana"},
    )  # fmt: skip
    page = made(TimePage)
    page.mine.setChecked(False)
    at_desk.rest()
    spent = [label.text() for label in page.sums.findChildren(type(page.sums.beside))]
    assert "1:15" in spent
    assert not page.sums.less.isVisibleTo(page)
    at_desk.write(closed_by, destroy, [case.id])
    page.open({})
    at_desk.rest()
    assert [label.text() for label in page.sums.findChildren(type(page.sums.beside))] == spent
    assert page.sums.less.isVisibleTo(page)
    page.open({"month": "2025-12-01"})
    at_desk.rest()
    assert not page.sums.less.isVisibleTo(page)


def test_a_line_without_an_activity_says_so_at_its_field(at_desk: AtDesk, made: Made) -> None:
    page = made(TimePage)
    page.form.start_with({"minutes": 5})
    page.save()
    assert page.form.editor("activity").problem()
    assert rows(at_desk, "time_entry") == 0


def test_a_half_typed_line_of_time_is_there_again(at_desk: AtDesk, made: Made) -> None:
    page = made(TimePage)
    page.form.start_with({"minutes": 75})
    page.form.send_draft()
    at_desk.rest()
    assert made(TimePage).form.values()["minutes"] == 75


def test_outreach_is_added_with_a_title_a_kind_and_enter(
    at_desk: AtDesk, new: NewOutreachDialog
) -> None:
    QTest.keyClicks(new.form.editor("title").control, "Hotel staff")
    new.form.start_with({"outreach_kind": "presentation", "attendees": 30})
    QTest.keyClick(new, Qt.Key.Key_Return)
    at_desk.rest()
    assert at_desk.said[-1].text == "Outreach activity added"
    query = "SELECT title, attendees, coordinator, funding FROM outreach"
    row = at_desk.read(lambda c: c.exec_driver_sql(query).one())
    assert tuple(row) == ("Hotel staff", 30, "Ana Reyes", "maca_csec_voca")


def test_a_training_is_added_from_the_same_window(at_desk: AtDesk, new: NewOutreachDialog) -> None:
    new.kind.setCurrentIndex(new.kind.findData("training"))
    new.form.start_with({"title": "Signs", "minutes": 60})
    new.save()
    at_desk.rest()
    assert rows(at_desk, "training") == 1


def test_what_was_typed_and_not_saved_is_there_the_next_time(
    at_desk: AtDesk, new: NewOutreachDialog, over: QWidget
) -> None:
    QTest.keyClicks(new.form.editor("title").control, "Hotel")
    new.reject()
    at_desk.rest()
    again = open_new(at_desk, over)
    assert again.form.values()["title"] == "Hotel"
    delete(again)
