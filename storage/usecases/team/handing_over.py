"""Hand cases from one coordinator to another, in one Save."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.task import OPEN, Task
from storage.errors import RejectedError
from storage.tables.records import TABLES, Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Change, Edit, save
from storage.usecases.transaction import Transaction

_DAYS_TO_READ = 3


@dataclass(frozen=True, slots=True)
class HandOver:
    """Which cases go to whom; the lead stays as back-up where ``stays_as_backup`` says so."""

    cases: Sequence[RecordId]
    to: str
    on: date
    stays_as_backup: bool = True


def hand_over(transaction: Transaction, wanted: HandOver) -> Changes:
    """Give the cases and their lead's open tasks to ``wanted.to``, with a task to read each one.

    Raises RejectedError when nobody or nothing was chosen, or a case is not here. Handing to who
    leads a case already changes nothing of it.
    """
    to = " ".join(wanted.to.split())
    if not to:
        raise RejectedError("Hand-over: choose who takes the cases. Nothing was changed.")
    changes: list[Change] = []
    for case in wanted.cases:
        stored = fetch(transaction.connection, Case, case)
        if stored is None or stored.retired:
            raise RejectedError("Hand-over: a case is not on this laptop. Nothing was changed.")
        if stored.record.coordinator != to:
            changes += _handed(transaction, stored, to, wanted)
    if not changes:
        raise RejectedError("Hand-over: every case chosen is with them already.")
    return save(transaction, changes, f"hand over {len(wanted.cases)} cases")


def _handed(
    transaction: Transaction, stored: Stored[Case], to: str, wanted: HandOver
) -> list[Change]:
    case = stored.record
    leaving = case.coordinator
    backup = leaving if wanted.stays_as_backup else case.backup_coordinator
    after = replace(case, coordinator=to, backup_coordinator="" if backup == to else backup)
    reading = Task(
        id=transaction.new_id(),
        case=case.id,
        text="Read the case and meet the youth after the hand-over",
        due_on=wanted.on + timedelta(days=_DAYS_TO_READ),
        owner=to,
        priority="high",
        status="open",
    )
    return [Edit(stored, after), *_tasks(transaction, case.id, leaving, to), Add(reading)]


def _tasks(transaction: Transaction, case: RecordId, leaving: str, to: str) -> list[Change]:
    table = TABLES["task"]
    query = table.select().where(
        table.c.case == case,
        table.c.status.in_(OPEN),
        table.c.retired == 0,
        table.c.owner.in_((leaving, "")),
    )
    found: list[Change] = []
    for row in transaction.connection.execute(query).mappings():
        stored = fetch(transaction.connection, Task, RecordId(row["id"]))
        if stored is not None:
            found.append(Edit(stored, replace(stored.record, owner=to)))
    return found
