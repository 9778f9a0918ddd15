"""Where a record is, with what came on a stick and no server has yet."""

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.errors import DamagedError
from storage.usecases.syncing import whereabouts
from storage.usecases.syncing.bundles import carried_chains, next_carried
from storage.usecases.syncing.keys import vault_key
from storage.usecases.syncing.whereabouts import Where, versions_in
from sync.protocol.changes import open_changes
from sync.protocol.envelope import Kind, parse
from sync.protocol.errors import ProtocolError

_ONE = 1
"""Byte: the next envelope alone."""
_BEFORE_ALL = (-1, -1)


def where_is(connection: Connection, kind: str, record: RecordId) -> Where:
    """Return where the last change of a record is, whoever wrote it and however it came."""
    where = whereabouts.where_is(connection, kind, record)
    if where != "server":
        return where
    vault, dots = versions_in(connection, kind, record)
    for device, incarnation in carried_chains(connection, vault):
        own = [dot for dot in dots if dot.device == device and dot.incarnation <= incarnation]
        if own and _newest(own) >= _carried_from(connection, vault, (device, incarnation)):
            return "here"
    return where


def _newest(dots: list[Dot]) -> tuple[int, int]:
    return max((dot.incarnation, dot.counter) for dot in dots)


def _carried_from(connection: Connection, log: bytes, chain: tuple[bytes, int]) -> tuple[int, int]:
    """Return incarnation and number of the first changeset of a chain that no server has.

    A server takes a chain in its order: all that follows is not there either. Where the envelope
    cannot be opened, nothing of the chain is taken to be there.
    """
    after = 0
    while found := next_carried(connection, log, chain, after, _ONE):
        (one, *_) = found
        after = one.number
        try:
            envelope = parse(one.body)
            if envelope.header.kind != Kind.CHANGES:
                continue
            key = vault_key(connection, log, envelope.header.epoch)
            first = open_changes(envelope, key, lambda _scope: ()).changesets[0]
        except (DamagedError, ProtocolError):
            return _BEFORE_ALL
        return first.incarnation, first.counter
    return _NOTHING


_NOTHING = (2**32, 0)
"""Behind every changeset: the chain carries none."""
