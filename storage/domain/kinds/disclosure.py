"""A row of the disclosure log: something readable left the workspace."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Moment, References, Text, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="disclosure",
        line=("form", "recipient"),
        label="Disclosure",
        plural="Disclosures",
        vault="program",
        append_only=True,
        permanent=True,
        dated_by="at",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What left, when, why, for whom; never the content itself, only its digest."""

    id: RecordId
    at: Annotated[datetime | None, Moment(label="When", required=True)] = None
    form: Annotated[
        str, Text(label="What", required=True, max_length=80, hint="The kind of paper or file")
    ]
    content: Annotated[str, Code(label="Content", required=True, list_name="disclosure_content")]
    purpose: Annotated[str, Text(label="Purpose", required=True, max_length=200)]
    recipient: Annotated[str, Text(label="Recipient", required=True, max_length=200)]
    basis: Annotated[str, Code(label="Basis", list_name="disclosure_basis")] = ""
    people: Annotated[
        frozenset[RecordId],
        References(label="People named", kind="person"),
    ] = frozenset()
    records: Annotated[int | None, Whole(label="Records", maximum=100_000_000)] = None
    digest: Annotated[str, Text(label="SHA-256", max_length=64)] = ""
    author: Annotated[str, Text(label="By", max_length=80)] = ""
