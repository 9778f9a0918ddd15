"""A line over the services of a case: how many, and of which most."""

from collections.abc import Sequence

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.labels import Muted
from desktop.wording.numbers import count, counted
from storage.domain.ids import RecordId
from storage.usecases.servicetotals import ServiceTotal, service_totals

_NAMED = 6


class ServiceTotals(Muted):
    """Counts the services of one case, by times given."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__("", wrap=True)
        self._lanes, self._book = lanes, context.book
        self.hide()

    def open_case(self, case: RecordId) -> None:
        """Count the services of ``case`` again."""
        self._lanes.read(service_totals, case, context=self, then=self._show, key="totals")

    def _show(self, totals: Sequence[ServiceTotal]) -> None:
        times = counted(sum(one.times for one in totals), self.tr("service"), self.tr("services"))
        parts = [
            f"{one.code.upper()} {self._short(one.code)} {count(one.times)}"
            for one in totals[:_NAMED]
        ]
        rest = sum(one.times for one in totals[_NAMED:])
        if rest:
            parts.append(self.tr("others {times}").format(times=count(rest)))
        named = " \u00b7 ".join(parts)
        self.setText(f"{times}: {named}" if totals else "")
        self.setVisible(bool(totals))

    def _short(self, code: str) -> str:
        return self._book.label("service", code).split(" (")[0].split(",")[0]
