"""The directory: agencies and the people who work in them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Reference, Text, Texts
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="agency",
        words_in="intake",
        line=("name", "agency_kind", "phone"),
        named_by=("name",),
        label="Agency",
        plural="Agencies",
        vault="program",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency or provider one works with."""

    id: RecordId
    name: Annotated[str, Text(label="Name", required=True, max_length=120, search="name")]
    agency_kind: Annotated[str, Code(label="Kind", list_name="agency_kind")] = ""
    phone: Annotated[str, Text(label="Phone", max_length=40)] = ""
    after_hours: Annotated[str, Text(label="After hours", max_length=80)] = ""
    secure_mail: Annotated[str, Text(label="Secure mail", max_length=120)] = ""
    address: Annotated[str, Text(label="Address", max_length=200)] = ""
    towns: Annotated[frozenset[str], Texts(label="Towns covered")] = frozenset()
    counties: Annotated[frozenset[str], Codes(label="Counties covered", list_name="county")] = (
        frozenset()
    )
    needs: Annotated[frozenset[str], Codes(label="Offers", list_name="need_category")] = frozenset()
    ages: Annotated[str, Text(label="Ages", max_length=40)] = ""
    intake: Annotated[str, Text(label="How to refer", max_length=1_000, lines=3, search="text")] = (
        ""
    )
    mou_signed_on: Annotated[date | None, Day(label="MOU signed")] = None
    mou_until: Annotated[date | None, Day(label="MOU runs until", allow_future=True)] = None


@kind(
    Kind(
        name="partner",
        words_in="remark",
        line=("given_name", "family_name", "agency", "position"),
        named_by=("given_name", "family_name"),
        label="Partner",
        plural="Partners",
        vault="program",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A person at an agency: a member of the team, a provider, a contact."""

    id: RecordId
    given_name: Annotated[str, Text(label="Given name", max_length=80, search="name")] = ""
    family_name: Annotated[
        str, Text(label="Family name", required=True, max_length=80, search="name")
    ]
    agency: Annotated[RecordId | None, Reference(label="Agency", kind="agency")] = None
    discipline: Annotated[str, Code(label="Discipline", list_name="discipline")] = ""
    position: Annotated[str, Text(label="Position", max_length=120)] = ""
    team_member: Annotated[bool, Flag(label="Member of the MDT")] = False
    phone: Annotated[str, Text(label="Phone", max_length=40)] = ""
    mobile: Annotated[str, Text(label="Mobile", max_length=40)] = ""
    mail: Annotated[str, Text(label="E-mail", max_length=120)] = ""
    secure_mail: Annotated[str, Text(label="Secure mail", max_length=120)] = ""
    towns: Annotated[frozenset[str], Texts(label="Towns covered")] = frozenset()
    confidentiality_signed_on: Annotated[date | None, Day(label="Confidentiality signed")] = None
    remark: Annotated[str, Text(label="Remark", max_length=1_000, lines=2, search="text")] = ""
