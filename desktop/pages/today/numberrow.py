"""The numbers at the head of the day; each opens what it counts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.context import DeskContext
from desktop.widgets.columns import Columns
from desktop.widgets.figure import Figure
from desktop.widgets.labels import Muted
from desktop.wording.numbers import count
from storage.domain.periods import quarter_name
from storage.usecases.todaynumbers import Numbers

_LEAST = 150


class NumberRow(QWidget):
    """Six figures, and in words what two of them say beside their number."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._whose = ""
        self._cases = Figure(self.tr("Open cases"), "folder-open")
        self._court = Figure(self.tr("Court, next 7 days"), "gavel")
        self._reviews = Figure(self.tr("Reviews due"), "list-checks")
        self._unscreened = Figure(self.tr("Returned, not screened"), "clipboard-check")
        self._served = Figure(self.tr("People served this quarter"), "users")
        self._services = Figure(self.tr("Services this week"), "heart-handshake")
        self._words = Muted("", wrap=True)
        figures = (
            *(self._cases, self._court, self._reviews),
            *(self._unscreened, self._served, self._services),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Columns([(figure, 1) for figure in figures], len(figures), _LEAST))
        column.addWidget(self._words)
        for name, figure in zip(
            ("cases", "court", "reviews", "unscreened", "served", "services"), figures, strict=True
        ):
            figure.setObjectName(f"today-{name}")
            figure.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cases.clicked.connect(lambda: self._caseload(""))
        self._court.clicked.connect(lambda: self._caseload("next_court"))
        self._reviews.clicked.connect(lambda: self._caseload("next_review"))
        self._unscreened.clicked.connect(lambda: self._context.open("dayend"))
        for figure in (self._served, self._services):
            figure.clicked.connect(lambda: self._context.go("reports"))

    @property
    def first(self) -> QWidget:
        """The first number."""
        return self._cases

    def show_numbers(self, numbers: Numbers, whose: str) -> None:
        """Show ``numbers`` of the cases that ``whose`` leads, or of all where it is empty."""
        self._whose = whose
        self._cases.set_number(numbers.open_cases)
        self._court.set_number(numbers.court_soon)
        self._reviews.set_number(numbers.reviews_due)
        self._unscreened.set_number(numbers.unscreened)
        self._served.set_number(numbers.served)
        self._services.set_number(numbers.services_this_week)
        self._words.setText(
            self.tr(
                "{quarter}: {new} of {served} people served are new this federal year. "
                "Last week {services} services were logged."
            ).format(
                quarter=quarter_name(numbers.quarter),
                new=count(numbers.new),
                served=count(numbers.served),
                services=count(numbers.services_last_week),
            )
        )

    def _caseload(self, sort: str) -> None:
        target: dict[str, object] = {"filter": {"status": "open", "coordinator": self._whose}}
        if sort:
            target["sort"] = sort
        self._context.go("caseload", target)
