"""Quick log by its keys, over a real workspace."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.dialogs.quicklog import QuickLogDialog
from desktop.dialogs.quicklog.whom import PersonChip
from storage.domain.ids import text_of
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.person import Person
from storage.tables.records import TABLES, record_maker
from storage.usecases.quicklog import QuickLog, log
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.conftest import delete
from tests.desktop.desks import Sessions, sessions
from tests.storage.builders import add_case

__all__ = ["at_desk", "over", "sessions"]

TODAY = date(2026, 3, 4)
Open = Callable[..., QuickLogDialog]


@pytest.fixture
def people(at_desk: AtDesk) -> list[tuple[Case, Person]]:
    return [
        at_desk.write(add_case, given, family)
        for given, family in (("Marisol", "Vega"), ("Dov", "Alder"), ("Tess", "Thorn"))
    ]


@pytest.fixture
def opened(at_desk: AtDesk, over: QWidget) -> Iterator[Open]:
    dialogs: list[QuickLogDialog] = []

    def open_dialog(**target: object) -> QuickLogDialog:
        dialog = QuickLogDialog(at_desk.lanes, at_desk.context, target, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialogs.append(dialog)
        dialog.open()
        at_desk.rest()
        return dialog

    yield open_dialog
    for dialog in dialogs:
        delete(dialog)


def kept(at_desk: AtDesk, kind: str) -> list[Any]:
    table, make = TABLES[kind], record_maker(kind)
    query = select(table).where(table.c.retired == 0)
    found: list[Any] = at_desk.read(lambda c: [make(row) for row in c.execute(query).mappings()])
    return found


def press(widget: QWidget, keys: str) -> int:
    """Type real keys: a letter each, ``\\n`` for Enter, ``\\t`` for Tab; return how many."""
    named = {"\n": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}
    for key in keys:
        focused = widget.focusWidget()
        if key in named:
            QTest.keyClick(focused, named[key])
        else:
            QTest.keyClicks(focused, key)
    return len(keys)


def test_a_repeated_service_takes_at_most_twelve_keys_from_anywhere(
    sessions: Sessions, qtbot: QtBot
) -> None:
    session = sessions.start()
    made: list[object] = []
    for name in ("Marisol", "Dov"):
        session.lanes.write(add_case, name, "Vega", context=session, then=made.append)
    qtbot.waitUntil(lambda: len(made) == 2)
    window = sessions.window
    before = window.focusWidget()

    def log_once(letters: str, what: str) -> int:
        QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QuickLogDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QuickLogDialog)
        keys = 1 + press(dialog, letters + what)
        qtbot.waitUntil(lambda: not isinstance(QApplication.activeModalWidget(), QuickLogDialog))
        # The offscreen platform has no window manager to give the keyboard back.
        window.activateWindow()
        QCoreApplication.processEvents()
        return keys

    assert log_once("mar\n", "\n2\n") == 8
    assert window.focusWidget() is before
    assert log_once("dov", "=") == 5
    counted: list[int] = []
    query = (
        select(func.count()).select_from(TABLES["service"]).where(TABLES["service"].c.code == "e10")
    )
    session.lanes.read(
        lambda c: int(c.execute(query).scalar_one()), context=session, then=counted.append
    )
    qtbot.waitUntil(lambda: counted == [2])


@pytest.mark.usefixtures("people")
def test_letters_typed_faster_than_they_are_looked_up_still_find_everyone(
    at_desk: AtDesk, opened: Open
) -> None:
    dialog = opened()
    press(dialog, "mar,dov,tes\n\nride\n")
    at_desk.rest()
    at_desk.rest()
    services = kept(at_desk, "service")
    assert len(services) == 3
    contacts = [one for one in kept(at_desk, "contact") if isinstance(one, Contact)]
    assert len({one.joint for one in contacts}) == 2
    assert {one.mode for one in contacts} == {"car"}
    assert at_desk.said[-1].text == "Ride logged for 3 people"
    assert at_desk.said[-1].undo is not None


def test_one_key_repeats_the_last_service_for_another_youth(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    entry = QuickLog(people=(people[0][1].id,), on=TODAY, service="b9", activity="ride", minutes=45)
    at_desk.write(log, entry)
    dialog = opened()
    assert dialog.what.list.texts()[0] == "Same as last: Ride"
    press(dialog, "dov=")
    at_desk.rest()
    assert len(kept(at_desk, "service")) == 2
    assert at_desk.said[-1].text == "Ride logged for Dov Alder"


def test_nothing_to_repeat_is_said(opened: Open, people: list[tuple[Case, Person]]) -> None:
    dialog = opened(people=[text_of(people[0][1].id)])
    dialog.repeat()
    assert "Nothing was logged" in dialog.notice.text


def test_yesterday_minutes_and_a_note_are_kept(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(people=[text_of(people[0][1].id)])
    dialog.what.line.setFocus()
    press(dialog, "check\t")
    day = dialog.details.editors["on"].control
    assert isinstance(day, QLineEdit)
    day.setFocus()
    day.selectAll()
    press(dialog, "y\t")
    assert day.text() == "Mar 3, 2026"
    dialog.details.note.setFocus()
    press(dialog, "Asked for a ride.\n")
    at_desk.rest()
    (contact,) = kept(at_desk, "contact")
    assert isinstance(contact, Contact)
    assert (contact.on, contact.minutes, contact.mode) == (TODAY - timedelta(days=1), 15, "phone")
    assert len(kept(at_desk, "note")) == 1


def test_what_was_typed_is_not_written_over_by_a_choice(
    opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(people=[text_of(people[0][1].id)])
    minutes = dialog.details.editors["minutes"]
    minutes.control.setFocus()
    press(dialog, "7")
    dialog.what.choose_code("ride")
    assert (minutes.value(), dialog.details.editors["mode"].value()) == (7, "car")


def test_the_same_service_twice_on_a_day_is_asked_about_once(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    at_desk.write(log, QuickLog(people=(people[0][1].id,), on=TODAY, service="b9", activity="ride"))
    dialog = opened(people=[text_of(people[0][1].id)])
    dialog.what.choose_code("ride")
    dialog.save()
    at_desk.rest()
    assert "already logged" in dialog.notice.text
    assert len(kept(at_desk, "service")) == 1
    dialog.save()
    at_desk.rest()
    assert len(kept(at_desk, "service")) == 2


def test_a_day_before_the_case_is_asked_about_once(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(people=[text_of(people[0][1].id)], on="2025-01-02")
    dialog.what.choose_code("ride")
    dialog.save()
    at_desk.rest()
    assert "before the case was opened" in dialog.notice.text
    assert kept(at_desk, "service") == []
    dialog.save()
    at_desk.rest()
    assert len(kept(at_desk, "service")) == 1


@pytest.mark.usefixtures("people")
def test_letters_that_mean_nothing_are_told_so_with_a_way_on(at_desk: AtDesk, opened: Open) -> None:
    dialog = opened()
    press(dialog, "qqqq")
    at_desk.rest()
    assert dialog.whom.hint.text() == ("Nobody in an open case is called this. Type fewer letters.")
    dialog.what.line.setFocus()
    press(dialog, "qqqq")
    assert dialog.what.hint.text().endswith("Type fewer letters or a number.")
    dialog.what.line.clear()
    assert dialog.what.hint.text().startswith("Enter saves")


def test_without_an_open_case_quick_log_says_how_to_begin_one(opened: Open) -> None:
    assert opened().whom.hint.text() == "Type a name. Ctrl+N begins a case."


def add_hearing(transaction: Transaction, case: Case) -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(), case=case.id, matter="care_and_protection",
        event_type="status", on=TODAY, court="Lynn Juvenile Court",
    )  # fmt: skip
    save(transaction, [Add(event)], "add hearing")
    return event


def test_the_hearing_of_the_day_is_offered_and_linked(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    case, youth = people[0]
    event = at_desk.write(add_hearing, case)
    dialog = opened(case=text_of(case.id))
    assert [one.person for one in dialog.whom.people] == [youth.id]
    assert dialog.details.hearing.isVisibleTo(dialog)
    assert "Lynn Juvenile Court" in dialog.details.hearing.text()
    assert not dialog.details.hearing.isChecked()
    dialog.what.choose_code("court_accompaniment")
    assert dialog.details.hearing.isChecked()
    dialog.save()
    at_desk.rest()
    (contact,) = kept(at_desk, "contact")
    (after,) = kept(at_desk, "court_event")
    assert isinstance(contact, Contact)
    assert isinstance(after, CourtEvent)
    assert contact.event == event.id
    assert after.accompanied_by == "coordinator"


def test_what_is_missing_is_said_where_it_is_missing(
    opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened()
    dialog.save()
    assert dialog.notice.text == "Name at least one youth."
    dialog = opened(people=[text_of(people[0][1].id)])
    dialog.save()
    assert "Say what was done" in dialog.notice.text
    dialog.what.choose_code("ride")
    dialog.details.editors["on"].set_raw("2/30")
    dialog.save()
    assert dialog.details.editors["on"].problem()


def test_a_half_filled_log_survives_a_lock(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(people=[text_of(people[0][1].id)])
    dialog.whom.line.setText("do")
    dialog.what.choose_code("ride")
    dialog.details.editors["on"].set_raw("3/")
    dialog.details.note.setText("Half a sen")
    place = dialog.place()
    again = opened()
    again.restore_place(place)
    at_desk.rest()
    assert again.place() == place


def test_a_log_closed_unfinished_is_offered_the_next_time(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(people=[text_of(people[0][1].id)])
    dialog.details.note.setText("Half")
    dialog.reject()
    again = opened()
    assert again.unfinished.isVisibleTo(again)
    assert again.whom.people == ()
    again.unfinished.acted.emit()
    at_desk.rest()
    assert again.details.note.text() == "Half"
    again.what.choose_code("ride")
    again.save()
    at_desk.rest()
    assert at_desk.context.draft("quicklog") is None


def test_somebody_is_taken_out_by_backspace_or_a_press(
    opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(people=[text_of(youth.id) for _, youth in people[:2]])
    chips = [chip for chip in dialog.findChildren(PersonChip) if chip.isVisibleTo(dialog)]
    assert [chip.accessibleName() for chip in chips] == [
        "Take out Marisol Vega",
        "Take out Dov Alder",
    ]
    chips[0].click()
    assert [one.name for one in dialog.whom.people] == ["Dov Alder"]
    dialog.whom.line.setFocus()
    QTest.keyClick(dialog.whom.line, Qt.Key.Key_Backspace)
    assert dialog.whom.people == ()


def test_initials_hide_every_name(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(people=[text_of(people[0][1].id)])
    at_desk.context.toggle_initials()
    at_desk.rest()
    shown = {chip.text() for chip in dialog.findChildren(PersonChip) if chip.isVisibleTo(dialog)}
    assert shown == {"M. V."}
    assert "Marisol Vega" not in dialog.whom.list.texts()


def test_a_day_and_an_activity_of_the_target_stand_there_ready_to_be_saved(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(case=text_of(people[0][0].id), on="2026-03-02", activity="court_accompaniment")
    dialog.save()
    at_desk.rest()
    (service,) = kept(at_desk, "service")
    assert isinstance(service, Service)
    assert (service.on, service.code) == (date(2026, 3, 2), "e10")


def test_further_services_of_the_contact_are_chosen_beside(
    at_desk: AtDesk, opened: Open, people: list[tuple[Case, Person]]
) -> None:
    dialog = opened(people=[text_of(people[0][1].id)], activity="court_accompaniment")
    dialog.details.editors["further"].set_value(frozenset({"b9"}))
    place = dialog.place()
    dialog.details.editors["further"].set_value(frozenset())
    dialog.restore_place(place)
    dialog.save()
    at_desk.rest()
    assert {one.code for one in kept(at_desk, "service")} == {"e10", "b9"}
