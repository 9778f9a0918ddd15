"""The steps of a first run, as a person takes them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.unlock.beginning import NewPassphrase, Who
from desktop.unlock.door import Door
from desktop.unlock.recovery import CodeGroup, CodeProof
from desktop.widgets.inputs import ChoiceBox, LineEdit

NEW_PASSPHRASE = "seven kites over a quiet harbor"


def line_of(door: Door, name: str) -> LineEdit:
    """Return a line of the step on show."""
    line = door.step.findChild(LineEdit, name)
    assert isinstance(line, LineEdit)
    return line


def push(door: Door, words: str) -> None:
    """Press a button with the mouse."""
    for button in door.findChildren(QAbstractButton):
        if button.isVisible() and button.text() == words:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return
    raise AssertionError(f"no button {words}")


def say_who(door: Door) -> None:
    """Type a name, choose a CAC, which names the program."""
    assert isinstance(door.step, Who)
    QTest.keyClicks(line_of(door, "person"), "Lena Ortiz")
    cac = door.step.findChild(ChoiceBox, "cac")
    assert isinstance(cac, ChoiceBox)
    cac.setCurrentIndex(cac.findData("berkshire_kids_place"))
    assert line_of(door, "program").text() == cac.currentText()
    push(door, "Continue")


def choose_passphrase(door: Door) -> None:
    """Type the passphrase twice."""
    assert isinstance(door.step, NewPassphrase)
    QTest.keyClicks(line_of(door, "new_passphrase"), NEW_PASSPHRASE)
    again = line_of(door, "passphrase_again")
    QTest.keyClicks(again, NEW_PASSPHRASE)
    QTest.keyClick(again, Qt.Key.Key_Return)


def shown_code(door: Door) -> list[str]:
    """Return the groups of the recovery code on show."""
    return [label.text() for label in door.step.findChildren(CodeGroup)]


def prove_code(door: Door, groups: list[str]) -> None:
    """Type the code back, in small letters with spaces, and wait until it has opened."""
    assert isinstance(door.step, CodeProof)
    line = line_of(door, "code_typed")
    line.clear()
    QTest.keyClicks(line, " ".join(groups).lower())
    push(door, "Continue")
    for _ in range(3_000):
        if type(door.step) is not CodeProof:
            return
        QTest.qWait(20)
