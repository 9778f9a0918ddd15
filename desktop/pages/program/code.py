"""The program's code: to be copied or read out, with what becomes of it."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label, Muted

_ON_A_LINE = 5
"""Groups; a code has nine."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class ProgramCode(Label):
    """The code, large; it may be selected."""


class CodePanel(QWidget):
    """The code, a button that copies it, and the sentence that says what for."""

    copied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._code = ""
        self.code = ProgramCode("", wrap=True, selectable=True)
        self.code.setObjectName("program_code")
        self.copy_button = Button(_tr("&Copy the code"))
        self.copy_button.setObjectName("program_copy")
        self.copy_button.clicked.connect(self.copy)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.copy_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.code)
        column.addWidget(
            Muted(
                _tr(
                    "Whoever runs the server enters this code once, so that it takes your program"
                    " in. It is no secret: send it or read it out."
                ),
                wrap=True,
            )
        )
        column.addLayout(row)

    def show_code(self, code: str) -> None:
        """Show ``code``, in groups as it is read out."""
        self._code = code
        groups = code.split("-")
        lines = (groups[:_ON_A_LINE], groups[_ON_A_LINE:])
        # Where the text is large, a line may break once more between groups, never inside one.
        self.code.setText("\n".join("-\u200b".join(line) for line in lines if line))
        self.code.setAccessibleName(_tr("The program's code: {code}").format(code=code))

    def copy(self) -> None:
        """Put the code onto the clipboard."""
        QGuiApplication.clipboard().setText(self._code)
        self.copied.emit()
