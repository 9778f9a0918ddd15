"""A case note: append-only, amended by further notes."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Reference, Text
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="note",
        line=("note_class", "text"),
        label="Note",
        plural="Notes",
        append_only=True,
        dated_by="on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was said, seen or decided; ``amends`` names the note that this one corrects."""

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    on: Annotated[date | None, Day(label="Date", required=True)] = None
    note_class: Annotated[
        str,
        Code(
            label="Class",
            required=True,
            list_name="note_class",
            hint="Privileged notes (M.G.L. c.233 s.20M) stay out of team papers and exports",
        ),
    ]
    template: Annotated[str, Code(label="Template", list_name="note_template")] = ""
    text: Annotated[
        str,
        Text(
            label="Note",
            required=True,
            sensitive=True,
            max_length=200_000,
            lines=12,
            search="text",
            hint="Facts as told or seen. No CORI or NCIC content.",
        ),
    ]
    impressions: Annotated[
        str,
        Text(
            label="Impressions",
            sensitive=True,
            max_length=20_000,
            lines=4,
            search="text",
            hint="What you make of it, apart from the facts",
        ),
    ] = ""
    source: Annotated[str, Text(label="Source", sensitive=True, max_length=120)] = ""
    redisclosure: Annotated[str, Code(label="Limit on passing it on", list_name="redisclosure")] = (
        ""
    )
    tags: Annotated[frozenset[str], Codes(label="Tags", list_name="note_tag")] = frozenset()
    narrative: Annotated[
        frozenset[str], Codes(label="Use in narrative", list_name="narrative_topic")
    ] = frozenset()
    author: Annotated[str, Text(label="Written by", max_length=80)] = ""
    contact: Annotated[RecordId | None, Reference(label="Contact", kind="contact")] = None
    amends: Annotated[RecordId | None, Reference(label="Amends", kind="note")] = None
