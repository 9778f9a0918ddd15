"""How a program arranges forms, lists, clocks and activities for itself."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Text, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="field_setting",
        line=("kind_name", "field_name", "relabelled"),
        label="Form setting",
        plural="Form settings",
        vault="program",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSetting:
    """How a program shows one field: hidden, under another name, required, in another place.

    What is stored in a field that is hidden stays stored.
    """

    id: RecordId
    kind_name: Annotated[str, Text(label="Record", required=True, max_length=40)]
    field_name: Annotated[str, Text(label="Field", required=True, max_length=60)]
    hidden: Annotated[bool, Flag(label="Hidden")] = False
    relabelled: Annotated[str, Text(label="Name here", max_length=80)] = ""
    mandatory: Annotated[bool, Flag(label="Required here")] = False
    place: Annotated[int | None, Whole(label="Place", maximum=1_000)] = None


@kind(
    Kind(
        name="code_setting",
        line=("list_name", "code", "relabelled"),
        label="List setting",
        plural="List settings",
        vault="program",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSetting:
    """How a program offers one code of a list: hidden, under another name, or a code of its own."""

    id: RecordId
    list_name: Annotated[str, Text(label="List", required=True, max_length=60)]
    code: Annotated[str, Text(label="Code", required=True, max_length=60)]
    hidden: Annotated[bool, Flag(label="Not offered")] = False
    relabelled: Annotated[str, Text(label="Name here", max_length=200)] = ""
    own: Annotated[bool, Flag(label="A code of the program")] = False
    pmt: Annotated[str, Text(label="Counts on the PMT as", max_length=40)] = ""
    nca: Annotated[str, Text(label="Counts for NCA as", max_length=40)] = ""
    place: Annotated[int | None, Whole(label="Place", maximum=1_000)] = None
    valid_from: Annotated[date | None, Day(label="Offered from", allow_future=True)] = None
    valid_to: Annotated[date | None, Day(label="Offered until", allow_future=True)] = None


@kind(
    Kind(
        name="clock_setting",
        words_in="remark",
        line=("rule", "amount"),
        label="Clock setting",
        plural="Clock settings",
        vault="program",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSetting:
    """How a program sets one of the clocks: switched off, or with another span."""

    id: RecordId
    rule: Annotated[str, Text(label="Clock", required=True, max_length=40)]
    off: Annotated[bool, Flag(label="Switched off")] = False
    amount: Annotated[int | None, Whole(label="Span", minimum=0, maximum=10_000)] = None
    remark: Annotated[str, Text(label="Source", max_length=200)] = ""


@kind(
    Kind(
        name="activity",
        line=("name", "services"),
        named_by=("name",),
        label="Activity",
        plural="Activities",
        vault="program",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What a coordinator does, as one pick of Quick log: the services it counts as.

    A preset of one person names its owner; without one it is for everybody.
    """

    id: RecordId
    name: Annotated[str, Text(label="Name", required=True, max_length=120)]
    owner: Annotated[
        str, Text(label="For", max_length=80, hint="Empty: for everybody in the program")
    ] = ""
    shipped: Annotated[str, Text(label="Replaces", max_length=60)] = ""
    services: Annotated[frozenset[str], Codes(label="Counts as", list_name="service")] = frozenset()
    mode: Annotated[str, Code(label="Mode", list_name="contact_mode")] = ""
    minutes: Annotated[int | None, Whole(label="Minutes", maximum=1_440)] = None
    compensation: Annotated[bool, Flag(label="Helps with victim compensation")] = False
    hidden: Annotated[bool, Flag(label="Not offered")] = False
    place: Annotated[int | None, Whole(label="Place", maximum=1_000)] = None
