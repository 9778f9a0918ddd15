"""The stations of the first laptop after its own tour: a program, a colleague, a document."""

from collections.abc import Callable
from pathlib import Path

from desktop.tour.driving import Album, Script, Toured, keyboard_in, press, window_of
from desktop.tour.governing import add_document, look_at_what_waits
from desktop.tour.resting import rest
from desktop.tour.telephone import Telephone
from desktop.tour.together import (
    agreed_case,
    connect,
    edit_without_signal,
    find_signal,
    invite,
    lose_signal,
    says,
    settle,
)

WRITTEN = "Detective Lane, Holyoke"

Say = Callable[[str], None]


def first_laptop(toured: Toured, folder: Path, telephone: Telephone, say: Say) -> Script:
    """Connect, admit a second laptop, lose the signal, settle a conflict, add a document."""
    album = Album(folder)
    yield from connect(toured, album, telephone)
    say("the program is on the server, which cannot read it")
    yield from invite(toured, album, telephone)
    say("a second laptop was admitted: both screens showed the same six words")
    case = yield from agreed_case(toured)
    lose_signal(telephone, case)
    yield from edit_without_signal(toured, album, telephone, WRITTEN)
    yield from look_at_what_waits(toured, album)
    yield telephone.awaits("second-has-written")
    find_signal(telephone)
    yield from settle(toured, album, telephone)
    say("both versions were kept side by side, and one of them with one click")
    yield from add_document(toured, album, case, folder)
    say("a document was sealed and added to the case")
    window = window_of(toured)
    press(keyboard_in(window), "Ctrl+1")
    yield from rest(toured)
    yield lambda: says(window, "Everything is on the server")
