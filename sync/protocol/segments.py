"""Segments: many changesets packed anew, sealed as envelopes are, and stored as blobs.

A segment is MessagePack ``[form, epoch, nonce, [part, …]]``. Part 0 is its manifest, sealed under
the vault's key of the epoch: which scope each further part is of, and the header of every
changeset. Every further part holds what the changesets did in one scope, sealed under that case's
key mixed with the vault's. The *front* of a snapshot is of the same shape, with one part.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256

import msgspec

from sync.protocol import limits
from sync.protocol.changes import ChangesetHeader, Piece
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.errors import NewerProtocolError, OtherKeyError, ProtocolError
from sync.protocol.sealing import key_in_epoch, open_sealed, seal

_FORM = 1
_NONCE = 16
_IN_PART = limits.OPENED // 2
"""Bytes of pieces in one part; a scope with more has several."""
_CHUNK = 1024 * 1024


class Authored(msgspec.Struct, array_like=True, frozen=True):
    """One changeset in a segment: the device that wrote it, and its header."""

    device: bytes
    header: ChangesetHeader


class OpenedSegment(msgspec.Struct, frozen=True):
    """What a segment holds: its changesets in order, and the pieces that could be opened."""

    changesets: tuple[Authored, ...]
    pieces: dict[bytes, list[Piece]]
    """By scope; a scope whose key is not here is missing."""


class CaseKeysOf(msgspec.Struct, array_like=True, frozen=True):
    """Every key of one scope, in ascending order."""

    scope: bytes
    keys: tuple[bytes, ...]


class Aside(msgspec.Struct, array_like=True, frozen=True):
    """An envelope that the snapshot's author could not take in, as it came.

    ``placed`` says that its author's chain goes on behind it all the same.
    """

    sequence: int
    envelope: bytes
    placed: bool


class Front(msgspec.Struct, array_like=True, frozen=True):
    """What a laptop needs before it opens a segment: case keys, and envelopes that stand aside."""

    form: int
    keys: tuple[CaseKeysOf, ...]
    aside: tuple[Aside, ...]


class _Wire(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    form: int
    epoch: int
    nonce: bytes
    parts: tuple[bytes, ...]


class _Manifest(msgspec.Struct, array_like=True, frozen=True):
    form: int
    scopes: tuple[bytes, ...]
    changesets: tuple[Authored, ...]


class _Content(msgspec.Struct, array_like=True, frozen=True):
    form: int
    pieces: tuple[Piece, ...]


def seal_segment(
    log: bytes,
    epoch: int,
    vault_key: bytes,
    changesets: Sequence[Authored],
    pieces: Mapping[bytes, Sequence[Piece]],
    case_keys: Mapping[bytes, bytes],
) -> bytes:
    """Return the segment of ``changesets``; ``pieces`` maps a scope to what was done in it."""
    if not 1 <= len(changesets) <= limits.SEGMENT:
        raise ProtocolError("A segment holds no changesets, or more than the protocol allows.")
    runs = [(scope, run) for scope in sorted(pieces) for run in _runs(pieces[scope])]
    manifest = _Manifest(_FORM, tuple(scope for scope, _ in runs), tuple(changesets))
    nonce = secrets.token_bytes(_NONCE)
    parts = [seal(vault_key, _place("segment", log, epoch, nonce, 0), encode(manifest))]
    for number, (scope, run) in enumerate(runs, start=1):
        key = key_in_epoch(case_keys[scope], vault_key)
        content = encode(_Content(_FORM, run))
        parts.append(seal(key, _place("segment", log, epoch, nonce, number), content))
    return encode(_Wire(_FORM, epoch, nonce, tuple(parts)))


def open_segment(
    log: bytes,
    content: bytes,
    vault_key: Callable[[int], bytes],
    case_keys: Callable[[Collection[bytes]], Mapping[bytes, Sequence[bytes]]],
) -> OpenedSegment:
    """Return what a segment of ``log`` holds.

    ``vault_key`` finds the key of an epoch, ``case_keys`` the keys that are here of some scopes.

    Raises SealError when it does not open, ProtocolError when it is of no shape known.
    """
    wire = _read(content)
    key = vault_key(wire.epoch)
    opened = open_sealed(key, _place("segment", log, wire.epoch, wire.nonce, 0), wire.parts[0])
    _check_form(opened)
    manifest = decode(opened, _Manifest)
    if len(manifest.scopes) != len(wire.parts) - 1 or len(manifest.changesets) > limits.SEGMENT:
        raise ProtocolError("A segment has not the parts its manifest lists.")
    pieces: dict[bytes, list[Piece]] = {}
    known = case_keys(set(manifest.scopes))
    left = limits.OPENED_SEGMENT
    for number, scope in enumerate(manifest.scopes, start=1):
        place = _place("segment", log, wire.epoch, wire.nonce, number)
        part = _open_with_one(known[scope], key, place, wire.parts[number])
        if part is None:
            continue
        left -= len(part)
        if left < 0:
            raise ProtocolError("A segment opens to more than the protocol allows.")
        _check_form(part)
        pieces.setdefault(scope, []).extend(decode(part, _Content).pieces)
    _check_pieces(manifest.changesets, pieces)
    return OpenedSegment(manifest.changesets, pieces)


def seal_front(
    log: bytes, epoch: int, vault_key: bytes, keys: Sequence[CaseKeysOf], aside: Sequence[Aside]
) -> bytes:
    """Return the front of a snapshot; ProtocolError when it is larger than a part may be."""
    nonce = secrets.token_bytes(_NONCE)
    content = encode(Front(_FORM, tuple(keys), tuple(aside)))
    part = seal(vault_key, _place("front", log, epoch, nonce, 0), content)
    return encode(_Wire(_FORM, epoch, nonce, (part,)))


def open_front(log: bytes, content: bytes, vault_key: Callable[[int], bytes]) -> Front:
    """Return the front of a snapshot of ``log``; SealError or ProtocolError as for a segment."""
    wire = _read(content)
    if len(wire.parts) > 1:
        raise ProtocolError("The front of a snapshot has not its one part.")
    place = _place("front", log, wire.epoch, wire.nonce, 0)
    opened = open_sealed(vault_key(wire.epoch), place, wire.parts[0])
    _check_form(opened)
    return decode(opened, Front)


def segment_digest(rows: Iterable[tuple[bytes, Sequence[tuple[int, bytes]]]]) -> bytes:
    """Return the digest of a segment's content, which everybody who has it computes alike.

    A row is one changeset: its digest, and position and scope of each part of it that is here.
    """
    running = sha256(b"satchel/1/segment\0")
    for digest, parts in rows:
        running.update(encode((digest, parts)))
    return running.digest()


def keys_digest(keys: Sequence[CaseKeysOf]) -> bytes:
    """Return the digest of a snapshot's case keys."""
    return sha256(b"satchel/1/keys\0" + encode(tuple(keys))).digest()


def chunks_in(content: bytes) -> list[bytes]:
    """Return ``content`` cut into the chunks of a blob."""
    return [content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK)]


def _runs(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Yield the pieces of one scope in runs that fit into a part each."""
    run: list[Piece] = []
    size = 0
    for piece in pieces:
        size += len(piece.content)
        if run and size > _IN_PART:
            yield tuple(run)
            run, size = [], len(piece.content)
        run.append(piece)
    yield tuple(run)


def _read(content: bytes) -> _Wire:
    wire = decode_canonical(content, _Wire)
    if wire.form != _FORM:
        raise NewerProtocolError("A segment was packed by a newer version of Satchel.")
    if len(wire.nonce) != _NONCE or not 0 <= wire.epoch < 2**32:
        raise ProtocolError("A segment has an impossible beginning.")
    if not 1 <= len(wire.parts) <= limits.PARTS:
        raise ProtocolError("A segment has no parts, or more than the protocol allows.")
    return wire


def _open_with_one(
    keys: Sequence[bytes], vault_key: bytes, place: bytes, part: bytes
) -> bytes | None:
    for key in keys:
        with suppress(OtherKeyError):
            return open_sealed(key_in_epoch(key, vault_key), place, part)
    return None


def _check_pieces(changesets: Sequence[Authored], pieces: Mapping[bytes, Sequence[Piece]]) -> None:
    """Raise ProtocolError for a piece of no changeset here, or of a part that came twice."""
    sizes = [len(each.header.digests) for each in changesets]
    places = [(piece.changeset, piece.position) for each in pieces.values() for piece in each]
    if len(set(places)) < len(places):
        raise ProtocolError("A segment holds a part of a changeset twice.")
    for changeset, position in places:
        if not 0 <= changeset < len(sizes) or not 0 <= position < sizes[changeset]:
            raise ProtocolError("A segment holds a part that no changeset lists.")


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    form: int


def _check_form(content: bytes) -> None:
    if decode(content, _Beginning).form != _FORM:
        raise NewerProtocolError("A segment was filled by a newer version of Satchel.")


def _place(label: str, log: bytes, epoch: int, nonce: bytes, part: int) -> bytes:
    return encode((_FORM, label, log, epoch, nonce, part))
