"""Make time and miles by funding project, and who stands in for whom."""

from datetime import date, timedelta

from storage.domain.kinds.time_entry import Coverage, TimeEntry
from storage.practice.cases import backup_of
from storage.practice.chances import pick, weighted
from storage.practice.desk import Desk

_ACTIVITIES = weighted(
    {"coordination": 32, "travel": 22, "data_entry": 20, "preparation": 14, "supervision": 6,
     "administration": 6}
)  # fmt: skip
_PROJECTS = weighted({"maca_csec_voca": 80, "cac_core_voca": 14, "state_line_item": 6})
_WEEKS, _PER_WEEK, _FRIDAY = 8, 5, 4


def add_hours(desk: Desk, today: date) -> None:
    """Make the time sheet of the last weeks, and the coverage of a week away that comes."""
    rng, program = desk.rng, desk.program
    monday = today - timedelta(days=today.weekday())
    for week in range(_WEEKS):
        for day_of_week in range(_PER_WEEK):
            day = monday - timedelta(days=7 * week) + timedelta(days=day_of_week)
            if day > today:
                continue
            activity = pick(rng, _ACTIVITIES)
            desk.batch.add(
                TimeEntry(
                    id=desk.ids.on(day),
                    on=day,
                    coordinator=program.coordinator,
                    activity=activity,
                    minutes=30 + 15 * int(rng.random() * 10),
                    miles=6 + int(rng.random() * 60) if activity == "travel" else None,
                    funding=pick(rng, _PROJECTS),
                )
            )
    away = monday + timedelta(days=14 + 7 * int(rng.random() * 4))
    desk.batch.add(
        Coverage(
            id=desk.ids.on(today),
            away=program.coordinator,
            covered_by=backup_of(program.cac),
            from_on=away,
            until_on=away + timedelta(days=_FRIDAY),
            remark="Phone of the CAC is answered as always",
        )
    )
