"""What became of one record: every saved change, who, when, and each field before and after."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Heading, Label, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import local_moment
from desktop.wording.labels import kind_label
from desktop.wording.names import free_text
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.usecases.changes import Changes
from storage.usecases.recordhistory import Line, Told, told


def _tr(text: str) -> str:
    return QCoreApplication.translate("history", text)


class HistoryDialog(Dialog):
    """The history of ``target["record"]`` of ``target["kind"]``, the newest change first."""

    dialog_id = "history"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        self._kind = str(target["kind"])
        self._record = RecordId(bytes.fromhex(target["record"]))
        title = _tr("History: {kind}").format(kind=kind_label(KINDS[self._kind]))
        super().__init__(parent, title)
        self._lanes, self._context = lanes, context
        self._word = Muted(self.tr("Reading the journal\u2026"))
        inner = QWidget()
        self._steps = QVBoxLayout(inner)
        self._steps.setContentsMargins(0, 0, px(10), 0)
        self._steps.setSpacing(px(14))
        self._steps.addStretch(1)
        self.body.addWidget(self._word)
        self.body.addWidget(ScrollBox(inner), 1)
        self.add_button(self.tr("Close"), self.accept, primary=True).setFocus()
        self.take_room(620, 560)
        lanes.changed.connect(self._on_changed)
        self._read()

    def place(self) -> dict[str, Any]:
        """Return nothing: the target says it all."""
        return {}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again: the target has said it all."""

    def _read(self) -> None:
        self._lanes.read(
            told, self._kind, self._record, context=self, then=self._show, key="history"
        )

    def _show(self, steps: Sequence[Told]) -> None:
        while self._steps.count() > 1:
            item = self._steps.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._word.setText(
            self.tr("Every saved change, the newest first. Nothing here can be changed.")
            if steps
            else self.tr("This record is not on this laptop.")
        )
        for place, step in enumerate(steps):
            self._steps.insertWidget(place, _step(step, initials=self._context.initials))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(self._kind, self._record):
            self._read()


def verb_words(verb: str) -> str:
    """Return what a change did, in words."""
    return {
        "add": _tr("Written down"),
        "edit": _tr("Changed"),
        "retire": _tr("Retired"),
        "restore": _tr("Restored"),
    }.get(verb, verb)


def line_words(line: Line, *, initials: bool = False) -> str:
    """Return one field of a change: from what to what; dots where names are hidden."""
    empty = _tr("empty")
    before, after = (free_text(text, initials) for text in (line.before, line.after))
    if not before:
        return after or empty
    return f"{before} \u2192 {after or empty}"


def _step(step: Told, *, initials: bool) -> QWidget:
    frame = QFrame()
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(3))
    column.addWidget(Heading(verb_words(step.verb), level=3))
    who = step.author or _tr("Somebody whose name is not recorded")
    column.addWidget(Muted(f"{who} \u00b7 {local_moment(step.moment)}", wrap=True))
    for line in step.lines:
        column.addWidget(
            Label(
                f"{line.label}: {line_words(line, initials=initials)}", wrap=True, selectable=True
            )
        )
    return frame
