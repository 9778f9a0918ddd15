"""Two versions of a plan side by side: only what changed, and which is which."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout

from desktop.pages.case.told import told_box
from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Label, Muted
from desktop.wording.dates import short_day
from desktop.wording.names import shown
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.usecases.safety.plans import differences


def _tr(text: str) -> str:
    return QCoreApplication.translate("safety", text)


class PlanCompare(Card):
    """Shown where a plan has two versions or more; begins with the two newest."""

    def __init__(self) -> None:
        super().__init__(_tr("What changed"))
        self._plans: tuple[SafetyPlan, ...] = ()
        self._picked: set[ChoiceBox] = set()
        self._initials = False
        self.older = ChoiceBox(_tr("Earlier version"))
        self.newer = ChoiceBox(_tr("Later version"))
        self.older.setObjectName("plan-older")
        self.newer.setObjectName("plan-newer")
        self._none = Muted(_tr("The words are the same in both."), wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(12))
        row = FlowLayout()
        row.addWidget(labelled(_tr("&Earlier version"), self.older))
        row.addWidget(labelled(_tr("&Later version"), self.newer))
        self.body.addLayout(row)
        self.body.addWidget(self._none)
        self.body.addLayout(self._lines)
        for box in (self.older, self.newer):
            box.currentIndexChanged.connect(self._compare)
            box.activated.connect(lambda _index, box=box: self._picked.add(box))

    def show_plans(self, plans: Sequence[SafetyPlan], *, initials: bool) -> None:
        """Offer ``plans``, the newest first; what is chosen stays chosen while it is there."""
        self.setVisible(len(plans) > 1)
        self._initials = initials
        self._plans = tuple(plans)
        for box, usual in ((self.older, 1), (self.newer, 0)):
            picked = box.currentData() if box in self._picked else None
            box.blockSignals(True)
            box.clear()
            for place, plan in enumerate(plans):
                day = short_day(plan.made_on) if plan.made_on else ""
                box.addItem(f"{len(plans) - place}. {day}", plan.id)
            at = next((n for n, plan in enumerate(plans) if plan.id == picked), usual)
            box.setCurrentIndex(min(at, len(plans) - 1))
            box.blockSignals(False)
        self._compare()

    def changed_lines(self) -> list[str]:
        """Return the names of the fields that differ, as they are shown."""
        return [found.name for found in self._found]

    def _compare(self, _index: int = 0) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        by_id = {plan.id: plan for plan in self._plans}
        older, newer = (by_id.get(box.currentData()) for box in (self.older, self.newer))
        self._found = differences(older, newer) if older and newer else []
        self._none.setVisible(not self._found)
        for found in self._found:
            sides = (
                (_tr("Before"), found.before or _tr("Nothing")),
                (_tr("Now"), found.after or _tr("Nothing")),
            )
            self._lines.addWidget(Heading(found.label, level=3))
            boxes = [
                (told_box(name, Label(shown(text, self._initials), wrap=True)), 1)
                for name, text in sides
            ]
            self._lines.addWidget(Columns(boxes, 2, least=220))
