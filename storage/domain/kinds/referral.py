"""A referral that came in; it may name several youth, and a youth may have many."""

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Reference, References, Text, TimeOfDay
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="referral",
        words_in="reason",
        line=("source", "outcome"),
        label="Referral",
        plural="Referrals",
        dated_by="received_on",
    )
)
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
    agency: Annotated[RecordId | None, Reference(label="Agency", kind="agency")] = None
    source_person: Annotated[str, Text(label="Referred by", sensitive=True, max_length=120)] = ""
    source_position: Annotated[str, Text(label="Position", max_length=120)] = ""
    received_by: Annotated[str, Text(label="Received by", max_length=80)] = ""
    priority: Annotated[str, Code(label="Priority", list_name="priority")] = ""
    report_filed: Annotated[bool, Flag(label="51A filed")] = False
    report_filed_on: Annotated[date | None, Day(label="51A filed on")] = None
    report_filed_by: Annotated[str, Text(label="51A filed by", sensitive=True, max_length=120)] = ""
    intake_number: Annotated[str, Text(label="Intake number", sensitive=True, max_length=40)] = ""
    report_decision: Annotated[str, Code(label="51A screening", list_name="report_decision")] = ""
    report_decided_on: Annotated[date | None, Day(label="51A screened on")] = None
    dcf_seen_on: Annotated[
        date | None,
        Day(label="Seen by DCF on", hint="The day on which DCF saw the children"),
    ] = None
    report_finding: Annotated[str, Code(label="51B finding", list_name="report_finding")] = ""
    report_found_on: Annotated[date | None, Day(label="51B finding on")] = None
    notice_received_on: Annotated[date | None, Day(label="Written notice received")] = None
    police_number: Annotated[
        str, Text(label="Police report number", sensitive=True, max_length=60)
    ] = ""
    vulnerabilities: Annotated[
        frozenset[str], Codes(label="Vulnerabilities named", list_name="vulnerability")
    ] = frozenset()
    signs: Annotated[frozenset[str], Codes(label="Signs named", list_name="indicator")] = (
        frozenset()
    )
    youth_informed: Annotated[str, Code(label="Youth knows of it", list_name="yes_no_unknown")] = ""
    immediate_safety: Annotated[
        str, Text(label="Safety now", sensitive=True, safety=True, max_length=2_000, lines=3)
    ] = ""
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
    sent_to: Annotated[
        str, Text(label="Sent to", max_length=120, hint="Where it is out of jurisdiction")
    ] = ""
    first_action_on: Annotated[date | None, Day(label="First action")] = None
    team_on: Annotated[date | None, Day(label="MDT set for", allow_future=True)] = None
