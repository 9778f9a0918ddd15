"""For whom: a line that finds people, the list of those it may mean, and those taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.quicklog.keyline import KeyLine
from desktop.dialogs.quicklog.picklist import Pick, PickList
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import FieldName, Hint
from desktop.wording.dates import near_day
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.usecases.candidates import Candidate, candidates, people_named, youth_of_case

_ROWS = 6


class PersonChip(Button):
    """Somebody taken; a press takes them out again."""


@dataclass(frozen=True, slots=True)
class _Answer:
    typed: str
    found: Sequence[Candidate]


def _ask(connection: Any, typed: str) -> _Answer:
    return _Answer(typed, candidates(connection, typed, _ROWS))


class Whom(QWidget):
    """``changed`` when people came or went; ``done`` when Enter says that nobody is left."""

    changed = Signal()
    done = Signal()
    repeated = Signal()

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._people: dict[RecordId, Candidate] = {}
        self._answered = ""
        self._waiting = 0
        self._once_found: Callable[[], None] | None = None
        self.line = KeyLine(self.tr("For whom"), self.tr("Three letters of a name"))
        self.line.setObjectName("quicklog_whom")
        self.list = PickList(self.tr("People of open cases"), _ROWS)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._chips.hide()
        self.hint = Hint(" ", wrap=True)
        self._lay_out()
        self.line.textChanged.connect(self._look)
        self.line.textChanged.connect(context.looks.searched)
        self.line.stepped.connect(self.list.step)
        self.line.entered.connect(self._enter)
        self.line.added.connect(self.take_what_is_typed)
        self.line.repeated.connect(self._repeat)
        self.line.emptied.connect(self._take_out_last)
        self.list.picked.connect(self._take)
        self.changed.connect(self._go_on)
        context.settings_changed.connect(self._rename)
        self._look("")

    @property
    def people(self) -> tuple[Candidate, ...]:
        """Those taken, in their order."""
        return tuple(self._people.values())

    @property
    def waits(self) -> bool:
        """Whether somebody is still being looked for."""
        return self._waiting > 0

    def take_by_id(self, people: Sequence[RecordId]) -> None:
        """Take these very people, once they are read."""
        if people:
            self._lanes.read(people_named, people, context=self, then=self._take_all)

    def take_youth_of(self, case: RecordId) -> None:
        """Take the youth of a case, once they are read."""
        self._lanes.read(youth_of_case, case, context=self, then=self._take_all)

    def take_what_is_typed(self) -> None:
        """Take whom the letters mean, as when the keyboard leaves the line."""
        if self.line.text().strip():
            self._take_when_found()

    def is_found(self, otherwise: Callable[[], None]) -> bool:
        """Take what is typed; while somebody is looked for, ``otherwise`` is called afterwards."""
        self.take_what_is_typed()
        if self.waits:
            self._once_found = otherwise
        return not self.waits

    def _go_on(self) -> None:
        if self._once_found is not None and not self.waits:
            act, self._once_found = self._once_found, None
            QTimer.singleShot(0, self, act)

    def _rename(self, _settings: object) -> None:
        """Show the names again, whole or as initials."""
        self._show_chips()
        self._look(self.line.text())

    def _lay_out(self) -> None:
        name = FieldName(self.tr("For &whom"))
        name.setBuddy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(5))
        column.addWidget(name)
        column.addWidget(self._chips)
        column.addWidget(self.line)
        column.addWidget(self.list)
        column.addWidget(self.hint)
        column.addStretch(1)

    def _look(self, typed: str) -> None:
        self._lanes.read(_ask, typed.strip(), context=self, then=self._show_found, key="found")

    def _show_found(self, answer: _Answer) -> None:
        self._answered = answer.typed
        today = self._context.today()
        self.hint.setText(self._help(answer))
        self.list.show_picks(
            [
                Pick(
                    one,
                    shown(one.name, self._context.initials),
                    " · ".join(
                        part
                        for part in (
                            one.role.partition(" (")[0],
                            one.number,
                            near_day(one.last_on, today) if one.last_on else "",
                        )
                        if part
                    ),
                )
                for one in answer.found
            ]
        )

    def _help(self, answer: _Answer) -> str:
        if answer.found:
            return self.tr("Enter or a comma takes one more; Enter again goes on")
        if answer.typed:
            return self.tr("Nobody in an open case is called this. Type fewer letters.")
        return self.tr("Type a name. Ctrl+N begins a case.")

    def _enter(self) -> None:
        if self.line.text().strip():
            self._take_when_found()
        elif self._people or self.waits:
            self.done.emit()

    def _repeat(self) -> None:
        if self.line.text().strip():
            self._take_when_found(self.repeated.emit)
        else:
            self.repeated.emit()

    def _take_when_found(self, then: Callable[[], object] = lambda: None) -> None:
        """Take the likeliest; letters may be typed faster than they are looked up."""
        typed = self.line.text().strip()
        if self._answered == typed:
            self._take(self.list.current())
            then()
            return
        self.line.clear()
        self._waiting += 1
        self._lanes.read(
            _ask, typed, context=self, then=lambda answer: self._take_first(answer, then)
        )

    def _take_first(self, answer: _Answer, then: Callable[[], object]) -> None:
        self._waiting -= 1
        if answer.found:
            self._take_all(answer.found[:1])
            then()
        elif not self.line.text():
            self.line.setText(answer.typed)

    def _take(self, one: Candidate | None) -> None:
        if one is not None:
            self.line.clear()
            self._take_all([one])

    def _take_all(self, people: Sequence[Candidate]) -> None:
        self._people.update({one.person: one for one in people})
        self._show_chips()
        self.changed.emit()

    def _take_out_last(self) -> None:
        if self._people:
            self._take_out(next(reversed(self._people)))

    def _take_out(self, person: RecordId) -> None:
        del self._people[person]
        self._show_chips()
        self.line.setFocus()
        self.changed.emit()

    def _show_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (chip := item.widget()) is not None:
                chip.hide()
                chip.deleteLater()
        for person, one in self._people.items():
            name = shown(one.name, self._context.initials)
            chip = PersonChip(name.replace("&", "&&"), "x", self._chips)
            chip.setAccessibleName(self.tr("Take out {name}").format(name=name))
            chip.setObjectName(f"quicklog_chip_{person.hex()}")
            chip.clicked.connect(lambda _=False, person=person: self._take_out(person))
            self._flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(self._people))
        self._chips.updateGeometry()

    @override
    def focusNextPrevChild(self, next: bool, /) -> bool:
        if next and self.line.hasFocus():
            self.take_what_is_typed()
        return super().focusNextPrevChild(next)
