"""What coordinators do every day, each with the PMT services it counts as.

The shipped rows, as the program replaced or hid them, and the program's and the person's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import Connection

from storage.domain.codes import in_places
from storage.domain.ids import text_of
from storage.domain.kinds import arrangement
from storage.domain.names import folded, words_of
from storage.tables.records import TABLES, record_maker
from storage.usecases.codelists import rows_of
from storage.usecases.settings import setting

_COMPENSATION = frozenset({"victim_compensation_help"})


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing to log: its number in the list, its service codes, and what it usually takes."""

    code: str
    label: str
    services: tuple[str, ...]
    minutes: int | None
    mode: str
    note: str
    number: int
    compensation: bool = False
    """Whether it also counts as help with a victim-compensation application (PMT 6)."""
    hidden: bool = False
    own: bool = False
    """Whether the program made it or changed it."""

    @property
    def service(self) -> str:
        """The first of its service codes."""
        return self.services[0] if self.services else ""

    def answers(self, typed: str) -> bool:
        """Tell whether ``typed`` means this one: its number, a service, or its words' starts."""
        plain = folded(typed).strip()
        if plain == str(self.number) or plain in self.services:
            return True
        words = words_of(self.label)
        wanted = words_of(plain)
        return bool(wanted) and all(any(w.startswith(part) for w in words) for part in wanted)


@cache
def activities() -> tuple[Activity, ...]:
    """Return every activity of ``resources/activities.csv``, numbered from one in its order."""
    return tuple(
        Activity(
            row["code"],
            row["label"],
            (row["service"],),
            int(row["minutes"]) if row["minutes"] else None,
            row["mode"],
            row["note"],
            number,
            compensation=row["code"] in _COMPENSATION,
        )
        for number, row in enumerate(rows_of("activities.csv"), start=1)
    )


def all_activities(connection: Connection, owner: str = "") -> tuple[Activity, ...]:
    """Return every activity, hidden ones too, in the program's order.

    With an ``owner`` also those that this person keeps for themselves. Those that are offered are
    numbered from one; a hidden one has no number.
    """
    found = {one.code: one for one in activities()}
    places: dict[str, int | None] = {}
    for kept in _kept(connection, owner):
        before = found.get(kept.shipped)
        code = kept.shipped if before is not None else text_of(kept.id)
        places[code] = kept.place
        found[code] = Activity(
            code,
            kept.name,
            tuple(sorted(kept.services)),
            kept.minutes,
            kept.mode,
            before.note if before is not None else "",
            0,
            compensation=kept.compensation,
            hidden=kept.hidden,
            own=True,
        )
    return tuple(_numbered([found[code] for code in in_places(list(found), places)]))


def offered(connection: Connection) -> tuple[Activity, ...]:
    """Return what Quick log offers to the person of this laptop, in its order."""
    owner = str(setting(connection, "person.name"))
    return tuple(one for one in all_activities(connection, owner) if not one.hidden)


def activity_of(code: str, among: Sequence[Activity] | None = None) -> Activity | None:
    """Return the activity of this code, ``among`` some or the shipped ones, or None."""
    given = activities() if among is None else among
    return next((one for one in given if one.code == code), None)


def matching(typed: str, among: Sequence[Activity] | None = None) -> list[Activity]:
    """Return the activities that ``typed`` may mean, the likeliest first.

    A number or a service code is taken at its word; then labels that begin so, then the rest.
    """
    given = activities() if among is None else among
    plain = folded(typed).strip()
    if not plain:
        return list(given)
    found = [one for one in given if one.answers(plain)]
    return sorted(
        found,
        key=lambda one: (
            str(one.number) != plain,
            one.service != plain,
            not folded(one.label).startswith(plain),
            one.number,
        ),
    )


def _numbered(found: Sequence[Activity]) -> list[Activity]:
    offered_ones = (one.code for one in found if not one.hidden)
    numbers: Mapping[str, int] = {code: n for n, code in enumerate(offered_ones, start=1)}
    return [replace(one, number=numbers.get(one.code, 0)) for one in found]


def _kept(connection: Connection, owner: str) -> list[arrangement.Activity]:
    """Return the program's own activities in the order of saving, a person's behind all others."""
    table, make = TABLES["activity"].c, record_maker("activity")
    statement = (
        TABLES["activity"]
        .select()
        .where(table.retired == 0, table.owner.in_(("", owner)))
        .order_by(table.owner != "", table.saved, table.id)
    )
    return [make(row) for row in connection.execute(statement).mappings()]
