"""Cases under a legal hold as a list shows them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.hold import LegalHold
from storage.tables.records import fetch
from storage.usecases.retention.holds import held_cases
from storage.usecases.syncing.expunging import held_back


@dataclass(frozen=True, slots=True)
class HeldCase:
    """One case that one hold keeps; ``held_back`` where it is destroyed everywhere else."""

    hold: LegalHold
    case: RecordId
    number: str
    held_back: bool


def held_listed(connection: Connection) -> list[HeldCase]:
    """Return every case that is held, the oldest hold first."""
    back = held_back(connection)
    found = [
        HeldCase(hold, case, _number(connection, case), case in back)
        for case, holds in held_cases(connection).items()
        for hold in holds
    ]
    return sorted(found, key=lambda one: (str(one.hold.from_on), one.number))


def _number(connection: Connection, case: RecordId) -> str:
    stored = fetch(connection, Case, case)
    return stored.record.number if stored else ""
