"""Snapshots, attestations, segments and fronts (section 20), blobs' manifests (15)."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from tests.protocol.messagepack import pack
from tests.protocol.second.envelopes import (
    ATTESTATION,
    CHANGESET,
    PIECES,
    SNAPSHOT,
    TOGETHER,
    check_pieces,
    content_key,
    open_with_one,
)
from tests.protocol.second.shapes import (
    COUNT,
    NewerError,
    exact,
    flag,
    loose,
    many,
    need,
    number,
    octets,
    of_form,
    open_row,
    row,
)
from tests.protocol.second_reader import Envelope, open_part

_COUNT, _DIGEST, _SCOPE = number(0, COUNT), octets(32), octets(16)
_REACH = row(octets(8), number(0, 2**32), number(0, 2**32))
_SEGMENT = row(_DIGEST, _DIGEST, number(1, COUNT), _COUNT, flag)
_LAYER = row(many(_REACH), many(_SCOPE), many(_SEGMENT))
_SNAPSHOT = row(
    number(), _COUNT, row(_COUNT, number(1, COUNT), _DIGEST),
    many(row(octets(8), number(), _COUNT, _DIGEST)), many(_SCOPE), _DIGEST, _DIGEST,
    many(_DIGEST), many(_LAYER),
)  # fmt: skip
_WIRE = row(number(), number(), octets(), many(octets()))
_MANIFEST = open_row(number(), many(octets()), many(open_row(octets(), CHANGESET)))
_FRONT = open_row(
    number(), many(open_row(octets(), many(octets()))), many(open_row(number(), octets(), flag))
)


def read_snapshot(envelope: Envelope, vault_key: bytes) -> list[Any]:
    """What a snapshot says, and the total that an attestation of it names."""
    body = exact(_opened(envelope, SNAPSHOT, vault_key), _SNAPSHOT)
    _form, _made, head, ends, expunged, _front, keys, aside, layers = body
    _check_order([(end[0], end[1]) for end in ends])
    _check_order(expunged)
    for reach, scopes, _segments in layers:
        _check_order([(each[0], each[1]) for each in reach])
        _check_order(scopes)
    need(any(segments for _reach, _scopes, segments in layers))
    said = [
        [reach, scopes, [[digest, count, early] for _, digest, count, _, early in segments]]
        for reach, scopes, segments in layers
    ]
    total = pack([head, ends, expunged, keys, aside, said])
    return [body, sha256(b"satchel/1/snapshot\0" + total).digest()]


def read_attestation(envelope: Envelope, vault_key: bytes) -> Any:
    """Which snapshot is attested, with which total."""
    return exact(_opened(envelope, ATTESTATION, vault_key), row(number(), _DIGEST, _DIGEST))


def read_segment(
    log: bytes,
    content: bytes,
    vault_keys: Mapping[int, bytes],
    known: Mapping[bytes, Sequence[bytes]],
) -> list[Any]:
    """The changesets of a segment and its pieces by scope."""
    epoch, nonce, parts = _read(content)
    key = vault_keys[epoch]
    manifest = open_part(key, pack([1, "segment", log, epoch, nonce, 0]), parts[0])
    of_form(manifest, 1)
    _form, scopes, changesets = loose(manifest, _MANIFEST)
    need(len(scopes) == len(parts) - 1 and len(changesets) <= 4_000)
    pieces: dict[bytes, list[Any]] = {}
    opened = 0
    for at, scope in enumerate(scopes, start=1):
        candidates = [content_key(each, key) for each in known.get(scope, ())]
        place = pack([1, "segment", log, epoch, nonce, at])
        part = open_with_one(candidates, place, parts[at])
        if part is None:
            continue
        opened += len(part)
        need(opened <= TOGETHER)
        of_form(part, 1)
        pieces.setdefault(scope, []).extend(loose(part, PIECES)[1])
    check_pieces([len(changeset[7]) for _device, changeset in changesets], pieces)
    return [changesets, [[scope, pieces[scope]] for scope in sorted(pieces)]]


def read_front(log: bytes, content: bytes, vault_keys: Mapping[int, bytes]) -> list[Any]:
    """The keys of every case, and the envelopes that stand aside; with the keys' digest."""
    epoch, nonce, parts = _read(content)
    need(len(parts) == 1)
    opened = open_part(vault_keys[epoch], pack([1, "front", log, epoch, nonce, 0]), parts[0])
    of_form(opened, 1)
    _form, keys, aside = loose(opened, _FRONT)
    return [keys, aside, sha256(b"satchel/1/keys\0" + pack(keys)).digest()]


def digest_of_segment(content: bytes) -> bytes:
    """The digest over what a segment holds: rows of a changeset's digest and its parts."""
    rows = exact(content, many(row(octets(), many(row(number(), octets())))))
    return sha256(b"satchel/1/segment\0" + b"".join(map(pack, rows))).digest()


def read_manifest(content: bytes) -> list[Any]:
    """A blob's id, and digest and size of each of its chunks."""
    form, chunks = exact(content, row(number(), many(row(octets(), number()))))
    need(form == 1 and 1 <= len(chunks) <= 4_096)
    need(all(len(digest) == 32 and 1 <= size <= 2**20 + 2**12 for digest, size in chunks))
    need(sum(size for _digest, size in chunks) <= 2**32)
    return [sha256(b"satchel/1/blob\0" + content).digest(), chunks]


def _opened(envelope: Envelope, kind: int, vault_key: bytes) -> bytes:
    need(envelope.header[1] == kind and len(envelope.parts) == 1)
    content = envelope.open(0, vault_key)
    of_form(content, 1)
    return content


def _read(content: bytes) -> tuple[int, bytes, list[bytes]]:
    form, epoch, nonce, parts = exact(content, _WIRE)
    if form != 1:
        raise NewerError
    need(len(nonce) == 16 and 0 <= epoch < 2**32 and 1 <= len(parts) <= 20_000)
    return epoch, nonce, parts


def _check_order(values: list[Any]) -> None:
    need(values == sorted(set(values)))
