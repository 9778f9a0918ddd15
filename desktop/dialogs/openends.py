"""What is still to come in a case: each carried on, or closed with one press."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.context import DeskContext
from desktop.theme import px
from desktop.theme.kindicons import kind_icon
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label, Muted
from desktop.widgets.picture import Picture
from desktop.wording.dates import near_day
from desktop.wording.labels import kind_label
from desktop.wording.names import free_text
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.referral_out import ReferralOut
from storage.usecases.closing import OpenEnd


def _tr(text: str) -> str:
    return QCoreApplication.translate("closing", text)


class OpenEnds(QWidget):
    """A row for each open end; ``changed`` when what becomes of one was chosen."""

    changed = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._rows: dict[RecordId, _EndRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, px(8), 0)
        self._column.setSpacing(px(6))

    def show_ends(self, ends: Sequence[OpenEnd], ended: Iterable[RecordId]) -> None:
        """Show ``ends``, those of ``ended`` to be closed."""
        closed = set(ended)
        for end in ends:
            row = _EndRow(end, self._context, ended=end.record.id in closed)
            row.turned.connect(self.changed)
            self._rows[end.record.id] = row
            self._column.addWidget(row)
        if not ends:
            self._column.addWidget(Muted(_tr("Nothing is left open in this case."), wrap=True))
        self._column.addStretch(1)

    def ended(self) -> list[RecordId]:
        """Return those that are closed with the case."""
        return [record for record, row in self._rows.items() if row.ends]

    def end_all(self) -> None:
        """Let every one end with the case."""
        for row in self._rows.values():
            row.turn(ends=True)


class _EndRow(QWidget):
    turned = Signal()

    def __init__(self, end: OpenEnd, context: DeskContext, *, ended: bool) -> None:
        super().__init__()
        self.ends = ended
        what = end_words(end, context.book, initials=context.initials)
        days = [near_day(day, context.today()) for day in end.days]
        day = _tr(" or ").join(days) or _tr("no day")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(what, wrap=True))
        words.addWidget(Muted(f"{kind_label(type(end.record))} \u00b7 {day}"))
        self._state = Muted("")
        self._button = Button("")
        self._button.clicked.connect(lambda: self.turn(ends=not self.ends))
        self._button.setAccessibleDescription(what)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(Picture(kind_icon(end.kind)))
        row.addLayout(words, 1)
        row.addWidget(self._state)
        row.addWidget(self._button)
        self._show()

    def turn(self, *, ends: bool) -> None:
        """Choose what becomes of it."""
        self.ends = ends
        self._show()
        self.turned.emit()

    def _show(self) -> None:
        self._state.setText(_tr("Closes with the case") if self.ends else _tr("Carried on"))
        self._button.setText(_tr("Carry on") if self.ends else _tr("Close it"))


def end_words(end: OpenEnd, book: CodeBook, *, initials: bool) -> str:
    """Return what is still to come, in a few words; of a task only whose it is by initials."""
    words: tuple[str, ...]
    match end.record:
        case CourtEvent() as event:
            words = (book.label("court_event_type", event.event_type), event.court)
        case ReferralOut() as referral:
            status = book.label("referral_out_status", referral.status)
            words = (book.label("need_category", referral.need), referral.provider, status)
        case task:
            words = (free_text(task.text, initials), task.owner)
    return " \u00b7 ".join(filter(None, words))
