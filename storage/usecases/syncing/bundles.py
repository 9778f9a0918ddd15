"""What goes into a bundle and what came out of one: envelopes whose place no server has told.

Nothing here can read an envelope; that is for ``sync.client``.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from sqlalchemy import Connection

Source = Literal["own", "carried", "received"]

_BELOW = -(2**61)
"""Below it stand the places of envelopes that came in a bundle: in the order they came in."""
_FIRST = -(2**62)


class Where(NamedTuple):
    """Where one envelope is kept on this laptop."""

    source: Source
    log: bytes
    device: bytes
    incarnation: int
    number: int
    """Of what was received from a server its sequence number."""


class Kept(NamedTuple):
    """One envelope, and the place that a server gave it; 0 and 0 where none did."""

    sequence: int
    generation: int
    body: bytes


class Chained(NamedTuple):
    """One envelope of somebody, at its place in its author's chain."""

    log: bytes
    device: bytes
    incarnation: int
    number: int
    digest: bytes
    body: bytes


class BundleNote(NamedTuple):
    """One bundle that was made or taken in here; moments in Unix milliseconds."""

    digest: bytes
    made_here: bool
    moment: int
    device: bytes
    since: int
    envelopes: int


def listed(connection: Connection, since: int) -> list[Where]:
    """Return where everything stands that a bundle carries.

    Of this device's own, what was saved from ``since`` (Unix milliseconds) on; of others' all that
    is still here: what is carried on for them, and what could not be applied yet.
    """
    own = connection.exec_driver_sql(_OWN, (since << _COUNTER_BITS,))
    carried = connection.exec_driver_sql(_CARRIED)
    received = connection.exec_driver_sql(_RECEIVED)
    return [
        *(Where("own", row.log, row.id, row.incarnation, row.number) for row in own),
        *(Where("carried", *row) for row in carried),
        *(Where("received", row.log, b"", 0, row.sequence) for row in received),
    ]


def kept_at(connection: Connection, where: Where) -> Kept | None:
    """Return the envelope that stands there; None when it is gone meanwhile."""
    if where.source == "own":
        row = connection.exec_driver_sql(_OWN_AT, (where.log, where.incarnation, where.number))
    elif where.source == "carried":
        row = connection.exec_driver_sql(_CARRIED_AT, where[1:])
    else:
        row = connection.exec_driver_sql(_RECEIVED_AT, (where.log, where.number))
    found = row.first()
    return Kept(*found) if found else None


def is_on_server(connection: Connection, one: Chained) -> bool:
    """Tell whether a server's log, as it was verified here, has this place of its chain."""
    chain = (one.log, one.device, one.incarnation, one.number)
    return connection.exec_driver_sql(_ON_SERVER, chain).first() is not None


def waits(connection: Connection, one: Chained) -> bool:
    """Tell whether this very envelope waits here to be applied, or is put aside."""
    query = "SELECT 1 FROM envelope_in WHERE log = ? AND length(body) = ? AND body = ?"
    return connection.exec_driver_sql(query, (one.log, len(one.body), one.body)).first() is not None


def store_carried_in(connection: Connection, bodies: Sequence[tuple[bytes, bytes]]) -> None:
    """Keep envelopes of logs, in order, to be applied as if they had come from a server."""
    last = connection.exec_driver_sql(
        "SELECT max(sequence) FROM envelope_in WHERE sequence < ?", (_BELOW,)
    ).scalar()
    first = _FIRST if last is None else last + 1
    rows = [(log, first + place, body) for place, (log, body) in enumerate(bodies)]
    if rows:
        connection.exec_driver_sql(
            "INSERT INTO envelope_in (log, sequence, body, state) VALUES (?, ?, ?, 'waiting')", rows
        )


def carry_on(connection: Connection, carried: Iterable[Chained]) -> int:
    """Keep envelopes of others until a server has them; return how many are new here."""
    done = 0
    for one in carried:
        done += connection.exec_driver_sql(_CARRY, one).rowcount
    return done


def carried_body(connection: Connection, digest: bytes) -> bytes | None:
    """Return the envelope of this digest that is carried on; None where none is."""
    body: bytes | None = connection.exec_driver_sql(
        "SELECT body FROM envelope_carried WHERE digest = ?", (digest,)
    ).scalar()
    return body


def carried_chains(connection: Connection, log: bytes) -> list[tuple[bytes, int]]:
    """Return whose envelopes of ``log`` are carried on: device and incarnation."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT device, incarnation FROM envelope_carried WHERE log = ? ORDER BY 1, 2",
        (log,),
    )
    return [(row.device, row.incarnation) for row in rows]


def carried_count(connection: Connection) -> int:
    """Return how many envelopes of others are carried on."""
    query = "SELECT count(*) FROM envelope_carried"
    return int(connection.exec_driver_sql(query).scalar_one())


def next_carried(
    connection: Connection, log: bytes, chain: tuple[bytes, int], after: int, most_bytes: int
) -> list[Chained]:
    """Return the next envelopes of one chain behind number ``after``, at least one."""
    found: list[Chained] = []
    size = 0
    for row in connection.exec_driver_sql(_NEXT_CARRIED, (log, *chain, after)):
        size += len(row.body)
        if found and size > most_bytes:
            break
        found.append(Chained(*row))
    return found


def drop_carried(connection: Connection, log: bytes, digests: Iterable[bytes]) -> None:
    """Forget carried envelopes that a server has now."""
    rows = [(log, digest) for digest in digests]
    if rows:
        connection.exec_driver_sql(
            "DELETE FROM envelope_carried WHERE log = ? AND digest = ?", rows
        )


def drop_arrived(connection: Connection, log: bytes) -> None:
    """Forget carried envelopes that were met in the server's log."""
    connection.exec_driver_sql(_DROP_ARRIVED, (log,))


def note_bundle(connection: Connection, note: BundleNote) -> bool:
    """Write down that a bundle was made or taken in; False when it was before."""
    return bool(connection.exec_driver_sql(_NOTE, note).rowcount)


def bundles(connection: Connection) -> list[BundleNote]:
    """Return the bundles that were made or taken in here, the newest first."""
    rows = connection.exec_driver_sql(
        "SELECT digest, made_here, moment, device, since, envelopes FROM bundle "
        "ORDER BY moment DESC, digest"
    )
    return [BundleNote(row[0], bool(row[1]), *row[2:]) for row in rows]


_COUNTER_BITS = 16
"""Of a stamp, below its milliseconds."""
_OWN = """
WITH before AS (
    SELECT b.log, b.incarnation, max(b.number) AS number FROM this_device d, envelope_out b
    JOIN journal j ON j.device = d.id AND j.incarnation = b.incarnation AND j.counter = b.first
    WHERE j.stamp < ? GROUP BY b.log, b.incarnation
)
SELECT e.log, d.id, e.incarnation, e.number FROM this_device d, envelope_out e
LEFT JOIN before b ON b.log = e.log AND b.incarnation = e.incarnation
WHERE e.number >= coalesce(b.number, 1) ORDER BY e.log, e.incarnation, e.number
"""
_CARRIED = (
    "SELECT log, device, incarnation, number FROM envelope_carried "
    "ORDER BY log, device, incarnation, number"
)
_RECEIVED = "SELECT log, sequence FROM envelope_in ORDER BY log, sequence"
_OWN_AT = """
SELECT coalesce(e.sequence, 0), coalesce(s.generation, 0), e.body
FROM envelope_out e LEFT JOIN sync_log s ON s.log = e.log AND e.sequence IS NOT NULL
WHERE e.log = ? AND e.incarnation = ? AND e.number = ?
"""
_CARRIED_AT = (
    "SELECT 0, 0, body FROM envelope_carried "
    "WHERE log = ? AND device = ? AND incarnation = ? AND number = ?"
)
_RECEIVED_AT = """
SELECT max(e.sequence, 0), coalesce(l.generation, 0), e.body
FROM envelope_in e LEFT JOIN log_link l ON l.log = e.log AND l.sequence = e.sequence
WHERE e.log = ? AND e.sequence = ?
"""
_ON_SERVER = (
    "SELECT 1 FROM log_link WHERE log = ? AND device = ? AND incarnation = ? AND number = ?"
)
_CARRY = "INSERT OR IGNORE INTO envelope_carried VALUES (?, ?, ?, ?, ?, ?)"
_NEXT_CARRIED = (
    "SELECT log, device, incarnation, number, digest, body FROM envelope_carried "
    "WHERE log = ? AND device = ? AND incarnation = ? AND number > ? ORDER BY number LIMIT 500"
)
_DROP_ARRIVED = """
DELETE FROM envelope_carried WHERE log = ? AND EXISTS (
    SELECT 1 FROM log_link l WHERE l.log = envelope_carried.log
    AND l.device = envelope_carried.device AND l.incarnation = envelope_carried.incarnation
    AND l.number = envelope_carried.number
)
"""
_NOTE = "INSERT OR IGNORE INTO bundle VALUES (?, ?, ?, ?, ?, ?)"
