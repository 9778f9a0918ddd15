"""The canonical bytes of changesets (MessagePack) and of the versions beside a row.

A part is ``[1, vault, scope, [operation, …]]``, an operation ``[index, verb, kind, record, values,
replaces]``; the change of a set is the map ``{"+": [...], "-": [...]}``, which no plain value is.
The digest of a changeset covers its header and the digest of every part, so a part can be
destroyed while everything else stays provable.
"""

import struct
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
import zstandard

from storage.domain.changeset import Changeset, Dot, Operation, Part, SeenHead, SetEdit, Verb
from storage.domain.ids import RecordId
from storage.domain.versions import Versions
from storage.errors import DamagedError, NewerVersionError, RejectedError

_FORMAT = 1
_VERBS: tuple[Verb, ...] = ("add", "edit", "retire", "restore")
_DOT = struct.Struct(">8sIII")
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_DECODER = msgspec.msgpack.Decoder()
_PACK_FROM = 512
"""Smaller parts do not shrink enough to be worth a frame."""
_MAX_PART = 64 * 1024 * 1024
_AS_IT_IS, _COMPRESSED = b"\0", b"\1"
_COMPRESSOR = zstandard.ZstdCompressor(level=1)


def part_bytes(part: Part) -> bytes:
    """Return the canonical bytes of ``part``."""
    rows = [_operation_row(operation) for operation in part.operations]
    return _ENCODER.encode((_FORMAT, part.vault, part.scope, rows))


def parse_part(content: bytes) -> Part:
    """Read the bytes of a part back; DamagedError when they are none."""
    try:
        form, vault, scope, rows = _DECODER.decode(content)
        if form > _FORMAT:
            raise NewerVersionError("A saved change was made with a newer version of Satchel.")
        return Part(vault, scope, tuple(_operation(row) for row in rows))
    except _MALFORMED as error:
        raise DamagedError("A saved change cannot be read.") from error


_MALFORMED = (
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    msgspec.DecodeError,
    struct.error,
)


class Header(NamedTuple):
    """What a changeset says of itself: the journal's columns, ``seen`` in its bytes."""

    device: bytes
    incarnation: int
    counter: int
    stamp: int
    author: str
    act: str
    batch: bytes | None
    seen: bytes


def changeset_digest(changeset: Changeset, part_digests: Iterable[bytes]) -> bytes:
    """Return the SHA-256 that names the whole of ``changeset``."""
    written = Header(
        changeset.device,
        changeset.incarnation,
        changeset.counter,
        changeset.stamp,
        changeset.author,
        changeset.act,
        changeset.batch,
        seen_bytes(changeset),
    )
    return header_digest(written, part_digests)


def header_digest(header: Header, part_digests: Iterable[bytes]) -> bytes:
    """Return the SHA-256 that names a changeset by its header and the digests of its parts."""
    return sha256(_ENCODER.encode((_FORMAT, *header, list(part_digests)))).digest()


def seen_bytes(changeset: Changeset) -> bytes:
    """Return the heads the author had verified, as bytes."""
    return _ENCODER.encode([tuple(head) for head in changeset.seen])


def parse_seen(content: bytes) -> tuple[SeenHead, ...]:
    """Read the heads the author had verified back; DamagedError when they are none."""
    try:
        return tuple(SeenHead(*head) for head in _DECODER.decode(content))
    except _MALFORMED as error:
        raise DamagedError("What a colleague had seen cannot be read.") from error


def pack_dot(dot: tuple[bytes, int, int, int]) -> bytes:
    """Return the 20 bytes of ``dot``."""
    return _DOT.pack(*dot)


def unpack_dot(content: bytes) -> Dot:
    """Read 20 bytes back into a dot."""
    return Dot(*_DOT.unpack(content))


def pack_versions(versions: Versions) -> bytes | None:
    """Return the versions beside a row, or None for a record that was never edited."""
    if versions.is_plain:
        return None
    registers = {name: list(map(pack_dot, dots)) for name, dots in versions.registers.items()}
    members = {
        name: [(member, list(map(pack_dot, dots))) for member, dots in sorted(known.items())]
        for name, known in versions.members.items()
    }
    return _ENCODER.encode((_FORMAT, registers, members))


def unpack_versions(born: Dot, content: bytes | None) -> Versions:
    """Read the versions beside a row that was born as ``born``."""
    if content is None:
        return Versions(born)
    _, registers, members = _DECODER.decode(content)
    return Versions(
        born,
        {name: tuple(map(unpack_dot, dots)) for name, dots in registers.items()},
        {
            name: {member: tuple(map(unpack_dot, dots)) for member, dots in known}
            for name, known in members.items()
        },
    )


def pack_body(content: bytes) -> bytes:
    """Return ``content`` as it is kept in the journal: marked, and compressed when it is long.

    Raises RejectedError for more than ``unpack_body`` would read back.
    """
    if len(content) > _MAX_PART:
        raise RejectedError("This is too large to be saved at once. Save it in several pieces.")
    if len(content) < _PACK_FROM:
        return _AS_IT_IS + content
    return _COMPRESSED + _COMPRESSOR.compress(content)


def unpack_body(body: bytes) -> bytes:
    """Return what ``pack_body`` kept; the size stated in the frame is checked first.

    Raises DamagedError when it is not what ``pack_body`` writes.
    """
    mark, content = body[:1], body[1:]
    if mark == _AS_IT_IS:
        return content
    try:
        if mark == _COMPRESSED and 0 <= zstandard.frame_content_size(content) <= _MAX_PART:
            return zstandard.ZstdDecompressor().decompress(content)
    except zstandard.ZstdError as error:
        raise DamagedError("A saved change cannot be read.") from error
    raise DamagedError("A saved change is of no form or size that Satchel writes.")


def _operation_row(operation: Operation) -> tuple[Any, ...]:
    if operation.verb == "add":  # replaces nothing and holds no change of a set
        return (operation.index, 0, operation.kind, operation.record, operation.values, {})
    values = {
        name: {"+": value.added, "-": value.removed} if isinstance(value, SetEdit) else value
        for name, value in operation.values.items()
    }
    replaces = {name: list(map(pack_dot, dots)) for name, dots in operation.replaces.items()}
    verb = _VERBS.index(operation.verb)
    return (operation.index, verb, operation.kind, operation.record, values, replaces)


def _operation(row: Any) -> Operation:
    index, verb, kind, record, values, replaces = row
    if verb == 0 and not replaces and type(values) is dict:
        return Operation(index, "add", kind, record, values, {})
    return Operation(
        index,
        _VERBS[verb],
        kind,
        RecordId(record),
        {name: _value(value) for name, value in values.items()},
        _replaced(replaces),
    )


def _value(value: Any) -> Any:
    return SetEdit(tuple(value["+"]), tuple(value["-"])) if isinstance(value, dict) else value


def _replaced(replaces: Mapping[str, list[bytes]]) -> dict[str, tuple[Dot, ...]]:
    return {name: tuple(map(unpack_dot, dots)) for name, dots in replaces.items()}
