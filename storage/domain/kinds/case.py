"""A case: one episode of a multidisciplinary response for one youth."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Reference, Text
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="case",
        line=("number", "status"),
        label="Case",
        plural="Cases",
        dated_by="opened_on",
        scoped_by="id",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case on record; the content key of a case seals everything that belongs to it."""

    id: RecordId
    number: Annotated[
        str,
        Text(
            label="Case number",
            required=True,
            sensitive=True,
            max_length=24,
            search="name",
            hint="Local number for talk and paper, such as BER-26-0147; it never leaves",
        ),
    ]
    youth: Annotated[RecordId | None, Reference(label="Youth", kind="person")] = None
    cac: Annotated[str, Code(label="CAC", required=True, list_name="cac")]
    county: Annotated[str, Code(label="County", list_name="county")] = ""
    coordinator: Annotated[str, Text(label="Lead coordinator", max_length=80)] = ""
    backup_coordinator: Annotated[str, Text(label="Back-up coordinator", max_length=80)] = ""
    opened_on: Annotated[date | None, Day(label="Opened", required=True)] = None
    closed_on: Annotated[date | None, Day(label="Closed")] = None
    status: Annotated[str, Code(label="Status", required=True, list_name="case_status")]
    priority: Annotated[str, Code(label="Priority", list_name="priority")] = ""
    exploitation_at_open: Annotated[
        str, Code(label="Exploitation at opening", list_name="exploitation_status")
    ] = ""
    exploitation_now: Annotated[
        str, Code(label="Exploitation now", list_name="exploitation_status")
    ] = ""
    response: Annotated[str, Code(label="Response", list_name="mdt_response")] = ""
    further_counties: Annotated[
        frozenset[str], Codes(label="Further counties", list_name="county")
    ] = frozenset()
    dcf_office: Annotated[str, Text(label="DCF office", max_length=80)] = ""
    da_office: Annotated[str, Text(label="DA office", max_length=80)] = ""
    police: Annotated[str, Text(label="Police", max_length=120)] = ""
    next_review_on: Annotated[date | None, Day(label="Next review", allow_future=True)] = None
    closure_reason: Annotated[str, Code(label="Reason for closing", list_name="closure_reason")] = (
        ""
    )
    reopened_on: Annotated[date | None, Day(label="Reopened")] = None
    exploitation_at_close: Annotated[
        str, Code(label="Exploitation at closing", list_name="exploitation_status")
    ] = ""
    outcome: Annotated[
        str,
        Text(label="What was reached", sensitive=True, max_length=4_000, lines=3, search="text"),
    ] = ""
