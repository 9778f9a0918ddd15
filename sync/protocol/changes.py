"""What an envelope of changes holds: a manifest, new case keys, and content by case.

Part 0 is the manifest, sealed under the vault's epoch key: which part is what, and the header of
every changeset. A *key* part is one case key, sealed under the vault's epoch key; it travels once,
in the first envelope that uses it. A *content* part holds what the envelope's changesets did in
one case, sealed under that case's key. Leaving a case's key and content out expunges it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from sync.protocol import limits
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import Address, Envelope, Kind, make, place_of
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.sealing import KEY_LENGTH, open_sealed, seal

_FORM = 1
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


class Piece(msgspec.Struct, array_like=True, frozen=True):
    """The bytes of one part of one changeset: which one in the envelope, ``position`` in it."""

    changeset: int
    position: int
    content: bytes


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
    """By scope; a part that was left out of the envelope, or whose key is not here, is missing."""


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
    slots = [_Slot("key", scope) for scope in sorted(new_keys)]
    slots += [_Slot("content", scope) for scope in sorted(pieces)]
    manifest = encode(_Manifest(_FORM, tuple(slots), tuple(changesets)))
    parts = [seal(vault_key, place_of(address, 0), manifest)]
    for number, slot in enumerate(slots, start=1):
        place = place_of(address, number)
        if slot.role == "key":
            parts.append(seal(vault_key, place, case_keys[slot.scope]))
        else:
            content = encode(_Content(_FORM, tuple(pieces[slot.scope])))
            parts.append(seal(case_keys[slot.scope], place, content))
    return make(address, parts, seed)


def open_changes(
    envelope: Envelope, vault_key: bytes, case_key: Callable[[bytes], bytes | None]
) -> Opened:
    """Return what ``envelope`` holds; ``case_key`` finds the key of a scope that is here already.

    Raises SealError when a part does not open with the key it names, ProtocolError when what is
    inside is of no shape known.
    """
    if envelope.header.kind != Kind.CHANGES or envelope.parts[0] is None:
        raise ProtocolError("An envelope of changes has no manifest.")
    header = envelope.header
    manifest = decode(open_sealed(vault_key, header.place(0), envelope.parts[0]), _Manifest)
    _check(manifest, len(envelope.parts))
    keys: dict[bytes, bytes] = {}
    pieces: dict[bytes, tuple[Piece, ...]] = {}
    for number, (slot, part) in enumerate(
        zip(manifest.slots, envelope.parts[1:], strict=True), start=1
    ):
        if part is None:
            continue
        if slot.role == "key":
            keys[slot.scope] = _key(open_sealed(vault_key, header.place(number), part))
            continue
        key = keys.get(slot.scope) or case_key(slot.scope)
        if key is not None:
            content = decode(open_sealed(key, header.place(number), part), _Content)
            _check_form(content.form)
            pieces[slot.scope] = content.pieces
    return Opened(keys, manifest.changesets, pieces)


def _check(manifest: _Manifest, parts: int) -> None:
    _check_form(manifest.form)
    if len(manifest.slots) != parts - 1:
        raise ProtocolError("An envelope has not the parts its manifest lists.")
    if len({(slot.role, slot.scope) for slot in manifest.slots}) < len(manifest.slots):
        raise ProtocolError("An envelope names a case twice.")
    names = [(changeset.incarnation, changeset.counter) for changeset in manifest.changesets]
    if not 1 <= len(names) <= limits.CHANGESETS or names != sorted(set(names)):
        raise ProtocolError("An envelope's changesets are not in their order.")


def _check_form(form: int) -> None:
    if form != _FORM:
        raise NewerProtocolError("An envelope was filled by a newer version of Satchel.")


def _key(content: bytes) -> bytes:
    if len(content) != KEY_LENGTH:
        raise ProtocolError("A case key has a wrong length.")
    return content
