"""The tabs of a case: a list of records, its filter, its buttons, and the chosen record beside."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.source import Sort, Source
from desktop.lists.table import RecordTable
from desktop.pages.case.adding import add_buttons
from desktop.pages.case.detail import DetailPanel
from desktop.theme import px
from desktop.theme.kindicons import kind_icon
from desktop.widgets.card import ListCard
from desktop.widgets.empty import EmptyState
from desktop.widgets.filterchips import FilterChips
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import CheckBox, SearchField
from desktop.wording.caseparts import PARTS, TIMELINE_PART, group_label, part_label
from desktop.wording.labels import kind_plural
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.usecases.caseentries import Entry, EntryFilter, entries
from storage.usecases.casekinds import GROUPS


class Beside(QSplitter):
    """Parts that scroll by themselves, beside each other: they ask for little height."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())


class RecordsTab(QWidget):
    """Records of some kinds of one case in a table, the chosen one beside it."""

    writing = Signal()
    """Somebody wants to write a note."""

    def __init__(
        self,
        lanes: Lanes,
        context: DeskContext,
        part: str,
        source: Source[Any],
    ) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._part = part
        self._kinds = PARTS[part]
        self.case = RecordId(b"")
        self._links: Mapping[str, str] = {}
        self._search = SearchField(self.tr("Find in this case"))
        self._chips = _chips(part)
        self._only = FilterChips(
            self.tr("Show only"), [(code, label, icon) for code, label, icon, _ in self._chips]
        )
        self._only.choose(_FIRST_SHOWN.get(part, ()))
        self._retired = CheckBox(self.tr("Retired too"))
        self.unaccompanied = CheckBox(self.tr("Held with nobody beside the child"))
        name = part_label(part)
        self.table = RecordTable(lanes, source, name, sort=Sort("day", descending=True))
        self.table.setObjectName(f"case-{part}")
        self._search.setObjectName(f"find-{part}")
        self._detail = DetailPanel(lanes, context)
        self._empty = EmptyState(
            "layers",
            self.tr("Nothing here yet"),
            self.tr("Add the first one with the button above."),
        )
        self._arrange()
        self._search.searched.connect(self._filter_changed)
        self._search.searched.connect(context.looks.searched)
        self._search.stepped_down.connect(self.table.setFocus)
        self._only.changed.connect(self._filter_changed)
        self._retired.toggled.connect(self._filter_changed)
        self.unaccompanied.toggled.connect(self._filter_changed)
        self.table.current_changed.connect(self._show_current)
        self.table.opened.connect(lambda _key: self._detail.edit())
        self.table.counted.connect(self._show_count)

    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show the records of ``case``; ``links`` are what a new record begins with."""
        self._links = links
        if case != self.case:
            self.case = case
            self._detail.forget()
            self._filter_changed()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read list and record again; nothing moves."""
        if self.case:
            self.table.refresh()
            self._detail.refresh()

    def place(self) -> dict[str, Any]:
        """Return filter, selection and scroll."""
        return {
            "text": self._search.text(),
            "only": list(self._only.chosen()),
            "retired": self._retired.isChecked(),
            "unaccompanied": self.unaccompanied.isChecked(),
            "table": self.table.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._search.setText(place.get("text", ""))
        self._only.choose(place.get("only", ()))
        self._retired.setChecked(bool(place.get("retired", False)))
        self.unaccompanied.setChecked(bool(place.get("unaccompanied", False)))
        self._filter_changed()
        self.table.restore_place(place.get("table", {}))

    def select(self, record: RecordId) -> None:
        """Choose one record; where the filter leaves its kind out, it is widened."""
        if not self.table.select(record):
            self._lanes.read(
                entries, self._kinds, [record], context=self, then=self._widen, key="wanted"
            )

    def _widen(self, found: Mapping[RecordId, Entry]) -> None:
        for record, entry in found.items():
            if entry.kind not in self._kinds_shown():
                self._only.choose(c for c, _, _, kinds in self._chips if entry.kind in kinds)
                self._filter_changed()
            if not self.table.select(record):
                self.table.restore_place({**self.table.place(), "current": record})

    def add(self, kind: str) -> None:
        """Begin a new record of ``kind`` in this case; a note has a place of its own."""
        if kind == "note":
            self.writing.emit()
            return
        dialog = "missing" if kind == "missing_episode" else "record"
        self._context.open(dialog, {"kind": kind, "case": self.case.hex(), **self._links})

    def put_beside(self, widget: QWidget) -> None:
        """Show ``widget`` beside list and record, where there is room for it."""
        self._split.addWidget(widget)
        self._split.setStretchFactor(self._split.count() - 1, 3)

    def put_above(self, widget: QWidget) -> None:
        """Show ``widget`` above the list."""
        self._column.insertWidget(1, widget)

    def _arrange(self) -> None:
        row = FlowLayout()
        self._search.setFixedWidth(px(240))
        row.addWidget(self._search)
        row.addWidget(self._retired)
        if self._part == "court":
            row.addWidget(self.unaccompanied)
        for button in add_buttons(self._kinds, self.add):
            row.addWidget(button)
        card = ListCard(self.table, self._empty)
        card.setMinimumSize(px(200), px(150))
        self._split = split = Beside(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(card)
        split.addWidget(self._detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, px(10), 0, 0)
        column.setSpacing(px(10))
        column.addLayout(row)
        if self._chips:
            column.addWidget(self._only)
        column.addWidget(split, 1)

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        narrow = self.width() < px(_BESIDE)
        self._split.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        super().resizeEvent(event)

    def _filter_changed(self) -> None:
        chosen = EntryFilter(
            case=self.case,
            kinds=self._kinds_shown(),
            text=self._search.text(),
            retired=self._retired.isChecked(),
            unaccompanied=self.unaccompanied.isChecked(),
        )
        self.table.show_filter(chosen if self.case else None)

    def _kinds_shown(self) -> tuple[str, ...]:
        chosen = set(self._only.chosen())
        shown = {kind for code, _, _, kinds in self._chips if code in chosen for kind in kinds}
        return tuple(kind for kind in self._kinds if kind in shown) or self._kinds

    def _show_current(self, record: RecordId | None) -> None:
        if record is None:
            self._detail.forget()
            return
        self._lanes.read(
            entries, self._kinds, [record], context=self, then=self._show_entry, key="current"
        )

    def _show_entry(self, found: Mapping[RecordId, Entry]) -> None:
        for record, entry in found.items():
            self._detail.show_record(entry.kind, record)

    def _show_count(self, count: int) -> None:
        if not count and self.table.hasFocus():
            # A list that goes would hand the keyboard to whatever comes next in the window.
            self._search.setFocus()
        self.table.setVisible(count > 0)
        self._empty.setVisible(count == 0)


_BESIDE = 620
"""The least width, at 100 %, at which list and record stand beside each other."""
_FIRST_SHOWN = {"services": ("service",)}
"""What a part shows before somebody chooses."""
_Chip = tuple[str, str, str, tuple[str, ...]]


def _chips(part: str) -> list[_Chip]:
    """Return code, label, icon and kinds of each filter: groups on the timeline, else kinds."""
    if part == TIMELINE_PART:
        return [(code, group_label(code), kind_icon(k[0]), k) for code, k in GROUPS.items()]
    kinds = PARTS[part]
    if len(kinds) == 1:
        return []
    return [(kind, kind_plural(KINDS[kind]), kind_icon(kind), (kind,)) for kind in kinds]
