"""What ties records together after the fact: cases, people, notes."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Day, Flag, Reference, Text
from storage.spec.kinds import Kind, kind

_DIRECTORY = ("agency", "partner")


@kind(
    Kind(
        name="case_link",
        words_in="remark",
        line=("other", "link"),
        label="Linked case",
        plural="Linked cases",
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """Two cases that have something to do with each other, and what."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    other: Annotated[
        RecordId | None, Reference(label="Linked case", required=True, kind="case")
    ] = None
    link: Annotated[str, Code(label="Why", required=True, list_name="case_link")]
    on: Annotated[date | None, Day(label="Since", required=True)] = None
    remark: Annotated[str, Text(label="Remark", sensitive=True, max_length=300)] = ""


@kind(
    Kind(
        name="same_person",
        words_in="reason",
        line=("kept", "other", "different"),
        label="Recorded twice",
        plural="Recorded twice",
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class SamePerson:
    """Two records of people that are one person; retiring it takes the merge back.

    With ``different`` it says the opposite: somebody looked, and they are two people. Agencies and
    partners recorded twice are told in the same way.
    """

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    kept: Annotated[
        RecordId | None, Reference(label="Kept", required=True, kind="person", also=_DIRECTORY)
    ] = None
    other: Annotated[
        RecordId | None,
        Reference(label="The same as", required=True, kind="person", also=_DIRECTORY),
    ] = None
    different: Annotated[bool, Flag(label="They are not the same")] = False
    on: Annotated[date | None, Day(label="Decided", required=True)] = None
    author: Annotated[str, Text(label="Decided by", max_length=80)] = ""
    reason: Annotated[str, Text(label="Reason", max_length=200)] = ""


@kind(
    Kind(
        name="misfiling",
        line=("note", "moved_to", "reason"),
        label="Misfiled note",
        plural="Misfiled notes",
        append_only=True,
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Misfiling:
    """A note that was written under the wrong child: where it belongs, and who moved it.

    While it stands, the note and its amendments show no text anywhere; retiring it shows them.
    """

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    note: Annotated[RecordId | None, Reference(label="Note", required=True, kind="note")] = None
    moved_to: Annotated[RecordId | None, Reference(label="Moved to", kind="case")] = None
    on: Annotated[date | None, Day(label="Moved", required=True)] = None
    author: Annotated[str, Text(label="Moved by", max_length=80)] = ""
    reason: Annotated[str, Text(label="Reason", max_length=200)] = ""
