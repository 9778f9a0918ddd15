"""What exactly would go with a case: its records by kind, its files, and who holds it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS, OPEN_KINDS
from storage.spec.kinds import kind_of
from storage.usecases.privileged import scope_apart

_SOME = 400


@dataclass(frozen=True, slots=True)
class Going:
    """What would go: how many records of each kind, by its label; files and their bytes."""

    cases: int
    records: tuple[tuple[str, int], ...]
    files: int
    size: int
    drafts: int

    @property
    def total(self) -> int:
        """How many records there are in all."""
        return sum(count for _, count in self.records)


def going(connection: Connection, cases: Sequence[RecordId]) -> Going:
    """Return what goes with ``cases``, privileged notes and retired records among it."""
    scopes = [one for case in cases for one in (case, scope_apart(case))]
    counts = dict.fromkeys(OPEN_KINDS, 0)
    files = size = 0
    for start in range(0, len(scopes), _SOME):
        some = tuple(scopes[start : start + _SOME])
        marks = ", ".join("?" * len(some))
        for kind in counts:
            counts[kind] += connection.exec_driver_sql(
                f'SELECT count(*) FROM "{kind}" WHERE scope IN ({marks})',  # noqa: S608 - our own names
                some,
            ).scalar_one()
        row = connection.exec_driver_sql(_FILES.format(scopes=marks), some).one()
        files, size = files + row[0], size + row[1]
    drafts = sum(
        connection.exec_driver_sql(_DRAFTS, (case.hex(), case.hex().encode())).scalar_one()
        for case in cases
    )
    labelled = ((kind_of(KINDS[kind]).plural, count) for kind, count in counts.items() if count)
    return Going(len(cases), tuple(labelled), files, size, drafts)


_FILES = (
    "SELECT count(*), coalesce(sum(size), 0) FROM document WHERE blob <> '' AND scope IN ({scopes})"
)
_DRAFTS = "SELECT count(*) FROM draft WHERE instr(place, ?) > 0 OR instr(content, ?) > 0"
