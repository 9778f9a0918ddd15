"""What does not fit since others changed it, in sentences for the Review page."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.usecases.advising import Advice
from storage.usecases.syncing.misfits import kept_looks, odd_about
from storage.usecases.syncing.reviewing import Subject, subject_of


@dataclass(frozen=True, slots=True)
class Look:
    """One sentence about one record, whose it is, and the other record it is about."""

    kind: str
    record: RecordId
    field: str
    sentence: str
    subject: Subject
    other_kind: str = ""
    other: RecordId | None = None


class Looks(NamedTuple):
    """What is odd, and how many further records are that are not told."""

    told: tuple[Look, ...]
    more: int


def worth_a_look(connection: Connection, day: date, most: int = 20) -> Looks:
    """Return what is odd about records that others touched, the newest first."""
    told: list[Look] = []
    kept = kept_looks(connection)
    for place, (kind, record) in enumerate(kept):
        if len(told) >= most:
            return Looks(tuple(told), len(kept) - place)
        odd = odd_about(connection, kind, record, day)
        told += (_look(connection, kind, record, one) for one in odd)
    return Looks(tuple(told), 0)


def _look(connection: Connection, kind: str, record: RecordId, one: Advice) -> Look:
    subject = subject_of(connection, kind, record)
    return Look(kind, record, one.field, one.sentence, subject, one.kind, one.other)
