"""What became of a record, in the words of the people who read it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.dialogs.history import HistoryDialog
from desktop.widgets.labels import Heading, Label
from storage.domain.kinds.case import Case
from storage.tables.records import fetch
from storage.usecases.records import Edit, save
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.conftest import delete
from tests.storage.builders import add_case

__all__ = ["at_desk", "over"]


def close_case(transaction: Any, case: Case) -> Any:
    before = fetch(transaction.connection, Case, case.id)
    assert before is not None
    return save(transaction, [Edit(before, replace(before.record, status="monitoring"))], "edit")


def texts(dialog: QWidget, cls: type[Label]) -> list[str]:
    return [label.text() for label in dialog.findChildren(cls) if label.isVisible()]


def opened(at_desk: AtDesk, over: QWidget, case: Case) -> HistoryDialog:
    target = {"kind": "case", "record": case.id.hex()}
    dialog = HistoryDialog(at_desk.lanes, at_desk.context, target, over)
    dialog.open()
    at_desk.rest()
    return dialog


def test_the_newest_change_stands_first_with_before_and_after(
    at_desk: AtDesk, over: QWidget
) -> None:
    case, _ = at_desk.write(add_case)
    at_desk.write(close_case, case)
    dialog = opened(at_desk, over, case)
    assert texts(dialog, Heading) == ["History: Case", "Changed", "Written down"]
    assert "Status: Active, ongoing \u2192 Monitoring" in texts(dialog, Label)
    assert "Ana Reyes \u00b7 Mar 4, 2026 at 10:00 AM" in texts(dialog, Label)
    delete(dialog)


def test_a_change_made_meanwhile_appears(at_desk: AtDesk, over: QWidget) -> None:
    case, _ = at_desk.write(add_case)
    dialog = opened(at_desk, over, case)
    assert texts(dialog, Heading) == ["History: Case", "Written down"]
    at_desk.write(close_case, case)
    assert texts(dialog, Heading) == ["History: Case", "Changed", "Written down"]
    delete(dialog)


def test_it_closes_by_escape_and_enter(
    at_desk: AtDesk, over: QWidget, qtbot: Any, shown: Callable[[QWidget], QWidget]
) -> None:
    del shown
    case, _ = at_desk.write(add_case)
    dialog = opened(at_desk, over, case)
    focused = dialog.focusWidget()
    assert focused is not None
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
