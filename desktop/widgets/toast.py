"""A short notice at the foot of the window, mostly to say that something can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label

_SHORTEST_S = 6


class Toast(QFrame):
    """One notice. It stays while the pointer or the focus is in it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._then: Callable[[], object] | None = None
        self._label = Label()
        self._button = Button("")
        self._button.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(10), px(10), px(10))
        row.setSpacing(px(14))
        row.addWidget(self._label)
        row.addWidget(self._button)
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self._leave)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def say(
        self, text: str, action: str, then: Callable[[], object] | None, seconds: float
    ) -> None:
        """Show ``text`` for ``seconds``, six at least, with a button when there is an action."""
        self._then = then
        self._label.setText(text)
        self._button.setText(action)
        self._button.setVisible(bool(action and then))
        self.place()
        self.show()
        self.raise_()
        self._end.start(round(max(seconds, _SHORTEST_S) * 1000))
        spoken = f"{text} {action}".strip()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def take_focus(self) -> None:
        """Bring the keyboard to the action, when one is shown."""
        if self.isVisible() and self._button.isVisible():
            self._button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """Sit at the foot of the window."""
        window = self._window
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - px(28))

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._end.start(_SHORTEST_S * 1000)
        else:
            self.hide()

    def _act(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()


class Toasts(QObject):
    """The place of a window's notices; the newest one replaces the one before."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.toast = Toast(window)
        window.installEventFilter(self)

    def say(
        self,
        text: str,
        action: str = "",
        then: Callable[[], object] | None = None,
        seconds: float = 8,
    ) -> None:
        """Show ``text``; ``action`` names what ``then`` does, such as "Undo"."""
        self.toast.say(text, action, then, seconds)

    def forget(self) -> None:
        """Show no more what was said: it may name somebody."""
        self.toast.hide()

    def take_focus(self) -> None:
        """Bring the keyboard to the notice on show, for a shortcut of the window."""
        self.toast.take_focus()

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.Resize and self.toast.isVisible():
            self.toast.place()
        return False
