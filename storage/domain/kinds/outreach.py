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
        words_in="evaluation",
        line=("title", "outreach_kind", "attendees"),
        label="Outreach activity",
        plural="Outreach",
        vault="program",
        dated_by="on",
        named_by=("title",),
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
    partner: Annotated[str, Text(label="With", max_length=120)] = ""
    materials: Annotated[str, Text(label="Materials", max_length=200)] = ""
    evaluation: Annotated[str, Text(label="Evaluation", max_length=1_000, lines=2)] = ""
    narrative: Annotated[
        frozenset[str], Codes(label="Use in narrative", list_name="narrative_topic")
    ] = frozenset()
