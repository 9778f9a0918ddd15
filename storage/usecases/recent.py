"""The records that were opened lately, whatever their kind, by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import parse_id
from storage.domain.kinds import KINDS
from storage.spec.kinds import kind_of
from storage.usecases.naming import Named, named

MOST = 12
"""How many are remembered."""


@dataclass(frozen=True, slots=True)
class Recent:
    """One record that was opened lately."""

    kind: str
    named: Named


def with_newest(recent: Sequence[Sequence[str]], kind: str, record: str) -> list[list[str]]:
    """Return ``recent``, pairs of kind and id in hexadecimal, with this record before all."""
    others = [list(one) for one in recent if list(one) != [kind, record]]
    return [[kind, record], *others][:MOST]


def recent_records(connection: Connection, recent: Sequence[Sequence[str]]) -> list[Recent]:
    """Return those of ``recent`` that are here and not retired, in their order.

    A restricted record goes by the name of its kind.
    """
    found = []
    for kind, record in recent:
        one = named(connection, kind, parse_id(record)) if kind in KINDS else None
        if one is not None:
            described = kind_of(KINDS[kind])
            hidden = Named(one.record, described.label, day=one.day)
            found.append(Recent(kind, hidden if described.restricted else one))
    return found
