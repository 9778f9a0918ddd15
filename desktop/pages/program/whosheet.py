"""The first sheet of an invitation: whose laptop, what they will do, and until when."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QCoreApplication

from desktop.forms.days import DayEditor
from desktop.pages.program.sheets import Sheet
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Hint, Label
from desktop.wording.dates import short_day
from desktop.wording.names import shown
from storage.domain.clocks import ZONE
from storage.spec.fields import Day
from sync.client.members import FormerDevice, MemberDevice

_MAX_NAME = 80


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class WhoSheet(Sheet):
    """Somebody new, one more laptop of somebody here, or a new one after a loss."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._people: dict[bytes, MemberDevice] = {}
        self._left: dict[bytes, FormerDevice] = {}
        self._today = today
        self.whose = ChoiceBox(_tr("Whose laptop it is"))
        self.whose.setObjectName("invite_whose")
        self.whose.addItem(_tr("Somebody new"), "")
        self.name = LineEdit(_tr("Name"))
        self.name.setObjectName("invite_name")
        self.name.setMaxLength(_MAX_NAME)
        self.role = ChoiceBox(_tr("What they will do"))
        self.role.setObjectName("invite_role")
        self.role.addItem(_tr("Work on the cases"), "member")
        self.role.addItem(_tr("Work on the cases and invite colleagues"), "admin")
        self.until = DayEditor(Day(label="Until", allow_future=True), today)
        self.until.setObjectName("invite_until")
        self.hint = Hint("", wrap=True)
        self._arrange()
        self.whose.currentIndexChanged.connect(self._choose)
        self.role.currentIndexChanged.connect(self._follow)
        self._follow()

    @property
    def person(self) -> bytes:
        """Whose further laptop it is; empty for somebody new."""
        return bytes.fromhex(str(self.whose.currentData() or ""))

    @property
    def ends(self) -> int:
        """The end of the coverage in Unix milliseconds; 0 without one. ValueError in words."""
        day = self.until.value() if self.covering.isVisibleTo(self) else None
        if day is None:
            return 0
        last = datetime.combine(day + timedelta(days=1), time(0), ZONE)
        return int(last.timestamp() * 1000)

    def show_people(
        self,
        people: Sequence[MemberDevice],
        left: Sequence[FormerDevice] = (),
        *,
        initials: bool,
    ) -> None:
        """Offer one more laptop for each person who belongs here, a new one for who did."""
        self._people = {member.person: member for member in reversed(people) if member.person}
        for person, member in sorted(self._people.items(), key=lambda each: each[1].name):
            words = _tr("One more laptop of {name}").format(name=shown(member.name, initials))
            self.whose.addItem(words, person.hex())
        last = {one.person: one for one in reversed(left)}
        self._left = {key: one for key, one in last.items() if key not in self._people}
        for person, one in sorted(self._left.items(), key=lambda each: each[1].name):
            words = _tr("A new laptop of {name}").format(name=shown(one.name, initials))
            self.whose.addItem(words, person.hex())

    def _arrange(self) -> None:
        self.column.addWidget(
            Label(
                _tr(
                    "You will read twelve words to your colleague, by telephone or face to face."
                    " They open your program on one laptop, once."
                ),
                wrap=True,
            )
        )
        self.covering = labelled(_tr("Covers &until"), self.until, key_to=self.until.line)
        for part in (
            labelled(_tr("&Whose laptop"), self.whose),
            labelled(_tr("&Name"), self.name),
            labelled(_tr("What they will &do"), self.role),
            self.covering,
            self.hint,
        ):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def _choose(self, _index: int = 0) -> None:
        """Who covered until a day that is not over covers until then on a new laptop too."""
        left = self._left.get(self.person)
        day = _last_day(left.ends) if left is not None and left.ends is not None else None
        self.until.set_value(day if day is not None and day >= self._today else None)
        self._follow()

    def _follow(self, _index: int = 0) -> None:
        """What is known of somebody is not asked again; a lead does not end."""
        known, left = self._people.get(self.person), self._left.get(self.person)
        self.name.setEnabled(known is None and left is None)
        if left is not None:
            self.name.setText(left.name)
        self.role.setEnabled(known is None)
        if known is not None:
            self.name.setText(known.name)
            self.role.setCurrentIndex(self.role.findData(known.role))
        covers = known is None and self.role.currentData() == "member"
        self.covering.setVisible(covers)
        self.hint.setText(_ends_with(known.ends) if known and known.ends else _covers())
        self.hint.setVisible(covers or (known is not None and known.ends is not None))


def _covers() -> str:
    return _tr(
        "Leave it empty for a colleague. For somebody who covers for a while: after that day the"
        " laptop is taken out by itself."
    )


def _ends_with(end: datetime) -> str:
    words = _tr("Covers until {day}, as their other laptop does. Then both are taken out.")
    return words.format(day=short_day(_last_day(end)))


def _last_day(end: datetime) -> date:
    return (end - timedelta(seconds=1)).astimezone(ZONE).date()
