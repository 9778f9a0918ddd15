"""One line for a secret: what is pasted is what a keyboard could type."""

import unicodedata

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from desktop.widgets.inputs import LineEdit


class SecretEdit(LineEdit):
    """A line of dots. A line break that came with what was pasted is left out.

    Nobody sees it behind the dots, and no key types it: a passphrase that was chosen with it would
    not open by being typed, and one that is pasted with it would be counted as wrong.
    """

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setValidator(_Typeable(self))


class _Typeable(QValidator):
    @override
    def validate(self, text: str, place: int, /) -> tuple[QValidator.State, str, int]:
        kept = _typeable(text)
        return QValidator.State.Acceptable, kept, min(place, len(kept))


def _typeable(text: str) -> str:
    """Leave out what no key types at either end; elsewhere a blank stands for it."""
    if not any(map(_is_control, text)):
        return text
    begin, end = 0, len(text)
    while begin < end and _is_control(text[begin]):
        begin += 1
    while end > begin and _is_control(text[end - 1]):
        end -= 1
    inside = text[begin:end].replace("\r\n", "\n")
    return "".join(" " if _is_control(letter) else letter for letter in inside)


def _is_control(letter: str) -> bool:
    return letter in "\u2028\u2029" or unicodedata.category(letter) == "Cc"
