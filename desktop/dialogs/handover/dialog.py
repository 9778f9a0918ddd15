"""Hand cases to a colleague: who takes them, which ones, and whether the lead stays near."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCompleter, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.widgets.checklist import TickList
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Muted
from desktop.wording.errors import plain
from desktop.wording.numbers import counted
from storage.domain.ids import RecordId
from storage.usecases.caseload import coordinators
from storage.usecases.changes import Changes
from storage.usecases.team.handing_over import HandOver, hand_over
from storage.usecases.team.loads import CaseLoad, case_loads


def _tr(text: str) -> str:
    return QCoreApplication.translate("handover", text)


class HandOverDialog(Dialog):
    """The cases of ``target["from"]``; those of ``target["cases"]`` are ticked, or all."""

    dialog_id = "handover"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Hand over cases"))
        self._lanes, self._context = lanes, context
        self._leaving = str(target.get("from", ""))
        self._ticked = frozenset(target.get("cases", ()))
        self._placed: Mapping[str, Any] | None = None
        self._weights: Mapping[RecordId, int] = {}
        self.banner = Banner("", "info")
        self.banner.hide()
        self.to = LineEdit(_tr("Who takes them"))
        self.to.setObjectName("handover-to")
        self._cases = TickList(_tr("Cases to hand over"))
        self._cases.setObjectName("handover-cases")
        self._sum = Muted("")
        self._stays = CheckBox(_tr("Whoever leads them now stays as back-up"))
        self._stays.setChecked(True)
        self._arrange()
        self._cases.changed.connect(self._count)
        lanes.read(coordinators, context=self, then=self._suggest)
        today = context.today()
        lanes.read(case_loads, today, self._leaving, context=self, then=self._show)
        self.to.setFocus()

    def place(self) -> dict[str, Any]:
        """Return who was typed, what is ticked, and whether the lead stays."""
        return {
            "to": self.to.text(),
            "cases": [case.hex() for case in self.chosen()],
            "stays": self._stays.isChecked(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again, the ticks once the cases are here."""
        self.to.setText(str(place.get("to", "")))
        self._stays.setChecked(bool(place.get("stays", True)))
        self._placed = place
        self._tick()

    def chosen(self) -> list[RecordId]:
        """Return the cases that are ticked."""
        return [RecordId(bytes.fromhex(case)) for case in self._cases.chosen()]

    def save(self) -> None:
        """Hand the ticked cases over, or say what is missing."""
        wanted = HandOver(
            self.chosen(),
            self.to.text(),
            self._context.today(),
            stays_as_backup=self._stays.isChecked(),
        )
        self._lanes.write(hand_over, wanted, context=self, then=self._done, failed=self._failed)

    def _arrange(self) -> None:
        self.body.addWidget(self.banner)
        self.body.addWidget(labelled(_tr("Who &takes them"), self.to))
        self.body.addWidget(labelled(_tr("&Cases"), self._cases), 1)
        self.body.addWidget(self._sum)
        self.body.addWidget(self._stays)
        self.body.addWidget(
            Muted(
                _tr("Their open tasks go along. Each case gets a task to read it within 3 days."),
                wrap=True,
            )
        )
        self.add_button(_tr("Cancel"))
        self.add_button(_tr("Hand over"), self.save, primary=True)
        self.take_room(520, 560)

    def _suggest(self, names: Sequence[str]) -> None:
        others = [name for name in names if name != self._leaving]
        completer = QCompleter(others, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.to.setCompleter(completer)

    def _show(self, found: Sequence[CaseLoad]) -> None:
        book = self._context.book
        self._cases.clear()
        for load in found:
            status = book.label("case_status", load.status)
            text = f"{load.number} \u00b7 {status} \u00b7 {load.weight}"
            is_in = not self._ticked or load.case.hex() in self._ticked
            self._cases.add(load.case.hex(), text, is_in=is_in)
        self._weights = {load.case: load.weight for load in found}
        self._tick()
        self._count()

    def _tick(self) -> None:
        if self._placed is None:
            return
        self._cases.tick_only(set(map(str, self._placed.get("cases", ()))))

    def _count(self) -> None:
        ticked = self.chosen()
        weight = sum(self._weights[case] for case in ticked)
        cases = counted(len(ticked), _tr("case"), _tr("cases"))
        self._sum.setText(_tr("{cases}, weight {weight}").format(cases=cases, weight=weight))

    def _done(self, changes: Changes) -> None:
        to = " ".join(self.to.text().split())
        self.accept()
        self._context.say(_tr("Handed over to {name}").format(name=to), changes.dot)

    def _failed(self, error: BaseException) -> None:
        self.banner.say(plain(error))
        self.to.setFocus()
