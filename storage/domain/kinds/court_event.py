"""A court or legal event of a case."""

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Reference, Text, Texts, TimeOfDay
from storage.spec.kinds import Kind, kind

OFF = ("cancelled", "continued")
"""The states of an event that was not, or will not be, held on its day."""

OVER = ("held", *OFF)
"""The states after which nothing more is to come on its day."""


@kind(
    Kind(
        name="court_event",
        line=("event_type", "matter", "court", "outcome"),
        label="Court event",
        plural="Court events",
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CourtEvent:
    """A hearing, filing or interview; who accompanied is owed under M.G.L. c.119 s.39K."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", kind="person")] = None
    matter: Annotated[str, Code(label="Matter", required=True, list_name="matter")]
    event_type: Annotated[str, Code(label="Event", required=True, list_name="court_event_type")]
    on: Annotated[
        date | None,
        Day(label="Date", required=True, allow_future=True, group="hearing", safety=True),
    ] = None
    at: Annotated[time | None, TimeOfDay(label="Time", group="hearing", safety=True)] = None
    court: Annotated[
        str,
        Text(label="Court", sensitive=True, max_length=120, group="hearing", safety=True),
    ] = ""
    session: Annotated[str, Text(label="Session", max_length=40, group="hearing")] = ""
    judge: Annotated[str, Text(label="Judge", max_length=80, group="hearing")] = ""
    docket: Annotated[
        str, Text(label="Docket number", sensitive=True, max_length=40, search="name")
    ] = ""
    state: Annotated[str, Code(label="State", list_name="court_event_state")] = ""
    previous: Annotated[RecordId | None, Reference(label="Follows", kind="court_event")] = None
    counsel: Annotated[frozenset[str], Texts(label="Attorneys", sensitive=True)] = frozenset()
    youth_required: Annotated[bool, Flag(label="Youth must attend")] = False
    accompanied_by: Annotated[
        str,
        Code(label="Accompanied by", list_name="accompanied_by", counts=("VOCA",)),
    ] = ""
    accompanied_name: Annotated[str, Text(label="Name", sensitive=True, max_length=80)] = ""
    ride_needed: Annotated[bool, Flag(label="Ride needed")] = False
    exploiter_present: Annotated[bool, Flag(label="Exploiter may be present", safety=True)] = False
    orders: Annotated[frozenset[str], Codes(label="Orders", list_name="court_order")] = frozenset()
    to_notify: Annotated[frozenset[str], Texts(label="To be told", sensitive=True)] = frozenset()
    impact_statement: Annotated[bool, Flag(label="Help with an impact statement")] = False
    restitution: Annotated[str, Text(label="Restitution", sensitive=True, max_length=200)] = ""
    outcome: Annotated[
        str,
        Text(label="Outcome", sensitive=True, max_length=4_000, lines=3, search="text"),
    ] = ""
    next_on: Annotated[date | None, Day(label="Next date", allow_future=True)] = None
