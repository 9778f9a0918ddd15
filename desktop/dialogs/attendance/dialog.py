"""Tick who was at a training; each gets its hours, once."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.widgets.checklist import TickList
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox, SearchField
from desktop.widgets.labels import Muted
from desktop.wording.errors import plain
from desktop.wording.numbers import counted
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.learning import Attending, attending, record_attendance

_MEMBER = Qt.ItemDataRole.UserRole + 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("attendance", text)


class AttendanceDialog(Dialog):
    """The people of the directory; those who have the hours of ``target["training"]`` are done."""

    dialog_id = "attendance"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Who was there"))
        self._lanes, self._context = lanes, context
        self._training = RecordId(bytes.fromhex(str(target["training"])))
        self._wanted: frozenset[str] = frozenset()
        self.banner = Banner("", "info")
        self.banner.hide()
        self.search = SearchField(_tr("Find a person or an agency"))
        self.search.setObjectName("attendance-search")
        self.members = CheckBox(_tr("Only members of the MDT"))
        self.members.setObjectName("attendance-members")
        self.people = TickList(_tr("People of the directory"))
        self.people.setObjectName("attendance-people")
        self._sum = Muted("")
        self._arrange()
        self.search.searched.connect(lambda _words: self._narrow())
        self.search.searched.connect(context.looks.searched)
        self.members.toggled.connect(self._narrow)
        self.people.changed.connect(self._count)
        lanes.read(attending, self._training, context=self, then=self._show)
        self.search.setFocus()

    def place(self) -> dict[str, Any]:
        """Return who is ticked and what is searched."""
        return {
            "ticked": [one.hex() for one in self.ticked()],
            "search": self.search.text(),
            "members": self.members.isChecked(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again, the ticks once the people are here."""
        self._wanted = frozenset(map(str, place.get("ticked", ())))
        self.search.setText(str(place.get("search", "")))
        self.members.setChecked(bool(place.get("members")))
        self._tick()

    def ticked(self) -> list[RecordId]:
        """Return who is ticked and may still be recorded."""
        return [RecordId(bytes.fromhex(partner)) for partner in self.people.chosen()]

    def save(self) -> None:
        """Record the hours of those who are ticked."""
        self._lanes.write(
            _record,
            self._training,
            self.ticked(),
            context=self,
            then=self._done,
            failed=self._failed,
        )

    def _arrange(self) -> None:
        for part in (self.banner, self.search, self.members):
            self.body.addWidget(part)
        self.body.addWidget(self.people, 1)
        self.body.addWidget(self._sum)
        self.add_button(_tr("Cancel"))
        self.add_button(_tr("Record hours"), self.save, primary=True)
        self.take_room(520, 560)

    def _show(self, found: Sequence[Attending]) -> None:
        self.people.clear()
        for one in found:
            agency = f" \u00b7 {one.agency}" if one.agency else ""
            done = _tr(" \u00b7 recorded") if one.recorded else ""
            text = f"{one.name}{agency}{done}"
            item = self.people.add(
                one.partner.hex(), text, is_in=one.recorded, is_open=not one.recorded
            )
            item.setData(_MEMBER, one.team_member)
        self._tick()
        self._narrow()
        self._count()

    def _tick(self) -> None:
        self.people.tick_only(self._wanted)

    def _narrow(self) -> None:
        words = self.search.text().casefold().split()
        for item in self.people.items_in_order():
            fits = all(word in item.text().casefold() for word in words)
            item.setHidden(not fits or (self.members.isChecked() and not item.data(_MEMBER)))

    def _count(self) -> None:
        self._sum.setText(counted(len(self.ticked()), _tr("person"), _tr("people")))

    def _done(self, done: tuple[int, Changes]) -> None:
        recorded, changes = done
        self.accept()
        people = counted(recorded, _tr("person"), _tr("people"))
        self._context.say(_tr("Hours recorded for {people}").format(people=people), changes.dot)

    def _failed(self, error: BaseException) -> None:
        self.banner.say(plain(error))


def _record(
    transaction: Any, training: RecordId, partners: Sequence[RecordId]
) -> tuple[tuple[int, Changes], Changes]:
    """Record them; the Save stays with the count, so that the notice can take it back."""
    recorded, changes = record_attendance(transaction, training, partners)
    return (recorded, changes), changes
