"""Beside the new case: people on record who may be the same youth. It never blocks."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.labels import Heading, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import partial_text
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.usecases.alike import Alike


class KnownPeople(Card):
    """Lists who is alike; ``chosen`` when it is the same youth, ``visited`` to look at a case."""

    chosen = Signal(object)
    visited = Signal(object)

    def __init__(self, context: DeskContext) -> None:
        super().__init__(self.tr("Already known?"))
        self._context = context
        self._found: Sequence[Alike] = ()
        self._stays = True
        self._word = Muted("", wrap=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(6), 0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(12))
        column.addLayout(self._rows)
        column.addStretch(1)
        self.body.addWidget(self._word)
        self.body.addWidget(ScrollBox(inner), 1)
        self.setMinimumWidth(px(250))
        self.show_found(())

    @property
    def found(self) -> Sequence[Alike]:
        """Who is listed."""
        return self._found

    def give_way(self) -> None:
        """Take little room, and none while nobody is found."""
        self._stays = False
        self.setMaximumHeight(px(180))
        self.setVisible(bool(self._found))

    def show_found(self, found: Sequence[Alike]) -> None:
        """List ``found``; a list that is the same leaves everything where it is."""
        if found == self._found and self._word.text():
            return
        self._found = tuple(found)
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._word.setText(
            self.tr("People on this laptop with a name or a birthday like this one.")
            if found
            else self.tr("Type a family name or a date of birth: whoever is alike appears here.")
        )
        if not self._stays:
            self.setVisible(bool(found))
        for one in found:
            self._rows.addWidget(self._row(one))

    def rename(self) -> None:
        """List them again: names became initials, or names again."""
        found, self._found = self._found, ()
        self.show_found(found)

    def _row(self, one: Alike) -> QWidget:
        frame = QFrame()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(3))
        name = shown(one.name, self._context.initials)
        column.addWidget(Heading(name, level=3, wrap=True))
        role = self._context.book.label("person_role", one.role)
        facts = filter(None, (role, partial_text(one.born_on)))
        column.addWidget(Muted(" \u00b7 ".join(facts), wrap=True))
        if one.same_birthday:
            chip = QHBoxLayout()
            chip.addWidget(Chip(self.tr("Same birthday"), "info", "calendar"))
            chip.addStretch(1)
            column.addLayout(chip)
        if one.number:
            status = self._context.book.label("case_status", one.status)
            column.addWidget(Muted(f"{one.number} \u00b7 {status}", wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(4))
        same = QuietButton(self.tr("Same youth"))
        same.setAccessibleDescription(name)
        same.clicked.connect(lambda: self.chosen.emit(one))
        buttons.addWidget(same)
        if one.case is not None:
            look = QuietButton(self.tr("Open case"))
            look.setAccessibleDescription(one.number)
            case: RecordId = one.case
            look.clicked.connect(lambda: self.visited.emit(case))
            buttons.addWidget(look)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return frame
