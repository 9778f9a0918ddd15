"""What a command says: answers on standard output, the rest on standard error."""

import sys
import time
from collections.abc import Callable

from desktop.commandline.stopping import stop_if_asked
from desktop.errorline import write_line

_EVERY = 0.2
"""Seconds between two lines of progress."""


def say(text: str) -> None:
    """Write one line to standard error, where that takes it."""
    write_line(plain(text))


def answer(text: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(f"{text}\n")


def plain(text: str) -> str:
    """Return ``text`` without anything a terminal would obey or reorder."""
    return "".join(letter if letter.isprintable() or letter == "\t" else " " for letter in text)


def progress(words: str) -> Callable[[int, int], None]:
    """Return a progress that shows a percentage where a person watches, and nothing elsewhere.

    Wherever it runs, it ends the work with KeyboardInterrupt once the person asked to stop.
    """
    watched = sys.stderr.isatty()
    last = 0.0

    def show(done: int, total: int) -> None:
        nonlocal last
        stop_if_asked()
        if not watched:
            return
        now = time.monotonic()
        if done < total and now - last < _EVERY:
            return
        last = now
        share = 100 * done // total if total else 100
        sys.stderr.write(f"\r{words} {share} %" if done < total else "\r\x1b[K")
        sys.stderr.flush()

    return show
