"""What went wrong as one plain line, and the exit code that scripts can tell it by."""

import errno

from desktop.commandline.parsing import USAGE, UsageError
from storage import errornumbers
from storage.errors import DamagedError, SatchelError

OTHER = 1
STOPPED = 130
UNHEARD = 141
"""Nobody read the output to its end: what a shell says of a closed pipe."""
_SCARCE = {
    errno.ENOMEM: "There is not enough memory.",
    errno.EMFILE: "Too many files are open at once.",
    errno.ENFILE: "Too many files are open at once.",
    errno.EAGAIN: "This computer cannot start anything more now.",
}
_INCOMPLETE = (
    "A part of Satchel is missing or damaged on this computer; nothing was changed. "
    "Install Satchel again."
)


def explained(error: Exception) -> tuple[str, int]:
    """Return one line without a value, a folder or a query, and the exit code."""
    match error:
        case SatchelError():
            return " ".join(str(error).split()), error.exit_code
        case UsageError():
            return f"satchel: {error}", USAGE
        case OSError():
            return _of_the_system(error), OTHER
        case MemoryError():
            return _of_the_system(OSError(errno.ENOMEM, "")), OTHER
        case ImportError():
            return _INCOMPLETE, OTHER
        case _:
            return _unforeseen(error)


def _unforeseen(error: Exception) -> tuple[str, int]:
    if type(error).__module__.startswith("sqlalchemy"):
        return _of_the_database(str(error))
    return (
        f"Something went wrong inside Satchel ({type(error).__name__}); nothing was changed.",
        OTHER,
    )


def _of_the_system(error: OSError) -> str:
    if error.errno in _SCARCE:
        return f"{_SCARCE[error.errno]} Close other programs, then try again."
    if error.errno in errornumbers.FULL:
        return "The disk is full. Make room on it, then try again; what was there is still there."
    if error.errno in errornumbers.FORBIDDEN:
        return "Satchel may not read or write there. Choose another folder, then try again."
    return "A file could not be read or written. Check the disk and the name, then try again."


def _of_the_database(text: str) -> tuple[str, int]:
    if "locked" in text:
        return "Another Satchel is busy with this workspace. Try again when it is done.", OTHER
    if "full" in text:
        return _of_the_system(OSError(errno.ENOSPC, "")), OTHER
    return (
        "The database cannot be read or written. Run satchel verify; it says what is damaged.",
        DamagedError.exit_code,
    )
