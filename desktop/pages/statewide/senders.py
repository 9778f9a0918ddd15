"""Which programs have sent their figures for the period, and which have not."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Label, Muted
from desktop.wording.numbers import count
from storage.reports.statewide import Statewide, labels


class SendersCard(Card):
    """A chip for every program that sent, and the names of those that did not."""

    def __init__(self) -> None:
        super().__init__(" ")
        self.chips = QWidget()
        self._flow = FlowLayout(self.chips)
        self.missing = Label("", wrap=True, selectable=True)
        self.missing.setObjectName("statewide_missing")
        self.unread = Label("", wrap=True)
        self.lost = Label("", wrap=True)
        self.lost.setObjectName("statewide_lost")
        self.note = Muted("", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(px(6))
        for part in (self.chips, self.missing, self.unread, self.lost, self.note):
            column.addWidget(part)
        self.body.addLayout(column)

    def show_state(self, state: Statewide) -> None:
        """Say who has sent."""
        if self.header is not None:
            words = self.tr("{sent} of {all} programs have sent")
            self.header.heading.setText(
                words.format(sent=count(len(state.senders)), all=count(state.expected))
            )
        self._put_chips([_chip(one.name, one.revision) for one in state.senders])
        self.chips.setVisible(bool(state.senders))
        names = labels()
        self.missing.setText(
            self.tr("Not sent yet: {names}.").format(
                names="; ".join(names[code] for code in state.missing)
            )
        )
        self.missing.setVisible(bool(state.missing))
        self.unread.setText(
            self.tr("Sent with a form that this Satchel does not know: {names}.").format(
                names="; ".join(state.unread)
            )
        )
        self.unread.setVisible(bool(state.unread))
        self._say_lost(state)
        self.note.setText(
            self.tr(
                "All numbers here are sums over the programs that have sent. A person served by "
                "two programs is counted by both. These are the true numbers; what you save or "
                "print hides those below 11."
            )
        )

    def _say_lost(self, state: Statewide) -> None:
        words = self.tr(
            "MACA's server had these and does not have them now: {names}. They are shown as they "
            "came before, until the laptops that sent them have sent them once more."
        )
        self.lost.setText(words.format(names="; ".join(state.lost)))
        self.lost.setVisible(bool(state.lost))

    def _put_chips(self, chips: Sequence[Chip]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for chip in chips:
            self._flow.addWidget(chip)


def _chip(name: str, revision: int) -> Chip:
    text = name if revision == 1 else f"{name} \N{MIDDLE DOT} {revision}"
    return Chip(text, "ok", "check")
