"""What the window itself needs of a workspace: how it was left, and what the lock may say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.domain.clocks import stamp_moment
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person, display_name
from storage.tables.journal import JOURNAL
from storage.tables.local import DEVICE
from storage.tables.records import fetch
from storage.usecases.activities import Activity, activities, offered
from storage.usecases.codelists import book_of, codebook
from storage.usecases.drafts import drafts
from storage.usecases.settings import settings


@dataclass(frozen=True, slots=True)
class Desk:
    """All settings and drafts by name, and when the last Save on this laptop was."""

    settings: dict[str, Any]
    drafts: dict[str, Any]
    last_saved: datetime | None = None
    book: CodeBook = field(default_factory=codebook)
    """The program's code lists and how it arranges the fields."""
    activities: tuple[Activity, ...] = field(default_factory=activities)
    """What Quick log offers."""


def desk(connection: Connection) -> Desk:
    """Return how the desk was left."""
    return Desk(
        settings(connection),
        {draft.place: draft.content for draft in drafts(connection)},
        last_saved(connection),
        book_of(connection),
        offered(connection),
    )


def last_saved(connection: Connection) -> datetime | None:
    """Return the moment of this laptop's newest Save, or None where nothing was saved here yet."""
    own = JOURNAL.c.device == select(DEVICE.c.id).scalar_subquery()
    stamp = connection.execute(
        select(JOURNAL.c.stamp).where(own).order_by(JOURNAL.c.sequence.desc()).limit(1)
    ).scalar()
    return None if stamp is None else stamp_moment(stamp)


@dataclass(frozen=True, slots=True)
class CaseLabel:
    """A case the way people speak of it: its number and its youth's name."""

    case: RecordId
    number: str
    name: str


def case_labels(connection: Connection, cases: Sequence[RecordId]) -> list[CaseLabel]:
    """Return the labels of ``cases`` in their order; those that are not there are left out."""
    found = []
    for case_id in cases:
        case = fetch(connection, Case, case_id)
        if case is None or case.retired:
            continue
        youth = fetch(connection, Person, case.record.youth) if case.record.youth else None
        name = display_name(youth.record) if youth else ""
        found.append(CaseLabel(case_id, case.record.number, name))
    return found
