"""A day in court without signal: two hearings, one service forgotten, and nothing is lost."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from pytestqt.qtbot import QtBot

from desktop.dialogs.dayend import DayEndDialog
from desktop.dialogs.quicklog import QuickLogDialog
from desktop.dialogs.record import RecordDialog
from desktop.lists.table import RecordTable
from desktop.pages.calendar import CalendarPage
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.person import Person
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Served, ana, lena, new_folder, new_template, served
from tests.journeys.walking import Walker, rows_of
from tests.patience import within
from tests.storage.builders import add_case

__all__ = ["ana", "lena", "new_folder", "new_template", "served"]

MOST_KEYS = 12
MOST_SECONDS = 10.0
COURT = "Berkshire Juvenile Court"
TODAY = date(2026, 3, 4)


def test_a_day_in_court_without_signal(lena: Sessions, served: Served, qtbot: QtBot) -> None:
    served.stop()
    walker = Walker(lena.start(), qtbot)
    for name, at in (("Marisol", time(9, 30)), ("Dov", time(14, 0))):
        walker.write(_hearing, name, "Vega", at)
    look_before_going_in(walker)
    assert log_by_keys(walker, ["Return", *"court acc", "Return"]) <= MOST_KEYS
    contact, event = linked_contact(walker, "09:30")
    assert (contact["event"], event["accompanied_by"]) == (event["id"], "coordinator")
    write_what_came_of_it(walker)
    the_next_date_stands_there(walker)
    see_what_the_day_still_lacks(walker)
    stand_in_the_calendar(walker)
    everything_waits_on_the_laptop(walker)


def look_before_going_in(walker: Walker) -> None:
    walker.press("Ctrl+K")
    walker.write_here("mar")
    walker.press("Return")
    assert walker.window.navigator.current_id == "case"
    said = walker.words()
    assert "Safe contact: 413-555-0142, call yes, voicemail no, text no." in said
    assert f"Next court: Today 9:30 AM {COURT}" in said


def write_what_came_of_it(walker: Walker) -> None:
    """From the people of the case to its court dates by Ctrl+Tab, and into the first by Enter."""
    walker.turn_to("court")
    assert walker.find(RecordTable, "case-court").hasFocus()
    walker.press("Down")
    walker.press("Return")
    assert isinstance(walker.front(), RecordDialog)
    walker.fill("outcome", "Custody stays with DCF until the next date")
    walker.fill("next_on", "3/25/2026")
    walker.press("Ctrl+Return")
    assert walker.front() is walker.window


def the_next_date_stands_there(walker: Walker) -> None:
    """One Save kept the outcome and made the event of the next date."""
    events = walker.read(rows_of, "court_event")
    first = next(row for row in events if row["outcome"])
    (made,) = [row for row in events if row["previous"] == first["id"]]
    assert (made["on"], made["case"], made["court"]) == ("2026-03-25", first["case"], COURT)
    assert made["saved"] == first["saved"]


def see_what_the_day_still_lacks(walker: Walker) -> None:
    walker.press("Ctrl+Shift+E")
    assert isinstance(walker.front(), DayEndDialog)
    said = walker.words()
    assert "One court event without a service" in said
    assert "2:00 PM \u00b7 Vega, Dov" in said
    assert "9:30 AM" not in said
    assert walker.keyboard().property("text") == "Log it"
    walker.press("Space")
    assert isinstance(walker.front(), QuickLogDialog)
    walker.press("Return")
    assert isinstance(walker.front(), DayEndDialog)
    contact, event = linked_contact(walker, "14:00")
    assert contact["event"] == event["id"]
    assert "without a service" not in walker.words()
    assert walker.count("service") == 2
    walker.push("Close")


def stand_in_the_calendar(walker: Walker) -> None:
    """Both hearings of today, and by one key the agenda in which the new date follows them."""
    walker.press("Ctrl+9")
    page = walker.window.navigator.page()
    assert isinstance(page, CalendarPage)
    today = [page.list.item(row).text() for row in range(page.list.count())]
    assert [text[:7] for text in today] == ["9:30 AM", "2:00 PM"]
    walker.press("A")
    assert page.agenda.count() == len(walker.read(rows_of, "court_event"))


def everything_waits_on_the_laptop(walker: Walker) -> None:
    said = walker.words()
    assert "Saved on this laptop" in said
    assert "wait for a connection" in said
    assert walker.count("service") == 2


def linked_contact(walker: Walker, at: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the contact of the case whose hearing is at that time, and the hearing."""
    (event,) = [row for row in walker.read(rows_of, "court_event") if row["at"] == at]
    contacts = walker.read(rows_of, "contact")
    (contact,) = [row for row in contacts if row["case"] == event["case"]]
    return contact, event


def log_by_keys(walker: Walker, keys: list[str]) -> int:
    """Log with these keys after the chord that opens the window; return how many it took."""
    with within(MOST_SECONDS):
        walker.press("Ctrl+J")
        assert isinstance(walker.front(), QuickLogDialog)
        for key in keys:
            (walker.write_here if len(key) == 1 else walker.press)(key)
        assert walker.front() is walker.window
    return 1 + len(keys)


def _hearing(transaction: Transaction, given: str, family: str, at: time) -> Changes:
    case, youth = add_case(transaction, given, family)
    hearing = CourtEvent(
        id=transaction.new_id(),
        case=case.id,
        person=youth.id,
        matter="care_and_protection",
        event_type="status",
        on=TODAY,
        at=at,
        court=COURT,
        state="scheduled",
    )
    led, told = (
        fetch(transaction.connection, Case, case.id),
        fetch(transaction.connection, Person, youth.id),
    )
    assert led is not None
    assert told is not None
    return save(
        transaction,
        [
            Edit(led, replace(case, coordinator="Lena Ortiz")),
            Edit(told, replace(youth, phone="413-555-0142", calls_ok=True)),
            Add(hearing),
        ],
        "set hearing",
    )
