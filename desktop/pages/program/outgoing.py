"""A file that passed the gate, written where the person said."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from desktop.background import Lanes
from storage.usecases.leftsheets import remember
from storage.usecases.sharing import Released, write_file


class Outgoing(QObject):
    """Asks the gate, then writes; ``then`` gets the file, ``failed`` what kept it."""

    def __init__(self, lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes = lanes

    def send(
        self,
        act: Callable[..., Released],
        args: tuple[Any, ...],
        target: Path,
        then: Callable[[Path], object],
        failed: Callable[[BaseException], object],
        *,
        is_sheet: bool = False,
    ) -> None:
        """Write the one file of ``act(transaction, *args)`` to ``target``.

        The workspace remembers a sheet to print, and asks for its file until it is deleted; one
        that can only be read does so from the next opening on in which something can be saved.
        """

        def note(path: Path) -> None:
            self._lanes.let_out(
                remember, path, context=self, then=lambda _: then(path), failed=failed
            )

        def write(released: Released) -> None:
            end = note if is_sheet else then
            self._lanes.report(_written, released, target, context=self, then=end, failed=failed)

        self._lanes.let_out(_release, act, args, context=self, then=write, failed=failed)


def unused(folder: Path, name: str) -> Path:
    """Return ``name`` in ``folder``, or with a number where a file has it already."""
    wanted = folder / name
    numbered = (wanted.with_stem(f"{wanted.stem}-{number}") for number in count(2))
    return wanted if not wanted.exists() else next(one for one in numbered if not one.exists())


def _release(transaction: Any, act: Callable[..., Released], args: tuple[Any, ...]) -> Any:
    released = act(transaction, *args)
    return released, released.changes


def _written(_connection: object, released: Released, target: Path) -> Path:
    return write_file(released, target)
