"""What the paper of a case holds beside the case: every kind that belongs to one, by subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.kinds import fields_of, kind_of
from storage.tables import misfiled
from storage.tables.records import TABLES, record_maker

SUBJECTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "People": ("person", "same_person"),
        "Referrals": ("referral",),
        "Findings": ("screening", "indicator", "exploitation", "victimization"),
        "Alleged exploiters": ("exploiter", "involvement"),
        "Safety": ("safety_plan", "appearance"),
        "Missing from care": ("missing_episode", "sighting"),
        "Court": ("court_event",),
        "Custody and living situation": ("custody_period", "placement_period"),
        "Needs and referrals out": ("need", "referral_out", "unmet_need"),
        "Contacts and services": ("contact", "service"),
        "Documents": ("document",),
        "Tasks": ("task",),
        "Linked cases": ("case_link",),
        "Notes": ("note", "misfiling"),
        "Legal holds": ("legal_hold",),
    }
)
"""Every kind whose records belong to a case, in the order of the paper."""

PRIVILEGED = "privileged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Including:
    """What stays off paper unless it is asked for. Privileged notes are never on it."""

    restricted: bool = False
    """Records of restricted kinds, such as alleged exploiters."""
    accounts: bool = False
    """Graphic texts, such as the account of an exploitation."""


@dataclass(frozen=True, slots=True)
class CasePaper:
    """The records of one case by subject, and how many stay off the paper as it is asked for."""

    subjects: Mapping[str, Sequence[Any]]
    restricted_left_out: int = 0
    accounts_left_out: int = 0

    @property
    def records(self) -> list[Any]:
        """Every record on the paper."""
        return [record for records in self.subjects.values() for record in records]


def case_paper(connection: Connection, case: RecordId, including: Including) -> CasePaper:
    """Return what the paper of a case holds; a note that was moved says only that it was."""
    subjects: dict[str, list[Any]] = {}
    restricted = accounts = 0
    for subject, kinds in SUBJECTS.items():
        for kind in kinds:
            found = _belonging(connection, kind, case)
            if kind_of(KINDS[kind]).restricted and not including.restricted:
                restricted += len(found)
                continue
            accounts += sum(map(has_account, found))
            subjects.setdefault(subject, []).extend(
                found if including.accounts else map(without_account, found)
            )
    left = 0 if including.accounts else accounts
    return CasePaper({name: some for name, some in subjects.items() if some}, restricted, left)


def has_account(record: Any) -> bool:
    """Tell whether ``record`` has a graphic text."""
    return any(getattr(record, name) for name in _graphic(type(record)))


def without_account(record: Any) -> Any:
    """Return ``record`` without its graphic texts."""
    return replace(record, **dict.fromkeys(_graphic(type(record)), ""))


def _graphic(cls: type[Any]) -> list[str]:
    return [name for name, field in fields_of(cls).items() if field.graphic]


def _belonging(connection: Connection, kind: str, case: RecordId) -> list[Any]:
    """Return the records of ``kind`` in the case, those that have a day in its order."""
    table, make = TABLES[kind], record_maker(kind)
    day = kind_of(KINDS[kind]).dated_by
    order = (table.c[day], table.c.id) if day else (table.c.id,)
    query = table.select().where(table.c.case == case, table.c.retired == 0).order_by(*order)
    found = [make(row) for row in connection.execute(query).mappings()]
    shown = misfiled.shown(connection, found)
    return [one for one in shown if getattr(one, "note_class", "") != PRIVILEGED]
