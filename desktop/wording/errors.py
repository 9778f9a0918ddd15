"""Errors in the user's words: never a value, a path, a query or a traceback."""

import errno

from PySide6.QtCore import QCoreApplication

from storage import errornumbers
from storage.errors import SatchelError


def _tr(text: str) -> str:
    return QCoreApplication.translate("errors", text)


def plain(error: BaseException) -> str:
    """Return one or two sentences: what happened, and what to do."""
    match error:
        case SatchelError():
            return str(error)
        case OSError():
            return _of_the_system(error)
        case MemoryError():
            return _scarce()[errno.ENOMEM]
        case ImportError():
            return _tr(
                "A part of Satchel is missing or damaged on this computer. Your records are"
                " untouched. Install Satchel again."
            )
        case _:
            return _unforeseen(error)


def _of_the_system(error: OSError) -> str:
    if error.errno in errornumbers.FULL:
        return _tr("The disk is full. Make room on it, then try again.")
    if error.errno in _scarce():
        return _scarce()[error.errno]
    if error.errno in errornumbers.FORBIDDEN:
        return _tr("Satchel may not write there. Choose another folder, then try again.")
    return _tr("The file could not be read or written. Check the disk, then try again.")


def _scarce() -> dict[int, str]:
    """Return what is said of what other programs have taken."""
    files = _tr("Too many files are open at once. Close other programs, then try again.")
    return {
        errno.ENOMEM: _tr("There is not enough memory. Close other programs, then try again."),
        errno.EMFILE: files,
        errno.ENFILE: files,
        errno.EAGAIN: _tr(
            "This computer cannot start anything more now. Close other programs, then try again."
        ),
    }


def _unforeseen(error: BaseException) -> str:
    return _tr(
        "Something went wrong inside Satchel and nothing was changed. Try again; if it happens"
        " twice, tell your coordinator lead the word {name}."
    ).format(name=type(error).__name__)
