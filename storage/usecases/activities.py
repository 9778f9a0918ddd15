"""What coordinators do every day, each with the PMT service it counts as."""

from dataclasses import dataclass
from functools import cache

from storage.domain.names import folded, words_of
from storage.usecases.codelists import rows_of

_COMPENSATION = frozenset({"victim_compensation_help"})


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing to log: its number in the list, its service code, and what it usually takes."""

    code: str
    label: str
    service: str
    minutes: int | None
    mode: str
    note: str
    number: int

    @property
    def compensation(self) -> bool:
        """Whether it also counts as help with a victim-compensation application (PMT 6)."""
        return self.code in _COMPENSATION

    def answers(self, typed: str) -> bool:
        """Tell whether ``typed`` means this one: its number, its service, or its words' starts."""
        plain = folded(typed).strip()
        if plain in {str(self.number), self.service}:
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
            row["service"],
            int(row["minutes"]) if row["minutes"] else None,
            row["mode"],
            row["note"],
            number,
        )
        for number, row in enumerate(rows_of("activities.csv"), start=1)
    )


def activity_of(code: str) -> Activity | None:
    """Return the activity of this code, or None."""
    return next((one for one in activities() if one.code == code), None)


def matching(typed: str) -> list[Activity]:
    """Return the activities that ``typed`` may mean, the likeliest first.

    A number or a service code is taken at its word; then labels that begin so, then the rest.
    """
    plain = folded(typed).strip()
    if not plain:
        return list(activities())
    found = [one for one in activities() if one.answers(plain)]
    return sorted(
        found,
        key=lambda one: (
            str(one.number) != plain,
            one.service != plain,
            not folded(one.label).startswith(plain),
            one.number,
        ),
    )
