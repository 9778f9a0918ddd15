"""Records on paper: tagged PDF from the record template, made in memory.

The bytes leave by ``usecases.sharing`` alone. Privileged notes never reach paper here; restricted
records and graphic accounts reach the paper of a case only where they are asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.errors import GateError, RejectedError
from storage.spec.fields import Reference, References
from storage.spec.kinds import fields_of, kind_of
from storage.tables.records import fetch
from storage.usecases.casepaper import PRIVILEGED, Including, case_paper, without_account
from storage.usecases.record_words import also_stored, fields_in_words, in_words, long_texts
from storage.usecases.typesetting import typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What a printed record says beside itself: whose, by whom, when, for whom, what for."""

    program: str
    printed_by: str
    printed_at: datetime
    practice: bool
    recipient: str = ""
    purpose: str = ""

    def foot(self) -> dict[str, Any]:
        """Return what every template says of the printing, by the names they know it by."""
        return {
            "program": self.program,
            "recipient": self.recipient,
            "purpose": self.purpose,
            "printed_by": self.printed_by,
            "printed_at": in_words(self.printed_at),
            "practice": self.practice,
        }


@dataclass(frozen=True, slots=True)
class Paper:
    """What would be printed: its title, the people and the number of records in it."""

    title: str
    people: frozenset[RecordId]
    records: int
    content: dict[str, Any]
    restricted_left_out: int = 0
    """Records that only ``Including(restricted=True)`` brings."""
    accounts_left_out: int = 0
    """Graphic texts that only ``Including(accounts=True)`` brings."""


AS_USUAL = Including()


def paper_of(
    connection: Connection, kind: str, record: RecordId, including: Including = AS_USUAL
) -> Paper:
    """Return what the paper of one record holds; a case brings everything that belongs to it.

    A restricted record alone is on its own paper: asking for that is asking for it. Raises
    RejectedError when the record is not here, GateError for a privileged note (M.G.L. c.233
    s.20M).
    """
    found = _fetched(connection, kind, record)
    label = kind_of(KINDS[kind]).label
    shown = found if including.accounts else without_account(found)
    content = {"title": label, "header": _header(connection, found), **_told(connection, shown)}
    if not isinstance(found, Case):
        people = _people_in([found]) or _youth_of(connection, found)
        return Paper(label, people, 1, content, 0, int(shown != found))
    paper = case_paper(connection, found.id, including)
    content["sections"] = list(_sections(connection, paper.subjects))
    everything = [found, *paper.records]
    return Paper(
        label,
        _people_in(everything),
        len(everything),
        content,
        paper.restricted_left_out,
        paper.accounts_left_out,
    )


def record_pdf(
    connection: Connection,
    kind: str,
    record: RecordId,
    printing: Printing,
    including: Including = AS_USUAL,
) -> bytes:
    """Return one record as tagged PDF (PDF/UA-1); the errors are those of ``paper_of``."""
    data = {
        **paper_of(connection, kind, record, including).content,
        **printing.foot(),
    }
    return typeset("record", data)


def _fetched(connection: Connection, kind: str, record: RecordId) -> Any:
    stored = fetch(connection, KINDS[kind], record)
    if stored is None or stored.retired:
        label = kind_of(KINDS[kind]).label
        raise RejectedError(f"{label}: it is not on this laptop any more. Nothing was printed.")
    if isinstance(stored.record, Note) and stored.record.note_class == PRIVILEGED:
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


def _sections(
    connection: Connection, subjects: Mapping[str, Sequence[Any]]
) -> Iterator[dict[str, Any]]:
    """Yield a heading for each subject, and one below it for each of its records."""
    for subject, records in subjects.items():
        yield {"title": subject, "level": 1}
        for record in records:
            yield {"title": _title(record), "level": 2, **_told(connection, record)}


def _title(record: Any) -> str:
    description = kind_of(type(record))
    day = getattr(record, description.dated_by) if description.dated_by else None
    return f"{description.label}, {in_words(day)}" if day else description.label


def _told(connection: Connection, record: Any) -> dict[str, Any]:
    """Return the fields of ``record`` in words, and its long texts under their labels."""
    shown = record
    if not isinstance(record, Case) and getattr(record, "case", None) is not None:
        # Its case stands in the header of every page.
        shown = replace(record, case=None)
    label = kind_of(type(record)).label
    return {
        "fields": [
            {"label": name, "value": value}
            for told in (fields_in_words, also_stored)
            for name, value in told(connection, shown)
        ],
        "texts": [
            {"label": "" if name == label else name, "text": text}
            for name, text in long_texts(record)
        ],
    }


def _people_in(records: Sequence[Any]) -> frozenset[RecordId]:
    """Return whom the records are about or name."""
    people: set[RecordId] = set()
    for record in records:
        if isinstance(record, Person):
            people.add(record.id)
        for name, field in fields_of(type(record)).items():
            if isinstance(field, Reference) and field.kind == "person":
                people.add(getattr(record, name))
            elif isinstance(field, References) and field.kind == "person":
                people |= getattr(record, name)
    return frozenset(one for one in people if one)


def _youth_of(connection: Connection, record: Any) -> frozenset[RecordId]:
    """Return the youth of the case of a record that names nobody."""
    case = getattr(record, "case", None)
    stored = fetch(connection, Case, case) if case else None
    youth = stored.record.youth if stored is not None else None
    return frozenset({youth} if youth else ())
