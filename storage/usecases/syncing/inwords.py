"""Where the other value of a conflict is kept in words, and what those words are.

In a note of the case; of a record outside any case in the text field that its kind names; of a
person outside any case in a task about that person. A kind without any of these has no place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from storage.domain.clocks import stamp_moment
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.domain.kinds.task import Task
from storage.domain.merging import Version
from storage.domain.partial_dates import PartialDate
from storage.errors import RejectedError
from storage.spec.fields import Text
from storage.spec.kinds import fields_of, kind_of, open_fields_of
from storage.spec.plain import Plain, from_plain
from storage.tables.records import Stored, fetch
from storage.usecases.record_words import in_words, words_of_value
from storage.usecases.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words go, by kind of place; ``name`` is the field's where it is a field."""

    how: Literal["note", "field", "task", ""]
    name: str = ""


def place_of(connection: Connection, stored: Stored[Any]) -> Place:
    """Return where the other value of a conflict about ``stored`` is kept in words."""
    kind = kind_of(type(stored.record))
    if fetch(connection, Case, RecordId(stored.scope)) is not None:
        return Place("note")
    if kind.words_in:
        return Place("field", kind.words_in)
    return Place("task") if isinstance(stored.record, Person) else Place("")


def note_of(transaction: Transaction, stored: Stored[Any], others: Sequence[Version]) -> Note:
    """Return a note of the record's case that says what ``others`` say."""
    kind, connection = kind_of(type(stored.record)), transaction.connection
    text = "\n\n".join(
        "\n".join(
            [
                f"{kind.label}: another version, {_signed(version)}.",
                *_in_words(connection, kind.name, version),
            ]
        )
        for version in others
    )
    return Note(
        id=transaction.new_id(),
        case=RecordId(stored.scope),
        on=transaction.today(),
        note_class="administrative",
        text=text,
        author=transaction.identity.author,
    )


def task_of(transaction: Transaction, stored: Stored[Any], others: Sequence[Version]) -> Task:
    """Return an open task about the person that says what ``others`` say."""
    text = " ".join(_lines(transaction.connection, "person", others))
    _refuse_longer(Task, "text", text)
    return Task(
        id=transaction.new_id(),
        person=stored.record.id,
        text=text,
        owner=transaction.identity.author,
        status="open",
    )


def field_with(
    connection: Connection, stored: Stored[Any], name: str, before: str, others: Sequence[Version]
) -> dict[str, Plain]:
    """Return the text of the field ``name``, plain, with what ``others`` say after ``before``."""
    cls = type(stored.record)
    field = fields_of(cls)[name]
    lines = [line for line in (before, *_lines(connection, kind_of(cls).name, others)) if line]
    if isinstance(field, Text) and field.lines > 1:
        text = "\n".join(lines)
    else:
        text = " ".join(" ".join(line.split()) for line in lines)
    _refuse_longer(cls, name, text)
    return {name: text}


def nowhere(stored: Stored[Any]) -> RejectedError:
    """Return why the other value cannot be kept in words."""
    return RejectedError(
        f"{kind_of(type(stored.record)).label}: it belongs to no case and has no field for words "
        "of its own, so there is no place for a note. Keep one of the versions."
    )


def _lines(connection: Connection, kind: str, others: Sequence[Version]) -> list[str]:
    return [
        f"{'; '.join(_in_words(connection, kind, version))} (another version, {_signed(version)})"
        for version in others
    ]


def _signed(version: Version) -> str:
    return f"written by {version.author} on {in_words(stamp_moment(version.stamp))}"


def _refuse_longer(cls: type[Any], name: str, text: str) -> None:
    field = fields_of(cls)[name]
    if isinstance(field, Text) and len(text) > field.max_length:
        raise RejectedError(
            f"{kind_of(cls).label}: with the other value, {field.label} would be longer than "
            f"{field.max_length} characters. Nothing was settled. Shorten it, or keep one of the "
            "versions without a note."
        )


def _in_words(connection: Connection, kind: str, version: Version) -> Iterator[str]:
    fields = open_fields_of(KINDS[kind])
    for name, plain in version.values.items():
        if name not in fields:
            continue
        words = "not recorded"
        if plain is False:
            words = "No"
        elif plain not in {None, ""}:
            value: Any = from_plain(fields[name], PartialDate.parse)(plain)
            words = words_of_value(connection, fields[name], value)
        yield f"{fields[name].label}: {words}"
