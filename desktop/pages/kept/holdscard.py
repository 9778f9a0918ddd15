"""Legal holds in force, and what stands on this laptop for one alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.kept.words import tr
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.wording.dates import short_day
from storage.usecases.retention.listed import HeldCase, held_listed

_SHOWN = 30


class HoldsCard(Card):
    """Every case that is held: by whom, since when, why; each opens, each can be lifted."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(tr("Legal holds"))
        self._lanes, self._context = lanes, context
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(10))
        self.body.addLayout(self._lines)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read what is held now."""
        self._lanes.read(held_listed, context=self, then=self._show, key="holds")

    def _show(self, found: Sequence[HeldCase]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in found[:_SHOWN]:
            self._lines.addWidget(self._line(one))
        if len(found) > _SHOWN:
            more = tr("{count} more").format(count=len(found) - _SHOWN)
            self._lines.addWidget(Muted(more))
        if not found:
            words = tr("Nothing is held. A hold is placed in the case, under Legal hold.")
            self._lines.addWidget(Muted(words, wrap=True))

    def _line(self, one: HeldCase) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(Label(self._title(one), wrap=True))
        words.addWidget(Muted(self._said(one), wrap=True))
        row.addLayout(words, 1)
        for text, dialog in ((tr("Open"), ""), (tr("Lift"), "lifthold")):
            button = QuietButton(text)
            button.setObjectName(f"hold-{dialog or 'open'}-{one.hold.id.hex()}")
            button.setAccessibleDescription(self._title(one))
            button.clicked.connect(lambda _=False, one=one, dialog=dialog: self._do(one, dialog))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _do(self, one: HeldCase, dialog: str) -> None:
        target: Mapping[str, Any] = {"case": one.case.hex()}
        if dialog:
            self._context.open(dialog, {"record": one.hold.id.hex()})
        else:
            self._context.go("case", target)

    def _title(self, one: HeldCase) -> str:
        ground = self._context.book.label("hold_ground", one.hold.ground)
        return f"{one.number}: {ground}"

    def _said(self, one: HeldCase) -> str:
        hold = one.hold
        parts = [tr("Since {day}").format(day=short_day(hold.from_on) if hold.from_on else "")]
        if hold.placed_by:
            parts.append(tr("by {name}").format(name=hold.placed_by))
        if hold.until_on:
            overdue = hold.until_on <= self._context.today()
            text = tr("to be looked at since {day}") if overdue else tr("look again on {day}")
            parts.append(text.format(day=short_day(hold.until_on)))
        if one.held_back:
            parts.append(
                tr("destroyed everywhere else: it is kept on this laptop for the hold alone")
            )
        return ", ".join(parts)
