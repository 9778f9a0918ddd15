"""Every part of every file of a document is on the disk, and is what was written."""

from sqlalchemy import Connection

from storage.crypto import chunkfiles
from storage.crypto.database import folder_of
from storage.errors import DamagedError


def check_documents(connection: Connection) -> tuple[int, int]:
    """Return how many files and parts of files there are; DamagedError names the first bad one."""
    folder = folder_of(connection)
    rows = connection.exec_driver_sql(_PARTS).all()
    for row in rows:
        try:
            chunkfiles.read(folder, row.digest)
        except DamagedError as error:
            raise DamagedError(
                f"Document \u201c{row.title}\u201d, received on {row.received_on}: part "
                f"{row.number + 1} of {row.chunks} is missing or damaged. Restore the newest "
                "backup into another folder, and add the file from there."
            ) from error
    return len({row.blob for row in rows}), len(rows)


_PARTS = """
SELECT c.blob, c.number, c.digest, d.title, d.received_on, d.chunks
FROM blob_chunk c JOIN document d ON d.blob = c.blob ORDER BY d.received_on, d.id, c.number
"""
