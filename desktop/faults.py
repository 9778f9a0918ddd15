"""Errors nobody foresaw: caught everywhere, shown in plain words, never with anybody's data.

A traceback would print values; a Qt warning may name a file. What is kept of either is the kind of
error and the places in our own code, which is all that is needed to find it.
"""

import sys
import threading
from dataclasses import dataclass
from importlib import import_module
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, qInstallMessageHandler, qVersion

from desktop.channel import Channel
from desktop.errorline import write_line

_SERIOUS = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}

_HARMLESS = "propagateSizeHints"
"""Said of every window where there is no screen."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong and where in the program: no values, no folders."""

    kind: str
    places: tuple[str, ...]

    def report(self) -> str:
        """Return the text one may read and pass on."""
        python = ".".join(str(part) for part in sys.version_info[:3])
        lines = [f"Satchel {_own_version()}, Qt {qVersion()}, Python {python}", self.kind]
        return "\n".join([*lines, *(f"  {place}" for place in self.places)])


class Faults(QObject):
    """Catches what no one else did; ``found`` announces it on the GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Channel[Fault] = Channel()

    def install(self) -> None:
        """Take over the hooks of Python, of its threads and of Qt."""
        sys.excepthook = self._caught
        sys.unraisablehook = lambda told: self._caught(
            told.exc_type, told.exc_value, told.exc_traceback
        )
        threading.excepthook = lambda told: self._caught(
            told.exc_type, told.exc_value, told.exc_traceback
        )
        qInstallMessageHandler(_qt_message)

    def note(self, error: BaseException) -> None:
        """Report an error that came home from a lane with nobody to take it."""
        self._caught(type(error), error, error.__traceback__)

    def _caught(
        self,
        kind: type[BaseException],
        _error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        fault = Fault(kind.__name__, places_of(traceback))
        write_line(f"Satchel: an error of the kind {fault.kind}")
        self.found.announce(fault)


def places_of(traceback: TracebackType | None) -> tuple[str, ...]:
    """Return ``module.function:line`` for every call, the outermost first."""
    places = []
    while traceback is not None:
        frame = traceback.tb_frame
        module = frame.f_globals.get("__name__", "?")
        places.append(f"{module}.{frame.f_code.co_name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return tuple(places)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: Any) -> None:
    if kind in _SERIOUS and _HARMLESS not in str(message):
        # Only who speaks, such as "QPainter": the rest may hold a file's name.
        speaker = str(message).partition(":")[0].partition(" ")[0]
        own = speaker if speaker.startswith("Q") and speaker.isidentifier() else "Qt"
        write_line(f"Satchel: a warning of {own} ({context.category or 'default'})")


def _own_version() -> str:
    # Read only when there is something to report: it costs a start a tenth of a second.
    metadata = import_module("importlib.metadata")
    try:
        return str(metadata.version("satchel"))
    except metadata.PackageNotFoundError:
        return "from source"
