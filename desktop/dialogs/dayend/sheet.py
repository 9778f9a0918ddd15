"""The loose ends of a day in groups, what was left for today, and what was done."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.dialogs.dayend.row import LooseEndRow, SetAsideRow
from desktop.dialogs.dayend.words import done_words, heading, line
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.empty import EmptyState
from desktop.widgets.labels import Heading, Label, Muted
from desktop.wording.labels import field_label
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.spec.kinds import fields_of
from storage.usecases.dayend.looseend import LOOSE_ENDS, DayEnd, LooseEnd

_MOST = 8


class DaySheet(QWidget):
    """Made anew for every answer; it keeps nothing."""

    pressed = Signal(object, object)
    left = Signal(object, str)
    taken_up = Signal(object)
    all_tasks = Signal()

    def __init__(self, found: DayEnd, day: date, today: date, *, initials: bool) -> None:
        super().__init__()
        self._day, self._today, self._initials = day, today, initials
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(12))
        for sort in LOOSE_ENDS:
            ends = [end for end in found.open if end.sort == sort]
            if ends:
                column.addWidget(self._group(sort, ends))
        if not found.open:
            column.addWidget(self._nothing_left(is_today=day == today))
        if found.set_aside:
            column.addWidget(self._set_aside(found))
        column.addWidget(self._done(found))
        column.addStretch(1)

    def _group(self, sort: str, ends: list[LooseEnd]) -> Card:
        card = Card(heading(sort, len(ends)))
        for end in ends[:_MOST]:
            row = LooseEndRow(end, self._words(end), self._day)
            row.pressed.connect(self.pressed)
            row.left.connect(self.left)
            card.body.addWidget(row)
        if len(ends) > _MOST:
            rest = self.tr("{number} more").format(number=len(ends) - _MOST)
            if sort == "task":
                button = QuietButton(self.tr("{rest}: open the tasks").format(rest=rest))
                button.setObjectName("dayend-all-tasks")
                button.clicked.connect(self.all_tasks)
                card.body.addWidget(button)
            else:
                card.body.addWidget(Muted(rest))
        return card

    def _nothing_left(self, *, is_today: bool) -> EmptyState:
        title = self.tr("Everything of the day is logged")
        text = self.tr("Nothing of that day is left open.")
        if is_today:
            text = self.tr("Nothing is left open. The day may end.")
        return EmptyState("sunset", title, text)

    def _set_aside(self, found: DayEnd) -> Card:
        card = Card(self.tr("Left with a reason"))
        for end, reason in found.set_aside:
            row = SetAsideRow(end, self._words(end), reason)
            row.taken_up.connect(self.taken_up)
            card.body.addWidget(row)
        return card

    def _done(self, found: DayEnd) -> Card:
        card = Card("")
        words = done_words(found.done)
        card.body.addWidget(Heading(self.tr("What was done"), level=3))
        nothing = self.tr("Nothing is logged for this day yet.")
        card.body.addWidget(Label(" · ".join(words) if words else nothing, wrap=True))
        return card

    def _words(self, end: LooseEnd) -> str:
        fields = fields_of(MissingEpisode)
        stamps = [field_label(fields[name]) for name in end.lacks]
        return line(end, stamps, self._today, initials=self._initials)
