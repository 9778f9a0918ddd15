"""Words that must never be readable outside a workspace, in every form they could take."""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

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
    """Return twelve encodings in which ``word`` would still be readable."""
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
        "json": json.dumps(word)[1:-1].encode(),
        "url": quote(word).encode(),
        "reversed": plain[::-1],
    }


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


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what zlib streams in ``content`` hold."""
    start = content.find(b"\x78")
    while start >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[start:], 1 << 20)
        start = content.find(b"\x78", start + 1)
