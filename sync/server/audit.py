"""Write down who did what: one row each, and every row proves all before it.

A program has a chain of its own, numbered from 1. Rows hold ids, numbers and codes, never words
from a request. Whoever changes, adds, takes out or moves a row breaks the chain there; whoever
cuts off its end is found by a signed head that somebody kept.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert

from sync.protocol.audit import Row, first_digest, next_digest
from sync.server.space import Totals, keep_totals, locked_totals, prefix
from sync.server.statements import Prepared
from sync.server.tables import audit

AuditEvent = Literal[
    "begun",
    "pushed",
    "given back",
    "blob",
    "blob destroyed",
    "expunged",
    "parked",
    "parked taken",
    "invited",
    "sheet",
    "blocked",
    "unblocked",
    "quota",
    "restored",
    "generation",
]

OPERATOR = b""
"""Who stands in a row for something the operator did."""
_INSERT = Prepared(insert(audit))


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did; ``first`` and ``count`` say which places, or how many bytes."""

    device: bytes
    event: AuditEvent
    subject: bytes = b""
    first: int = 0
    count: int = 0


def note(connection: Connection, totals: Totals, deed: Deed, now: int) -> None:
    """Add ``deed`` to the chain of a program whose totals are locked, and keep the totals."""
    number = totals.audit_count + 1
    row = Row(number, now, deed.device, deed.event, deed.subject, deed.first, deed.count)
    before = totals.audit_digest or first_digest(prefix(totals.program))
    digest = next_digest(before, row)
    _INSERT.run(
        connection,
        {
            "prefix": prefix(totals.program),
            "number": number,
            "time": now,
            "device": deed.device,
            "event": deed.event,
            "subject": deed.subject,
            "first": deed.first,
            "count": deed.count,
            "digest": digest,
        },
    )
    totals.audit_count, totals.audit_digest = number, digest
    keep_totals(connection, totals)


def write_down(connection: Connection, program: bytes, deed: Deed, now: int) -> None:
    """Add ``deed`` to the chain of ``program``, given by its id or its 20-byte prefix."""
    note(connection, locked_totals(connection, program), deed, now)
