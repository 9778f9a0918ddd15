"""How much waits for a decision, and which records have a field with several versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import register_of
from storage.spec.kinds import fields_of
from storage.usecases.syncing.massarrivals import mass_arrivals
from storage.usecases.syncing.misfits import looks_count


@dataclass(frozen=True, slots=True)
class Open:
    """How much is open: registers with several versions, how many of them about safety; the rest.

    ``waiting`` counts changes that wait inside the workspace, ``parked`` envelopes set aside,
    ``mass`` runs of very many changes by one laptop that nobody has looked at, ``looks`` records
    that do not fit since others changed them.
    """

    conflicts: int
    safety: int
    waiting: int
    parked: int
    mass: int = 0
    looks: int = 0

    @property
    def total(self) -> int:
        """Everything on the Review page that others' changes ask for.

        Possible duplicates are suggestions: they wait for nobody, and to find them takes longer.
        """
        return self.conflicts + self.waiting + self.parked + self.mass + self.looks


def version_counts(connection: Connection, records: Sequence[RecordId]) -> dict[RecordId, int]:
    """Return, for those of ``records`` with a conflict, how many versions one field has at most.

    One means that the record was retired by somebody who had not seen a change of it.
    """
    marks = ", ".join("?" * len(records))
    rows = connection.exec_driver_sql(_MOST_VERSIONS.format(marks=marks), tuple(records))
    return {RecordId(record): versions for record, versions in rows}


def open_reviews(connection: Connection) -> Open:
    """Count what stands on the Review page; retired records are left out."""
    kinds = connection.exec_driver_sql("SELECT DISTINCT kind FROM sibling").scalars().all()
    registers = [
        (kind, register)
        for kind in kinds
        for register in connection.exec_driver_sql(_REGISTERS.format(kind=kind), (kind,)).scalars()
    ]
    waiting, parked = connection.exec_driver_sql(
        "SELECT (SELECT count(*) FROM parked_operation), "
        "(SELECT count(*) FROM envelope_in WHERE state = 'parked')"
    ).one()
    safety = sum(is_safety(kind, register) for kind, register in registers)
    mass, looks = len(mass_arrivals(connection)), looks_count(connection)
    return Open(len(registers), safety, waiting, parked, mass, looks)


def is_safety(kind: str, register: str) -> bool:
    """Tell whether a register has a field on which somebody's safety may hang."""
    fields = fields_of(KINDS[kind]).items() if kind in KINDS else ()
    return any(field.safety and register_of(name, field) == register for name, field in fields)


_MOST_VERSIONS = """
SELECT record, max(versions) FROM (
    SELECT record, count(DISTINCT "values") + (register <> '~retired') AS versions FROM sibling
    WHERE record IN ({marks}) GROUP BY record, register
) GROUP BY record
"""
_REGISTERS = (
    "SELECT register FROM (SELECT DISTINCT record, register FROM sibling WHERE kind = ?) "
    'JOIN "{kind}" ON id = record WHERE retired = 0'
)
