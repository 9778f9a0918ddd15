"""A night that goes on past midnight in one window: what is written then is of the new day."""

from datetime import UTC, date, datetime

import pytest
from pytestqt.qtbot import QtBot

from desktop.dialogs.record import RecordDialog
from desktop.pages.case.composer import NoteComposer
from desktop.shell.dayturn import DayTurn
from storage.domain.kinds.case import Case
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.journeys.walking import Walker, rows_of
from tests.storage.builders import add_case

TEN_TO_MIDNIGHT = datetime(2026, 3, 5, 4, 50, tzinfo=UTC)
"""Of Wednesday, March 4."""


@pytest.fixture
def walker(sessions: Sessions, clock: FixedClock, qtbot: QtBot) -> Walker:
    clock.moment = TEN_TO_MIDNIGHT
    return Walker(sessions.start(), qtbot)


@pytest.fixture
def case(walker: Walker) -> Case:
    case: Case = walker.write(add_case)[0]
    walker.press("Ctrl+K")
    walker.write_here("vega")
    walker.press("Return")
    walker.turn_to("notes")
    return case


def pass_midnight(walker: Walker, clock: FixedClock) -> None:
    clock.pass_time(minutes=20)
    turn = walker.window.findChild(DayTurn)
    assert turn is not None
    turn.look()
    walker.rest()


def test_a_note_is_of_the_day_on_which_it_is_begun(
    walker: Walker, case: Case, clock: FixedClock
) -> None:
    pass_midnight(walker, clock)
    walker.push("Write note")
    form = walker.find(NoteComposer).form
    form.start_with({"note_class": "privileged", "text": "She is back"})
    walker.push("Save note")
    (note,) = walker.read(rows_of, "note")
    assert (note["case"], note["on"]) == (case.id, "2026-03-05")


def test_a_dialog_that_stayed_open_takes_the_new_day_and_keeps_what_was_typed(
    walker: Walker, case: Case, clock: FixedClock
) -> None:
    walker.window._context.open("record", {"kind": "note", "case": case.id.hex()})
    walker.rest()
    dialog = walker.front()
    assert isinstance(dialog, RecordDialog)
    on = dialog.form.editor("on")
    on.set_raw("3/5/2026")
    dialog.form.editor("text").set_raw("Half a wor")
    assert on.problem()
    pass_midnight(walker, clock)
    assert (on.value(), on.problem()) == (date(2026, 3, 5), "")
    assert dialog.form.editor("text").raw() == "Half a wor"
    on.set_raw("yesterday")
    assert on.value() == date(2026, 3, 4)
