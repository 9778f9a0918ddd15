from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.forms.editors import editor_for
from desktop.forms.moments import MomentEditor
from desktop.wording.dates import local_moment
from desktop.wording.typedmoments import parse_moment
from storage.domain.clocks import moments_of
from storage.spec.fields import Moment
from storage.usecases.codelists import codebook
from tests.conftest import FixedClock
from tests.desktop.people import TODAY

Show = Callable[[QWidget], QWidget]
NOW = datetime(2026, 11, 22, 12, 15, 30, tzinfo=UTC)
"""Sunday, 7:15:30 in the morning in Massachusetts."""


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year to minute


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", utc(2026, 11, 22, 12, 15)),
        ("20 min ago", utc(2026, 11, 22, 11, 55)),
        ("2h", utc(2026, 11, 22, 10, 15)),
        ("6:45 am", utc(2026, 11, 22, 11, 45)),
        ("11:30 pm", utc(2026, 11, 22, 4, 30)),
        ("yesterday 8:30 pm", utc(2026, 11, 22, 1, 30)),
        ("11/21 at 20:30", utc(2026, 11, 22, 1, 30)),
        ("2026-11-21T20:30", utc(2026, 11, 22, 1, 30)),
        ("Nov 21, 2026 at 8:30 PM", utc(2026, 11, 22, 1, 30)),
        ("fri 2230", utc(2026, 11, 21, 3, 30)),
        ("Jul 4, 2026, noon", utc(2026, 7, 4, 16, 0)),
        ("11/1/2026 1:30 am", utc(2026, 11, 1, 5, 30)),
        ("11/1/2026 1:30 am EST", utc(2026, 11, 1, 6, 30)),
        ("11/1/2026 1:30 AM EDT", utc(2026, 11, 1, 5, 30)),
    ],
)
def test_a_moment_is_read_in_any_of_the_usual_ways(text: str, moment: datetime) -> None:
    assert parse_moment(text, NOW) == moment


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3/8/2026 2:30 am", "clocks went forward"),
        ("today 8 pm", "still to come"),
        ("tomorrow 8 am", "still to come"),
        ("yesterday", "a day and a time"),
        ("11/21 25:00", "no such time"),
        ("2/30 8 pm", "no such day"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_moment(text, NOW)


def test_clocks_show_no_hour_in_spring_and_one_hour_twice_in_autumn() -> None:
    spring, autumn, plain = (
        datetime.fromisoformat(text)
        for text in ("2026-03-08T02:30", "2026-11-01T01:30", "2026-11-21T20:30")
    )
    assert moments_of(spring) == ()
    assert moments_of(autumn) == (utc(2026, 11, 1, 5, 30), utc(2026, 11, 1, 6, 30))
    assert moments_of(plain) == (utc(2026, 11, 22, 1, 30),)


@pytest.mark.parametrize(
    ("now", "text", "moment"),
    [
        (utc(2026, 11, 1, 5, 10), "1:30 am", utc(2026, 10, 31, 5, 30)),
        (utc(2026, 11, 1, 6, 10), "1:30 am", utc(2026, 11, 1, 5, 30)),
        (utc(2026, 11, 1, 6, 10), "1:05 am", utc(2026, 11, 1, 5, 5)),
        (utc(2026, 11, 1, 6, 10), "1:05 am EST", utc(2026, 11, 1, 6, 5)),
        (utc(2026, 11, 1, 6, 10), "11 pm", utc(2026, 11, 1, 3, 0)),
        (utc(2026, 3, 8, 6, 50), "2:30 am", utc(2026, 3, 7, 7, 30)),
    ],
)
def test_a_time_alone_is_the_latest_that_is_past_also_in_the_nights_clocks_are_set(
    now: datetime, text: str, moment: datetime
) -> None:
    assert parse_moment(text, now) == moment


@pytest.mark.parametrize("hours", range(9))
def test_every_moment_of_the_autumn_night_is_read_as_it_is_written(hours: int) -> None:
    moment = utc(2026, 11, 1, 3, 30) + timedelta(hours=hours)
    assert parse_moment(local_moment(moment), NOW) == moment


def moment_editor(shown: Show) -> MomentEditor:
    editor = editor_for(
        Moment(label="Found missing"), codebook(), TODAY, clock=FixedClock(NOW)
    )  # fmt: skip
    assert isinstance(editor, MomentEditor)
    shown(editor)
    editor.focus_here()
    return editor


def test_one_key_enters_the_present_moment(shown: Show) -> None:
    editor = moment_editor(shown)
    QTest.keyClick(editor.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.line.text() == "Nov 22, 2026 at 7:15 AM"
    assert editor.value() == utc(2026, 11, 22, 12, 15)


def test_an_hour_that_came_twice_is_taken_for_the_first_and_says_so(shown: Show) -> None:
    editor = moment_editor(shown)
    QTest.keyClicks(editor.line, "11/1 130a")
    assert editor.value() == utc(2026, 11, 1, 5, 30)
    editor.line.clearFocus()
    assert editor.line.text() == "Nov 1, 2026 at 1:30 AM EDT"
    assert "came twice" in words_of(editor)
    QTest.keyClick(editor.line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor.line, "11/1 3 am")
    assert "came twice" not in words_of(editor)


def test_the_seconds_of_a_moment_on_record_are_not_lost_by_looking_at_it(shown: Show) -> None:
    editor = moment_editor(shown)
    editor.set_value(NOW)
    other = moment_editor(shown)
    other.set_value(NOW)
    other.set_raw(editor.raw())
    assert other.value() == NOW


def words_of(editor: MomentEditor) -> str:
    labels = (w for w in editor.findChildren(QWidget) if w.isVisible() and hasattr(w, "text"))
    return " ".join(str(w.text()) for w in labels)
