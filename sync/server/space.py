"""How much a program may keep here: envelopes, blobs and what is parked, counted in bytes."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select, update

from sync.protocol.program_code import PREFIX_LENGTH
from sync.server.refusals import RefusedError
from sync.server.statements import Prepared
from sync.server.tables import admitted, server

QUOTA = 20 * 1024 * 1024 * 1024
"""Bytes of one program, where the operator said nothing else."""
_TOTALS = Prepared(
    select(
        func.coalesce(admitted.c.quota, select(server.c.quota).scalar_subquery()).label("quota"),
        admitted.c.used,
        admitted.c.audit_count,
        admitted.c.audit_digest,
    )
    .where(admitted.c.prefix == bindparam("of"))
    .with_for_update(of=admitted)
)
_KEEP = Prepared(
    update(admitted)
    .where(admitted.c.prefix == bindparam("of"))
    .values(
        used=bindparam("to_used"),
        audit_count=bindparam("to_count"),
        audit_digest=bindparam("to_digest"),
    )
)


@dataclass(slots=True)
class Totals:
    """A program's locked row: what it uses, and where its audit chain ends."""

    program: bytes
    quota: int
    used: int
    audit_count: int
    audit_digest: bytes | None

    def add(self, size: int, *, always: bool = False) -> None:
        """Count ``size`` bytes more, or fewer below zero; refuses as full beyond the quota.

        With ``always`` nothing is refused: entries of the roster must get through, since one may
        be what takes somebody out.
        """
        if not always:
            self.check(size)
        self.used = max(0, self.used + size)

    def check(self, size: int) -> None:
        """Refuse as full what would go beyond the quota with ``size`` bytes more."""
        if size > 0 and self.used + size > self.quota:
            raise RefusedError("full")


def prefix(program: bytes) -> bytes:
    """Return by which 20 bytes the operator knows ``program``."""
    return program[:PREFIX_LENGTH]


def locked_totals(connection: Connection, program: bytes) -> Totals:
    """Return the totals of ``program``; nobody else changes them in this transaction."""
    row = _TOTALS.one(connection, {"of": prefix(program)})
    if row is None:
        raise RefusedError("unknown-program")
    quota, used, count, digest = row
    return Totals(program, QUOTA if quota is None else quota, used, count, digest)


def allowed(connection: Connection, program: bytes) -> int:
    """Return how many bytes ``program`` may keep."""
    own = select(admitted.c.quota).where(admitted.c.prefix == prefix(program))
    found = connection.execute(own).scalar_one_or_none()
    if found is None:
        found = connection.execute(select(server.c.quota)).scalar_one()
    return QUOTA if found is None else int(found)


def keep_totals(connection: Connection, totals: Totals) -> None:
    """Write changed ``totals`` back."""
    _KEEP.run(
        connection,
        {
            "of": prefix(totals.program),
            "to_used": totals.used,
            "to_count": totals.audit_count,
            "to_digest": totals.audit_digest,
        },
    )
