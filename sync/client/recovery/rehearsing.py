"""The yearly rehearsal of the recovery key: when it was held, when it is due.

It is a task like any other, so that everyone of the program sees it and Today reminds of it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, select

from storage.domain.ids import RecordId
from storage.domain.kinds.task import OPEN, Task
from storage.tables.records import TABLES
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.tasks import finish, move
from storage.usecases.transaction import Transaction
from sync.client.membership import load_roster
from sync.protocol.entries import RecoveryKey, entry_of
from sync.protocol.envelope import Envelope

TEXT = "Try the program's recovery key: bring the shares together on one laptop"
_RULE = "recovery_key"
_NAMED = 16
"""Digits of a key's name that tell it from every other."""
_OUTCOME = "The shares make the key {key}."
_FIRST, _EVERY = timedelta(days=7), timedelta(days=365)
_TASK = TABLES["task"]


def plan_rehearsal(transaction: Transaction, new: Sequence[Envelope]) -> Changes:
    """Let a recovery key that this laptop made be tried within a week, once it holds.

    ``new`` are roster entries that were just taken in. What a laptop made before it was restored
    it has planned, and the others know of it.
    """
    own = (transaction.identity.device, transaction.identity.incarnation)
    if any(_makes_key(entry, own) for entry in new):
        return _plan(transaction)
    return Changes()


def note_rehearsal(transaction: Transaction) -> Changes:
    """Write down that the shares made the key today; the next rehearsal is due in a year."""
    if not _open(transaction.connection):
        _plan(transaction)
    outcome = _OUTCOME.format(key=_named(transaction.connection))
    finish(transaction, _open(transaction.connection), outcome)
    return _add(transaction, transaction.today() + _EVERY)


def last_rehearsal(connection: Connection) -> date | None:
    """Return the day on which the key that holds was tried last, on whichever laptop.

    That an earlier key was tried, or that somebody ticked the task off, says nothing of this one.
    """
    query = (
        "SELECT max(done_on) FROM task"
        " WHERE rule = ? AND status = 'done' AND retired = 0 AND outcome = ?"
    )
    said = _OUTCOME.format(key=_named(connection))
    found = connection.exec_driver_sql(query, (_RULE, said)).scalar()
    return date.fromisoformat(found) if found else None


def _named(connection: Connection) -> str:
    """Write the name of the recovery key that holds; empty where there is none."""
    roster = load_roster(connection)
    known = roster.recovery if roster is not None else None
    return known.id.hex()[:_NAMED] if known is not None else ""


def _makes_key(entry: Envelope, own: tuple[bytes, int]) -> bool:
    signed_by = (entry.header.device, entry.header.incarnation)
    return signed_by == own and isinstance(entry_of(entry), RecoveryKey)


def _plan(transaction: Transaction) -> Changes:
    due = transaction.today() + _FIRST
    waiting = _open(transaction.connection)
    return move(transaction, waiting, due) if waiting else _add(transaction, due)


def _add(transaction: Transaction, due: date) -> Changes:
    task = Task(
        id=transaction.new_id(),
        text=TEXT,
        due_on=due,
        owner=transaction.identity.author,
        status="open",
        rule=_RULE,
    )
    return save(transaction, [Add(task)], "add task")


def _open(connection: Connection) -> list[RecordId]:
    query = select(_TASK.c.id).where(
        _TASK.c.rule == _RULE, _TASK.c.status.in_(OPEN), _TASK.c.retired == 0
    )
    return list(connection.execute(query).scalars())
