"""Every part of every file of a document is on the disk, and is what was written."""

from pathlib import Path

from sqlalchemy import Connection

from storage.crypto import chunkfiles
from storage.crypto.database import folder_of
from storage.errors import DamagedError
from storage.usecases.documents.keeping import listed_by_now


def check_documents(connection: Connection, key: bytes) -> tuple[int, int]:
    """Return how many files and parts of files there are; DamagedError names the first bad one.

    A part that no document lists any more went with its case while this was under way.
    """
    folder = folder_of(connection)
    rows = connection.exec_driver_sql(_PARTS).all()
    bad = [row for row in rows if not _is_whole(folder, row.digest)]
    listed = listed_by_now(folder, key) if bad else set()
    for row in bad:
        if row.digest in listed:
            raise DamagedError(
                f"Document \u201c{row.title}\u201d, received on {row.received_on}: part "
                f"{row.number + 1} of {row.chunks} is missing or damaged. Restore the newest "
                "backup into another folder, and add the file from there."
            )
    return len({row.blob for row in rows}), len(rows)


def _is_whole(folder: Path, digest: str) -> bool:
    try:
        chunkfiles.read(folder, digest)
    except DamagedError:
        return False
    return True


_PARTS = """
SELECT c.blob, c.number, c.digest, d.title, d.received_on, d.chunks
FROM blob_chunk c JOIN document d ON d.blob = c.blob ORDER BY d.received_on, d.id, c.number
"""
