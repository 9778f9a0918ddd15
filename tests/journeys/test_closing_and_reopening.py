"""A case is closed with what was still open in it, and months later a referral opens it again."""

from dataclasses import replace
from datetime import date, timedelta

from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from desktop.dialogs.closecase import CloseCaseDialog, ReopenCaseDialog
from desktop.dialogs.history import HistoryDialog
from desktop.dialogs.intake import IntakeDialog
from desktop.dialogs.record import RecordDialog
from storage.domain.kinds.case import Case
from storage.domain.kinds.task import Task
from storage.domain.periods import Period
from storage.reports.figures import figures
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.journeys.walking import Walker, rows_of
from tests.storage.builders import add_case, add_service

TODAY = date(2026, 3, 4)
QUARTER = Period.parse("2026-01-01..2026-03-31")
SCHOOL, MENTOR = "Call the school", "Write to the mentor"


def test_a_closing_and_a_reopening(sessions: Sessions, qtbot: QtBot, clock: FixedClock) -> None:
    walker = Walker(sessions.start(), qtbot)
    walker.write(_served_case)
    counted = walker.read(count_quarter)
    assert counted["Q1"] == "1"
    find_the_case(walker)
    close_it(walker)
    nothing_of_it_rings(walker)
    assert walker.read(count_quarter) == counted

    clock.pass_time(days=120)
    a_new_referral_finds_it(walker, qtbot)
    open_it_again(walker)
    take_down_the_referral(walker)
    its_history_tells_both(walker)
    step_on_as_usual_or_say_why_not(walker, qtbot)
    assert walker.read(count_quarter) == counted


def find_the_case(walker: Walker) -> None:
    walker.press("Ctrl+K")
    walker.write_here("veg")
    walker.press("Return")
    assert f"{SCHOOL}: due today" in walker.words()


def close_it(walker: Walker) -> None:
    """One open end is closed with the case, the other is carried on."""
    walker.push("Close case")
    assert isinstance(walker.front(), CloseCaseDialog)
    walker.fill("closure_reason", "goals")
    walker.fill("exploitation_at_close", "historic")
    walker.fill("outcome", "Back in school, a mentor beside her")
    walker.push("Close it")
    walker.push("Close the case")
    assert walker.front() is walker.window
    (case,) = walker.read(rows_of, "case")
    assert (case["status"], case["closed_on"]) == ("closed", "2026-03-04")
    tasks = {row["text"]: row["status"] for row in walker.read(rows_of, "task")}
    assert tasks == {SCHOOL: "cancelled", MENTOR: "carried"}


def nothing_of_it_rings(walker: Walker) -> None:
    assert "due today" not in walker.words()
    walker.press("Ctrl+1")
    assert "No clock is close." in walker.words()
    walker.press("Ctrl+2")
    assert "0 cases" in walker.words()


def a_new_referral_finds_it(walker: Walker, qtbot: QtBot) -> None:
    walker.press("Ctrl+N")
    walker.write_here("Marisol")
    walker.press("Tab")
    walker.write_here("Vega")
    intake = walker.front()
    assert isinstance(intake, IntakeDialog)
    qtbot.waitUntil(lambda: [one.status for one in intake.known.found] == ["closed"])
    walker.push("Open case")


def open_it_again(walker: Walker) -> None:
    walker.push("Open again")
    assert isinstance(walker.front(), ReopenCaseDialog)
    walker.push("Open the case again")
    (case,) = walker.read(rows_of, "case")
    assert (case["status"], case["reopened_on"]) == ("reopened", "2026-07-02")


def take_down_the_referral(walker: Walker) -> None:
    walker.turn_to("timeline")
    walker.push("Add a record")
    walker.push("Referral")
    assert isinstance(walker.front(), RecordDialog)
    walker.fill("source", "school")
    walker.fill("reason", "Away from school for a week")
    walker.press("Ctrl+Return")
    (referral,) = walker.read(rows_of, "referral")
    assert referral["received_on"] == "2026-07-02"


def its_history_tells_both(walker: Walker) -> None:
    """The Save under the referral's opened the case again; Enter tells all that became of it."""
    walker.turn_to("history")
    walker.press("Home")
    walker.press("Down")
    walker.press("Return")
    assert isinstance(walker.front(), HistoryDialog)
    said = walker.words()
    assert "Status: Closed \u2192 Reopened" in said
    assert "Status: Active, ongoing \u2192 Closed" in said
    assert "Reason for closing: Goals met or stable" in said
    walker.push("Close")


def step_on_as_usual_or_say_why_not(walker: Walker, qtbot: QtBot) -> None:
    walker.push("Details")
    walker.fill("status", "triage")
    advice = "Triage does not usually follow Reopened. Save it if that is so."
    qtbot.waitUntil(lambda: advice in walker.words())
    walker.fill("status", "Active, acute")
    qtbot.waitUntil(lambda: advice not in walker.words())
    walker.press("Ctrl+Return")
    (case,) = walker.read(rows_of, "case")
    assert (case["status"], case["closed_on"]) == ("active_acute", "2026-03-04")


def count_quarter(connection: Connection) -> dict[str, str]:
    """Return every number of the quarter's report by its row."""
    return {row.id: row.shown for row in figures(connection, "pmt", QUARTER).rows}


def _served_case(transaction: Transaction) -> Changes:
    case, youth = add_case(transaction)
    add_service(transaction, case, youth)
    led = fetch(transaction.connection, Case, case.id)
    assert led is not None
    tasks = [
        Task(
            id=transaction.new_id(),
            case=case.id,
            text=text,
            due_on=due_on,
            status="open",
            owner="Ana Reyes",
        )
        for text, due_on in ((SCHOOL, TODAY), (MENTOR, TODAY + timedelta(days=2)))
    ]
    return save(
        transaction,
        [Edit(led, replace(case, coordinator="Ana Reyes")), *map(Add, tasks)],
        "promise",
    )
