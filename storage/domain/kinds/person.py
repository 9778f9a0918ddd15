"""A person: a youth, a caregiver, a sibling, an anonymous contact."""

from dataclasses import dataclass
from typing import Annotated

from storage.domain.ids import RecordId
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import Code, Codes, Flag, PartialDay, Reference, Text, Texts
from storage.spec.kinds import Kind, kind


@kind(Kind(name="person", line=("role", "born_on"), label="Person", plural="People"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person on record; ``case`` is the case whose key seals the record."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Home case", kind="case")] = None
    role: Annotated[
        str, Code(label="Role", required=True, list_name="person_role", counts=("VOCA",))
    ]
    further_roles: Annotated[frozenset[str], Codes(label="Also", list_name="person_role")] = (
        frozenset()
    )
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
    sexual_orientation: Annotated[
        str,
        Code(
            label="Sexual orientation",
            sensitive=True,
            list_name="sexual_orientation",
            hint="Only as the youth says it",
        ),
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
    tribe: Annotated[
        str,
        Text(
            label="Tribe",
            sensitive=True,
            max_length=80,
            hint="Where the Indian Child Welfare Act may apply",
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
    disabilities: Annotated[
        frozenset[str], Codes(label="Disabilities", sensitive=True, list_name="disability")
    ] = frozenset()
    immigration_concern: Annotated[
        bool,
        Flag(
            label="Immigration concern",
            sensitive=True,
            hint="Only where it helps; no status is kept",
        ),
    ] = False
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
    dys_status: Annotated[str, Code(label="DYS or probation", list_name="dys_status")] = ""
    school: Annotated[str, Text(label="School", sensitive=True, max_length=120)] = ""
    grade: Annotated[str, Text(label="Grade", max_length=20)] = ""
    deceased: Annotated[bool, Flag(label="Deceased")] = False
    phone: Annotated[str, Text(label="Phone", sensitive=True, max_length=40)] = ""
    voicemail_ok: Annotated[bool, Flag(label="Voicemail is safe", safety=True)] = False
    text_ok: Annotated[bool, Flag(label="Texting is safe", safety=True)] = False
    calls_ok: Annotated[bool, Flag(label="Calling is safe", safety=True)] = False
    device_watched: Annotated[bool, Flag(label="Device is watched", safety=True)] = False
    who_may_answer: Annotated[
        str, Text(label="Who may answer", sensitive=True, safety=True, max_length=200)
    ] = ""
    safe_times: Annotated[str, Text(label="Safe times", safety=True, max_length=120)] = ""
    code_word: Annotated[
        str, Text(label="Code word", sensitive=True, safety=True, max_length=80)
    ] = ""
    safe_contact: Annotated[
        str,
        Text(
            label="Safe contact",
            sensitive=True,
            safety=True,
            max_length=500,
            lines=3,
            hint="What else to mind",
        ),
    ] = ""


def display_name(person: Person) -> str:
    """Return the name people use for ``person``: the name used, then the family name."""
    given = person.name_used or person.given_name
    return " ".join(part for part in (given, person.family_name) if part) or "Name not recorded"


def initials(person: Person) -> str:
    """Return the initials of ``person``, for screens others can see."""
    return "".join(f"{part[0].upper()}." for part in display_name(person).split() if part)
