import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from time import process_time, thread_time
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from desktop.lists.table import RecordTable
from desktop.pages.caseload import CaseloadPage
from desktop.widgets.empty import EmptyState
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.records import Edit, save
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import stored

__all__ = ["page_desk"]

_MANY, _NAMED = 12_000, 7


def add_many(transaction: Transaction, count: int) -> list[RecordId]:
    """Add ``count`` open cases, each of one youth, opened on as many days."""
    batch = batch_id(transaction)
    ids = [(transaction.new_id(), transaction.new_id()) for _ in range(count)]
    first = date(2026, 3, 4) - timedelta(days=count)
    cases = [
        Case(
            id=case, number=f"BER-26-{number:05d}", youth=person, cac="berkshire_kids_place",
            opened_on=first + timedelta(days=number), status="active_ongoing",
        )
        for number, (case, person) in enumerate(ids)
    ]  # fmt: skip
    people = [
        Person(
            id=person, case=case, role="primary_victim", given_name="Practice",
            family_name="Quillfeather" if number == _NAMED else f"Youth{number:05d}",
        )
        for number, (case, person) in enumerate(ids)
    ]  # fmt: skip
    add_all(transaction, people, "practice", batch=batch)
    add_all(transaction, cases, "practice", batch=batch)
    return [case.id for case in reversed(cases)]


def _page(desk: PageDesk, shown: Show, **target: Any) -> tuple[CaseloadPage, RecordTable]:
    page = CaseloadPage(desk.lanes, desk.context)
    page.resize(1180, 800)
    shown(page)
    page.open(target)
    table = page.findChild(RecordTable)
    assert table is not None
    desk.settle()
    return page, table


@contextmanager
def _untraced() -> Iterator[None]:
    """Time the table, not the tracer: coverage looks at every line of a frame."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def _opened(desk: PageDesk, shown: Show) -> tuple[float, RecordTable]:
    """Open a page with all cases; return the seconds of this process it took, and its table."""
    page = CaseloadPage(desk.lanes, desk.context)
    page.resize(1180, 800)
    began = process_time()
    shown(page)
    page.open({})
    table = page.findChild(RecordTable)
    assert table is not None
    desk.qtbot.waitUntil(lambda: table.count() == _MANY)
    return process_time() - began, table


def _slow_frame(table: RecordTable) -> float:
    """Scroll through the whole table; return the 95th percentile of a frame, in seconds."""
    frames = []
    bar = table.verticalScrollBar()
    for frame in range(60):
        began = thread_time()
        bar.setValue(frame * bar.maximum() // 60)
        table.viewport().repaint()
        QCoreApplication.processEvents()
        frames.append(thread_time() - began)
    return sorted(frames)[int(len(frames) * 0.95)]


def test_twelve_thousand_cases_open_and_scroll_within_a_frame(
    page_desk: PageDesk, shown: Show
) -> None:
    newest_first = page_desk.workspace.write(add_many, _MANY)
    page_desk.workspace.read(
        lambda connection: connection.exec_driver_sql('SELECT * FROM "case"').all()
    )
    # A busy machine only ever adds: the quietest of three tells what opening and a frame take.
    with _untraced():
        opened, table = min(
            (_opened(page_desk, shown) for _ in range(3)), key=lambda timed: timed[0]
        )
        slowest = min(_slow_frame(table) for _ in range(3))
    assert table.select(newest_first[0])
    assert opened < 0.3
    assert slowest < 0.033


def test_another_case_that_changes_moves_neither_selection_nor_view(
    page_desk: PageDesk, shown: Show
) -> None:
    cases = page_desk.workspace.write(add_many, 300)
    page, table = _page(page_desk, shown)
    table.select(cases[150])
    table.setFocus()
    before, other = table.place(), stored(page_desk.workspace, Case, cases[3])
    after = replace(other.record, county="berkshire")
    page_desk.lanes.write(save, [Edit(other, after)], "edit case", context=page)
    page_desk.settle()
    assert table.current() == cases[150]
    assert table.place() == before
    assert page.focusWidget() is table


@pytest.mark.parametrize("typed", ["quilfeather", "BER-26-00007"])
def test_typing_finds_by_name_and_by_number(page_desk: PageDesk, shown: Show, typed: str) -> None:
    cases = page_desk.workspace.write(add_many, 20)
    page, table = _page(page_desk, shown)
    search = page.findChild(QLineEdit, "caseload-search")
    assert search is not None
    QTest.keyClicks(search, typed)
    page_desk.qtbot.waitUntil(lambda: table.count() == 1)
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Home)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert dict(page_desk.went[0].target) == {"case": cases[12].hex()}


def test_a_filter_that_lets_nothing_through_says_the_next_step(
    page_desk: PageDesk, shown: Show
) -> None:
    page_desk.workspace.write(add_many, 3)
    page, table = _page(page_desk, shown)
    page.first_focus().setFocus()
    page.open({"filter": {"status": "closed"}})
    page_desk.settle()
    assert not table.isVisibleTo(page)
    assert isinstance(page.focusWidget(), QLineEdit)
    empty = page.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisibleTo(page)


def test_coming_back_stands_where_one_left(page_desk: PageDesk, shown: Show) -> None:
    cases = page_desk.workspace.write(add_many, 300)
    page, table = _page(page_desk, shown, filter={"coordinator": ""})
    table.sort_by("number")
    page_desk.settle()
    table.select(cases[40])
    place = page.place()
    again, second = _page(page_desk, shown)
    again.restore_place(place)
    page_desk.qtbot.waitUntil(lambda: second.current() == cases[40])
    assert again.place() == place


def test_initials_hide_the_youth(page_desk: PageDesk, shown: Show) -> None:
    page_desk.workspace.write(add_many, 1)
    page_desk.context.toggle_initials()
    _, table = _page(page_desk, shown)
    assert table.model().index(0, 1).data() == "Y., P."


def test_every_control_has_a_name(page_desk: PageDesk, shown: Show) -> None:
    page, _ = _page(page_desk, shown)
    for control in page.findChildren(QAbstractButton) + page.findChildren(QComboBox):
        if control.isVisibleTo(page):
            assert control.accessibleName() or getattr(control, "text", str)(), control
