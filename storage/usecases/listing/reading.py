"""Read a list: its order as ids, then its rows in words, a window at a time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, TextClause, or_, select, text

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.names import folded
from storage.spec.fields import Reference
from storage.spec.kinds import fields_of
from storage.tables import misfiled
from storage.tables.columns import reading
from storage.tables.records import TABLES, fetch_all
from storage.usecases.codelists import book_of
from storage.usecases.listing.columns import may_hold, order_key, words_in
from storage.usecases.listing.conditions import in_sql
from storage.usecases.listing.wanted import By, Condition, Wanted
from storage.usecases.onepeople import IN_DIRECTORY, same_people
from storage.usecases.record_words import closed_name_of

_AT_ONCE = 500
_NOTE = "note"
_MOST_WORDS, _MOST_LETTERS = 40, 10_000


def ordered(
    connection: Connection, kind: str, wanted: Wanted, sort: Sequence[By]
) -> list[RecordId]:
    """Return the ids of the records of ``kind`` that ``wanted`` lets through, in order.

    Of an agency or a partner recorded more than once, the record that stands for all. Raises
    KeyError for a field that the kind does not have.
    """
    table, book = TABLES[kind], book_of(connection)
    keys = [_directed(order_key(kind, by.field, book), by) for by in sort]
    found = _found(connection, kind, wanted, select(table.c.id).order_by(*keys, table.c.id))
    if kind not in IN_DIRECTORY or wanted.retired:
        return found
    stands, there = same_people(connection).stands, set(found)
    # By its own values it has its place in the order; another record's only where it has none.
    return list(
        dict.fromkeys(
            one
            for record in found
            if (one := stands.get(record, record)) == record or one not in there
        )
    )


def matching(connection: Connection, kind: str, conditions: Iterable[Condition]) -> set[RecordId]:
    """Return the ids of the records of ``kind`` that meet all ``conditions``, retired ones too."""
    table = TABLES[kind]
    wanted = Wanted(conditions=tuple(conditions), retired=True)
    return set(_found(connection, kind, wanted, select(table.c.id)))


def names(connection: Connection, kind: str, ids: Iterable[RecordId]) -> dict[RecordId, str]:
    """Return what the records of ``kind`` with these ids go by, as far as they are here."""
    found: dict[RecordId, str] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        for record, one in fetch_all(connection, KINDS[kind], some).items():
            found[record] = closed_name_of(one)
    return found


def values(
    connection: Connection, kind: str, fields_named: Sequence[str], keys: Sequence[RecordId]
) -> dict[RecordId, tuple[Any, ...]]:
    """Return the values of the fields named for each of ``keys`` that is here."""
    fields = fields_of(KINDS[kind])
    if kind == _NOTE:
        # What is shown of a note that was moved is not what its row holds.
        notes = fetch_all(connection, KINDS[kind], keys)
        return {one: tuple(getattr(note, n) for n in fields_named) for one, note in notes.items()}
    readers = [reading(fields[name]) for name in fields_named]
    wanted = set(fields_named)
    columns = ", ".join(f'"{name}"' for name in ("id", *(n for n in fields if n in wanted)))
    marks = ", ".join("?" * len(keys))
    query = f'SELECT {columns} FROM "{kind}" WHERE id IN ({marks})'  # noqa: S608 - our own names
    return {
        row["id"]: tuple(
            None if row[name] is None else read(row[name])
            for name, read in zip(fields_named, readers, strict=True)
        )
        for row in connection.exec_driver_sql(query, tuple(keys)).mappings()
    }


def _directed(key: Any, by: By) -> Any:
    # What is not recorded stands at the end, whichever way the list goes.
    return (key.desc() if by.descending else key.asc()).nulls_last()


def _found(connection: Connection, kind: str, wanted: Wanted, query: Select[Any]) -> list[RecordId]:
    table = TABLES[kind]
    if not wanted.retired:
        query = query.where(table.c.retired == 0)
    query = query.where(*_within(connection, kind, wanted))
    for condition in wanted.conditions:
        clause = in_sql(kind, condition)
        if clause is not None:
            query = query.where(clause)
    tests = _word_tests(wanted)
    fields = list(dict.fromkeys(name for names, _ in tests for name in names))
    if not tests:
        return list(connection.execute(query).scalars())
    query = query.where(*_sayable(kind))
    for searched, words in tests:
        for word in words:
            query = query.where(or_(*(may_hold(kind, name, word) for name in searched)))
    rows = connection.execute(query.add_columns(*(words_in(kind, name) for name in fields)))
    places = [([fields.index(name) for name in names], words) for names, words in tests]
    return [record for record, *texts in rows if _holds(texts, places)]


def _within(connection: Connection, kind: str, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of ``wanted.within``; an agency stands for all of its records."""
    columns, fields = TABLES[kind].c, fields_of(KINDS[kind])
    for name, value in wanted.within.items():
        field = fields.get(name)
        if isinstance(field, Reference) and field.kind in IN_DIRECTORY:
            yield columns[name].in_(same_people(connection).all_of(value))
        else:
            yield columns[name] == value


def _sayable(kind: str) -> list[TextClause]:
    """Return the condition on a record whose words may be found: on a note, that it is shown."""
    hidden = f"note.id NOT IN ({misfiled.HIDDEN})"
    return [text(hidden)] if kind == _NOTE else []


def _word_tests(wanted: Wanted) -> list[tuple[tuple[str, ...], list[str]]]:
    """Return which words must be found in which fields: letters are compared without accents."""
    tests: list[tuple[tuple[str, ...], list[str]]] = [
        ((condition.field,), _words(" ".join(condition.values)))
        for condition in wanted.conditions
        if condition.test == "contains"
    ]
    if wanted.words.strip() and wanted.searched:
        tests.append((wanted.searched, _words(wanted.words)))
    return [(names, words) for names, words in tests if words]


def _words(text: str) -> list[str]:
    """Return the folded words of ``text``, each once; of a page that was pasted, the first ones."""
    return list(dict.fromkeys(folded(text[:_MOST_LETTERS]).split()))[:_MOST_WORDS]


def _holds(texts: Sequence[Any], tests: Sequence[tuple[Sequence[int], Sequence[str]]]) -> bool:
    for places, words in tests:
        text = " ".join(str(texts[place]) for place in places if texts[place])
        text = text.casefold() if text.isascii() else folded(text)
        if not all(word in text for word in words):
            return False
    return True
