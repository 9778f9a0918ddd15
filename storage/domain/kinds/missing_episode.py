"""A missing-from-care episode, what was seen during it, and how the child looks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Moment, Reference, Text, Texts
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="missing_episode",
        line=("category", "risk", "returned_at"),
        label="Missing episode",
        plural="Missing episodes",
        dated_by="identified_at",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEpisode:
    """One time a child was missing: four stamps, the return, what was asked and learned.

    The stamps are those of 110 CMR 7.115 and 42 USC 671(a)(35); no NCIC content is kept.
    """

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", required=True, kind="person")] = (
        None
    )
    identified_at: Annotated[
        datetime | None, Moment(label="Found missing", required=True, group="identified")
    ] = None
    category: Annotated[str, Code(label="Category", list_name="missing_category")] = ""
    risk: Annotated[str, Code(label="Risk", list_name="missing_risk")] = ""
    last_seen_at: Annotated[datetime | None, Moment(label="Last seen", group="last_seen")] = None
    last_seen_where: Annotated[
        str, Text(label="Last seen where", sensitive=True, max_length=200, group="last_seen")
    ] = ""
    last_seen_by: Annotated[
        str, Text(label="Last seen by", sensitive=True, max_length=120, group="last_seen")
    ] = ""
    reported_by: Annotated[str, Text(label="Reported by", sensitive=True, max_length=120)] = ""
    placement: Annotated[str, Text(label="Placement then", sensitive=True, max_length=200)] = ""
    living_situation: Annotated[
        str, Code(label="Living situation then", list_name="living_situation")
    ] = ""
    dcf_at: Annotated[datetime | None, Moment(label="DCF told")] = None
    police_at: Annotated[datetime | None, Moment(label="Police told", group="police")] = None
    police: Annotated[str, Text(label="Police department", max_length=120, group="police")] = ""
    police_number: Annotated[
        str, Text(label="Police report number", sensitive=True, max_length=60, group="police")
    ] = ""
    entered_by_police: Annotated[
        str, Code(label="Entered by the police as missing", list_name="yes_no_unknown")
    ] = ""
    ncmec_at: Annotated[datetime | None, Moment(label="NCMEC told", group="ncmec")] = None
    ncmec_number: Annotated[
        str, Text(label="NCMEC case number", sensitive=True, max_length=60, group="ncmec")
    ] = ""
    team_at: Annotated[datetime | None, Moment(label="MDT alerted")] = None
    poster: Annotated[bool, Flag(label="Poster or bulletin out")] = False
    clothing: Annotated[str, Text(label="Clothing", sensitive=True, max_length=300)] = ""
    companions: Annotated[
        str, Text(label="May be with", sensitive=True, safety=True, max_length=1_000, lines=2)
    ] = ""
    likely_places: Annotated[
        str, Text(label="Likely places", sensitive=True, max_length=1_000, lines=2)
    ] = ""
    dangers: Annotated[
        str,
        Text(
            label="Dangers and medical needs",
            sensitive=True,
            safety=True,
            max_length=1_000,
            lines=2,
        ),
    ] = ""
    status_before: Annotated[
        str, Code(label="Status of the case before", list_name="case_status")
    ] = ""
    returned_at: Annotated[datetime | None, Moment(label="Returned", group="return")] = None
    returned_how: Annotated[str, Code(label="How", list_name="return_how", group="return")] = ""
    returned_where: Annotated[
        str, Text(label="Found where", sensitive=True, max_length=200, group="return")
    ] = ""
    condition: Annotated[str, Text(label="Condition", sensitive=True, max_length=500, lines=2)] = ""
    medical_check: Annotated[str, Code(label="Medical check", list_name="medical_check")] = ""
    interview_on: Annotated[date | None, Day(label="Return interview")] = None
    interview_by: Annotated[str, Text(label="Interviewed by", max_length=80)] = ""
    factors: Annotated[frozenset[str], Codes(label="Why", list_name="missing_factor")] = frozenset()
    experiences: Annotated[
        frozenset[str], Codes(label="While away", list_name="missing_experience")
    ] = frozenset()
    screening: Annotated[RecordId | None, Reference(label="Return screening", kind="screening")] = (
        None
    )
    screening_not_done: Annotated[
        str, Text(label="Return screening not done because", sensitive=True, max_length=300)
    ] = ""
    report_filed_on: Annotated[date | None, Day(label="51A filed after the return")] = None
    plan_change: Annotated[
        str, Text(label="What changes now", sensitive=True, max_length=2_000, lines=3)
    ] = ""


@kind(
    Kind(
        name="sighting",
        line=("step", "where"),
        label="Sighting or search",
        plural="Sightings and searches",
        dated_by="at",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Something seen, heard or tried while a child was missing."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    episode: Annotated[
        RecordId | None, Reference(label="Missing episode", required=True, kind="missing_episode")
    ] = None
    at: Annotated[datetime | None, Moment(label="When", required=True)] = None
    step: Annotated[str, Code(label="What", required=True, list_name="sighting")]
    where: Annotated[str, Text(label="Where", sensitive=True, max_length=200)] = ""
    told_by: Annotated[str, Text(label="Told by", sensitive=True, max_length=120)] = ""
    police_told_at: Annotated[datetime | None, Moment(label="Passed to the police")] = None
    text: Annotated[
        str, Text(label="Details", sensitive=True, max_length=4_000, lines=3, search="text")
    ] = ""


@kind(
    Kind(
        name="appearance",
        line=("height", "hair", "marks"),
        label="Description",
        plural="Descriptions",
        dated_by="as_of",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """How a youth looks and may be found: written once, ready for the packet of any episode."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", required=True, kind="person")] = (
        None
    )
    as_of: Annotated[date | None, Day(label="As of", required=True)] = None
    height: Annotated[str, Text(label="Height", sensitive=True, max_length=40)] = ""
    weight: Annotated[str, Text(label="Weight", sensitive=True, max_length=40)] = ""
    hair: Annotated[str, Text(label="Hair", sensitive=True, max_length=80)] = ""
    eyes: Annotated[str, Text(label="Eyes", sensitive=True, max_length=80)] = ""
    marks: Annotated[
        str,
        Text(label="Marks, tattoos, piercings, glasses", sensitive=True, max_length=500, lines=2),
    ] = ""
    phones: Annotated[str, Text(label="Phones and devices", sensitive=True, max_length=300)] = ""
    handles: Annotated[frozenset[str], Texts(label="Online names", sensitive=True)] = frozenset()
    companions: Annotated[
        str, Text(label="Friends and others", sensitive=True, max_length=1_000, lines=2)
    ] = ""
    places: Annotated[str, Text(label="Places", sensitive=True, max_length=1_000, lines=2)] = ""
    needs: Annotated[
        str,
        Text(
            label="Medical and other needs", sensitive=True, safety=True, max_length=1_000, lines=2
        ),
    ] = ""
