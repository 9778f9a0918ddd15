"""The program ``satchel``: say what to do, do it, answer with an exit code."""

import os
import sys
from collections.abc import Sequence

from desktop.commandline.failing import STOPPED, UNHEARD, explained
from desktop.commandline.parsing import parse
from desktop.commandline.speaking import say
from desktop.commandline.stopping import listen
from desktop.commandline.surroundings import start_clean
from desktop.hardening import harden


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code; errors are one line on stderr."""
    if argv is None:
        start_clean()
    harden()
    listen()
    _speak_every_script()
    try:
        return _done(argv)
    finally:
        _drop_unheard()


def _done(argv: Sequence[str] | None) -> int:
    try:
        arguments = parse(argv)
        code: int = arguments.run(arguments)
        # What still waits to be written may find no room: that is said here, not at the very end.
        _flush()
    except KeyboardInterrupt:
        say("Stopped. Nothing was kept.")
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        return UNHEARD
    except Exception as error:  # noqa: BLE001 - the last place: nobody is to see a traceback
        words, code = explained(error)
        say(words)
    return code


def _drop_unheard() -> None:
    """Let go of output that nobody takes, lest the interpreter complain of it at its end."""
    try:
        _flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _flush() -> None:
    if hasattr(sys.stdout, "flush"):  # a window of its own has no output
        sys.stdout.flush()


def _speak_every_script() -> None:
    """Write names of every script, whatever the terminal can show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
