"""What passes between laptop and server besides envelopes: bodies, audit, couriers, sheets."""

import re
from datetime import date
from hashlib import sha256
from typing import Any

from tests.protocol.messagepack import pack
from tests.protocol.second.keys import check_key, check_signature
from tests.protocol.second.shapes import (
    COUNT,
    NewerError,
    RefusedError,
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

_N = number(0, COUNT)
_HEAD = open_row(_N, _N, octets())
BODIES = {
    "STATUS": open_row(octets(), octets(), _N, _N, many(text)),
    "HEADS": open_row(many(open_row(octets(), _HEAD))),
    "PUSH": open_row(octets(), many(octets())),
    "PUSHED": open_row(many(open_row(octets(), _N)), _HEAD),
    "PAGE": open_row(many(open_row(_N, _N, octets(), maybe(octets()))), _HEAD),
    "SNAPSHOTS": open_row(many(open_row(_N, octets()))),
    "EXPUNGE": open_row(octets(), many(open_row(_N, many(_N)))),
    "PARKED": open_row(many(open_row(octets(), octets(), _N, _N))),
    "SHEET": open_row(many(octets()), octets()),
    "SHEETS": open_row(many(row(text, octets()))),
    "BLOB": open_row(octets(), many(_N)),
}
_REASONS = (
    "malformed", "not-signed", "clock", "replayed", "forbidden", "blocked", "revoked",
    "unknown-program", "not-found", "not-next", "stale-roster", "stale-cut", "taken", "too-large",
    "wrong-type", "too-many", "busy", "full", "version",
)  # fmt: skip
_TERMS = row(
    number(), octets(32), octets(16), octets(8), octets(), number(0, 2**53), number(0, 2**53)
)
_WEEK = 7 * 24 * 60 * 60 * 1000
_CODE = r"[a-z0-9][a-z0-9_.:-]{0,63}"


def read_body(name: str, content: bytes) -> Any:
    """The body of a request or an answer."""
    if name == "REFUSAL":
        fields = loose(content, open_row(one_of(*_REASONS), _N))
        more = loose(content, many(lambda value: value))[2:3] or [0]
        return [*fields, _N(more[0])]
    return loose(content, BODIES[name])


def read_courier(header: str, public: bytes, program: bytes, server: bytes) -> list[Any]:
    """The terms under which a courier's key may carry."""
    credential = bytes.fromhex(header)
    need(credential.hex() == header)
    terms, signature = exact(credential, row(octets(), octets()))
    check_signature(public, "courier", terms, signature)
    fields = exact(terms, row(*[lambda value: value] * 7))
    if number()(fields[0]) != 1:
        raise NewerError
    said: list[Any] = _TERMS(fields)
    check_key(said[4])
    need((said[1], said[2]) == (program, server))
    need(said[5] < said[6] <= said[5] + _WEEK)
    return said[1:]


def read_audit_head(content: bytes, public: bytes, server: bytes, prefix: bytes) -> list[Any]:
    """How far an audit chain goes, as the server signed it."""
    count, digest, time, signature = loose(content, open_row(_N, octets(32), _N, octets()))
    message = pack([server, prefix, count, digest, time])
    check_signature(public, "audit", message, signature)
    return [count, digest, time]


def audit_digest(prefix: bytes, content: bytes) -> bytes:
    """The digest of the last row of an audit chain."""
    row_ = row(number(), number(), octets(), text, octets(), number(), number())
    rows = exact(content, many(row_))
    digest = sha256(b"satchel/1/audit\0" + prefix).digest()
    for each in rows:
        digest = sha256(b"satchel/1/audit row\0" + pack([digest, each])).digest()
    return digest


def read_sheet(content: bytes, public: bytes) -> list[Any]:
    """A signed fact sheet."""
    shape = row(octets(), octets(8), number(0, 2**53), octets())
    sheet, device, time, signature = exact(content, shape)
    of_form(sheet, 1)
    fact = row(text, many(text), number(1 - 2**53, 2**53))
    period = (text, text, number(1, 2**31), many(fact))
    said: list[Any] = exact(sheet, row(number(), octets(32), text, text, text, *period))
    _form, _program, *codes, first, last, _revision, facts = said
    need(_day(first) <= _day(last) and len(facts) <= 5_000)
    for measure, dimensions, _value in facts:
        codes += [measure, *dimensions]
        need(len(dimensions) <= 8)
    need(all(re.fullmatch(_CODE, code, re.ASCII) for code in codes))
    need(len({(measure, tuple(cells)) for measure, cells, _ in facts}) == len(facts))
    check_signature(public, "fact sheet", pack([sheet, device, time]), signature)
    return said


def _day(written: str) -> date:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII) is None:
        raise RefusedError
    return date.fromisoformat(written)
