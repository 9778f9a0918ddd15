"""The end of the day: what stood in the calendar, what is logged, what is still open."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.dayend.presses import Press
from desktop.dialogs.dayend.sheet import DaySheet
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Heading
from desktop.widgets.month import MonthPopup
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import long_day
from desktop.wording.errors import plain
from storage.usecases.changes import Changes
from storage.usecases.dayend.checking import own_day_end
from storage.usecases.dayend.looseend import LOOSE_ENDS, DayEnd, LooseEnd
from storage.usecases.dayend.setting_aside import not_held, set_aside, take_up_again
from storage.usecases.tasks import finish, postpone

_KINDS = frozenset({*LOOSE_ENDS.values(), "service", "note", "screening", "case"})


class DayEndDialog(Dialog):
    """One press for each thing that is not logged; today or a day before."""

    dialog_id = "dayend"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("End of the day"))
        self._lanes, self._context = lanes, context
        self.day = context.today()
        if target.get("on"):
            self.day = min(date.fromisoformat(str(target["on"])), context.today())
        self._focused: str | None = ""
        """What has the keyboard in the sheet; None while it is outside of it."""
        self.sheet: DaySheet | None = None
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.heading = Heading("", level=3)
        self._arrange(parent)
        lanes.changed.connect(self._on_changed)
        context.settings_changed.connect(self._on_settings)
        self._read()

    def place(self) -> dict[str, Any]:
        """Return which day is on show."""
        return {"day": self.day.isoformat()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show that day again."""
        if place.get("day"):
            self.go_to(date.fromisoformat(str(place["day"])))

    def go_to(self, day: date) -> None:
        """Check another day, up to today."""
        self.day = min(day, self._context.today())
        self._read()

    def _read(self) -> None:
        self.heading.setText(long_day(self.day))
        self.next_button.setEnabled(self.day < self._context.today())
        person = self._context.settings.person
        today = self._context.today()
        self._lanes.read(
            own_day_end, self.day, today, person, context=self, then=self._show, key="day"
        )

    def _show(self, found: DayEnd) -> None:
        self._remember_focus()
        self.sheet = DaySheet(
            found, self.day, self._context.today(), initials=self._context.initials
        )
        self.sheet.pressed.connect(self._press)
        self.sheet.left.connect(self._leave)
        self.sheet.taken_up.connect(self._take_up)
        self.sheet.all_tasks.connect(self._open_tasks)
        at = self.box.verticalScrollBar().value()
        self.box.setWidget(self.sheet)
        self.sheet.setAutoFillBackground(False)
        self.box.verticalScrollBar().setValue(at)
        self._restore_focus()

    def _press(self, end: LooseEnd, press: Press) -> None:
        if press.dialog:
            self._context.open(press.dialog, press.target)
        elif press.role == "not_held":
            self._write(not_held, end.record, said=self.tr("Court event marked as not held"))
        elif press.role == "finish":
            self._write(finish, [end.record], said=self.tr("Task done"))
        else:
            self._write(postpone, [end.record], 1, said=self.tr("Task moved to tomorrow"))

    def _leave(self, end: LooseEnd, reason: str) -> None:
        self._lanes.write(
            set_aside,
            self.day,
            end.key,
            reason,
            context=self,
            then=self._again,
            failed=self._refuse,
        )

    def _take_up(self, end: LooseEnd) -> None:
        self._lanes.write(
            take_up_again, self.day, end.key, context=self, then=self._again, failed=self._refuse
        )

    def _again(self, _nothing: object) -> None:
        self._read()

    def _write(self, act: Callable[..., Changes], *args: Any, said: str) -> None:
        self._lanes.write(
            act,
            *args,
            context=self,
            then=lambda changes: self._context.say(said, changes.dot),
            failed=self._refuse,
        )

    def _open_tasks(self) -> None:
        self.accept()
        self._context.go("tasks", {"status": "open"})

    def _refuse(self, error: BaseException) -> None:
        self.notice.say(plain(error))

    def _on_changed(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in _KINDS):
            self._read()

    def _on_settings(self, _settings: object) -> None:
        self._read()

    def _remember_focus(self) -> None:
        if self.sheet is None:
            return
        focused: QWidget | None = self.focusWidget()
        is_inside = focused is not None and self.sheet.isAncestorOf(focused)
        self._focused = focused.objectName() if focused is not None and is_inside else None

    def _restore_focus(self) -> None:
        """Begin at the first thing to do; stand where one stood, or on what is left."""
        if self.sheet is None or self._focused is None:
            return
        buttons = self.sheet.findChildren(Button)
        same = [button for button in buttons if button.objectName() == self._focused]
        for button in (same or buttons)[:1]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_day(self) -> None:
        popup = MonthPopup(self.day_button, self.day, self._context.today())
        popup.chosen.connect(self.go_to)
        popup.open_under(self.day_button)
        popup.grid.setFocus()

    def _arrange(self, parent: QWidget) -> None:
        back = IconButton("chevron-left", self.tr("The day before"))
        back.setObjectName("dayend-before")
        back.clicked.connect(lambda: self.go_to(self.day - timedelta(days=1)))
        self.next_button = IconButton("chevron-right", self.tr("The day after"))
        self.next_button.setObjectName("dayend-after")
        self.next_button.clicked.connect(lambda: self.go_to(self.day + timedelta(days=1)))
        self.day_button = IconButton("calendar", self.tr("Choose a day"))
        self.day_button.setObjectName("dayend-choose")
        self.day_button.clicked.connect(self._choose_day)
        line = QHBoxLayout()
        for widget in (back, self.next_button, self.day_button, self.heading):
            line.addWidget(widget)
        line.addStretch(1)
        self.body.addLayout(line)
        self.box = ScrollBox(QWidget())
        self.body.addWidget(self.box, 1)
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Close"), self.accept, primary=True)
        room = parent.window().size()
        self.resize(min(px(860), room.width() - px(24)), min(px(680), room.height() - px(24)))
