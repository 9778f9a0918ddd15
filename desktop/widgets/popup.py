"""A panel that hangs under a control until something is chosen or Escape is pressed."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.theme import px


class PopupPanel(QFrame):
    """A panel over everything; put widgets into ``body``."""

    def __init__(self, owner: QWidget, name: str) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(name)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(px(10), px(10), px(10), px(10))
        self.body.setSpacing(px(8))

    def open_under(self, control: QWidget) -> None:
        """Show the panel under ``control``, or over it where the screen ends."""
        self.adjustSize()
        below = control.mapToGlobal(QPoint(0, control.height() + px(2)))
        room = control.screen().availableGeometry()
        top = below.y()
        if top + self.height() > room.bottom():
            above = control.mapToGlobal(QPoint(0, 0)).y() - self.height() - px(2)
            top = max(above, room.top())
        left = max(room.left(), min(below.x(), room.right() - self.width()))
        self.move(left, top)
        self.show()
