"""Victimizations that an exploitation suggests: the coordinator ticks, one Save keeps them."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox
from desktop.widgets.labels import Hint, Label, Muted
from desktop.wording.dates import short_day
from desktop.wording.errors import plain
from storage.domain.ids import RecordId
from storage.usecases.suggesting import Suggested, add_suggested, suggestions


def _tr(text: str) -> str:
    return QCoreApplication.translate("suggest", text)


class SuggestDialog(Dialog):
    """Offers what the exploitation ``target["record"]`` suggests and the person does not have."""

    dialog_id = "suggest"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Victimizations for the PMT"))
        self._lanes, self._context = lanes, context
        self._record = RecordId(bytes.fromhex(target["record"]))
        self._ticks: dict[str, CheckBox] = {}
        self._wanted: set[str] | None = None
        self._words = Label("", wrap=True)
        self._problem = Hint("", wrap=True)
        self.body.addWidget(self._words)
        self.add_button(_tr("Not now"))
        self._add = self.add_button(_tr("Add the ticked ones"), self.save, primary=True)
        self._add.setEnabled(False)
        self.setMinimumWidth(px(460))
        lanes.read(suggestions, self._record, context=self, then=self._show)

    def place(self) -> dict[str, Any]:
        """Return what is ticked."""
        return {"ticked": self._ticked()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Tick it again."""
        self._wanted = set(place.get("ticked", ()))
        for code, tick in self._ticks.items():
            tick.setChecked(code in self._wanted)

    def save(self) -> None:
        """Keep what is ticked."""
        self._lanes.write(
            add_suggested, self._record, self._ticked(), context=self, then=self._kept,
            failed=self._failed,
        )  # fmt: skip

    def _ticked(self) -> list[str]:
        return [code for code, tick in self._ticks.items() if tick.isChecked()]

    def _show(self, found: Suggested | None) -> None:
        if found is None or not found.types:
            self._words.setText(_tr("Everything this suggests is on record already."))
            return
        words = _tr("What was saved suggests these types, from {day} on. Tick what is right.")
        self._words.setText(words.format(day=short_day(found.since)))
        for code in found.types:
            label = self._context.book.label("victimization", code)
            tick = CheckBox(label)
            tick.setObjectName(f"tick-{code}")
            tick.setChecked(code in (self._wanted or ()))
            tick.toggled.connect(self._count)
            self._ticks[code] = tick
            self.body.addWidget(tick)
        self.body.addWidget(Muted(_tr("Counted in the VOCA quarterly report (PMT)")))
        self.body.addWidget(self._problem)
        self._count()
        next(iter(self._ticks.values())).setFocus()
        self.adjustSize()

    def _count(self) -> None:
        self._add.setEnabled(bool(self._ticked()))

    def _kept(self, dot: Any) -> None:
        self.accept()
        self._context.say(_tr("Victimizations added"), dot)

    def _failed(self, error: BaseException) -> None:
        self._problem.setText(plain(error))
