"""Files that were saved from here, and whether they still lie where they were saved.

Sheets that were written to be printed open a workspace, or help to; copies are whatever else was
printed or exported. Nothing is read of the files: a file is the one that was saved while its path,
its size and the moment of its last change are, so that another one of that name is never asked for
and never deleted.
"""

import json
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from storage.domain.clocks import milliseconds
from storage.errors import RejectedError
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

Kept = Literal["sheets.saved", "copies.saved"]
"""The setting in which files of one sort are remembered."""
SHEETS: Kept = "sheets.saved"
COPIES: Kept = "copies.saved"
_MOST: Mapping[Kept, int] = {SHEETS: 20, COPIES: 200}
"""How many are remembered: the file on a stick that never comes back is forgotten one day."""
_ROUNDING_NS = 2_000_000_000
"""Sticks keep even seconds."""


@dataclass(frozen=True, slots=True)
class LeftSheet:
    """A sheet, or a copy, whose file is still there."""

    path: Path
    size: int
    changed: int
    """When the file was last changed, in nanoseconds."""
    saved: int = 0
    """When it was saved by the workspace's clock, in Unix milliseconds; 0 where nobody knows."""


def remember(transaction: Transaction, path: Path, kept: Kept = SHEETS) -> Changes:
    """Remember that a sheet was just saved as ``path``; nothing where it is gone already.

    Of a workspace that can only be read it is told beside it, until ``remember_later``;
    RejectedError where that fails.
    """
    there = _at(path.absolute())
    if there is None:
        return Changes()
    found = replace(there, saved=milliseconds(transaction.clock.now()))
    if transaction.aside is None:
        _add(transaction, found, kept)
        return Changes()
    try:
        transaction.aside(json.dumps({kept: _plain(found)}, sort_keys=True).encode())
    except OSError as error:
        raise RejectedError(
            f"{path.name} is saved, but Satchel cannot ask for the file later"
            f" ({error.strerror or error}). Delete it by hand when it is needed no more."
        ) from error
    return Changes()


def remember_later(transaction: Transaction, told: Mapping[str, object]) -> bool:
    """Remember what ``remember`` told beside the workspace; False where it is something else."""
    for kept in (SHEETS, COPIES):
        if kept in told:
            for found in _read([told[kept]]):
                _add(transaction, found, kept)
            return True
    return False


def left_sheets(connection: Connection, kept: Kept = SHEETS) -> tuple[LeftSheet, ...]:
    """Return the sheets whose files still are where and what they were when they were saved."""
    return tuple(sheet for sheet in _remembered(connection, kept) if _is_there(sheet))


def left_copies(connection: Connection, before: int) -> tuple[LeftSheet, ...]:
    """Return the copies saved ``before`` a moment (Unix milliseconds) whose files are there."""
    return tuple(copy for copy in left_sheets(connection, COPIES) if copy.saved < before)


def delete_sheet(transaction: Transaction, sheet: LeftSheet, kept: Kept = SHEETS) -> Changes:
    """Delete the file of a sheet and forget it; RejectedError where it is another file by now."""
    if sheet not in _remembered(transaction.connection, kept) or not _is_there(sheet):
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
    _keep(transaction, _others(transaction.connection, sheet.path, kept), kept)
    return Changes()


def delete_copies(
    transaction: Transaction, copies: Sequence[LeftSheet]
) -> tuple[tuple[str, ...], Changes]:
    """Delete the files of ``copies`` and forget them; return what kept each of those that stay."""
    stay = []
    for copy in copies:
        try:
            delete_sheet(transaction, copy, COPIES)
        except RejectedError as error:
            stay.append(str(error))
    return tuple(stay), Changes()


def keep_copies(transaction: Transaction, copies: Sequence[LeftSheet]) -> Changes:
    """Ask for ``copies`` no more, and let their files lie."""
    known = _remembered(transaction.connection, COPIES)
    _keep(transaction, [copy for copy in known if copy not in copies], COPIES)
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


def _others(connection: Connection, path: Path, kept: Kept) -> list[LeftSheet]:
    return [sheet for sheet in _remembered(connection, kept) if sheet.path != path]


def _remembered(connection: Connection, kept: Kept) -> list[LeftSheet]:
    return _read(setting(connection, kept))


def _read(plains: Iterable[object]) -> list[LeftSheet]:
    found = []
    for plain in plains:
        match plain:
            case {"path": str(path), "size": int(size), "changed": int(changed), **more}:
                saved = more.get("saved", 0)
                when = saved if isinstance(saved, int) else 0
                found.append(LeftSheet(Path(path), size, changed, when))
            case _:
                continue
    return found


def _add(transaction: Transaction, found: LeftSheet, kept: Kept) -> None:
    _keep(transaction, [*_others(transaction.connection, found.path, kept), found], kept)


def _keep(transaction: Transaction, sheets: list[LeftSheet], kept: Kept) -> None:
    set_settings(transaction, {kept: [_plain(sheet) for sheet in sheets[-_MOST[kept] :]]})


def _plain(sheet: LeftSheet) -> dict[str, str | int]:
    return {
        "path": str(sheet.path),
        "size": sheet.size,
        "changed": sheet.changed,
        "saved": sheet.saved,
    }
