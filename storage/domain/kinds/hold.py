"""A legal hold, a case or a person of whom nothing may be destroyed for now, and its lifting."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Day, Reference, Text
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="legal_hold",
        words_in="reason",
        line=("ground", "until_on", "lifted_because"),
        label="Legal hold",
        plural="Legal holds",
        permanent=True,
        dated_by="from_on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """Nothing of the case, or of every case of the person, is destroyed until somebody lifts it.

    It does not run out by itself: ``until_on`` is the day on which somebody looks at it again.
    """

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[
        RecordId | None,
        Reference(
            label="Person", kind="person", hint="Empty: this case. Named: every case of the person"
        ),
    ] = None
    ground: Annotated[str, Code(label="Ground", required=True, list_name="hold_ground")]
    reason: Annotated[
        str,
        Text(label="Reason", required=True, sensitive=True, max_length=500, lines=2, search="text"),
    ]
    asked_by: Annotated[str, Text(label="Asked for by", sensitive=True, max_length=120)] = ""
    from_on: Annotated[date | None, Day(label="Since", required=True)] = None
    until_on: Annotated[date | None, Day(label="Look at it again on", allow_future=True)] = None
    placed_by: Annotated[str, Text(label="Placed by", max_length=80)] = ""
    lifted_because: Annotated[
        str, Text(label="Why it was lifted", sensitive=True, max_length=500, lines=2)
    ] = ""


@kind(
    Kind(
        name="hold_lifting",
        line=("hold", "on"),
        label="Lifting of a legal hold",
        plural="Liftings of legal holds",
        vault="program",
        permanent=True,
        append_only=True,
        scoped_by="",
        inner=True,
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifting:
    """A hold that somebody lifted.

    It stands outside the case: who heard of the hold hears that it was lifted, also where the case
    was destroyed right after it. It says nothing of the case.
    """

    id: RecordId
    hold: Annotated[
        RecordId | None, Reference(label="Hold", required=True, kind="legal_hold", inner=True)
    ] = None
    on: Annotated[date | None, Day(label="Lifted", required=True, inner=True)] = None
    author: Annotated[str, Text(label="Lifted by", max_length=80, inner=True)] = ""
