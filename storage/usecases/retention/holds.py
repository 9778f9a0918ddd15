"""Legal holds: what may not be destroyed, who said so, and why.

A hold is in force until its lifting is on this laptop. Whoever heard of the hold and not of its
lifting keeps what it holds, whatever comes: waiting costs nothing, and what is gone is gone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.hold import HoldLifting, LegalHold
from storage.errors import RejectedError
from storage.tables.records import fetch, record_maker
from storage.usecases.access.noting import Subject, note
from storage.usecases.changes import Changes
from storage.usecases.onepeople import same_people
from storage.usecases.privileged import scope_apart
from storage.usecases.records import Add, Change, Edit, save
from storage.usecases.syncing.expunging import held_back, let_go
from storage.usecases.transaction import Transaction

_IN_FORCE = """
SELECT * FROM legal_hold AS h WHERE retired = 0
AND NOT EXISTS (SELECT 1 FROM hold_lifting AS l WHERE l.hold = h.id AND l.retired = 0)
ORDER BY from_on, id
"""
_OF_PERSON = """
SELECT id FROM "case" WHERE youth IN ({marks})
UNION SELECT "case" FROM person WHERE id IN ({marks}) AND "case" IS NOT NULL
"""


def holds_in_force(connection: Connection) -> list[LegalHold]:
    """Return every hold that is in force, the oldest first."""
    make = record_maker("legal_hold")
    return [make(row) for row in connection.exec_driver_sql(_IN_FORCE).mappings()]


def lifted_holds(connection: Connection) -> list[RecordId]:
    """Return the holds that were lifted, as far as this laptop knows."""
    query = "SELECT DISTINCT hold FROM hold_lifting WHERE retired = 0 ORDER BY hold"
    return [RecordId(hold) for hold in connection.exec_driver_sql(query).scalars() if hold]


def held_cases(
    connection: Connection, lifted: Collection[RecordId] = ()
) -> Mapping[RecordId, tuple[LegalHold, ...]]:
    """Return by case the holds that keep it: its own, and those of its youth.

    Not those ``lifted``, beside what is known here.
    """
    found: defaultdict[RecordId, list[LegalHold]] = defaultdict(list)
    for hold in holds_in_force(connection):
        if hold.id in lifted:
            continue
        for case in sorted({*_cases_of(connection, hold.person), hold.case or b""} - {b""}):
            found[RecordId(case)].append(hold)
    return {case: tuple(holds) for case, holds in found.items()}


def holds_of(connection: Connection, case: RecordId) -> tuple[LegalHold, ...]:
    """Return the holds that keep one case."""
    return held_cases(connection).get(case, ())


def is_held(connection: Connection, scope: bytes) -> bool:
    """Tell whether a hold keeps what is sealed under ``scope``: a case, or its privileged notes."""
    return scope in held_scopes(connection)


def held_scopes(connection: Connection, lifted: Collection[RecordId] = ()) -> set[bytes]:
    """Return what holds keep, cases and their privileged notes; ``lifted`` as in ``held_cases``."""
    held = held_cases(connection, lifted)
    return {scope for case in held for scope in (case, scope_apart(case))}


def refuse_held(connection: Connection, cases: Collection[bytes]) -> None:
    """Raise RejectedError, which names the case and the hold, where one of ``cases`` is held."""
    held = held_cases(connection)
    for case in cases:
        for hold in held.get(RecordId(case), ()):
            number = connection.exec_driver_sql(
                'SELECT number FROM "case" WHERE id = ?', (case,)
            ).scalar()
            who = f", placed by {hold.placed_by}" if hold.placed_by else ""
            raise RejectedError(
                f"Case {number or 'that is not on this laptop'}: it is under a legal hold since "
                f"{hold.from_on}{who}. Nothing was destroyed; lift the hold first."
            )


def place_hold(transaction: Transaction, hold: LegalHold) -> Changes:
    """Place ``hold`` in the name of whoever does it."""
    placed = replace(
        hold,
        id=transaction.new_id(),
        from_on=hold.from_on or transaction.today(),
        placed_by=hold.placed_by or transaction.identity.author,
    )
    return save(transaction, [Add(placed)], "place legal hold")


def lift_hold(transaction: Transaction, hold: RecordId, because: str) -> Changes:
    """Lift a hold; why is kept with it. What stood here for it alone is destroyed at once.

    RejectedError where it is not here, or no reason is given.
    """
    stored = fetch(transaction.connection, LegalHold, hold)
    if stored is None:
        raise RejectedError("Legal hold: it is not on this laptop any more. Nothing was changed.")
    if not because.strip():
        raise RejectedError("Legal hold: Why it was lifted is needed. Fill it in.")
    lifting = HoldLifting(
        id=transaction.new_id(),
        hold=hold,
        on=transaction.today(),
        author=transaction.identity.author,
    )
    changes: list[Change] = [Add(lifting)]
    if stored.record.case not in held_back(transaction.connection):
        changes.append(Edit(stored, replace(stored.record, lifted_because=because.strip())))
    done = save(transaction, changes, "lift legal hold")
    note(transaction, "policy", Subject("legal_hold", hold, stored.record.case or b""), because)
    gone = release(transaction)
    return Changes({**done.ids_by_kind, **gone.ids_by_kind}, done.act, done.dot)


def release(transaction: Transaction) -> Changes:
    """Destroy what stood here for a hold alone that is in force no more."""
    connection = transaction.connection
    touched: dict[str, frozenset[RecordId]] = {}
    waiting = held_back(connection)
    kept = held_scopes(connection) if waiting else set()
    for scope in sorted(waiting - kept):
        touched |= let_go(transaction, scope).ids_by_kind
    return Changes(touched, "expunge")


def to_look_at(holds: Collection[LegalHold], today: date) -> list[LegalHold]:
    """Return the holds whose day to look at them again has come; they stay in force."""
    return [one for one in holds if one.until_on is not None and one.until_on <= today]


def _cases_of(connection: Connection, person: RecordId | None) -> Collection[bytes]:
    if person is None:
        return ()
    everyone = same_people(connection).all_of(person)
    marks = ", ".join("?" * len(everyone))
    query = _OF_PERSON.format(marks=marks)
    return connection.exec_driver_sql(query, (*everyone, *everyone)).scalars().all()
