"""A control with its name above it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.labels import FieldName


def labelled(text: str, control: QWidget, *, key_to: QWidget | None = None) -> QWidget:
    """Return ``control`` under its name; an ampersand in ``text`` is the key that leads to it.

    The key leads to ``key_to`` where the control is made of several.
    """
    box = QWidget()
    name = FieldName(text)
    name.setBuddy(key_to if key_to is not None else control)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(4))
    column.addWidget(name)
    column.addWidget(control)
    return box
