"""A person: a youth, a caregiver, a sibling, an anonymous contact."""

from dataclasses import dataclass
from typing import Annotated

from storage.domain.ids import RecordId
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import Code, Codes, Flag, PartialDay, Reference, Text, Texts
from storage.spec.kinds import Kind, kind


@kind(Kind(name="person", label="Person", plural="People"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person on record; ``case`` is the case whose key seals the record."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Home case", kind="case")] = None
    role: Annotated[
        str, Code(label="Role", required=True, list_name="person_role", counts=("VOCA",))
    ]
    given_name: Annotated[
        str, Text(label="Given name", sensitive=True, max_length=80, search="name")
    ] = ""
    family_name: Annotated[
        str, Text(label="Family name", sensitive=True, max_length=80, search="name")
    ] = ""
    name_used: Annotated[
        str, Text(label="Name used", sensitive=True, max_length=80, search="name")
    ] = ""
    aliases: Annotated[
        frozenset[str], Texts(label="Also known as", sensitive=True, search="name")
    ] = frozenset()
    pronouns: Annotated[str, Text(label="Pronouns", max_length=40)] = ""
    born_on: Annotated[
        PartialDate | None,
        PartialDay(label="Date of birth", sensitive=True, counts=("VOCA", "NCA")),
    ] = None
    sex: Annotated[str, Code(label="Sex", list_name="sex", counts=("NCA",))] = ""
    gender_identity: Annotated[
        str, Code(label="Gender identity", list_name="gender_identity", counts=("VOCA",))
    ] = ""
    race: Annotated[
        frozenset[str],
        Codes(label="Race and ethnicity", list_name="race", counts=("VOCA", "NCA")),
    ] = frozenset()
    pmt_race: Annotated[
        str,
        Code(
            label="Race on the PMT",
            list_name="pmt_race",
            counts=("VOCA",),
            hint="Only where the form's row differs from the rule",
        ),
    ] = ""
    languages: Annotated[frozenset[str], Codes(label="Languages", list_name="language")] = (
        frozenset()
    )
    interpreter_needed: Annotated[bool, Flag(label="Interpreter needed")] = False
    special_classifications: Annotated[
        frozenset[str],
        Codes(
            label="Special classifications",
            list_name="special_classification",
            counts=("VOCA",),
        ),
    ] = frozenset()
    special_explanation: Annotated[
        str, Text(label="Other classification, explained", max_length=200, counts=("VOCA",))
    ] = ""
    town: Annotated[str, Text(label="Town of residence", sensitive=True, max_length=80)] = ""
    county: Annotated[str, Code(label="County", list_name="county")] = ""
    living_situation: Annotated[
        str, Code(label="Living situation", list_name="living_situation", safety=True)
    ] = ""
    placement: Annotated[
        str, Text(label="Placement", sensitive=True, safety=True, max_length=200)
    ] = ""
    custody: Annotated[str, Code(label="Custody", list_name="custody_type")] = ""
    dcf_status: Annotated[str, Code(label="DCF involvement", list_name="dcf_status")] = ""
    school: Annotated[str, Text(label="School", sensitive=True, max_length=120)] = ""
    phone: Annotated[str, Text(label="Phone", sensitive=True, max_length=40)] = ""
    voicemail_ok: Annotated[bool, Flag(label="Voicemail is safe", safety=True)] = False
    text_ok: Annotated[bool, Flag(label="Texting is safe", safety=True)] = False
    safe_contact: Annotated[
        str,
        Text(
            label="Safe contact",
            sensitive=True,
            safety=True,
            max_length=500,
            lines=3,
            hint="Who may answer, safe times, code word, whether the device is watched",
        ),
    ] = ""


def display_name(person: Person) -> str:
    """Return the name people use for ``person``: the name used, then the family name."""
    given = person.name_used or person.given_name
    return " ".join(part for part in (given, person.family_name) if part) or "Name not recorded"


def initials(person: Person) -> str:
    """Return the initials of ``person``, for screens others can see."""
    return "".join(f"{part[0].upper()}." for part in display_name(person).split() if part)
