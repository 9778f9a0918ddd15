"""Why a case may not be destroyed yet, whatever its day: each reason in words, with what to do."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.task import OPEN
from storage.tables.records import TABLES
from storage.usecases.retention.holds import held_cases
from storage.usecases.syncing.outgoing import ACKNOWLEDGED

Why = Literal["hold", "open", "versions", "unsent", "asked", "prosecution", "needed", "apart"]
"""A legal hold; the case is open; several versions wait in Review; changes were not sent; a task
or a referral out is open; an exploiter is prosecuted; another case needs the youth's record; the
case stands in a vault that this laptop is no member of."""
PROSECUTED = ("under_investigation", "arrested", "charged", "indicted", "federal")
_SOME = 400


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason, and how often it is there or what it names."""

    why: Why
    detail: str = ""


def obstacles(
    connection: Connection, cases: Sequence[RecordId], over: Collection[RecordId] = ()
) -> Mapping[RecordId, tuple[Obstacle, ...]]:
    """Return by case why it may not go; a case that is not in it may.

    ``over`` are the cases whose time is over: they need nothing of another case any more.
    """
    found: defaultdict[RecordId, list[Obstacle]] = defaultdict(list)
    held = held_cases(connection)
    for case in cases:
        found[case] += (
            Obstacle("hold", f"{hold.from_on} {hold.placed_by}".strip())
            for hold in held.get(case, ())
        )
    for start in range(0, len(cases), _SOME):
        some = cases[start : start + _SOME]
        for case, obstacle in (*_found(connection, some), *_needed(connection, some, over)):
            found[case].append(obstacle)
    return {case: tuple(reasons) for case, reasons in found.items() if reasons}


def _found(
    connection: Connection, cases: Sequence[RecordId]
) -> Iterator[tuple[RecordId, Obstacle]]:
    marks = ", ".join("?" * len(cases))
    for why, query in _QUERIES:
        for case, detail in connection.exec_driver_sql(query.format(cases=marks), tuple(cases)):
            yield RecordId(case), Obstacle(why, str(detail))
    for kind in _conflicting(connection):
        query = _VERSIONS.format(kind=kind, cases=marks)
        for case, count in connection.exec_driver_sql(query, tuple(cases)):
            yield RecordId(case), Obstacle("versions", str(count))


def _needed(
    connection: Connection, cases: Sequence[RecordId], over: Collection[RecordId]
) -> Iterator[tuple[RecordId, Obstacle]]:
    """Yield the cases with which the youth of another one would lose their name."""
    query = _NEEDED.format(cases=", ".join("?" * len(cases)))
    named = set[RecordId]()
    for case, other, number in connection.exec_driver_sql(query, tuple(cases)):
        if RecordId(other) not in over and case not in named:
            named.add(RecordId(case))
            yield RecordId(case), Obstacle("needed", str(number))


def _conflicting(connection: Connection) -> list[str]:
    kinds = connection.exec_driver_sql("SELECT DISTINCT kind FROM sibling").scalars()
    return [kind for kind in kinds if kind in TABLES]


_VERSIONS = (
    "SELECT r.scope, count(DISTINCT s.record) FROM sibling AS s "
    'JOIN "{kind}" AS r ON r.id = s.record WHERE r.scope IN ({cases}) GROUP BY r.scope'
)
_OPEN_CASE = """SELECT id, '' FROM "case" WHERE status <> 'closed' AND id IN ({cases})"""
_ASKED = f"""
SELECT "case", count(*) FROM task
WHERE status IN {OPEN} AND retired = 0 AND "case" IN ({{cases}}) GROUP BY "case"
"""  # noqa: S608 - our own words
_PROSECUTION = f"""
SELECT i."case", count(DISTINCT e.id) FROM involvement AS i
JOIN exploiter AS e ON e.id = i.exploiter AND e.police_status IN {PROSECUTED} AND e.retired = 0
WHERE i.retired = 0 AND i."case" IN ({{cases}}) GROUP BY i."case"
"""  # noqa: S608 - our own words
_NEEDED = """
SELECT p.scope, c.id, c.number FROM person AS p JOIN "case" AS c ON c.youth = p.id
WHERE p.scope IN ({cases}) AND c.id <> p.scope AND c.retired = 0 ORDER BY c.number
"""
_APART = """
SELECT c.id, '' FROM "case" AS c LEFT JOIN case_key AS k ON k.scope = c.id
WHERE c.id IN ({cases}) AND k.scope IS NULL
"""
_UNSENT = f"""
WITH {ACKNOWLEDGED}
SELECT p.scope, count(DISTINCT j.sequence) FROM journal_part AS p
JOIN journal AS j ON j.sequence = p.sequence AND j.device = (SELECT id FROM this_device)
LEFT JOIN acknowledged AS a ON a.log = p.vault AND a.incarnation = j.incarnation
WHERE p.scope IN ({{cases}}) AND j.counter > coalesce(a.counter, 0)
AND EXISTS (SELECT 1 FROM program) GROUP BY p.scope
"""  # noqa: S608 - our own words
_QUERIES: tuple[tuple[Why, str], ...] = (
    ("open", _OPEN_CASE),
    ("asked", _ASKED),
    ("prosecution", _PROSECUTION),
    ("apart", _APART),
    ("unsent", _UNSENT),
)
