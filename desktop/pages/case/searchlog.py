"""What was seen, heard and tried while a youth is missing, with a line to add more."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal

from desktop.context import DeskContext
from desktop.pages.case.rowlist import Row, RowList
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Hint
from desktop.wording.dates import local_moment
from desktop.wording.names import shown
from storage.domain.kinds.missing_episode import Sighting

_MOST = 200
_FOR_POLICE = frozenset({"sighting", "tip", "contact", "online"})
"""What the police are told of at once; a search of one's own they need not know."""


class SearchLog(Card):
    """``added`` carries what was typed, by field; ``opened`` the record of a row."""

    added = Signal(object)
    opened = Signal(object)
    passed = Signal(object)
    """The sighting of which the police are told now."""
    typed = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__(QCoreApplication.translate("SearchLog", "Sightings and searches"))
        self._context = context
        self._add = Button(self.tr("Add"), "plus")
        self._add.setObjectName("sighting-add")
        self.step = ChoiceBox(self.tr("What"))
        self.where = _line(self.tr("Where"), "sighting-where")
        self.text = _line(self.tr("Details"), "sighting-text")
        self.step.setObjectName("sighting-step")
        for code, label in context.book.choices("sighting", context.today()):
            self.step.addItem(label, code)
        self.rows = RowList(self.tr("Sightings and searches, the latest first"))
        self._none = Hint(
            self.tr("Nothing yet. What is seen goes to the police at once."), wrap=True
        )
        self._lay_out()
        self.rows.opened.connect(self.opened)
        self.rows.pressed.connect(self.passed)
        self._add.clicked.connect(self._press)
        for line in (self.where, self.text):
            line.returnPressed.connect(self._press)
            line.textEdited.connect(lambda _text: self.typed.emit())

    def show_log(self, log: Sequence[Sighting]) -> None:
        """Show what is in the log, the latest first."""
        self.rows.show_rows([self._row(one) for one in log])
        self._none.setVisible(not log)

    def snapshot(self) -> dict[str, Any]:
        """Return what is typed; nothing at all when nothing is."""
        texts = {"where": self.where.text(), "text": self.text.text()}
        return {**texts, "step": self.step.currentData()} if any(texts.values()) else {}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Show again what was typed."""
        self.where.setText(str(snapshot.get("where", "")))
        self.text.setText(str(snapshot.get("text", "")))
        self.step.setCurrentIndex(max(0, self.step.findData(snapshot.get("step"))))

    def forget(self) -> None:
        """Begin with an empty line."""
        self.restore({})

    def _press(self) -> None:
        now = self._context.clock.now().replace(second=0, microsecond=0)
        values = {
            "at": now,
            "step": str(self.step.currentData()),
            "where": self.where.text().strip(),
            "text": self.text.text().strip(),
        }
        if values["where"] or values["text"]:
            self.added.emit(values)
        else:
            self.where.setFocus()

    def _row(self, one: Sighting) -> Row:
        hidden = self._context.initials
        what = self._context.book.label("sighting", one.step)
        told = (
            self.tr("told by {who}").format(who=shown(one.told_by, hidden)) if one.told_by else ""
        )
        passed = (
            self.tr("passed to the police {when}").format(when=local_moment(one.police_told_at))
            if one.police_told_at
            else ""
        )
        when = local_moment(one.at) if one.at else ""
        texts = (shown(one.text, hidden), told, passed)
        return Row(
            one.id,
            " \u00b7 ".join(filter(None, (when, what, shown(one.where, hidden)))),
            " \u00b7 ".join(filter(None, texts)),
            act=self.tr("Open"),
            first=self.tr("Police told now") if one.step in _FOR_POLICE and not passed else "",
        )

    def _lay_out(self) -> None:
        cells = [
            (labelled(self.tr("&What"), self.step), 1),
            (labelled(self.tr("W&here"), self.where), 1),
            (labelled(self.tr("Detai&ls"), self.text), 2),
            (labelled("", self._add), 1),
        ]
        self.body.setSpacing(px(12))
        self.body.addWidget(Columns(cells, 5, least=150))
        self.body.addWidget(self._none)
        self.body.addWidget(self.rows)


def _line(name: str, object_name: str) -> LineEdit:
    line = LineEdit(name)
    line.setObjectName(object_name)
    line.setMaxLength(_MOST)
    return line
