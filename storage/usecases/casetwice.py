"""Two cases that were opened for one youth: which pairs to look at, and what somebody decided.

The decision is a link between the two cases like any other. Both stay in the caseload with their
own hearings, clocks and open count until somebody closes one: to hide a case would hide its
hearing. Figures count people, and the youth is one person in them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.link import CaseLink
from storage.domain.sameness import Sameness
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.caseload import CLOSED
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Change, Retire, save
from storage.usecases.transaction import Transaction

OPENED_TWICE, SEPARATE = "opened_twice", "separate"
"""The codes of a link that say: one case opened twice; two cases of one youth."""
_NEAR = 60
"""Days between the openings of two cases that may be one."""


@dataclass(frozen=True, slots=True)
class OfOneYouth:
    """Two open cases of one youth, and how many days apart they were opened."""

    one: RecordId
    other: RecordId
    days: int


def cases_of_one_youth(connection: Connection, same: Sameness) -> Iterator[OfOneYouth]:
    """Yield pairs of open cases of one youth, opened about the same time, that no link tells of."""
    rows = connection.exec_driver_sql(
        'SELECT id, youth, opened_on FROM "case" '
        "WHERE retired = 0 AND status <> ? AND youth IS NOT NULL",
        (CLOSED,),
    )
    of_youth: defaultdict[RecordId, list[tuple[RecordId, date]]] = defaultdict(list)
    for case, youth, opened in rows:
        of_youth[same.one(RecordId(youth))].append((RecordId(case), date.fromisoformat(opened)))
    told = _told(connection)
    for cases in of_youth.values():
        for (one, first), (other, second) in combinations(sorted(cases), 2):
            days = abs((first - second).days)
            if days <= _NEAR and frozenset((one, other)) not in told:
                yield OfOneYouth(one, other, days)


def one_case(transaction: Transaction, kept: RecordId, other: RecordId) -> Changes:
    """Say that ``other`` is the case ``kept``, opened once more; retiring the link takes it back.

    Raises RejectedError when one of them is not here.
    """
    return _link(transaction, kept, other, OPENED_TWICE, "tell cases to be one")


def two_cases(transaction: Transaction, one: RecordId, other: RecordId) -> Changes:
    """Say that two cases of one youth are two: they are not suggested again."""
    return _link(transaction, one, other, SEPARATE, "tell cases apart")


def _link(
    transaction: Transaction, kept: RecordId, other: RecordId, code: str, act: str
) -> Changes:
    for case in (kept, other):
        stored = fetch(transaction.connection, Case, case)
        if stored is None or stored.retired:
            raise RejectedError("Case: it is not on this laptop any more. Nothing was saved.")
    link = CaseLink(
        id=transaction.new_id(), case=kept, other=other, link=code, on=transaction.today()
    )
    opposite = _decisions(transaction.connection, kept, other)
    changes: list[Change] = [*opposite, Add(link)]
    return save(transaction, changes, act)


def _decisions(connection: Connection, one: RecordId, other: RecordId) -> Iterator[Retire]:
    rows = connection.exec_driver_sql(
        "SELECT id FROM case_link WHERE retired = 0 AND link IN (?, ?) "
        'AND (("case" = ? AND other = ?) OR (other = ? AND "case" = ?))',
        (OPENED_TWICE, SEPARATE, one, other, one, other),
    ).scalars()
    for record in rows.all():
        stored = fetch(connection, CaseLink, RecordId(record))
        if stored is not None:
            yield Retire(stored)


def _told(connection: Connection) -> set[frozenset[RecordId]]:
    """Return every pair of cases that somebody has linked, for whatever reason."""
    rows = connection.exec_driver_sql('SELECT "case", other FROM case_link WHERE retired = 0')
    return {frozenset((RecordId(one), RecordId(other))) for one, other in rows if one and other}
