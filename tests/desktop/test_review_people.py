"""Review beyond conflicts: who may be recorded twice, and what others' changes left odd."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.pages.review import ReviewPage
from desktop.widgets.labels import Label
from storage.domain.clocks import Clock, today
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.usecases.onepeople import same_people
from storage.usecases.records import Add, save
from storage.usecases.syncing.worthalook import worth_a_look
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import SOME_DAY, add_case
from tests.storage.laptops import joined, meet

__all__ = ["page_desk"]


@pytest.fixture
def twice(page_desk: PageDesk) -> tuple[Person, Person]:
    _, maya = page_desk.workspace.write(add_case, "Maya", "Vega")
    _, maia = page_desk.workspace.write(add_case, "Maia", "Vega")
    return maya, maia


def opened(desk: PageDesk, shown: Show) -> ReviewPage:
    page = ReviewPage(desk.lanes, desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({})
    desk.settle()
    desk.qtbot.waitUntil(lambda: not page.findChildren(QAbstractButton) or bool(texts(page)))
    return page


def texts(page: ReviewPage) -> list[str]:
    return [label.text() for label in page.findChildren(Label) if label.isVisibleTo(page)]


def button(page: ReviewPage, name: str) -> QAbstractButton:
    found = page.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def test_a_pair_is_decided_by_keyboard_and_the_toast_takes_it_back(
    page_desk: PageDesk, shown: Show, twice: tuple[Person, Person]
) -> None:
    maya, maia = twice
    page = opened(page_desk, shown)
    page_desk.qtbot.waitUntil(lambda: "Possible duplicates" in texts(page))
    keep = button(page, f"same-{maia.id.hex()}-{maya.id.hex()}")
    keep.setFocus()
    QTest.keyClick(keep, Qt.Key.Key_Space)
    page_desk.settle()
    assert page_desk.workspace.read(same_people).one(maya.id) == maia.id
    page_desk.qtbot.waitUntil(lambda: "Possible duplicates" not in texts(page))
    (said,) = page_desk.said
    assert said.undo is not None
    page_desk.lanes.write(undo, said.undo, context=page_desk.context)
    page_desk.qtbot.waitUntil(lambda: "Possible duplicates" in texts(page))


def test_different_people_are_not_shown_again(
    page_desk: PageDesk, shown: Show, twice: tuple[Person, Person]
) -> None:
    one, other = sorted(person.id.hex() for person in twice)
    page = opened(page_desk, shown)
    page_desk.qtbot.waitUntil(lambda: "Possible duplicates" in texts(page))
    button(page, f"different-{one}-{other}").click()
    page_desk.qtbot.waitUntil(lambda: "Possible duplicates" not in texts(page))
    page_desk.qtbot.waitUntil(lambda: "Nothing to review" in texts(page))


def test_initials_hide_the_names_of_a_pair(
    page_desk: PageDesk, shown: Show, twice: tuple[Person, Person]
) -> None:
    page = opened(page_desk, shown)
    page_desk.qtbot.waitUntil(lambda: "Possible duplicates" in texts(page))
    assert any("Maia" in text for text in texts(page))
    page_desk.context.toggle_initials()
    page_desk.qtbot.waitUntil(lambda: not any("Ma" in text.split() for text in texts(page)))
    page_desk.settle()
    page_desk.qtbot.waitUntil(lambda: not any("Maia" in text for text in texts(page)))
    assert twice


def test_what_two_laptops_break_together_is_worth_a_look_on_both(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    case, maya = workspace.write(add_case, "Maya", "Vega")
    day = today(clock)
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        meet(workspace, ben)
        assert ben.read(worth_a_look, day) == ()
        for number, laptop in enumerate((workspace, ben)):
            record = Victimization(
                id=RecordId(bytes([number]) * 16), case=case.id, person=maya.id, type="bullying",
                presented_from=SOME_DAY,
            )  # fmt: skip
            laptop.write(save, [Add(record)], "add victimization")
        meet(workspace, ben)
        for laptop in (workspace, ben):
            (look,) = laptop.read(worth_a_look, day)
            assert look.sentence.startswith("On record for this person already")
            assert look.subject.number == case.number
