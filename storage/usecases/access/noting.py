"""Note an act in this laptop's record of access: one entry, chained to the one before.

Saves are not noted: they stand in the journal. Times are what this laptop's clock says.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from storage.domain.access import Entry, link_after, said_digest
from storage.domain.clocks import milliseconds
from storage.domain.kinds import KINDS
from storage.tables import access
from storage.tables.records import TABLES
from storage.usecases.changes import Changes
from storage.usecases.transaction import Transaction

ONE_LOOK = timedelta(minutes=10)
"""Opening the same thing again within this time is one look, and one entry."""
LONGEST = 2_000
"""Letters of a reason or a search that are kept."""
_SALT = 16


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act was about: a kind and the record's id, and the case that it belongs to."""

    kind: str = ""
    record: bytes = b""
    case: bytes = b""


WORKSPACE = "workspace"
"""What stands for a kind where the act was about a workspace that was moved aside."""

NOBODY = Subject()
"""An act that is about no record, such as a search."""


@dataclass(frozen=True, slots=True)
class Look:
    """Something that was looked at, at a moment in Unix milliseconds, and the words said with it.

    ``act`` is a code of the list ``access_act``.
    """

    act: str
    subject: Subject
    at: int
    said: str = ""


def of_case(case: bytes) -> Subject:
    """Return a case as a subject."""
    return Subject("case", case, case)


def note(
    transaction: Transaction, act: str, subject: Subject = NOBODY, why: str = "", *, until: int = 0
) -> None:
    """Add an entry about ``act`` (a code of ``access_act``), in this transaction.

    ``why`` is what was said with it: a reason, a purpose, what was searched for. ``until`` is the
    end, in Unix milliseconds, of a permission that was taken.
    """
    now = milliseconds(transaction.clock.now())
    note_all(transaction, [(Look(act, subject, now, why), until)])


def looked(transaction: Transaction, looks: Iterable[Look]) -> Changes:
    """Add what a person looked at in the last moments; the same within ten minutes counts once."""
    fresh: list[Look] = []
    for said in looks:
        look = replace(said, subject=with_case(transaction.connection, said.subject))
        seen = any(_is_same(other, look) for other in fresh)
        if not seen and not _was_seen(transaction.connection, look):
            fresh.append(look)
    note_all(transaction, [(look, 0) for look in fresh])
    return Changes()


def note_all(transaction: Transaction, acts: Iterable[tuple[Look, int]]) -> None:
    """Add an entry for each of ``acts`` with the end, if any, of the permission it took."""
    connection, who = transaction.connection, transaction.identity
    number, link = access.head(connection)
    rows = []
    for look, until in acts:
        number += 1
        said = _kept(look.said)
        salt = secrets.token_bytes(_SALT) if said else b""
        entry = Entry(
            device=who.device,
            incarnation=who.incarnation,
            number=number,
            at=look.at,
            act=look.act,
            kind=look.subject.kind,
            subject=look.subject.record,
            case=look.subject.case,
            author=who.author,
            until=until,
            digest=said_digest(salt, said),
            salt=salt,
            said=said,
        )
        link = link_after(link, entry)
        rows.append((entry, link))
    access.add(connection, rows)


def with_case(connection: Connection, subject: Subject) -> Subject:
    """Return ``subject`` with the case that the record stands in, where it is here."""
    if subject.case or not subject.record or subject.kind not in KINDS:
        return subject
    if subject.kind == "case":
        return of_case(subject.record)
    if "case" not in TABLES[subject.kind].columns:
        return subject
    query = f'SELECT "case" FROM "{subject.kind}" WHERE id = ?'  # noqa: S608 - our own names
    case = connection.exec_driver_sql(query, (subject.record,)).scalar()
    return replace(subject, case=case or b"")


def _kept(said: str) -> str:
    """Return ``said`` as it can be kept: what is no text at all is replaced, as UTF-8 demands."""
    return said.strip()[:LONGEST].encode("utf-8", "replace").decode("utf-8")


def _is_same(one: Look, other: Look) -> bool:
    return replace(one, at=other.at) == other


def _was_seen(connection: Connection, look: Look) -> bool:
    """Tell whether this laptop's own record has the same look of the last minutes."""
    since = look.at - int(ONE_LOOK.total_seconds() * 1000)
    rows = connection.exec_driver_sql(_SEEN, (look.subject.record, look.act, since, look.at))
    return any((row.kind, row.said) == (look.subject.kind, _kept(look.said)) for row in rows)


_SEEN = (
    "SELECT kind, said FROM access_entry WHERE subject = ? AND act = ? AND at BETWEEN ? AND ? "
    "AND device = (SELECT id FROM this_device)"
)
