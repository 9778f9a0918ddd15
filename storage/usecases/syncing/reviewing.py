"""What waits for a decision, in words: versions side by side, and what could not be taken in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import RETIRED, Dot
from storage.domain.clocks import stamp_moment
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import Field, Flag
from storage.spec.kinds import fields_of, open_fields_of
from storage.spec.plain import Plain, from_plain
from storage.tables import journal
from storage.tables.records import fetch
from storage.usecases.caseload import listed_name
from storage.usecases.naming import named
from storage.usecases.record_words import words_of_value
from storage.usecases.syncing.conflicts import (
    Conflict,
    Version,
    conflict_count,
    conflicts_of,
    first_conflicts,
)
from storage.usecases.syncing.inwords import Place, place_of
from storage.usecases.syncing.openreviews import is_safety


@dataclass(frozen=True, slots=True)
class Change:
    """What was written into one field, in words, and what stood there before."""

    name: str
    words: str
    before: str


@dataclass(frozen=True, slots=True)
class Side:
    """One version: who wrote it, when, by what act, and each field in words, in order.

    ``laptop`` is 0 for this one, and counts the others of a review from 1. ``changes`` are what
    was written while somebody else retired the record.
    """

    dot: Dot
    author: str
    moment: datetime
    act: str
    words: tuple[str, ...]
    displayed: bool
    retires: bool = False
    laptop: int = 0
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Which record it is: its name or that of its kind, its day, its case and whose that is."""

    name: str
    day: date | None
    case: RecordId | None
    number: str
    youth: str


@dataclass(frozen=True, slots=True)
class Review:
    """The versions of one register side by side; ``base`` is what all of them began from.

    It has nothing in it where the record was added more than once and nothing stood there before,
    and is None where that is not on this laptop.
    ``place`` is where the other value may be kept in words.
    """

    kind: str
    record: RecordId
    register: str
    fields: tuple[str, ...]
    sides: tuple[Side, ...]
    base: tuple[str, ...] | None
    subject: Subject
    place: Place

    @property
    def safety(self) -> bool:
        """Whether somebody's safety may hang on it."""
        known = fields_of(KINDS[self.kind])
        return any(known[name].safety for name in self.fields if name in known)

    @property
    def retirement(self) -> bool:
        """Whether one person retired what another one edited."""
        return self.register == RETIRED


@dataclass(frozen=True, slots=True)
class Waiting:
    """Changes that wait inside the workspace: of which kind, how many, and why.

    ``subject`` is the record where it is here, without a name where only its case is; None where
    neither is.
    """

    kind: str
    count: int
    reason: str
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """Envelopes of one sender that were set aside for the same reason."""

    sender: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the Review page shows; ``more`` counts the conflicts left out of ``reviews``."""

    reviews: tuple[Review, ...]
    more: int
    waiting: tuple[Waiting, ...]
    parked: tuple[Parked, ...]


def review_sheet(connection: Connection, most: int = 30) -> Sheet:
    """Return what waits for a decision: safety first, then the newest."""
    found = first_reviews(connection, most)
    more = conflict_count(connection) - len(found)
    return Sheet(found, more, waiting(connection), tuple(_parked(connection)))


def first_reviews(connection: Connection, most: int) -> tuple[Review, ...]:
    """Return the conflicts that stand first on the page."""
    return tuple(_review(connection, one) for one in first_conflicts(connection, most))


def reviews_of(connection: Connection, records: Iterable[RecordId]) -> list[Review]:
    """Return the conflicts of some records in words, those about safety first."""
    found = [one for record in records for one in conflicts_of(connection, record)]
    found.sort(key=lambda one: not is_safety(one.kind, one.register))
    return [_review(connection, one) for one in found]


def _review(connection: Connection, conflict: Conflict) -> Review:
    known = open_fields_of(KINDS[conflict.kind])
    names = tuple(name for name in conflict.fields if name in known)
    base, laptops = conflict.base, _laptops(connection, conflict.versions)
    stored = fetch(connection, KINDS[conflict.kind], conflict.record)
    return Review(
        conflict.kind,
        conflict.record,
        conflict.register,
        names,
        tuple(
            replace(
                _side(connection, version, known, names), laptop=laptops.index(version.dot.device)
            )
            for version in conflict.versions
        ),
        _all_words(connection, known, names, base) if base else None if base is None else (),
        subject_of(connection, conflict.kind, conflict.record),
        Place("") if stored is None else place_of(connection, stored),
    )


def _side(connection: Connection, version: Version, known: Any, names: tuple[str, ...]) -> Side:
    return Side(
        version.dot,
        version.author,
        stamp_moment(version.stamp),
        version.act,
        _all_words(connection, known, names, version.values),
        version.displayed,
        retires=bool(version.values.get("retired")),
        changes=tuple(_changes(connection, version, known)),
    )


def _changes(connection: Connection, version: Version, known: Any) -> Iterator[Change]:
    for name, before in version.before.items():
        if name in known:
            words = (_words(connection, known[name], v) for v in (version.values[name], before))
            yield Change(name, *words)


def _laptops(connection: Connection, versions: Iterable[Version]) -> list[bytes]:
    """Return this laptop, and behind it the others on which ``versions`` were written."""
    own = connection.exec_driver_sql("SELECT id FROM this_device").scalar_one()
    return list(dict.fromkeys((own, *(version.dot.device for version in versions))))


def _all_words(connection: Connection, known: Any, names: Iterable[str], values: Any) -> Any:
    return tuple(_words(connection, known[name], values.get(name)) for name in names)


def _words(connection: Connection, field: Field, plain: Plain) -> str:
    if isinstance(field, Flag):
        return "Yes" if plain else "No"
    if plain is None or plain in ("", []):
        return ""
    value: Any = from_plain(field, PartialDate.parse)(plain)
    return words_of_value(connection, field, value)


def subject_of(connection: Connection, kind: str, record: RecordId) -> Subject:
    """Return which record it is, and whose, for somebody who has only its id."""
    found = named(connection, kind, record)
    stored = fetch(connection, KINDS[kind], record)
    home = record if kind == "case" else getattr(stored.record if stored else None, "case", None)
    case = fetch(connection, Case, home) if home else None
    youth = fetch(connection, Person, case.record.youth) if case and case.record.youth else None
    return Subject(
        found.name if found else "",
        found.day if found else None,
        home if case else None,
        case.record.number if case else "",
        listed_name(youth.record) if youth else "",
    )


def waiting(connection: Connection) -> tuple[Waiting, ...]:
    """Return the changes that wait inside the workspace, by record and reason."""
    counts: dict[tuple[str, str, Subject | None], int] = {}
    for place, row in enumerate(connection.exec_driver_sql(_WAITING).all()):
        subject = _waits_for(connection, row) if place < _NAMED else None
        key = (row.reason, row.kind, subject)
        counts[key] = counts.get(key, 0) + row.changes
    return tuple(
        Waiting(kind, count, reason, subject) for (reason, kind, subject), count in counts.items()
    )


def _waits_for(connection: Connection, row: Any) -> Subject | None:
    """Return what a change waits for: its record, or only the case that its author wrote it in."""
    if row.kind not in KINDS:
        return None
    subject = subject_of(connection, row.kind, RecordId(row.record))
    if subject.name:
        return subject
    dot = Dot(row.device, row.incarnation, row.counter, row.position)
    found = journal.operation_of(connection, dot)
    home = RecordId(found[0].scope) if found is not None else None
    case = subject_of(connection, "case", home) if home is not None else None
    return replace(case, name="", day=None) if case is not None and case.case else None


def _parked(connection: Connection) -> Iterable[Parked]:
    rows = connection.exec_driver_sql(
        "SELECT coalesce(m.name, ''), count(*), e.reason FROM envelope_in AS e "
        "LEFT JOIN log_link AS l ON l.log = e.log AND l.sequence = e.sequence "
        "LEFT JOIN member_device AS m ON m.device = l.device "
        "WHERE e.state = 'parked' GROUP BY 1, 3 ORDER BY 1, 3"
    )
    return [Parked(sender, count, reason) for sender, count, reason in rows]


_WAITING = (
    "SELECT kind, record, reason, count(*) AS changes, device, incarnation, counter, "
    "max(position) AS position FROM parked_operation "
    "GROUP BY kind, record, reason ORDER BY reason, kind, record"
)
"""The row that the largest position is of names the change (SQLite, of a single ``max``)."""
_NAMED = 100
"""Records that are looked up; of more, the others stand in one line for each kind and reason."""
