"""Where a record is: on this laptop only, on the server, or in need of somebody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.clocks import stamp_moment
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.tables import journal
from storage.tables.records import Stored, fetch
from storage.usecases import figuresheets
from storage.usecases.documents import travelling
from storage.usecases.figuresheets import Sheet
from storage.usecases.record_words import name_of
from storage.usecases.settings import setting
from storage.usecases.syncing.outgoing import ACKNOWLEDGED, waiting_count

Where = Literal["alone", "here", "server", "needs you"]
"""``alone``: the program has no server, so there is nowhere else to be."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """One Save that the server has not acknowledged: when, what was done, to which records."""

    moment: datetime
    act: str
    records: tuple[tuple[str, RecordId, str], ...]
    """Kind, id and what each goes by."""
    more: int
    """How many further records it touched."""


@dataclass(frozen=True, slots=True)
class Files:
    """How many files in all and their bytes, how many nobody sent yet; ``named`` are the first."""

    count: int
    size: int
    absent: int
    named: tuple[tuple[RecordId, str], ...]


@dataclass(frozen=True, slots=True)
class Waits:
    """Everything on this laptop that waits to be sent or fetched."""

    unsent: tuple[Unsent, ...]
    saves: int
    """How many Saves there are in all; ``unsent`` names the oldest."""
    files: Files
    """Of documents, not sent yet."""
    wanted: Files
    """Of documents, to be fetched: asked for, of a kept case, or small."""
    sheets: tuple[Sheet, ...]
    """Approved figures that were not sent yet."""


def all_that_waits(connection: Connection) -> Waits:
    """Return everything that waits to be sent or fetched."""
    return Waits(
        unsent=tuple(unsent(connection, _NAMED)),
        saves=waiting_count(connection),
        files=_files(connection, travelling.all_waiting(connection, _SHOWN)),
        wanted=_files(connection, travelling.all_wanted(connection, _SHOWN)),
        sheets=tuple(figuresheets.waiting(connection)),
    )


def where_is(connection: Connection, kind: str, record: RecordId) -> Where:
    """Return where the last change of a record is, as far as this laptop wrote it.

    What came on a stick from others is known to ``sync.client.bundles.whereabouts``.
    """
    stored = fetch(connection, KINDS[kind], record)
    is_shown = stored is None or not stored.retired
    if connection.exec_driver_sql(_NEEDS_YOU, (record, is_shown, record)).first() is not None:
        return "needs you"
    if connection.exec_driver_sql("SELECT 1 FROM program").first() is None:
        return "alone"
    if stored is None:
        return "server"
    own = connection.exec_driver_sql("SELECT id FROM this_device").scalar_one()
    dots = [dot for dot in stored.versions.all_dots() if dot.device == own]
    reached = _reached(connection, record, kind)
    if any(not _is_sent(dot, reached) for dot in dots) or _took_out(connection, record, stored):
        return "here"
    return "server"


def versions_in(connection: Connection, kind: str, record: RecordId) -> tuple[bytes, list[Dot]]:
    """Return the vault of a record and the dots of all that it shows; nothing where it is gone."""
    stored = fetch(connection, KINDS[kind], record)
    dots = [] if stored is None else list(stored.versions.all_dots())
    return _vault_of(connection, record, kind), dots


def unsent(connection: Connection, most: int = 100) -> list[Unsent]:
    """Return this laptop's Saves that wait to be sent, the oldest first."""
    rows = connection.exec_driver_sql(_UNSENT, (most,)).all()
    dots = [Dot(row.device, row.incarnation, row.counter, 0) for row in rows]
    return [one for dot in dots if (one := _unsent(connection, dot)) is not None]


def alone_since(connection: Connection) -> datetime | None:
    """Return of when the oldest Save is that is on this laptop alone; None where there is none.

    Without a program that is the first of all. Practice is nothing to be kept.
    """
    if setting(connection, "program.practice"):
        return None
    if connection.exec_driver_sql("SELECT 1 FROM program").first() is not None:
        return next((one.moment for one in unsent(connection, 1)), None)
    stamp = connection.exec_driver_sql(_FIRST).scalar()
    return None if stamp is None else stamp_moment(stamp)


def _files(connection: Connection, pile: travelling.Pile) -> Files:
    documents = [("document", record) for record in pile.first]
    named = tuple((record, name) for _, record, name in _named(connection, documents))
    return Files(pile.count, pile.size, pile.absent, named)


def _unsent(connection: Connection, dot: Dot) -> Unsent | None:
    entry = journal.entry_of(connection, dot)
    if entry is None:
        return None
    touched: dict[tuple[str, RecordId], None] = {}
    for part in entry.changeset.parts:
        for operation in part.operations:
            touched[operation.kind, operation.record] = None
    named = list(_named(connection, list(touched)[:_SHOWN]))
    moment = datetime.fromtimestamp((entry.changeset.stamp >> 16) / 1000, UTC)
    return Unsent(moment, entry.changeset.act, tuple(named), len(touched) - len(named))


def _named(
    connection: Connection, records: Sequence[tuple[str, RecordId]]
) -> Iterator[tuple[str, RecordId, str]]:
    for kind, record in records:
        stored = fetch(connection, KINDS[kind], record) if kind in KINDS else None
        if stored is not None:
            yield kind, record, name_of(stored.record)


def _reached(connection: Connection, record: RecordId, kind: str) -> Mapping[int, int]:
    """Return by incarnation up to which number the server has what this device did there."""
    rows = connection.exec_driver_sql(_OF_LOG, (_vault_of(connection, record, kind),))
    return {row.incarnation: row.counter for row in rows}


def _vault_of(connection: Connection, record: RecordId, kind: str) -> bytes:
    query = f'SELECT vault FROM case_key k JOIN "{kind}" r ON r.scope = k.scope WHERE r.id = ?'  # noqa: S608 - our own names
    return connection.exec_driver_sql(query, (record,)).scalar() or b""


def _took_out(connection: Connection, record: RecordId, stored: Stored[Any]) -> bool:
    """Tell whether this laptop took a member out of a set, and has not sent that.

    No version of the record names it: what took a member out is in the journal alone.
    """
    sets = stored.versions.members.values()
    if all(dots for members in sets for dots in members.values()):
        return False
    rows = connection.exec_driver_sql(_UNSENT_OF_SCOPE, (stored.scope,)).all()
    entries = (
        journal.entry_of(connection, Dot(row.device, row.incarnation, row.counter, 0))
        for row in rows
    )
    return any(
        operation.record == record
        for entry in entries
        if entry is not None
        for part in entry.changeset.parts
        for operation in part.operations
    )


def _is_sent(dot: Dot, reached: Mapping[int, int]) -> bool:
    return dot.counter <= reached.get(dot.incarnation, 0)


_SHOWN, _NAMED = 4, 50
_FIRST = "SELECT stamp FROM journal ORDER BY sequence LIMIT 1"
_NEEDS_YOU = (
    "SELECT 1 FROM sibling WHERE record = ? AND ? UNION ALL "
    "SELECT 1 FROM parked_operation WHERE record = ? LIMIT 1"
)
_OF_LOG = f"""
WITH {ACKNOWLEDGED}
SELECT incarnation, min(counter) AS counter FROM acknowledged WHERE log = ? GROUP BY incarnation
"""  # noqa: S608 - our own words
_UNSENT_WHERE = """
WITH {acknowledged}
SELECT j.device, j.incarnation, j.counter FROM this_device d JOIN journal j ON j.device = d.id
WHERE EXISTS (
    SELECT 1 FROM journal_part p
    LEFT JOIN acknowledged a ON a.log = p.vault AND a.incarnation = j.incarnation
    WHERE p.sequence = j.sequence AND p.scope {scope} AND p.body IS NOT NULL
    AND j.counter > coalesce(a.counter, 0)
) ORDER BY j.sequence
"""
_UNSENT = _UNSENT_WHERE.format(acknowledged=ACKNOWLEDGED, scope="<> x''") + "LIMIT ?"
_UNSENT_OF_SCOPE = _UNSENT_WHERE.format(acknowledged=ACKNOWLEDGED, scope="= ?")
