"""How many changes an envelope holds, told from their bytes before any of them is read.

A part of a changeset is ``[1, vault, scope, [operation, …]]``, an operation ``[position, verb,
kind, record, values, replaces]`` with ``replaces`` a map from fields to lists of versions. What is
of another shape is not counted: whoever reads it refuses it, or knows a newer form.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sync.protocol import limits
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError

_FORM = 1
_VERSION = 22
"""Bytes of one version in ``replaces``: what is shorter altogether cannot hold too many."""
_LIST_16, _LIST_32, _MAP_16, _MAP_32 = 0xDC, 0xDD, 0xDE, 0xDF


class _Part(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    form: int
    vault: bytes
    scope: bytes
    operations: msgspec.Raw


class _Operation(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    position: msgspec.Raw
    verb: msgspec.Raw
    kind: msgspec.Raw
    record: msgspec.Raw
    values: msgspec.Raw
    replaces: msgspec.Raw


def check_counts(parts: Sequence[bytes]) -> None:
    """Raise ProtocolError where these parts together hold more than one envelope may.

    The changes are counted by the length that each list states; nothing is made of any of them.
    """
    lists = [found for part in parts if (found := _operations(part)) is not None]
    if sum(map(_length, lists)) > limits.OPERATIONS:
        raise ProtocolError("An envelope holds more changes than the protocol allows.")
    if sum(map(len, parts)) <= limits.REPLACED * _VERSION:
        return
    left = limits.REPLACED
    for count in _replaced(lists):
        left -= count
        if left < 0:
            raise ProtocolError("An envelope replaces more versions than the protocol allows.")


def _operations(part: bytes) -> bytes | None:
    """Return the list of operations as it stands in a part; None where the part has none."""
    try:
        found = decode(part, _Part)
    except ProtocolError:
        return None
    return bytes(found.operations) if found.form == _FORM else None


def _replaced(lists: Iterable[bytes]) -> Iterator[int]:
    """Yield how many fields each operation names, then how many versions it replaces in each."""
    for one in lists:
        try:
            for operation in decode(one, list[_Operation]):
                replaces = bytes(operation.replaces)
                yield _length(replaces)
                yield from map(_length, decode(replaces, dict[str, msgspec.Raw]).values())
        except ProtocolError:
            continue


def _length(content: bytes | msgspec.Raw) -> int:
    """Return what the head of a list or a map states as its length; 0 for anything else."""
    head = bytes(memoryview(content)[:5])
    if not head:
        return 0
    if 0x80 <= head[0] <= 0x9F:  # noqa: PLR2004 - the heads of short maps and lists
        return head[0] & 0x0F
    size = {_LIST_16: 2, _MAP_16: 2, _LIST_32: 4, _MAP_32: 4}.get(head[0], 0)
    return int.from_bytes(head[1 : 1 + size])
