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
    """Something that is still to come in a case: a task, a hearing, a referral out."""

    kind: str
    record: Any
    day: date | None


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
    parts = (
        ("task", f"status IN {OPEN}", ()),
        ("court_event", f'"on" >= ? AND state NOT IN {OVER}', (today.isoformat(),)),
        ("referral_out", f"status NOT IN ({ended})", ()),
    )
    return [
        end
        for kind, condition, values in parts
        for end in _ends(connection, kind, condition, (case, *values))
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


def _ends(
    connection: Connection, kind: str, condition: str, values: tuple[Any, ...]
) -> list[OpenEnd]:
    dated_by = kind_of(_CLASSES[kind]).dated_by
    query = (
        f'SELECT * FROM "{kind}" WHERE "case" = ? AND retired = 0 AND {condition} '  # noqa: S608 - our own names
        f'ORDER BY "{dated_by}" IS NULL, "{dated_by}", id'
    )
    records = map(record_maker(kind), connection.exec_driver_sql(query, values).mappings())
    return [OpenEnd(kind, record, getattr(record, dated_by)) for record in records]


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


_CLASSES: Mapping[str, type[Any]] = {
    "task": Task,
    "court_event": CourtEvent,
    "referral_out": ReferralOut,
}
