"""A document of a case: on paper, or a file that is kept sealed beside the database."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Day, Reference, Text, Whole
from storage.spec.kinds import Kind, kind

LARGEST = 256 * 1024 * 1024
"""Bytes of a file that is taken in."""
_HEX = 64


@kind(
    Kind(
        name="document",
        line=("title", "document_kind"),
        named_by=("title",),
        label="Document",
        plural="Documents",
        dated_by="received_on",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document; what is true of its file is written once, when the file is taken in.

    The file's name is kept as it was given and used for nothing: what is stored goes by its digest.
    """

    id: RecordId
    case: Annotated[RecordId | None, Reference(label="Case", kind="case")] = None
    title: Annotated[
        str, Text(label="Title", required=True, sensitive=True, max_length=160, search="text")
    ]
    document_kind: Annotated[
        str, Code(label="Kind of document", required=True, list_name="document_kind")
    ]
    received_on: Annotated[date | None, Day(label="Received on", required=True)] = None
    source: Annotated[str, Text(label="Source", sensitive=True, max_length=120)] = ""
    redisclosure: Annotated[str, Code(label="Limit on passing it on", list_name="redisclosure")] = (
        ""
    )
    limit: Annotated[
        str,
        Text(
            label="The limit in its own words",
            max_length=500,
            lines=2,
            hint="What the source said may be done with it. It is shown before a copy leaves.",
        ),
    ] = ""
    kept_at: Annotated[str, Text(label="Where the paper is", sensitive=True, max_length=120)] = ""
    file_name: Annotated[
        str, Text(label="File name as given", sensitive=True, max_length=255, group="file")
    ] = ""
    media: Annotated[str, Code(label="File", list_name="document_media", group="file")] = ""
    size: Annotated[int | None, Whole(label="Bytes", maximum=LARGEST, group="file")] = None
    digest: Annotated[
        str, Text(label="SHA-256 when it was added", max_length=_HEX, group="file")
    ] = ""
    blob: Annotated[str, Text(label="Sealed file", inner=True, max_length=_HEX, group="file")] = ""
    key: Annotated[str, Text(label="Its key", inner=True, max_length=_HEX, group="file")] = ""
    chunks: Annotated[
        int | None, Whole(label="Its parts", inner=True, maximum=4_096, group="file")
    ] = None
