"""What the computer has run out of, where SQLite says only that something failed."""

import os
from contextlib import ExitStack

from sqlcipher3 import dbapi2

from storage.errornumbers import NO_FILES

_PIECE = 1024 * 1024
"""More than SQLite asks for at once."""
_AT_ONCE = 8
"""More files than one step of SQLite opens: those that it got are closed again by now."""
_NO_MEMORY = dbapi2.SQLITE_IOERR | 12 << 8
"""Reading or writing, in want of memory."""


def lacking(error: BaseException | None) -> OSError | MemoryError | None:
    """Return what there is too little of: of open files, or of memory; None where of neither.

    A failure of the database that met it says nothing about its file or its disk.
    """
    if getattr(error, "sqlite_errorcode", 0) == _NO_MEMORY:
        return MemoryError()
    try:
        bytearray(_PIECE)
        with ExitStack() as opened:
            for _ in range(_AT_ONCE):
                opened.callback(os.close, os.open(os.devnull, os.O_RDONLY))
    except MemoryError as found:
        return found
    except OSError as found:
        return found if found.errno in NO_FILES else None
    return None


def refuse_lacking(error: BaseException | None) -> None:
    """Raise what there is too little of, if anything: OSError of open files, or MemoryError."""
    found = lacking(error)
    if found is not None:
        raise found from error
