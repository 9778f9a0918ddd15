"""The sentence of the locked screen."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.unlock.deadlines import due_sentence

NOW = datetime(2026, 3, 4, 15, 40, tzinfo=UTC)
H = timedelta(hours=1)


@pytest.mark.parametrize(
    ("moments", "words"),
    [
        ([], ""),
        ([NOW + 30 * H], ""),
        ([NOW + 5 * H], "1 deadline by 3:40 PM today."),
        ([NOW + 5 * H, NOW + 5 * H], "2 deadlines by 3:40 PM today."),
        (
            [NOW + 22 * H, NOW + 5 * H],
            "1 deadline by 3:40 PM today. 2 deadlines by 8:40 AM tomorrow.",
        ),
        ([NOW - H], "1 deadline is overdue."),
        ([NOW - H, NOW - H, NOW + H], "1 deadline by 11:40 AM today. 2 deadlines are overdue."),
    ],
)
def test_it_says_how_many_by_when(moments: list[datetime], words: str) -> None:
    assert due_sentence(moments, NOW) == words


def test_what_was_ahead_becomes_overdue_while_it_is_locked() -> None:
    moments = [NOW + H]
    assert due_sentence(moments, NOW + H) == "1 deadline by 11:40 AM today."
    assert due_sentence(moments, NOW + 2 * H) == "1 deadline is overdue."
