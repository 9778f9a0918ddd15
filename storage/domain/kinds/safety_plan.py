"""A safety plan, one version of it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Reference, Text, Texts
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="safety_plan",
        line=("made_with", "agreed", "next_review_on"),
        label="Safety plan",
        plural="Safety plans",
        dated_by="made_on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPlan:
    """What keeps one youth safe, in the words of the youth; a new version replaces it."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Youth", kind="person")] = None
    made_on: Annotated[date | None, Day(label="Made", required=True)] = None
    replaces: Annotated[RecordId | None, Reference(label="Replaces", kind="safety_plan")] = None
    made_with: Annotated[frozenset[str], Codes(label="Made with", list_name="with_whom")] = (
        frozenset()
    )
    own_words: Annotated[bool, Flag(label="In the youth's own words")] = False
    triggers: Annotated[
        str, Text(label="What makes it harder", sensitive=True, max_length=2_000, lines=3)
    ] = ""
    warning_signs: Annotated[
        str, Text(label="Warning signs", sensitive=True, max_length=2_000, lines=3)
    ] = ""
    safe_people: Annotated[
        str, Text(label="People to turn to", sensitive=True, safety=True, max_length=2_000, lines=3)
    ] = ""
    safe_places: Annotated[
        str, Text(label="Places to go", sensitive=True, safety=True, max_length=2_000, lines=3)
    ] = ""
    code_word: Annotated[
        str, Text(label="Code word", sensitive=True, safety=True, max_length=80)
    ] = ""
    online: Annotated[
        str,
        Text(
            label="Online",
            sensitive=True,
            max_length=2_000,
            lines=3,
            hint="Accounts, location sharing, who is blocked",
        ),
    ] = ""
    way_home: Annotated[str, Text(label="Way home", sensitive=True, max_length=1_000, lines=2)] = ""
    basic_needs: Annotated[
        str, Text(label="What is needed", sensitive=True, max_length=1_000, lines=2)
    ] = ""
    emergency_contacts: Annotated[
        str, Text(label="In an emergency", sensitive=True, safety=True, max_length=1_000, lines=3)
    ] = ""
    no_contact: Annotated[
        str, Text(label="No contact with", sensitive=True, safety=True, max_length=1_000, lines=2)
    ] = ""
    if_missing: Annotated[
        str,
        Text(
            label="If I go missing, I will call",
            sensitive=True,
            safety=True,
            max_length=1_000,
            lines=2,
        ),
    ] = ""
    copy_given: Annotated[
        str,
        Code(label="Copy for the youth", list_name="copy_given", hint="Paper can endanger: ask"),
    ] = ""
    copies_with: Annotated[frozenset[str], Texts(label="Copies with", sensitive=True)] = frozenset()
    agreed: Annotated[str, Code(label="Agreed", list_name="plan_agreed")] = ""
    next_review_on: Annotated[date | None, Day(label="Next review", allow_future=True)] = None
