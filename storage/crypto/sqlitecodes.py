"""What SQLite's result codes say of the file, of the disk, and of whoever else uses it."""

import errno

from sqlcipher3 import dbapi2


def code_of(error: BaseException | None) -> int:
    """Return the primary result code of SQLite, without what extends it."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


UNREADABLE = frozenset({dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB})
BUSY = frozenset(
    {
        dbapi2.SQLITE_BUSY,
        dbapi2.SQLITE_LOCKED,
        dbapi2.SQLITE_CANTOPEN,
        dbapi2.SQLITE_FULL,
        dbapi2.SQLITE_IOERR,
        dbapi2.SQLITE_NOMEM,
        dbapi2.SQLITE_PERM,
        dbapi2.SQLITE_READONLY,
    }
)
"""The file may well be whole, and only cannot be had now."""
REFUSED = {
    dbapi2.SQLITE_FULL: errno.ENOSPC,
    dbapi2.SQLITE_IOERR: errno.EIO,
    dbapi2.SQLITE_CANTOPEN: errno.EIO,
    dbapi2.SQLITE_READONLY: errno.EACCES,
}
UNWRITTEN = frozenset(dbapi2.SQLITE_IOERR | detail << 8 for detail in (3, 4, 5, 6, 18, 19, 21))
"""SQLite's codes of a write, a sync of a file or a folder and a truncation that failed, and of the
index beside the log that could not be opened, grown or mapped."""
UNWRITABLE = {
    dbapi2.SQLITE_FULL: errno.ENOSPC,
    # A disk that takes no more says so to SQLite as a failed write.
    dbapi2.SQLITE_IOERR: errno.ENOSPC,
    dbapi2.SQLITE_CANTOPEN: errno.EACCES,
    dbapi2.SQLITE_READONLY: errno.EACCES,
}
