"""Make the search indexes anew from the records: the one thing that may be mended by itself."""

from collections.abc import Callable

from sqlalchemy import Connection, select

from storage.domain.kinds import KINDS
from storage.tables import search_index
from storage.tables.records import TABLES, record_maker
from storage.usecases import indexing
from storage.usecases.changes import Changes
from storage.usecases.transaction import Transaction


def reindex(
    transaction: Transaction, step: Callable[[], object] = lambda: None
) -> tuple[int, Changes]:
    """Forget both indexes and fill them from the records; return how many records were read.

    Nothing that was saved is changed. ``step`` is called now and then, and may raise
    CancelledError: the indexes are then as they were.
    """
    connection = transaction.connection
    for statement in _EMPTY:
        connection.exec_driver_sql(statement)
    return sum(_fill(connection, kind, step) for kind in KINDS), Changes()


def _fill(connection: Connection, kind: str, step: Callable[[], object]) -> int:
    if not any(indexing.searched_fields(kind, role) for role in ("name", "text")):
        return 0
    table, make = TABLES[kind], record_maker(kind)
    rows = connection.execute(select(table).where(table.c.retired == 0)).mappings()
    records = [make(row) for row in rows]
    step()
    search_index.add_names(
        connection, (row for one in records for row in indexing.name_rows(one)), step
    )
    search_index.add_texts(
        connection, (row for one in records for row in indexing.text_rows(one)), step
    )
    indexing.settle(connection, kind)
    return len(records)


_EMPTY = (
    "DELETE FROM name_key",
    "DELETE FROM text_entry",
    "INSERT INTO text_index(text_index) VALUES ('delete-all')",
)
