"""One person recorded twice: what the dialog shows, takes over and takes back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.dialogs.sameperson import SamePersonDialog
from desktop.widgets.inputs import CheckBox
from storage.domain.kinds.person import Person
from storage.usecases.onepeople import same_people
from storage.usecases.samepeople import merge
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case, edit, stored

__all__ = ["page_desk"]


@pytest.fixture
def window(page_desk: PageDesk, shown: Show) -> QWidget:
    return shown(page_desk.window())


@pytest.fixture
def merged(page_desk: PageDesk) -> tuple[Person, Person]:
    workspace = page_desk.workspace
    _, maya = workspace.write(add_case, "Maya", "Vega")
    _, maia = workspace.write(add_case, "Maia", "Vega")
    edit(workspace, stored(workspace, Person, maia.id), town="Lee", school="Lee High")
    workspace.write(merge, maya.id, maia.id)
    return maya, maia


def opened(desk: PageDesk, window: QWidget, person: Person) -> SamePersonDialog:
    dialog = SamePersonDialog(desk.lanes, desk.context, {"record": person.id.hex()}, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.settle()
    return dialog


def test_what_is_ticked_is_taken_over_and_outlives_a_lock(
    page_desk: PageDesk, window: QWidget, merged: tuple[Person, Person]
) -> None:
    maya, maia = merged
    dialog = opened(page_desk, window, maia)
    boxes = {box.objectName(): box for box in dialog.findChildren(CheckBox)}
    assert set(boxes) == {"take-town", "take-school"}
    boxes["take-town"].setChecked(True)
    place = dialog.place()
    delete(dialog)
    again = opened(page_desk, window, maia)
    again.restore_place(place)
    again.save()
    page_desk.settle()
    now = stored(page_desk.workspace, Person, maya.id).record
    assert (now.town, now.school) == ("Lee", "")
    delete(again)


def test_enter_alone_takes_no_decision_back(
    page_desk: PageDesk, window: QWidget, merged: tuple[Person, Person]
) -> None:
    maya, maia = merged
    dialog = opened(page_desk, window, maya)
    focused = dialog.focusWidget()
    assert isinstance(focused, QAbstractButton)
    assert focused.text() == "Cancel"
    QTest.keyClick(focused, Qt.Key.Key_Return)
    page_desk.settle()
    assert page_desk.workspace.read(same_people).one(maia.id) == maya.id
    delete(dialog)


def test_they_can_be_different_people_again(
    page_desk: PageDesk, window: QWidget, merged: tuple[Person, Person]
) -> None:
    maya, maia = merged
    dialog = opened(page_desk, window, maya)
    dialog.take_back()
    page_desk.settle()
    assert page_desk.workspace.read(same_people).one(maia.id) == maia.id
    (said,) = page_desk.said
    assert said.undo is not None
    delete(dialog)
