"""Filed under the wrong child: the dialog that moves a note."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.dialogs.misfiled import MisfiledDialog
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.usecases.searching import search
from storage.usecases.undo import undo
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case, add_note

__all__ = ["page_desk"]


@pytest.fixture
def window(page_desk: PageDesk, shown: Show) -> QWidget:
    return shown(page_desk.window())


@pytest.fixture
def note(page_desk: PageDesk) -> Note:
    case, _ = page_desk.workspace.write(add_case)
    return page_desk.workspace.write(add_note, case, "She likes pomegranates.")


def opened(desk: PageDesk, window: QWidget, note: RecordId) -> MisfiledDialog:
    dialog = MisfiledDialog(desk.lanes, desk.context, {"record": note.hex()}, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.settle()
    return dialog


def found_in(desk: PageDesk) -> list[RecordId | None]:
    return [hit.case for hit in desk.workspace.read(search, "pomegranates")]


def test_the_note_goes_to_the_chosen_case_and_the_toast_takes_it_back(
    page_desk: PageDesk, window: QWidget, note: Note
) -> None:
    right: Case
    right, _ = page_desk.workspace.write(add_case, "Ines", "Stone")
    dialog = opened(page_desk, window, note.id)
    dialog.form.start_with({"moved_to": right.id, "reason": "Wrong tab"})
    place = dialog.place()
    delete(dialog)
    again = opened(page_desk, window, note.id)
    again.restore_place(place)
    page_desk.settle()
    again.save()
    page_desk.settle()
    assert found_in(page_desk) == [right.id]
    (said,) = page_desk.said
    assert said.text == "Note moved"
    assert said.undo is not None
    page_desk.workspace.write(undo, said.undo)
    assert found_in(page_desk) == [note.case]
    delete(again)


def test_without_a_case_it_is_hidden_alone_and_a_refusal_is_said(
    page_desk: PageDesk, window: QWidget, note: Note
) -> None:
    dialog = opened(page_desk, window, note.id)
    dialog.save()
    page_desk.settle()
    assert found_in(page_desk) == []
    again = opened(page_desk, window, note.id)
    again.save()
    page_desk.settle()
    assert again.isVisible()
    delete(dialog)
    delete(again)
