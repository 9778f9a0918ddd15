"""What is said of a clock, to the word."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.clocks.words import due_words, length_words, sentence, span_words
from storage.domain.deadlines.alarms import Alarm, State
from storage.domain.deadlines.spans import Start
from storage.usecases.deadlines.rulebook import shipped

NOW = datetime(2026, 3, 4, 15, 40, tzinfo=UTC)
"""Wednesday, 10:40 in the morning in Boston."""
END_OF_DAY = datetime(2026, 3, 5, 4, 59, 59, tzinfo=UTC)


def _alarm(due: datetime, state: State = State.SOON) -> Alarm:
    return Alarm(
        rule=shipped()["missing_ncmec"], kind="missing_episode", record=None, case=None,
        person=None, start=Start(NOW, exact=True), due=due, state=state,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (NOW + timedelta(hours=5), "due 3:40 PM today, 5 h left"),
        (NOW + timedelta(minutes=40), "due 11:20 AM today, 40 min left"),
        (NOW + timedelta(hours=20), "due 6:40 AM tomorrow, 20 h left"),
        (END_OF_DAY, "due today"),
        (END_OF_DAY + timedelta(days=1), "due tomorrow, 37 h left"),
        (END_OF_DAY + timedelta(days=5, hours=-1), "due Mon Mar 9, 5 days left"),
        (NOW - timedelta(hours=5), "was due 5:40 AM today, 5 h over"),
        (END_OF_DAY - timedelta(days=3), "was due Sun Mar 1, 2 days over"),
    ],
)
def test_when_it_is_due_and_how_long_is_left(due: datetime, words: str) -> None:
    assert due_words(_alarm(due), NOW) == words


def test_over_the_night_that_loses_an_hour_the_time_left_is_real() -> None:
    evening = datetime(2026, 3, 7, 20, 0, tzinfo=UTC)
    assert due_words(_alarm(evening + timedelta(hours=24)), evening) == (
        "due 4:00 PM tomorrow, 24 h left"
    )


def test_a_clock_that_was_met_says_so_and_no_more() -> None:
    assert sentence(_alarm(NOW, State.MET), NOW) == "NCMEC: done in time"
    assert sentence(_alarm(NOW, State.MET_LATE), NOW) == "NCMEC: done late"
    assert sentence(_alarm(NOW, State.NOT_NEEDED), NOW) == "NCMEC: not needed any more"


def test_spans_and_lengths_are_said_plainly() -> None:
    rules = shipped()
    assert span_words(rules["missing_police"]) == "at once"
    assert span_words(rules["missing_ncmec"]) == "24 hours"
    assert span_words(rules["notice_supported"]) == "5 business days"
    assert span_words(rules["report_screening"]) == "1 business day"
    assert span_words(rules["case_review"]) == "on the day itself"
    assert length_words(timedelta(hours=47)) == "47 h"
    assert length_words(timedelta(hours=48)) == "2 days"
