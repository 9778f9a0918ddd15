"""What a month came to by funding project, for the expenditure report; services stay apart."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.wording.numbers import count
from storage.domain.codes import CodeBook
from storage.usecases.timesheet import Contacts, Spent

_HOUR = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("time", text)


def hours(minutes: int) -> str:
    """Return minutes as hours and minutes: ``7:30``."""
    return f"{minutes // _HOUR:,}:{minutes % _HOUR:02d}"


class SumsCard(Card):
    """Lines of funding projects with their activities, and the contacts beside."""

    def __init__(self) -> None:
        super().__init__(_tr("By funding project"))
        self._box = QWidget()
        self.body.addWidget(self._box)
        self.beside = Muted("", wrap=True)
        self.body.addWidget(self.beside)
        self.less = Muted(
            _tr(
                "Cases that were destroyed since had services in this quarter: what contacts in"
                " them took is not in that line any more. The sums above are as they were."
            ),
            wrap=True,
        )
        self.less.setObjectName("time-less")
        self.less.hide()
        self.body.addWidget(self.less)

    def show_spent(self, found: Sequence[Spent], book: CodeBook) -> None:
        """Show the sums of each project, and under each the activities."""
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(24))
        grid.setColumnStretch(0, 1)
        for column, text in enumerate(("", _tr("Hours"), _tr("Miles"))):
            grid.addWidget(Muted(text), 0, column, Qt.AlignmentFlag.AlignRight)
        for funding in dict.fromkeys(one.funding for one in found):
            own = [one for one in found if one.funding == funding]
            self._line(grid, book.label("funding", funding), own, Label)
            for one in own:
                self._line(grid, "    " + book.label("time_activity", one.activity), [one], Muted)
        if not found:
            grid.addWidget(Muted(_tr("Nothing in this month yet. Add the first line above.")), 1, 0)
        self.body.replaceWidget(self._box, box)
        self._box.deleteLater()
        self._box = box

    def show_contacts(self, found: Contacts) -> None:
        """Say what contacts took, which is not in the sums."""
        text = _tr("Contacts, which are not added here: {hours} hours, {miles} miles")
        self.beside.setText(text.format(hours=hours(found.minutes), miles=count(found.miles)))

    def show_less(self, is_less: bool) -> None:  # noqa: FBT001 - what a query found
        """Say where contacts took more than is told here."""
        self.less.setVisible(is_less)

    def _line(self, grid: QGridLayout, text: str, sums: Sequence[Spent], look: type[Label]) -> None:
        row = grid.rowCount()
        grid.addWidget(look(text), row, 0)
        numbers = (
            hours(sum(one.minutes for one in sums)),
            count(sum(one.miles for one in sums)),
        )
        for column, number in enumerate(numbers, start=1):
            grid.addWidget(look(number), row, column, Qt.AlignmentFlag.AlignRight)
