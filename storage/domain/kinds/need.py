"""What a youth needs, and what could not be had."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Reference, Text, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="need", line=("need", "severity", "plan"), label="Need", plural="Needs", dated_by="on"
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One need of one youth, how severe it is, and the plan for it."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", kind="person")] = None
    on: Annotated[date | None, Day(label="Date", required=True)] = None
    need: Annotated[str, Code(label="Need", required=True, list_name="need_category")]
    severity: Annotated[str, Code(label="Severity", list_name="need_severity")] = ""
    plan: Annotated[str, Text(label="Plan", sensitive=True, max_length=1_000, lines=2)] = ""
    met_on: Annotated[date | None, Day(label="Met")] = None


@kind(
    Kind(
        name="unmet_need",
        words_in="remark",
        line=("need", "reason"),
        label="Unmet need",
        plural="Unmet needs",
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetNeed:
    """A request that could not be met, and why; PMT question 9 counts the reason of capacity."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", kind="person")] = None
    on: Annotated[date | None, Day(label="Asked", required=True, counts=("VOCA",))] = None
    need: Annotated[
        str, Code(label="Asked for", required=True, list_name="need_category", counts=("VOCA",))
    ]
    reason: Annotated[
        str,
        Code(label="Not met because", required=True, list_name="unmet_reason", counts=("VOCA",)),
    ]
    wait_days: Annotated[int | None, Whole(label="Days of wait", maximum=3_650)] = None
    county: Annotated[str, Code(label="County", list_name="county")] = ""
    met_on: Annotated[date | None, Day(label="Met after all")] = None
    referral_out: Annotated[
        RecordId | None, Reference(label="Referral out", kind="referral_out")
    ] = None
    remark: Annotated[
        str, Text(label="Remark", sensitive=True, max_length=1_000, lines=2, search="text")
    ] = ""
    narrative: Annotated[
        frozenset[str], Codes(label="Use in narrative", list_name="narrative_topic")
    ] = frozenset()
