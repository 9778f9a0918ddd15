"""Time and miles by funding project; no service and no child is in it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Day, Text, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="time_entry",
        words_in="remark",
        line=("activity", "minutes", "miles", "funding"),
        label="Time and miles",
        plural="Time and miles",
        vault="program",
        dated_by="on",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeEntry:
    """Time spent on one activity for one funding project; services are counted elsewhere."""

    id: RecordId
    on: Annotated[date | None, Day(label="Date", required=True)] = None
    coordinator: Annotated[str, Text(label="Coordinator", required=True, max_length=80)]
    activity: Annotated[str, Code(label="Activity", required=True, list_name="time_activity")]
    minutes: Annotated[int | None, Whole(label="Minutes", maximum=1_440)] = None
    miles: Annotated[int | None, Whole(label="Miles", maximum=2_000)] = None
    funding: Annotated[str, Code(label="Funding project", required=True, list_name="funding")]
    remark: Annotated[str, Text(label="Remark", max_length=200, hint="No names")] = ""


@kind(
    Kind(
        name="coverage",
        words_in="remark",
        line=("away", "covered_by", "until_on"),
        label="Coverage",
        plural="Coverage",
        vault="program",
        dated_by="from_on",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Who stands in for whom, from when to when."""

    id: RecordId
    away: Annotated[str, Text(label="Away", required=True, max_length=80)]
    covered_by: Annotated[str, Text(label="Covered by", required=True, max_length=80)]
    from_on: Annotated[date | None, Day(label="From", required=True, allow_future=True)] = None
    until_on: Annotated[date | None, Day(label="Until", required=True, allow_future=True)] = None
    remark: Annotated[str, Text(label="Remark", max_length=200)] = ""
