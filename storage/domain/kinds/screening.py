"""A risk screening: an instrument as data, never its items."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Reference, Text, Texts, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="screening",
        line=("instrument", "band", "total"),
        label="Screening",
        plural="Screenings",
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """One use of an instrument: who, when, the total and the band, as a trained person says.

    Licensed items are not kept; the concern per domain is optional.
    """

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", kind="person")] = None
    instrument: Annotated[str, Code(label="Instrument", required=True, list_name="instrument")]
    instrument_version: Annotated[str, Text(label="Version", max_length=40)] = ""
    on: Annotated[date | None, Day(label="Date", required=True)] = None
    screener: Annotated[str, Text(label="Screened by", max_length=80)] = ""
    screener_trained: Annotated[bool, Flag(label="Screener is trained on it")] = False
    screener_trained_on: Annotated[date | None, Day(label="Trained on")] = None
    trigger: Annotated[str, Code(label="Reason for screening", list_name="screening_trigger")] = ""
    total: Annotated[int | None, Whole(label="Total", maximum=200)] = None
    band: Annotated[str, Code(label="Band", list_name="screening_band")] = ""
    possible_concerns: Annotated[
        frozenset[str], Codes(label="Domains of possible concern", list_name="screening_domain")
    ] = frozenset()
    clear_concerns: Annotated[
        frozenset[str], Codes(label="Domains of clear concern", list_name="screening_domain")
    ] = frozenset()
    override_band: Annotated[
        str,
        Code(
            label="Band by judgement",
            list_name="screening_band",
            hint="Only where it differs from the band of the total",
        ),
    ] = ""
    override_reason: Annotated[
        str, Text(label="Reason for it", sensitive=True, max_length=1_000, lines=3)
    ] = ""
    shared_with: Annotated[frozenset[str], Texts(label="Shared with")] = frozenset()
    next_on: Annotated[date | None, Day(label="Next screening", allow_future=True)] = None
    remark: Annotated[
        str, Text(label="Remark", sensitive=True, max_length=4_000, lines=3, search="text")
    ] = ""
