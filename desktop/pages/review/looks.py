"""Worth a look: what others' changes left that does not fit; each line opens its record."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.conflicts.words import DOT, subject_words, whose_words
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.widgets.picture import Picture
from desktop.wording.numbers import counted
from storage.usecases.syncing.misfits import put_away
from storage.usecases.syncing.worthalook import Look, Looks, worth_a_look

_WITHOUT_FORM = frozenset({"same_person", "misfiling"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("looks", text)


class LooksCard(Card):
    """Lists sentences about records that others touched; hidden while there are none."""

    counted = Signal(int)

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Worth a look"))
        self._lanes, self._context = lanes, context
        self._says: tuple[Looks, bool] | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(10))
        meaning = _tr(
            "What others saved does not fit here. Nothing was changed because of it. It stands"
            " here until it fits or you put it away."
        )
        self._more = Muted("", wrap=True)
        self.body.addWidget(Muted(meaning, wrap=True))
        self.body.addLayout(self._lines)
        self.body.addWidget(self._more)
        self.hide()

    def refresh(self) -> None:
        """Look again, on the reports lane."""
        today = self._context.today()
        self._lanes.report(worth_a_look, today, context=self, then=self._show, key="looks")

    def _show(self, looks: Looks) -> None:
        says = (looks, self._context.initials)
        if says != self._says:
            self._says = says
            self._fill(looks.told)
        more = _tr("And {records} more; they stand here once these are settled.")
        records = counted(looks.more, _tr("record"), _tr("records"))
        self._more.setText(more.format(records=records))
        self._more.setVisible(looks.more > 0)
        self.setVisible(bool(looks.told))
        self.counted.emit(len(looks.told) + looks.more)

    def _fill(self, looks: tuple[Look, ...]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for look in looks:
            self._lines.addWidget(self._line(look))

    def _line(self, look: Look) -> QWidget:
        initials = self._context.initials
        what = subject_words(look.kind, look.subject, initials=initials)
        whose = whose_words(look.subject, initials=initials)
        line = QWidget()
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(Label(look.sentence, wrap=True, selectable=True))
        words.addWidget(Muted(DOT.join((what, whose)), wrap=True))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(Picture("info", size=18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for name, text, act in (
            ("look", _tr("Open"), self._open),
            ("put-away", _tr("Put away"), self._put_away),
        ):
            button = QuietButton(text)
            button.setObjectName(f"{name}-{look.record.hex()}")
            button.setAccessibleDescription(DOT.join((what, look.sentence)))
            button.clicked.connect(lambda _=False, act=act: act(look))
            row.addWidget(button)
        return line

    def _put_away(self, look: Look) -> None:
        """Say that this may stay as it is, on this laptop."""
        self._lanes.write(
            put_away, look.kind, look.record, context=self, then=lambda _done: self.refresh()
        )

    def _open(self, look: Look) -> None:
        """Open the form of the record; one without a form is shown in its case."""
        target = {"kind": look.kind, "record": look.record.hex(), "field": look.field}
        if look.kind not in _WITHOUT_FORM:
            self._context.open("record", target)
        elif look.subject.case is not None:
            self._context.go("case", {"case": look.subject.case.hex()})
