"""Write down what is to be done: one line, the rest is read from it and can be corrected."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.editor import Editor
from desktop.forms.editors import editor_for
from desktop.forms.lookup import LaneFinder
from desktop.widgets.banner import Banner
from desktop.widgets.columns import Columns
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label
from desktop.wording.dates import clock_time, long_day
from desktop.wording.errors import plain
from desktop.wording.labels import field_label
from desktop.wording.promised import Promised, read_promise
from storage.domain.ids import parse_id
from storage.domain.kinds.task import Task
from storage.spec.kinds import fields_of
from storage.usecases.editing import Kept, keep_record

PLACE = "newtask"
_FIELDS = ("due_on", "due_at", "priority", "owner", "case")
_SPANS = {"due_on": 2, "due_at": 1, "priority": 1, "owner": 2, "case": 2}
_LENGTH = 300


class NewTaskDialog(Dialog):
    """Asks for one line; day, time and priority are taken from its words and shown."""

    dialog_id = "newtask"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("New task"))
        self._lanes, self._context = lanes, context
        self._today = context.today()
        self._touched: set[str] = set()
        self._reading = self._saving = False
        self._about = target.get("person")
        self.line = LineEdit(self.tr("What is to be done"))
        self.line.setObjectName("newtask-line")
        self.line.setMaxLength(_LENGTH)
        self.line.setPlaceholderText(self.tr("Call the DCF office friday 2pm"))
        self.understood = Label("", wrap=True)
        self.understood.setObjectName("newtask-understood")
        self.notice = Banner("", "warn")
        self.notice.hide()
        finder = LaneFinder(lanes, self, lambda: context.initials, context.looks.searched)
        self.editors: dict[str, Editor] = {}
        for name in _FIELDS:
            editor = editor_for(fields_of(Task)[name], context.book, self._today, finder)
            editor.setObjectName(f"newtask-{name}")
            editor.control.setObjectName(f"newtask-{name}-input")
            editor.changed.connect(lambda name=name: self._touch(name))
            self.editors[name] = editor
        self._arrange()
        self.line.textChanged.connect(self._read)
        self._begin(target)
        self.line.setFocus()

    def place(self) -> dict[str, Any]:
        """Return everything typed and chosen."""
        return {
            "line": self.line.text(),
            "touched": sorted(self._touched),
            "raws": {name: editor.raw() for name, editor in self.editors.items()},
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        self.line.setText(str(place.get("line", "")))
        for name, raw in dict(place.get("raws", {})).items():
            if name in self.editors:
                self.editors[name].set_raw(raw)
        self._touched = set(map(str, place.get("touched", ())))
        self._say_understood()

    @override
    def reject(self) -> None:
        """Close without saving; a line that was typed is here again the next time."""
        if self.line.text().strip():
            self._context.keep_draft(PLACE, self.place())
        super().reject()

    def save(self) -> None:
        """Keep the task, or say what is missing."""
        said = read_promise(self.line.text(), self._today)
        if not said.text:
            self.notice.say(self.tr("Say what is to be done."))
            self.line.setFocus()
            return
        wrong = [(e, problem) for e in self.editors.values() if (problem := e.problem())]
        for editor, problem in wrong:
            editor.show_problem(problem)
        if wrong:
            wrong[0][0].focus_here()
            return
        if self._saving:
            return
        self._saving = True
        values = {name: editor.value() for name, editor in self.editors.items()}
        values |= {"text": self._text(said), "status": "open"}
        if self._about:
            values["person"] = parse_id(str(self._about))
        self._lanes.write(
            keep_record,
            "task",
            None,
            values,
            context=self,
            then=self._kept,
            failed=self._refuse,
        )

    def _begin(self, target: Mapping[str, Any]) -> None:
        self.editors["owner"].set_value(self._context.settings.person)
        if target.get("case"):
            self.editors["case"].set_value(parse_id(str(target["case"])))
        if target.get("on"):
            self.editors["due_on"].set_value(date.fromisoformat(str(target["on"])))
            self._touched.add("due_on")
        if target.get("text"):
            self.line.setText(str(target["text"]))
        elif (draft := self._context.draft(PLACE)) is not None and not target:
            self.restore_place(draft)
        self._say_understood()

    def _touch(self, name: str) -> None:
        if not self._reading:
            self._touched.add(name)
            self._say_understood()

    def _read(self) -> None:
        """Take from the line what was not corrected by hand."""
        said = read_promise(self.line.text(), self._today)
        found = {
            "due_on": said.due_on,
            "due_at": said.due_at,
            "priority": "high" if said.urgent else "",
        }
        self._reading = True
        for name, value in found.items():
            if name not in self._touched:
                self.editors[name].set_value(value)
        self._reading = False
        self.notice.hide()
        self._say_understood()

    def _text(self, said: Promised) -> str:
        """Return what is to be done; words stay where the day and time were set by hand."""
        by_hand = {"due_on", "due_at"} <= self._touched
        return " ".join(self.line.text().split()) if by_hand else said.text

    def _say_understood(self) -> None:
        said = read_promise(self.line.text(), self._today)
        parts = [self._text(said)] if said.text else []
        for name, words in (("due_on", long_day), ("due_at", clock_time)):
            editor = self.editors[name]
            value = None if editor.problem() else editor.value()
            if value is not None:
                parts.append(words(value))
        if said.text and len(parts) == 1:
            parts.append(self.tr("no day"))
        text = " · ".join(parts)
        hint = self.tr("A day or a time in the line is understood: friday, in 2 weeks, 3/12, 2pm.")
        self.understood.setText(text or hint)

    def _kept(self, kept: Kept) -> None:
        self._saving = False
        if kept.problems:
            self.notice.say(" ".join(kept.problems.values()))
            return
        self._context.drop_draft(PLACE)
        self._context.say(self.tr("Task saved"), kept.dot)
        self.accept()

    def _refuse(self, error: BaseException) -> None:
        self._saving = False
        self.notice.say(plain(error))

    def _arrange(self) -> None:
        self.body.addWidget(self.line)
        self.body.addWidget(self.understood)
        cells = [
            (labelled(field_label(editor.field), editor, key_to=editor.control), _SPANS[name])
            for name, editor in self.editors.items()
        ]
        self.body.addWidget(Columns(cells, 4, least=96))
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Cancel"))
        self.save_button = self.add_button(self.tr("Save"), self.save, primary=True)
        self.take_room(620)
