"""A legal hold: a case or a person of whom nothing may be destroyed for now."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Day, Reference, Text
from storage.spec.kinds import Kind, kind

_LIFTING = "lifting"


@kind(
    Kind(
        name="legal_hold",
        line=("ground", "until_on", "lifted_on"),
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
    case: Annotated[RecordId | None, Reference(label="Case", required=True, kind="case")] = None
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
    lifted_on: Annotated[date | None, Day(label="Lifted", group=_LIFTING, safety=True)] = None
    lifted_by: Annotated[str, Text(label="Lifted by", max_length=80, group=_LIFTING)] = ""
    lifted_because: Annotated[
        str, Text(label="Why it was lifted", max_length=500, group=_LIFTING)
    ] = ""
