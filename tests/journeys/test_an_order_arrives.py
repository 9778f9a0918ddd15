"""An order comes by mail: added, read in Satchel, found again after a lock, passed on with care."""

import os
from pathlib import Path

from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from desktop.dialogs.addfile import AddFileDialog
from desktop.dialogs.share import ShareDialog
from desktop.dialogs.viewer import ViewerDialog
from desktop.lists.table import RecordTable
from desktop.system.outside import Room
from desktop.widgets.inputs import LineEdit
from storage.backup.standing import first_place
from tests.desktop.desks import Sessions
from tests.documents.files import DAY
from tests.documents.hostile import CANARY
from tests.documents.test_copies import told_of_itself
from tests.journeys.walking import Walker
from tests.storage.builders import add_case

SECONDS = 20_000


def test_an_order_arrives_is_read_and_passed_on(
    sessions: Sessions, folder: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    walker = Walker(sessions.start(), qtbot)
    walker.write(add_case)
    order = tmp_path / "order.pdf"
    order.write_bytes(told_of_itself())
    go_to_documents(walker)
    add(walker, order, qtbot)
    child = read(walker, qtbot)
    room = Room()
    lent = room.place(".pdf")
    lent.write_bytes(b"Order of the court")
    sessions.living[-1].lock()
    assert not lent.exists()
    assert room.folder is None
    assert sessions.replaced
    qtbot.waitUntil(lambda: not is_running(child))
    sessions.end()

    walker = Walker(sessions.start(), qtbot)
    viewer = walker.front()
    assert isinstance(viewer, ViewerDialog)
    until_shown(viewer, qtbot)
    assert viewer.bar.zoom == 125
    viewer.bar.line.setFocus()
    walker.write_here("of the court")
    walker.press("Return")
    qtbot.waitUntil(lambda: viewer.finding.found is not None, timeout=SECONDS)
    pass_on(walker, qtbot, tmp_path)
    # Where the session lived for a quarter of a minute, its first backup lies beside it.
    sealed = {folder, first_place(folder)}
    files = {path for path in tmp_path.rglob("*") if path.is_file()}
    outside = {path.name for path in files if sealed.isdisjoint(path.parents)}
    assert outside == {"order.pdf", "document.pdf"}


def go_to_documents(walker: Walker) -> None:
    walker.press("Ctrl+K")
    walker.write_here("vega")
    walker.press("Return")
    walker.turn_to("documents")


def add(walker: Walker, order: Path, qtbot: QtBot) -> None:
    walker.push("Add a file")
    dialog = walker.front()
    assert isinstance(dialog, AddFileDialog)
    dialog.chosen.set_path(order)
    said = {"title": "Order of 2 March", "document_kind": "court_order", "received_on": DAY}
    dialog.form.start_with({**said, "redisclosure": "impounded", "source": "Juvenile Court"})
    walker.push("Add the file")
    qtbot.waitUntil(lambda: walker.front() is walker.window, timeout=SECONDS)
    walker.rest()
    assert walker.count("document") == 1


def read(walker: Walker, qtbot: QtBot) -> int:
    """Read the order by keyboard, and return the process that shows it."""
    table = walker.find(RecordTable, "case-documents")
    table.setFocus()
    walker.press("Down")
    walker.push("Show it")
    viewer = walker.front()
    assert isinstance(viewer, ViewerDialog)
    until_shown(viewer, qtbot)
    said = walker.words()
    assert "Limit on passing it on: Impounded by a court" in said
    assert "From Juvenile Court" in said
    assert walker.window.windowTitle() == viewer.windowTitle() == "Satchel"
    walker.push("+")
    assert viewer.bar.zoom == 125
    process = viewer.pages.viewing.process
    assert process is not None
    return process


def until_shown(viewer: ViewerDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(viewer.view.accessibleName()), timeout=SECONDS)
    assert viewer.view.accessibleDescription() == "Order of the court"
    assert not viewer.notice.isVisible()


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii")
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # another system tells no more than that
    except ProcessLookupError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def pass_on(walker: Walker, qtbot: QtBot, folder: Path) -> None:
    walker.push("Save a copy\u2026")
    dialog = walker.front()
    assert isinstance(dialog, ShareDialog)
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert "Impounded by a court" in walker.words()
    assert "The copy says so" in walker.words()
    dialog.folder.set_path(folder)
    walker.find(LineEdit, "share_purpose").setText("Hearing on 25 March")
    walker.find(LineEdit, "share_recipient").setText("Youth's attorney")
    dialog.basis.setCurrentIndex(dialog.basis.findData("release"))
    walker.push("Log it and save")
    qtbot.waitUntil((folder / "document.pdf").exists, timeout=SECONDS)
    walker.rest()
    content = (folder / "document.pdf").read_bytes()
    assert CANARY.encode() not in content
    first, last = PdfReader(folder / "document.pdf").pages
    assert "only the court says who may see it" in " ".join(first.extract_text().split())
    assert "Order of the court" in last.extract_text()
    logged = "SELECT form, recipient FROM disclosure"
    (row,) = walker.read(lambda c: c.exec_driver_sql(logged).all())
    assert tuple(row) == (
        "Copy of a document: Court order; Impounded by a court",
        "Youth's attorney",
    )
