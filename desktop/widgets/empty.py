"""What stands where there is nothing yet: what this place is for and the next step."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.labels import Heading, Muted
from desktop.widgets.picture import Picture


class EmptyState(QWidget):
    """An icon, a plain statement, the next step, and perhaps the button that takes it."""

    def __init__(
        self, icon: str, title: str, next_step: str, button: QPushButton | None = None
    ) -> None:
        super().__init__()
        self.title = Heading(title, level=2, wrap=True)
        self.next_step = Muted(next_step, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(32), px(24), px(32))
        column.setSpacing(px(8))
        column.addStretch(1)
        column.addWidget(Picture(icon, size=36), alignment=Qt.AlignmentFlag.AlignHCenter)
        for label in (self.title, self.next_step):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        if button is not None:
            column.addSpacing(px(6))
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
