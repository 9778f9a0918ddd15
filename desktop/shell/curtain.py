"""What hides everything the moment the desk is left."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.mark import Mark, SideText


class Curtain(QWidget):
    """Covers a window wholly; drawn at once, without waiting for the event loop."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = SideText()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(Mark(48), 0, Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(px(10))
        column.addWidget(self._words)
        column.addStretch(1)
        self.hide()

    def draw(self, words: str) -> None:
        """Cover the window, hide every dialog and menu, and let nothing through."""
        window = self.parentWidget()
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                other.hide()
        self._words.setText(words)
        if window is not None:
            self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self.repaint()
