"""The stations of what waits on a laptop, and of a document."""

from pathlib import Path

from desktop.dialogs.addfile import AddFileDialog
from desktop.tour.driving import (
    Album,
    Script,
    Toured,
    front,
    keyboard_in,
    press,
    push,
    wanted,
    window_of,
)
from desktop.tour.resting import rest
from desktop.tour.together import go_to_program, has, open_case
from desktop.wording.caseparts import PARTS

_ORDER = "The court orders that the record be kept from whoever has no part in it.\n"
_TITLE = "Order of the juvenile court"


def look_at_what_waits(toured: Toured, album: Album) -> Script:
    """Read on one page what was not sent yet, and why."""
    yield from go_to_program(toured)
    yield lambda: has(window_of(toured), "Open")
    album.take(window_of(toured), "what-waits")


def add_document(toured: Toured, album: Album, case: str, folder: Path) -> Script:
    """Attach a file to a case: sealed before it is stored."""
    window = window_of(toured)
    path = folder / "order.txt"
    path.write_text(_ORDER, "utf-8")
    yield from open_case(toured, case)
    yield from _turn_to_documents(toured)
    push(window, "Add a file")
    yield lambda: isinstance(front(window), AddFileDialog)
    yield from rest(toured)
    dialog = wanted(window, AddFileDialog)
    dialog.chosen.set_path(path)
    today = toured.session.context.today() if toured.session and toured.session.context else None
    dialog.form.start_with({"title": _TITLE, "document_kind": "court_order", "received_on": today})
    album.take(window, "a-document")
    push(dialog, "Add the file")
    yield lambda: front(window) is window
    path.unlink()
    yield from rest(toured)
    album.take(window, "documents")


def _turn_to_documents(toured: Toured) -> Script:
    window = window_of(toured)
    for _ in PARTS:
        if has(window, "Add a file"):
            return
        press(keyboard_in(window), "Ctrl+Tab")
        yield from rest(toured)
