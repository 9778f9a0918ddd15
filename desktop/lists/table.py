"""A table of records: thousands of rows, a window of them in memory, nothing fetched here."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu
from typing_extensions import override

from desktop.background import Lanes
from desktop.lists.cells import Row
from desktop.lists.header import RecordHeader
from desktop.lists.model import RecordModel
from desktop.lists.place import Place, place_of, put_back
from desktop.lists.rowview import RowView
from desktop.lists.source import WINDOW, Page, Sort, Source, fetch_page, fetch_rows, seek
from desktop.theme import tokens
from storage.usecases.listing.wanted import Condition

_Select = QItemSelectionModel.SelectionFlag
_TYPING_PAUSE_MS = 900


class RecordTable(RowView):
    """Rows of ``source`` in the order of ``sort``, let through by the filter of ``show_filter``.

    What is selected, current and on top is remembered by key: a refresh moves none of them.
    """

    current_changed = Signal(object)
    """The key of the current row, or None."""
    opened = Signal(object)
    """The key of the row that was opened by Enter or a double click."""
    counted = Signal(int)
    """How many rows there are, after every refresh."""
    sorted_by = Signal(object)
    """The ``Sort`` chosen by the user."""
    narrowed = Signal(object)
    """The conditions on columns, once they are others."""
    arranged = Signal()
    """Other columns are shown, or in another order."""

    def __init__(
        self,
        lanes: Lanes,
        source: Source[Any],
        name: str,
        *,
        sort: Sort,
        filter: Any = None,  # noqa: A002 - the word
        several: bool = False,
    ) -> None:
        super().__init__(several=several)
        self._is_empty = False
        self._lanes, self._source = lanes, source
        self._filter, self._sort = filter, sort
        self._conditions: tuple[Condition, ...] = ()
        self._current: Any = None
        self._wanted: Place | None = None
        self._settling = self._from_top = False
        self._typed = ""
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._forget_typed)
        self._model = RecordModel(source.columns, self._fetch, self)
        self.setAccessibleName(name)
        self.show_model(self._model, RecordHeader(source.columns, self))
        self._mark_sort()
        self.header.sectionClicked.connect(self._sort_by_section)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.keys[index.row()]))
        self.verticalScrollBar().valueChanged.connect(self._prefetch)

    def show_filter(self, filter: Any) -> None:  # noqa: A002 - the word
        """Show the rows that another filter lets through, from the top."""
        self._filter = filter
        self._begin_at_top()

    def refresh(self) -> None:
        """Run the source's queries again, as when records changed."""
        self._lanes.read(
            fetch_page,
            self._source,
            (self._filter, self._sort),
            self._near(),
            self._conditions,
            context=self,
            then=self._show_page,
            key="page",
        )

    def current(self) -> Any:
        """Return the key of the current row, or None."""
        return self._current

    def selected(self) -> list[Any]:
        """Return the keys of the selected rows in their order."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self._model.keys[place] for place in places]

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._model.keys)

    def select(self, key: Any) -> bool:
        """Make the row of ``key`` current and bring it in sight; False when it is not there."""
        if key not in self._model.keys:
            return False
        self._make_current(self._model.keys.index(key))
        return True

    @property
    def source(self) -> Source[Any]:
        """Where the rows come from."""
        return self._source

    @property
    def filter(self) -> Any:
        """What the source lets through."""
        return self._filter

    @property
    def sort(self) -> Sort:
        """How the rows are ordered."""
        return self._sort

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What narrows the rows further, column by column."""
        return self._conditions

    @property
    def keys(self) -> Sequence[Any]:
        """The keys of all rows in their order."""
        return self._model.keys

    def narrow(self, conditions: Sequence[Condition]) -> None:
        """Show only rows that meet ``conditions`` on fields of the source's kind, from the top."""
        if tuple(conditions) != self._conditions:
            self._conditions = tuple(conditions)
            self.narrowed.emit(self._conditions)
            self._begin_at_top()

    def sort_by(self, column: str, *, descending: bool = False) -> None:
        """Order by a column's sort name."""
        self.sort_as(Sort(column, descending))

    def then_by(self, column: str, *, descending: bool = False) -> None:
        """Order rows that are alike so far by another column."""
        keys = [key for key in self._sort.by() if key[0] != column]
        (first, down), *others = [*keys, (column, descending)]
        self.sort_as(Sort(first, down, tuple(others)))

    def sort_as(self, sort: Sort) -> None:
        """Order by ``sort``, which is then the user's choice."""
        self._sort = sort
        self._mark_sort()
        self.sorted_by.emit(self._sort)
        self._begin_at_top()

    def columns_shown(self) -> list[str]:
        """Return the names of the columns in sight, in their order."""
        columns, header = self._source.columns, self.header
        order = (header.logicalIndex(place) for place in range(len(columns)))
        return [columns[place].name for place in order if not header.isSectionHidden(place)]

    def show_columns(self, names: Sequence[str]) -> None:
        """Show these columns in this order; names that the source does not have are left out."""
        known = {column.name: place for place, column in enumerate(self._source.columns)}
        wanted = [known[name] for name in names if name in known] or [0]
        rest = [place for place in range(len(known)) if place not in wanted]
        for place, section in enumerate([*wanted, *rest]):
            self.header.moveSection(self.header.visualIndex(section), place)
            self.header.setSectionHidden(section, section in rest)
        self.header.fit(self.viewport().width())
        self.arranged.emit()

    def sort_menu(self) -> QMenu:
        """Return a menu of the columns one can sort by, for a button beside the table."""
        menu = QMenu(self)
        for column in self._source.columns:
            if column.sort:
                action = menu.addAction(self.tr("Sort by {column}").format(column=column.label))
                action.triggered.connect(
                    lambda _=False, name=column.sort: self.sort_by(
                        name, descending=self._sort == Sort(name)
                    )
                )
        return menu

    def place(self) -> dict[str, Any]:
        """Return selection, current row, scroll and order, to come back to after a lock."""
        now = place_of(self, self._model, self._current)
        return {
            **asdict(now),
            "selected": list(now.selected),
            "sort": self._sort.plain(),
            "columns": self.columns_shown(),
            "conditions": [one.plain() for one in self._conditions],
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Come back to what ``place`` returned, once the rows are here."""
        self._sort = Sort.of(place.get("sort", self._sort))
        self._conditions = tuple(map(Condition.of, place.get("conditions", ())))
        self.narrowed.emit(self._conditions)
        if place.get("columns"):
            self.show_columns(place["columns"])
        self._mark_sort()
        self._from_top = False
        self._wanted = Place(
            place.get("current"),
            tuple(place.get("selected", ())),
            place.get("top"),
            place.get("offset", 0),
        )
        self.refresh()

    def _fetch(self, window: int) -> None:
        keys = self._model.keys
        start = window * WINDOW
        self._lanes.read(
            fetch_rows,
            self._source,
            start,
            keys[start : start + WINDOW],
            context=self,
            then=lambda rows: self._show_rows(rows, keys),
        )

    def _show_rows(self, rows: dict[int, Row], keys: Sequence[Any]) -> None:
        self._model.put_rows(rows, keys)

    def _prefetch(self) -> None:
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        if first >= 0:
            self._model.prefetch(first, last if last >= 0 else len(self._model.keys) - 1)

    def _begin_at_top(self) -> None:
        """Refresh in an order in which the rows on top now have no business there."""
        self._from_top = True
        self.refresh()

    def _near(self) -> list[Any]:
        """Return the keys whose neighbourhood will be looked at, the likeliest first."""
        if self._from_top:
            return []
        now = self._wanted or place_of(self, self._model, self._current)
        return [key for key in (now.top, now.current) if key is not None]

    def _show_page(self, page: Page) -> None:
        """Put the new order in place under a selection and a view that stay where they were."""
        place = self._wanted or place_of(self, self._model, self._current)
        across = self.horizontalScrollBar().value()
        self._settling = True
        self._model.put_page(page)
        put_back(self, self._model, place, from_top=self._from_top)
        self.horizontalScrollBar().setValue(across)
        self._settling = self._from_top = False
        self._wanted = None
        self._is_empty = not page.keys
        self.viewport().update()
        self.counted.emit(len(page.keys))
        self._tell_current()

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        if self._is_empty:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tokens().muted))
            words = self.tr("Nothing to show here")
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, words)
            painter.end()

    def _make_current(self, row: int) -> None:
        flags = _Select.ClearAndSelect | _Select.Rows
        self.selectionModel().setCurrentIndex(self._model.index(row, 0), flags)
        self.scrollTo(self._model.index(row, 0))

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        del current
        if not self._settling:
            self._tell_current()

    def _tell_current(self) -> None:
        index = self.currentIndex()
        key = self._model.keys[index.row()] if index.isValid() else None
        if key != self._current:
            self._current = key
            self.current_changed.emit(key)

    def _sort_by_section(self, section: int) -> None:
        name = self._source.columns[section].sort
        if name:
            self.sort_by(name, descending=self._sort == Sort(name))

    def _mark_sort(self) -> None:
        self.setAccessibleDescription(self.header.show_sort(self._sort))

    def _forget_typed(self) -> None:
        self._typed = ""

    @override
    def keyboardSearch(self, search: str, /) -> None:
        """Go to the first row that starts with the letters typed, in the column sorted by."""
        section = self.header.sorted_section
        if section < 0 or not search.strip():
            return
        self._typed += search
        self._pause.start()
        self._lanes.read(
            seek,
            self._source,
            section,
            self._model.keys,
            self._typed,
            context=self,
            then=self._go_to,
            key="seek",
        )

    def _go_to(self, row: int | None) -> None:
        if row is not None and row < len(self._model.keys):
            self._make_current(row)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.opened.emit(self._current)
        elif event.key() == Qt.Key.Key_Home:
            self._make_current(0)
        elif event.key() == Qt.Key.Key_End:
            self._make_current(len(self._model.keys) - 1)
        else:
            super().keyPressEvent(event)
