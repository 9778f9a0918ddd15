"""Who may decide for a youth, and where a youth lives, over time."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Reference, Text
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="custody_period",
        line=("custody", "holder", "until_on"),
        label="Custody",
        plural="Custody",
        dated_by="from_on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyPeriod:
    """Who has custody and may consent, from when to when; a release is checked against its day."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", required=True, kind="person")] = (
        None
    )
    custody: Annotated[str, Code(label="Custody", required=True, list_name="custody_type")]
    holder: Annotated[str, Text(label="Held by", sensitive=True, max_length=120)] = ""
    holder_person: Annotated[RecordId | None, Reference(label="On record as", kind="person")] = None
    consents: Annotated[
        frozenset[str], Codes(label="May consent to", list_name="consent_scope")
    ] = frozenset()
    from_on: Annotated[date | None, Day(label="From", required=True, group="period")] = None
    until_on: Annotated[date | None, Day(label="Until", allow_future=True, group="period")] = None
    basis: Annotated[str, Text(label="Order or paper", sensitive=True, max_length=200)] = ""
    seen: Annotated[bool, Flag(label="Paper seen")] = False


@kind(
    Kind(
        name="placement_period",
        line=("living_situation", "place", "until_on"),
        label="Living situation",
        plural="Living situations",
        dated_by="from_on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementPeriod:
    """Where a youth lived, from when to when."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", required=True, kind="person")] = (
        None
    )
    living_situation: Annotated[
        str,
        Code(label="Living situation", required=True, list_name="living_situation", safety=True),
    ]
    place: Annotated[str, Text(label="Place", sensitive=True, safety=True, max_length=200)] = ""
    agency: Annotated[RecordId | None, Reference(label="Agency", kind="agency")] = None
    from_on: Annotated[date | None, Day(label="From", required=True, group="period")] = None
    until_on: Annotated[date | None, Day(label="Until", group="period")] = None
    ended_because: Annotated[str, Text(label="Ended because", sensitive=True, max_length=200)] = ""
