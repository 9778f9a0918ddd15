"""A dialog that asks for a secret: no keyboard learns it, and why it was refused stands below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Label
from desktop.widgets.secretedit import SecretEdit
from desktop.wording.errors import plain


class SecretDialog(Dialog):
    """A dialog of secret lines with a place for what is wrong."""

    def __init__(self, lanes: Lanes, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent, title)
        self._lanes = lanes
        self._busy = False
        self.text = Label(text, wrap=True)
        self.body.addWidget(self.text)
        self.notice = Banner("", "warn")
        self.notice.hide()

    def secret_line(self, name: str, stable_name: str, *, hidden: bool = True) -> LineEdit:
        """Add a line that no keyboard learns from, and that shows dots when ``hidden``."""
        line = (SecretEdit if hidden else LineEdit)(name.replace("&", ""))
        line.setObjectName(stable_name)
        line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        label = FieldName(name)
        label.setBuddy(line)
        column = QVBoxLayout()
        column.setSpacing(px(4))
        column.addWidget(label)
        column.addWidget(line)
        self.body.addLayout(column)
        return line

    def say(self, text: str) -> None:
        """Say what is wrong."""
        self._busy = False
        self.notice.say(text)

    def say_why(self, error: BaseException) -> None:
        """Say why it was refused."""
        self.say(plain(error))
