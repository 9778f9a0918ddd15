"""A document goes to another program only by rule, with a reason, and nothing of it stays there."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.dialogs.outside import OutsideDialog
from desktop.dialogs.viewer import ViewerDialog
from desktop.lending import Lending
from desktop.pages.case.outside import OutsideBar
from desktop.system.outside import (
    Room,
    base_folder,
    in_memory,
    random_name,
    sweep,
    users_of,
    wipe_own,
    wiped,
)
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button
from storage.domain.kinds.document import Document
from storage.domain.media import ENDINGS
from storage.errors import GateError
from storage.usecases.documents.listing import documents_of
from storage.usecases.documents.outside import leaving, let_out
from storage.usecases.documents.reading import whole_document
from storage.usecases.settings import set_settings
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.desktop.rooms import base
from tests.desktop.shell.test_app import start
from tests.documents.files import add_file
from tests.documents.hostile import said
from tests.patience import within
from tests.storage.builders import add_case

__all__ = ["base", "page_desk"]

T = TypeVar("T", bound=QWidget)
ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells it")
LEAVES = """
import sys, time
from pathlib import Path
from typing import TypeVar
from desktop.system.outside import Room
room = Room(Path(sys.argv[1]))
for ending in sys.argv[2].split(","):
    room.place(ending).write_bytes(b"Order of the court")
print("there", flush=True)
time.sleep(60)
"""


@contextmanager
def open_elsewhere(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Have another program keep ``path`` open."""
    keeps = "import sys; f = open(sys.argv[1]); print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", keeps, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        yield other
        other.communicate("\n")


def rule(desk: PageDesk, who: str) -> None:
    policy = {"format": 1, "settings": {"documents.outside": who}, "locked": []}
    desk.workspace.write(set_settings, {"computer.policy": policy})


def document_in(desk: PageDesk) -> Document:
    case, _ = desk.workspace.write(add_case)
    document = add_file(desk.workspace, case.id, said(), "order.pdf")
    (listed,) = desk.workspace.read(documents_of, case.id).listed
    assert listed.document.id == document.id
    return listed.document


def files_in(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file() and one.name != "workspace.open"]


@LINUX
def test_the_place_is_in_memory_and_nobody_elses_and_names_say_nothing(base: Path) -> None:
    assert in_memory(base_folder().parent)
    path = Room(base).place(".pdf")
    for folder in (base, path.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert re.fullmatch(r"[a-z2-7]{20}", path.parent.name)
    for ending in ENDINGS.values():
        assert re.fullmatch(rf"[a-z2-7]{{20}}\{ending}", random_name(ending))


@LINUX
def test_a_place_on_a_disk_or_of_somebody_else_is_refused(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not in_memory(Path("/proc/self"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/proc/self")
    assert base_folder().parent != Path("/proc/self")
    base.symlink_to(tmp_path)
    with pytest.raises(GateError, match=r"not private|could be made"):
        Room(base).place(".pdf")
    base.unlink()
    base.mkdir(mode=0o755)
    base.chmod(0o755)
    with pytest.raises(GateError, match="not private"):
        Room(base).place(".pdf")
    base.rmdir()


def test_after_a_kill_the_next_start_wipes_it_and_what_lives_is_left_alone(base: Path) -> None:
    endings = ",".join(ENDINGS.values())
    command = [sys.executable, "-c", LEAVES, str(base), endings]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "there\n"
        assert sweep(base) == 0
        assert len(files_in(base)) == len(ENDINGS)
        (files_in(base)[0].parent / ".~lock.order#").write_text("an office program's")
        other.kill()
    with within(2):
        assert sweep(base) == 0
    assert list(base.iterdir()) == []


@LINUX
def test_the_next_start_of_satchel_wipes_what_a_killed_one_left(
    base: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(base))
    rooms = base_folder()
    assert rooms.parent == base
    command = [sys.executable, "-c", LEAVES, str(rooms), ".pdf"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        killed.kill()
    assert files_in(rooms)
    assert start(folder, "not the passphrase").returncode == 4
    assert list(rooms.iterdir()) == []
    rooms.rmdir()


@LINUX
def test_who_still_has_it_open_is_told_and_it_is_cut_to_nothing_all_the_same(base: Path) -> None:
    path = Room(base).place(".txt")
    path.write_bytes(b"Order")
    with open_elsewhere(path) as other:
        assert users_of(path) == [Path(f"/proc/{other.pid}/comm").read_text("utf-8").strip()]
        assert wiped(path, os.unlink)
        assert Path(f"/proc/{other.pid}/fd/3").stat().st_size == 0
    assert not path.exists()


def test_a_lock_wipes_everything_of_this_process(base: Path) -> None:
    path = Room(base).place(".pdf")
    path.write_bytes(b"Order")
    wipe_own()
    assert list(base.iterdir()) == []


@pytest.mark.parametrize(
    ("who", "lead", "words"),
    [
        ("nobody", True, "let nobody open"),
        ("leads", False, "let a lead alone open"),
        ("leads", True, ""),
        ("members", False, ""),
    ],
)
def test_only_whom_the_rules_let_may_and_only_with_a_reason(
    page_desk: PageDesk,
    who: str,
    lead: bool,  # noqa: FBT001 - a row of the table
    words: str,
) -> None:
    if who != "nobody":
        rule(page_desk, who)
    what = page_desk.workspace.read(leaving, document_in(page_desk).id)
    logged = "SELECT form, purpose, recipient FROM disclosure"
    if words:
        with pytest.raises(GateError, match=words):
            page_desk.workspace.write(let_out, what, "Hearing", lead=lead)
        assert page_desk.workspace.read(lambda c: c.exec_driver_sql(logged).all()) == []
        return
    with pytest.raises(GateError, match="Say what this is for"):
        page_desk.workspace.write(let_out, what, " ", lead=lead)
    page_desk.workspace.write(let_out, what, "Hearing", lead=lead)
    (row,) = page_desk.workspace.read(lambda c: c.exec_driver_sql(logged).all())
    assert tuple(row) == (
        "Opened in another program: Court order",
        "Hearing",
        "Another program on this laptop",
    )
    noted = "SELECT count(*) FROM access_entry WHERE kind = 'disclosure'"
    assert page_desk.workspace.read(lambda c: c.exec_driver_sql(noted).scalar_one()) == 1


class Outside:
    """A lending of the test's own: what it opens is written down."""

    def __init__(self, desk: PageDesk, base: Path) -> None:
        self.opened: list[Path] = []
        self.lending = Lending(desk.context, Room(base), self._open)

    def _open(self, path: Path) -> bool:
        self.opened.append(path)
        return True


def shown_in(bar: OutsideBar, kind: type[T], name: str) -> list[T]:
    return [one for one in bar.findChildren(kind, name) if one.isVisible()]


def bar_in(desk: PageDesk, shown: Show) -> OutsideBar:
    bar = OutsideBar(desk.lanes, desk.context)
    window = desk.window()
    QVBoxLayout(window).addWidget(bar)
    shown(window)
    return bar


def send_out(desk: PageDesk, shown: Show, document: Document) -> None:
    over = shown(desk.window())
    target = {"document": document.id.hex()}
    dialog = OutsideDialog(desk.lanes, desk.context, target, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.qtbot.waitUntil(dialog.open_button.isEnabled)
    dialog.send()
    assert dialog.notice.text == "Say what it is for."
    dialog.reason.setText("To fill in the form of the court")
    dialog.send()
    desk.qtbot.waitUntil(lambda: not dialog.isVisible())
    delete(dialog)


def sent_out(
    desk: PageDesk, shown: Show, base: Path, document: Document
) -> tuple[Outside, OutsideBar, Path]:
    """Send one document out; return what lends it, the bar that tells of it, and its copy."""
    outside = Outside(desk, base)
    bar = bar_in(desk, shown)
    send_out(desk, shown, document)
    (path,) = outside.opened
    return outside, bar, path


def test_it_is_opened_under_a_name_that_says_nothing_and_wiped_when_one_is_done(
    page_desk: PageDesk, shown: Show, base: Path
) -> None:
    rule(page_desk, "leads")
    outside = Outside(page_desk, base)
    document = document_in(page_desk)
    bar = bar_in(page_desk, shown)
    assert not bar.isVisible()
    send_out(page_desk, shown, document)
    (path,) = outside.opened
    assert path.read_bytes() == said()
    assert re.fullmatch(r"[a-z2-7]{20}\.pdf", path.name)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    page_desk.qtbot.waitUntil(lambda: bool(shown_in(bar, Banner, "outside_line")))
    (line,) = shown_in(bar, Banner, "outside_line")
    assert line.text == "Court order: open in another program. A lock wipes it."
    line.acted.emit()
    assert page_desk.said[-1].text == "Wiped. Nothing of it lies outside."
    assert list(base.iterdir()) == []


def test_what_was_changed_outside_comes_back_only_when_a_person_says_so(
    page_desk: PageDesk, shown: Show, base: Path
) -> None:
    rule(page_desk, "leads")
    document = document_in(page_desk)
    outside, bar, path = sent_out(page_desk, shown, base, document)
    outside.lending.look()
    assert bar.findChildren(Button, "outside_keep") == []
    assert document.case is not None
    path.write_bytes(said(box=b"0 0 500 700"))
    outside.lending.look()
    page_desk.qtbot.waitUntil(lambda: bool(shown_in(bar, Button, "outside_keep")))
    (keep,) = shown_in(bar, Button, "outside_keep")
    (line,) = shown_in(bar, Banner, "outside_line")
    assert line.text.endswith("Wiping it drops the changes, and so does a lock.")
    assert len(page_desk.workspace.read(documents_of, document.case).listed) == 1
    keep.click()
    page_desk.qtbot.waitUntil(lambda: not outside.lending.out)
    listed = page_desk.workspace.read(documents_of, document.case).listed
    titles = {one.document.title: one.document for one in listed}
    assert set(titles) == {"Order of 2 March", "Order of 2 March (changed)"}
    changed = titles["Order of 2 March (changed)"]
    assert document.digest[:16] in changed.source
    assert changed.file_name == "order.pdf"
    assert page_desk.workspace.read(whole_document, document.id) == said()
    assert not path.exists()


def test_what_another_program_holds_is_said_and_tried_again(
    page_desk: PageDesk, shown: Show, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(page_desk, "leads")
    outside, bar, path = sent_out(page_desk, shown, base, document_in(page_desk))

    def held(_path: Path, _length: int) -> None:
        # As Windows says of a file that another program has open.
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(os, "truncate", held)
        page_desk.qtbot.waitUntil(lambda: bool(shown_in(bar, Banner, "outside_line")))
        shown_in(bar, Banner, "outside_line")[0].acted.emit()
        page_desk.qtbot.waitUntil(
            lambda: any("still open" in one.text for one in shown_in(bar, Banner, "outside_line"))
        )
        outside.lending.look()
        assert path.exists()
    outside.lending.look()
    assert not path.exists()
    assert outside.lending.out == []


def test_without_a_rule_nobody_is_offered_it(page_desk: PageDesk, shown: Show, base: Path) -> None:
    outside = Outside(page_desk, base)
    document = document_in(page_desk)
    over = shown(page_desk.window())
    target = {"document": document.id.hex()}
    viewer = ViewerDialog(page_desk.lanes, page_desk.context, target, over)
    viewer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    viewer.open()
    dialog = OutsideDialog(page_desk.lanes, page_desk.context, target, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    page_desk.qtbot.waitUntil(lambda: "let nobody open" in dialog.notice.text)
    page_desk.settle()
    assert not dialog.open_button.isEnabled()
    assert not viewer.outside.isVisible()
    assert outside.opened == []
    assert not base.exists()
    for one in (dialog, viewer):
        one.reject()
        delete(one)
