"""Words that must never be readable outside a workspace, in every form they could take."""

import base64
import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import zstandard

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import (
    Code,
    Codes,
    Day,
    Field,
    Flag,
    Moment,
    Reference,
    References,
    Text,
    Texts,
    Whole,
)
from storage.spec.kinds import fields_of
from storage.usecases.codelists import codebook

CANARY = "Zaubermöwe7f3"
"""A word with a letter beyond ASCII, so that encodings differ."""


def forms_of(word: str) -> dict[str, bytes]:
    """Return the encodings in which ``word`` would still be readable."""
    plain = word.encode()
    coded = [base64.b64encode(b" " * shift + plain).rstrip(b"=") for shift in range(3)]
    return {
        "utf-8": plain,
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "latin-1": word.encode("latin-1"),
        "ascii part": b"Zauberm",
        "base64": coded[0][:-2],
        "base64 at 1": coded[1][3:-2],
        "base64 at 2": coded[2][3:-2],
        "hex": plain.hex().encode(),
        "hex in capitals": plain.hex().upper().encode(),
        "json": json.dumps(word)[1:-1].encode(),
        "url": quote(word).encode(),
        "reversed": plain[::-1],
    }


def containers_of(content: bytes) -> dict[str, bytes]:
    """Return the ways in which ``content`` could be packed and still be had by unpacking."""
    return {
        "plain": content,
        "zlib": zlib.compress(content),
        "gzip": gzip.compress(content),
        "deflate in a zip": _zipped(content),
        "zstd": zstandard.compress(content),
        "bzip2": bz2.compress(content),
        "xz": lzma.compress(content),
    }


def _zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("name", content)
    return packed.getvalue()


def record_of(kind: str, record: RecordId) -> Any:
    """Return a record of ``kind`` with the canary in every text and in every set of texts."""
    fields = fields_of(KINDS[kind])
    return KINDS[kind](id=record, **{name: _value(field) for name, field in fields.items()})


def _value(field: Field) -> Any:
    match field:
        case Text():
            return CANARY[: field.max_length]
        case Texts():
            return frozenset({CANARY})
        case Code():
            return min(codebook().lists[field.list_name])
        case Codes() if field.required:
            return frozenset({min(codebook().lists[field.list_name])})
        case _:
            return next((value for types, value in _QUIET if isinstance(field, types)), None)


_QUIET: tuple[tuple[Any, Any], ...] = (
    (Codes | References, frozenset()),
    (Day, date(2026, 3, 2)),
    (Moment, datetime(2026, 3, 2, tzinfo=UTC)),
    (Flag, False),
    (Whole, 1),
    (Reference, RecordId(bytes(16))),
)


def found_in(contents: Iterable[tuple[str, bytes]], word: str = CANARY) -> Iterator[str]:
    """Yield where ``word`` is readable, and in which form; compressed contents are unpacked."""
    forms = forms_of(word)
    for name, content in contents:
        for looked_at in (content, *_unpacked(content)):
            for form, needle in forms.items():
                if needle in looked_at:
                    yield f"{name}: {form}"


_AT_MOST = 1 << 20
"""Bytes that are looked at behind the beginning of a stream, and taken out of it."""
_ZSTD = zstandard.ZstdDecompressor()
_STREAMS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\x78\x01", lambda part: zlib.decompressobj().decompress(part, _AT_MOST)),
    (b"\x78\x5e", lambda part: zlib.decompressobj().decompress(part, _AT_MOST)),
    (b"\x78\x9c", lambda part: zlib.decompressobj().decompress(part, _AT_MOST)),
    (b"\x78\xda", lambda part: zlib.decompressobj().decompress(part, _AT_MOST)),
    (b"\x1f\x8b\x08", lambda part: zlib.decompressobj(31).decompress(part, _AT_MOST)),
    (b"\x28\xb5\x2f\xfd", lambda part: _ZSTD.stream_reader(part).read(_AT_MOST)),
    (b"BZh", lambda part: bz2.BZ2Decompressor().decompress(part, _AT_MOST)),
    (b"\xfd7zXZ\0", lambda part: lzma.LZMADecompressor().decompress(part, _AT_MOST)),
)
"""How streams begin, and what takes them out."""
_ZIPPED = b"PK\x03\x04"


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what packed streams in ``content`` hold, wherever they begin."""
    for beginning, unpack in _STREAMS:
        for start in _starts(content, beginning):
            with suppress(zlib.error, zstandard.ZstdError, lzma.LZMAError, OSError, EOFError):
                yield unpack(content[start : start + _AT_MOST])
    for start in _starts(content, _ZIPPED):
        name, extra = struct.unpack_from("<HH", content.ljust(start + 30), start + 26)
        begin = start + 30 + name + extra
        with suppress(zlib.error):
            yield zlib.decompressobj(-15).decompress(content[begin : begin + _AT_MOST], _AT_MOST)


def _starts(content: bytes, beginning: bytes) -> Iterator[int]:
    start = content.find(beginning)
    while start >= 0:
        yield start
        start = content.find(beginning, start + 1)
