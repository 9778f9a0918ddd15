"""The Quick log window: whom, what, Enter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.quicklog.details import Details
from desktop.dialogs.quicklog.what import What
from desktop.dialogs.quicklog.whom import Whom
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.columns import Columns
from desktop.widgets.dialogs import Dialog
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from desktop.wording.names import shown
from storage.domain.ids import RecordId, parse_id, text_of
from storage.usecases.activities import Activity
from storage.usecases.logadvice import Remarks, remarks
from storage.usecases.quicklog import Logged, QuickLog, hearings_on, last, log

PLACE = "quicklog"


class QuickLogDialog(Dialog):
    """Logs the services of one contact for one or many people in one Save.

    ``people`` or ``case``, ``on`` and ``activity`` of the target are filled in.
    """

    dialog_id = "quicklog"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("Quick log"))
        self._lanes, self._context = lanes, context
        self._saving = False
        self._warned: tuple[Any, ...] = ()
        self.whom = Whom(lanes, context)
        self.what = What(context.book, context.activities)
        self.details = Details(context)
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.unfinished = Banner(
            self.tr("A log was left unfinished."), "info", self.tr("Go on with it")
        )
        self.unfinished.setVisible(not target and bool(context.draft(PLACE)))
        self._lay_out()
        self._connect()
        self.save_button = self._buttons_at_foot()
        lanes.read(last, context=self, then=self.what.know_last)
        self.whom.take_by_id([parse_id(str(one)) for one in target.get("people", ())])
        if "case" in target and not target.get("people"):
            self.whom.take_youth_of(parse_id(str(target["case"])))
        if target.get("on"):
            self.details.editors["on"].set_value(date.fromisoformat(str(target["on"])))
        if target.get("activity"):
            self.what.choose_code(str(target["activity"]))
        is_ready = bool(target.get("activity")) and ("people" in target or "case" in target)
        (self.what if is_ready else self.whom).line.setFocus()

    def place(self) -> dict[str, Any]:
        """Return everything typed and chosen, as plain data."""
        choice = self.what.choice
        return {
            "people": [text_of(one.person) for one in self.whom.people],
            "whom": self.whom.line.text(),
            "what": self.what.line.text(),
            "activity": choice.code if isinstance(choice, Activity) else "",
            "details": self.details.snapshot(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show again what ``place`` returned."""
        self.unfinished.hide()
        self.whom.take_by_id([parse_id(str(one)) for one in place.get("people", ())])
        self.whom.line.setText(str(place.get("whom", "")))
        self.what.line.setText(str(place.get("what", "")))
        if place.get("activity"):
            self.what.choose_code(str(place["activity"]))
        self.details.restore(dict(place.get("details", {})))

    @override
    def reject(self) -> None:
        """Close without saving; what was begun is offered the next time."""
        if self.whom.people or self.details.note.text().strip():
            self._context.keep_draft(PLACE, self.place())
        super().reject()

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        focused = self.focusWidget()
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif isinstance(focused, QPushButton):
            focused.click()
        else:
            self.save()

    def save(self) -> None:
        """Save what is chosen, or say what is missing; a repetition is asked about once."""
        if not self.whom.is_found(otherwise=self.save):
            return
        entry = self._entry()
        if entry is None or self._saving:
            return
        self._saving = True
        self._lanes.read(
            remarks,
            entry,
            self._context.today(),
            context=self,
            then=lambda found: self._save_unless_odd(entry, found),
            failed=self._refuse,
        )

    def repeat(self) -> None:
        """Save the service logged last for the people taken."""
        if self.what.choose_last():
            self.save()
        else:
            self.notice.say(self.tr("Nothing was logged on this laptop yet. Choose what was done."))
            self.what.line.setFocus()

    def _entry(self) -> QuickLog | None:
        choice = self.what.choice
        if not self.whom.people:
            self.notice.say(self.tr("Name at least one youth."))
            self.whom.line.setFocus()
            return None
        if choice is None:
            self.notice.say(self.tr("Say what was done: a few letters, or a number of the list."))
            self.what.line.setFocus()
            return None
        if not self.details.check():
            return None
        return QuickLog(
            people=tuple(one.person for one in self.whom.people),
            service=choice.service,
            activity=choice.code if isinstance(choice, Activity) else choice.activity,
            compensation_assisted=self.details.compensation.isChecked(),
            events=self.details.linked(),
            note=self.details.note.text(),
            **self.details.values(),
        )

    def _save_unless_odd(self, entry: QuickLog, found: Remarks) -> None:
        case = (entry.people, entry.service, entry.on)
        said = self._remarks_in_words(found)
        if said and case != self._warned:
            self._saving = False
            self._warned = case
            self.notice.say(said)
            return
        self._lanes.write(log, entry, context=self, then=self._finish, failed=self._refuse)

    def _remarks_in_words(self, found: Remarks) -> str:
        """Return what is asked about once; nothing where nothing is odd."""
        if found.repeated:
            initials = self._context.initials
            who = ", ".join(shown(name, initials) for name in found.repeated)
            again = self.tr(
                "{who}: this service is already logged for that day. Enter saves it again."
            ).format(who=who)
            return " ".join((*found.sentences, again))
        if found.sentences:
            return " ".join((*found.sentences, self.tr("Enter saves it all the same.")))
        return ""

    def _finish(self, logged: Logged) -> None:
        if logged.people == 1:
            who = shown(logged.name, self._context.initials)
        else:
            who = self.tr("{number} people").format(number=logged.people)
        self._context.drop_draft(PLACE)
        text = self.tr("{service} logged for {who}").format(service=logged.label, who=who)
        self._context.say(text, logged.dot)
        self.accept()

    def _refuse(self, error: BaseException) -> None:
        self._saving = False
        self.notice.say(plain(error))

    def _look_for_hearings(self) -> None:
        on = self.details.editors["on"]
        if on.problem() or not self.whom.people:
            self.details.offer_hearings({})
            return
        cases: list[RecordId] = [one.case for one in self.whom.people]
        self._lanes.read(
            hearings_on,
            cases,
            on.value(),
            context=self,
            then=self.details.offer_hearings,
            key="hearings",
        )

    def _take_up(self) -> None:
        draft = self._context.draft(PLACE)
        if draft is not None:
            self.restore_place(draft)

    def _connect(self) -> None:
        self.unfinished.acted.connect(self._take_up)
        self.whom.changed.connect(self._look_for_hearings)
        self.whom.changed.connect(self.notice.hide)
        self.whom.changed.connect(self.unfinished.hide)
        self.whom.done.connect(self.what.line.setFocus)
        self.whom.repeated.connect(self.repeat)
        self.what.chosen.connect(self.details.fill)
        self.what.done.connect(self.save)
        self.what.repeated.connect(self.repeat)
        self.details.day_changed.connect(self._look_for_hearings)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(4), 0)
        column.setSpacing(px(12))
        column.addWidget(self.unfinished)
        column.addWidget(Columns([(self.whom, 1), (self.what, 1)], 2, least=300))
        column.addWidget(self.details)
        column.addStretch(1)
        self.body.addWidget(ScrollBox(inside), 1)
        self.body.addWidget(self.notice)
        self.take_room(860, 640)

    def _buttons_at_foot(self) -> QWidget:
        self.add_button(self.tr("Cancel"))
        return self.add_button(self.tr("Save"), self.save, primary=True)
