"""The breaker: an act that would change or retire very many records stops before it happens.

What counts is what was there before. New records never do: a referral that names many, an import, a
service for a whole group add and change nothing. Edits count once for each case they touch, for
within one case they are seen on one page and one undo takes them back; outside of cases each
record counts. Each record that is retired or brought back counts by itself: that is how things
disappear. How the program arranges its forms and lists is no record of anybody and is left out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, TypeVarTuple, Unpack

from sqlalchemy import Connection

from storage.domain.changeset import Operation
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.names import words_of
from storage.errors import MassChangeError, RejectedError
from storage.spec.kinds import kind_of
from storage.usecases.access.noting import note
from storage.usecases.naming import named
from storage.usecases.settings import setting
from storage.usecases.transaction import Granted, Transaction, Vault

Ts = TypeVarTuple("Ts")
R = TypeVar("R")

LEAST, MOST = 10, 25
_PERCENT = 5
_FIRST = 8
ARRANGED = frozenset({"field_setting", "code_setting", "clock_setting", "activity"})
"""Kinds that arrange the program and tell of nobody."""
_HIDING = frozenset({"retire", "restore"})

Sealed = Mapping[tuple[Vault, bytes], Iterable[Operation]]


def most_at_once(connection: Connection) -> int:
    """Return how much one act may change: 5 % of the cases, at least 10 and at most 25."""
    cases = connection.exec_driver_sql('SELECT count(*) FROM "case" WHERE retired = 0').scalar_one()
    return min(MOST, max(LEAST, int(cases) * _PERCENT // 100))


def unit_of(operation: Operation, scope: bytes, vault: bytes) -> bytes | None:
    """Return the id of what an operation counts as: a record, or its case; None for no change."""
    if operation.verb == "add" or operation.kind in ARRANGED:
        return None
    in_case = scope != vault and operation.verb not in _HIDING
    return scope if in_case else operation.record


def weigh(transaction: Transaction, act: str, sealed: Sealed) -> None:
    """Raise MassChangeError where this transaction changes too much and nobody gave a reason.

    With a reason it is noted in the record of access. RejectedError where the program lets leads
    alone go on, and none does.
    """
    found = {
        unit: operation
        for (vault, scope), operations in sealed.items()
        for operation in operations
        if (unit := unit_of(operation, scope, vault.id)) is not None
    }
    _weigh(transaction, act, found)


def weigh_hiding(
    transaction: Transaction, act: str, records: Iterable[tuple[str, RecordId]]
) -> None:
    """Do as ``weigh`` for ``records`` (kind and id) that several Saves will retire or restore."""
    _weigh(
        transaction,
        act,
        {record: Operation(0, "retire", kind, record, {}, {}) for kind, record in records},
    )


def _weigh(transaction: Transaction, act: str, found: Mapping[bytes, Operation]) -> None:
    was = len(transaction.weighed)
    transaction.weighed.update(found)
    if len(transaction.weighed) <= LEAST:
        return
    most = most_at_once(transaction.connection)
    if len(transaction.weighed) <= most:
        return
    lead_only = bool(setting(transaction.connection, "masschange.lead_only"))
    if transaction.granted is None:
        raise _stopped(transaction, act, found, most, lead_only=lead_only)
    _refuse_reason(transaction.granted, lead_only=lead_only)
    if was <= most:
        why = f"{act}: {len(transaction.weighed)}. {transaction.granted.reason.strip()}"
        note(transaction, "bulk", why=why)


def granted(act: Callable[[Any, Unpack[Ts]], R], why: Granted) -> Callable[[Any, Unpack[Ts]], R]:
    """Return ``act`` as somebody does it who gave a reason to change many records."""

    def do(transaction: Any, *args: *Ts) -> R:
        return act(replace(transaction, granted=why), *args)

    return do


def _refuse_reason(given: Granted, *, lead_only: bool) -> None:
    if not words_of(given.reason):
        raise RejectedError("A reason is needed to change so much at once. Write one.")
    if lead_only and not given.by_lead:
        raise RejectedError(
            "Only a lead of your program may change so much at once. Ask one to do it."
        )


def _stopped(
    transaction: Transaction,
    act: str,
    found: Mapping[bytes, Operation],
    most: int,
    *,
    lead_only: bool,
) -> MassChangeError:
    hidden = sum(operation.verb in _HIDING for operation in found.values())
    others = sum(
        unit == operation.record and operation.verb not in _HIDING and operation.kind != "case"
        for unit, operation in found.items()
    )
    before = len(transaction.weighed) - len(found)
    return MassChangeError(
        act,
        cases=before + len(found) - hidden - others,
        retired=hidden,
        others=others,
        most=most,
        first=first_words(transaction.connection, found),
        lead_only=lead_only,
    )


def first_words(
    connection: Connection, found: Mapping[bytes, Operation]
) -> tuple[tuple[str, str], ...]:
    """Return of the first units what each is called: the kind's label, and the name or number."""
    words = []
    for unit, operation in list(found.items())[:_FIRST]:
        kind = operation.kind if unit == operation.record else "case"
        one = named(connection, kind, RecordId(unit), retired=True)
        label = kind_of(KINDS[kind]).label
        words.append((label, one.name if one else ""))
    return tuple(words)
