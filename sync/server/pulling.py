"""Give envelopes: how far each log goes, and a stretch of one from a place on."""

from typing import Any

from sqlalchemy import Connection, Row, select

from sync.protocol import limits
from sync.protocol.encoding import encode
from sync.protocol.messages import Heads, Item, LogHead, Page
from sync.server.asks import Ask, PullQuery, no_query, pull_query
from sync.server.authorisation import Asker, Target
from sync.server.logs import Log, heads_of, log_of
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.tables import envelopes

_AROUND_ITEM = 96
"""Bytes of an item beside its envelope, at most."""
_AROUND_PAGE = 256

Place = Row[*tuple[Any, ...]]
"""Sequence, generation, digest, device, size."""


def plan_heads(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to tell how far the roster and the asking device's vaults go."""
    no_query(ask)
    return Plan(
        Target(), lambda: service.database.read(lambda connection: _heads(connection, asker))
    )


def plan_pull(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to give a page of the log that the query names."""
    query = pull_query(ask)
    return Plan(
        Target(log=query.log),
        lambda: service.database.read(lambda connection: _page(connection, asker, query)),
    )


def _heads(connection: Connection, asker: Asker) -> bytes:
    names = (asker.roster.log, *asker.member.vaults)
    heads = heads_of(connection, asker.roster.program, names)
    return encode(Heads(tuple(LogHead(name, heads[name]) for name in names)))


def _log(connection: Connection, asker: Asker, name: bytes) -> Log:
    log = log_of(connection, asker.roster.program, name)
    if log is None:
        raise RefusedError("forbidden")
    return log


def _page(connection: Connection, asker: Asker, query: PullQuery) -> bytes:
    # The head first: what is read after it cannot lie beyond it, as a log only grows.
    log = _log(connection, asker, query.log)
    places = _places(connection, log, query.after)
    own = None if query.whole else asker.device
    fitting = _fitting(places, own)
    wanted = [place.sequence for place in fitting if place.device != own]
    contents = _contents(connection, log, wanted)
    items = tuple(
        Item(place.sequence, place.generation, place.digest, contents.get(place.sequence))
        for place in fitting
    )
    return encode(Page(items, log.head))


def _places(connection: Connection, log: Log, after: int) -> list[Place]:
    columns = envelopes.c
    rows = connection.execute(
        select(columns.sequence, columns.generation, columns.digest, columns.device, columns.size)
        .where(
            columns.log == log.id, columns.sequence > after, columns.sequence <= log.head.sequence
        )
        .order_by(columns.sequence)
        .limit(limits.ENVELOPES)
    )
    return list(rows)


def _fitting(places: list[Place], own: bytes | None) -> list[Place]:
    """Return as many as fit into one body; the first always does."""
    left = limits.BODY - _AROUND_PAGE
    for count, place in enumerate(places):
        left -= _AROUND_ITEM + (0 if place.device == own else place.size)
        if left < 0:
            return places[:count]
    return places


def _contents(connection: Connection, log: Log, sequences: list[int]) -> dict[int, bytes]:
    rows = connection.execute(
        select(envelopes.c.sequence, envelopes.c.content).where(
            envelopes.c.log == log.id, envelopes.c.sequence.in_(sequences)
        )
    )
    return {row.sequence: row.content for row in rows}
