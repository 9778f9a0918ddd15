"""Make the presets of a coordinator's Quick log."""

from datetime import date, timedelta

from storage.domain.kinds.arrangement import Activity
from storage.practice.desk import Desk

_PRESETS = (
    ("Ride to school and a check-in", {"b9", "b4"}, "car", 40),
    ("Court morning with a ride", {"e10", "b9"}, "court", 150),
    ("Snack, bus card and a talk", {"c7", "c4"}, "cac", 45),
)


def add_presets(desk: Desk, today: date) -> None:
    """Make the coordinator's own picks."""
    for place, (name, services, mode, minutes) in enumerate(_PRESETS):
        desk.batch.add(
            Activity(
                id=desk.ids.on(today - timedelta(days=60)),
                name=name,
                owner=desk.program.coordinator,
                services=frozenset(services),
                mode=mode,
                minutes=minutes,
                place=place + 1,
            )
        )
