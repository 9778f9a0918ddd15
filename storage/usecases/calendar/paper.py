"""The calendar on paper: a list of days, tagged PDF made in memory; no youth is named by name.

The bytes leave by ``usecases.sharing`` alone.
"""

from collections.abc import Sequence
from datetime import time
from typing import Any

from storage.domain.kinds import KINDS
from storage.domain.periods import Period
from storage.spec.kinds import kind_of
from storage.usecases.calendar.occurrence import Occurrence, Span, days_of
from storage.usecases.printing import Printing
from storage.usecases.record_words import in_words
from storage.usecases.typesetting import typeset

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LABELS = {"review": "Case review", "screening": "Screening due", "plan": "Safety plan review"}


def calendar_pdf(found: Sequence[Occurrence], span: Span, printing: Printing) -> bytes:
    """Return what is ``found`` in the days of ``span`` as tagged PDF (PDF/UA-1)."""
    days = days_of(found, span.first, span.last)
    data = {
        "title": "Calendar",
        "subtitle": Period(span.first, span.last).words(),
        **printing.foot(),
        "days": [
            {
                "title": f"{_WEEKDAYS[day.weekday()]}, {in_words(day)}",
                "rows": [_row(o) for o in ones],
            }
            for day, ones in days.items()
            if ones
        ],
    }
    return typeset("calendar", data)


def _row(one: Occurrence) -> dict[str, Any]:
    label = _LABELS.get(one.subject) or kind_of(KINDS[one.kind]).label
    state = f" ({one.state.lower()})" if one.state else ""
    state += f" ({one.versions} versions, not decided)" if one.versions else ""
    return {
        "time": _clock(one.at),
        "what": f"{label}: {one.what}{state}" if one.what else f"{label}{state}",
        "case": one.number,
        "place": one.where,
        "who": one.who,
    }


def _clock(at: time | None) -> str:
    if at is None:
        return "All day"
    return in_words(at)
