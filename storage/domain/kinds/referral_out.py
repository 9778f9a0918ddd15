"""A referral out to a provider, from the need to its end."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Reference, Text
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="referral_out",
        line=("need", "agency", "provider", "status"),
        label="Referral out",
        plural="Referrals out",
        dated_by="referred_on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralOut:
    """One need taken to one provider: where it stands, its wait, what stood in the way."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", kind="person")] = None
    referred_on: Annotated[date | None, Day(label="Referred", required=True)] = None
    need: Annotated[str, Code(label="Need", required=True, list_name="need_category")]
    agency: Annotated[RecordId | None, Reference(label="Agency", kind="agency")] = None
    provider: Annotated[str, Text(label="Provider", max_length=120)] = ""
    program: Annotated[str, Text(label="Program", max_length=120)] = ""
    referred_by: Annotated[str, Text(label="Referred by", max_length=80)] = ""
    method: Annotated[str, Code(label="Method", list_name="referral_method")] = ""
    status: Annotated[str, Code(label="Status", required=True, list_name="referral_out_status")]
    status_on: Annotated[date | None, Day(label="Status since")] = None
    offered_on: Annotated[
        date | None, Day(label="First appointment offered for", allow_future=True)
    ] = None
    kept: Annotated[str, Code(label="First appointment kept", list_name="yes_no_unknown")] = ""
    barriers: Annotated[frozenset[str], Codes(label="Barriers", list_name="barrier")] = frozenset()
    service: Annotated[RecordId | None, Reference(label="Logged as", kind="service")] = None
    outcome: Annotated[
        str, Text(label="Outcome", sensitive=True, max_length=4_000, lines=3, search="text")
    ] = ""
    narrative: Annotated[
        frozenset[str], Codes(label="Use in narrative", list_name="narrative_topic")
    ] = frozenset()
