"""Across cases: what would be seen case by case, in one list; and the year's narrative."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.across import AcrossPage
from desktop.pages.across.listed import LISTED
from desktop.shell.places import make_page
from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.referral import Referral
from storage.usecases.casehints import unaccompanied
from storage.usecases.editing import keep_record
from storage.usecases.records import Add, save
from storage.usecases.syncing.expunging import destroy
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.reports.test_destroyed import closed_by
from tests.storage.builders import add_case

__all__ = ["page_desk"]

DAY = date(2026, 3, 2)


def fill(transaction: Transaction) -> RecordId:
    case, youth = add_case(transaction, "Maya", "Vega")
    held: dict[str, Any] = {"matter": "cra", "event_type": "status", "on": DAY, "state": "held"}
    records: list[Any] = [
        CourtEvent(id=transaction.new_id(), case=case.id, accompanied_by=who, **held)
        for who in ("", "nobody", "coordinator", "declined_by_youth")
    ]
    records.append(Referral(id=transaction.new_id(), received_on=DAY, source="school"))
    named = frozenset({youth.id})
    records.append(
        Referral(
            id=transaction.new_id(), case=case.id, people=named, received_on=DAY, source="dcf",
            outcome="accepted_mdt", decided_on=DAY,
        )
    )  # fmt: skip
    records.append(
        Note(
            id=transaction.new_id(), case=case.id, on=DAY, note_class="factual",
            text="Maya has a home", narrative=frozenset({"challenge"}),
        )
    )  # fmt: skip
    save(transaction, [Add(record) for record in records], "add")
    return case.id


@pytest.fixture
def page(page_desk: PageDesk) -> Iterator[AcrossPage]:
    made = shown(page_desk)
    yield made
    delete(made)


def shown(desk: PageDesk) -> AcrossPage:
    page: Any = make_page("across", desk.lanes, desk.context)
    page.resize(1100, 800)
    page.show()
    page.open({})
    desk.settle()
    assert isinstance(page, AcrossPage)
    return page


def test_court_that_was_held_with_nobody_beside_the_child_is_one_press_away(
    page: AcrossPage, page_desk: PageDesk
) -> None:
    case = page_desk.workspace.write(fill)
    page.open({"tab": "court_event"})
    page_desk.settle()
    court = page.panels["court_event"].table
    assert court.count() == 4
    page.open({"tab": "court_event", "narrowed": True})
    page_desk.settle()
    assert court.count() == page_desk.workspace.read(unaccompanied, case) == 2
    court.selectRow(0)
    QTest.keyClick(court, Qt.Key.Key_Return)
    assert page_desk.opened[-1].target["kind"] == "court_event"


def test_a_referral_that_became_no_case_is_found_there(
    page: AcrossPage, page_desk: PageDesk
) -> None:
    page_desk.workspace.write(fill)
    page.open({"tab": "referral"})
    page_desk.settle()
    assert page.panels["referral"].table.count() == 2
    page.boxes["referral"].setChecked(True)
    page_desk.settle()
    assert page.panels["referral"].table.count() == 1


def test_initials_reach_the_names_that_are_on_the_screen(
    page: AcrossPage, page_desk: PageDesk
) -> None:
    page_desk.workspace.write(fill)
    page.open({"tab": "referral"})
    page_desk.settle()

    def told() -> str:
        model = page.panels["referral"].table.model()
        columns, rows = range(model.columnCount()), range(model.rowCount())
        return " ".join(str(model.index(r, c).data()) for r in rows for c in columns)

    assert "Vega" in told()
    page_desk.context.toggle_initials()
    page_desk.settle()
    assert "Vega" not in told()


def test_each_list_can_be_narrowed_and_stands_there_again(
    page: AcrossPage, page_desk: PageDesk
) -> None:
    for box in page.boxes.values():
        box.setChecked(True)
    page_desk.settle()
    again = shown(page_desk)
    again.restore_place(page.place())
    page_desk.settle()
    assert set(again.boxes) == set(LISTED)
    assert all(box.isChecked() for box in again.boxes.values())
    delete(again)


def test_a_line_is_typed_for_what_was_marked_and_kept_by_enter(
    page: AcrossPage, page_desk: PageDesk
) -> None:
    page_desk.workspace.write(fill)
    page.open({"tab": "narrative"})
    page_desk.settle()
    table = page.narrative.table
    assert table.count() == 1
    words = [str(table.model().index(0, column).data()) for column in range(5)]
    assert words[0] == "Challenge"
    assert "Maya" not in " ".join(words)
    table.selectRow(0)
    page_desk.settle()
    QTest.keyClicks(page.narrative.line, "A youth found a home")
    place = page.place()
    QTest.keyClick(page.narrative.line, Qt.Key.Key_Return)
    page_desk.settle()
    assert table.model().index(0, 4).data() == "A youth found a home"
    assert place["narrative"]["line"] == "A youth found a home"


def test_what_destroyed_cases_counted_in_a_years_answers_is_said(
    page: AcrossPage, page_desk: PageDesk
) -> None:
    gone = page_desk.workspace.write(fill)
    stays = page_desk.workspace.write(fill)
    for case in (gone, gone, stays):
        need = {"on": DAY, "need": "housing", "reason": "capacity"}
        page_desk.workspace.write(keep_record, "unmet_need", None, {"case": case, **need})
    page.open({"tab": "narrative"})
    page_desk.settle()
    assert page.capacity.text().endswith("in our program): 3 in federal year 2026.")
    assert (page.narrative.table.count(), page.narrative.since.isVisibleTo(page)) == (2, False)
    page_desk.lanes.write(closed_by, destroy, [gone], context=page)
    page_desk.settle()
    page.open({"tab": "narrative"})
    page_desk.settle()
    told = "3 in federal year 2026, 2 of them in cases that were destroyed since."
    assert page.capacity.text().endswith(told)
    assert page.narrative.table.count() == 1
    assert page.narrative.since.text().startswith("1 more record was marked in cases that were")
    assert page.narrative.since.isVisibleTo(page)


def test_what_was_typed_for_the_narrative_is_there_after_the_curtain(
    page: AcrossPage, page_desk: PageDesk
) -> None:
    page_desk.workspace.write(fill)
    page.open({"tab": "narrative"})
    page_desk.settle()
    page.narrative.table.selectRow(0)
    page_desk.settle()
    QTest.keyClicks(page.narrative.line, "Not yet kept")
    again = shown(page_desk)
    again.restore_place(page.place())
    page_desk.settle()
    assert again.narrative.line.text() == "Not yet kept"
    delete(again)
