"""Start a thread, or say in words that the computer has no room for another."""

import _thread
from collections.abc import Callable
from threading import Thread

from storage.errors import SatchelError


class NoThreadError(SatchelError):
    """The computer starts no further thread now."""


def start(thread: Thread) -> None:
    """Start ``thread``; NoThreadError where the computer refuses it."""
    try:
        thread.start()
    except RuntimeError as error:
        raise _refused() from error


def start_bare(work: Callable[[], object]) -> None:
    """Start ``work`` on a thread that nobody waits for; NoThreadError where that is refused.

    A Thread that gets no memory for its first step never says that it has begun, and whoever
    starts it waits for ever.
    """
    try:
        _thread.start_new_thread(work, ())
    except RuntimeError as error:
        raise _refused() from error


def _refused() -> NoThreadError:
    return NoThreadError(
        "This computer cannot start anything more now. Close other programs, then try again."
    )
