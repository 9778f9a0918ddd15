"""One Save in words: what it touched, and a way to the history of each record."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Heading, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import local_moment, short_day
from desktop.wording.names import shown
from desktop.wording.numbers import count
from storage.usecases.recordhistory import Saving, Touched, label_of


def touched_words(saving: Saving) -> str:
    """Return what a Save did: ``Written down: 2 notes; changed: case``."""
    parts = []
    for (verb, kind), records in saving.touched.items():
        several = len(records) > 1
        label = label_of(kind, several=several).lower()
        what = f"{count(len(records))} {label}" if several else label
        parts.append(_verbs().get(verb, "{what}").format(what=what))
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


class SavingPanel(Card):
    """The records a Save touched; pressing one opens its history."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._shown: Saving | None = None
        self._title = Heading("", level=2, wrap=True)
        self._who = Muted("", wrap=True)
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, px(6), 0)
        self._rows.setSpacing(px(2))
        self.body.addWidget(self._title)
        self.body.addWidget(self._who)
        self.body.addWidget(ScrollBox(inner), 1)
        self.setMinimumWidth(px(260))
        self.hide()

    def show_saving(self, saving: Saving, touched: Sequence[Touched]) -> None:
        """Show ``saving``; the same one again leaves everything where it is."""
        if saving != self._shown:
            self._shown = saving
            self._fill(saving, touched)
        self.show()

    def open_first(self) -> None:
        """Open the history of the first record."""
        item = self._rows.itemAt(0)
        button = item.widget() if item is not None else None
        if isinstance(button, QuietButton):
            button.click()

    def _fill(self, saving: Saving, touched: Sequence[Touched]) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._title.setText(touched_words(saving))
        who = saving.author or self.tr("Somebody whose name is not recorded")
        self._who.setText(f"{who} \u00b7 {local_moment(saving.moment)}")
        for one in touched:
            button = QuietButton(self._words(one), "history")
            button.setAccessibleDescription(self.tr("History"))
            target = {"kind": one.kind, "record": one.record.hex()}
            button.clicked.connect(
                lambda _=False, target=target: self._context.open("history", target)
            )
            self._rows.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        self._rows.addStretch(1)

    def _words(self, one: Touched) -> str:
        hides = self._context.initials and one.kind == "person"
        name = shown(one.name, hides)
        return f"{name} \u00b7 {short_day(one.day)}" if one.day else name


def _verbs() -> dict[str, str]:
    return {
        "add": _tr("written down: {what}"),
        "edit": _tr("changed: {what}"),
        "retire": _tr("retired: {what}"),
        "restore": _tr("restored: {what}"),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)
