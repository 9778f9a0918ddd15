"""The calendar page: one view at a time, the list of the chosen day beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.pages.calendar.adding import Additions
from desktop.pages.calendar.agenda import AgendaSource, Asked
from desktop.pages.calendar.daylist import DayList
from desktop.pages.calendar.daysview import DaysView
from desktop.pages.calendar.leaving import LeavingPanel
from desktop.pages.calendar.monthview import MonthView
from desktop.pages.calendar.ranges import VIEWS, days_meant, days_shown, range_words, turned
from desktop.pages.calendar.toolbar import Toolbar
from desktop.pages.calendar.view import CalendarView
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Muted
from desktop.widgets.page import Page
from desktop.wording.dates import near_day
from desktop.wording.numbers import counted
from storage.domain.ids import RecordId, text_of
from storage.usecases.calendar.occurrence import SUBJECTS, Occurrence, Span, days_of
from storage.usecases.calendar.reading import Sheet, sheet
from storage.usecases.changes import Changes

_KINDS = frozenset({*SUBJECTS.values(), "person", "agency"})
_BESIDE = 940
"""The width at 100 % from which the list of the day stands beside the view, not under it."""


class CalendarPage(Page):
    """Day, week, month or agenda around one chosen day."""

    page_id = "calendar"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(self.tr("Calendar"))
        self._lanes, self._context = lanes, context
        self.view, self.day = "month", context.today()
        self._found: tuple[Occurrence, ...] = ()
        self._chose_whose = False
        self.toolbar = Toolbar()
        self.views: dict[str, CalendarView] = {
            "day": DaysView(self.tr("Day"), self.day, "day"),
            "week": DaysView(self.tr("Week"), self.day, "week"),
            "month": MonthView(self.tr("Month"), self.day),
        }
        for name, view in self.views.items():
            view.setObjectName(f"calendar-{name}-view")
        self.agenda_source = AgendaSource(context)
        self.agenda = RecordTable(
            lanes, self.agenda_source, self.tr("Agenda"), sort=Sort("on"), filter=self._asked()
        )
        self.agenda.setObjectName("calendar-agenda")
        self.agenda.setMinimumHeight(px(320))
        self.list = DayList()
        self.list_card = Card(self.tr("Today"))
        self.nothing = Muted(self.tr("Nothing stands here. N adds something."), wrap=True)
        self.nothing.hide()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._additions = Additions(lanes, context, self)
        self._arrange()
        self._connect()
        self._show_view()

    def title(self) -> str:
        """Return the page's name."""
        return self.tr("Calendar")

    def first_focus(self) -> QWidget:
        """Begin in the view."""
        return self.agenda if self.view == "agenda" else self.views[self.view]

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the day and the view of the target; an empty one stays where one was."""
        if target.get("view") in VIEWS:
            self.view = str(target["view"])
        if target.get("day"):
            self.day = date.fromisoformat(str(target["day"]))
        self._show_view()
        self._read()

    def place(self) -> dict[str, Any]:
        """Return the view, the day and the filters."""
        return {
            "view": self.view,
            "day": self.day.isoformat(),
            "mine": self.toolbar.mine,
            "chose": self._chose_whose,
            "hidden": self.toolbar.hidden(),
            "agenda": self.agenda.place(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the same again."""
        self.toolbar.show_whose(mine=bool(place.get("mine")))
        self._chose_whose = bool(place.get("chose"))
        self.toolbar.hide_subjects([str(one) for one in place.get("hidden", ())])
        self.open({"view": place.get("view"), "day": place.get("day")})
        if place.get("agenda"):
            self.agenda.restore_place(dict(place["agenda"]))

    def show_view(self, view: str) -> None:
        """Show another view of the same day."""
        had_focus = self.first_focus().hasFocus() or self.list.hasFocus()
        self.view = view
        self._show_view()
        self._read()
        if had_focus:
            self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, day: date) -> None:
        """Choose ``day``; ask again only where the days on show change."""
        before = days_shown(self.view, self.day)
        self.day = day
        if days_shown(self.view, day) == before:
            self._show_days()
        else:
            self._read()

    def _turn(self, steps: int) -> None:
        self.go_to(turned(self.view, self.day, steps) if steps else self._context.today())

    def _asked(self) -> Asked:
        first, last = days_shown(self.view, self.day)
        span = Span(
            first=first, last=last, today=self._context.today(), subjects=self.toolbar.wanted()
        )
        return Asked(span, self._context.settings.person, self.toolbar.mine)

    def _read(self) -> None:
        asked = self._asked()
        self.toolbar.range.setText(range_words(self.view, self.day))
        if self.view == "agenda":
            self.agenda.show_filter(asked)
        self._lanes.read(
            sheet, asked.span, asked.person, asked.mine, context=self, then=self._show, key="sheet"
        )

    def _show(self, found: Sheet) -> None:
        if found.leads and not self._chose_whose:
            # Whoever leads cases begins with their own; what one chooses stays chosen.
            self._chose_whose = True
            self.toolbar.show_whose(mine=True)
            self._read()
            return
        self._found = found.found
        self.toolbar.whose.setVisible(found.leads)
        self._show_days()

    def _show_days(self) -> None:
        first, last = days_shown(self.view, self.day)
        days = days_of(self._found, first, last)
        initials, today = self._context.initials, self._context.today()
        if self.view != "agenda":
            self.views[self.view].show_days(days, self.day, today, initials=initials)
        items = days.get(self.day, ())
        self.list.show_day(self.day, items, initials=initials)
        self.list.setVisible(bool(items))
        self.nothing.setVisible(not items)
        if self.list_card.header is not None:
            words = near_day(self.day, today)
            self.list_card.header.heading.setText(words)
        first, last = days_meant(self.view, self.day)
        count = sum(one.on <= last and one.until >= first for one in self._found)
        self.set_subtitle(counted(count, self.tr("item"), self.tr("items")))

    def _show_view(self) -> None:
        self.toolbar.show_view(self.view)
        self.toolbar.range.setText(range_words(self.view, self.day))
        for name, view in self.views.items():
            view.setVisible(name == self.view)
        self.agenda.setVisible(self.view == "agenda")
        self.list_card.setVisible(self.view != "agenda")

    def _open_one(self, one: Occurrence) -> None:
        if one.subject == "review":
            self._context.go("case", {"case": text_of(one.record)})
        else:
            self._context.open("record", {"kind": one.kind, "record": text_of(one.record)})

    def _open_row(self, record: RecordId) -> None:
        if (one := self.agenda_source.one(record)) is not None:
            self._open_one(one)

    def _offer_new(self) -> None:
        self._additions.offer(self.day, self.new_button)

    def _offer_leaving(self) -> None:
        panel = LeavingPanel(self.leave_button)
        panel.wanted.connect(self._leave)
        panel.open_under(self.leave_button)
        panel.paper.setFocus()

    def _leave(self, file_format: str, numbers: bool, places: bool) -> None:  # noqa: FBT001 - what the signal carries
        first, last = days_meant(self.view, self.day)
        self._context.open(
            "share",
            {
                "calendar": file_format,
                "first": first.isoformat(),
                "last": last.isoformat(),
                "today": self._context.today().isoformat(),
                "person": self._context.settings.person,
                "mine": self.toolbar.mine,
                "subjects": list(self.toolbar.wanted()),
                "numbers": numbers,
                "places": places,
            },
        )

    def _on_changed(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _KINDS):
            self._read()

    def _on_whose(self) -> None:
        self._chose_whose = True
        self._read()

    def _on_settings(self, _settings: object) -> None:
        self._show_days()
        if self.view == "agenda":
            self.agenda.refresh()

    def _list_day(self) -> None:
        if self.list.count():
            self.list.begin()
        else:
            self._offer_new()

    def _connect(self) -> None:
        self.toolbar.turned.connect(self._turn)
        self.toolbar.viewed.connect(self.show_view)
        self.toolbar.changed.connect(self._on_whose)
        for view in self.views.values():
            view.moved.connect(self.go_to)
            view.opened.connect(self._open_one)
            view.listed.connect(self._list_day)
        self.list.opened.connect(self._open_one)
        self.list.left.connect(lambda: self.first_focus().setFocus())
        self.list.chosen.connect(self._mark)
        self.agenda.opened.connect(self._open_row)
        self.new_button.clicked.connect(self._offer_new)
        self.leave_button.clicked.connect(self._offer_leaving)
        self._lanes.changed.connect(self._on_changed)
        self._context.settings_changed.connect(self._on_settings)
        keys = {"D": "day", "W": "week", "M": "month", "A": "agenda"}
        for key, name in keys.items():
            self._key(key).activated.connect(lambda name=name: self.show_view(name))
        self._key("T").activated.connect(lambda: self._turn(0))
        self._key("N").activated.connect(self._offer_new)

    def _key(self, key: str) -> QShortcut:
        """Return a key of this page alone: a line in which one types takes it for itself."""
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(context)
        return shortcut

    def _mark(self, one: Occurrence) -> None:
        if self.view != "agenda":
            self.views[self.view].choose(one)

    def _arrange(self) -> None:
        self.new_button = PrimaryButton(self.tr("New"), "plus")
        self.new_button.setObjectName("calendar-new")
        self.leave_button = Button(self.tr("Save or print"), "printer")
        self.leave_button.setObjectName("calendar-leave")
        self.buttons.addWidget(self.leave_button)
        self.buttons.addWidget(self.new_button)
        self.body.addWidget(self.toolbar)
        self.list_card.body.addWidget(self.nothing)
        self.list_card.body.addWidget(self.list, 1)
        self.list_card.body.addStretch(0)
        self.list.setMinimumHeight(px(200))
        self._halves.setSpacing(px(14))
        for view in (*self.views.values(), self.agenda):
            self._halves.addWidget(view, 1)
        self._halves.addWidget(self.list_card)
        self.body.addLayout(self._halves, 1)

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        beside = self.width() >= px(_BESIDE)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(way)
        self.list_card.setFixedWidth(px(320)) if beside else self.list_card.setMaximumWidth(16_000)
        if not beside:
            self.list_card.setMinimumWidth(0)
