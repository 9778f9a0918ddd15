"""What came from other laptops and does not fit: rules that two people broke without knowing.

Each of them saw a record that held; merged, it may not. Every Save of others that arrives is looked
at once, however long this laptop was away; a record that does not fit is kept until it does or
somebody puts it away. A first pull of a whole state is no heap of remarks: it is not looked at.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.clocks import today
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.rules import rule_problems
from storage.tables import journal
from storage.tables.records import fetch
from storage.usecases.advising import Advice, cross_advice
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction
from storage.usecases.wording import sentence

_SETTING = "review.looks"
_AT_ONCE = 50
"""Records that are looked at in one transaction: whoever types does not wait for it."""
_BEFORE = 60
"""Saves that a workspace begins with which was up to date before it kept what it had looked at."""
_COUNTED = 100
"""Records that are looked at again to be counted; of more, the others count as they were found."""
_FROM_OTHERS = "sync"
Named = tuple[str, RecordId]
"""A kind and one of its records."""


def looks_count(connection: Connection) -> int:
    """Return how many records are worth a look; what fits again since does not count."""
    kept = kept_looks(connection)
    said = setting(connection, _SETTING).get("day")
    if not kept or not said:
        return len(kept)
    day = date.fromisoformat(said)
    again = sum(bool(odd_about(connection, *named, day)) for named in kept[:_COUNTED])
    return again + len(kept[_COUNTED:])


def anything_arrived(connection: Connection) -> bool:
    """Tell whether Saves are here that ``look_over`` has not gone through, or it never ran.

    It runs before anything comes as well: from then on every Save of others counts as new.
    """
    newest = connection.exec_driver_sql(_NEWEST).scalar() or 0
    return bool(newest > setting(connection, _SETTING).get("until", -1))


def look_over(transaction: Transaction) -> tuple[bool, Changes]:
    """Look at some of what arrived, and keep what is odd; tell whether more is left to look at."""
    connection, day = transaction.connection, today(transaction.clock)
    kept, before = kept_looks(connection), setting(connection, _SETTING)
    newest = connection.exec_driver_sql(_NEWEST).scalar() or 0
    left, until = False, newest
    if setting(connection, "sync.last"):
        since = before.get("until")
        if since is None:
            since = connection.exec_driver_sql(_BEFORE_THE_LAST, (_BEFORE,)).scalar() or 0
        touched, until, left = _touched(connection, since, newest)
        found = [named for named in touched if odd_about(connection, *named, day)]
        kept = found + [named for named in kept if named not in touched]
        if not left:
            kept = [
                named
                for place, named in enumerate(kept)
                if place >= _COUNTED or named in touched or odd_about(connection, *named, day)
            ]
    return left, _keep(transaction, kept, until, day)


def look_at(transaction: Transaction, arrived: Changes) -> None:
    """Keep what is odd of records that changed after the Save they belong to was looked at.

    What waited for a newer Satchel is taken in by no Save that arrives then.
    """
    connection, day = transaction.connection, today(transaction.clock)
    before = setting(connection, _SETTING)
    if before.get("until") is None:
        return  # nothing was looked at yet
    named = [(kind, record) for kind, ids in arrived.ids_by_kind.items() for record in sorted(ids)]
    odd = [one for one in named if odd_about(connection, *one, day)]
    kept = [one for one in kept_looks(connection) if one not in odd]
    if odd:
        _keep(transaction, odd + kept, before["until"], day)


def put_away(transaction: Transaction, kind: str, record: RecordId) -> Changes:
    """Note that somebody has looked at a record; it comes back where others change it again."""
    kept, before = kept_looks(transaction.connection), setting(transaction.connection, _SETTING)
    left = [named for named in kept if named != (kind, record)]
    return _keep(transaction, left, before.get("until", 0), today(transaction.clock))


def kept_looks(connection: Connection) -> list[Named]:
    """Return the records that did not fit when they were looked at, the newest first."""
    found = setting(connection, _SETTING).get("odd", ())
    return [(kind, RecordId(bytes.fromhex(record))) for kind, record in found if kind in KINDS]


def _keep(transaction: Transaction, kept: list[Named], until: int, day: date) -> Changes:
    before = kept_looks(transaction.connection)
    odd = [[kind, record.hex()] for kind, record in kept]
    set_settings(transaction, {_SETTING: {"until": until, "day": day.isoformat(), "odd": odd}})
    return Changes(act=_FROM_OTHERS) if kept != before else Changes()


def _touched(
    connection: Connection, since: int, newest: int
) -> tuple[dict[Named, None], int, bool]:
    """Return records that Saves of others behind ``since`` touched, the newest first.

    Beside them stand how far that goes, and whether more is left.
    """
    found: dict[Named, None] = {}
    for sequence, device, incarnation, counter in connection.exec_driver_sql(_ARRIVED, (since,)):
        entry = journal.entry_of(connection, Dot(device, incarnation, counter, 0))
        for part in entry.changeset.parts if entry is not None else ():
            for operation in part.operations:
                if operation.kind in KINDS:
                    found[operation.kind, operation.record] = None
        if len(found) >= _AT_ONCE:
            return dict.fromkeys(reversed(found)), sequence, sequence < newest
    return dict.fromkeys(reversed(found)), newest, False


def odd_about(connection: Connection, kind: str, record: RecordId, day: date) -> tuple[Advice, ...]:
    """Return what is odd about a record on ``day``; nothing about one that is gone or retired."""
    stored = fetch(connection, KINDS[kind], record)
    if stored is None or stored.retired:
        return ()
    return tuple(_said(connection, stored.record, day))


def _said(connection: Connection, record: Any, day: date) -> Iterator[Advice]:
    for problem in rule_problems(record):
        yield Advice(problem.field, sentence(type(record), problem))
    yield from cross_advice(connection, record, day)


_OF_OTHERS = "FROM journal WHERE device <> (SELECT id FROM this_device)"
_NEWEST = f"SELECT sequence {_OF_OTHERS} ORDER BY sequence DESC LIMIT 1"
"""From the end: ``max(sequence)`` would read the whole journal, and every round asks."""
_ARRIVED = (
    f"SELECT sequence, device, incarnation, counter {_OF_OTHERS} AND sequence > ? ORDER BY sequence"
)
_BEFORE_THE_LAST = f"SELECT sequence {_OF_OTHERS} ORDER BY sequence DESC LIMIT 1 OFFSET ?"
