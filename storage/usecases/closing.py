"""Close a case, with what stays open in it, and open it again; the history keeps both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import OVER, CourtEvent
from storage.domain.kinds.referral_out import ReferralOut
from storage.domain.kinds.task import OPEN, Task
from storage.spec.kinds import kind_of
from storage.tables.records import Stored, fetch, record_maker
from storage.usecases.changes import Changes
from storage.usecases.checking import all_problems
from storage.usecases.editing import Kept
from storage.usecases.hearings import between, undecided
from storage.usecases.records import Change, Edit, save
from storage.usecases.transaction import Transaction
from storage.usecases.wording import sentence

ENDED_REFERRALS = (
    *("youth_declined", "disengaged", "completed", "rejected_ineligible"),
    *("rejected_capacity", "not_in_area", "closed_unknown"),
)
"""Statuses after which nothing more is expected of a referral out."""


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """Something that is still to come in a case: a task, a hearing, a referral out.

    ``days`` has every day it may be on, the next first; more than one where that is undecided.
    """

    kind: str
    record: Any
    days: Sequence[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What is asked when a case is closed; of its open ends, those that end with it."""

    before: Stored[Case]
    values: Mapping[str, Any]
    """Values of the case by field: day, reason, exploitation now, what was reached."""
    ended: Sequence[RecordId] = ()
    """The open ends that are closed; every other one is carried on, a task marked as such."""


def open_ends(connection: Connection, case: RecordId, today: date) -> list[OpenEnd]:
    """Return what is still to come in ``case``: tasks, hearings from today on, referrals out."""
    ended = ", ".join(f"'{status}'" for status in ENDED_REFERRALS)
    return [
        *_ends(connection, "task", case, f"status IN {OPEN}"),
        *_hearings(connection, case, today.isoformat()),
        *_ends(connection, "referral_out", case, f"status NOT IN ({ended})"),
    ]


def close_case(transaction: Transaction, closing: Closing) -> tuple[Kept, Changes]:
    """Close the case and deal with its open ends in one Save; with problems nothing is stored."""
    day = closing.values.get("closed_on")
    case = closing.before.record
    after = replace(
        case,
        **{
            "status": "closed",
            "exploitation_now": closing.values.get("exploitation_at_close")
            or case.exploitation_now,
            **closing.values,
        },
    )
    problems = {p.field: sentence(Case, p) for p in all_problems(transaction, after)}
    if problems:
        return Kept(case.id, problems), Changes()
    ends = open_ends(transaction.connection, case.id, transaction.today())
    changes = [Edit(closing.before, after), *_dealt(transaction.connection, ends, closing, day)]
    done = save(transaction, changes, "close case")
    return Kept(case.id, {}, done.dot), done


def reopen_case(
    transaction: Transaction, before: Stored[Case], on: date
) -> tuple[Dot | None, Changes]:
    """Open a closed case again; day and reason of its closing stay in it and in its history."""
    after = replace(before.record, status="reopened", reopened_on=on)
    done = save(transaction, [Edit(before, after)], "reopen case")
    return done.dot, done


def _hearings(connection: Connection, case: RecordId, first: str) -> list[OpenEnd]:
    apart = undecided(connection)
    coming, days = between(apart, first, _LAST, "court_event")
    found = []
    for end in _ends(connection, "court_event", case, f"{coming} AND state NOT IN {OVER}", days):
        others = (version["on"] for version in apart.get(end.record.id, ()))
        every = {*end.days, *(date.fromisoformat(str(on)) for on in others if on)}
        may_be = sorted(day for day in every if day.isoformat() >= first)
        found.append(OpenEnd(end.kind, end.record, may_be))
    return sorted(found, key=lambda end: (end.days, end.record.id))


def _ends(
    connection: Connection,
    kind: str,
    case: RecordId,
    condition: str,
    values: tuple[object, ...] = (),
) -> list[OpenEnd]:
    dated_by = kind_of(_CLASSES[kind]).dated_by
    query = (
        f'SELECT * FROM "{kind}" WHERE "case" = ? AND retired = 0 AND {condition} '  # noqa: S608 - our own names
        f'ORDER BY "{dated_by}" IS NULL, "{dated_by}", id'
    )
    rows = connection.exec_driver_sql(query, (case, *values)).mappings()
    dated = ((record, getattr(record, dated_by)) for record in map(record_maker(kind), rows))
    return [OpenEnd(kind, record, [day] if day else []) for record, day in dated]


def _dealt(
    connection: Connection, ends: Sequence[OpenEnd], closing: Closing, day: date | None
) -> list[Change]:
    found: list[Change] = []
    for end in ends:
        after = _after(end, day, ended=end.record.id in closing.ended)
        stored = fetch(connection, _CLASSES[end.kind], end.record.id)
        if stored is not None and after != end.record:
            found.append(Edit(stored, after))
    return found


def _after(end: OpenEnd, day: date | None, *, ended: bool) -> Any:
    match end.record:
        case Task() as task:
            return replace(task, status="cancelled" if ended else "carried")
        case CourtEvent() as event if ended:
            return replace(event, state="cancelled")
        case ReferralOut() as referral if ended:
            return replace(referral, status="closed_unknown", status_on=day)
        case record:
            return record


_LAST = "9999"
"""After every day."""

_CLASSES: Mapping[str, type[Any]] = {
    "task": Task,
    "court_event": CourtEvent,
    "referral_out": ReferralOut,
}
