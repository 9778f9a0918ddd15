"""Break-glass: what a program's rule withholds is opened with a reason, for a time, and noted.

It is about what this laptop can decrypt anyway and its person should not open without need: a
colleague's case, a restricted record. What the keys forbid, a case that is kept to others, stays
closed whatever the reason. A lead's own openings are noted and need none.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from storage.domain.clocks import milliseconds
from storage.domain.kinds import KINDS
from storage.domain.names import words_of
from storage.errors import RejectedError
from storage.spec.kinds import kind_of
from storage.usecases.access.noting import Subject, note, with_case
from storage.usecases.access.reading import leads
from storage.usecases.changes import Changes
from storage.usecases.settings import setting
from storage.usecases.team.coverage import covered_by
from storage.usecases.transaction import Transaction

HOURS = (1, 8, 24)
_LEAST = 10
OTHERS, RESTRICTED = "access.others_cases", "access.restricted"


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is not opened without a reason: the record, and whose case it is in.

    ``whose`` is empty where it is the record itself that is restricted.
    """

    subject: Subject
    number: str
    whose: str = ""


def withheld(
    connection: Connection, kind: str, record: bytes, day: date, now_ms: int
) -> Withheld | None:
    """Return why a record is not opened without a reason; None where it may be opened now."""
    by_case = setting(connection, OTHERS) == "reason"
    by_kind = setting(connection, RESTRICTED) == "reason"
    if not (by_case or by_kind) or leads(connection):
        return None
    subject = with_case(connection, Subject(kind, record))
    row = connection.exec_driver_sql(_CASE, (subject.case,)).first()
    number = row.number if row else ""
    if by_case and row is not None:
        own = (row.coordinator, row.backup_coordinator)
        is_others = row.coordinator and not _is_mine(connection, own, day)
        if is_others and not _permitted(connection, subject.case, now_ms):
            return Withheld(Subject("case", subject.case, subject.case), number, row.coordinator)
    is_restricted = kind in KINDS and kind_of(KINDS[kind]).restricted
    if by_kind and is_restricted and not _permitted(connection, record, now_ms):
        return Withheld(subject, number)
    return None


def permit(transaction: Transaction, subject: Subject, reason: str, hours: int) -> Changes:
    """Open ``subject`` to this laptop's person for some ``hours``; the entry is the permission.

    Raises RejectedError without a reason of some words.
    """
    if len(reason.strip()) < _LEAST or not words_of(reason):
        raise RejectedError("Say in a few words why you open it. Your lead reads this.")
    if hours not in HOURS:
        raise RejectedError("Choose for how long it is to be open.")
    until = milliseconds(transaction.clock.now() + timedelta(hours=hours))
    note(transaction, "override", subject, reason, until=until)
    return Changes()


def overrides(connection: Connection, since_ms: int) -> int:
    """Return how often anybody of the program opened something with a reason since then."""
    return int(connection.exec_driver_sql(_COUNT, (since_ms,)).scalar_one())


def _is_mine(connection: Connection, own: tuple[str, str], day: date) -> bool:
    me = str(setting(connection, "person.name"))
    return me in own or any(cover.away == own[0] for cover in covered_by(connection, me, day))


def _permitted(connection: Connection, record: bytes, now_ms: int) -> bool:
    """Tell whether a permission holds; one that a clock set back has not reached yet does not."""
    values = (record, now_ms, now_ms)
    return connection.exec_driver_sql(_PERMITTED, values).first() is not None


_CASE = 'SELECT number, coordinator, backup_coordinator FROM "case" WHERE id = ?'
_PERMITTED = (
    "SELECT 1 FROM access_entry WHERE subject = ? AND act = 'override' AND at <= ? AND until > ? "
    "AND device = (SELECT id FROM this_device) LIMIT 1"
)
_COUNT = "SELECT count(*) FROM access_entry WHERE act = 'override' AND at >= ?"
