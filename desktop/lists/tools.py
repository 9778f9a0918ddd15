"""What stands over a list: filter by column, sort, columns, saved views, export, how many."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.lists.columns import Column
from desktop.lists.filterpanel import FilterPanel
from desktop.lists.filterwords import field_behind, in_words
from desktop.lists.source import kind_of_source, sorts_by_several
from desktop.lists.table import RecordTable
from desktop.lists.viewmenu import ViewMenu
from desktop.lists.views import ListDesk, show_view, view_of
from desktop.theme import px
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.checklist import Checklist
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Muted
from desktop.wording.numbers import counted
from storage.spec.fields import Code, Codes
from storage.usecases.listing.wanted import Condition


class ListTools(QWidget):
    """Over ``table``; ``list_id`` names its views in the workspace.

    The view that was last in use is shown again. ``one`` and ``many`` name what is counted.
    """

    def __init__(
        self, desk: ListDesk, table: RecordTable, list_id: str, one: str = "", many: str = ""
    ) -> None:
        super().__init__()
        self._desk, self.table, self._list_id = desk, table, list_id
        self._words = (one or self.tr("row"), many or self.tr("rows"))
        self.filter_button = self._button(self.tr("Filter"), "filter", self._filter_menu)
        self.sort_button = self._button(self.tr("Sort"), "arrow-up-down", self._sort_menu)
        self.columns_button = self._button(self.tr("Columns"), "table-properties", self._columns)
        self.views = ViewMenu(desk, table, list_id, self)
        self.export_button = Button(self.tr("Save the list"), "download")
        self.export_button.clicked.connect(self.export)
        self.count = Muted("")
        self.chips = QWidget()
        self._chip_row = FlowLayout(self.chips)
        self._arrange()
        self._connect()
        last = desk.list_views(list_id).get("last")
        if last:
            show_view(table, last)
        self._show_conditions(table.conditions)

    def filter_column(self, name: str) -> None:
        """Ask how the column of the field ``name`` is to be filtered."""
        column = next(one for one in self._filterable() if one.field == name)
        field = field_behind(self.table.source, name)
        now = next((one for one in self.table.conditions if one.field == name), None)
        if isinstance(field, Code | Codes):
            self._ask_codes(column, field, now)
            return
        panel = FilterPanel(self.filter_button, column, field, now, self._desk.today())
        panel.chosen.connect(partial(self._put, name))
        panel.open_under(self.filter_button)
        panel.begin()

    def export(self) -> None:
        """Let the list as it is shown out by the gate."""
        known = {column.name: column.field for column in self._filterable()}
        shown = [known[name] for name in self.table.columns_shown() if name in known]
        self._desk.open(
            "share",
            {
                "list": kind_of_source(self.table.source),
                "fields": shown,
                "keys": list(self.table.keys),
            },
        )

    def _filterable(self) -> list[Column]:
        return [column for column in self.table.source.columns if column.field]

    def _put(self, name: str, condition: Condition | None) -> None:
        if condition is not None and condition.test == "contains":
            self._desk.looks.searched(" ".join(condition.values))
        others = [one for one in self.table.conditions if one.field != name]
        self.table.narrow([*others, condition] if condition is not None else others)

    def _ask_codes(self, column: Column, field: Code | Codes, now: Condition | None) -> None:
        chosen = set(now.values) if now is not None and now.test == "one_of" else set()
        panel = Checklist(self.filter_button, column.label, chosen)
        entries = self._desk.book.lists[field.list_name].values()
        panel.offer([(entry.code, entry.label) for entry in entries])
        panel.toggled.connect(lambda _key, _is_in: self._put_codes(column.field, chosen))
        panel.open_under(self.filter_button)
        panel.begin("")

    def _put_codes(self, name: str, chosen: set[str]) -> None:
        codes = tuple(sorted(chosen))
        self._put(name, Condition(name, "one_of", codes) if codes else None)

    def _filter_menu(self, menu: QMenu) -> None:
        for column in self._filterable():
            action = menu.addAction(_plain(column.label))
            action.triggered.connect(partial(self.filter_column, column.field))

    def _sort_menu(self, menu: QMenu) -> None:
        by = dict(self.table.sort.by())
        ways: list[tuple[QMenu, Any]] = [(menu, self.table.sort_by)]
        if sorts_by_several(self.table.source):
            ways.append((menu.addMenu(self.tr("Then by")), self.table.then_by))
        for column in self.table.source.columns:
            if not column.sort:
                continue
            down = by.get(column.sort) is False
            for place, sort in ways:
                action = place.addAction(_plain(column.label))
                action.setCheckable(True)
                action.setChecked(column.sort in by)
                action.triggered.connect(
                    lambda _=False, go=sort, name=column.sort, turn=down: go(name, descending=turn)
                )

    def _columns(self, menu: QMenu) -> None:
        shown = self.table.columns_shown()
        moving = menu.addMenu(self.tr("Move to the left"))
        labels = {column.name: column.label for column in self.table.source.columns}
        for name in shown[1:]:
            moving.addAction(_plain(labels[name])).triggered.connect(partial(self._move, name))
        menu.addSeparator()
        for name, label in labels.items():
            action = menu.addAction(_plain(label))
            action.setCheckable(True)
            action.setChecked(name in shown)
            action.setEnabled(name not in shown or len(shown) > 1)
            action.triggered.connect(partial(self._toggle, name))

    def _toggle(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        shown = self.table.columns_shown()
        if name in shown:
            self.table.show_columns([one for one in shown if one != name])
        else:
            self.table.show_columns([*shown, name])

    def _move(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        shown = self.table.columns_shown()
        at = shown.index(name)
        shown[at - 1 : at + 1] = [name, shown[at - 1]]
        self.table.show_columns(shown)

    def _show_conditions(self, conditions: Sequence[Condition]) -> None:
        while item := self._chip_row.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        labels = {column.field: column.label for column in self._filterable()}
        for condition in conditions:
            field = field_behind(self.table.source, condition.field)
            label = labels.get(condition.field, field.label)
            text = in_words(condition, label, field, self._desk.book)
            chip = QuietButton(_plain(text), "x")
            chip.setObjectName(f"filtered-{condition.field}")
            chip.setAccessibleName(self.tr("Filter no longer: {filter}").format(filter=text))
            chip.clicked.connect(partial(self._drop, condition.field))
            self._chip_row.addWidget(chip)
        self.chips.setVisible(bool(conditions))

    def _drop(self, name: str) -> None:
        self._put(name, None)
        self.filter_button.setFocus()

    def _keep_last(self, *_: object) -> None:
        kept = dict(self._desk.list_views(self._list_id))
        now = view_of(self.table)
        if kept.get("last") != now:
            self._desk.keep_list_views(self._list_id, {**kept, "last": now})

    def _show_count(self, number: int) -> None:
        self.count.setText(counted(number, *self._words))
        self.export_button.setEnabled(number > 0)

    def _column_menu(self, at: QPoint) -> None:
        header = self.table.header
        column = self.table.source.columns[header.logicalIndexAt(at)]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if column.field:
            text = self.tr("Filter by {column}").format(column=_plain(column.label))
            menu.addAction(text).triggered.connect(partial(self.filter_column, column.field))
        menu.addAction(self.tr("Hide this column")).triggered.connect(
            partial(self._toggle, column.name)
        )
        menu.popup(header.mapToGlobal(at))

    def _button(self, text: str, icon: str, fill: Any) -> Button:
        button = Button(text, icon)
        menu = QMenu(button)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(partial(fill, menu))
        button.setMenu(menu)
        return button

    def _arrange(self) -> None:
        row = FlowLayout()
        for button in (self.filter_button, self.sort_button, self.columns_button, self.views):
            row.addWidget(button)
        row.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        line = QHBoxLayout()
        line.addLayout(row, 1)
        line.addWidget(self.count)
        column.addLayout(line)
        column.addWidget(self.chips)
        self.filter_button.setVisible(bool(self._filterable()))
        self.export_button.setVisible(bool(kind_of_source(self.table.source)))

    def _connect(self) -> None:
        table = self.table
        table.narrowed.connect(self._show_conditions)
        table.narrowed.connect(self._keep_last)
        table.sorted_by.connect(self._keep_last)
        table.arranged.connect(self._keep_last)
        table.header.sectionMoved.connect(self._keep_last)
        table.counted.connect(self._show_count)
        table.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.header.customContextMenuRequested.connect(self._column_menu)


def _plain(text: str) -> str:
    return text.replace("&", "&&")
