"""The program arranges fields, lists and activities at the desk, and takes it back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.arrange import ArrangePage
from desktop.pages.arrange.owncode import OwnCodePanel
from desktop.pages.arrange.part import ArrangePart
from storage.usecases.activities import offered
from storage.usecases.codelists import book_of, codebook
from storage.usecases.codesettings import hide_code
from storage.usecases.undo import undo
from tests.desktop.conftest import delete
from tests.desktop.pagedesk import PageDesk, page_desk

__all__ = ["page_desk"]


@pytest.fixture
def page(page_desk: PageDesk) -> Iterator[ArrangePage]:
    page = ArrangePage(page_desk.lanes, page_desk.context)
    page.resize(1200, 800)
    page.show()
    yield page
    delete(page)


def choose(page_desk: PageDesk, part: ArrangePart, key: str) -> None:
    page_desk.settle()
    assert part.table.select(key)
    page_desk.settle()


def first(part: ArrangePart) -> list[str]:
    model = part.table.model()
    return [str(model.index(row, 0).data()) for row in range(min(model.rowCount(), 200))]


def test_a_field_is_renamed_hidden_and_needed_and_the_form_beside_shows_it(
    page: ArrangePage, page_desk: PageDesk
) -> None:
    page.open({"tab": "fields", "kind": "person"})
    part = page.fields
    choose(page_desk, part, "school")
    QTest.keyClicks(part.name, "School or program")
    QTest.keyClick(part.name, Qt.Key.Key_Return)
    page_desk.settle()
    assert "School or program" in first(part)
    assert part.preview is not None
    assert part.preview.editor("school").control.accessibleName() == "School or program"
    part.toggle_needed()
    page_desk.settle()
    assert page_desk.context.book.arranged("person", "school").mandatory
    part.toggle_hidden()
    page_desk.settle()
    assert part.preview.box("school").isHidden()
    dot = page_desk.said[-1].undo
    assert dot is not None
    page_desk.workspace.write(undo, dot)
    assert page_desk.workspace.read(book_of).arranged("person", "school").mandatory


def test_a_field_without_which_nothing_is_saved_is_not_hidden(
    page: ArrangePage, page_desk: PageDesk
) -> None:
    page.open({"tab": "fields", "kind": "person"})
    choose(page_desk, page.fields, "role")
    page.fields.toggle_hidden()
    page_desk.settle()
    assert "cannot be hidden" in page_desk.said[-1].text


def test_what_is_typed_for_a_row_stays_when_another_laptop_arranges(
    page: ArrangePage, page_desk: PageDesk
) -> None:
    page.open({"tab": "lists", "list": "sex"})
    choose(page_desk, page.lists, "female")
    QTest.keyClicks(page.lists.name, "Young wom")
    page.lists.act(hide_code, "sex", "male", True)
    page_desk.settle()
    assert page.lists.name.text() == "Young wom"
    place = page.place()
    other = ArrangePage(page_desk.lanes, page_desk.context)
    other.restore_place(place)
    page_desk.settle()
    assert other.lists.chosen == "sex"
    assert other.lists.name.text() == "Young wom"
    delete(other)


def test_a_code_of_the_program_is_added_moved_and_corrected(
    page: ArrangePage, page_desk: PageDesk
) -> None:
    page.open({"tab": "lists", "list": "service"})
    page_desk.settle()
    page.lists.ask_for_code()
    (panel,) = page.lists.add_button.findChildren(OwnCodePanel)
    QTest.keyClicks(panel.label, "Ride with a mentor")
    panel.pmt.setCurrentIndex(panel.pmt.findData("B9"))
    panel.first.setText("someday")
    panel.apply()
    assert panel.isVisible()
    panel.first.setText("2026-03-01")
    panel.apply()
    page_desk.settle()
    code = "own_ride_with_a_mentor"
    assert page_desk.said[-1].undo is not None
    book = page_desk.context.book
    assert (book.pmt("service", code), book.lists["service"][code].own) == ("B9", True)
    choose(page_desk, page.lists, code)
    assert page.lists.edit_button.isEnabled()
    page.lists.up_button.click()
    page_desk.settle()
    assert list(page_desk.context.book.lists["service"])[-2] == code
    choose(page_desk, page.lists, "a1")
    assert not page.lists.edit_button.isEnabled()
    assert "35 of 35" in page.lists.uses.text()
    page.open({"list": "outreach_kind"})
    assert "0 of" in page.lists.uses.text()


def test_an_activity_is_replaced_hidden_and_added_and_quick_log_offers_it(
    page: ArrangePage, page_desk: PageDesk
) -> None:
    page.open({"tab": "activities"})
    part = page.activities
    choose(page_desk, part, "court_accompaniment")
    part.move_by(-1)
    page_desk.settle()
    assert page_desk.workspace.read(offered)[0].code == "court_accompaniment"
    part.edit()
    page_desk.settle()
    part.form.editor("name").set_raw("Going to court")
    part.form.start_with({"services": frozenset({"e10", "b4"})})
    part.save()
    page_desk.settle()
    going = page_desk.context.activities[0]
    assert (going.label, going.services) == ("Going to court", ("b4", "e10"))
    assert not part.form.dirty
    part.toggle_hidden()
    page_desk.settle()
    assert "court_accompaniment" not in {one.code for one in page_desk.context.activities}
    part.form.start_with({"name": "Art night", "services": frozenset()})
    part.save()
    page_desk.settle()
    assert "one service at least" in page_desk.said[-1].text
    part.form.start_with({"services": frozenset({"c5"})})
    part.save()
    page_desk.settle()
    assert page_desk.context.activities[-1].label == "Art night"


def test_a_new_activity_half_typed_is_there_after_going_elsewhere(
    page: ArrangePage, page_desk: PageDesk
) -> None:
    page.open({"tab": "activities"})
    QTest.keyClicks(page.activities.form.editor("name").control, "Art nig")
    page.activities.form.send_draft()
    page_desk.settle()
    other = ArrangePage(page_desk.lanes, page_desk.context)
    assert other.activities.form.editor("name").raw() == "Art nig"
    third = ArrangePage(page_desk.lanes, page_desk.context)
    third.activities.begin()
    third.restore_place(page.place())
    page_desk.settle()
    assert third.place()["tab"] == "activities"
    assert third.activities.form.editor("name").raw() == "Art nig"
    delete(other)
    delete(third)


def test_every_kind_of_setting_starts_as_shipped(page: ArrangePage, page_desk: PageDesk) -> None:
    page.open({})
    page_desk.settle()
    assert page_desk.context.book is codebook()
