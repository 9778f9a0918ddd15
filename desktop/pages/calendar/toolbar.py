"""Which days, in which view, whose, and of what: the line above the calendar."""

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from desktop.pages.calendar.ranges import VIEWS
from desktop.pages.calendar.words import subject_words
from desktop.theme import px
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.checklist import Checklist
from desktop.widgets.filterchips import FilterChip
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import Heading
from desktop.widgets.tooltips import set_tooltip
from storage.usecases.calendar.occurrence import SUBJECTS


class Toolbar(QWidget):
    """Emits what is asked for; the page decides what it means."""

    turned = Signal(int)
    """Forward or back by so many views; 0 is today."""
    viewed = Signal(str)
    changed = Signal()
    """Whose, or what of it, was changed."""

    def __init__(self) -> None:
        super().__init__()
        self.range = Heading("", level=2)
        self.whose = ChoiceBox(self.tr("Whose"))
        self.whose.setObjectName("calendar-whose")
        self.whose.addItem(self.tr("Everyone's"), False)
        self.whose.addItem(self.tr("Mine"), True)
        self.subjects = Button("", "filter")
        self.subjects.setObjectName("calendar-subjects")
        self._hidden: set[str] = set()
        self._views = QButtonGroup(self)
        self._view_buttons: dict[str, FilterChip] = {}
        self._lay_out()
        self.whose.activated.connect(self.changed)
        self.subjects.clicked.connect(self._choose_subjects)
        self._say_subjects()

    @property
    def mine(self) -> bool:
        """Whether only one's own is asked for."""
        return bool(self.whose.currentData())

    def show_whose(self, *, mine: bool) -> None:
        """Show whose calendar it is, telling nobody."""
        self.whose.setCurrentIndex(int(mine))

    def wanted(self) -> tuple[str, ...]:
        """Return the subjects to show; none when all are."""
        if not self._hidden:
            return ()
        return tuple(subject for subject in SUBJECTS if subject not in self._hidden)

    def hidden(self) -> list[str]:
        """Return the subjects that are left out."""
        return sorted(self._hidden)

    def hide_subjects(self, subjects: Collection[str]) -> None:
        """Leave out ``subjects``, telling nobody; one at least stays."""
        known = set(subjects) & set(SUBJECTS)
        self._hidden = known if len(known) < len(SUBJECTS) else set()
        self._say_subjects()

    def show_view(self, view: str) -> None:
        """Mark the view on show."""
        self._view_buttons[view].setChecked(True)

    def _lay_out(self) -> None:
        names: Mapping[str, tuple[str, str]] = {
            "day": (self.tr("Day"), "D"),
            "week": (self.tr("Week"), "W"),
            "month": (self.tr("Month"), "M"),
            "agenda": (self.tr("Agenda"), "A"),
        }
        for view in VIEWS:
            label, key = names[view]
            button = FilterChip(label, "")
            button.setCheckable(True)
            button.setObjectName(f"calendar-view-{view}")
            set_tooltip(button, self.tr("{view} (key {key})").format(view=label, key=key))
            button.clicked.connect(lambda _=False, view=view: self.viewed.emit(view))
            self._views.addButton(button)
            self._view_buttons[view] = button
        today = Button(self.tr("Today"))
        back = IconButton("chevron-left", self.tr("Previous"))
        forth = IconButton("chevron-right", self.tr("Next"))
        for press, steps, name in ((today, 0, "today"), (back, -1, "back"), (forth, 1, "next")):
            press.setObjectName(f"calendar-{name}")
            press.clicked.connect(lambda _=False, steps=steps: self.turned.emit(steps))
        line = FlowLayout(self)
        line.setSpacing(px(8))
        # As wide as its longest, so that nothing beside it moves from month to month.
        widest = self.range.fontMetrics().horizontalAdvance("Wednesday, September 30, 2026")
        self.range.setMinimumWidth(round(widest * 1.2))
        # Together: a choice between four is not torn apart at the end of a line.
        views = QWidget()
        row = QHBoxLayout(views)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for button in self._view_buttons.values():
            row.addWidget(button)
        for widget in (today, back, forth, self.range, views, self.whose, self.subjects):
            line.addWidget(widget)

    def _say_subjects(self) -> None:
        shown = len(SUBJECTS) - len(self._hidden)
        text = self.tr("All kinds")
        if self._hidden:
            text = self.tr("{shown} of {all} kinds").format(shown=shown, all=len(SUBJECTS))
        self.subjects.setText(text)
        self.subjects.setAccessibleName(self.tr("Kinds shown: {text}").format(text=text))

    def _choose_subjects(self) -> None:
        chosen: set[Any] = set(SUBJECTS) - self._hidden
        panel = Checklist(self.subjects, self.tr("Kinds shown"), chosen)
        panel.offer([(code, words) for code, words in subject_words().items()])
        panel.toggled.connect(self._toggle)
        panel.open_under(self.subjects)
        panel.begin("")

    def _toggle(self, subject: str, is_in: bool) -> None:  # noqa: FBT001 - what the signal carries
        (self._hidden.discard if is_in else self._hidden.add)(subject)
        if len(self._hidden) == len(SUBJECTS):
            self._hidden = set()
        self._say_subjects()
        self.changed.emit()
