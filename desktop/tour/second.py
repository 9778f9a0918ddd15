"""The tour of the second laptop: it joins, fetches the state, and meets a conflict."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.tour.driving import (
    Album,
    Script,
    StationError,
    Toured,
    find,
    keyboard_in,
    press,
    push,
    type_text,
    wanted,
    window_of,
)
from desktop.tour.resting import rest
from desktop.tour.telephone import Telephone
from desktop.tour.together import COLLEAGUE, compare, edit_without_signal, exchange
from desktop.unlock.beginning import NewPassphrase
from desktop.unlock.door import Door
from desktop.unlock.joiningsteps import Comparing, InvitationWords, Receiving
from desktop.unlock.recovery import CodeGroup, CodeProof
from desktop.widgets.inputs import LineEdit, TextArea

PASSPHRASE = "seven kites over a quiet harbor"  # noqa: S105 - public: it opens made-up people only
WRITTEN = "Detective Roy, Springfield"

Say = Callable[[str], None]


def second_laptop(toured: Toured, folder: Path, telephone: Telephone, say: Say) -> Script:
    """Join the program that the first laptop begins, and work on its cases."""
    album = Album(folder)
    yield lambda: toured.door is not None and toured.door.isVisible()
    yield from _make_workspace(toured)
    say("a second laptop has a workspace and waits for twelve words")
    yield from _join(toured, album, telephone)
    yield lambda: toured.session is not None and toured.session.window is not None
    window = window_of(toured)
    window.resize(1280, 820)
    yield from rest(toured)
    press(keyboard_in(window), "Ctrl+2")
    yield lambda: window.navigator.current_id == "caseload"
    yield from rest(toured)
    album.take(window, "the-same-cases")
    telephone.say("second-is-in")
    say("the second laptop has every case")
    yield from edit_without_signal(toured, album, telephone, WRITTEN)
    telephone.say("second-has-written")
    say("wrote without a signal on the second laptop")
    yield telephone.awaits("first-has-sent")
    yield from exchange(toured)
    telephone.say("second-has-sent")
    yield telephone.awaits("settled")
    yield from exchange(toured)
    yield from rest(toured)
    album.take(window, "settled-there-too")
    telephone.say("second-is-done")


def _make_workspace(toured: Toured) -> Script:
    door = _door(toured)
    push(door, "Join your program")
    yield lambda: find(door, LineEdit, "person") is not None
    type_text(wanted(door, LineEdit, "person"), COLLEAGUE)
    push(door, "Continue")
    yield lambda: isinstance(door.step, NewPassphrase)
    for name in ("new_passphrase", "passphrase_again"):
        type_text(wanted(door, LineEdit, name), PASSPHRASE)
    press(wanted(door, LineEdit, "passphrase_again"), "Return")
    yield lambda: bool(door.step.findChildren(CodeGroup))
    groups = [label.text() for label in door.step.findChildren(CodeGroup)]
    push(door, "It is on paper")
    yield lambda: isinstance(door.step, CodeProof)
    type_text(wanted(door, LineEdit, "code_typed"), "-".join(groups))
    push(door, "Continue")
    yield lambda: isinstance(_step(toured), InvitationWords) or _can_go_on(door)
    if _can_go_on(door):
        push(door, "Open Satchel")


def _join(toured: Toured, album: Album, telephone: Telephone) -> Script:
    yield lambda: isinstance(_step(toured), InvitationWords)
    yield telephone.awaits("words")
    door = _door(toured)
    address = wanted(door, LineEdit, "join_address")
    address.setFocus()
    type_text(address, telephone.told("address"))
    area = wanted(door, TextArea, "join_words")
    area.setFocus()
    type_text(area, telephone.told("words"))
    album.take(door, "twelve-words-typed")
    push(door, "Continue")
    yield lambda: isinstance(_step(toured), Comparing)
    QGuiApplication.processEvents()
    album.take(door, "six-words")
    yield from compare(door, telephone, ("six-there", "six-here"))
    yield lambda: isinstance(_step(toured), Receiving) and _step(toured).isVisible()
    QGuiApplication.processEvents()
    album.take(door, "fetching")


def _can_go_on(door: Door) -> bool:
    return any(
        each.isVisible() and getattr(each, "text", str)() == "Open Satchel"
        for each in door.findChildren(QWidget)
    )


def _step(toured: Toured) -> QWidget:
    return _door(toured).step


def _door(toured: Toured) -> Door:
    if toured.door is None:
        raise StationError("there is no door")
    return toured.door
