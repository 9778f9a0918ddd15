"""A referral that came in; it may name several youth, and a youth may have many."""

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import (
    Code,
    Day,
    Flag,
    Reference,
    References,
    Text,
    TimeOfDay,
)
from storage.spec.kinds import Kind, kind


@kind(Kind(name="referral", label="Referral", plural="Referrals", dated_by="received_on"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One report of concern about one or several youth."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    people: Annotated[
        frozenset[RecordId], References(label="Youth named", kind="person", counts=("NCA",))
    ] = frozenset()
    received_on: Annotated[date | None, Day(label="Received", required=True, group="received")] = (
        None
    )
    received_at: Annotated[time | None, TimeOfDay(label="Time", group="received")] = None
    mode: Annotated[str, Code(label="How it came", list_name="referral_mode")] = ""
    source: Annotated[str, Code(label="Source", required=True, list_name="referral_source")]
    source_person: Annotated[str, Text(label="Referred by", sensitive=True, max_length=120)] = ""
    priority: Annotated[str, Code(label="Priority", list_name="priority")] = ""
    report_filed: Annotated[bool, Flag(label="51A filed")] = False
    report_filed_on: Annotated[date | None, Day(label="51A filed on")] = None
    reason: Annotated[
        str,
        Text(
            label="Reason",
            sensitive=True,
            max_length=20_000,
            lines=6,
            search="text",
        ),
    ] = ""
    outcome: Annotated[str, Code(label="Outcome", list_name="referral_outcome")] = ""
    decided_on: Annotated[date | None, Day(label="Decided on")] = None
