"""What else a new case begins with: further youth of the referral, and what to do first."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.inputs import CheckBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Hint
from storage.usecases.firsttasks import FirstTask, first_tasks


def _tr(text: str) -> str:
    return QCoreApplication.translate("intake", text)


class Further(QWidget):
    """Names of further youth, and the first tasks to tick; ``changed`` when either does."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.others = LineEdit(_tr("Other youth named in this referral"))
        self.others.setObjectName("intake-others")
        self.others.setPlaceholderText(_tr("Noa Lane, Kim"))
        self.task = LineEdit(_tr("Something else to do"))
        self.task.setObjectName("intake-task")
        self.ticks = {one.code: _tick(one) for one in first_tasks()}
        self._arrange()
        for line in (self.others, self.task):
            line.textEdited.connect(lambda _text: self.changed.emit())
        for tick in self.ticks.values():
            tick.clicked.connect(lambda _on: self.changed.emit())

    @property
    def dirty(self) -> bool:
        """Whether anything was typed; ticks alone are not worth a draft."""
        return bool(self.others.text().strip() or self.task.text().strip())

    def names(self) -> Sequence[str]:
        """Return the further youth that were typed."""
        return tuple(name for part in self.others.text().split(",") if (name := part.strip()))

    def tasks(self, opened_on: date, owner: str) -> Sequence[Mapping[str, Any]]:
        """Return the values of the ticked tasks and of the one that was typed."""
        ticked = [one for one in first_tasks() if self.ticks[one.code].isChecked()]
        if typed := " ".join(self.task.text().split()):
            ticked.append(FirstTask("", typed, 1, "normal", offered=True))
        return tuple(one.values(opened_on, owner) for one in ticked)

    def begin(self) -> None:
        """Empty the lines and tick what is offered."""
        self.others.clear()
        self.task.clear()
        for one in first_tasks():
            self.ticks[one.code].setChecked(one.offered)

    def snapshot(self) -> dict[str, Any]:
        """Return everything typed and ticked."""
        ticked = [code for code, tick in self.ticks.items() if tick.isChecked()]
        return {"others": self.others.text(), "task": self.task.text(), "ticked": ticked}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Put back what ``snapshot`` returned; an empty one changes nothing."""
        if not snapshot:
            return
        self.others.setText(str(snapshot.get("others", "")))
        self.task.setText(str(snapshot.get("task", "")))
        for code, tick in self.ticks.items():
            tick.setChecked(code in snapshot.get("ticked", ()))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(Heading(_tr("Other youth named"), level=2))
        column.addWidget(labelled(_tr("&Names, with commas between"), self.others))
        column.addWidget(
            Hint(_tr("Each gets a case of their own, with the next number."), wrap=True)
        )
        column.addWidget(Heading(_tr("What to do first"), level=2))
        for tick in self.ticks.values():
            column.addWidget(tick)
        column.addWidget(labelled(_tr("&Something else, due tomorrow"), self.task))


def _tick(one: FirstTask) -> CheckBox:
    due = {0: _tr("today"), 1: _tr("tomorrow")}.get(one.days) or _tr("in {days} days").format(
        days=one.days
    )
    tick = CheckBox(f"{one.text} \u00b7 {due}")
    tick.setObjectName(f"intake-first-{one.code}")
    tick.setChecked(one.offered)
    return tick
