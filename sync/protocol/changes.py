"""What an envelope of changes holds: a manifest, new case keys, and content by case.

Part 0 is the manifest, sealed under the vault's epoch key: which part is what, and the header of
every changeset. A *key* part is one case key, sealed under the vault's epoch key; it travels once,
in the first envelope that uses it. A *content* part holds what the envelope's changesets did in
one case, sealed under that case's key. Leaving a case's key and content out expunges it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Literal

import msgspec

from sync.protocol import limits
from sync.protocol.counting import check_counts
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import Address, Envelope, Kind, make, place_of
from sync.protocol.errors import NewerProtocolError, OtherKeyError, ProtocolError
from sync.protocol.membership import FIRST_EPOCH
from sync.protocol.sealing import KEY_LENGTH, key_in_epoch, open_sealed, seal

_FORM = 1
_OF_EPOCH = 2
"""The form of a manifest whose contents are sealed under the case's key and the epoch's together:
that of every epoch but a vault's first."""
_SCOPE, _DIGEST = 16, 32
_MOST = limits.OPENED_ENVELOPE // 2
"""Bytes of pieces that are sealed into one envelope: opened, they stay below the limit."""
Role = Literal["key", "content"]


class ChangesetHeader(msgspec.Struct, array_like=True, frozen=True):
    """Everything of a changeset but its parts; ``digests`` are those of all its parts, in order.

    ``seen`` is the canonical MessagePack of the heads its author had verified.
    """

    incarnation: int
    counter: int
    stamp: int
    author: str
    act: str
    batch: bytes | None
    seen: bytes
    digests: tuple[bytes, ...]


class SeenHead(msgspec.Struct, array_like=True, frozen=True):
    """A head that a changeset's author had verified, as ``seen`` lists them."""

    vault: bytes
    generation: int
    sequence: int
    link: bytes


class Piece(msgspec.Struct, array_like=True, frozen=True):
    """The bytes of one part of one changeset: which one in the envelope, ``position`` in it."""

    changeset: int
    position: int
    content: bytes


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    form: int


class _Slot(msgspec.Struct, array_like=True, frozen=True):
    role: Role
    scope: bytes


class _Manifest(msgspec.Struct, array_like=True, frozen=True):
    form: int
    slots: tuple[_Slot, ...]
    changesets: tuple[ChangesetHeader, ...]


class _Content(msgspec.Struct, array_like=True, frozen=True):
    form: int
    pieces: tuple[Piece, ...]


class Opened(msgspec.Struct, frozen=True):
    """An opened envelope of changes: the new case keys, and what is left of each changeset."""

    keys: dict[bytes, bytes]
    changesets: tuple[ChangesetHeader, ...]
    pieces: dict[bytes, tuple[Piece, ...]]
    """By scope; what was left out of the envelope, or cannot be opened yet, is missing."""
    locked: frozenset[bytes] = frozenset()
    """The scopes of which something is in the envelope whose key is not here."""
    left_out: frozenset[bytes] = frozenset()
    """The scopes of which something was in the envelope and was taken out of it."""


def seal_changes(  # noqa: PLR0913, PLR0917 - an envelope is made of these
    address: Address,
    seed: bytes,
    vault_key: bytes,
    changesets: Sequence[ChangesetHeader],
    pieces: Mapping[bytes, Sequence[Piece]],
    case_keys: Mapping[bytes, bytes],
    new_keys: Iterable[bytes] = (),
) -> Envelope:
    """Return the signed envelope of ``changesets``.

    ``pieces`` maps a scope to what was done in it, ``case_keys`` every such scope to its key;
    ``new_keys`` are the scopes whose key no envelope of this log carries yet.
    """
    if not 1 <= len(changesets) <= limits.CHANGESETS:
        raise ProtocolError("An envelope holds from one to 500 changesets.")
    if sum(len(changeset.digests) for changeset in changesets) > limits.LISTED:
        raise ProtocolError("An envelope lists more parts of changes than the protocol allows.")
    if sum(len(piece.content) for each in pieces.values() for piece in each) > _MOST:
        raise ProtocolError("An envelope holds more than the protocol allows.")
    slots = [_Slot("key", scope) for scope in sorted(new_keys)]
    slots += [_Slot("content", scope) for scope in sorted(pieces)]
    form = _form_in(address.epoch)
    manifest = encode(_Manifest(form, tuple(slots), tuple(changesets)))
    parts = [seal(vault_key, place_of(address, 0), manifest)]
    for number, slot in enumerate(slots, start=1):
        place = place_of(address, number)
        if slot.role == "key":
            parts.append(seal(vault_key, place, case_keys[slot.scope]))
        else:
            content = encode(_Content(_FORM, tuple(pieces[slot.scope])))
            parts.append(seal(_content_key(form, case_keys[slot.scope], vault_key), place, content))
    return make(address, parts, seed)


def open_changes(
    envelope: Envelope, vault_key: bytes, case_keys: Callable[[bytes], Sequence[bytes]]
) -> Opened:
    """Return what ``envelope`` holds; ``case_keys`` finds the keys of a scope that are here.

    A case has one key, but for one that two laptops entered before they met.

    Raises SealError when a part does not open with the key it names, ProtocolError when what is
    inside is of no shape known.
    """
    if envelope.header.kind != Kind.CHANGES or envelope.parts[0] is None:
        raise ProtocolError("An envelope of changes has no manifest.")
    header = envelope.header
    content = open_sealed(vault_key, header.place(0), envelope.parts[0])
    _check_form(decode(content, _Beginning).form, _FORM, _OF_EPOCH)
    manifest = decode(content, _Manifest)
    if manifest.form != _form_in(header.epoch):
        raise ProtocolError("An envelope is sealed as those of another epoch are.")
    _check(manifest, len(envelope.parts))
    keys: dict[bytes, bytes] = {}
    pieces: dict[bytes, tuple[Piece, ...]] = {}
    locked: set[bytes] = set()
    left_out: set[bytes] = set()
    left = limits.OPENED_ENVELOPE
    for number, (slot, part) in enumerate(
        zip(manifest.slots, envelope.parts[1:], strict=True), start=1
    ):
        if part is None:
            left_out.add(slot.scope)
            continue
        if slot.role == "key":
            keys[slot.scope] = _key(open_sealed(vault_key, header.place(number), part))
            continue
        known = [keys[slot.scope]] if slot.scope in keys else case_keys(slot.scope)
        candidates = [_content_key(manifest.form, key, vault_key) for key in known]
        opened = _open_with_one(candidates, header.place(number), part)
        if opened is None:
            locked.add(slot.scope)
            continue
        left -= len(opened)
        if left < 0:
            raise ProtocolError("An envelope opens to more than the protocol allows.")
        pieces[slot.scope] = _pieces(opened)
    _check_pieces(manifest, pieces)
    check_counts([piece.content for each in pieces.values() for piece in each])
    return Opened(keys, manifest.changesets, pieces, frozenset(locked), frozenset(left_out))


def parts_of_scopes(
    envelope: Envelope, vault_key: bytes, scopes: Collection[bytes]
) -> tuple[int, ...]:
    """Return the numbers of the parts that hold keys or content of ``scopes`` and are here."""
    if envelope.header.kind != Kind.CHANGES or envelope.parts[0] is None:
        raise ProtocolError("An envelope of changes has no manifest.")
    content = open_sealed(vault_key, envelope.header.place(0), envelope.parts[0])
    _check_form(decode(content, _Beginning).form, _FORM, _OF_EPOCH)
    slots = decode(content, _Manifest).slots
    return tuple(
        number
        for number, (slot, part) in enumerate(zip(slots, envelope.parts[1:], strict=False), start=1)
        if slot.scope in scopes and part is not None
    )


def _form_in(epoch: int) -> int:
    return _FORM if epoch <= FIRST_EPOCH else _OF_EPOCH


def _content_key(form: int, case_key: bytes, vault_key: bytes) -> bytes:
    return case_key if form == _FORM else key_in_epoch(case_key, vault_key)


def _open_with_one(keys: Sequence[bytes], place: bytes, part: bytes) -> bytes | None:
    """Return what is sealed in ``part`` under one of ``keys``; None when it is under none."""
    for key in keys:
        with suppress(OtherKeyError):
            return open_sealed(key, place, part)
    return None


def _check(manifest: _Manifest, parts: int) -> None:
    if len(manifest.slots) != parts - 1:
        raise ProtocolError("An envelope has not the parts its manifest lists.")
    if len({(slot.role, slot.scope) for slot in manifest.slots}) < len(manifest.slots):
        raise ProtocolError("An envelope names a case twice.")
    if any(len(slot.scope) != _SCOPE for slot in manifest.slots):
        raise ProtocolError("An envelope names a case by something else than its id.")
    names = [(changeset.incarnation, changeset.counter) for changeset in manifest.changesets]
    if not 1 <= len(names) <= limits.CHANGESETS or names != sorted(set(names)):
        raise ProtocolError("An envelope's changesets are not in their order.")
    if sum(len(changeset.digests) for changeset in manifest.changesets) > limits.LISTED:
        raise ProtocolError("An envelope lists more parts of changes than the protocol allows.")
    for changeset in manifest.changesets:
        _check_changeset(changeset)


def _check_changeset(changeset: ChangesetHeader) -> None:
    """Raise ProtocolError for a number, a name or a head that no changeset can have."""
    dot = (changeset.incarnation, changeset.counter)
    if not all(0 <= number < 2**32 for number in dot) or not 0 <= changeset.stamp < 2**63:
        raise ProtocolError("A changeset has an impossible number or time.")
    if any(len(digest) != _DIGEST for digest in changeset.digests):
        raise ProtocolError("A changeset lists a part without its digest.")
    for head in decode(changeset.seen, tuple[SeenHead, ...]):
        if not 0 <= head.generation < 2**63 or not 0 <= head.sequence < 2**63:
            raise ProtocolError("A changeset names a head that cannot be.")


def _pieces(content: bytes) -> tuple[Piece, ...]:
    _check_form(decode(content, _Beginning).form, _FORM)
    return decode(content, _Content).pieces


def _check_pieces(manifest: _Manifest, pieces: Mapping[bytes, Sequence[Piece]]) -> None:
    """Raise ProtocolError for a piece of no changeset here, or of a part that came twice."""
    sizes = [len(changeset.digests) for changeset in manifest.changesets]
    places = [(piece.changeset, piece.position) for each in pieces.values() for piece in each]
    if len(set(places)) < len(places):
        raise ProtocolError("An envelope holds a part of a changeset twice.")
    for changeset, position in places:
        if not 0 <= changeset < len(sizes) or not 0 <= position < sizes[changeset]:
            raise ProtocolError("An envelope holds a part that no changeset lists.")


def _check_form(form: int, *known: int) -> None:
    if form not in known:
        raise NewerProtocolError("An envelope was filled by a newer version of Satchel.")


def _key(content: bytes) -> bytes:
    if len(content) != KEY_LENGTH:
        raise ProtocolError("A case key has a wrong length.")
    return content
