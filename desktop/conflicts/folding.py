"""Texts that may hurt or are told in confidence stay folded until somebody asks for them."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Label, Muted
from storage.domain.kinds import KINDS
from storage.spec.fields import Text
from storage.spec.kinds import fields_of, kind_of

_FOLDED = ("note", "referral", "victimization")


def is_folded(kind: str, name: str) -> bool:
    """Tell whether a value of the field ``name`` waits until it is asked for.

    Long texts of some kinds do, whatever is graphic, and everything of a restricted kind.
    """
    cls = KINDS[kind]
    field = fields_of(cls)[name]
    if field.graphic or kind_of(cls).restricted:
        return True
    return kind in _FOLDED and isinstance(field, Text) and field.lines > 1


def folded_words(text: str) -> str:
    """Return how long a folded text is."""
    words = QCoreApplication.translate("conflicts", "{count} words, folded")
    return words.format(count=len(text.split()))


class Folded(QWidget):
    """A line that says a text is there, and a button that shows it."""

    def __init__(self, text: Label) -> None:
        super().__init__()
        self._text = text
        self._line = Muted(folded_words(text.text()), wrap=True)
        self._button = QuietButton(QCoreApplication.translate("conflicts", "Show the text"))
        self._button.clicked.connect(self.unfold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        for part in (self._line, self._button, text):
            column.addWidget(part)
        text.hide()

    def unfold(self) -> None:
        """Show the text; the keyboard goes on to what follows."""
        self._text.show()
        self._line.hide()
        self._button.hide()
