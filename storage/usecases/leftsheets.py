"""Sheets that were written to be printed, and whether their files still lie where they were saved.

What stands on such a sheet opens a workspace, or helps to. Nothing is read of the files: a file is
the one that was saved while its path, its size and the moment of its last change are, so that
another one of that name is never asked for and never deleted.
"""

import json
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from storage.errors import RejectedError
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

_MOST = 20
"""How many are remembered: the file on a stick that never comes back is forgotten one day."""
_ROUNDING_NS = 2_000_000_000
"""Sticks keep even seconds."""


@dataclass(frozen=True, slots=True)
class LeftSheet:
    """A sheet whose file is still there."""

    path: Path
    size: int
    changed: int
    """When the file was last changed, in nanoseconds."""


def remember(transaction: Transaction, path: Path) -> Changes:
    """Remember that a sheet was just saved as ``path``; nothing where it is gone already.

    Of a workspace that can only be read it is told beside it, until ``remember_later``;
    RejectedError where that fails.
    """
    found = _at(path.absolute())
    if found is None:
        return Changes()
    if transaction.aside is None:
        _keep(transaction, [*_others(transaction.connection, found.path), found])
        return Changes()
    try:
        transaction.aside(json.dumps({"sheet": _plain(found)}, sort_keys=True).encode())
    except OSError as error:
        raise RejectedError(
            f"{path.name} is saved, but Satchel cannot ask for the file later"
            f" ({error.strerror or error}). Print it now, then delete it by hand."
        ) from error
    return Changes()


def remember_later(transaction: Transaction, plain: object) -> None:
    """Remember the sheet that ``remember`` told beside the workspace as ``plain``."""
    for found in _read([plain]):
        _keep(transaction, [*_others(transaction.connection, found.path), found])


def left_sheets(connection: Connection) -> tuple[LeftSheet, ...]:
    """Return the sheets whose files still are where and what they were when they were saved."""
    return tuple(sheet for sheet in _remembered(connection) if _is_there(sheet))


def delete_sheet(transaction: Transaction, sheet: LeftSheet) -> Changes:
    """Delete the file of a sheet and forget it; RejectedError where it is another file by now."""
    if sheet not in _remembered(transaction.connection) or not _is_there(sheet):
        raise RejectedError(
            f"{sheet.path.name} is not there any more, or is not the file that was saved. Nothing"
            " was deleted."
        )
    try:
        sheet.path.unlink()
    except OSError as error:
        raise RejectedError(
            f"{sheet.path.name} could not be deleted ({error.strerror}). Delete it by hand."
        ) from error
    _keep(transaction, _others(transaction.connection, sheet.path))
    return Changes()


def _is_there(sheet: LeftSheet) -> bool:
    found = _at(sheet.path)
    return (
        found is not None
        and found.size == sheet.size
        and abs(found.changed - sheet.changed) <= _ROUNDING_NS
    )


def _at(path: Path) -> LeftSheet | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return LeftSheet(path, found.st_size, found.st_mtime_ns)


def _others(connection: Connection, path: Path) -> list[LeftSheet]:
    return [sheet for sheet in _remembered(connection) if sheet.path != path]


def _remembered(connection: Connection) -> list[LeftSheet]:
    return _read(setting(connection, "sheets.saved"))


def _read(plains: Iterable[object]) -> list[LeftSheet]:
    found = []
    for kept in plains:
        match kept:
            case {"path": str(path), "size": int(size), "changed": int(changed)}:
                found.append(LeftSheet(Path(path), size, changed))
            case _:
                continue
    return found


def _keep(transaction: Transaction, sheets: list[LeftSheet]) -> None:
    set_settings(transaction, {"sheets.saved": [_plain(sheet) for sheet in sheets[-_MOST:]]})


def _plain(sheet: LeftSheet) -> dict[str, str | int]:
    return {"path": str(sheet.path), "size": sheet.size, "changed": sheet.changed}
