"""All clocks with their sources, for the program to switch and to set: a part of Arrange."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.clocks.ruleline import RuleLine
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.inputs import SearchField
from desktop.widgets.labels import Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from storage.domain.deadlines.rules import Rule
from storage.usecases.changes import Changes
from storage.usecases.deadlines.arranging import all_rules, set_clock


class ClocksPart(QWidget):
    """Every rule with its span and source; what is set here holds for the whole program."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._lines: dict[str, RuleLine] = {}
        self._top = 0
        self._search = SearchField(self.tr("Find a clock, a source or a kind of record"))
        self._search.setObjectName("clocks-search")
        self._search.searched.connect(self._filter)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, px(12), 0)
        self._column.setSpacing(px(8))
        self._column.addStretch(1)
        self._box = ScrollBox(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(10))
        text = self.tr(
            "What a clock counts from and what meets it is the same everywhere; whether it runs "
            "and for how long is the program's. A span that the program sets is no longer called "
            "verified. No clock replaces the reading of the law."
        )
        whole.addWidget(Muted(text, wrap=True))
        whole.addWidget(self._search)
        whole.addWidget(self._box, 1)
        lanes.changed.connect(self._on_changed)

    @property
    def lines(self) -> Sequence[RuleLine]:
        """The rules, in the order of the file."""
        return list(self._lines.values())

    def place(self) -> dict[str, Any]:
        """Return what is searched for and how far it is scrolled."""
        return {"search": self._search.text(), "top": self._box.verticalScrollBar().value()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again, once the rules are here."""
        self._search.setText(str(place.get("search", "")))
        self._top = int(place.get("top", 0))
        self._read()

    @override
    def showEvent(self, event: QShowEvent, /) -> None:
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        self._lanes.read(all_rules, context=self, then=self._show, key="rules")

    def _show(self, rules: Sequence[tuple[Rule, Rule]]) -> None:
        for shipped, here in rules:
            if shipped.code not in self._lines:
                self._add(shipped)
            self._lines[shipped.code].show_rule(here)
        self._filter(self._search.text())
        if self._top:
            self._column.activate()
            self._box.verticalScrollBar().setValue(self._top)
            self._top = 0

    def _add(self, shipped: Rule) -> None:
        line = RuleLine(shipped)
        line.changed.connect(partial(self._set, line))
        self._lines[shipped.code] = line
        self._column.insertWidget(self._column.count() - 1, line)

    def _set(self, line: RuleLine) -> None:
        typed = line.typed()
        if typed is None:
            return
        off, amount, source = typed
        act = partial(set_clock, off=off, amount=amount, source=source)
        self._lanes.write(
            act, line.shipped.code, context=self, then=partial(self._kept, line), failed=self._tell
        )

    def _kept(self, line: RuleLine, changes: Changes) -> None:
        text = self.tr("{clock}: set for the program").format(clock=line.shipped.label)
        self._context.say(text, changes.dot)

    def _tell(self, error: BaseException) -> None:
        self._context.say(plain(error))
        self._read()

    def _filter(self, words: str) -> None:
        for line in self._lines.values():
            line.setVisible(line.matches(words.strip()))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("clock_setting") and self.isVisible():
            self._read()
