"""A batch of entries in its bytes: what stands in it, what it is sealed and signed for.

The header is JSON and is authenticated with the content; the content is MessagePack, one row an
entry, packed as parts of the journal are.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import msgspec

from storage.crypto import accessseal, signatures
from storage.domain.access import FORM, Entry, end_message, is_whole, link_after, said_digest
from storage.domain.kinds.access import AccessBatch
from storage.errors import DamagedError
from storage.tables.encoding import pack_body, unpack_body
from storage.usecases.access.noting import LONGEST

MOST_ENTRIES = 1_000
_MOST_BYTES = 100_000
_YEAR_9999 = 253_402_300_799_000
_Time = Annotated[int, msgspec.Meta(ge=0, le=_YEAR_9999)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
_Word = Annotated[str, msgspec.Meta(max_length=40)]
_Id = Annotated[bytes, msgspec.Meta(max_length=16)]
_ENCODER = msgspec.msgpack.Encoder()


class _Row(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """An entry without what the header says; ``digest`` is there where what was said is not."""

    number: _Count
    at: _Time
    until: _Time
    act: _Word
    kind: _Word
    subject: _Id
    case: _Id
    author: Annotated[str, msgspec.Meta(max_length=200)]
    salt: _Id | None
    said: Annotated[str, msgspec.Meta(max_length=LONGEST)] | None
    digest: Annotated[bytes, msgspec.Meta(max_length=32)]


class Batch(NamedTuple):
    """A batch as it was opened: its entries with their links."""

    device: bytes
    incarnation: int
    before: bytes
    rows: list[tuple[Entry, bytes]]


def fitting(entries: Sequence[tuple[Entry, bytes]]) -> int:
    """Return how many of ``entries`` from the beginning go into one batch, at least one."""
    size = 0
    for count, (entry, _) in enumerate(entries[:MOST_ENTRIES]):
        size += len(_ENCODER.encode(_row(entry)))
        if size > _MOST_BYTES and count:
            return count
    return min(len(entries), MOST_ENTRIES)


def sealed(
    program: bytes, key: bytes, signing: bytes, before: bytes, rows: Sequence[tuple[Entry, bytes]]
) -> dict[str, Any]:
    """Return the fields of the record that carries ``rows``, which follow the link ``before``."""
    (first, _), (last, link) = rows[0], rows[-1]
    fields = {
        "device": first.device.hex(),
        "incarnation": first.incarnation,
        "first": first.number,
        "last": last.number,
        "before": before.hex(),
        "link": link.hex(),
        "key": accessseal.id_of(key).hex(),
    }
    content = pack_body(_ENCODER.encode([_row(entry) for entry, _ in rows]))
    end = end_message(program, first.device, first.incarnation, last.number, link)
    closed = accessseal.seal(key, _header(program, fields), content)
    return {
        **fields,
        "sealed": base64.b64encode(closed).decode(),
        "signature": signatures.sign(signing, accessseal.PURPOSE, end).hex(),
    }


def opened(program: bytes, key: bytes, public: bytes, record: AccessBatch) -> Batch:
    """Return what a batch holds; DamagedError saying why where it is not what its laptop wrote.

    ``public`` is the laptop's signing key as the roster has it.
    """
    try:
        names = ("device", "incarnation", "first", "last", "before", "link", "key")
        fields = {name: getattr(record, name) for name in names}
        device, before, link = (bytes.fromhex(fields[n]) for n in ("device", "before", "link"))
        closed = base64.b64decode(record.sealed, validate=True)
        signature = bytes.fromhex(record.signature)
    except (ValueError, binascii.Error) as error:
        raise DamagedError("It is of no form that Satchel writes.") from error
    end = end_message(program, device, fields["incarnation"], fields["last"], link)
    if not signatures.verify(public, accessseal.PURPOSE, end, signature):
        raise DamagedError("It was not signed by its laptop.")
    content = accessseal.open_sealed(key, _header(program, fields), closed)
    batch = Batch(device, fields["incarnation"], before, _entries(fields, device, before, content))
    numbers = [entry.number for entry, _ in batch.rows]
    first, last = numbers[0], numbers[-1]
    if (first, last) != (record.first, record.last) or numbers != [
        *range(first, first + len(numbers))
    ]:
        raise DamagedError("Its entries are not those that it names.")
    if batch.rows[-1][1] != link:
        raise DamagedError("Its entries do not lead to the link that was signed.")
    return batch


def _header(program: bytes, fields: dict[str, Any]) -> bytes:
    line = [f"{FORM} batch", program.hex(), *fields.values()]
    return json.dumps(line, separators=(",", ":")).encode()


def _row(entry: Entry) -> _Row:
    return _Row(
        entry.number,
        entry.at,
        entry.until,
        entry.act,
        entry.kind,
        entry.subject,
        entry.case,
        entry.author,
        entry.salt,
        entry.said,
        entry.digest if entry.said is None else b"",
    )


def _entries(
    fields: dict[str, Any], device: bytes, link: bytes, content: bytes
) -> list[tuple[Entry, bytes]]:
    try:
        rows = msgspec.msgpack.decode(unpack_body(content), type=list[_Row])
    except msgspec.MsgspecError as error:
        raise DamagedError("It is of no form that Satchel writes.") from error
    found = []
    for row in rows:
        values = msgspec.structs.asdict(row)
        if row.salt is not None and row.said is not None:
            values["digest"] = said_digest(row.salt, row.said)
        entry = Entry(device=device, incarnation=fields["incarnation"], **values)
        if not is_whole(entry):
            raise DamagedError(f"Entry {entry.number:,} of it is no entry.")
        link = link_after(link, entry)
        found.append((entry, link))
    if not found:
        raise DamagedError("It is empty.")
    return found
