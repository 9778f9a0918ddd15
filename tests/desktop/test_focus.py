"""The keyboard comes back to the letter it left."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.shell.focus import Return, spot_in
from desktop.widgets.inputs import ChoiceBox, LineEdit


def test_what_is_half_typed_in_a_choice_is_not_marked_to_be_typed_over(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    other, box = LineEdit("Other"), ChoiceBox("Class")
    box.setObjectName("class")
    box.setEditable(True)
    column = QVBoxLayout(window)
    column.addWidget(other)
    column.addWidget(box)
    window.show()
    box.setFocus()
    line = box.lineEdit()
    assert line is not None
    line.setText("fac")
    line.setCursorPosition(2)
    spot = spot_in(window)
    assert spot is not None
    other.setFocus()
    line.selectAll()
    Return(window, spot)
    assert window.focusWidget() is box
    assert not line.hasSelectedText()
    assert line.cursorPosition() == 2
