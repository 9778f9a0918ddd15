"""Cases that have something to do with one another: by a link of either, or by an exploiter."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person, display_name
from storage.tables.records import fetch

SAME_EXPLOITER = "same_exploiter"


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """Another case, why, since when, and the link's own record; ``None`` where none was written."""

    case: RecordId
    number: str
    youth: str
    status: str
    why: str
    since: date | None
    record: RecordId | None


def linked_cases(connection: Connection, case: RecordId) -> list[LinkedCase]:
    """Return the cases linked with ``case``, whichever of the two the link was written in."""
    rows = connection.exec_driver_sql(
        'SELECT id, other AS case_id, link, "on" FROM case_link WHERE "case" = ? AND retired = 0 '
        'UNION ALL SELECT id, "case", link, "on" FROM case_link WHERE other = ? AND retired = 0',
        (case, case),
    ).all()
    found = (
        _linked(connection, row.case_id, row.link, date.fromisoformat(row.on), RecordId(row.id))
        for row in rows
        if row.case_id and row.case_id != case
    )
    return sorted(found, key=lambda one: (one.number, one.why))


def cases_of_same_exploiter(connection: Connection, case: RecordId) -> list[LinkedCase]:
    """Return the other cases in which an alleged exploiter of ``case`` is involved.

    Counted on this laptop and nowhere else; no name of anybody is part of the answer but the
    youth's own.
    """
    rows = connection.exec_driver_sql(
        'SELECT DISTINCT o."case" AS case_id FROM involvement i '
        "JOIN involvement o ON o.exploiter = i.exploiter "
        'WHERE i."case" = ? AND i.retired = 0 AND o.retired = 0 AND o."case" <> i."case"',
        (case,),
    ).scalars()
    found = (_linked(connection, RecordId(one), SAME_EXPLOITER, None, None) for one in rows)
    return sorted(found, key=lambda one: one.number)


def _linked(
    connection: Connection, case: RecordId, why: str, since: date | None, record: RecordId | None
) -> LinkedCase:
    stored = fetch(connection, Case, case)
    if stored is None:
        return LinkedCase(case, "", "", "", why, since, record)
    youth = fetch(connection, Person, stored.record.youth) if stored.record.youth else None
    name = display_name(youth.record) if youth else ""
    return LinkedCase(case, stored.record.number, name, stored.record.status, why, since, record)
