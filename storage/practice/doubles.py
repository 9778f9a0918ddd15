"""Make people who may be on record twice, and one pair that was found to be one person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from storage.domain.kinds.link import SamePerson
from storage.domain.kinds.person import Person
from storage.practice.courses import Course
from storage.practice.desk import Desk

_SPELT = (
    ("Núñez", "Nunez"), ("ph", "f"), ("ll", "l"), ("nn", "n"), ("ie", "y"), ("ck", "k"),
    ("z", "s"), ("y", "i"), ("ç", "s"), ("ã", "a"), ("é", "e"), ("í", "i"), ("ó", "o"),
)  # fmt: skip
_UNDECIDED = 2


def add_doubles(desk: Desk, told: Sequence[Course], today: date) -> None:
    """Write some youth down a second time, as they sound, with the same date of birth."""
    exact = [one.youth for one in told if one.youth.born_on and one.youth.born_on.day]
    for place, youth in enumerate(exact[: _UNDECIDED + 1]):
        again = Person(
            id=desk.ids.on(today - timedelta(days=4)),
            role="at_risk_youth",
            given_name=youth.given_name,
            family_name=_as_heard(youth.family_name),
            born_on=youth.born_on,
            town=youth.town,
            county=youth.county,
        )
        if place < _UNDECIDED:
            desk.batch.people.append(again)
        else:
            desk.batch.people.append(replace(again, case=youth.case))
            desk.batch.add(
                SamePerson(
                    id=desk.ids.on(today - timedelta(days=3)),
                    case=youth.case,
                    kept=youth.id,
                    other=again.id,
                    on=today - timedelta(days=3),
                    author=desk.program.coordinator,
                    reason="Same date of birth; the school confirmed the name",
                )
            )


def _as_heard(name: str) -> str:
    for written, heard in _SPELT:
        if written in name:
            return name.replace(written, heard, 1)
    return f"{name}e"
