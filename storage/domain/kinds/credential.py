"""What a coordinator is trained and supervised to do."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Day, Text, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="credential",
        line=("holder", "credential", "until_on"),
        label="Credential",
        plural="Credentials",
        vault="program",
        dated_by="from_on",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A credential of one person of the program.

    M.G.L. c.233 s.20M asks of a human-trafficking-victims' caseworker at least 25 hours of training
    and supervision; s.20J and s.20K ask 35 and 25.
    """

    id: RecordId
    holder: Annotated[str, Text(label="Holder", required=True, max_length=80)]
    credential: Annotated[str, Code(label="Credential", required=True, list_name="credential")]
    training_minutes: Annotated[int | None, Whole(label="Minutes of training", maximum=100_000)] = (
        None
    )
    trained_by: Annotated[str, Text(label="Trained by", max_length=120)] = ""
    supervisor: Annotated[str, Text(label="Under the supervision of", max_length=80)] = ""
    from_on: Annotated[date | None, Day(label="From", required=True)] = None
    until_on: Annotated[date | None, Day(label="Until", allow_future=True)] = None
