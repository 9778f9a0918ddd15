"""The Outreach page and the disclosure log."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.pages.disclosures import DisclosuresPage
from desktop.pages.outreach import OutreachPage
from storage.domain.ids import RecordId, text_of
from storage.usecases import outreach
from storage.usecases.sharing import Intent, release
from storage.usecases.undo import undo
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show

__all__ = ["at_desk"]


def add(at_desk: AtDesk, title: str, on: date = date(2026, 3, 2)) -> RecordId:
    values = {"title": title, "on": on, "outreach_kind": "presentation", "attendees": 12}
    record: RecordId = at_desk.write(outreach.add, values)
    return record


@pytest.fixture
def page(at_desk: AtDesk, shown: Show) -> Iterator[OutreachPage]:
    page = OutreachPage(at_desk.lanes, at_desk.context)
    page.resize(1060, 760)
    shown(page)
    page.open({})
    at_desk.rest()
    yield page
    at_desk.rest()


def fill(page: OutreachPage, title: str, kind: str) -> None:
    """Type what is needed, by keys alone."""
    line = page.form.editor("title").control
    line.setFocus()
    QTest.keyClicks(line, title)
    box = page.form.editor("outreach_kind").control
    box.setFocus()
    QTest.keyClicks(page.window().focusWidget(), kind)
    page.form.editor("attendees").control.setFocus()
    QTest.keyClicks(page.form.editor("attendees").control, "30")


def numbers(page: OutreachPage) -> list[str]:
    return [figure.accessibleName() for figure in page.figures]


def test_an_activity_of_today_is_added_by_its_title_and_kind(
    page: OutreachPage, at_desk: AtDesk
) -> None:
    fill(page, "Hotel staff", "Hospitality industry")
    page.save_button.click()
    at_desk.rest()
    at_desk.rest()
    assert page.table.count() == 1
    assert numbers(page)[:2] == ["1 Activities", "30 People reached"]
    assert at_desk.said[-1].text == "Activity added"
    dot = at_desk.said[-1].undo
    assert dot is not None
    assert page.form.values()["title"] == ""
    assert page.form.values()["on"] == date(2026, 3, 4)
    at_desk.write(undo, dot)
    at_desk.rest()
    assert page.table.count() == 0


def test_what_is_missing_is_said_at_its_field(page: OutreachPage) -> None:
    page.save_button.click()
    assert page.form.editor("title").problem()


def test_an_activity_is_opened_corrected_and_retired(page: OutreachPage, at_desk: AtDesk) -> None:
    record = add(at_desk, "Hotel stuff")
    page.open({"record": text_of(record)})
    at_desk.rest()
    assert page.save_button.text() == "Save"
    page.form.start_with({"title": "Hotel staff"})
    page.save_button.click()
    at_desk.rest()
    found = at_desk.read(outreach.activity, record)
    assert found.record.title == "Hotel staff"
    page.open({"record": text_of(record)})
    at_desk.rest()
    page.retire_button.click()
    yes = next(
        b for b in page.window().findChildren(QPushButton) if b.text() == "Retire the activity"
    )
    yes.click()
    at_desk.rest()
    at_desk.rest()
    assert page.table.count() == 0
    assert page.count.text().startswith("No activity fits. Add one above")
    assert at_desk.said[-1].text == "Activity retired"


def test_the_year_and_the_title_filter_the_list(page: OutreachPage, at_desk: AtDesk) -> None:
    add(at_desk, "Hotel staff")
    add(at_desk, "School nurses", date(2025, 3, 2))
    at_desk.rest()
    assert page.table.count() == 1
    page.year.setCurrentIndex(page.year.count() - 1)
    page.year.activated.emit(page.year.count() - 1)
    at_desk.rest()
    assert page.table.count() == 2
    page.search.setText("nurs")
    page.search.returnPressed.emit()
    at_desk.rest()
    assert page.table.count() == 1


def test_a_half_typed_activity_is_there_again(
    page: OutreachPage, at_desk: AtDesk, shown: Show
) -> None:
    fill(page, "Half a ti", "Med")
    place = page.place()
    page.form.send_draft()
    at_desk.rest()
    again = OutreachPage(at_desk.lanes, at_desk.context)
    shown(again)
    again.restore_place(place)
    at_desk.rest()
    assert again.form.snapshot()["raws"] == page.form.snapshot()["raws"]
    other = OutreachPage(at_desk.lanes, at_desk.come_back())
    shown(other)
    other.open({})
    at_desk.rest()
    assert other.form.editor("title").raw() == "Half a ti"


@pytest.fixture
def log(at_desk: AtDesk, shown: Show) -> DisclosuresPage:
    for form, content, basis in (
        ("PMT quarterly report", "aggregate", "aggregate_report"),
        ("Case", "records", "mandate"),
    ):
        intent = Intent(
            form=form,
            content=content,  # type: ignore[arg-type]  # one of its literals
            purpose="Hearing" if form == "Case" else "Quarter",
            recipient="The court" if form == "Case" else "MOVA",
            basis=basis,  # type: ignore[arg-type]  # one of its literals
        )
        at_desk.write(lambda t, i=intent: release(t, i, {"a.pdf": b"x"}).changes)
    page = DisclosuresPage(at_desk.lanes, at_desk.context)
    page.resize(1060, 760)
    shown(page)
    page.open({})
    at_desk.rest()
    return page


def test_the_log_lists_filters_and_shows_the_whole_of_one(
    log: DisclosuresPage, at_desk: AtDesk
) -> None:
    assert log.table.count() == 2
    log.search.setText("mova")
    log.search.returnPressed.emit()
    at_desk.rest()
    assert log.table.count() == 1
    log.table.setFocus()
    QTest.keyClick(log.table, Qt.Key.Key_Home)
    at_desk.rest()
    assert "Recipient: MOVA" in log._facts.text()
    assert "SHA-256" in log._digest.text()
    log.search.clear()
    log.content.setCurrentIndex(log.content.findData("records"))
    log.content.activated.emit(1)
    at_desk.rest()
    assert log.table.count() == 1
    place = log.place()
    log.restore_place(place)
    at_desk.rest()
    assert log.place()["content"] == "records"


def test_the_log_grows_while_it_is_on_screen(log: DisclosuresPage, at_desk: AtDesk) -> None:
    intent = Intent(
        form="CSV export", content="records", purpose="Move", recipient="Us", basis="own_use"
    )
    at_desk.write(lambda t: release(t, intent, {"a.csv": b"x"}).changes)
    at_desk.rest()
    assert log.table.count() == 3
