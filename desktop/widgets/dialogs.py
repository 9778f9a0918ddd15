"""Questions and notices of our own: Qt's message boxes guess at rich text."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.labels import Heading, Label
from desktop.widgets.scrollbox import ScrollBox

_EDGE, _GAP, _ABOVE_BUTTONS = 22, 12, 4
_TOP, _FOOT = 20, 18
"""What is left free in a dialog, in pixels at 100 %."""
_AROUND = 40
"""What the system puts around a window, in pixels."""

WINDOW_TITLE = "Satchel"
"""What the system shows of every window: never a name, never a case."""


class Dialog(QDialog):
    """A window over its parent: a title, a body, a row of buttons. Escape closes it.

    It is as high as what it holds; where the screen has no room for that, the body scrolls, and
    the buttons stay in sight.
    """

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(WINDOW_TITLE)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title = _Title(title, self)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(10))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))
        self._buttons.addStretch(1)
        self._room = _Body(self.body, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(_EDGE), px(_TOP), px(_EDGE), px(_FOOT))
        column.setSpacing(px(_GAP))
        column.addWidget(self.title)
        column.addWidget(self._room, 1)
        column.addSpacing(px(_ABOVE_BUTTONS))
        column.addLayout(self._buttons)
        self.setMinimumWidth(px(380))

    def add_button(
        self, text: str, act: Callable[[], object] | None = None, *, primary: bool = False
    ) -> QPushButton:
        """Add a button; without ``act`` it closes the window. The primary one answers to Enter."""
        button: QPushButton = PrimaryButton(text) if primary else Button(text)
        button.setDefault(primary)
        button.clicked.connect(act if act is not None else self.reject)
        if primary:
            QShortcut(QKeySequence("Ctrl+Return"), self, button.click)
        self._buttons.addWidget(button)
        return button

    def take_room(self, width: int, height: int = 0) -> None:
        """Open this wide and high, in lengths at 100 % text, where the screen has the room.

        Without a height it is as high as what it holds.
        """
        room = self.screen().availableSize()
        wide = min(px(width), room.width() - _AROUND)
        high = px(height) if height else self.heightForWidth(wide)
        self.resize(wide, min(high, room.height() - _AROUND))

    def width_inside(self) -> int:
        """Return how wide title and body are, in pixels."""
        return max(self.width(), self.minimumWidth()) - 2 * px(_EDGE)

    def height_left(self) -> int:
        """Return how high the body can be on this screen, in pixels."""
        around = px(_TOP + 2 * _GAP + _ABOVE_BUTTONS + _FOOT)
        around += self.title.heightForWidth(self.width_inside()) + self._buttons.sizeHint().height()
        return max(self.screen().availableSize().height() - _AROUND - around, px(60))

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            for wrapped in (self.title, self._room):
                wrapped.updateGeometry()


class _Title(Heading):
    """No higher than it must be: Qt asks for what wrapped text needs in the narrowest window."""

    def __init__(self, text: str, dialog: Dialog) -> None:
        super().__init__(text, level=2, wrap=True)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)
        self._dialog = dialog

    @override
    def minimumSizeHint(self) -> QSize:
        width = self._dialog.width_inside()
        return QSize(super().minimumSizeHint().width(), self.heightForWidth(width))


class _Inner(QWidget):
    """Gives way before it scrolls: what it holds may have lists that scroll themselves."""

    def __init__(self, body: QVBoxLayout) -> None:
        super().__init__()
        self.setLayout(body)
        body.setContentsMargins(0, 0, 0, 0)
        self._body = body

    @override
    def minimumSizeHint(self) -> QSize:
        least = self._body.minimumSize()
        return QSize(least.width(), 0) if self._body.hasHeightForWidth() else least

    @override
    def heightForWidth(self, width: int, /) -> int:
        return self._body.minimumHeightForWidth(width)


class _Body(ScrollBox):
    """As high as what it holds, and as the screen has room for."""

    def __init__(self, body: QVBoxLayout, dialog: Dialog) -> None:
        super().__init__(_Inner(body))
        self._body, self._dialog = body, dialog

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()  # What it holds has grown: so does the window.
        return super().eventFilter(watched, event)

    @override
    def sizeHint(self) -> QSize:
        return self._body.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        least = self._body.minimumSize()
        if self._body.hasHeightForWidth():
            least.setHeight(self._body.minimumHeightForWidth(self._dialog.width_inside()))
        return QSize(least.width(), min(least.height(), self._dialog.height_left()))

    @override
    def hasHeightForWidth(self) -> bool:
        return self._body.hasHeightForWidth()

    @override
    def heightForWidth(self, width: int, /) -> int:
        return min(self._body.heightForWidth(width), self._dialog.height_left())


def ask(
    parent: QWidget | None,
    title: str,
    text: str,
    *,
    yes: str,
    then: Callable[[], object],
    no: str = "",
) -> Dialog:
    """Ask a question and go on; ``then`` is called when the answer is ``yes``.

    ``yes`` names what will be done ("Retire the note"), never just "OK". The safe answer has
    the focus.
    """
    dialog = Dialog(parent, title)
    dialog.body.addWidget(Label(text, wrap=True))
    refuse = dialog.add_button(no or QCoreApplication.translate("dialogs", "Cancel"))
    dialog.add_button(yes, dialog.accept, primary=True)
    dialog.accepted.connect(then)
    dialog.open()
    refuse.setFocus()
    return dialog


def tell(parent: QWidget | None, title: str, text: str) -> Dialog:
    """Say something that must be read; it can be selected and copied."""
    dialog = Dialog(parent, title)
    dialog.body.addWidget(Label(text, wrap=True, selectable=True))
    dialog.add_button(
        QCoreApplication.translate("dialogs", "Close"), dialog.accept, primary=True
    ).setFocus()
    dialog.open()
    return dialog
