"""What a line of the command box says of a hit."""

from datetime import date

import pytest

from desktop.shell.entries import of_found, of_recent
from storage.domain.ids import RecordId
from storage.usecases.naming import Named
from storage.usecases.recent import Recent
from storage.usecases.searching import Found

ONE, TWO = RecordId(bytes(16)), RecordId(bytes([1] * 16))
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("kind", "title", "snippet", "whole", "reduced"),
    [
        (
            "note",
            "Note",
            "Maya spoke of the bus",
            "SUF-26-0001 \u00b7 Maya Rivera \u00b7 Maya spoke of the bus",
            "SUF-26-0001 \u00b7 M. R.",
        ),
        ("person", "Maya Rivera", "", "SUF-26-0001", "SUF-26-0001"),
        (
            "person",
            "Rosa Rivera",
            "",
            "SUF-26-0001 \u00b7 Maya Rivera",
            "SUF-26-0001 \u00b7 M. R.",
        ),
        ("case", "SUF-26-0001", "Maya Rivera", "Maya Rivera", "M. R."),
        (
            "court_event",
            "26CP0001",
            "Juvenile Court",
            "SUF-26-0001 \u00b7 Maya Rivera \u00b7 Juvenile Court",
            "SUF-26-0001 \u00b7 M. R. \u00b7 Juvenile Court",
        ),
    ],
)
def test_a_hit_says_whose_case_it_is_and_initials_leave_texts_out(
    kind: str, title: str, snippet: str, whole: str, reduced: str
) -> None:
    found = Found(kind, ONE, TWO, DAY, title, snippet, "SUF-26-0001", "Maya Rivera")
    assert of_found(found, initials=False).detail == whole
    assert of_found(found, initials=True).detail == reduced


def test_a_case_opened_lately_names_its_youth_by_initials() -> None:
    recent = Recent("case", Named(ONE, "SUF-26-0001", "Maya Rivera"))
    assert of_recent(recent, initials=False).detail == "Maya Rivera"
    assert of_recent(recent, initials=True).detail == "M. R."


def test_a_task_opened_lately_says_nothing_of_its_text_by_initials() -> None:
    recent = Recent("task", Named(ONE, "Call Maya's school", day=DAY))
    assert of_recent(recent, initials=False).title == "Call Maya's school"
    assert of_recent(recent, initials=True).title == "Task"
