"""What became of the 51A reports: screened, the children seen, found, told to DA and police."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from storage.domain.deadlines.spans import add_business_days
from storage.domain.kinds.referral import Referral
from storage.practice.desk import Batch
from storage.usecases.deadlines.calendar_days import is_holiday

_SLOW, _UNSUPPORTED, _OUT = 5, 4, 3
"""One report in so many is answered late, not supported, or screened out where it can wait."""
_DECIDED = {"emergency": "screened_in_emergency", "urgent": "screened_in"}
_SEEN_AFTER = {"screened_in_emergency": 1, "screened_in": 3}
_FOUND_AFTER = {"screened_in_emergency": 5, "screened_in": 15}
_NOTICE_AFTER = 4
"""Business days, all of them; what would be after today has not happened yet."""


def follow_reports(batch: Batch, today: date) -> None:
    """Write into the referrals of ``batch`` what DCF did by ``today``.

    No chance is drawn: what else stands in the practice state stays as it was.
    """
    batch.referrals[:] = [
        replace(referral, **dict(_followed(referral, place, today)))
        for place, referral in enumerate(batch.referrals)
    ]


def _followed(referral: Referral, place: int, today: date) -> Iterator[tuple[str, Any]]:
    filed = referral.report_filed_on
    if filed is None:
        return
    late = int(place % _SLOW == 0)
    can_wait = "screened_out" if place % _OUT == 0 else "screened_in"
    decision = _DECIDED.get(referral.priority, can_wait)
    decided = _after(filed, 1)
    if decided > today:
        return
    yield "report_decision", decision
    yield "report_decided_on", decided
    ends = decided
    if decision in _SEEN_AFTER:
        seen = _after(decided, _SEEN_AFTER[decision] + late)
        if seen > today:
            return
        yield "dcf_seen_on", seen
        ends = _after(decided, _FOUND_AFTER[decision] + late)
        if ends > today:
            return
        supported = place % _UNSUPPORTED != 0
        yield "report_finding", "supported" if supported else "unsupported"
        yield "report_found_on", ends
        if not supported:
            return
    told = _after(ends, _NOTICE_AFTER + late)
    if told <= today:
        yield "notice_received_on", told


def _after(day: date, days: int) -> date:
    return add_business_days(day, days, is_holiday)
