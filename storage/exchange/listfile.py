"""A list as it is shown, as a file for a spreadsheet: labels above, words in the cells."""

import csv
import io
from collections.abc import Sequence

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.exchange.cells import guarded, unguarded
from storage.exchange.workbook import workbook_of
from storage.spec.fields import Reference, References
from storage.spec.kinds import fields_of, kind_of
from storage.usecases.codelists import book_of
from storage.usecases.fieldshere import here
from storage.usecases.listing.reading import values
from storage.usecases.record_words import words_of_value

_AT_ONCE = 500
_NOTHING: tuple[object, ...] = (None, "", False, frozenset())


def list_rows(
    connection: Connection, kind: str, names: Sequence[str], keys: Sequence[RecordId]
) -> list[list[str]]:
    """Return the labels of the fields ``names`` and, row by row, what ``keys`` say in words.

    A record that is gone is left out. Nothing in a cell can act as a formula.
    """
    book = book_of(connection)
    fields = {name: here(book, kind, name, fields_of(KINDS[kind])[name]) for name in names}
    rows = [[field.label for field in fields.values()]]
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        found = values(connection, kind, names, some)
        rows += [
            [
                "" if value in _NOTHING else guarded(words_of_value(connection, field, value))
                for field, value in zip(fields.values(), found[key], strict=True)
            ]
            for key in some
            if key in found
        ]
    return rows


def list_file(
    connection: Connection, kind: str, names: Sequence[str], keys: Sequence[RecordId]
) -> bytes:
    """Return ``list_rows`` as CSV in UTF-8 that a spreadsheet opens as such."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(list_rows(connection, kind, names, keys))
    return text.getvalue().encode("utf-8-sig")


def list_workbook(
    connection: Connection, kind: str, names: Sequence[str], keys: Sequence[RecordId]
) -> bytes:
    """Return ``list_rows`` as a workbook: its cells are texts, so none needs a guard."""
    rows = list_rows(connection, kind, names, keys)
    plural = kind_of(KINDS[kind]).plural
    return workbook_of(plural, [[unguarded(cell) for cell in row] for row in rows])


def people_in(
    connection: Connection, kind: str, names: Sequence[str], keys: Sequence[RecordId]
) -> frozenset[RecordId]:
    """Return whom the list is about: the people themselves, their cases' youth, whom it names."""
    fields = fields_of(KINDS[kind])
    found: set[RecordId] = set(keys) if kind == "person" else set()
    naming = [
        name
        for name in dict.fromkeys([*names, *(n for n in ("case", "youth") if n in fields)])
        if isinstance(field := fields[name], Reference | References)
        and field.kind in {"person", "case"}
    ]
    cases: set[RecordId] = set(keys) if kind == "case" else set()
    for start in range(0, len(keys), _AT_ONCE):
        for row in values(connection, kind, naming, keys[start : start + _AT_ONCE]).values():
            for name, value in zip(naming, row, strict=True):
                ids = value if isinstance(value, frozenset) else {value} - {None}
                target = getattr(fields[name], "kind", "")
                (found if target == "person" else cases).update(ids)
    wanted = sorted(cases)
    for start in range(0, len(wanted), _AT_ONCE):
        youths = values(connection, "case", ("youth",), wanted[start : start + _AT_ONCE])
        found.update(youth for (youth,) in youths.values() if youth is not None)
    return frozenset(found)
