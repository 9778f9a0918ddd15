"""Compare the words of the full-text index with those of the texts, each in its place."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain

from sqlalchemy import Connection, select

from storage.crypto.database import in_memory
from storage.domain.kinds import KINDS
from storage.tables import misfiled
from storage.tables.records import TABLES, record_maker
from storage.tables.search_index import CREATE_TEXT_INDEX
from storage.usecases.indexing import searched_fields, text_rows

_STEP = 500
"""Words between two steps."""


def are_words_whole(connection: Connection, step: Callable[[], object]) -> bool:
    """Tell whether every word of every text is found where it stands, and nowhere else.

    The texts are indexed once more, in memory alone. ``step`` is called now and then, and may raise
    CancelledError to stop it.
    """
    with closing(in_memory()) as fresh:
        fresh.execute(CREATE_TEXT_INDEX)
        fresh.executemany("INSERT INTO text_index(rowid, body) VALUES (?, ?)", _texts(connection))
        step()
        fresh.execute("CREATE VIRTUAL TABLE words USING fts5vocab(text_index, 'row')")
        words = fresh.execute("SELECT term FROM words").fetchall()
        for number, (word,) in enumerate(words):
            if number % _STEP == 0:
                step()
            if _found(connection, word) != _expected(fresh, word):
                return False
    return True


def _texts(connection: Connection) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of every entry."""
    entries = connection.exec_driver_sql("SELECT record, number FROM text_entry").all()
    numbers = {row.record: row.number for row in entries}
    hidden = set(connection.exec_driver_sql(misfiled.HIDDEN).scalars())
    for kind in KINDS:
        if searched_fields(kind, "text"):
            table, make = TABLES[kind], record_maker(kind)
            rows = connection.execute(select(table).where(table.c.retired == 0)).mappings()
            for _, _, record, body in chain.from_iterable(text_rows(make(row)) for row in rows):
                if record in numbers and not (kind == "note" and record in hidden):
                    yield numbers[record], body


def _found(connection: Connection, word: str) -> list[int]:
    return list(connection.exec_driver_sql(_WHERE, (_quoted(word),)).scalars())


def _expected(fresh: sqlite3.Connection, word: str) -> list[int]:
    return [number for (number,) in fresh.execute(_WHERE, (_quoted(word),))]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


_WHERE = "SELECT rowid FROM text_index WHERE text_index MATCH ? ORDER BY rowid"
