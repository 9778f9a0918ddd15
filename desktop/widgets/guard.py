"""Watch that no text on the screen is taken for markup, whoever made the widget.

Qt guesses at rich text in labels, message boxes and tooltips, and opens the files an image names:
a name typed into a record could then make the laptop call a stranger's server.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QTextBrowser, QTextEdit, QWidget
from typing_extensions import override

from desktop.widgets.tooltips import is_plain_tip, plain_tip

_POLISH = QEvent.Type.Polish
_SHOW = QEvent.Type.Show
_TIP = QEvent.Type.ToolTip
_RICH = (QTextEdit, QTextBrowser, QMessageBox)


class Guard(QObject):
    """An event filter of the application. What it finds it makes plain and notes in ``found``."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self.found: list[str] = []
        app.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        kind = event.type()
        if kind in (_POLISH, _SHOW):
            if isinstance(watched, QLabel):
                self._check_label(watched)
            elif isinstance(watched, _RICH):
                self._note(watched)
        elif kind == _TIP and isinstance(watched, QWidget) and not is_plain_tip(watched.toolTip()):
            self._note(watched)
            watched.setToolTip(plain_tip(watched.toolTip()))
        return False

    def _check_label(self, label: QLabel) -> None:
        if label.textFormat() == Qt.TextFormat.PlainText:
            return
        if label.inherits("QTipLabel") and is_plain_tip(label.text()):
            return
        # Qt's own dialogs hold labels of fixed text; plain does them no harm.
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._note(label)

    def _note(self, widget: QWidget) -> None:
        self.found.append(f"{type(widget).__name__} {widget.objectName()}".strip())


def guard(app: QApplication) -> Guard:
    """Watch the whole application from now on."""
    return Guard(app)
