"""Envelopes and what those of changes hold (sections 3 to 5), key rings (7)."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from tests.protocol.second.counting import check_counts
from tests.protocol.second.keys import check_signature, unwrap
from tests.protocol.second.shapes import (
    COUNT,
    NewerError,
    exact,
    loose,
    many,
    maybe,
    need,
    number,
    octets,
    of_form,
    one_of,
    open_row,
    row,
    text,
)
from tests.protocol.second_reader import Envelope, derive, open_part, part_keys

LARGEST = 4 * 1024 * 1024 - 64 * 1024
TOGETHER = 64 * 1024 * 1024
CHANGES, ROSTER, SNAPSHOT, ATTESTATION = 1, 2, 4, 5
_WIRE = row(octets(), octets(), many(maybe(octets())))
_HEADER = row(
    number(), number(), octets(), octets(), number(), number(), octets(), number(),
    many(row(octets(), number())),
)  # fmt: skip
CHANGESET = open_row(
    number(), number(), number(), text, text, maybe(octets()), octets(), many(octets())
)
_SEEN = many(open_row(octets(), number(0, COUNT), number(0, COUNT), octets()))
_MANIFEST = open_row(number(), many(open_row(one_of("key", "content"), octets())), many(CHANGESET))
PIECES = open_row(number(), many(open_row(number(), number(), octets())))
_RING = many(open_row(octets(16), many(row(number(0, 2**32), octets(32))), octets(32)))


def read_envelope(content: bytes, public: bytes | None = None) -> Envelope:
    """An envelope as section 3 has it; with ``public`` signed by that key."""
    need(len(content) <= LARGEST)
    if content[:1] != b"\1":
        raise NewerError
    signed, signature, parts = exact(content[1:], _WIRE)
    header = exact(signed, _HEADER)
    suite, kind, log, device, incarnation, counted, previous, epoch, listed = header
    if suite != 1 or kind not in {CHANGES, ROSTER, SNAPSHOT, ATTESTATION}:
        raise NewerError
    need((len(log), len(device), len(previous)) == (16, 8, 32))
    need(0 <= incarnation < 2**32 and 1 <= counted < 2**48 and 0 <= epoch < 2**32)
    need((counted == 1) == (previous == bytes(32)))
    need(1 <= len(parts) <= 20_000 and len(parts) == len(listed))
    for (digest, size), part in zip(listed, parts, strict=True):
        need(part is None or (len(part), sha256(part).digest()) == (size, digest))
    if public is not None:
        check_signature(public, "envelope", signed, signature)
    return Envelope(header, signed, signature, parts)


def content_key(case_key: bytes, vault_key: bytes) -> bytes:
    """What seals a case's content in every epoch but a vault's first."""
    return derive(case_key + vault_key, "case and epoch", 32)


def open_with_one(keys: Sequence[bytes], place: bytes, sealed: bytes) -> bytes | None:
    """What is sealed, under the key that its commitment fits; None when that is none of these."""
    for key in keys:
        if part_keys(key, sealed[:32])[1] == sealed[32:64]:
            return open_part(key, place, sealed)
    need(len(sealed) >= 84 or not keys)
    return None


def read_changes(
    envelope: Envelope, vault_key: bytes, known: Mapping[bytes, Sequence[bytes]]
) -> Any:
    """New keys, changesets, pieces by case, and the cases that are locked or left out."""
    header, parts = envelope.header, envelope.parts
    need(header[1] == CHANGES and parts[0] is not None)
    manifest = envelope.open(0, vault_key)
    of_form(manifest, 1, 2)
    form, slots, changesets = loose(manifest, _MANIFEST)
    need(form == (1 if header[7] <= 1 else 2))
    _check_manifest(slots, changesets, len(parts))
    keys: dict[bytes, bytes] = {}
    pieces: dict[bytes, Any] = {}
    locked, left_out, opened = set(), set(), 0
    for at, (role, scope) in enumerate(slots, start=1):
        sealed = parts[at]
        if sealed is None:
            left_out.add(scope)
        elif role == "key":
            keys[scope] = octets(32)(envelope.open(at, vault_key))
        else:
            candidates = [keys[scope]] if scope in keys else known.get(scope, ())
            if form == 2:
                candidates = [content_key(key, vault_key) for key in candidates]
            content = open_with_one(candidates, envelope.place(at), sealed)
            if content is None:
                locked.add(scope)
                continue
            opened += len(content)
            need(opened <= TOGETHER)
            of_form(content, 1)
            pieces[scope] = loose(content, PIECES)[1]
    check_pieces([len(each[7]) for each in changesets], pieces)
    check_counts([content for each in pieces.values() for _, _, content in each])
    return [_sorted(keys), changesets, _sorted(pieces), sorted(locked), sorted(left_out)]


def _sorted(by_scope: Mapping[bytes, Any]) -> list[list[Any]]:
    return [[scope, by_scope[scope]] for scope in sorted(by_scope)]


def _check_manifest(slots: Any, changesets: Any, parts: int) -> None:
    need(len(slots) == parts - 1 and len({tuple(slot) for slot in slots}) == len(slots))
    need(all(len(scope) == 16 for _role, scope in slots))
    names = [(each[0], each[1]) for each in changesets]
    need(1 <= len(names) <= 500 and names == sorted(set(names)))
    need(sum(len(each[7]) for each in changesets) <= 50_000)
    for incarnation, counter, stamp, _author, _act, _batch, seen, digests in changesets:
        need(0 <= incarnation < 2**32 and 0 <= counter < 2**32 and 0 <= stamp < COUNT)
        need(all(len(digest) == 32 for digest in digests))
        loose(seen, _SEEN)


def check_pieces(sizes: Sequence[int], pieces: Mapping[bytes, Any]) -> None:
    """Refuse a piece of nothing that is listed, or twice."""
    places = [(changeset, position) for each in pieces.values() for changeset, position, _ in each]
    need(len(set(places)) == len(places))
    for changeset, position in places:
        need(0 <= changeset < len(sizes) and 0 <= position < sizes[changeset])


def read_ring(info: bytes, mlkem768: bytes, x25519: bytes, wrapped: bytes) -> Any:
    """The vaults' keys that were wrapped for ``info``: epochs, and the key outside any case."""
    ring = loose(unwrap(mlkem768, x25519, info, wrapped), _RING)
    need(all(epochs for _vault, epochs, _outside in ring))
    return ring
