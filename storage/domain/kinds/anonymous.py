"""What stays of cases that were destroyed: numbers of forms, so that past figures do not change."""

from dataclasses import dataclass
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Text, Whole
from storage.spec.kinds import Kind, kind

LONGEST = 400_000
"""Letters of the counts of one destruction."""


@kind(
    Kind(
        name="anonymous_count",
        label="Counts of destroyed cases",
        plural="Counts of destroyed cases",
        append_only=True,
        permanent=True,
        scoped_by="id",
        inner=True,
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymousCount:
    """The counts that one destruction took out of the figures; ``storage.domain.anonymous`` reads.

    It has a content key of its own: a court that wants the numbers gone too can have them.
    """

    id: RecordId
    cases: Annotated[int | None, Whole(label="Cases", required=True, inner=True)] = None
    counts: Annotated[str, Text(label="Counts", required=True, max_length=LONGEST, inner=True)]
