"""Keep what cases count when they are destroyed: one record of numbers for each vault of an act."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from storage.domain import anonymous
from storage.domain.anonymous import KeptCount
from storage.domain.ids import RecordId
from storage.domain.kinds.anonymous import AnonymousCount
from storage.reports.contributions import contributions
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction

_ACT = "keep counts"


class Counted(NamedTuple):
    """What the cases of one vault counted, and how many they are."""

    vault: bytes
    cases: int
    counts: tuple[KeptCount, ...]


def counted(connection: Connection, cases: Sequence[tuple[bytes, bytes]]) -> list[Counted]:
    """Return by vault what ``cases`` (vault and scope) count, before they are destroyed.

    Who may see the cases may see their counts: those of a vault of fewer people stay in it.
    """
    by_vault: defaultdict[bytes, list[RecordId]] = defaultdict(list)
    for vault, scope in cases:
        by_vault[vault].append(RecordId(scope))
    return [
        Counted(vault, _here(connection, scopes), contributions(connection, scopes))
        for vault, scopes in sorted(by_vault.items())
    ]


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
            save(transaction, [Add(record)], _ACT)
            ids.add(record.id)
    return Changes({"anonymous_count": frozenset(ids)} if ids else {}, _ACT)


def _here(connection: Connection, scopes: Sequence[RecordId]) -> int:
    query = 'SELECT 1 FROM "case" WHERE id = ?'
    return sum(connection.exec_driver_sql(query, (one,)).first() is not None for one in scopes)
