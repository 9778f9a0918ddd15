"""Envelopes as they are kept: this device's until they are on the server, others' until applied.

A log is known by its id. Nothing here can read an envelope; that is for ``sync.client``.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from sqlalchemy import Connection

LogKind = Literal["vault", "roster"]


class Cursor(NamedTuple):
    """How far a log was verified and stored."""

    generation: int
    sequence: int
    link: bytes


class Link(NamedTuple):
    """One verified place of a log, and whose envelope stands there."""

    sequence: int
    generation: int
    link: bytes
    device: bytes
    incarnation: int
    number: int


class Received(NamedTuple):
    """An envelope of somebody else that waits to be applied."""

    log: bytes
    sequence: int
    body: bytes
    reason: str
    """Why it was put aside before; empty when it comes for the first time."""


class Own(NamedTuple):
    """An envelope of this device."""

    incarnation: int
    number: int
    digest: bytes
    body: bytes


class ChainEnd(NamedTuple):
    """The last envelope of one author in one log."""

    number: int
    digest: bytes


def cursor(connection: Connection, log: bytes) -> Cursor | None:
    """Return how far ``log`` was received, or None when it never was."""
    row = connection.exec_driver_sql(_CURSOR, (log,)).first()
    return Cursor(*row) if row else None


def move_cursor(connection: Connection, log: bytes, kind: LogKind, to: Cursor) -> None:
    """Note that ``log`` was received as far as ``to``."""
    connection.exec_driver_sql(_MOVE, (log, kind, *to))


def add_links(connection: Connection, log: bytes, links: Sequence[Link]) -> None:
    """Keep the verified links, so that a fork shows wherever two of them meet."""
    if links:
        connection.exec_driver_sql(_LINK, [(log, *link) for link in links])


def link_at(connection: Connection, log: bytes, sequence: int) -> tuple[int, bytes] | None:
    """Return generation and link of one place of ``log``, or None when it is not known here."""
    row = connection.exec_driver_sql(_LINK_AT, (log, sequence)).first()
    return (row.generation, row.link) if row else None


def store_received(connection: Connection, log: bytes, bodies: Iterable[tuple[int, bytes]]) -> None:
    """Keep envelopes that came, by their sequence number, until they are applied.

    A restored server gives places anew: what waited under one of them before waits on, under a
    number below all that a server gives.
    """
    rows = [(log, sequence, body) for sequence, body in bodies]
    if rows:
        connection.exec_driver_sql(_SET_ASIDE, rows)
        connection.exec_driver_sql(_RECEIVE, rows)


def received(connection: Connection, most: int, most_bytes: int) -> list[Received]:
    """Return the oldest waiting envelopes of every log, log by log, within both bounds."""
    found: list[Received] = []
    size = 0
    for row in connection.exec_driver_sql(_RECEIVED, (most,)):
        size += len(row.body)
        if found and size > most_bytes:
            break
        found.append(Received(*row))
    return found


def received_count(connection: Connection) -> int:
    """Return how many envelopes wait to be applied."""
    return int(connection.exec_driver_sql(_RECEIVED_COUNT).scalar_one())


def parked_count(connection: Connection) -> int:
    """Return how many envelopes cannot be applied."""
    return int(connection.exec_driver_sql(_PARKED_COUNT).scalar_one())


def reasons_aside(connection: Connection) -> dict[str, int]:
    """Return how many envelopes cannot be applied for which reason, in words."""
    query = "SELECT reason, count(*) FROM envelope_in WHERE state = 'parked' GROUP BY reason"
    return {why: int(count) for why, count in connection.exec_driver_sql(query)}


def bytes_aside(connection: Connection, log: bytes) -> int:
    """Return how many bytes of ``log`` are set aside."""
    query = "SELECT sum(length(body)) FROM envelope_in WHERE log = ? AND state = 'parked'"
    return int(connection.exec_driver_sql(query, (log,)).scalar() or 0)


def parked_for(connection: Connection, reason: str) -> list[Received]:
    """Return the envelopes that wait for this reason, in the order in which they came."""
    query = (
        "SELECT log, sequence, body, reason FROM envelope_in "
        "WHERE state = 'parked' AND reason = ? ORDER BY log, sequence"
    )
    return [Received(*row) for row in connection.exec_driver_sql(query, (reason,))]


def replace_received(connection: Connection, log: bytes, sequence: int, body: bytes) -> None:
    """Keep an envelope that came once more, fuller than before; its reason to wait stays."""
    connection.exec_driver_sql(
        "UPDATE envelope_in SET body = ? WHERE log = ? AND sequence = ?", (body, log, sequence)
    )


def drop_received(connection: Connection, log: bytes, sequence: int) -> None:
    """Forget an envelope that was applied."""
    connection.exec_driver_sql(_DROP, (log, sequence))


def park_received(connection: Connection, log: bytes, sequence: int, reason: str) -> None:
    """Put an envelope aside, with the reason in words; everything else goes on."""
    connection.exec_driver_sql(_PARK, (reason, log, sequence))


def take_up(connection: Connection, reason: str) -> None:
    """Let the envelopes wait again that were put aside for ``reason``."""
    connection.exec_driver_sql(
        "UPDATE envelope_in SET state = 'waiting' WHERE state = 'parked' AND reason = ?", (reason,)
    )


def take_up_next(connection: Connection, reason: str) -> None:
    """Let those of them wait again that are now the next of their author's chain."""
    connection.exec_driver_sql(_TAKE_UP_NEXT, (reason,))


def take_up_of_members(connection: Connection, reason: str) -> None:
    """Let those of them wait again that are by a member of the program."""
    connection.exec_driver_sql(_TAKE_UP_OF_MEMBERS, (reason,))


def chain_end(
    connection: Connection, log: bytes, device: bytes, incarnation: int
) -> ChainEnd | None:
    """Return the last envelope of this author in ``log``, or None when there is none."""
    row = connection.exec_driver_sql(_END, (log, device, incarnation)).first()
    return ChainEnd(*row) if row else None


def move_chain_end(
    connection: Connection, log: bytes, device: bytes, incarnation: int, end: ChainEnd
) -> None:
    """Note the last envelope of this author in ``log``."""
    connection.exec_driver_sql(_MOVE_END, (log, device, incarnation, *end))


def last_own(connection: Connection, log: bytes, incarnation: int) -> ChainEnd | None:
    """Return the last envelope that this device sealed for ``log``."""
    row = connection.exec_driver_sql(_LAST_OWN, (log, incarnation)).first()
    return ChainEnd(*row) if row else None


def store_own(connection: Connection, log: bytes, own: Own, first: int | None = None) -> None:
    """Keep an envelope of this device before anything of it is sent.

    ``first`` is the number of its first changeset.
    """
    connection.exec_driver_sql(_STORE_OWN, (log, *own, first))


def waiting_own(connection: Connection, log: bytes, most: int, most_bytes: int) -> list[Own]:
    """Return the oldest envelopes for ``log`` that the server has not confirmed."""
    found: list[Own] = []
    size = 0
    for row in connection.exec_driver_sql(_WAITING, (log, most)):
        size += len(row.body)
        if found and size > most_bytes:
            break
        found.append(Own(*row))
    return found


def waiting_everywhere(connection: Connection) -> int:
    """Return how many envelopes of this device no server has confirmed, of all logs."""
    query = "SELECT count(*) FROM envelope_out WHERE state = 'waiting'"
    return int(connection.exec_driver_sql(query).scalar_one())


def own_envelopes(connection: Connection, log: bytes, *, sent_only: bool) -> list[Own]:
    """Return this device's envelopes of ``log`` that are still here."""
    query = (
        "SELECT incarnation, number, digest, body FROM envelope_out "
        "WHERE log = ? AND (state = 'sent' OR NOT ?) ORDER BY incarnation, number"
    )
    return [Own(*row) for row in connection.exec_driver_sql(query, (log, sent_only))]


def replace_own(connection: Connection, log: bytes, digest: bytes, body: bytes) -> None:
    """Keep an envelope of this device with some of its parts left out; its digest stays."""
    connection.exec_driver_sql(
        "UPDATE envelope_out SET body = ? WHERE log = ? AND digest = ?", (body, log, digest)
    )


def acknowledge(connection: Connection, log: bytes, placed: Iterable[tuple[bytes, int]]) -> int:
    """Note the sequence numbers that the server gave to this device's envelopes, by digest.

    Returns how many of them had none before.
    """
    rows = [(sequence, log, digest) for digest, sequence in placed]
    return connection.exec_driver_sql(_ACKNOWLEDGE, rows).rowcount if rows else 0


def refuse_own(connection: Connection, log: bytes, digest: bytes, reason: str) -> None:
    """Note that the server will not take an envelope, and why."""
    connection.exec_driver_sql(_REFUSE, (reason, log, digest))


def any_refused(connection: Connection, log: bytes) -> bool:
    """Tell whether there are envelopes for ``log`` that the server would not take."""
    query = "SELECT 1 FROM envelope_out WHERE state = 'refused' AND log = ? LIMIT 1"
    return connection.exec_driver_sql(query, (log,)).first() is not None


def send_refused_again(connection: Connection, log: bytes) -> None:
    """Let the envelopes for ``log`` wait once more that the server would not take."""
    connection.exec_driver_sql(_REFUSED_AGAIN, (log,))


def send_again(connection: Connection, log: bytes, incarnation: int, start: int) -> int:
    """Send the envelopes from number ``start`` on once more; return how many there are."""
    return connection.exec_driver_sql(_AGAIN, (log, incarnation, start)).rowcount


def send_all_again(connection: Connection, log: bytes) -> None:
    """Let every envelope for ``log`` wait until the server is seen to have it."""
    connection.exec_driver_sql(
        "UPDATE envelope_out SET state = 'waiting', sequence = NULL "
        "WHERE log = ? AND state = 'sent'",
        (log,),
    )


def offer_again(connection: Connection, log: bytes) -> None:
    """Let every envelope for ``log``, which this device left, wait to be handed over again.

    Those that had a place keep its number: they were acknowledged, and do not count as unsent.
    """
    connection.exec_driver_sql(
        "UPDATE envelope_out SET state = 'waiting', reason = '' WHERE log = ?", (log,)
    )


def forget_links(connection: Connection, log: bytes, after: int) -> None:
    """Forget the links of places that a restored server gives anew."""
    connection.exec_driver_sql("DELETE FROM log_link WHERE log = ? AND sequence > ?", (log, after))


def sealed_up_to(connection: Connection, log: bytes, incarnation: int) -> int:
    """Return the number of the last changeset that is in an envelope of ``log``."""
    query = "SELECT counter FROM sealed WHERE log = ? AND incarnation = ?"
    return connection.exec_driver_sql(query, (log, incarnation)).scalar() or 0


def mark_sealed(connection: Connection, log: bytes, incarnation: int, counter: int) -> None:
    """Note that the changesets up to ``counter`` are in envelopes of ``log``."""
    connection.exec_driver_sql(_SEALED, (log, incarnation, counter))


def note_sealed(connection: Connection, log: bytes, incarnation: int, counter: int) -> None:
    """Note that the changesets up to ``counter`` came out of envelopes of ``log``, or more did."""
    connection.exec_driver_sql(_SEALED_AT_LEAST, (log, incarnation, counter))


def uncarried(connection: Connection, scopes: Iterable[bytes]) -> set[bytes]:
    """Return those of ``scopes`` whose case key no envelope has carried yet."""
    asked = sorted(scopes)
    carried: set[bytes] = set()
    for start in range(0, len(asked), _LOOKED_UP):
        some = tuple(asked[start : start + _LOOKED_UP])
        query = _CARRIED.format(marks=", ".join("?" * len(some)))
        carried.update(connection.exec_driver_sql(query, some).scalars())
    return set(asked) - carried


def mark_carried(connection: Connection, scopes: Iterable[bytes]) -> None:
    """Note that an envelope carries the case keys of ``scopes``."""
    rows = [(scope,) for scope in scopes]
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO carried_key VALUES (?)", rows)


_LOOKED_UP = 500
_CARRIED = "SELECT scope FROM carried_key WHERE scope IN ({marks})"
_CURSOR = "SELECT generation, sequence, link FROM sync_log WHERE log = ?"
_MOVE = (
    "INSERT INTO sync_log VALUES (?, ?, ?, ?, ?) ON CONFLICT (log) DO UPDATE SET "
    "generation = excluded.generation, sequence = excluded.sequence, link = excluded.link"
)
_LINK = "INSERT OR REPLACE INTO log_link VALUES (?, ?, ?, ?, ?, ?, ?)"
_LINK_AT = "SELECT generation, link FROM log_link WHERE log = ? AND sequence = ?"
_RECEIVE = (
    "INSERT OR IGNORE INTO envelope_in (log, sequence, body, state) VALUES (?, ?, ?, 'waiting')"
)
_SET_ASIDE = (
    "UPDATE envelope_in SET sequence = min(0, (SELECT min(sequence) FROM envelope_in)) - 1 "
    "WHERE log = ? AND sequence = ? AND body <> ?"
)
_TAKE_UP_NEXT = """
UPDATE envelope_in SET state = 'waiting'
WHERE state = 'parked' AND reason = ? AND (sequence < 0 OR EXISTS (
    SELECT 1 FROM log_link l
    JOIN chain_end c ON c.log = l.log AND c.device = l.device AND c.incarnation = l.incarnation
    WHERE l.log = envelope_in.log AND l.sequence = envelope_in.sequence
    AND l.number <= c.number + 1
))
"""
_TAKE_UP_OF_MEMBERS = """
UPDATE envelope_in SET state = 'waiting'
WHERE state = 'parked' AND reason = ? AND (sequence < 0 OR EXISTS (
    SELECT 1 FROM log_link l JOIN member_device m ON m.device = l.device
    WHERE l.log = envelope_in.log AND l.sequence = envelope_in.sequence
))
"""
_RECEIVED = (
    "SELECT log, sequence, body, reason FROM envelope_in WHERE state = 'waiting' "
    "ORDER BY log, sequence LIMIT ?"
)
_RECEIVED_COUNT = "SELECT count(*) FROM envelope_in WHERE state = 'waiting'"
_PARKED_COUNT = "SELECT count(*) FROM envelope_in WHERE state = 'parked'"
_DROP = "DELETE FROM envelope_in WHERE log = ? AND sequence = ?"
_PARK = "UPDATE envelope_in SET state = 'parked', reason = ? WHERE log = ? AND sequence = ?"
_END = "SELECT number, digest FROM chain_end WHERE log = ? AND device = ? AND incarnation = ?"
_MOVE_END = "INSERT OR REPLACE INTO chain_end VALUES (?, ?, ?, ?, ?)"
_LAST_OWN = (
    "SELECT number, digest FROM envelope_out WHERE log = ? AND incarnation = ? "
    "ORDER BY number DESC LIMIT 1"
)
_STORE_OWN = (
    "INSERT INTO envelope_out (log, incarnation, number, digest, body, state, first) "
    "VALUES (?, ?, ?, ?, ?, 'waiting', ?)"
)
_WAITING = (
    "SELECT incarnation, number, digest, body FROM envelope_out "
    "WHERE log = ? AND state = 'waiting' ORDER BY incarnation, number LIMIT ?"
)
_ACKNOWLEDGE = (
    "UPDATE envelope_out SET state = 'sent', sequence = ? "
    "WHERE log = ? AND digest = ? AND state <> 'sent'"
)
_REFUSE = "UPDATE envelope_out SET state = 'refused', reason = ? WHERE log = ? AND digest = ?"
_REFUSED_AGAIN = (
    "UPDATE envelope_out SET state = 'waiting', reason = '' WHERE log = ? AND state = 'refused'"
)
_AGAIN = (
    "UPDATE envelope_out SET state = 'waiting', sequence = NULL "
    "WHERE log = ? AND incarnation = ? AND number >= ?"
)
_SEALED_AT_LEAST = (
    "INSERT INTO sealed (log, incarnation, counter) VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET counter = max(counter, excluded.counter)"
)
_SEALED = (
    "INSERT INTO sealed VALUES (?, ?, ?) "
    "ON CONFLICT (log, incarnation) DO UPDATE SET counter = excluded.counter"
)
