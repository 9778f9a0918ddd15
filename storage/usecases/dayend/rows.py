"""From a row about a case to a loose end."""

from typing import Any

from storage.domain.ids import RecordId
from storage.usecases.calendar.rows import listed
from storage.usecases.dayend.looseend import LooseEnd


def of_case(sort: str, row: Any, **values: Any) -> LooseEnd:
    """Return what ``row`` tells of a case and its youth."""
    person = row.person or row.youth
    return LooseEnd(
        sort=sort,
        record=RecordId(row.id),
        case=RecordId(row.home) if row.home else None,
        person=RecordId(person) if person else None,
        number=row.number or "",
        youth=listed(row),
        **values,
    )
