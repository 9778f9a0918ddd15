"""Make a legal hold: of one case the record may not go while an exploiter is prosecuted."""

from collections.abc import Sequence
from datetime import date, timedelta

from storage.domain.kinds.hold import LegalHold
from storage.practice.courses import Course
from storage.practice.desk import Desk

_AGO, _AGAIN = 40, 180


def add_holds(desk: Desk, told: Sequence[Course], today: date) -> None:
    """Hold the first case whose youth presents with trafficking, or else the first one."""
    held = next((one for one in told if one.trafficked), next(iter(told), None))
    if held is None:
        return
    since = max(held.first, today - timedelta(days=_AGO))
    desk.batch.add(
        LegalHold(
            id=desk.ids.on(since),
            case=held.case.id,
            ground="prosecution",
            reason="The DA's office asked that nothing is destroyed before the trial has ended",
            asked_by="Victim witness advocate, DA's office",
            from_on=since,
            until_on=today + timedelta(days=_AGAIN),
            placed_by=desk.program.coordinator,
        )
    )
