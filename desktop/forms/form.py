"""A form for one kind of record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.forms.box import FieldBox
from desktop.forms.editor import Editor, Raw
from desktop.forms.editors import NO_FINDER, SYSTEM_CLOCK, editor_for
from desktop.forms.finder import Finder
from desktop.forms.laidout import LaidOut
from desktop.forms.layout import Section
from desktop.wording.labels import field_label
from storage.domain.clocks import Clock
from storage.domain.codes import CodeBook
from storage.spec.kinds import fields_of, kind_of

Snapshot = dict[str, Any]
"""Everything typed, as plain data: ``raws`` by field, ``focus``, ``caret``, ``scroll``."""

_DRAFT_AFTER_MS = 1_500


class RecordForm(QWidget):
    """Editors of the fields of ``cls``, laid out by ``sections``.

    The form knows what was on record (``set_record``), what differs from it (``edited``), and
    everything typed, valid or not (``snapshot``).
    """

    changed = Signal(str)
    """A field was edited; carries its name."""
    dirtied = Signal(bool)
    """The form began or ceased to differ from what is on record."""
    draft = Signal(object)
    """A snapshot to keep, at most a second and a half after something was typed."""

    def __init__(
        self,
        cls: type[Any],
        sections: Sequence[Section],
        book: CodeBook,
        today: date,
        finder: Finder = NO_FINDER,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        super().__init__()
        fields = fields_of(cls)
        self._kind, self._book, self._today = kind_of(cls).name, book, today
        self._shipped = {name: field.label for name, field in fields.items()}
        self._is_new = True
        self._editors: dict[str, Editor] = {}
        self._boxes: dict[str, FieldBox] = {}
        for cell in (cell for section in sections for cell in section.cells):
            editor = editor_for(fields[cell.name], book, today, finder, clock)
            editor.setObjectName(cell.name)
            editor.control.setObjectName(f"{cell.name}-input")
            editor.changed.connect(lambda name=cell.name: self._edited(name))
            self._editors[cell.name] = editor
            self._boxes[cell.name] = FieldBox(editor)
        self._laid_out = LaidOut(self, self._kind, sections, self._boxes)
        self._arrange()
        self._record_values: dict[str, Any] = {}
        self._record_raws: dict[str, Raw] = {}
        self._differing: set[str] = set()
        self._keep = QTimer(self, singleShot=True, interval=_DRAFT_AFTER_MS)
        self._keep.timeout.connect(self.send_draft)
        self._take_as_record()

    def editor(self, name: str) -> Editor:
        """Return the editor of the field ``name``; KeyError when the form has none."""
        return self._editors[name]

    def has(self, name: str) -> bool:
        """Tell whether the form has the field ``name``."""
        return name in self._editors

    def box(self, name: str) -> FieldBox:
        """Return label and editor of ``name``: to hide a field that does not apply, to mark one."""
        return self._boxes[name]

    def use_book(self, book: CodeBook) -> None:
        """Go by the program's lists and fields as they are arranged now; nothing typed is lost."""
        if book is self._book:
            return
        self._book = book
        for name, editor in self._editors.items():
            was_recorded = editor.raw() == self._record_raws[name]
            editor.use_book(book, self._today)
            if was_recorded:
                self._record_raws[name] = editor.raw()
        self._arrange()

    def use_day(self, today: date) -> None:
        """Count days from ``today`` on; what is typed stays."""
        self._today = today
        for editor in self._editors.values():
            editor.use_day(today)

    def set_record(self, record: object) -> None:
        """Show a record, or a mapping of values by field name, as what is on record.

        A mapping is of a record that is new, and asks for what the program needs in such a one.
        """
        self._is_new = isinstance(record, Mapping)
        for name, value in _values_of(record, self._editors).items():
            self._editors[name].set_value(value)
            self._boxes[name].fold()
        self._take_as_record()

    def follow(self, record: object) -> None:
        """Show what is on record now, as after a change by somebody else.

        Fields being edited keep what is typed; the caret stays where it is.
        """
        typed = {name: self._editors[name].raw() for name in self._differing}
        carets = {name: self._editors[name].caret() for name in typed}
        on_record = _values_of(record, self._editors)
        for name, editor in self._editors.items():
            if name in typed or on_record[name] != self._record_values[name]:
                editor.set_value(on_record[name])
                self._record_values[name] = editor.value()
                self._record_raws[name] = editor.raw()
        for name, raw in typed.items():
            self._editors[name].set_raw(raw)
            self._editors[name].set_caret(carets[name])
            self._compare(name)

    def start_with(self, values: Mapping[str, Any]) -> None:
        """Show ``values`` as if they had been typed into the form."""
        for name, value in values.items():
            if name in self._editors:
                self._editors[name].set_value(value)
                self._edited(name)

    def values(self) -> dict[str, Any]:
        """Return every value by field name; ValueError when ``check`` would fail to read one."""
        return {name: editor.value() for name, editor in self._editors.items()}

    def edited(self) -> dict[str, Any]:
        """Return only the values that differ from what is on record."""
        now = self.values()
        return {name: value for name, value in now.items() if value != self._record_values[name]}

    @property
    def differing(self) -> frozenset[str]:
        """The fields in which anything typed, valid or not, differs from what is on record."""
        return frozenset(self._differing)

    @property
    def dirty(self) -> bool:
        """Whether anything typed differs from what is on record."""
        return bool(self._differing)

    def check(self) -> bool:
        """Tell whether everything can be saved; otherwise say at each field why not."""
        return self.show_problems({n: p for n in self._editors if (p := self._problem(n))})

    def _problem(self, name: str) -> str:
        editor, box = self._editors[name], self._boxes[name]
        asked = self._is_new and self._book.arranged(self._kind, name).mandatory
        if (problem := editor.problem()) or not asked or box.isHidden() or not editor.is_empty():
            return problem
        label = field_label(editor.field)
        return self.tr("{label} is needed in your program.").format(label=label)

    def tell(self, problems: Mapping[str, str]) -> str:
        """Show each sentence at its field; return those of fields that are not in this form."""
        self.show_problems(problems)
        return " ".join(said for name, said in problems.items() if not self.has(name))

    def show_problems(self, problems: Mapping[str, str]) -> bool:
        """Show a sentence at each field named and go to the first; True when there is none."""
        first: Editor | None = None
        for name, editor in self._editors.items():
            editor.show_problem(problems.get(name, ""))
            if name in problems:
                self._boxes[name].unfold()
            if name in problems and first is None:
                first = editor
        if first is not None:
            first.focus_here()
            if area := self._scroll_area():
                area.ensureWidgetVisible(first)
        return first is None

    def snapshot(self) -> Snapshot:
        """Return everything typed, where the caret is and how far the form is scrolled."""
        # Of the window, not of the application: the screen may be locked by now.
        inside = self.window().focusWidget()
        focused = next((n for n, e in self._editors.items() if e.control is inside), "")
        area = self._scroll_area()
        return {
            "raws": {name: editor.raw() for name, editor in self._editors.items()},
            "focus": focused,
            "caret": self._editors[focused].caret() if focused else 0,
            "scroll": area.verticalScrollBar().value() if area else 0,
        }

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Put back what ``snapshot`` returned, half-typed dates and all.

        Fields the form no longer has are left out.
        """
        for name, raw in dict(snapshot.get("raws", {})).items():
            if name in self._editors:
                self._editors[name].set_raw(raw)
                self._boxes[name].fold()
                self._compare(name)
        focused = self._editors.get(str(snapshot.get("focus", "")))
        if focused is not None:
            self._boxes[snapshot["focus"]].unfold()
            focused.focus_here()
            focused.set_caret(int(snapshot.get("caret", 0)))
        if area := self._scroll_area():
            area.verticalScrollBar().setValue(int(snapshot.get("scroll", 0)))

    def send_draft(self) -> None:
        """Send what is typed for keeping now, as a lock does."""
        self._keep.stop()
        self.draft.emit(self.snapshot())

    def _arrange(self) -> None:
        for name, box in self._boxes.items():
            here = self._book.arranged(self._kind, name)
            label = here.label or self._shipped[name]
            box.arrange(label, hidden=here.hidden, needed=here.mandatory)
        self._laid_out.arrange(self._book)

    def _take_as_record(self) -> None:
        self._record_values = self.values()
        self._record_raws = {name: editor.raw() for name, editor in self._editors.items()}
        was_dirty = self.dirty
        self._differing.clear()
        self._keep.stop()
        if was_dirty:
            self.dirtied.emit(False)

    def _edited(self, name: str) -> None:
        self._compare(name)
        self.changed.emit(name)
        if not self._keep.isActive():
            self._keep.start()

    def _compare(self, name: str) -> None:
        was_dirty = self.dirty
        if self._editors[name].raw() == self._record_raws[name]:
            self._differing.discard(name)
        else:
            self._differing.add(name)
        if self.dirty != was_dirty:
            self.dirtied.emit(self.dirty)

    def _scroll_area(self) -> QScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above


def _values_of(record: object, names: Iterable[str]) -> dict[str, Any]:
    if isinstance(record, Mapping):
        return {name: record.get(name) for name in names}
    return {name: getattr(record, name) for name in names}
