"""A value under its name, at the top of the room it is given."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.labels import FieldName, Label


def told_box(name: str, value: Label) -> QWidget:
    """Return ``value`` under ``name``."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(3))
    column.addWidget(FieldName(name))
    column.addWidget(value)
    column.addStretch(1)
    return box
