"""Everything that waits to be sent, and why: what was saved, and files."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.program.members import MemberRow
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Hint, Label
from desktop.wording.dates import local_moment
from desktop.wording.labels import kind_label
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from storage.domain.kinds import KINDS
from storage.usecases.syncing.whereabouts import Unsent, Waits


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class WaitCard(Card):
    """What is on this laptop only; hidden where nothing is. ``opened`` names kind and record."""

    opened = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(_tr("What waits"))
        self._rows = QVBoxLayout()
        self.body.addLayout(self._rows)
        self._said: object = None
        self.hide()

    def show_waits(self, waits: Waits, why: str, *, initials: bool) -> None:
        """Show everything that waits; ``why`` is what keeps it from being sent, in words."""
        said = (waits, why, initials)
        if said == self._said:
            return
        self._said = said
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in self._lines(waits, why, initials=initials):
            self._rows.addWidget(row)
        self.setVisible(self._rows.count() > 0)

    def _lines(self, waits: Waits, why: str, *, initials: bool) -> list[QWidget]:
        lines: list[QWidget] = []
        if waits.saves:
            count = counted(waits.saves, "Save", "Saves")
            words = _tr("{count} on this laptop only. {why}").format(count=count, why=why)
            lines.append(Label(words.strip(), wrap=True))
        lines += [self._unsent(one, initials=initials) for one in waits.unsent]
        if waits.saves > len(waits.unsent) > 0:
            more = _tr("and {count} more").format(count=waits.saves - len(waits.unsent))
            lines.append(Hint(more))
        if waits.files:
            size = sum(size for _, size in waits.files) / 1_000_000
            count = counted(len(waits.files), "file", "files")
            words = _tr("{count} of documents, {size} MB, go after the records.")
            lines.append(Label(words.format(count=count, size=f"{size:.1f}"), wrap=True))
        return lines

    def _unsent(self, one: Unsent, *, initials: bool) -> QWidget:
        buttons: list[QWidget] = []
        names = []
        for kind, record, name in one.records:
            label = kind_label(KINDS[kind])
            words = shown(name, initials)
            names.append(f"{label}: {words}" if words else label)
            if not buttons:
                button = QuietButton(_tr("Open"))
                button.setAccessibleName(_tr("Open {name}").format(name=names[-1]))
                button.clicked.connect(lambda _=False, k=kind, r=record: self.opened.emit(k, r))
                buttons.append(button)
        if one.more:
            names.append(_tr("{count} more").format(count=one.more))
        title = ", ".join(names) or _tr("A change")
        return MemberRow("clock", title, local_moment(one.moment), *buttons)
