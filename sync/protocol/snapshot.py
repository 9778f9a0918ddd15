"""Snapshots: where a vault's log stood, and the segments in which all of it is packed anew.

A snapshot is an envelope of its own kind in the log it is of, with one part, sealed under the
vault's key. It is made of *layers*: each holds the changesets between what the layer before it
reached and what it reaches itself, so that a later snapshot keeps the layers of an earlier one.
An attestation says that its author has computed the same from its own journal.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import msgspec

from sync.protocol.chains import Count, Head
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.envelope import Address, Envelope, Kind, make, place_of
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.sealing import open_sealed, seal

_FORM = 1
_DIGEST, _DEVICE, _SCOPE = 32, 8, 16
_MOST = 2**32


class End(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The last envelope of one author's chain at the snapshot's head."""

    device: bytes
    incarnation: int
    number: Count
    digest: bytes


class Reach(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The last changeset of one author, as it names them, that a layer goes to."""

    device: bytes
    incarnation: int
    counter: int


class Segment(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """One segment: its blob, its digest, how many changesets and bytes; ``first`` comes early."""

    blob: bytes
    digest: bytes
    changesets: Count
    size: Count
    first: bool


class Layer(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What came after the layer before, up to ``reach``; ``opens`` are the cases then open."""

    reach: tuple[Reach, ...]
    opens: tuple[bytes, ...]
    segments: tuple[Segment, ...]

    @property
    def changesets(self) -> int:
        """How many changesets it holds."""
        return sum(segment.changesets for segment in self.segments)


class Snapshot(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """All of a vault's log up to ``head``.

    ``made`` is the author's time in Unix milliseconds, ``expunged`` the scopes whose content is
    left out, ``front`` the blob of case keys and of the envelopes whose digests ``aside`` lists.
    """

    form: int
    made: Count
    head: Head
    ends: tuple[End, ...]
    expunged: tuple[bytes, ...]
    front: bytes
    keys: bytes
    aside: tuple[bytes, ...]
    layers: tuple[Layer, ...]

    @property
    def changesets(self) -> int:
        """How many changesets it holds."""
        return sum(layer.changesets for layer in self.layers)

    @property
    def blobs(self) -> tuple[bytes, ...]:
        """The ids of all its blobs, the front first."""
        return (self.front, *(s.blob for layer in self.layers for s in layer.segments))


class Attestation(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """That the envelope ``snapshot`` says what its reader has, whose total is ``total``."""

    form: int
    snapshot: bytes
    total: bytes


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    form: int


def snapshot_of(  # noqa: PLR0913 - a snapshot is made of these
    *,
    made: int,
    head: Head,
    ends: Iterable[End],
    expunged: Iterable[bytes],
    front: bytes,
    keys: bytes,
    aside: Iterable[bytes],
    layers: Iterable[Layer],
) -> Snapshot:
    """Return the snapshot of these, each list in its order."""
    return Snapshot(
        _FORM,
        made,
        head,
        tuple(sorted(ends, key=lambda end: (end.device, end.incarnation))),
        tuple(sorted(expunged)),
        front,
        keys,
        tuple(sorted(aside)),
        tuple(layers),
    )


def total_of(snapshot: Snapshot) -> bytes:
    """Return the digest of all a snapshot says but for where it is stored and when it was made."""
    layers = [
        (layer.reach, layer.opens, [(s.digest, s.changesets, s.first) for s in layer.segments])
        for layer in snapshot.layers
    ]
    said = (
        snapshot.head,
        snapshot.ends,
        snapshot.expunged,
        snapshot.keys,
        snapshot.aside,
        layers,
    )
    return sha256(b"satchel/1/snapshot\0" + encode(said)).digest()


def seal_snapshot(address: Address, seed: bytes, vault_key: bytes, body: Snapshot) -> Envelope:
    """Return the signed envelope of a snapshot."""
    return make(address, [seal(vault_key, place_of(address, 0), encode(body))], seed)


def attest(
    address: Address, seed: bytes, vault_key: bytes, snapshot: bytes, total: bytes
) -> Envelope:
    """Return the signed envelope that attests the snapshot with the digest ``snapshot``."""
    body = encode(Attestation(_FORM, snapshot, total))
    return make(address, [seal(vault_key, place_of(address, 0), body)], seed)


def open_snapshot(envelope: Envelope, vault_key: bytes) -> Snapshot:
    """Return the snapshot in ``envelope``; SealError or ProtocolError where there is none."""
    return read_snapshot(_opened(envelope, Kind.SNAPSHOT, vault_key))


def read_snapshot(content: bytes) -> Snapshot:
    """Return the snapshot that was opened as ``content``."""
    body = decode_canonical(content, Snapshot)
    _check(body)
    return body


def open_attestation(envelope: Envelope, vault_key: bytes) -> Attestation:
    """Return the attestation in ``envelope``; SealError or ProtocolError where there is none."""
    body = decode_canonical(_opened(envelope, Kind.ATTESTATION, vault_key), Attestation)
    if {len(body.snapshot), len(body.total)} != {_DIGEST}:
        raise ProtocolError("An attestation names no snapshot.")
    return body


def _opened(envelope: Envelope, kind: Kind, vault_key: bytes) -> bytes:
    if envelope.header.kind != kind or len(envelope.parts) != 1 or envelope.parts[0] is None:
        raise ProtocolError("A snapshot or an attestation has not its one part.")
    content = open_sealed(vault_key, envelope.header.place(0), envelope.parts[0])
    if decode(content, _Beginning).form != _FORM:
        raise NewerProtocolError("A snapshot was made with a newer version of Satchel.")
    return content


def _check(body: Snapshot) -> None:
    segments = [segment for layer in body.layers for segment in layer.segments]
    digests = [body.front, body.keys, body.head.link, *body.aside]
    digests += [end.digest for end in body.ends]
    digests += [digest for segment in segments for digest in (segment.blob, segment.digest)]
    scopes = [*body.expunged, *(scope for layer in body.layers for scope in layer.opens)]
    _check_lengths(digests, _DIGEST)
    _check_lengths(scopes, _SCOPE)
    _check_lengths([end.device for end in body.ends], _DEVICE)
    for layer in body.layers:
        _check_lengths([reach.device for reach in layer.reach], _DEVICE)
        _check_order([(reach.device, reach.incarnation) for reach in layer.reach])
        numbers = [n for reach in layer.reach for n in (reach.incarnation, reach.counter)]
        if not all(0 <= number < _MOST for number in numbers):
            raise ProtocolError("A snapshot names an impossible changeset.")
        _check_order(list(layer.opens))
        if any(not segment.changesets for segment in layer.segments):
            raise ProtocolError("A snapshot names an empty segment.")
    _check_order([(end.device, end.incarnation) for end in body.ends])
    _check_order(list(body.expunged))
    if not body.head.sequence or not segments:
        raise ProtocolError("A snapshot is of nothing.")


def _check_lengths(values: Sequence[bytes], length: int) -> None:
    if any(len(value) != length for value in values):
        raise ProtocolError("A snapshot names something by what is no name.")


def _check_order(values: Sequence[object]) -> None:
    if list(values) != sorted(set(values)):  # type: ignore[type-var]  # bytes, or pairs of them
        raise ProtocolError("A snapshot is not in its order.")
