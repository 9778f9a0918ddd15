"""Compare the search indexes with the records they find."""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from storage.doctor.words import are_words_whole
from storage.domain.kinds import KINDS
from storage.errors import DamagedError
from storage.spec.fields import SearchRole
from storage.spec.kinds import fields_of, kind_of
from storage.tables import misfiled
from storage.tables.records import TABLES, record_maker
from storage.usecases.indexing import name_rows


def check_indexes(connection: Connection, step: Callable[[], object] = bool) -> int:
    """Return how many records can be found by name or text; DamagedError when one cannot.

    ``step`` is called now and then, and may raise CancelledError.
    """
    count = _check_names(connection)
    for kind in _searched_by("text"):
        step()
        count += _check_texts(connection, kind)
    if not are_words_whole(connection, step):
        raise DamagedError(f"The index of texts does not find every word. {_REMEDY}")
    return count


def _check_names(connection: Connection) -> int:
    rows = connection.exec_driver_sql("SELECT token, record, sound, kind FROM name_key")
    kept = {tuple(row) for row in rows}
    records: set[bytes] = set()
    for kind in _searched_by("name"):
        table, make = TABLES[kind], record_maker(kind)
        for row in connection.execute(select(table).where(table.c.retired == 0)).mappings():
            expected = set(name_rows(make(row)))
            if not expected <= kept:
                raise _lost(kind)
            kept -= expected
            records.update(record for _, record, _, _ in expected)
    if kept:
        raise DamagedError(f"The index of names finds what is not there. {_REMEDY}")
    return len(records)


def _check_texts(connection: Connection, kind: str) -> int:
    """Compare the entries of one kind both ways, and with the full-text index itself."""
    texts = [name for name, field in fields_of(KINDS[kind]).items() if field.search == "text"]
    filled = " OR ".join(f"\"{name}\" <> ''" for name in texts)
    hidden = f" AND id NOT IN ({misfiled.HIDDEN})" if kind == "note" else ""
    searchable = f'FROM "{kind}" WHERE retired = 0 AND ({filled}){hidden}'
    count = _count(connection, searchable)
    entries = f"FROM text_entry WHERE kind = '{kind}'"
    indexed = "SELECT rowid FROM text_index"
    lost = f'{searchable} AND NOT EXISTS (SELECT 1 {entries} AND record = "{kind}".id)'
    orphaned = f"{entries} AND number NOT IN ({indexed})"
    if _count(connection, lost) or _count(connection, orphaned):
        raise _lost(kind)
    if _count(connection, entries) != count:
        raise DamagedError(f"The index of texts finds what is not there. {_REMEDY}")
    return count


def _count(connection: Connection, source: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) {source}").scalar_one())


def _searched_by(role: SearchRole) -> Iterator[str]:
    for kind, cls in KINDS.items():
        if any(field.search == role for field in fields_of(cls).values()):
            yield kind


def _lost(kind: str) -> DamagedError:
    plural = kind_of(KINDS[kind]).plural
    return DamagedError(f"{plural}: one of them cannot be found by searching. {_REMEDY}")


_REMEDY = "Restore the newest backup into another folder."
