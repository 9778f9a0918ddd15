"""What was given in a case so far: times by service, as the PMT counts them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId


@dataclass(frozen=True, slots=True)
class ServiceTotal:
    """One service code and how many times it was given."""

    code: str
    times: int


def service_totals(connection: Connection, case: RecordId) -> list[ServiceTotal]:
    """Return the totals of a case, the most frequent first; times are sums of quantities."""
    rows = connection.exec_driver_sql(
        'SELECT code, sum(quantity) AS times FROM service WHERE "case" = ? AND retired = 0 '
        "GROUP BY code ORDER BY times DESC, code",
        (case,),
    )
    return [ServiceTotal(row.code, int(row.times)) for row in rows]
