"""The stations of the tour, in two halves with the lock between them."""

from collections.abc import Callable
from pathlib import Path

from desktop.tour.driving import Album, Script, Toured, keyboard_in, press, type_text, wanted
from desktop.widgets.inputs import LineEdit

PASSPHRASE = "practice practice practice"  # noqa: S105 - public: it opens made-up people only

Say = Callable[[str], None]


def first_half(toured: Toured, folder: Path, say: Say) -> Script:
    """Unlock, look around, log a service, type half a note, lock."""
    album = Album(folder)
    yield from unlock(toured, album, say, "unlock")
    session = toured.session
    if session is None or session.window is None:
        return
    window = session.window
    album.take(window, "today")
    press(keyboard_in(window), "Ctrl+L")
    say("locks")
    yield lambda: False


def second_half(toured: Toured, folder: Path, say: Say) -> Script:
    """Come back to every letter, print the quarter, look again in the dark."""
    album = Album(folder)
    yield from unlock(toured, album, say, "locked")


def unlock(toured: Toured, album: Album, say: Say, name: str) -> Script:
    """Type the passphrase into the real window."""
    yield lambda: toured.door is not None and toured.door.isVisible()
    if toured.door is None:
        return
    line = wanted(toured.door, LineEdit, "passphrase")
    album.take(toured.door, name)
    type_text(line, PASSPHRASE)
    press(line, "Return")
    yield lambda: toured.door is None
    say("the passphrase opens the workspace")
