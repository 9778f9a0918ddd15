"""The stations that need two laptops and a server: inviting, a court without signal, a conflict."""

import re
from collections.abc import Generator

from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.shell.window import MainWindow
from desktop.tour.driving import (
    Album,
    Ready,
    Script,
    StationError,
    Toured,
    button,
    find,
    front,
    keyboard_in,
    press,
    push,
    type_text,
    wanted,
    window_of,
)
from desktop.tour.resting import rest
from desktop.tour.telephone import Telephone
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import Heading, Label
from desktop.widgets.words import WordGrid

COLLEAGUE = "Bea Okafor"
_NUMBER = re.compile(r"[A-Z]+-\d\d-\w+")
_NO_SIGNAL = "no-signal"
FIELD = "police"
"""The field of a case that both change while there is no signal."""


def connect(toured: Toured, album: Album, telephone: Telephone) -> Script:
    """Connect the program to the server; its operator enters the code."""
    window = window_of(toured)
    yield telephone.awaits("address")
    yield from go_to_program(toured)
    push(window, "Connect to a server…")
    yield lambda: find(front(window), LineEdit, "connect_address") is not None
    yield from rest(toured)
    type_text(wanted(front(window), LineEdit, "connect_address"), telephone.told("address"))
    press(wanted(front(window), LineEdit, "connect_address"), "Return")
    yield lambda: find(front(window), Label, "program_code") is not None
    yield from rest(toured)
    album.take(window, "the-programs-code")
    code = wanted(front(window), Label, "program_code").text()
    telephone.say("code", "".join(letter for letter in code if letter.isalnum()))
    yield telephone.awaits("added")
    push(front(window), "Done")
    yield lambda: front(window) is window
    yield from exchange(toured)


def invite(toured: Toured, album: Album, telephone: Telephone) -> Script:
    """Invite a colleague: twelve words, six words, and the laptop is admitted."""
    window = window_of(toured)
    push(window, "Invite a colleague…")
    yield lambda: find(front(window), LineEdit, "invite_name") is not None
    type_text(wanted(front(window), LineEdit, "invite_name"), COLLEAGUE)
    push(front(window), "Show the twelve words")
    yield lambda: find(front(window), WordGrid) is not None
    yield from rest(toured)
    album.take(window, "twelve-words")
    telephone.say("words", " ".join(wanted(front(window), WordGrid).words))
    yield lambda: _six_words(front(window)) is not None
    yield from rest(toured)
    album.take(window, "six-words")
    yield from compare(front(window), telephone, ("six-here", "six-there"))
    yield lambda: find(front(window), Heading, "") is not None and has(front(window), "Close")
    yield from rest(toured)
    album.take(window, "admitted")
    push(front(window), "Close")
    yield lambda: front(window) is window
    yield telephone.awaits("second-is-in")


def compare(place: QWidget, telephone: Telephone, names: tuple[str, str]) -> Script:
    """Read the six words out, listen to the other's, and say that they match."""
    here, there = names
    grid = _six_words(place)
    if grid is None:
        raise StationError("there are no six words")
    telephone.say(here, " ".join(grid.words))
    yield telephone.awaits(there)
    if telephone.told(there) != " ".join(grid.words):
        raise StationError("the two screens show different words")
    push(place, "They match")


def edit_without_signal(toured: Toured, album: Album, telephone: Telephone, written: str) -> Script:
    """Write something about the agreed case while the server cannot be reached."""
    window = window_of(toured)
    yield telephone.awaits("signal-is-gone")
    yield from rest(toured)
    yield from open_case(toured, telephone.told("case"))
    push(window, "Details")
    yield lambda: find(front(window), LineEdit, f"{FIELD}-input") is not None
    yield from rest(toured)
    line = wanted(front(window), LineEdit, f"{FIELD}-input")
    line.setFocus()
    line.selectAll()
    type_text(line, written)
    push(front(window), "Save")
    yield lambda: front(window) is window
    yield from rest(toured)
    press(keyboard_in(window), "F5")
    yield lambda: says(window, "for a connection")
    yield from rest(toured)
    album.take(window, "without-signal")


def settle(toured: Toured, album: Album, telephone: Telephone) -> Script:
    """Look at both versions side by side and keep one of them."""
    window = window_of(toured)
    yield telephone.awaits("signal-is-back")
    yield from exchange(toured)
    telephone.say("first-has-sent")
    yield telephone.awaits("second-has-sent")
    yield from exchange(toured)
    yield lambda: _review_waits(window)
    yield from rest(toured)
    press(keyboard_in(window), "Ctrl+6")
    yield lambda: window.navigator.current_id == "review" and has(window, "Keep this")
    yield from rest(toured)
    album.take(window, "two-versions")
    push(window, "Keep this")
    yield lambda: not has(window, "Keep this")
    yield from exchange(toured)
    yield from rest(toured)
    album.take(window, "settled")
    telephone.say("settled")


def lose_signal(telephone: Telephone, case: str) -> None:
    """Enter the courthouse; both will write about ``case`` there."""
    telephone.say("case", case)
    telephone.say(_NO_SIGNAL)


def find_signal(telephone: Telephone) -> None:
    """Come out of the courthouse again."""
    telephone.take_back(_NO_SIGNAL)


def agreed_case(toured: Toured) -> Generator[Ready, None, str]:
    """Return the number of the first case in the caseload: both will write about it."""
    window = window_of(toured)
    yield from rest(toured)
    press(keyboard_in(window), "Ctrl+2")
    yield lambda: window.navigator.current_id == "caseload"
    yield from rest(toured)
    model = wanted(window, QAbstractItemView, "caseload-table").model()
    columns = range(model.columnCount())
    texts = [str(model.index(0, column).data()) for column in columns]
    return next(text for text in texts if _NUMBER.fullmatch(text))


def open_case(toured: Toured, number: str) -> Script:
    """Open a case by its number."""
    window = window_of(toured)
    press(keyboard_in(window), "Ctrl+K")
    yield window.box.isVisible
    type_text(window.box.line, number)
    yield lambda: not window.box.waits
    yield from rest(toured)
    press(window.box.line, "Return")
    yield lambda: window.navigator.current_id == "case" and not window.box.isVisible()
    yield from rest(toured)


def exchange(toured: Toured) -> Script:
    """Send and receive now, by its key, until everything is on the server."""
    window = window_of(toured)
    yield from rest(toured)
    press(keyboard_in(window), "F5")
    yield lambda: says(window, "Everything is on the server")


def says(window: MainWindow, words: str) -> bool:
    """Tell whether the window's sync line says this."""
    return words in window.sync_line.words


def go_to_program(toured: Toured) -> Script:
    """Turn to the page of the program, by its key."""
    window = window_of(toured)
    press(keyboard_in(window), "Ctrl+7")
    yield lambda: window.navigator.current_id == "program"
    yield from rest(toured)


def _six_words(place: QWidget) -> WordGrid | None:
    grid = find(place, WordGrid)
    return grid if grid is not None and has(place, "They match") else None


def has(place: QWidget, words: str) -> bool:
    """Tell whether a button with these words is on show."""
    try:
        button(place, words)
    except StationError:
        return False
    return True


def _review_waits(window: MainWindow) -> bool:
    return any(each.accessibleName().startswith("Review, ") for each in _navigation(window))


def _navigation(window: MainWindow) -> list[QWidget]:
    return [each for each in window.findChildren(QWidget) if each.objectName() == "nav_review"]
