"""The day, the minutes and the rest: filled by what was chosen, corrected where it differed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.conflicts.words import versions_words
from desktop.context import DeskContext
from desktop.forms.editor import Editor
from desktop.forms.editors import editor_for
from desktop.theme import px
from desktop.widgets.columns import Columns
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import CheckBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.wording.labels import field_label
from storage.domain.ids import RecordId
from storage.domain.kinds.contact import Contact, Service
from storage.spec.fields import Codes
from storage.spec.kinds import fields_of
from storage.usecases.activities import Activity
from storage.usecases.quicklog import USUAL_FUNDING, Hearing, Last

_FIELDS = (
    (Contact, "on"),
    (Contact, "minutes"),
    (Contact, "mode"),
    (Service, "quantity"),
    (Contact, "miles"),
    (Service, "funding"),
)
_SPANS = {"on": 3, "minutes": 2, "mode": 4, "quantity": 1, "miles": 2, "further": 8, "funding": 4}
_FURTHER = Codes(label="Also given in this contact", list_name="service")
_COURT = "court"
_NOTE_LENGTH = 2_000


class Details(QWidget):
    """Everything beside whom and what; ``day_changed`` when another day is typed."""

    day_changed = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._touched: set[str] = set()
        self._hearings: Mapping[RecordId, Hearing] = {}
        self.editors: dict[str, Editor] = {}
        fields = [(name, fields_of(cls)[name]) for cls, name in _FIELDS]
        fields.insert(-1, ("further", _FURTHER))
        for name, field in fields:
            editor = editor_for(field, context.book, context.today())
            editor.setObjectName(f"quicklog_{name}")
            editor.control.setObjectName(f"quicklog_{name}_input")
            editor.changed.connect(lambda name=name: self._touched.add(name))
            self.editors[name] = editor
        self.editors["on"].set_value(context.today())
        self.editors["quantity"].set_value(1)
        self.editors["funding"].set_value(USUAL_FUNDING)
        self.editors["on"].changed.connect(self.day_changed)
        self.compensation = CheckBox(self.tr("Helped with &victim compensation"))
        self.compensation.setObjectName("quicklog_compensation")
        self.hearing = CheckBox("")
        self.hearing.setObjectName("quicklog_hearing")
        self.hearing.hide()
        self.note = LineEdit(self.tr("Note, if any"))
        self.note.setObjectName("quicklog_note")
        self.note.setMaxLength(_NOTE_LENGTH)
        self.note.setPlaceholderText(self.tr("Facts as told or seen; saved as a factual note"))
        self._lay_out()

    def fill(self, choice: Activity | Last | None) -> None:
        """Fill in what ``choice`` usually takes, but nothing that was typed."""
        if choice is None:
            return
        values: dict[str, Any] = {"minutes": choice.minutes, "mode": choice.mode}
        if isinstance(choice, Last):
            values |= {"quantity": choice.quantity, "funding": choice.funding}
            values["further"] = choice.further
            self.compensation.setChecked(choice.compensation_assisted)
        else:
            self.compensation.setChecked(choice.compensation)
            values["further"] = frozenset(choice.services[1:])
        for name, value in values.items():
            if name not in self._touched:
                self.editors[name].set_value(value)
        self._suggest_hearing()

    def offer_hearings(self, found: Mapping[RecordId, Hearing]) -> None:
        """Offer to link the court events of that day, by case."""
        is_new = set(found) != set(self._hearings)
        self._hearings = found
        self.hearing.setVisible(bool(found))
        if len(found) == 1:
            (one,) = found.values()
            text = self.tr("I accompanied to {hearing}").format(
                hearing=f"{one.words} ({versions_words(one.versions)})"
                if one.versions
                else one.words
            )
        else:
            text = self.tr("I accompanied to the {number} court events of that day").format(
                number=len(found)
            )
        self.hearing.setText(text.replace("&", "&&"))
        if is_new:
            self._suggest_hearing()

    def linked(self) -> dict[RecordId, RecordId]:
        """Return the court event to link by case."""
        if not self.hearing.isChecked():
            return {}
        return {case: one.event for case, one in self._hearings.items()}

    def check(self) -> bool:
        """Say at each field what is wrong, and go to the first; True when nothing is."""
        wrong = [(editor, p) for editor in self.editors.values() if (p := editor.problem())]
        for editor, problem in wrong:
            editor.show_problem(problem)
        if wrong:
            wrong[0][0].focus_here()
        return not wrong

    def values(self) -> dict[str, Any]:
        """Return the value of every field; ValueError where ``check`` would say no."""
        return {name: editor.value() for name, editor in self.editors.items()}

    def snapshot(self) -> dict[str, Any]:
        """Return everything typed, as plain data."""
        return {
            "raws": {name: editor.raw() for name, editor in self.editors.items()},
            "touched": sorted(self._touched),
            "compensation": self.compensation.isChecked(),
            "hearing": self.hearing.isChecked(),
            "note": self.note.text(),
        }

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Put back what ``snapshot`` returned."""
        for name, raw in dict(snapshot.get("raws", {})).items():
            if name in self.editors:
                self.editors[name].set_raw(raw)
        self._touched = set(map(str, snapshot.get("touched", ())))
        self.compensation.setChecked(bool(snapshot.get("compensation")))
        self.hearing.setChecked(bool(snapshot.get("hearing")))
        self.note.setText(str(snapshot.get("note", "")))

    def _suggest_hearing(self) -> None:
        mode = self.editors["mode"]
        self.hearing.setChecked(
            bool(self._hearings) and not mode.problem() and mode.value() == _COURT
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        cells = [
            (labelled(field_label(one.field), one, key_to=one.control), _SPANS[name])
            for name, one in self.editors.items()
        ]
        column.addWidget(Columns(cells, 12, least=42))
        # Side by side: a hearing that is found moves nothing of what one is about to type.
        ticks = FlowLayout()
        ticks.setSpacing(px(18))
        ticks.addWidget(self.compensation)
        ticks.addWidget(self.hearing)
        column.addLayout(ticks)
        column.addSpacing(px(2))
        column.addWidget(labelled(self.tr("&Note"), self.note))
