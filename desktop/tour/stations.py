"""The stations of the tour, in two halves with the lock between them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit, QWidget

from desktop.shell.window import MainWindow
from desktop.tour.driving import (
    Album,
    Script,
    StationError,
    Toured,
    button,
    choose,
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
from desktop.widgets.inputs import ChoiceBox, LineEdit

PASSPHRASE = "practice practice practice"  # noqa: S105 - public: it opens made-up people only
HALF_A_NOTE = "Met at the library. She asked whether the hearing could be mov"
_CARET = 24
_SAVE = "Save or print…"

_AROUND = {
    "calendar": "Ctrl+9",
    "tasks": "Ctrl+Shift+A",
    "directory": "Ctrl+Shift+D",
    "outreach": "Ctrl+4",
    "training": "Ctrl+Shift+G",
    "time": "Ctrl+Shift+M",
    "team": "Ctrl+0",
    "across": "Ctrl+Shift+L",
    "arrange": "Ctrl+Shift+F",
    "bring": "Ctrl+Shift+I",
    "kept": "Ctrl+Shift+K",
}
"""Pages by their keys."""

Say = Callable[[str], None]


def first_half(toured: Toured, folder: Path, say: Say) -> Script:
    """Unlock, look around, log a service, type half a note, lock."""
    album = Album(folder)
    yield from unlock(toured, album, "unlock")
    say("unlocked with the passphrase")
    window = window_of(toured)
    window.resize(1280, 820)  # the screen there is none of is a small one
    press(keyboard_in(window), "Ctrl+1")
    yield from rest(toured)
    album.take(window, "today")
    say("Today shows what is due")
    yield from _open_case(toured, album)
    say("opened a case from the caseload")
    yield from _find(toured, album)
    say("found notes by a word")
    yield from _log_service(toured, album)
    say("logged a service by keys alone")
    yield from _type_note(toured, album)
    say("typed half a note; locking now")
    press(keyboard_in(window), "Ctrl+L")
    yield lambda: False


def second_half(toured: Toured, folder: Path, say: Say) -> Script:
    """Come back to every letter, print the quarter, look again in the dark."""
    album = Album(folder)
    yield from unlock(toured, album, "locked")
    window = window_of(toured)
    yield lambda: find(front(window), QPlainTextEdit) is not None
    text = wanted(front(window), QPlainTextEdit)
    yield lambda: text.textCursor().position() == _CARET and text.hasFocus()
    if text.toPlainText() != HALF_A_NOTE:
        raise StationError("the note is not what was typed")
    album.take(window, "back-at-the-note")
    say("came back in a fresh process: same page, same letters, same caret")
    press(text, "Escape")
    yield lambda: front(window) is window
    yield from _print_quarter(toured, album, folder)
    say("printed the quarter through the gate: report.pdf, report.json")
    yield from _look_around(toured, album)
    say("looked at the calendar, the tasks, the directory, training, time, the team")
    yield from _look_in_the_dark(toured, album)
    say("looked again in the dark")


def unlock(toured: Toured, album: Album, name: str) -> Script:
    """Type the passphrase of practice at the door."""
    yield lambda: toured.door is not None and toured.door.isVisible()
    if toured.door is None:
        return
    line = wanted(toured.door, LineEdit, "passphrase")
    album.take(toured.door, name)
    type_text(line, PASSPHRASE)
    press(line, "Return")
    yield lambda: toured.door is None


def _open_case(toured: Toured, album: Album) -> Script:
    window = window_of(toured)
    press(keyboard_in(window), "Ctrl+2")
    yield lambda: window.navigator.current_id == "caseload" and _rows(window) > 0
    yield from rest(toured)
    album.take(window, "caseload")
    table = wanted(window, QAbstractItemView, "caseload-table")
    table.setFocus()
    press(table, "Down")
    press(table, "Return")
    yield lambda: window.navigator.current_id == "case" and _rows(window) > 0
    yield from rest(toured)
    album.take(window, "case")


def _find(toured: Toured, album: Album) -> Script:
    window = window_of(toured)
    press(keyboard_in(window), "Ctrl+K")
    yield window.box.isVisible
    type_text(window.box.line, "safety plan")
    yield lambda: not window.box.waits
    album.take(window, "search")
    press(window.box.line, "Escape")
    yield lambda: not window.box.isVisible()


def _log_service(toured: Toured, album: Album) -> Script:
    window = window_of(toured)
    before = window.last_saved
    press(keyboard_in(window), "Ctrl+J")
    yield lambda: find(front(window), LineEdit, "quicklog_what") is not None
    yield from rest(toured)
    what = wanted(front(window), LineEdit, "quicklog_what")
    what.setFocus()
    type_text(what, "phone")
    yield from rest(toured)
    album.take(window, "quick-log")
    press(what, "Return")
    yield lambda: front(window) is window and window.last_saved != before
    yield from rest(toured)
    album.take(window, "service-logged")


def _type_note(toured: Toured, album: Album) -> Script:
    window = window_of(toured)
    push(window, "Write note")
    yield lambda: find(front(window), QPlainTextEdit) is not None
    yield from rest(toured)
    text = wanted(front(window), QPlainTextEdit)
    text.setFocus()
    type_text(text, HALF_A_NOTE)
    for _ in range(len(HALF_A_NOTE) - _CARET):
        press(text, "Left")
    album.take(window, "half-a-note")


def _print_quarter(toured: Toured, album: Album, folder: Path) -> Script:
    window = window_of(toured)
    press(keyboard_in(window), "Ctrl+3")
    yield lambda: window.navigator.current_id == "reports"
    yield lambda: button(window, _SAVE).isEnabled()
    yield from rest(toured)
    album.take(window, "reports")
    for file_format in ("pdf", "json"):
        (folder / f"report.{file_format}").unlink(missing_ok=True)
        push(window, _SAVE)
        yield lambda: find(front(window), LineEdit, "share_purpose") is not None
        yield from rest(toured)
        dialog = front(window)
        _fill(dialog, {"share_purpose": "Guided tour", "share_recipient": "Whoever looks"})
        press(wanted(dialog, ChoiceBox, "share_folder"), "End")
        _fill(dialog, {"share_name": "report", "share_folder_line": str(folder)})
        basis = wanted(dialog, ChoiceBox, "share_basis")
        basis.setCurrentIndex(basis.count() - 1)
        choose(wanted(dialog, ChoiceBox, "share_file_format"), file_format)
        if file_format == "pdf":
            album.take(window, "the-gate")
        push(dialog, "Log it and save")
        yield lambda: front(window) is window
        if not (folder / f"report.{file_format}").stat().st_size:
            raise StationError("the report is empty")


def _look_around(toured: Toured, album: Album) -> Script:
    window = window_of(toured)
    yield from rest(toured)
    for page, keys in _AROUND.items():
        press(keyboard_in(window), keys)
        yield lambda page=page: window.navigator.current_id == page  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        yield from rest(toured)
        album.take(window, page)


def _look_in_the_dark(toured: Toured, album: Album) -> Script:
    window = window_of(toured)
    yield from rest(toured)
    press(keyboard_in(window), "Ctrl+Shift+T")
    for keys in ("Ctrl+3", "Alt+Left", "Ctrl+1", "Ctrl+2", "Ctrl+5"):
        press(keyboard_in(window), keys)
        yield from rest(toured)
        album.take(window, f"{window.navigator.current_id}-dark")


def _fill(dialog: QWidget, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        line = wanted(dialog, LineEdit, name)
        line.selectAll()
        type_text(line, text)


def _rows(window: MainWindow) -> int:
    table = find(window.navigator, QAbstractItemView)
    return table.model().rowCount() if table is not None else 0
