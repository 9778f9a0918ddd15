"""One setting on the screen: its name, its control, what it means, and where it came from."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.chip import Tag
from desktop.widgets.labels import FieldName, Hint


class SettingLine(QWidget):
    """A labelled control with a mark that says "default" or "yours"."""

    def __init__(self, name: str, control: QWidget, hint: str = "") -> None:
        super().__init__()
        label = FieldName(name)
        label.setBuddy(control)
        self._origin = Tag(self.tr("default"))
        above = QHBoxLayout()
        above.setSpacing(px(8))
        above.addWidget(label)
        above.addWidget(self._origin)
        above.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(above)
        column.addWidget(control)
        if hint:
            column.addWidget(Hint(hint, wrap=True))
        column.addStretch(1)

    def show_origin(self, *, is_own: bool) -> None:
        """Say whether it is as it came, or as somebody here chose."""
        self._origin.setText(self.tr("yours") if is_own else self.tr("default"))
