"""Who is away, and who covers."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.wording.dates import near_day
from storage.usecases.team.coverage import Cover, covers

_MOST = 6
"""Further ones are weeks away."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("team", text)


class CoverageCard(Card):
    """Every time away that is not over; a press opens one."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        self.add = QuietButton(_tr("Add coverage"), "plus")
        self.add.setObjectName("team-add-coverage")
        self.add.clicked.connect(lambda: context.open("record", {"kind": "coverage"}))
        super().__init__(_tr("Who stands in"), self.add)
        self._lanes, self._context = lanes, context
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout()
        self.body.addLayout(self._column)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read what there is now."""
        day = self._context.today()
        self._lanes.read(covers, day, context=self, then=self._show, key="covers")

    def _show(self, found: Sequence[Cover]) -> None:
        for line in self._lines:
            self._column.removeWidget(line)
            line.deleteLater()
        today = self._context.today()
        self._lines = [self._line(cover, today) for cover in found[:_MOST]]
        if len(found) > _MOST:
            later = _tr("{number} more later").format(number=len(found) - _MOST)
            self._lines.append(Muted(later))
        if not found:
            self._lines = [Muted(_tr("Nobody is away. Add a time before you leave."), wrap=True)]
        for line in self._lines:
            self._column.addWidget(line)

    def _line(self, cover: Cover, today: date) -> QWidget:
        text = _tr("{covered_by} stands in for {away}, {first} to {last}").format(
            covered_by=cover.covered_by,
            away=cover.away,
            first=near_day(cover.from_on, today),
            last=near_day(cover.until_on, today),
        )
        change = QuietButton(_tr("Change"))
        change.setAccessibleName(_tr("Change: {text}").format(text=text))
        target = {"kind": "coverage", "record": cover.record.hex()}
        change.clicked.connect(lambda: self._context.open("record", target))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(text, wrap=True), 1)
        row.addWidget(change)
        return line
