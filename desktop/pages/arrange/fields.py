"""The fields of one kind: named, ordered, hidden, needed; a form beside shows what comes of it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section
from desktop.pages.arrange.part import ArrangePart
from desktop.pages.arrange.sources import FieldSource
from desktop.theme import px
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.labels import kind_plural
from storage.domain.kinds import KINDS
from storage.spec.kinds import open_fields_of
from storage.usecases.fieldsettings import hide_field, move_field, rename_field, require_field

_NOT_HERE = frozenset(
    ("field_setting", "code_setting", "clock_setting", "activity", "disclosure", "same_person")
)
"""Kinds that nobody fills in by a form."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("arrange", text)


class FieldsPart(ArrangePart):
    """Choose a kind; what is stored in its fields is never touched."""

    kinds = ("field_setting",)

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, FieldSource(), _tr("Fields"), "arrange-fields")
        self.kind = ChoiceBox(_tr("Record"))
        self.kind.setObjectName("arrange-kind")
        for label, name in sorted((kind_plural(KINDS[k]), k) for k in KINDS if k not in _NOT_HERE):
            self.kind.addItem(label, name)
        self.need_button = self._button(_tr("Needed or not"), "circle-check", self.toggle_needed)
        self._preview_box = QVBoxLayout()
        self.preview: RecordForm | None = None
        self.lay_out([labelled(_tr("&Record"), self.kind)], [self.need_button])
        self._put_preview_beside()
        self.kind.activated.connect(lambda _: self.show_kind(self.chosen))
        context.book_changed.connect(self._follow)

    @property
    def chosen(self) -> str:
        """The kind whose fields are shown."""
        return str(self.kind.currentData())

    def show_kind(self, kind: str) -> None:
        """Show the fields of ``kind``."""
        row = self.kind.findData(kind)
        if row >= 0:
            self.kind.setCurrentIndex(row)
        self.table.show_filter(self.chosen)
        self._preview()

    @override
    def refresh(self) -> None:
        """Run the query again, for the kind that is chosen."""
        if self.preview is None or self.table.filter != self.chosen:
            self.show_kind(self.chosen)
        else:
            self.table.refresh()

    @override
    def place(self) -> dict[str, Any]:
        """Return the kind too."""
        return {**super().place(), "kind": self.chosen}

    @override
    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.show_kind(str(place.get("kind", self.chosen)))
        super().restore_place(place)

    @override
    def rename(self, key: Any, label: str) -> None:
        """Call a field otherwise."""
        self.act(rename_field, self.chosen, key, label)

    @override
    def toggle_hidden(self) -> None:
        """Ask for the field no longer, or again."""
        if (name := self.table.current()) is not None:
            hidden = self._context.book.arranged(self.chosen, name).hidden
            self.act(hide_field, self.chosen, name, not hidden)

    def toggle_needed(self) -> None:
        """Ask that a new record has the field, or no longer."""
        if (name := self.table.current()) is not None:
            needed = self._context.book.arranged(self.chosen, name).mandatory
            self.act(require_field, self.chosen, name, not needed)

    @override
    def move_by(self, by: int) -> None:
        """Let the field change places with its neighbour."""
        if (name := self.table.current()) is not None:
            self.act(move_field, self.chosen, name, by)

    @override
    def own_name(self, key: Any) -> str:
        """Return the program's name of the field, or nothing."""
        return self._context.book.arranged(self.chosen, key).label

    def _follow(self, book: Any) -> None:
        if self.preview is not None:
            self.preview.use_book(book)

    def _preview(self) -> None:
        if self.preview is not None:
            self.preview.hide()
            self._preview_box.removeWidget(self.preview)
            self.preview.deleteLater()
        cls, context = KINDS[self.chosen], self._context
        sections = [Section("", tuple(open_fields_of(cls)))]
        self.preview = RecordForm(cls, sections, context.book, context.today())
        # It shows how the form will ask; nothing can be typed into it.
        self.preview.setEnabled(False)
        self._preview_box.insertWidget(1, self.preview)

    def _put_preview_beside(self) -> None:
        inside = QWidget()
        inside.setLayout(self._preview_box)
        self._preview_box.addWidget(Heading(_tr("How the form will ask"), level=3))
        self._preview_box.addStretch(1)
        scroll = ScrollBox(inside)
        scroll.setMinimumHeight(px(220))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        place = self.column.indexOf(self.table)
        self.column.removeWidget(self.table)
        column.addWidget(self.table)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(scroll)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        row = QHBoxLayout()
        row.addWidget(split)
        self.column.insertLayout(place, row, 1)
