"""Review where somebody retired what another one changed, and where one record was added twice."""

from dataclasses import replace
from datetime import time

from PySide6.QtWidgets import QAbstractButton, QWidget

from storage.usecases.records import Add, save
from tests.desktop.apart import Apart, apart
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import page_desk
from tests.desktop.test_pages_review import hearing
from tests.desktop.test_review_people import opened, texts
from tests.storage.laptops import tell

__all__ = ["apart", "page_desk"]


def button_in(inside: QWidget, text: str) -> QAbstractButton:
    (found,) = (
        button
        for button in inside.findChildren(QAbstractButton)
        if button.text() == text and button.isVisible()
    )
    return found


def test_who_retired_what_another_one_changed_is_asked_about(apart: Apart, shown: Show) -> None:
    apart.ana_edits(apart.youth, school="Taconic High")
    apart.ben_retires(apart.youth)
    apart.exchange()
    page = opened(apart.desk, shown)
    assert (
        "Ben Ortiz retired this on Mar 4, 2026 at 10:10 AM, on another laptop. "
        "Ana Reyes changed it meanwhile, on Mar 4, 2026 at 10:05 AM, on this laptop."
    ) in texts(page)
    assert "School: Taconic High. Before: nothing recorded." in texts(page)
    button_in(page, "Retire it").click()
    apart.desk.settle()
    assert "Nothing to review" in texts(page)
    rows = apart.desk.workspace.read(
        lambda connection: connection.exec_driver_sql("SELECT retired FROM person").scalars().all()
    )
    assert rows == [1]


def test_all_that_was_written_while_somebody_retired_the_record_is_said(
    apart: Apart, shown: Show
) -> None:
    event = apart.desk.workspace.write(hearing, apart)
    apart.exchange()
    apart.ana_edits(event, at=time(14, 30))
    apart.ana_edits(event, to_notify=frozenset({"Aunt Rosa"}))
    apart.ben_retires(event)
    apart.exchange()
    page = opened(apart.desk, shown)
    told = texts(page)
    assert "Time: 2:30 PM. Before: 9:00 AM." in told
    assert "To be told: Aunt Rosa. Before: nothing recorded." in told
    assert not [text for text in told if text.startswith("Judge:")], "only what was changed"
    assert "2:30 PM" in button_in(page, "Retire it").accessibleDescription()


def test_what_was_added_twice_began_from_nothing(apart: Apart, shown: Show) -> None:
    event = apart.desk.workspace.write(hearing, apart)
    apart.ben.write(save, [Add(replace(event, judge="Clay"))], "add court event")
    apart.exchange()
    told = texts(opened(apart.desk, shown))
    assert "Nothing stood there before: the record was added more than once." in told
    assert {"Moran", "Clay"} <= set(told)


def test_a_record_that_was_retired_is_kept_by_one_press(apart: Apart, shown: Show) -> None:
    apart.ana_edits(apart.youth, school="Taconic High")
    apart.ben_retires(apart.youth)
    apart.exchange()
    page = opened(apart.desk, shown)
    button_in(page, "Keep it").click()
    apart.desk.settle()
    assert "Nothing to review" in texts(page)
    tell(apart.desk.workspace, apart.ben)
    assert apart.ben_sees(apart.youth).school == "Taconic High"
