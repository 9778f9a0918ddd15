"""A referral on a Friday night, twenty to twelve: written down once, and nothing of it is lost."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.clocks.listing import AllClocks
from desktop.dialogs.intake import IntakeDialog
from desktop.pages.tasks import TasksPage
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.journeys.walking import Walker, rows_of
from tests.storage.builders import add_case

FRIDAY_NIGHT = datetime(2026, 3, 7, 4, 40, tzinfo=UTC)
"""23:40 in Boston; on Sunday the clocks there go forward."""
MONDAY_MORNING = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
FIRST_TASKS = {
    "Call the referrer back": "2026-03-06",
    "Ask whether the youth is safe tonight": "2026-03-06",
    "Ask DCF for the 51A intake number": "2026-03-07",
    "Set the date of the MDT": "2026-03-08",
    "Refer to a survivor mentor program": "2026-03-09",
}


@pytest.fixture
def night(clock: FixedClock) -> FixedClock:
    clock.moment = FRIDAY_NIGHT
    return clock


def test_a_referral_at_night(sessions: Sessions, qtbot: QtBot, night: FixedClock) -> None:
    walker = Walker(sessions.start(), qtbot)
    walker.write(add_case, "Ren\u00e9e", "Okafor")
    walker.press("Ctrl+N")
    write_down_who_it_is(walker, qtbot)
    write_down_the_call(walker)
    walker.press("Ctrl+L")
    sessions.end()

    walker = Walker(sessions.start(), qtbot)
    go_on_with_the_same_word(walker)
    begin_the_case(walker)
    two_youth_of_one_referral_stand_there(walker)
    its_clocks_run_from_the_night_on(walker)
    night.moment = MONDAY_MORNING
    on_monday_the_report_is_due(walker)
    what_is_to_be_done_is_on_the_list(walker)


def write_down_who_it_is(walker: Walker, qtbot: QtBot) -> None:
    intake = walker.front()
    assert isinstance(intake, IntakeDialog)
    walker.write_here("Renee")
    walker.press("Tab")
    walker.write_here("Okafor")
    qtbot.waitUntil(lambda: [one.name for one in intake.known.found] == ["Ren\u00e9e Okafor"])
    walker.fill("role", "primary")


def write_down_the_call(walker: Walker) -> None:
    walker.fill("received_at", "23:40")
    walker.fill("mode", "phone")
    walker.fill("source", "dcf")
    tick(walker, "report_filed-input")
    walker.fill("priority", "urgent")
    walker.fill("instrument", "clinical")
    tick(walker, "intake-first-mentor")
    walker.find(QWidget, "intake-others").setFocus()
    walker.write_here("Noa Lane")
    walker.find(QWidget, "reason-input").setFocus()
    walker.write_here("Gone since supper, seen at the sta")


def go_on_with_the_same_word(walker: Walker) -> None:
    """The keyboard is where it was, behind the last letter; nothing else was touched."""
    walker.write_here("tion")
    intake = walker.front()
    assert isinstance(intake, IntakeDialog)
    assert intake.sheets.typed("referral", "reason") == "Gone since supper, seen at the station"
    assert intake.sheets.typed("person", "given_name") == "Renee"
    assert intake.sheets.typed("screening", "instrument") == "Clinical judgement"
    assert intake.further.names() == ("Noa Lane",)
    assert intake.further.ticks["mentor"].isChecked()


def begin_the_case(walker: Walker) -> None:
    """What is missing is said, and the keyboard stands there."""
    walker.push("Begin the case")
    assert "CAC is needed." in walker.words()
    assert walker.count("case") == 1
    walker.write_here("berk")
    walker.press("Tab")
    walker.push("Begin the case")
    assert walker.window.navigator.current_id == "case"


def two_youth_of_one_referral_stand_there(walker: Walker) -> None:
    (referral,) = walker.read(rows_of, "referral")
    # One case was there before; what number the next ones have follows from its own.
    named = referral["people"].replace("-", "")
    begun = [row for row in walker.read(rows_of, "case") if row["youth"].hex() in named]
    assert [row["number"][:7] for row in begun] == ["BER-26-"] * 2
    assert (referral["received_on"], referral["report_filed_on"]) == ("2026-03-06", "2026-03-06")
    (screening,) = walker.read(rows_of, "screening")
    assert (screening["instrument"], screening["trigger"]) == ("clinical_judgement", "intake")


def its_clocks_run_from_the_night_on(walker: Walker) -> None:
    """One business day after a Friday ends on Monday; 72 hours pass as on a stopwatch."""
    assert "Call the referrer back: due today" in walker.words()
    walker.push("All clocks")
    clocks = walker.front()
    assert isinstance(clocks, AllClocks)
    said = walker.words()
    assert "51A screening decision: due Mon Mar 9" in said
    assert "MDT for an urgent referral: due 12:40 AM Tue Mar 10" in said
    walker.push("Close")
    walker.press("Ctrl+1")
    assert "Call the referrer back" in walker.words()


def on_monday_the_report_is_due(walker: Walker) -> None:
    walker.press("Ctrl+2")
    walker.press("Ctrl+1")
    said = walker.words()
    assert "51A screening decision: due today" in said
    assert "Task: was due Fri Mar 6" in said


def what_is_to_be_done_is_on_the_list(walker: Walker) -> None:
    tasks = {row["text"]: row["due_on"] for row in walker.read(rows_of, "task")}
    assert tasks == FIRST_TASKS
    walker.press("Ctrl+Shift+A")
    page = walker.window.navigator.page()
    assert isinstance(page, TasksPage)
    assert page.table.count() == len(FIRST_TASKS)


def tick(walker: Walker, name: str) -> None:
    walker.find(QWidget, name).setFocus()
    walker.press("Space")
