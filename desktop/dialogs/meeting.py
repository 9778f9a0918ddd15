"""Say until when one is in a meeting: so long the idle lock waits."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import FieldName, Hint, Label
from desktop.wording.dates import clock_time
from desktop.wording.numbers import counted
from storage.domain.clocks import ZONE

_STEP = timedelta(minutes=15)
_USUAL = timedelta(minutes=60)
_SHORTEST = timedelta(minutes=5)


class MeetingDialog(Dialog):
    """The ends to choose from, on the quarter hours up to what the policy allows."""

    dialog_id = "meeting"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        del lanes, target
        super().__init__(parent, self.tr("In a meeting"))
        self._context = context
        longest = timedelta(minutes=context.settings.meeting_minutes)
        self.until = ChoiceBox(self.tr("Until"))
        self.until.setObjectName("meeting_until")
        now = context.clock.now()
        for end in _ends(now, longest):
            self.until.addItem(_words(end, now), end.isoformat())
            if end - now <= _USUAL:
                self.until.setCurrentIndex(self.until.count() - 1)
        allowed = self.until.count() > 0
        self.body.addWidget(Label(self._explained(allowed=allowed), wrap=True))
        if allowed:
            name = FieldName(self.tr("&Until"))
            name.setBuddy(self.until)
            self.body.addWidget(name)
            self.body.addWidget(self.until)
            self.body.addWidget(Hint(self.tr("It ends by itself, and at any lock."), wrap=True))
        else:
            self.until.hide()
        self.add_button(self.tr("Cancel"))
        if context.meeting.holds():
            self.add_button(self.tr("End it now"), self._end)
        if allowed:
            self.add_button(self.tr("Stay unlocked"), self._begin, primary=True)
            self.until.setFocus()

    def place(self) -> dict[str, Any]:
        """Return the end that is chosen."""
        return {"until": self.until.currentData()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Choose it again, where it is still to come."""
        found = self.until.findData(place.get("until"))
        if found >= 0:
            self.until.setCurrentIndex(found)

    def _explained(self, *, allowed: bool) -> str:
        if not allowed:
            return self.tr(
                "Your program does not let a meeting hold the lock. Satchel locks as always."
            )
        return self.tr(
            "Satchel does not lock for want of a touch until then. It still locks by its key,"
            " when the laptop sleeps, and when its screen is locked. Do not leave it alone."
        )

    def _begin(self) -> None:
        now = self._context.clock.now()
        until = datetime.fromisoformat(str(self.until.currentData()))
        if until > now:
            self._context.meeting.begin(now, until - now)
        self.accept()

    def _end(self) -> None:
        self._context.meeting.end()
        self.accept()


def _ends(now: datetime, longest: timedelta) -> Iterator[datetime]:
    """Yield the quarter hours that are at least five minutes away and not past ``longest``."""
    end = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + _STEP
    while end - now <= longest:
        if end - now >= _SHORTEST:
            yield end
        end += _STEP


def _words(end: datetime, now: datetime) -> str:
    minutes = counted(-(-(end - now).seconds // 60), "minute", "minutes")
    return f"{clock_time(end.astimezone(ZONE).time())} ({minutes})"
