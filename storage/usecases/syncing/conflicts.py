"""Versions side by side, and the decision between them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from storage.domain import merging
from storage.domain.admission import shape_of
from storage.domain.changeset import RETIRED, Dot
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.merging import live_dots, live_in
from storage.errors import ChangedMeanwhileError
from storage.spec.kinds import kind_of
from storage.spec.plain import Plain
from storage.tables import journal
from storage.tables.records import Stored, fetch
from storage.usecases import merged
from storage.usecases.changes import Changes
from storage.usecases.merged import Kept
from storage.usecases.records import Add, Change, Settle, save
from storage.usecases.syncing.earlier import base_of, changed_by
from storage.usecases.syncing.inwords import field_with, note_of, nowhere, place_of, task_of
from storage.usecases.syncing.openreviews import is_safety
from storage.usecases.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Version:
    """What one person wrote: the plain values by field; ``displayed`` is what the record shows.

    ``before`` is what stood there before, of a change that somebody had not seen who retired it.
    """

    dot: Dot
    author: str
    stamp: int
    act: str
    values: Mapping[str, Plain]
    displayed: bool
    before: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One register of one record with its versions, the displayed one first, then the newest.

    ``base`` is the value that all of them started from: empty where the record was added more than
    once and nothing stood there, None where it is not here. Of the register ``~retired`` the
    versions are who retired the record, with the values ``{"retired": True}``, behind the changes
    that they had not seen, the newest first.
    """

    kind: str
    record: RecordId
    register: str
    fields: tuple[str, ...]
    versions: tuple[Version, ...]
    base: Mapping[str, Plain] | None


def conflicts(connection: Connection) -> list[Conflict]:
    """Return everything that waits for a decision, the newest first; retired records left out."""
    return list(_conflicts(connection, connection.exec_driver_sql(_ALL).all()))


def first_conflicts(connection: Connection, most: int) -> list[Conflict]:
    """Return at most ``most`` of the same: what is about safety first, then the newest."""
    rows = connection.exec_driver_sql(_ALL).all()
    ordered = sorted(rows, key=lambda row: not is_safety(row.kind, row.register))
    return list(islice(_conflicts(connection, ordered), most))


def conflicts_of(connection: Connection, record: RecordId) -> list[Conflict]:
    """Return what waits for a decision about one record, the newest first."""
    return list(_conflicts(connection, connection.exec_driver_sql(_OF_RECORD, (record,)).all()))


def conflict_count(connection: Connection) -> int:
    """Return how many registers have more than one version, retired records left out."""
    count = 0
    for kind in connection.exec_driver_sql("SELECT DISTINCT kind FROM sibling").scalars().all():
        query = _COUNT.format(kind=kind)
        count += int(connection.exec_driver_sql(query, (kind,)).scalar_one())
    return count


def settle(  # noqa: PLR0913 - which register of which record, and what becomes of the other value
    transaction: Transaction,
    kind: str,
    record: RecordId,
    register: str,
    keep: Dot,
    *,
    other_as_note: bool = False,
    seen: Collection[Dot] | None = None,
) -> Changes:
    """Let the version ``keep`` replace all others of ``register``.

    With ``other_as_note`` what the others say is kept in words, where ``inwords.place_of`` says.
    ``seen`` names the versions that were on screen. Raises ChangedMeanwhileError when ``keep`` is
    settled already or when there is one that was not on screen; RejectedError when there is no
    place for the words, or no room.
    """
    stored, found = _both(transaction.connection, kind, record)
    versions = live_in(found.live, register, shape_of(kind))
    kept = next((version for version in versions if version.dot == keep), None)
    told = [version.values for version in versions if seen is None or version.dot in seen]
    # Of equal values one is on screen for all who wrote it.
    unseen = any(version.values not in told for version in versions)
    if kept is None or unseen or len(versions) < 2:  # noqa: PLR2004 - one version is no conflict
        raise ChangedMeanwhileError(
            f"{kind_of(KINDS[kind]).label}: its versions changed meanwhile. Nothing was settled; "
            "look at them once more."
        )
    settled = Settle(stored, register, kept.values)
    others = [version for version in _distinct(versions) if version.values != kept.values]
    in_words = other_as_note and others
    changes = _in_words(transaction, stored, settled, others) if in_words else [settled]
    return save(transaction, changes, f"settle {kind_of(KINDS[kind]).label.lower()}")


def settle_retired(
    transaction: Transaction, kind: str, record: RecordId, *, retire: bool
) -> Changes:
    """Retire the record in the knowledge of everything that is in it, or keep it for good."""
    stored, found = _both(transaction.connection, kind, record)
    if not any(register == RETIRED for register, _ in found.shown.siblings):
        raise ChangedMeanwhileError(
            f"{kind_of(KINDS[kind]).label}: this was settled meanwhile. Look at it once more."
        )
    label = kind_of(KINDS[kind]).label.lower()
    act = f"retire {label}" if retire else f"keep {label}"
    return save(transaction, [Settle(stored, RETIRED, {"retired": retire})], act)


def _both(connection: Connection, kind: str, record: RecordId) -> tuple[Stored[Any], Kept]:
    stored = fetch(connection, KINDS[kind], record)
    found = merged.kept(connection, kind, record)
    if stored is None or found is None:
        label = kind_of(KINDS[kind]).label
        raise ChangedMeanwhileError(f"{label}: the record is not on this laptop any more.")
    return stored, found


def _conflicts(connection: Connection, rows: Sequence[Any]) -> Iterator[Conflict]:
    known: dict[tuple[str, RecordId], Kept | None] = {}
    for kind, record, register in rows:
        if (kind, record) not in known:
            known[kind, record] = merged.kept(connection, kind, record)
        found = known[kind, record]
        if found is None or found.shown.retired:
            continue
        if register == RETIRED:
            versions = _retiring(connection, found)
            yield Conflict(kind, record, register, (), versions, None)
        else:
            live = live_in(found.live, register, shape_of(kind))
            displayed = found.shown.versions.of(register)
            yield Conflict(
                kind,
                record,
                register,
                tuple(shape_of(kind).registers[register]),
                tuple(
                    _version(v, displayed=v.dot in displayed) for v in _distinct(live, displayed)
                ),
                base_of(connection, register, [version.dot for version in live]),
            )


def _version(version: merging.Version, *, displayed: bool) -> Version:
    return Version(
        version.dot, version.author, version.stamp, version.act, version.values, displayed
    )


def _distinct(
    versions: Sequence[merging.Version], first: Collection[Dot] = ()
) -> list[merging.Version]:
    """Return the newest version of each value, those named ``first`` first, then the newest."""
    ordered = sorted(versions, key=lambda v: (v.dot in first, v.order), reverse=True)
    found: list[merging.Version] = []
    for version in ordered:
        if all(version.values != other.values for other in found):
            found.append(version)
    return found


def _retiring(connection: Connection, found: Kept) -> tuple[Version, ...]:
    live = found.live
    retires = [v for v in live.versions[RETIRED] if v.values["retired"]]
    seen = {dot for version in retires for dot in live.seen.get(version.dot, ())}
    unseen = [
        (*journal.signature_of(connection, dot), dot)
        for dot in live_dots(live, shape_of(found.kind)) - seen
    ]
    unseen.sort(key=lambda each: (each[0], each[3]), reverse=True)
    changes = []
    for stamp, author, act, dot in unseen:
        values, before = changed_by(connection, found.kind, live, dot)
        changes.append(Version(dot, author, stamp, act, values, displayed=True, before=before))
    retiring = sorted(retires, key=lambda v: v.order, reverse=True)
    return (*changes, *(_version(version, displayed=False) for version in retiring))


def _in_words(
    transaction: Transaction,
    stored: Stored[Any],
    settled: Settle,
    others: Sequence[merging.Version],
) -> list[Change]:
    """Return ``settled`` together with what keeps ``others`` in words."""
    place = place_of(transaction.connection, stored)
    match place.how:
        case "note":
            return [settled, Add(note_of(transaction, stored, others))]
        case "task":
            return [settled, Add(task_of(transaction, stored, others))]
        case "field" if place.name in settled.values:
            # The text itself has two versions: one of them, and the other one beneath it.
            before = str(settled.values[place.name] or "")
            said = field_with(transaction.connection, stored, place.name, before, others)
            return [replace(settled, values={**settled.values, **said})]
        case "field":
            before = getattr(stored.record, place.name)
            said = field_with(transaction.connection, stored, place.name, before, others)
            return [replace(settled, also=said)]
        case _:
            raise nowhere(stored)


_ALL = (
    "SELECT kind, record, register FROM sibling "
    "GROUP BY kind, record, register ORDER BY max(stamp) DESC, record, register"
)
_COUNT = (
    "SELECT count(*) FROM (SELECT DISTINCT record, register FROM sibling WHERE kind = ?) "
    'JOIN "{kind}" ON id = record WHERE retired = 0'
)
_OF_RECORD = (
    "SELECT kind, record, register FROM sibling WHERE record = ? "
    "GROUP BY kind, record, register ORDER BY max(stamp) DESC, register"
)
