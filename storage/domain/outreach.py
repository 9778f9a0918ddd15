"""An outreach activity."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Text, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="outreach",
        label="Outreach activity",
        plural="Outreach",
        vault="program",
        dated_by="on",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach:
    """One activity that makes the community aware; no child is ever named in it."""

    id: RecordId
    on: Annotated[date | None, Day(label="Date", required=True, allow_future=True)] = None
    title: Annotated[str, Text(label="Title", required=True, max_length=160, search="text")]
    outreach_kind: Annotated[str, Code(label="Kind", required=True, list_name="outreach_kind")]
    audience: Annotated[frozenset[str], Codes(label="Audience", list_name="outreach_audience")] = (
        frozenset()
    )
    attendees: Annotated[int | None, Whole(label="People reached", maximum=1_000_000)] = None
    minutes: Annotated[int | None, Whole(label="Minutes", maximum=10_000)] = None
    town: Annotated[str, Text(label="Town", max_length=80)] = ""
    county: Annotated[str, Code(label="County", list_name="county")] = ""
    cac: Annotated[str, Code(label="CAC", list_name="cac")] = ""
    coordinator: Annotated[str, Text(label="Coordinator", max_length=80)] = ""
    topic: Annotated[str, Text(label="Topic", max_length=160)] = ""
    funding: Annotated[str, Code(label="Funding project", list_name="funding")] = ""
