"""Every record leads to the gate: from the panel beside a list, and from its form."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.dialogs.layouts import LAYOUTS
from desktop.dialogs.record import RecordDialog
from desktop.pages.case.detail import DetailPanel
from storage.domain.ids import RecordId
from storage.domain.kinds import OPEN_KINDS
from storage.spec.kinds import kind_of
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.walk.whole import whole_of, whole_records

__all__ = ["page_desk"]

OF_A_CASE = sorted(kind for kind, cls in OPEN_KINDS.items() if kind_of(cls).scoped_by == "case")


@pytest.fixture
def records(page_desk: PageDesk) -> dict[str, RecordId]:
    """A whole record of every kind, by kind."""

    def write(transaction: Transaction) -> dict[str, RecordId]:
        made = whole_records(transaction.new_id)
        save(transaction, [Add(record) for record in made], "walk")
        return {kind: whole_of(made, kind)[0].id for kind in OPEN_KINDS}

    return page_desk.workspace.write(write)


def test_the_panel_prints_a_record_of_every_kind_of_a_case(
    page_desk: PageDesk, shown: Show, records: dict[str, RecordId]
) -> None:
    panel = DetailPanel(page_desk.lanes, page_desk.context)
    shown(panel)
    for kind in OF_A_CASE:
        panel.show_record(kind, records[kind])
        page_desk.settle()
        _press(panel, "Print")
        visit = page_desk.opened.pop()
        assert (visit.name, visit.target) == (
            "print",
            {"kind": kind, "record": records[kind].hex()},
        )


@pytest.mark.parametrize("kind", [kind for kind in LAYOUTS if kind not in OF_A_CASE])
def test_the_form_prints_a_record_of_the_program(
    page_desk: PageDesk, shown: Show, records: dict[str, RecordId], kind: str
) -> None:
    over = shown(page_desk.window())
    target = {"kind": kind, "record": records[kind].hex()}
    dialog = RecordDialog(page_desk.lanes, page_desk.context, target, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    page_desk.settle()
    _press(dialog, "Print")
    assert [(visit.name, visit.target) for visit in page_desk.opened] == [("print", target)]
    delete(dialog)


def _press(within: QWidget, text: str) -> None:
    (button,) = (
        one
        for one in within.findChildren(QAbstractButton)
        if one.text() == text and one.isVisible()
    )
    button.click()
