"""What stands for a restricted record until somebody asks for it."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Muted


class FoldedRecord(QWidget):
    """A line that says why nothing is shown, and the one press that shows it."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        line = QCoreApplication.translate("widgets", "Folded, because it is restricted.")
        button = QuietButton(QCoreApplication.translate("widgets", "Show this record"), "eye")
        button.setObjectName("show-restricted")
        button.clicked.connect(self.opened)
        self.setFocusProxy(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(Muted(line, wrap=True))
        column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
