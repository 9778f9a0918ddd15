"""What one types, chooses and ticks. Everything typed or pasted stays plain text."""

import re

from PySide6.QtCore import QCoreApplication, QMimeData, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QToolTip,
    QWidget,
)
from typing_extensions import override

from desktop.theme import px, tokens
from desktop.theme.icons import paint_icon

_SEARCH_DELAY_MS = 120
NOT_LEARNT = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
"""For everything typed here: keyboards that learn words keep them outside the workspace."""
_LONGEST_PASTE = 500_000
_LONGEST_WORD = 10_000
"""Letters without a blank: breaking them into lines takes time that grows with their square."""
_TOO_LONG_A_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1}}}")


def brings_text(data: QMimeData) -> bool:
    """Tell whether ``data`` may be put into text: the path of a file that is dropped may not."""
    files = any(url.isLocalFile() for url in data.urls())
    return data.hasFormat("text/plain") and not files


def _say_beside(widget: QWidget, text: str) -> None:
    """Say why what was pasted is not all there, beside the place and to a screen reader."""
    QToolTip.showText(widget.mapToGlobal(widget.rect().bottomLeft()), text, widget)


class LineEdit(QLineEdit):
    """One line of text; says so when it takes no more."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setInputMethodHints(NOT_LEARNT)
        self.inputRejected.connect(self._say_full)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent, /) -> None:
        if brings_text(event.mimeData()):
            super().dragEnterEvent(event)
        else:
            event.ignore()

    def _say_full(self) -> None:
        if len(self.text()) >= self.maxLength():
            most = f"{self.maxLength():,}"
            text = QCoreApplication.translate("inputs", "No more than {most} letters fit here.")
            _say_beside(self, text.format(most=most))


class TextArea(QPlainTextEdit):
    """Several lines of plain text; Tab moves on, for a form is walked by keyboard."""

    refused = Signal(str)
    """Why nothing was pasted, as a sentence for the screen."""

    def __init__(self, name: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setAccessibleName(name)
        self.setInputMethodHints(NOT_LEARNT)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(220), self.fontMetrics().lineSpacing() * self._lines + px(22))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), self.sizeHint().height())

    @override
    def setPlainText(self, text: str, /) -> None:
        endless = _TOO_LONG_A_WORD.search(text) is not None
        wrap = QTextOption.WrapMode
        self.setWordWrapMode(wrap.WrapAnywhere if endless else wrap.WrapAtWordBoundaryOrAnywhere)
        super().setPlainText(text)

    @override
    def canInsertFromMimeData(self, source: QMimeData, /) -> bool:
        return brings_text(source)

    @override
    def insertFromMimeData(self, source: QMimeData, /) -> None:
        if not brings_text(source):
            return
        problem = _problem_of_pasting(source.text())
        if problem:
            _say_beside(self, problem)
            self.refused.emit(problem)
        else:
            super().insertFromMimeData(source)


def _problem_of_pasting(text: str) -> str:
    """Return why ``text`` cannot be pasted in one go, or nothing."""
    if len(text) > _LONGEST_PASTE:
        said = QCoreApplication.translate(
            "inputs", "This is longer than {most} letters. Nothing was pasted; paste a part of it."
        )
        return said.format(most=f"{_LONGEST_PASTE:,}")
    if _TOO_LONG_A_WORD.search(text):
        said = QCoreApplication.translate(
            "inputs", "This has more than {most} letters without a blank. Nothing was pasted."
        )
        return said.format(most=f"{_LONGEST_WORD:,}")
    return ""


class ChoiceBox(QComboBox):
    """A choice from a list; turning the wheel over it never changes what was chosen."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setInputMethodHints(NOT_LEARNT)  # the line in it takes them from here
        self.setItemDelegate(QStyledItemDelegate(self))
        self.view().setAccessibleName(name)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)

    @override
    def sizeHint(self) -> QSize:
        # The chevron and what is around the words; a very long choice may be cut.
        hint, wide = super().sizeHint(), self.fontMetrics().horizontalAdvance
        words = max((wide(self.itemText(one)) for one in range(min(self.count(), 14))), default=0)
        hint.setWidth(max(hint.width(), min(words, px(170)) + px(46)))
        return hint

    @override
    def wheelEvent(self, event: QWheelEvent, /) -> None:
        event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        side = px(16)
        left = px(10) if self.isRightToLeft() else self.width() - side - px(10)
        painter = QPainter(self)
        box = QRectF(left, (self.height() - side) / 2, side, side)
        paint_icon(painter, "chevron-down", box, tokens().muted)
        painter.end()


class ChoiceLine(QLineEdit):
    """The line inside a choice box in which one types to find."""


class CheckBox(QCheckBox):
    """Yes or no."""

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        inset = px(2)
        colours = tokens()
        colour = colours.on_accent if self.isEnabled() else colours.muted
        paint_icon(painter, "check", QRectF(box).adjusted(inset, inset, -inset, -inset), colour)
        painter.end()


class SearchField(LineEdit):
    """A line that searches while one types; Escape empties it."""

    searched = Signal(str)
    """What is typed, once the fingers rest."""
    stepped_down = Signal()
    """The Down key: on to the results."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self.setPlaceholderText(placeholder)
        self.setTextMargins(px(22), 0, 0, 0)
        self._rest = QTimer(self, singleShot=True, interval=_SEARCH_DELAY_MS)
        self._rest.timeout.connect(self._search)
        self.textChanged.connect(self._rest.start)
        self.returnPressed.connect(self._search)

    def _search(self) -> None:
        self._rest.stop()
        self.searched.emit(self.text().strip())

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._search()
        elif event.key() == Qt.Key.Key_Down:
            self.stepped_down.emit()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = px(16)
        left = self.width() - side - px(10) if self.isRightToLeft() else px(10)
        box = QRectF(left, (self.height() - side) / 2, side, side)
        paint_icon(painter, "search", box, tokens().muted)
        painter.end()
