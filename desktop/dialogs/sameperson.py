"""A person, agency or partner recorded more than once, and what may be taken over."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox
from desktop.widgets.labels import Heading, Label, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person
from storage.usecases.changes import Changes
from storage.usecases.record_words import name_of
from storage.usecases.samepeople import Facts, Side, all_beside, take_back, take_over

_Fact = tuple[RecordId, RecordId, str]
"""The record that is shown, the one that says more, and the field."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("sameperson", text)


class SamePersonDialog(Dialog):
    """Shows every record of whom ``target["record"]`` names; what is ticked outlives a lock."""

    dialog_id = "sameperson"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Recorded more than once"))
        self._lanes, self._context = lanes, context
        self._person = RecordId(bytes.fromhex(target["record"]))
        self._ticks: dict[_Fact, CheckBox] = {}
        self._wanted: Sequence[str] = ()
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, px(12), 0)
        self._column.setSpacing(px(6))
        told = _tr(
            "These records count and are found as one. Each keeps its own fields, services "
            "and notes. What only another record says can be taken over into the one that is shown."
        )
        self.body.addWidget(Label(told, wrap=True))
        self.body.addWidget(ScrollBox(inner), 1)
        apart = QuietButton(_tr("They are not the same"))
        apart.clicked.connect(self.take_back)
        self.body.addWidget(apart, alignment=Qt.AlignmentFlag.AlignLeft)
        # Not on the button that takes the decision back: a press on Enter is soon done.
        self.add_button(self.tr("Cancel")).setFocus()
        self._take = self.add_button(_tr("Take over what is ticked"), self.save, primary=True)
        self.take_room(560, 420)
        lanes.read(all_beside, self._person, context=self, then=self._show)

    def place(self) -> dict[str, Any]:
        """Return what is ticked."""
        return {"ticked": [_key(fact) for fact in self._ticked()] or list(self._wanted)}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Tick it again, once the records are here."""
        self._wanted = [str(one) for one in place.get("ticked", ())]
        for fact, box in self._ticks.items():
            box.setChecked(_key(fact) in self._wanted)

    def save(self) -> None:
        """Copy what is ticked, from however many records it comes, in one Save."""
        ticked = self._ticked()
        if not ticked:
            self.accept()
            return
        taken: dict[RecordId, list[str]] = {}
        for _, other, name in ticked:
            taken.setdefault(other, []).append(name)
        self._lanes.write(
            take_over, ticked[0][0], taken, context=self, then=self._taken, failed=self._failed
        )

    def take_back(self) -> None:
        """Let each record stand for itself again."""
        self._lanes.write(
            take_back, self._person, context=self, then=self._apart, failed=self._failed
        )

    def _show(self, sides: Sequence[Side]) -> None:
        for side in sides:
            self._show_side(side)
        self._column.addStretch(1)
        self._take.setVisible(bool(self._ticks))

    def _show_side(self, side: Side) -> None:
        initials = self._context.initials and isinstance(side.other.record, Person)
        name = shown(name_of(side.other.record), initials)
        title = " · ".join(filter(None, (side.other.number, name)))
        self._column.addWidget(Heading(title, level=3, wrap=True))
        for fact in side.facts:
            if fact.missing:
                self._column.addWidget(self._tick(side, fact))
            elif fact.other and fact.other != fact.kept:
                words = _tr("{field}: {kept} here, {other} there")
                text = words.format(field=fact.label, kept=fact.kept, other=fact.other)
                self._column.addWidget(Muted(shown(text, initials), wrap=True))

    def _tick(self, side: Side, fact: Facts) -> CheckBox:
        key = (side.kept.record.id, side.other.record.id, fact.name)
        hides = self._context.initials and isinstance(side.other.record, Person)
        words = f"{fact.label}: {shown(fact.other, hides)}"
        box = CheckBox(words.replace("&", "&&"))
        box.setObjectName(f"take-{fact.name}")
        box.setAccessibleName(words)
        box.setChecked(_key(key) in self._wanted)
        self._ticks[key] = box
        return box

    def _ticked(self) -> list[_Fact]:
        return [fact for fact, box in self._ticks.items() if box.isChecked()]

    def _taken(self, changes: Changes) -> None:
        self.accept()
        self._context.say(_tr("Taken over"), changes.dot)

    def _apart(self, changes: Changes) -> None:
        self.accept()
        self._context.say(_tr("They do not count as one any more"), changes.dot)

    def _failed(self, error: BaseException) -> None:
        self._context.say(plain(error))


def _key(fact: _Fact) -> str:
    _, other, name = fact
    return f"{other.hex()}/{name}"
