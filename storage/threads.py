"""Start a thread, or say in words that the computer has no room for another."""

from threading import Thread

from storage.errors import SatchelError


class NoThreadError(SatchelError):
    """The computer starts no further thread now."""


def start(thread: Thread) -> None:
    """Start ``thread``; NoThreadError where the computer refuses it."""
    try:
        thread.start()
    except RuntimeError as error:
        raise NoThreadError(
            "This computer cannot start anything more now. Close other programs, then try again."
        ) from error
