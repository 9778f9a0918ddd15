"""Review beyond conflicts: who may be recorded twice, and what others' changes left odd."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.pages.review import ReviewPage
from desktop.pages.review.pair import PairView
from desktop.pages.today.words import review_rows
from desktop.widgets.labels import Label
from storage.domain.clocks import Clock, today
from storage.domain.ids import RecordId
from storage.domain.kinds.directory import Agency
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.tables.records import fetch
from storage.usecases.caselinks import linked_cases
from storage.usecases.changes import Changes
from storage.usecases.onepeople import same_people
from storage.usecases.records import Add, Retire, save
from storage.usecases.samepeople import merge
from storage.usecases.settings import set_settings
from storage.usecases.syncing.misfits import anything_arrived, look_over, put_away
from storage.usecases.syncing.openreviews import open_reviews
from storage.usecases.syncing.worthalook import worth_a_look
from storage.usecases.transaction import Transaction
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
    name = f"same-{maia.id.hex()}-{maya.id.hex()}"
    keep = button(page, name)
    keep.setFocus()
    QTest.keyClick(keep, Qt.Key.Key_Space)
    page_desk.settle()
    assert page_desk.workspace.read(same_people).one(maya.id) == maia.id
    page_desk.qtbot.waitUntil(lambda: page.findChild(QAbstractButton, name) is None)
    (said,) = page_desk.said
    assert said.undo is not None
    page_desk.lanes.write(undo, said.undo, context=page_desk.context)
    page_desk.qtbot.waitUntil(lambda: page.findChild(QAbstractButton, name) is not None)


def test_two_records_of_an_agency_are_a_pair_in_its_own_words(
    page_desk: PageDesk, shown: Show
) -> None:
    first, second = (page_desk.workspace.write(_agency) for _ in range(2))
    page = opened(page_desk, shown)
    page_desk.qtbot.waitUntil(lambda: "Possible duplicates" in texts(page))
    keep = button(page, f"same-{first.hex()}-{second.hex()}")
    assert keep.text() == "Same agency, show this one"
    one, other = sorted((first.hex(), second.hex()))
    assert button(page, f"different-{one}-{other}").text() == "Different agencies"
    keep.click()
    page_desk.settle()
    assert page_desk.workspace.read(same_people).one(second) == first
    (said,) = page_desk.said
    assert said.text == "Recorded as one agency"
    assert said.undo is not None


def test_two_cases_of_one_youth_are_linked_by_one_press(
    page_desk: PageDesk, shown: Show, twice: tuple[Person, Person]
) -> None:
    maya, maia = twice
    page_desk.workspace.write(merge, maya.id, maia.id)
    assert maya.case is not None
    assert maia.case is not None
    page = opened(page_desk, shown)
    name = f"same-{maya.case.hex()}-{maia.case.hex()}"
    page_desk.qtbot.waitUntil(lambda: page.findChild(QAbstractButton, name) is not None)
    keep = button(page, name)
    assert keep.text() == "Opened twice, keep this one"
    words = texts(page)
    # Both are named by their youth, whose number stands in the head of each.
    assert {"Maya Vega · Maia Vega", "Maia Vega · Maya Vega"} & set(words)
    assert any(text.startswith("BER-26-") and text.endswith("Maya Vega") for text in words)
    assert "Case number" not in words
    button(page, f"open-{maia.case.hex()}").click()
    assert page_desk.went[-1].target == {"case": maia.case.hex()}
    page_desk.context.toggle_initials()
    page_desk.qtbot.waitUntil(lambda: not any("Vega" in text for text in texts(page)))
    page_desk.settle()
    keep = button(page, name)
    keep.click()
    page_desk.settle()
    (link,) = page_desk.workspace.read(linked_cases, maia.case)
    assert (link.case, link.why) == (maya.case, "opened_twice")
    page_desk.qtbot.waitUntil(lambda: "Possible duplicates" not in texts(page))
    (said,) = page_desk.said
    assert said.undo is not None


@pytest.mark.parametrize("width", [520, 560, 600, 640, 700])
def test_no_button_of_a_pair_is_cut_off_in_a_narrow_window(
    page_desk: PageDesk, shown: Show, twice: tuple[Person, Person], width: int
) -> None:
    for _ in range(2):
        page_desk.workspace.write(_agency)
    maya, maia = twice
    page_desk.workspace.write(merge, maya.id, maia.id)
    page = opened(page_desk, shown)
    page.resize(width, 800)
    page_desk.qtbot.waitUntil(lambda: len(page.findChildren(PairView)) == 2)
    page_desk.settle()
    for view in page.findChildren(PairView):
        for each in view.findChildren(QAbstractButton):
            assert each.width() >= each.sizeHint().width(), each.text()


def _agency(transaction: Transaction) -> RecordId:
    agency = Agency(id=transaction.new_id(), name="Elm House")
    save(transaction, [Add(agency)], "add agency")
    return agency.id


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


def over(transaction: Transaction) -> Changes:
    """Look over everything that arrived, as a round does at its end."""
    left, changes = look_over(transaction)
    while left:
        left, changes = look_over(transaction)
    return changes


def up_to_date(transaction: Transaction) -> None:
    """Have received everything once before."""
    set_settings(transaction, {"sync.last": 1})


def broken_together(one: Workspace, other: Workspace, count: int = 1) -> list[RecordId]:
    """Have two people save what holds for each of them, and not together; return the cases."""
    pairs = [one.write(add_case, f"Maya{n}", "Vega") for n in range(count)]
    meet(one, other)
    for laptop in (one, other):
        laptop.write(over)
        laptop.write(up_to_date)
        assert laptop.read(worth_a_look, SOME_DAY).told == ()
    for number, laptop in enumerate((one, other)):
        for place, (case, maya) in enumerate(pairs):
            record = Victimization(
                id=RecordId(bytes([number, place]) * 8), case=case.id, person=maya.id,
                type="bullying", presented_from=SOME_DAY,
            )  # fmt: skip
            laptop.write(save, [Add(record)], "add victimization")
    meet(one, other)
    return [case.id for case, _ in pairs]


def test_what_two_laptops_break_together_is_worth_a_look_on_both(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    day = today(clock)
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        (case,) = broken_together(workspace, ben)
        for laptop in (workspace, ben):
            assert laptop.read(anything_arrived)
            assert laptop.write(over).act == "sync"
            assert not laptop.read(anything_arrived)
            (look,), more = laptop.read(worth_a_look, day)
            assert look.sentence.startswith("On record for this person already")
            assert (look.subject.case, more) == (case, 0)
            assert laptop.read(open_reviews).total == 1


def test_after_a_week_away_what_broke_first_is_raised_and_stays_until_it_is_put_away(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    day = today(clock)
    assert workspace.read(anything_arrived)
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        broken_together(workspace, ben)
        for number in range(70):
            ben.write(add_case, f"Later{number}", "Vega")
        meet(workspace, ben)
        workspace.write(over)
        (look,), _ = workspace.read(worth_a_look, day)
        # Nothing new: it stays, and is raised once.
        workspace.write(over)
        assert workspace.read(open_reviews).looks == 1
        workspace.write(put_away, look.kind, look.record)
        workspace.write(over)
        assert workspace.read(worth_a_look, day).told == ()
        assert workspace.read(open_reviews).total == 0


def test_what_fits_again_is_not_counted_and_more_than_the_page_shows_is(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    day = today(clock)
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        broken_together(workspace, ben, 3)
        workspace.write(over)
        told, more = workspace.read(worth_a_look, day, 2)
        assert (len(told), more) == (2, 1)
        assert workspace.read(open_reviews).looks == 3
        stored = workspace.read(fetch, Victimization, told[0].record)
        assert stored is not None
        workspace.write(save, [Retire(stored)], "retire")
        assert workspace.read(open_reviews).looks == 2


def test_a_first_pull_is_no_heap_of_remarks(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        broken_together(workspace, ben)
        ben.write(set_settings, {"sync.last": 0})
        ben.write(over)
        ben.write(up_to_date)
        ben.write(over)
        assert ben.read(open_reviews).total == 0


def test_a_line_is_put_away_on_the_page_and_today_says_that_one_waits(
    page_desk: PageDesk, shown: Show, tmp_path: Path, clock: Clock
) -> None:
    workspace = page_desk.workspace
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        broken_together(workspace, ben)
    workspace.write(over)
    (row,) = review_rows(workspace.read(open_reviews), page_desk.context)
    assert row.title == "1 thing is worth a look"
    page = opened(page_desk, shown)
    page_desk.qtbot.waitUntil(lambda: "Worth a look" in texts(page))
    (look,), _ = workspace.read(worth_a_look, page_desk.context.today())
    button(page, f"put-away-{look.record.hex()}").click()
    page_desk.qtbot.waitUntil(lambda: "Worth a look" not in texts(page))
    assert workspace.read(open_reviews).total == 0
