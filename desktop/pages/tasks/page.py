"""The tasks page: what was promised, the overdue first, done with one key."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.pages.tasks.doing import WEEK, Doing
from desktop.pages.tasks.source import TaskSource
from desktop.theme import px
from desktop.widgets.buttons import PrimaryButton
from desktop.widgets.columns import Columns
from desktop.widgets.empty import EmptyState
from desktop.widgets.figure import Figure
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import ChoiceBox, SearchField
from desktop.widgets.page import Page
from storage.domain.ids import RecordId, text_of
from storage.usecases.calendar.reading import own_name
from storage.usecases.changes import Changes
from storage.usecases.tasks import DONE, TaskFilter, TaskNumbers, task_numbers

_KINDS = ("task", "case", "person")


class TasksPage(Page):
    """Every task in a table; several selected at once can be done, moved or carried over."""

    page_id = "tasks"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(self.tr("Tasks"))
        self._lanes, self._context = lanes, context
        self._chose_whose = False
        self.figures = [
            Figure(self.tr("Overdue"), "clock"),
            Figure(self.tr("Due today"), "sun"),
            Figure(self.tr("In the next six days"), "calendar-days"),
            Figure(self.tr("Later, or no day"), "list-todo"),
        ]
        self.search = SearchField(self.tr("Find by words"))
        self.status = ChoiceBox(self.tr("Status"))
        self.whose = ChoiceBox(self.tr("Whose"))
        self.table = RecordTable(
            lanes,
            TaskSource(context),
            self.tr("Tasks"),
            sort=Sort("due"),
            filter=TaskFilter(),
            several=True,
        )
        self.tools = ListTools(context, self.table, "tasks", self.tr("task"), self.tr("tasks"))
        self.doing = Doing(lanes, context, self.table.selected)
        self.new_button = PrimaryButton(self.tr("New task"), "plus")
        self.empty = EmptyState(
            "square-check",
            self.tr("Nothing is to be done"),
            self.tr("Write a task in one line: Ctrl+T, or N on this page."),
        )
        for widget, name in (
            (self.search, "search"),
            (self.status, "status"),
            (self.whose, "whose"),
            (self.table, "table"),
            (self.new_button, "new"),
        ):
            widget.setObjectName(f"tasks-{name}")
        self._fill()
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return self.tr("Tasks")

    def first_focus(self) -> QWidget:
        """Begin in the list."""
        return self.table

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the tasks; ``status`` and ``whose`` (mine or all) choose which."""
        _choose(self.status, target.get("status"))
        if "whose" in target:
            self._chose_whose = True
            _choose(self.whose, target["whose"])
        if self._chose_whose:
            self._filter()
        else:
            person = self._context.settings.person
            self._lanes.read(own_name, person, context=self, then=self._begin, key="own")

    def place(self) -> dict[str, Any]:
        """Return the filters and where the list stands."""
        return {
            "status": self.status.currentData(),
            "whose": self.whose.currentData(),
            "search": self.search.text(),
            "table": self.table.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the same again."""
        self.search.setText(str(place.get("search", "")))
        self.open({name: place[name] for name in ("status", "whose") if place.get(name)})
        self.table.restore_place(dict(place.get("table", {})))

    def _begin(self, own: str) -> None:
        """Begin with one's own tasks, or with everyone's for somebody who leads no case."""
        if not self._chose_whose:
            _choose(self.whose, "mine" if own else "all")
        self._filter()

    def _choose_whose(self) -> None:
        self._chose_whose = True
        self._filter()

    def _chosen(self) -> TaskFilter:
        person = self._context.settings.person
        return TaskFilter(
            status=str(self.status.currentData()),
            who=person if self.whose.currentData() == "mine" else "",
            text=self.search.text().strip(),
        )

    def _filter(self) -> None:
        self.table.show_filter(self._chosen())
        self._read_numbers()

    def _read_numbers(self) -> None:
        self._lanes.read(
            task_numbers,
            self._context.today(),
            self._chosen().who,
            context=self,
            then=self._show_numbers,
            key="numbers",
        )

    def _show_numbers(self, found: TaskNumbers) -> None:
        numbers = (found.overdue, found.today, found.week, found.later)
        for figure, number in zip(self.figures, numbers, strict=True):
            figure.set_number(number)

    def _show_count(self, number: int) -> None:
        self.table.setVisible(number > 0)
        self.doing.setVisible(number > 0)
        self.empty.setVisible(number == 0)
        self._show_doing()

    def _show_doing(self) -> None:
        open_ones = self.status.currentData() != DONE
        self.doing.show_for(any_selected=bool(self.table.selected()), open_ones=open_ones)

    def _open_task(self, record: RecordId) -> None:
        self._context.open("record", {"kind": "task", "record": text_of(record)})

    def _new(self) -> None:
        self._context.open("newtask", {})

    def _changed(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _KINDS):
            self.table.refresh()
            self._read_numbers()

    def _fill(self) -> None:
        for text, data in (
            (self.tr("To do"), "open"),
            (self.tr("Done"), DONE),
            (self.tr("All"), "all"),
        ):
            self.status.addItem(text, data)
        self.whose.addItem(self.tr("Mine"), "mine")
        self.whose.addItem(self.tr("Everyone's"), "all")

    def _connect(self) -> None:
        self.search.searched.connect(lambda _: self._filter())
        self.search.searched.connect(self._context.looks.searched)
        self.search.stepped_down.connect(self.table.setFocus)
        self.status.activated.connect(self._filter)
        self.whose.activated.connect(self._choose_whose)
        self.new_button.clicked.connect(self._new)
        self.table.opened.connect(self._open_task)
        self.table.counted.connect(self._show_count)
        self.table.selectionModel().selectionChanged.connect(self._show_doing)
        for figure in self.figures:
            figure.clicked.connect(self.table.setFocus)
        for key, act in (
            ("Space", self.doing.toggle),
            ("+", lambda: self.doing.later(1)),
            ("7", lambda: self.doing.later(WEEK)),
            ("C", self.doing.carry),
        ):
            self._key(key, self.table).activated.connect(act)
        self._key("N", self).activated.connect(self._new)
        self._lanes.changed.connect(self._changed)
        self._context.settings_changed.connect(self._on_settings)

    def _key(self, key: str, widget: QWidget) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return shortcut

    def _on_settings(self, _settings: object) -> None:
        self.table.refresh()

    def _arrange(self) -> None:
        self.buttons.addWidget(self.new_button)
        self.body.addWidget(Columns([(figure, 1) for figure in self.figures], 4, least=150))
        line = FlowLayout()
        line.setSpacing(px(10))
        self.search.setMinimumWidth(px(240))
        for widget in (self.search, self.status, self.whose):
            line.addWidget(widget)
        self.body.addLayout(line)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.doing)
        self.table.setMinimumHeight(px(300))
        self.body.addWidget(self.table, 1)
        self.empty.hide()
        self.body.addWidget(self.empty, 1)


def _choose(box: ChoiceBox, data: object) -> None:
    place = box.findData(data)
    if place >= 0:
        box.setCurrentIndex(place)
