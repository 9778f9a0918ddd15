"""Keep what cases count when they are destroyed: a record for each vault whose members count it."""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from sqlalchemy import Connection

from storage.domain import anonymous
from storage.domain.anonymous import KeptCount
from storage.domain.ids import RecordId
from storage.domain.kinds.anonymous import AnonymousCount
from storage.reports.beside import counts_beside
from storage.reports.contributions import contributions, people_of
from storage.spec.kinds import VaultName
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction

_CASES: VaultName = "cases"
_OF_ALL = get_args(VaultName)
"""The vaults that every member of a program belongs to."""


class Counted(NamedTuple):
    """What the cases of one vault counted, and how many they are."""

    vault: bytes
    cases: int
    counts: tuple[KeptCount, ...]


def counted(transaction: Transaction, cases: Sequence[tuple[bytes, bytes]]) -> list[Counted]:
    """Return by vault what ``cases`` (vault and scope) count, before they are destroyed.

    Who may see cases may see their counts, and nobody else. What is kept for everybody is counted
    as if the cases of a few were not here; what those few count beyond it is kept with them, and
    what is marked in privileged notes with those who read them.
    """
    if not cases:
        return []
    connection = transaction.connection
    everybody = transaction.vault(_CASES).id
    apart = _apart(transaction, cases)
    gone, found, before = list[RecordId](), list[Counted](), tuple[KeptCount, ...]()
    unseen = {scope for scopes in apart.values() for scope in scopes}
    for vault in (everybody, *apart):
        unseen -= apart.get(vault, frozenset())
        own = [
            RecordId(scope) for of, scope in cases if (of if of in apart else everybody) == vault
        ]
        gone += own
        counts = contributions(connection, gone, unseen - {*gone})
        counts += counts_beside(connection, {*gone})
        found.append(Counted(vault, _here(connection, own), anonymous.beyond(counts, before)))
        before = counts
    return found


def keep(transaction: Transaction, found: Sequence[Counted]) -> Changes:
    """Save what ``counted`` found, after the cases are destroyed; nothing where they had none."""
    ids = set[RecordId]()
    for one in found:
        if one.counts:
            record = AnonymousCount(
                id=transaction.new_id(), cases=one.cases, counts=anonymous.written(one.counts)
            )
            home = next(vault for vault in transaction.vaults.values() if vault.id == one.vault)
            transaction.ensure_case_key(home, record.id)
            save(transaction, [Add(record)], anonymous.ACT)
            ids.add(record.id)
    return Changes({"anonymous_count": frozenset(ids)} if ids else {}, anonymous.ACT)


def _here(connection: Connection, scopes: Sequence[RecordId]) -> int:
    query = 'SELECT 1 FROM "case" WHERE id = ?'
    return sum(connection.exec_driver_sql(query, (one,)).first() is not None for one in scopes)


def _apart(
    transaction: Transaction, cases: Sequence[tuple[bytes, bytes]]
) -> dict[bytes, frozenset[RecordId]]:
    """Return the vaults of a few with one of ``cases`` or its people, with every case in them."""
    connection, found = transaction.connection, dict[bytes, frozenset[RecordId]]()
    people = people_of(connection, [RecordId(scope) for _, scope in cases])
    own = {vault for vault, _ in cases}
    for vault in sorted(v.id for name, v in transaction.vaults.items() if name not in _OF_ALL):
        rows = connection.exec_driver_sql("SELECT scope FROM case_key WHERE vault = ?", (vault,))
        scopes = frozenset(RecordId(scope) for scope in rows.scalars())
        if vault in own or not people.isdisjoint(people_of(connection, scopes)):
            found[vault] = scopes
    return found
