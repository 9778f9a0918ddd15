"""What passes from a process that held keys to the locked one: a folder and a few bare facts."""

import sys
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QRect

from desktop.surroundings import heeded
from desktop.system.offer import PIPE, Sealed

_OWN = "SATCHEL_"
_WINDOW = "SATCHEL_WINDOW"
_DUE = "SATCHEL_DUE"
_LOOK = "SATCHEL_LOOK"
_MINUTE = 60
_LONGEST = 8
"""Digits of a minute of this century."""
_FARTHEST = 1_000_000
"""Points: no screen is as large, and Qt takes no number of any size."""


@dataclass(frozen=True, slots=True)
class Handover:
    """How the window stood and looked, and the moments (to the minute) when something is due."""

    window: QRect | None = None
    maximised: bool = False
    due: tuple[datetime, ...] = ()
    theme: str = "auto"
    text_size: int = 100
    sealed: Sealed | None = field(default=None, repr=False)
    """What a PIN may open; never in the environment itself."""

    def environment(self, surroundings: Mapping[str, str]) -> dict[str, str]:
        """Return ``surroundings`` without anything a program may have put there, and the facts."""
        packaged = bool(getattr(sys, "frozen", False))
        kept = {
            name: value
            for name, value in heeded(surroundings, packaged=packaged).items()
            if not name.startswith(_OWN)
        }
        if self.window is not None:
            box = self.window
            kept[_WINDOW] = f"{box.x()},{box.y()},{box.width()},{box.height()},{self.maximised:d}"
        if self.due:
            kept[_DUE] = ",".join(str(int(due.timestamp()) // _MINUTE) for due in self.due)
        kept[_LOOK] = f"{self.theme},{self.text_size}"
        return kept


def handed_over(environment: Mapping[str, str]) -> Handover:
    """Read what the process before left; whatever cannot be read was not said."""
    window, maximised = None, False
    try:
        x, y, width, height, flag = (int(part) for part in environment[_WINDOW].split(","))
        if max(map(abs, (x, y, width, height))) <= _FARTHEST:
            window, maximised = QRect(x, y, width, height), bool(flag)
    except (KeyError, ValueError):
        pass
    due = _moments(environment.get(_DUE, ""))
    theme, _, size = environment.get(_LOOK, "").partition(",")
    percent = int(size) if size.isdecimal() and len(size) <= _LONGEST else 100
    return Handover(window, maximised, due, theme or "auto", percent)


def forget_handed_over(environment: MutableMapping[str, str]) -> None:
    """Take out what the process before left: no program that this one begins is told it."""
    for name in (_WINDOW, _DUE, _LOOK, PIPE):
        environment.pop(name, None)


def _moments(text: str) -> tuple[datetime, ...]:
    minutes = [part for part in text.split(",") if part.isascii() and part.isdecimal()]
    read = [int(part) * _MINUTE for part in minutes if len(part) <= _LONGEST]
    return tuple(datetime.fromtimestamp(seconds, UTC) for seconds in read)


def locked_command(folder: Path, extra: Sequence[str] = ()) -> list[str]:
    """Return the command of the fresh, locked process."""
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-m", "desktop"]
    return [*program, "--workspace", str(folder), "--locked", *extra]
