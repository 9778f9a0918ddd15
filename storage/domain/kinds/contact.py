"""A contact and the services given in it."""

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Reference, Text, TimeOfDay, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="contact",
        line=("mode", "minutes", "coordinator"),
        label="Contact",
        plural="Contacts",
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One meeting, call or message about one case."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    on: Annotated[date | None, Day(label="Date", required=True)] = None
    started_at: Annotated[time | None, TimeOfDay(label="Time")] = None
    minutes: Annotated[int | None, Whole(label="Minutes", maximum=1440)] = None
    mode: Annotated[str, Code(label="Mode", list_name="contact_mode")] = ""
    place: Annotated[str, Code(label="Place", list_name="place_type")] = ""
    with_whom: Annotated[frozenset[str], Codes(label="With whom", list_name="with_whom")] = (
        frozenset()
    )
    youth_present: Annotated[bool, Flag(label="Youth present")] = False
    interpreter: Annotated[bool, Flag(label="Interpreter used")] = False
    miles: Annotated[int | None, Whole(label="Miles", maximum=2_000)] = None
    plan_updated: Annotated[bool, Flag(label="Safety plan updated")] = False
    coordinator: Annotated[str, Text(label="Coordinator", max_length=80)] = ""
    event: Annotated[RecordId | None, Reference(label="Court event", kind="court_event")] = None
    joint: Annotated[
        RecordId | None,
        Reference(
            label="Joint contact",
            kind="contact",
            hint="The first of several contacts logged together for several youth",
        ),
    ] = None


@kind(
    Kind(
        name="service",
        line=("code", "quantity", "recipient"),
        label="Service",
        plural="Services",
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service given to one person, as the PMT counts it."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    contact: Annotated[RecordId | None, Reference(label="Contact", kind="contact")] = None
    recipient: Annotated[
        RecordId | None,
        Reference(label="Recipient", kind="person", required=True, counts=("VOCA",)),
    ] = None
    on: Annotated[date | None, Day(label="Date", required=True, counts=("VOCA",))] = None
    code: Annotated[
        str, Code(label="Service", required=True, list_name="service", counts=("VOCA",))
    ]
    quantity: Annotated[
        int | None, Whole(label="Times", required=True, minimum=1, maximum=99, counts=("VOCA",))
    ] = 1
    provider: Annotated[str, Code(label="Given by", list_name="service_provider")] = ""
    funding: Annotated[
        str, Code(label="Funding project", required=True, list_name="funding", counts=("VOCA",))
    ]
    compensation_assisted: Annotated[
        bool,
        Flag(label="Helped with a victim-compensation application", counts=("VOCA",)),
    ] = False
    remark: Annotated[str, Text(label="Remark", sensitive=True, max_length=300)] = ""
