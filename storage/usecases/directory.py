"""How to reach an agency or a partner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.kinds import fields_of
from storage.tables.records import fetch
from storage.usecases.onepeople import same_people
from storage.usecases.record_words import name_of, words_of_value

_WAYS = ("phone", "mobile", "after_hours", "mail", "secure_mail", "address")
_MORE = ("position", "intake", "ages", "towns", "remark")


@dataclass(frozen=True, slots=True)
class Reach:
    """A name, the filled ways to reach with their labels, and what else to know.

    ``also`` are the names of its other records, where it is recorded more than once.
    """

    name: str
    ways: Sequence[tuple[str, str]]
    more: Sequence[str]
    also: Sequence[str] = ()


def reach(connection: Connection, kind: str, record: RecordId) -> Reach | None:
    """Return how to reach one; None when it is not on this laptop.

    What other records of the same one say otherwise follows, under their names.
    """
    stored = fetch(connection, KINDS[kind], record)
    if stored is None or stored.retired:
        return None
    found: Any = stored.record
    agency = getattr(found, "agency", None)
    ways = _filled(connection, found, _WAYS)
    if agency is not None and (above := reach(connection, "agency", agency)) is not None:
        ways += [(f"{above.name}, {label.lower()}", way) for label, way in above.ways]
    more = [f"{label}: {words}" for label, words in _filled(connection, found, _MORE)]
    also = []
    for other in _others(connection, kind, record):
        name = name_of(other)
        also.append(name)
        said = [way for _, way in ways]
        here = _filled(connection, other, _WAYS)
        ways += [(f"{name}, {label.lower()}", way) for label, way in here if way not in said]
    return Reach(name_of(found), ways, more, also)


def _others(connection: Connection, kind: str, record: RecordId) -> Iterator[Any]:
    for other in same_people(connection).all_of(record):
        stored = fetch(connection, KINDS[kind], other) if other != record else None
        if stored is not None and not stored.retired:
            yield stored.record


def _filled(connection: Connection, record: Any, names: Sequence[str]) -> list[tuple[str, str]]:
    fields = fields_of(type(record))
    return [
        (fields[name].label, words_of_value(connection, fields[name], value))
        for name in names
        if name in fields and (value := getattr(record, name))
    ]
