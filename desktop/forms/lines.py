"""Editors in which one types a line: text, times, numbers, days."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from typing_extensions import override

from desktop.forms.editor import Editor, Raw
from desktop.theme import px
from desktop.widgets.buttons import IconButton
from desktop.widgets.inputs import NOT_LEARNT, LineEdit, TextArea
from desktop.wording.dates import clock_time, partial_text, short_day
from desktop.wording.typed import parse_day, parse_partial, parse_time, parse_whole
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import Day, Field, PartialDay, Text, Texts, TimeOfDay, Whole


class SteppedLine(LineEdit):
    """A line in which Up and Down step the value, and Alt+Down opens what hangs under it."""

    def __init__(
        self, step: Callable[[int], object] | None, drop: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self._step = step
        self._drop = drop

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if self._drop and (key == Qt.Key.Key_F4 or (alt and key == Qt.Key.Key_Down)):
            self._drop()
        elif self._step and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)


class LineWithButton(SteppedLine):
    """A line with a small ``button`` at its end; by keyboard it is Alt+Down."""

    def __init__(
        self,
        icon: str,
        name: str,
        drop: Callable[[], object],
        step: Callable[[int], object] | None = None,
    ) -> None:
        super().__init__(step, drop)
        self.button = IconButton(icon, name, self, role="muted")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        self.button.clicked.connect(drop)
        self.setTextMargins(0, 0, px(26), 0)

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        side = self.height() - 2
        left = 1 if self.isRightToLeft() else self.width() - side - 1
        self.button.setGeometry(left, 1, side, side)


def _fits(text: str, field: Field) -> None:
    """Raise ValueError in words when ``text`` has more characters than ``field`` takes."""
    over = len(text) - field.max_length  # type: ignore[attr-defined]  # Text and Texts have it
    if over > 0:
        said = QCoreApplication.translate("lines", "This is {over} characters too long.")
        raise ValueError(said.format(over=f"{over:,}"))


class LineEditor(Editor):
    """An editor of typed text; on leaving it the text is rewritten the way values are shown."""

    def __init__(self, field: Field, line: LineEdit | None = None) -> None:
        super().__init__(field)
        self.line = line or LineEdit()
        self._put(self.line)
        self.line.textEdited.connect(self._has_changed)
        self.line.editingFinished.connect(self._settle)

    def read(self, text: str) -> Any:
        """Return the value that ``text``, not empty, stands for; ValueError when none."""
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        """Return ``value`` as it is shown."""
        raise NotImplementedError

    @override
    def value(self) -> Any:
        text = self.line.text().strip()
        return self.read(text) if text else None

    @override
    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else self.shown(value))
        self.line.setCursorPosition(0)
        self.show_problem("")

    @override
    def raw(self) -> Raw:
        return self.line.text()

    @override
    def set_raw(self, raw: Raw) -> None:
        self.line.setText(str(raw or ""))

    @override
    def caret(self) -> int:
        return self.line.cursorPosition()

    @override
    def set_caret(self, position: int) -> None:
        self.line.setCursorPosition(position)

    def put(self, value: Any) -> None:
        """Enter ``value`` as if it had been typed."""
        self.set_value(value)
        self._has_changed()

    def _settle(self) -> None:
        """On leaving the line: show the value the usual way, or say what is wrong with it."""
        try:
            value = self.value()
        except ValueError as error:
            self.show_problem(str(error))
            return
        text = "" if value is None else self.shown(value)
        if text != self.line.text():
            self.line.setText(text)
            self.changed.emit()


class TextEditor(LineEditor):
    """One line of plain text; what is too long is kept and said, never cut."""

    @override
    def value(self) -> str:
        text = " ".join(self.line.text().split())
        _fits(text, self.field)
        return text

    @override
    def shown(self, value: Any) -> str:
        return str(value)


class TextAreaEditor(Editor):
    """Several lines of plain text."""

    def __init__(self, field: Text | Texts, lines: int) -> None:
        super().__init__(field)
        self.area = TextArea(lines=lines)
        self._put(self.area)
        self.area.textChanged.connect(self._has_changed)
        self.area.refused.connect(self.show_problem)

    @override
    def value(self) -> Any:
        text = self.area.toPlainText().rstrip()
        _fits(text, self.field)
        return text

    @override
    def set_value(self, value: Any) -> None:
        self._put_text(str(value or ""))
        self.show_problem("")

    @override
    def raw(self) -> Raw:
        return self.area.toPlainText()

    @override
    def set_raw(self, raw: Raw) -> None:
        self._put_text(str(raw or ""))

    @override
    def caret(self) -> int:
        return self.area.textCursor().position()

    @override
    def set_caret(self, position: int) -> None:
        cursor = self.area.textCursor()
        cursor.setPosition(min(position, len(self.area.toPlainText())))
        self.area.setTextCursor(cursor)

    def _put_text(self, text: str) -> None:
        self.area.blockSignals(True)
        self.area.setPlainText(text)
        self.area.blockSignals(False)


class TextsEditor(TextAreaEditor):
    """A set of short texts, one on each line."""

    def __init__(self, field: Texts) -> None:
        super().__init__(field, 2)
        self.area.setPlaceholderText(self.tr("One on each line"))

    @override
    def value(self) -> frozenset[str]:
        lines = (" ".join(line.split()) for line in self.area.toPlainText().splitlines())
        found = frozenset(line for line in lines if line)
        _fits(max(found, key=len, default=""), self.field)
        return found

    @override
    def set_value(self, value: Any) -> None:
        super().set_value("\n".join(sorted(value or ())))


class TimeEditor(LineEditor):
    """A time of day."""

    def __init__(self, field: TimeOfDay) -> None:
        super().__init__(field)
        self.line.setPlaceholderText(self.tr("2:30 pm"))

    @override
    def read(self, text: str) -> time:
        return parse_time(text)

    @override
    def shown(self, value: Any) -> str:
        return clock_time(value)


class WholeEditor(LineEditor):
    """A whole number; Up and Down step it."""

    def __init__(self, field: Whole) -> None:
        self._least, self._most = field.minimum, field.maximum
        super().__init__(field, SteppedLine(self._step))
        self.line.setInputMethodHints(NOT_LEARNT | Qt.InputMethodHint.ImhDigitsOnly)

    @override
    def read(self, text: str) -> int:
        return parse_whole(text, self._least, self._most)

    @override
    def shown(self, value: Any) -> str:
        return f"{value:,}"

    def _step(self, by: int) -> None:
        if not self.problem() or self.is_empty():
            now = self.value()
            start = self._least - by if now is None else now
            self.put(min(max(start + by, self._least), self._most))


class DayLineEditor(LineEditor):
    """A day, typed in any of the usual ways."""

    def __init__(self, field: Day, today: date, line: LineEdit) -> None:
        self._today = today
        self._future = field.allow_future
        super().__init__(field, line)

    @override
    def use_day(self, today: date) -> None:
        self._today = today

    @override
    def read(self, text: str) -> date:
        return parse_day(text, self._today, future=self._future)

    @override
    def shown(self, value: Any) -> str:
        return short_day(value)


class PartialLineEditor(LineEditor):
    """A day, a month, a year, an estimate, or the reason why none is known."""

    def __init__(self, field: PartialDay, today: date, line: LineEdit) -> None:
        self._today = today
        super().__init__(field, line)

    @override
    def use_day(self, today: date) -> None:
        self._today = today

    @override
    def read(self, text: str) -> PartialDate:
        return parse_partial(text, self._today)

    @override
    def shown(self, value: Any) -> str:
        return partial_text(value)
