"""A type of victimization a person presented with."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Day, Reference, Text
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="victimization",
        line=("type", "person", "presented_to"),
        label="Victimization",
        plural="Victimizations",
        dated_by="presented_from",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Victimization:
    """One victimization type and the days between which the person presented with it.

    The PMT counts what was presented in the period, not a lifetime's history: a row without an
    end is still what the person is served for.
    """

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    person: Annotated[RecordId | None, Reference(label="Person", kind="person", required=True)] = (
        None
    )
    type: Annotated[
        str,
        Code(label="Type", required=True, list_name="victimization", counts=("VOCA", "NCA")),
    ]
    presented_from: Annotated[
        date | None, Day(label="Presented from", required=True, group="presented")
    ] = None
    presented_to: Annotated[date | None, Day(label="Presented until", group="presented")] = None
    explanation: Annotated[
        str,
        Text(
            label="Explanation",
            sensitive=True,
            max_length=200,
            hint="Asked for by the form for hate crime and other",
        ),
    ] = ""
