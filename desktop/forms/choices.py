"""Editors of codes and flags: one of a list, several of a list, yes or no."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QListView, QWidget
from typing_extensions import override

from desktop.forms.editor import Editor, Raw
from desktop.theme import px
from desktop.widgets.checklist import Checklist
from desktop.widgets.chipfield import ChipField
from desktop.widgets.inputs import CheckBox, ChoiceBox, ChoiceLine
from desktop.widgets.labels import Label
from desktop.wording.labels import field_label
from storage.domain.codes import CodeBook
from storage.spec.fields import Code, Codes, Flag


class CodeEditor(Editor):
    """One code, chosen from the list or found by typing part of its label."""

    def __init__(self, field: Code, book: CodeBook, today: date) -> None:
        super().__init__(field)
        self._list, self._book = field.list_name, book
        self.box = ChoiceBox(field_label(field))
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.addItem(self.tr("Not recorded"), "")
        for code, label in book.choices(field.list_name, today):
            self.box.addItem(label, code)
        self.line = ChoiceLine(self.box)
        self.box.setLineEdit(self.line)
        self.line.setPlaceholderText(self.tr("Choose or type"))
        self.line.setAccessibleName(field_label(field))
        self._complete()
        self._put(self.box)
        self._show_row(0)
        self.line.textEdited.connect(self._has_changed)
        self.line.editingFinished.connect(self._settle)
        self.box.activated.connect(self._chosen)

    @override
    def use_book(self, book: CodeBook, today: date) -> None:
        row, typed, caret = self.box.currentIndex(), self.line.text(), self.caret()
        code = self.box.itemData(row)
        untouched = typed == (self.box.itemText(row) if row > 0 else "")
        self._book = book
        with QSignalBlocker(self.box):
            while self.box.count() > 1:
                self.box.removeItem(1)
            for each, label in book.choices(self._list, today):
                self.box.addItem(label, each)
            if untouched:
                self._show_code(code)
            else:
                # Half a word stays half a word.
                self.box.setCurrentIndex(self.box.findText(typed))
                self.line.setText(typed)
        self.set_caret(caret)

    @override
    def rename(self, label: str) -> None:
        super().rename(label)
        for named in (self.line, self.popup):
            named.setAccessibleName(field_label(self.field))

    @override
    def value(self) -> str:
        row = self._row_of(self.line.text())
        if row < 0:
            raise ValueError(self.tr("Choose one from the list."))
        return str(self.box.itemData(row))

    @override
    def set_value(self, value: Any) -> None:
        self._show_code(value)
        self.show_problem("")

    def _show_code(self, value: Any) -> None:
        row = self.box.findData(value or "")
        if row < 0:
            # A code of an earlier year keeps its place and its words.
            self.box.addItem(self._book.label(self._list, value), value)
            row = self.box.count() - 1
        self._show_row(row)

    @override
    def raw(self) -> Raw:
        return self.line.text()

    @override
    def set_raw(self, raw: Raw) -> None:
        text = str(raw or "")
        self.box.setCurrentIndex(self.box.findText(text) if text else 0)
        self.line.setText(text)

    @override
    def caret(self) -> int:
        return self.line.cursorPosition()

    @override
    def set_caret(self, position: int) -> None:
        self.line.setCursorPosition(position)

    def _show_row(self, row: int) -> None:
        """Show a row; the first, which stands for nothing recorded, as an empty line."""
        self.box.setCurrentIndex(row)
        self.line.setText(self.box.itemText(row) if row else "")
        self.line.setCursorPosition(0)

    def _chosen(self, row: int) -> None:
        self._show_row(row)
        self._has_changed()

    def _complete(self) -> None:
        completer = QCompleter(self.box.model(), self.box)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(10)
        self.popup = CompletionList()
        self.popup.setAccessibleName(field_label(self.field))
        completer.setPopup(self.popup)
        completer.activated.connect(self._has_changed)
        self.box.setCompleter(completer)

    def _row_of(self, typed: str) -> int:
        """Return the row that ``typed`` names, or the only one that holds it; -1 when none."""
        wanted = typed.strip().casefold()
        if not wanted:
            return 0
        texts = [self.box.itemText(row).casefold() for row in range(self.box.count())]
        if wanted in texts:
            row = self.box.currentIndex()
            return row if row >= 0 and texts[row] == wanted else texts.index(wanted)
        holding = [row for row, text in enumerate(texts) if wanted in text]
        return holding[0] if len(holding) == 1 else -1

    def _settle(self) -> None:
        self.show_problem("" if self._settle_quietly() else self.tr("Choose one from the list."))

    def _settle_quietly(self) -> bool:
        row = self._row_of(self.line.text())
        if row >= 0:
            self._show_row(row)
        return row >= 0


class CompletionList(QListView):
    """What fits the letters typed so far."""


class CodesEditor(Editor):
    """Several codes, shown as chips and ticked in a list."""

    def __init__(self, field: Codes, book: CodeBook, today: date) -> None:
        super().__init__(field)
        self._list, self._book = field.list_name, book
        self._choices = book.choices(field.list_name, today)
        self._chosen: set[str] = set()
        self.chips = ChipField(field_label(field), self.tr("Choose any that apply"))
        self._put(self.chips)
        self.chips.opening.connect(self.open_list)
        self.chips.taken_out.connect(self._take_out)

    @override
    def use_book(self, book: CodeBook, today: date) -> None:
        self._book = book
        self._choices = book.choices(self._list, today)
        self._show()

    @override
    def value(self) -> frozenset[str]:
        return frozenset(self._chosen)

    @override
    def set_value(self, value: Any) -> None:
        self._chosen = set(value or ())
        self._show()
        self.show_problem("")

    @override
    def raw(self) -> Raw:
        return sorted(self._chosen)

    @override
    def set_raw(self, raw: Raw) -> None:
        self._chosen = set(raw) if isinstance(raw, list) else set()
        self._show()

    def open_list(self, typed: str = "") -> None:
        """Open the list to tick."""
        panel = Checklist(self.chips, field_label(self.field), self._chosen)
        panel.offer(self._choices)
        panel.toggled.connect(self._toggled)
        panel.open_under(self.chips)
        panel.begin(typed)

    def _in_order(self) -> Sequence[str]:
        order = [code for code, _ in self._choices]
        later = len(order)
        return sorted(
            self._chosen, key=lambda code: (order.index(code) if code in order else later, code)
        )

    def _show(self) -> None:
        self.chips.set_texts([self._book.label(self._list, code) for code in self._in_order()])

    def _toggled(self) -> None:
        self._show()
        self._has_changed()

    def _take_out(self) -> None:
        self._chosen.discard(self._in_order()[-1])
        self._toggled()

    @override
    def _describe(self, problem: str) -> None:
        chosen = ", ".join(self._book.label(self._list, code) for code in self._in_order())
        super()._describe(problem)
        if not problem and chosen:
            self.chips.setAccessibleDescription(chosen)


class FlagEditor(Editor):
    """A tick box with its words beside it, wrapped when they are long."""

    names_itself = True

    def __init__(self, field: Flag) -> None:
        super().__init__(field)
        self.box = CheckBox()
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, px(5), 0, 0)
        line.setSpacing(px(1))
        line.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        self._words = _FlagLabel(field_label(field), self.box)
        line.addWidget(self._words, 1)
        self._put(self.box, row)
        self.box.toggled.connect(self._has_changed)

    @override
    def rename(self, label: str) -> None:
        super().rename(label)
        self._words.setText(field_label(self.field))

    @override
    def value(self) -> bool:
        return self.box.isChecked()

    @override
    def set_value(self, value: Any) -> None:
        self.set_raw(bool(value))
        self.show_problem("")

    @override
    def raw(self) -> Raw:
        return self.box.isChecked()

    @override
    def set_raw(self, raw: Raw) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(bool(raw))
        self.box.blockSignals(False)


class _FlagLabel(Label):
    """The words of a tick box; pressing them ticks it."""

    def __init__(self, text: str, box: CheckBox) -> None:
        super().__init__(text, wrap=True)
        self._box = box

    @override
    def mouseReleaseEvent(self, event: QMouseEvent, /) -> None:
        self._box.click()
        self._box.setFocus()
