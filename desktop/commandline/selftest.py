"""``satchel self-test``: does this installation do what it was built for, on this machine."""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commandline.parsing import Verbs
from desktop.commandline.speaking import answer
from desktop.commandline.synctest import sync_with_itself
from storage.errors import DamagedError

if TYPE_CHECKING:
    from storage.domain.ids import RecordId
    from storage.usecases.transaction import Transaction
    from storage.workspace import Workspace

_PASSPHRASE = "amber kettle orbit walnut glacier"  # noqa: S105 - opens an empty folder that goes at once
_NAME = "Quillfeather"
_WORDS = "walked along the harbor"
_POINT = (
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A PNG of one white point."""
_CODE = (
    "89504e470d0a1a0a0000000d494844520000003a0000003a0100000000c9c07785"
    "000000824944415478daad91310a4341084425b61fbccac2b40b5e7d61db805759"
    "d8f6833f210432a64cace421e38c4abe6ac8af8d685be2e326ef4adf279248836e"
    "2d24be88418bcedaac238ac6bb32ed69e393ccfb06cd98199c66ba383a11d8002b"
    "a3ad9cac9ceabc4b34fa593cab1f59923e623049ad24e4a8375c51b2c7ac7efef1"
    "c10bb431dac5e38784620000000049454e44ae426082"
)
"""A PNG of a QR code that says SATCHEL."""


def add_verbs(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "self-test",
        help="try this installation on this machine",
        description="Try this installation on this machine: its formats, an encrypted workspace "
        "in a folder of its own that is removed again, a search, a PDF, a server and a second "
        "laptop to sync with, a window nobody sees.",
    )
    parser.set_defaults(run=_self_test)


def _self_test(_arguments: argparse.Namespace) -> int:
    for name, detail in _steps():
        answer(f"{name}: ok{detail and f' ({detail})'}")
    answer("self-test: ok")
    return 0


def _steps() -> Iterator[tuple[str, str]]:
    from storage.doctor.vectors import check_vectors
    from storage.workspace import Beginning, Workspace, create

    yield "vectors", f"{check_vectors()} of them"
    with tempfile.TemporaryDirectory(prefix="satchel-self-test-") as place:
        folder = Path(place) / "workspace"
        beginning = Beginning(person="Self-test", program="Self-test", practice=True)
        key = create(folder, _PASSPHRASE, beginning).key
        yield "make a workspace", ""
        with Workspace(folder, key) as workspace:
            yield "open", ""
            for name, step in _WORK.items():
                yield name, step(workspace)
            yield "sync with itself", sync_with_itself(Path(place), workspace, _NAME)
    yield "window", _grab()


def _write(workspace: "Workspace") -> str:
    workspace.write(_save)
    return ""


def _save(transaction: "Transaction") -> "RecordId":
    from storage.domain.kinds.note import Note
    from storage.domain.kinds.person import Person
    from storage.usecases.records import Add, save

    person = Person(id=transaction.new_id(), role="primary_victim", family_name=_NAME)
    note = Note(id=transaction.new_id(), on=transaction.today(), note_class="factual", text=_WORDS)
    save(transaction, [Add(person), Add(note)], "self-test")
    return person.id


def _search(workspace: "Workspace") -> str:
    from storage.usecases.searching import search

    misspelt = workspace.read(search, "Quilfether")
    phrase = workspace.read(search, f'"{_WORDS}"')
    _insist([hit.kind for hit in misspelt + phrase] == ["person", "note"], "The search")
    return ""


def _read(workspace: "Workspace") -> str:
    from storage.usecases.history import history
    from storage.usecases.searching import search

    (hit,) = workspace.read(search, _NAME)
    (step,) = workspace.read(history, hit.kind, hit.record)
    _insist(step.fields["family_name"] == (None, _NAME), "Reading a record back")
    return ""


def _render(workspace: "Workspace") -> str:
    from storage.domain.periods import STATE, year_of
    from storage.reports.figures import figures
    from storage.reports.printing import Printing, as_pdf

    now = workspace.clock.now()
    counted = workspace.read(figures, "headline", year_of(now.date(), STATE))
    printing = Printing(program="Self-test", printed_by="Self-test", printed_at=now, practice=True)
    content = as_pdf(counted, printing)
    _insist(content.startswith(b"%PDF-"), "The PDF")
    _show("pdf", content)
    _show("png", bytes.fromhex(_POINT))
    _read_code(bytes.fromhex(_CODE))
    return f"{len(content):,} bytes"


def _show(media: str, content: bytes) -> None:
    """Have a document shown and copied by the process that holds no key."""
    from storage.viewing.session import Viewing

    for shown in (True, False):
        viewing = Viewing()
        try:
            viewing.open(media, len(content), [content], shown=shown)
            seen = viewing.page(0, 100).pixels if shown else viewing.clean()
        finally:
            viewing.close()
        _insist(bool(seen), "Showing a document")


def _read_code(content: bytes) -> None:
    """Have the picture of a code read by that process, as an invitation's is at the door."""
    from storage.viewing.session import Viewing

    viewing = Viewing()
    try:
        viewing.open("png code", len(content), [content])
        text = viewing.text(0)
    finally:
        viewing.close()
    _insist(text == "SATCHEL", "Reading a code")


def _exchange(workspace: "Workspace") -> str:
    """Write a workbook, and have it read by the process that holds no key."""
    from storage.exchange.foreign.opening import table_of
    from storage.exchange.workbook import workbook_of

    del workspace
    table = table_of(workbook_of("Self-test", [["Name"], [_NAME]]))
    _insist(any(_NAME in str(sheet) for sheet in table.sheets), "Reading a workbook")
    return ""


def _count_days(workspace: "Workspace") -> str:
    """Ask which days are holidays, and put a day into a calendar file."""
    from datetime import date

    from storage.domain.ids import RecordId
    from storage.usecases.calendar.file import Telling, calendar_file
    from storage.usecases.calendar.occurrence import Occurrence
    from storage.usecases.deadlines.calendar_days import is_holiday

    _insist(is_holiday(date(2026, 4, 20)), "The calendar of holidays")
    one = Occurrence(
        subject="task", record=RecordId(bytes(16)), on=date(2026, 4, 21), until=date(2026, 4, 21)
    )
    made = calendar_file([one], Telling(), workspace.clock.now())
    _insist(made.startswith(b"BEGIN:VCALENDAR"), "The calendar file")
    return "Patriots' Day is one"


def _grab() -> str:
    """Draw a small window where nobody sees it, and look whether anything is on it."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from desktop import theme
    from desktop.widgets.labels import Heading

    application = QApplication.instance() or QApplication(["Case"])
    _insist(isinstance(application, QApplication), "The window system")
    if isinstance(application, QApplication):
        theme.apply(application, "light")
    label = Heading("Satchel", level=1)
    label.resize(320, 120)
    picture = label.grab().toImage()
    colors = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    _insist(len(colors) > 1, "The window")
    return f"{picture.width()} by {picture.height()} pixels"


def _insist(held: bool, what: str) -> None:  # noqa: FBT001 - the one question
    if not held:
        raise DamagedError(f"{what} does not work on this machine. Install Satchel again.")


_WORK: "dict[str, Callable[[Workspace], str]]" = {
    "write": _write,
    "read": _read,
    "search": _search,
    "render a PDF": _render,
    "read a workbook": _exchange,
    "count days": _count_days,
}
