"""What stands over a list: filters, order, columns, views, all by keyboard and kept."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu, QVBoxLayout, QWidget

from desktop.lists.filterpanel import FilterPanel
from desktop.lists.kindsource import KindSource
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.widgets.checklist import Checklist
from storage.domain.kinds.outreach import Outreach
from storage.usecases.listing.wanted import Condition, Wanted
from storage.usecases.settings import setting
from tests.desktop.conftest import delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case
from tests.usecases.test_listing import NOBODY, add_all

__all__ = ["page_desk"]

_FIELDS = ("on", "title", "outreach_kind", "attendees")


class Listed:
    """A list of outreach under its tools."""

    def __init__(self, desk: PageDesk) -> None:
        self.desk = desk
        source = KindSource(desk.context, "outreach", _FIELDS, stretch=("title",))
        self.table = RecordTable(desk.lanes, source, "Activities", sort=Sort("on"), filter=Wanted())
        self.tools = ListTools(desk.context, self.table, "outreach", "activity", "activities")
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        column.addWidget(self.tools)
        column.addWidget(self.table)
        self.window.resize(1000, 600)
        self.window.show()
        self.table.refresh()
        desk.settle()

    def cells(self, column: int) -> list[str]:
        model = self.table.model()
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def menu(self, button: Any, text: str) -> Any:
        menu: QMenu = button.menu()
        menu.aboutToShow.emit()
        return next(action for action in menu.actions() if action.text() == text)


@pytest.fixture
def listed(page_desk: PageDesk) -> Iterator[Listed]:
    events = [
        Outreach(id=NOBODY, on=date(2026, 1, 5), title="Alpha", outreach_kind="presentation"),
        Outreach(id=NOBODY, on=date(2026, 2, 5), title="Beta", outreach_kind="meeting"),
        Outreach(
            id=NOBODY, on=date(2026, 3, 3), title="Gamma", outreach_kind="meeting", attendees=4
        ),
    ]
    page_desk.workspace.write(add_all, events)
    made = Listed(page_desk)
    yield made
    delete(made.window)


def test_a_column_is_filtered_by_words_and_the_filter_taken_back_by_its_chip(
    listed: Listed,
) -> None:
    listed.menu(listed.tools.filter_button, "Title").trigger()
    (panel,) = listed.tools.filter_button.findChildren(FilterPanel)
    QTest.keyClicks(panel.first, "bet")
    QTest.keyClick(panel.first, Qt.Key.Key_Return)
    listed.desk.settle()
    assert listed.cells(1) == ["Beta"]
    assert listed.tools.count.text() == "1 activity"
    chip = listed.tools.findChild(QAbstractButton, "filtered-title")
    assert chip is not None
    assert "bet" in chip.text()
    QTest.keyClick(chip, Qt.Key.Key_Return)
    listed.desk.settle()
    assert len(listed.cells(1)) == 3
    assert listed.tools.chips.isHidden()


def test_codes_are_ticked_in_a_list(listed: Listed) -> None:
    listed.tools.filter_column("outreach_kind")
    (panel,) = listed.tools.filter_button.findChildren(Checklist)
    item = next(
        panel.list.item(row)
        for row in range(panel.list.count())
        if panel.list.item(row).text() == "Meeting"
    )
    panel.list.ticked.emit(item)
    listed.desk.settle()
    assert listed.cells(1) == ["Beta", "Gamma"]
    panel.close()


def test_a_range_that_cannot_be_read_is_told_and_changes_nothing(listed: Listed) -> None:
    listed.tools.filter_column("on")
    (panel,) = listed.tools.filter_button.findChildren(FilterPanel)
    panel.first.setText("Xanadu")
    panel.apply()
    assert panel.isVisible()
    panel.first.setText("2/1/2026")
    panel.second.setText("2026-02-28")
    panel.apply()
    listed.desk.settle()
    assert listed.cells(1) == ["Beta"]
    listed.tools.filter_column("on")
    again = [p for p in listed.tools.filter_button.findChildren(FilterPanel) if p.isVisible()]
    assert again[0].first.text() == "2026-02-01"
    again[0].clear()
    listed.desk.settle()
    assert len(listed.cells(1)) == 3


def test_a_second_key_decides_among_rows_that_are_alike(listed: Listed) -> None:
    listed.table.sort_by("outreach_kind", descending=True)
    listed.table.then_by("on", descending=True)
    listed.desk.settle()
    assert listed.cells(1) == ["Gamma", "Beta", "Alpha"]
    assert "then" in listed.table.accessibleDescription()


def test_columns_are_hidden_moved_and_remembered(listed: Listed) -> None:
    listed.table.show_columns(["title", "on"])
    assert listed.table.columns_shown() == ["title", "on"]
    listed.table.sort_by("title", descending=True)
    listed.table.narrow([Condition("attendees", "empty")])
    listed.tools.views.keep("Mine")
    listed.desk.settle()
    kept = listed.desk.workspace.read(setting, "lists.views")["outreach"]
    assert kept["named"]["Mine"]["columns"] == ["title", "on"]
    other = Listed(listed.desk)
    assert other.table.columns_shown() == ["title", "on"]
    assert other.cells(1) == ["Beta", "Alpha"]
    other.menu(other.tools.views, "As it was at first").trigger()
    other.desk.settle()
    assert other.table.columns_shown() == ["on", "title", "outreach_kind", "attendees"]
    assert other.cells(1) == ["Alpha", "Beta", "Gamma"]
    assert other.tools.views.names() == ["Mine"]
    other.tools.views.show_named("Mine")
    other.desk.settle()
    assert other.cells(1) == ["Beta", "Alpha"]
    other.tools.views.forget("Mine")
    assert other.tools.views.names() == []
    delete(other.window)


def test_a_view_of_another_version_shows_what_it_still_can(listed: Listed) -> None:
    listed.desk.context.keep_list_views(
        "outreach",
        {
            "named": {
                "Old": {
                    "columns": ["constellation", "title"],
                    "sort": ["constellation", True],
                    "conditions": [["constellation", "empty", []], ["title", "contains", ["a"]]],
                },
                "Broken": {"sort": 7, "conditions": [["x"]], "columns": []},
            }
        },
    )
    listed.tools.views.show_named("Old")
    listed.tools.views.show_named("Broken")
    listed.desk.settle()
    assert listed.table.columns_shown() == ["title"]


def test_the_list_leaves_by_the_gate_as_it_is_shown(listed: Listed) -> None:
    listed.table.show_columns(["title", "on"])
    listed.table.narrow([Condition("outreach_kind", "one_of", ("meeting",))])
    listed.desk.settle()
    listed.tools.export_button.click()
    (visit,) = listed.desk.opened
    assert visit.name == "share"
    assert visit.target["list"] == "outreach"
    assert visit.target["fields"] == ["title", "on"]
    assert visit.target["keys"] == list(listed.table.keys)


def test_the_name_behind_a_reference_is_shown_and_shortened(page_desk: PageDesk) -> None:
    page_desk.workspace.write(add_case, "Tess", "Thorn")
    source = KindSource(page_desk.context, "case", ("number", "youth", "status", "opened_on"))
    ids = page_desk.workspace.read(source.order, Wanted(), Sort("youth"))
    rows = page_desk.workspace.read(source.rows, ids)
    assert rows[ids[0]][1] == "Tess Thorn"
    page_desk.context.toggle_initials()
    rows = page_desk.workspace.read(source.rows, ids)
    assert "Thorn" not in rows[ids[0]][1]
    page_desk.settle()


def test_records_that_were_opened_are_remembered_in_the_workspace(page_desk: PageDesk) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.context.open("record", {"kind": "person", "record": youth.id.hex()})
    page_desk.context.open("record", {"kind": "case", "record": case.id.hex()})
    page_desk.context.open("record", {"kind": "note"})
    page_desk.settle()
    kept = page_desk.workspace.read(setting, "recent")
    assert kept == [["case", case.id.hex()], ["person", youth.id.hex()]]
    assert page_desk.context.recent == kept
