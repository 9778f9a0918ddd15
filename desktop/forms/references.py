"""Editors of references: a record found by typing, shown by its words."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter
from typing_extensions import override

from desktop.forms.choices import CompletionList
from desktop.forms.editor import Editor, Raw
from desktop.forms.finder import Choice, Finder
from desktop.widgets.checklist import Checklist
from desktop.widgets.chipfield import ChipField
from desktop.widgets.inputs import LineEdit
from desktop.wording.labels import field_label
from storage.domain.ids import RecordId
from storage.spec.fields import Reference, References


class ReferenceEditor(Editor):
    """One record: type part of its name and choose."""

    def __init__(self, field: Reference, finder: Finder) -> None:
        super().__init__(field)
        self._kind, self._finder = field.kind, finder
        self._id: RecordId | None = None
        self._choices: Sequence[Choice] = ()
        self.line = LineEdit()
        self.line.setPlaceholderText(self.tr("Type a name or number"))
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.popup = CompletionList()
        self.popup.setAccessibleName(field_label(field))
        self._completer.setPopup(self.popup)
        self._completer.setWidget(self.line)
        self._put(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._settle)
        self._completer.activated.connect(self._taken)

    @override
    def value(self) -> RecordId | None:
        if self._id is None and self.line.text().strip():
            raise ValueError(self.tr("Choose one from the list."))
        return self._id

    @override
    def set_value(self, value: Any) -> None:
        self._id = value
        self.line.setText("")  # What is cleared counts as typed, and typed words are left alone.
        self.show_problem("")
        if value is not None:
            self._finder.label(self._kind, value, lambda text: self._show(value, text))

    @override
    def raw(self) -> Raw:
        # Whom it refers to is asked for again: the words may be initials by then, or names again.
        return [self._id.hex(), ""] if self._id else ["", self.line.text()]

    @override
    def set_raw(self, raw: Raw) -> None:
        known, text = raw if isinstance(raw, list) and len(raw) == 2 else ("", "")  # noqa: PLR2004 - a pair
        self.set_value(RecordId(bytes.fromhex(known)) if known else None)
        if not known:
            self.line.setText(text)

    @override
    def is_empty(self) -> bool:
        return self._id is None and not self.line.text().strip()

    @override
    def caret(self) -> int:
        return self.line.cursorPosition()

    @override
    def set_caret(self, position: int) -> None:
        self.line.setCursorPosition(position)

    def choose(self, choice: Choice) -> None:
        """Take ``choice``."""
        self._id = choice.id
        self.line.setText(choice.label)
        self._has_changed()

    def _typed(self, text: str) -> None:
        self._id = None
        self._has_changed()
        if text.strip():
            self._finder.find(self._kind, text.strip(), self._offer)

    def _offer(self, choices: Sequence[Choice]) -> None:
        self._choices = choices
        self._lines.setStringList([choice.line for choice in choices])
        if choices and self.line.hasFocus() and self._id is None:
            self._completer.complete()

    def _taken(self, line: str) -> None:
        for choice in self._choices:
            if choice.line == line:
                self.choose(choice)
                return

    def _settle(self) -> None:
        typed = self.line.text().strip().casefold()
        fitting = [choice for choice in self._choices if choice.label.casefold() == typed]
        if self._id is None and len(fitting) == 1:
            self.choose(fitting[0])
        elif self._id is None and typed and not self.popup.isVisible():
            self.show_problem(self.tr("Choose one from the list."))

    def _show(self, record: RecordId, text: str) -> None:
        if self._id == record and not self.line.isModified():
            self.line.setText(text)
            self.line.setCursorPosition(0)


class ReferencesEditor(Editor):
    """Several records, shown as chips and ticked in a list that typing searches."""

    def __init__(self, field: References, finder: Finder) -> None:
        super().__init__(field)
        self._kind, self._finder = field.kind, finder
        self._chosen: set[RecordId] = set()
        self._labels: dict[RecordId, str] = {}
        self._panel: Checklist | None = None
        self.chips = ChipField(field_label(field), self.tr("Choose any that apply"))
        self._put(self.chips)
        self.chips.opening.connect(self.open_list)
        self.chips.taken_out.connect(self._take_out)

    @override
    def value(self) -> frozenset[RecordId]:
        return frozenset(self._chosen)

    @override
    def set_value(self, value: Any) -> None:
        self._chosen = set(value or ())
        self._fetch_labels()
        self.show_problem("")

    @override
    def raw(self) -> Raw:
        return sorted(record.hex() for record in self._chosen)

    @override
    def set_raw(self, raw: Raw) -> None:
        known = raw if isinstance(raw, list) else []
        self._chosen = {RecordId(bytes.fromhex(text)) for text in known}
        self._fetch_labels()

    def open_list(self, typed: str = "") -> None:
        """Open the list to tick."""
        panel = Checklist(self.chips, field_label(self.field), self._chosen, narrow=self._look_up)
        self._panel = panel
        panel.destroyed.connect(self._forget_panel)
        panel.toggled.connect(self._toggled)
        panel.offer([(record, self._labels.get(record, "")) for record in self._in_order()])
        panel.open_under(self.chips)
        panel.begin(typed)

    def _look_up(self, typed: str) -> None:
        self._finder.find(self._kind, typed.strip(), self._offer)

    def _offer(self, choices: Sequence[Choice]) -> None:
        self._labels.update({choice.id: choice.label for choice in choices})
        if self._panel is not None:
            self._panel.offer([(choice.id, choice.line) for choice in choices])

    def _forget_panel(self) -> None:
        self._panel = None

    def _fetch_labels(self) -> None:
        for record in self._chosen - self._labels.keys():
            self._finder.label(self._kind, record, partial(self._label, record))
        self._show()

    def _label(self, record: RecordId, text: str) -> None:
        self._labels[record] = text
        self._show()

    def _in_order(self) -> list[RecordId]:
        return sorted(self._chosen, key=lambda record: (self._labels.get(record, ""), record))

    def _show(self) -> None:
        missing = self.tr("Not on this laptop")
        self.chips.set_texts([self._labels.get(r) or missing for r in self._in_order()])

    def _toggled(self) -> None:
        self._show()
        self._has_changed()

    def _take_out(self) -> None:
        self._chosen.discard(self._in_order()[-1])
        self._toggled()
