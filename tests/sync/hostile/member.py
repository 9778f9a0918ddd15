"""A member's device that seals what no Satchel would."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from storage.crypto.keytree import new_key
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.keys import case_key, newest_epoch, vault_key
from storage.usecases.transaction import Transaction
from sync.client.membership import identity
from sync.protocol.changes import ChangesetHeader, Piece, seal_changes
from sync.protocol.encoding import encode
from sync.protocol.envelope import BEGINNING, Address, Kind, to_bytes

_COUNTER = 50_000
"""Far from the numbers that the device gives to what a person saves."""


def part_of(vault: bytes, scope: bytes, *operations: Any) -> bytes:
    """Return the canonical bytes of a part, whatever its operations are."""
    return msgspec.msgpack.encode((1, vault, scope, list(operations)))


def plant(
    transaction: Transaction,
    vault: bytes,
    parts: Mapping[bytes, bytes],
    *,
    keys: Mapping[bytes, bytes] | None = None,
    epoch: int | None = None,
    sealed_by: bytes | None = None,
) -> tuple[None, Changes]:
    """Let an envelope wait to be sent: one changeset with the bytes of one part for each scope.

    ``keys`` travel with it; a key that this device makes for it is known to nobody else.
    """
    connection, me = transaction.connection, identity(transaction.connection)
    end = envelopes.last_own(connection, vault, me.incarnation)
    number, previous = (end.number + 1, end.digest) if end else (1, BEGINNING)
    newest = newest_epoch(connection, vault)
    known = {scope: case_key(connection, scope) or new_key() for scope in parts}
    known |= dict(keys or {})
    header = ChangesetHeader(
        me.incarnation,
        _COUNTER + number,
        1 << 60,
        "Mallory",
        "plant",
        None,
        encode([]),
        tuple(sha256(content).digest() for content in parts.values()),
    )
    pieces = {
        scope: [Piece(0, position, content)]
        for position, (scope, content) in enumerate(parts.items())
    }
    sealed_for = newest if epoch is None else epoch
    address = Address(Kind.CHANGES, vault, me.device, me.incarnation, number, previous, sealed_for)
    key = sealed_by or vault_key(connection, vault, newest)
    envelope = seal_changes(address, me.signing, key, [header], pieces, known, keys or ())
    own = envelopes.Own(me.incarnation, number, envelope.digest, to_bytes(envelope))
    envelopes.store_own(connection, vault, own)
    return None, Changes()
