"""Which report, over which period."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets.columns import Columns
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from storage.domain.periods import Period
from storage.reports.statewide import StatePeriod


class Choosing(QWidget):
    """``chosen`` when a period was chosen, ``form_chosen`` when a report was."""

    chosen = Signal()
    form_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.form = ChoiceBox(self.tr("Report"))
        self.form.setObjectName("statewide_form")
        self.form.addItem(self.tr("PMT quarterly report"), "pmt")
        self.form.addItem(self.tr("MACA headline figures"), "headline")
        self.period = ChoiceBox(self.tr("Period"))
        self.period.setObjectName("statewide_period")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        cells = (
            (labelled(self.tr("&Report"), self.form), 3),
            (labelled(self.tr("&Period"), self.period), 5),
        )
        column.addWidget(Columns(cells, 8, least=66))
        self.form.activated.connect(lambda: self.form_chosen.emit(self.form.currentData()))
        self.period.activated.connect(self.chosen)

    def offer(self, form: str, offered: Sequence[StatePeriod], wanted: Period | None) -> None:
        """Offer the periods of ``form``; choose ``wanted``, or the first of them."""
        self.form.setCurrentIndex(self.form.findData(form))
        self.period.clear()
        for choice in offered:
            self.period.addItem(f"{choice.name} \N{MIDDLE DOT} {choice.words}", choice.period)
        places = [choice.period for choice in offered]
        if wanted is not None and wanted not in places:
            self.period.addItem(wanted.words(), wanted)
            places.append(wanted)
        self.period.setCurrentIndex(places.index(wanted) if wanted is not None else 0)

    def wanted(self) -> tuple[str, Period]:
        """Return the report and the period that are chosen."""
        form, period = self.form.currentData(), self.period.currentData()
        return str(form), Period(period.start, period.end)
