"""What travels of a record of access: entries in sealed batches, and the keys to them.

Both are for the program's leads alone, so every field is inner. What they mean is in
``storage.usecases.access``; what an entry is, in ``storage.domain.access``.
"""

from dataclasses import dataclass
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Reference, Text, Whole
from storage.spec.kinds import Kind, kind

_DEVICE, _DIGEST, _SIGNATURE = 16, 64, 128
_INCARNATIONS = 2**32 - 1
_ENTRIES = 2**53 - 1
LONGEST_BATCH = 200_000
"""Letters of a sealed batch: more entries go into a further one."""
LONGEST_KEY = 2_000


@kind(
    Kind(
        name="access_batch",
        label="Entries of a record of access",
        plural="Entries of records of access",
        vault="program",
        append_only=True,
        permanent=True,
        scoped_by="shelf",
        inner=True,
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessBatch:
    """Entries ``first`` to ``last`` of one laptop's chain, sealed, and signed by that laptop.

    ``shelf`` names the laptop and the year: destroying its key destroys the entries of that year.
    """

    id: RecordId
    shelf: Annotated[
        RecordId | None, Reference(label="Shelf", kind="access_batch", required=True, inner=True)
    ] = None
    device: Annotated[str, Text(label="Laptop", required=True, max_length=_DEVICE, inner=True)]
    incarnation: Annotated[
        int | None, Whole(label="Incarnation", required=True, maximum=_INCARNATIONS, inner=True)
    ] = None
    first: Annotated[
        int | None, Whole(label="First", required=True, maximum=_ENTRIES, inner=True)
    ] = None
    last: Annotated[
        int | None, Whole(label="Last", required=True, maximum=_ENTRIES, inner=True)
    ] = None
    before: Annotated[str, Text(label="Link before", required=True, max_length=_DIGEST, inner=True)]
    link: Annotated[str, Text(label="Link", required=True, max_length=_DIGEST, inner=True)]
    key: Annotated[str, Text(label="Key", required=True, max_length=_DIGEST, inner=True)]
    sealed: Annotated[
        str, Text(label="Entries", required=True, max_length=LONGEST_BATCH, inner=True)
    ]
    signature: Annotated[
        str, Text(label="Signature", required=True, max_length=_SIGNATURE, inner=True)
    ]


@kind(
    Kind(
        name="access_key",
        label="Key to a record of access",
        plural="Keys to records of access",
        vault="program",
        append_only=True,
        permanent=True,
        scoped_by="",
        inner=True,
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """A key of a laptop's batches, wrapped to one lead's laptop, which alone can unwrap it."""

    id: RecordId
    device: Annotated[str, Text(label="Laptop", required=True, max_length=_DEVICE, inner=True)]
    key: Annotated[str, Text(label="Key", required=True, max_length=_DIGEST, inner=True)]
    reader: Annotated[str, Text(label="Reader", required=True, max_length=_DEVICE, inner=True)]
    wrapped: Annotated[
        str, Text(label="Wrapped key", required=True, max_length=LONGEST_KEY, inner=True)
    ]
