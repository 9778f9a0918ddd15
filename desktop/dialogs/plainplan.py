"""The plan in large letters and nothing else, to be read together with the youth."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.conflicts.words import values_in
from desktop.context import DeskContext
from desktop.forms.planview import PlanView
from desktop.theme import px
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label
from desktop.widgets.scrollbox import ScrollBox
from storage.domain.ids import RecordId
from storage.usecases.casefile import stored_record
from storage.usecases.changes import Changes
from storage.usecases.safety.plans import LINES
from storage.usecases.syncing.reviewing import Review, reviews_of


class PlainPlanDialog(Dialog):
    """Shows ``target["plan"]``: no name, no number, nothing else of the case. Escape closes it."""

    dialog_id = "plainplan"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("My plan"))
        self._lanes, self._context = lanes, context
        self._plan = RecordId(bytes.fromhex(target["plan"]))
        self.view = PlanView(large=True)
        self._gone = Label(self.tr("This plan is not on this laptop any more."), wrap=True)
        self._gone.hide()
        self.box = ScrollBox(self.view)
        self.body.addWidget(self._gone)
        self.body.addWidget(self.box, 1)
        self.add_button(self.tr("Close"), self.reject, primary=True).setFocus()
        # All of the window behind it is covered: nobody reads a case over a youth's shoulder.
        self.resize(parent.window().size().expandedTo(QSize(px(600), px(500))))
        lanes.changed.connect(self._on_changed)
        self._read()

    def place(self) -> dict[str, Any]:
        """Return how far it is scrolled."""
        return {"scroll": self.box.verticalScrollBar().value()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.box.verticalScrollBar().setValue(int(place.get("scroll", 0)))

    def _read(self) -> None:
        self._lanes.read(_read, self._plan, context=self, then=self._show, key="plan")

    def _show(self, read: tuple[Any, Sequence[Review]]) -> None:
        stored, reviews = read
        self._gone.setVisible(stored is None)
        self.box.setVisible(stored is not None)
        if stored is not None:
            versions = {name: values_in(reviews, name, initials=False) for name in LINES}
            self.view.show_plan(stored.record, initials=False, versions=versions)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("safety_plan", self._plan):
            self._read()


def _read(connection: Any, plan: RecordId) -> tuple[Any, Sequence[Review]]:
    return stored_record(connection, "safety_plan", plan), reviews_of(connection, [plan])
