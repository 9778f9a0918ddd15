"""Errors in the user's words: never a value, a path, a query or a traceback."""

import errno

from PySide6.QtCore import QCoreApplication

from storage.errors import SatchelError

_FULL = {errno.ENOSPC, errno.EDQUOT}


def _tr(text: str) -> str:
    return QCoreApplication.translate("errors", text)


def plain(error: BaseException) -> str:
    """Return one or two sentences: what happened, and what to do."""
    match error:
        case SatchelError():
            return str(error)
        case OSError() if error.errno in _FULL:
            return _tr("The disk is full. Make room on it, then try again.")
        case PermissionError():
            return _tr("Satchel may not write there. Choose another folder, then try again.")
        case OSError():
            return _tr("The file could not be read or written. Check the disk, then try again.")
        case MemoryError():
            return _tr("There is not enough memory. Close other programs, then try again.")
        case _:
            return _unforeseen(error)


def _unforeseen(error: BaseException) -> str:
    return _tr(
        "Something went wrong inside Satchel and nothing was changed. Try again; if it happens"
        " twice, tell your coordinator lead the word {name}."
    ).format(name=type(error).__name__)
