"""Records of a period of which a field has several versions: the figures count the one shown."""

from collections.abc import Collection

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.reports.terms import Terms

_SERVICES = """
SELECT count(DISTINCT s.id) FROM sibling AS v JOIN service AS s ON s.id = v.record
WHERE s."on" BETWEEN ? AND ? AND s.retired = 0 AND s.funding IN ({marks})
"""
_DATED = """
SELECT count(DISTINCT d.id) FROM sibling AS v JOIN "{kind}" AS d ON d.id = v.record
WHERE d."on" BETWEEN ? AND ? AND d.retired = 0
"""


def undecided(connection: Connection, terms: Terms, counted: Collection[RecordId]) -> int:
    """Count the records behind the figures of a period whose versions nobody has settled.

    ``counted`` are the people and presentations in them; services and what a row counts by its
    day are found here.
    """
    open_records = connection.exec_driver_sql("SELECT DISTINCT record FROM sibling").scalars().all()
    if not open_records:
        return 0
    days = (terms.period.start.isoformat(), terms.period.end.isoformat())
    services = connection.exec_driver_sql(
        _SERVICES.format(marks=", ".join("?" * len(terms.funding))), (*days, *terms.funding)
    ).scalar_one()
    kinds = {row.counts.of for row in terms.form.rows if row.counts.measure == "records"}
    dated = sum(
        connection.exec_driver_sql(_DATED.format(kind=kind), days).scalar_one()
        for kind in sorted(kinds)
    )
    known = set(counted)
    found: int = services + dated + sum(record in known for record in open_records)
    return found
