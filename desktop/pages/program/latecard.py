"""What came from laptops that had left: a lead takes it in, or leaves it out."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.program.members import MemberRow
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Muted
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from sync.client.governing.late import Late


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class LateCard(Card):
    """One row for each laptop; hidden while nothing waits."""

    decided = Signal(object, bool)
    """What is decided about, and whether it is taken in."""

    def __init__(self) -> None:
        super().__init__(_tr("From laptops that were taken out"))
        words = _tr(
            "This came after they had left, so nobody has taken it in. If you know that the person"
            " wrote it, take it in: it goes to everybody then."
        )
        self.body.addWidget(Muted(words, wrap=True))
        self._rows = QVBoxLayout()
        self.body.addLayout(self._rows)
        self._said: object = None
        self.hide()

    def show_late(self, late: Sequence[Late], *, leads: bool, initials: bool) -> None:
        """Show what waits; only a lead may decide."""
        said = (tuple(late), leads, initials)
        if said == self._said:
            return
        self._said = said
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for one in late:
            self._rows.addWidget(self._row(one, leads=leads, initials=initials))
        self.setVisible(bool(late))

    def _row(self, one: Late, *, leads: bool, initials: bool) -> MemberRow:
        name = shown(one.name, initials) or _tr("A laptop without a name")
        parts = counted(one.envelopes, "sealed part", "sealed parts")
        buttons: list[QWidget] = []
        for text, taken in ((_tr("Take in"), True), (_tr("Leave out"), False)):
            button = QuietButton(text)
            button.setAccessibleName(f"{text}: {name}")
            button.setObjectName(f"late_{'in' if taken else 'out'}_{one.device.hex()}")
            button.clicked.connect(lambda _=False, taken=taken: self.decided.emit(one, taken))
            buttons.append(button)
        return MemberRow("user", name, parts, *(buttons if leads else ()))
