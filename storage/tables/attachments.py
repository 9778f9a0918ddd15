"""Which sealed files of documents lie on this laptop, whole or in part, and which are wanted.

All of it is this laptop's own. A blob goes by its id in hexadecimal, as the document writes it.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, text

from storage.tables.records import METADATA

BLOBS = Table(
    "blob",
    METADATA,
    Column("blob", String, primary_key=True, nullable=False),
    Column("manifest", LargeBinary),
    Column("sent", LargeBinary, nullable=False, server_default=text("x''")),
    Column("wanted", Integer, nullable=False, server_default="0"),
    Column("absent", Integer, nullable=False, server_default="0"),
)
"""``manifest`` lists the chunks, once it is known; ``sent`` is the vault where the server has all.

``wanted`` was asked for by a person; ``absent`` is when the server had none of it, in Unix
milliseconds, 0 where it was not asked or had some.
"""

CHUNKS = Table(
    "blob_chunk",
    METADATA,
    Column("blob", String, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("digest", String, nullable=False),
    Index("blob_chunk_by_digest", "digest"),
)
"""The sealed chunks whose files lie in the folder of documents, by their digests."""

BLOBS_GONE = Table(
    "blob_gone",
    METADATA,
    Column("blob", String, primary_key=True, nullable=False),
    Column("vault", LargeBinary, primary_key=True, nullable=False),
)
"""The files of cases that were destroyed or moved: an admin's laptop has the server delete them.

Behind a zero byte stands the ``vault`` where that was asked: a restored server is asked again.
"""

KEPT_CASES = Table(
    "kept_case", METADATA, Column("case", LargeBinary, primary_key=True, nullable=False)
)
"""The cases whose documents are kept on this laptop."""
