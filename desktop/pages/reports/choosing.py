"""What to report on: the form, the period, and what to compare it with."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.reports.reading import Compare, Offered, Wanted
from desktop.theme import px
from desktop.widgets.columns import Columns
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Hint
from storage.domain.periods import Period

FORMS = ("pmt", "headline")
_OTHER = "other"


def _tr(text: str) -> str:
    return QCoreApplication.translate("reports", text)


def form_words(form: str) -> str:
    """Return what people call a form."""
    return {"pmt": _tr("PMT quarterly report"), "headline": _tr("MACA headline figures")}[form]


class Choosing(QWidget):
    """``chosen`` carries what to count; ``form_chosen`` asks for the periods of another form."""

    chosen = Signal(object)
    form_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.form = ChoiceBox(_tr("Report"))
        self.form.setObjectName("reports_form")
        for form in FORMS:
            self.form.addItem(form_words(form), form)
        self.period = ChoiceBox(_tr("Period"))
        self.period.setObjectName("reports_period")
        self.compare = ChoiceBox(_tr("Compare with"))
        self.compare.setObjectName("reports_compare")
        for label, code in (
            (_tr("Nothing"), ""),
            (_tr("The period before"), "before"),
            (_tr("A year earlier"), "year"),
        ):
            self.compare.addItem(label, code)
        self.other = LineEdit(_tr("First and last day"))
        self.other.setObjectName("reports_other")
        self.other.setPlaceholderText("2026-01-01..2026-03-31")
        self._other_box = labelled(_tr("First and last &day"), self.other)
        self._hint = Hint("", wrap=True)
        self._lay_out()
        self.form.activated.connect(lambda: self.form_chosen.emit(self.form.currentData()))
        self.period.activated.connect(self._choose)
        self.compare.activated.connect(self._choose)
        self.other.returnPressed.connect(self._choose)

    def offer(self, offered: Offered, wanted: Period | None) -> None:
        """Offer the periods of a form and choose ``wanted``, or the one to begin with."""
        self.form.setCurrentIndex(self.form.findData(offered.form))
        self.period.clear()
        for choice in offered.periods:
            self.period.addItem(f"{choice.name} \N{MIDDLE DOT} {choice.words}", choice.period)
        self.period.addItem(_tr("Another period…"), _OTHER)
        period = wanted or offered.first
        places = [choice.period for choice in offered.periods]
        if period in places:
            self.period.setCurrentIndex(places.index(period))
        else:
            self.period.setCurrentIndex(len(places))
            self.other.setText(period.text())
        self._choose()

    def set_compare(self, compare: str) -> None:
        """Choose what to compare with."""
        self.compare.setCurrentIndex(max(self.compare.findData(compare), 0))

    def say(self, text: str) -> None:
        """Say what is wrong with what was chosen; nothing takes the sentence away."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _choose(self) -> None:
        is_other = self.period.currentData() == _OTHER
        self._other_box.setVisible(is_other)
        self.say("")
        period = self.period.currentData()
        if is_other:
            if not self.other.text().strip():
                self.other.setFocus()
                return
            try:
                period = Period.parse(self.other.text())
            except ValueError as error:
                self.say(str(error))
                return
        if isinstance(period, Period):
            compare: Compare = self.compare.currentData()
            self.chosen.emit(Wanted(self.form.currentData(), period, compare))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        cells = (
            (labelled(_tr("&Report"), self.form), 3),
            (labelled(_tr("&Period"), self.period), 5),
            (labelled(_tr("&Compare with"), self.compare), 3),
            (self._other_box, 4),
        )
        column.addWidget(Columns(cells, 11, least=66))
        column.addWidget(self._hint)
        self._other_box.hide()
        self._hint.hide()
