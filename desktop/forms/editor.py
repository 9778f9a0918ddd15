"""What every editor can do: hold a value, and hold what was typed even when it is no value yet."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.labels import Hint, Problem
from desktop.wording.labels import field_hint, field_label
from storage.domain.codes import CodeBook
from storage.spec.fields import Field

Raw = None | bool | str | list[str]
"""What is typed, as plain data: whatever was on the screen can be put there again."""


class Editor(QWidget):
    """An editor of one field: the control, its hint, and what is wrong with it, underneath."""

    changed = Signal()
    """What is typed has changed."""

    names_itself = False
    """The control carries its own label, as a tick box does."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self._hint = Hint(field_hint(field), wrap=True) if field.hint else None
        self._problem = Problem()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(3))

    def value(self) -> Any:
        """Return the value of the field; ValueError with a plain sentence when it is not one."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        raise NotImplementedError

    def raw(self) -> Raw:
        """Return what is typed."""
        raise NotImplementedError

    def set_raw(self, raw: Raw) -> None:
        """Put back what ``raw`` returned."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Tell whether nothing is typed or chosen."""
        return not self.raw()

    def caret(self) -> int:
        """Return where the caret is."""
        return 0

    def set_caret(self, position: int) -> None:
        """Put the caret back."""

    @property
    def control(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self._control

    def problem(self) -> str:
        """Return what is wrong with what is typed, or nothing."""
        try:
            self.value()
        except ValueError as error:
            return str(error)
        if self.field.required and self.is_empty():
            return self.tr("{label} is needed.").format(label=field_label(self.field))
        return ""

    def show_problem(self, text: str) -> None:
        """Say under the control what is wrong; nothing takes the sentence away."""
        if text == self._problem.text():
            return
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        if self._hint is not None:
            self._hint.setVisible(not text)
        self._describe(text)
        self._control.setProperty("troubled", bool(text))
        self._control.style().unpolish(self._control)
        self._control.style().polish(self._control)

    def rename(self, label: str) -> None:
        """Call the field ``label``, to the eye and to a screen reader."""
        if label == self.field.label:
            return
        self.field = replace(self.field, label=label)
        self._control.setAccessibleName(field_label(self.field))

    def use_book(self, book: CodeBook, today: date) -> None:
        """Offer what the program's lists offer now; what is typed or chosen stays."""

    def use_day(self, today: date) -> None:
        """Count days from ``today`` on; what is typed stays."""

    def focus_here(self) -> None:
        """Take the keyboard."""
        self._control.setFocus()

    def _put(self, control: QWidget, row: QWidget | None = None) -> None:
        """Show ``control``, alone or inside ``row``."""
        self._control = control
        control.setAccessibleName(field_label(self.field))
        self._describe("")
        self.setFocusProxy(control)
        self._column.addWidget(row or control)
        if self._hint is not None:
            self._column.addWidget(self._hint)
        self._column.addWidget(self._problem)
        self._column.addStretch(1)

    def _describe(self, problem: str) -> None:
        self._control.setAccessibleDescription(problem or field_hint(self.field))

    def _has_changed(self) -> None:
        self.show_problem("")
        self.changed.emit()
