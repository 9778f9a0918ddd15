"""Records on paper: tagged PDF from the record template, made in memory.

The bytes leave by ``usecases.sharing`` alone. Privileged notes never reach paper here.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.errors import GateError, RejectedError
from storage.spec.kinds import kind_of
from storage.tables import misfiled
from storage.tables.records import TABLES, fetch, record_maker
from storage.usecases.record_words import fields_in_words, in_words, texts_in

_PRIVILEGED = "privileged"
_OF_A_CASE = ("person", "victimization", "court_event", "service", "contact", "note", "referral")
"""What the paper of a case holds beside the case, in this order."""
_DATED_FIRST = frozenset({"court_event", "service", "contact", "note", "referral"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What a printed record says beside itself: whose, by whom, when, for whom, what for."""

    program: str
    printed_by: str
    printed_at: datetime
    practice: bool
    recipient: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What would be printed: its title, the people and the number of records in it."""

    title: str
    people: frozenset[RecordId]
    records: int
    content: dict[str, Any]


def paper_of(connection: Connection, kind: str, record: RecordId) -> Paper:
    """Return what the paper of one record holds; a case brings everything that belongs to it.

    Raises RejectedError when the record is not here, GateError for a privileged note
    (M.G.L. c.233 s.20M).
    """
    found = _fetched(connection, kind, record)
    label = kind_of(KINDS[kind]).label
    content = {
        "title": label,
        "header": _header(connection, found),
        "fields": _fields(connection, found),
        "paragraphs": list(texts_in(found)),
    }
    if not isinstance(found, Case):
        return Paper(label, _people_in(connection, [found]), 1, content)
    belongings = [list(_belonging(connection, name, found.id)) for name in _OF_A_CASE]
    content["sections"] = [
        section for records in belongings for section in _sections(connection, records)
    ]
    everything = [found, *(one for records in belongings for one in records)]
    return Paper(label, _people_in(connection, everything), len(everything), content)


def record_pdf(connection: Connection, kind: str, record: RecordId, printing: Printing) -> bytes:
    """Return one record as tagged PDF (PDF/UA-1); the errors are those of ``paper_of``."""
    import typst  # noqa: PLC0415 - it takes 80 ms to load, and most records are never printed

    data = {
        **paper_of(connection, kind, record).content,
        "program": printing.program,
        "recipient": printing.recipient,
        "purpose": printing.purpose,
        "printed_by": printing.printed_by,
        "printed_at": in_words(printing.printed_at),
        "practice": printing.practice,
    }
    folder = files("resources")
    made = typst.compile(
        str(folder / "typst" / "record.typ"),
        sys_inputs={"data": json.dumps(data)},
        font_paths=[str(folder / "fonts")],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )
    if not isinstance(made, bytes):
        raise TypeError("a record is one document")
    return made


def _fetched(connection: Connection, kind: str, record: RecordId) -> Any:
    stored = fetch(connection, KINDS[kind], record)
    if stored is None or stored.retired:
        label = kind_of(KINDS[kind]).label
        raise RejectedError(f"{label}: it is not on this laptop any more. Nothing was printed.")
    if isinstance(stored.record, Note) and stored.record.note_class == _PRIVILEGED:
        raise GateError(
            "A privileged note does not leave Satchel (M.G.L. c.233 s.20M). Ask counsel first."
        )
    return stored.record


def _header(connection: Connection, record: Any) -> str:
    case = record if isinstance(record, Case) else None
    if case is None and (named := getattr(record, "case", None)):
        stored = fetch(connection, Case, named)
        case = stored.record if stored is not None else None
    return case.number if case is not None else ""


def _fields(connection: Connection, record: Any) -> list[dict[str, str]]:
    shown = record
    if not isinstance(record, Case) and getattr(record, "case", None) is not None:
        # Its case stands in the header of every page.
        shown = replace(record, case=None)
    return [{"label": label, "value": value} for label, value in fields_in_words(connection, shown)]


def _belonging(connection: Connection, kind: str, case: RecordId) -> Iterator[Any]:
    table, make = TABLES[kind], record_maker(kind)
    order = table.c[kind_of(KINDS[kind]).dated_by] if kind in _DATED_FIRST else table.c.id
    query = table.select().where(table.c.case == case, table.c.retired == 0).order_by(order)
    rows = connection.execute(query).mappings()
    for record in misfiled.shown(connection, [make(row) for row in rows]):
        if getattr(record, "note_class", "") != _PRIVILEGED:
            yield record


def _sections(connection: Connection, records: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for record in records:
        description = kind_of(type(record))
        day = getattr(record, description.dated_by) if description.dated_by else None
        title = f"{description.label}, {in_words(day)}" if day else description.label
        yield {
            "title": title,
            "fields": _fields(connection, record),
            "paragraphs": list(texts_in(record)),
        }


def _people_in(connection: Connection, records: Sequence[Any]) -> frozenset[RecordId]:
    """Return whom the records are about; the youth of its case where nobody is named."""
    people: set[RecordId] = set()
    for record in records:
        if isinstance(record, Person):
            people.add(record.id)
        for name in ("recipient", "person", "youth"):
            if named := getattr(record, name, None):
                people.add(named)
        people |= getattr(record, "people", frozenset())
        if case := getattr(record, "case", None):
            stored = fetch(connection, Case, case) if len(records) == 1 else None
            if stored is not None and stored.record.youth is not None:
                people.add(stored.record.youth)
    return frozenset(people)
