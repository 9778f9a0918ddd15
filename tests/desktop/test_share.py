"""The gate's dialog: what it asks, what it refuses, what it lets out."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from desktop.dialogs.share import ShareDialog
from desktop.widgets import folders
from desktop.widgets.folders import FolderField, usual_places
from desktop.widgets.labels import Label
from storage.domain.filenames import is_safe
from storage.domain.ids import text_of
from storage.domain.kinds.case import Case
from storage.domain.kinds.disclosure import Disclosure
from storage.domain.kinds.exploiter import Exploiter
from storage.domain.kinds.person import Person
from storage.tables.records import TABLES, record_maker
from storage.usecases import records
from storage.usecases.leftsheets import COPIES, left_sheets
from storage.usecases.records import Add
from storage.usecases.transaction import Transaction
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.conftest import Show, delete
from tests.domain.test_filenames import NAMES
from tests.storage.builders import add_case, add_note, add_service

__all__ = ["at_desk", "over"]

REPORT = {"report": "pmt", "period": "2026-01-01..2026-03-31"}
Open = Callable[..., ShareDialog]


@pytest.fixture
def served(at_desk: AtDesk) -> tuple[Case, Person]:
    case, youth = at_desk.write(add_case)
    at_desk.write(add_service, case, youth)
    pair: tuple[Case, Person] = (case, youth)
    return pair


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(at_desk: AtDesk, over: QWidget, out: Path) -> Iterator[Open]:
    dialogs: list[ShareDialog] = []

    def open_dialog(**target: object) -> ShareDialog:
        dialog = ShareDialog(at_desk.lanes, at_desk.context, target, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialogs.append(dialog)
        dialog.open()
        at_desk.rest()
        dialog.folder.set_path(out)
        return dialog

    yield open_dialog
    for dialog in dialogs:
        delete(dialog)


def answer(dialog: ShareDialog, basis: str) -> None:
    dialog.purpose.setText("Report of the quarter")
    dialog.recipient.setText("MOVA")
    dialog.basis.setCurrentIndex(dialog.basis.findData(basis))


def words_in(dialog: ShareDialog) -> str:
    return " ".join(label.text() for label in dialog.preview.findChildren(Label))


def save(dialog: ShareDialog, at_desk: AtDesk) -> None:
    dialog.save()
    for _ in range(3):
        at_desk.rest()


def logged(at_desk: AtDesk) -> list[Disclosure]:
    table, make = TABLES["disclosure"], record_maker("disclosure")
    found: list[Disclosure] = at_desk.read(
        lambda c: [make(row) for row in c.execute(select(table)).mappings()]
    )
    return found


@pytest.mark.usefixtures("served")
def test_a_report_leaves_as_totals_logged_with_why_and_for_whom(
    at_desk: AtDesk, opened: Open, out: Path
) -> None:
    dialog = opened(**REPORT)
    dialog.file_format.setCurrentIndex(dialog.file_format.findData("json"))
    answer(dialog, "aggregate_report")
    save(dialog, at_desk)
    (file,) = out.iterdir()
    assert file.name == "pmt-2026-01-01-2026-03-31.json"
    assert json.loads(file.read_bytes())["form"] == "pmt"
    assert b"Marisol" not in file.read_bytes()
    (row,) = logged(at_desk)
    assert (row.content, row.basis, row.recipient) == ("aggregate", "aggregate_report", "MOVA")
    assert row.people == frozenset()
    assert "disclosure log" in at_desk.said[-1].text


def test_a_record_leaves_as_pdf_and_the_log_names_whom_it_is_about(
    at_desk: AtDesk, opened: Open, out: Path, served: tuple[Case, Person]
) -> None:
    case, youth = served
    dialog = opened(kind="case", record=text_of(case.id))
    assert dialog.name.text() == "case"
    answer(dialog, "mandate")
    save(dialog, at_desk)
    (file,) = out.iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    assert [copy.path for copy in at_desk.read(left_sheets, COPIES)] == [file]
    (row,) = logged(at_desk)
    assert (row.content, row.people, row.records) == ("records", frozenset({youth.id}), 4)


def test_what_is_restricted_leaves_only_when_it_is_asked_for(
    at_desk: AtDesk, opened: Open, out: Path, served: tuple[Case, Person]
) -> None:
    def name_somebody(transaction: Transaction) -> None:
        exploiter = Exploiter(id=transaction.new_id(), case=served[0].id, name="Rico Sample")
        records.save(transaction, [Add(exploiter)], "write")

    at_desk.write(name_somebody)
    dialog = opened(kind="case", record=text_of(served[0].id))
    assert not dialog.including.restricted.isHidden()
    assert dialog.including.accounts.isHidden()
    assert "Restricted records are left out: 1." in words_in(dialog)
    dialog.including.restricted.click()
    at_desk.rest()
    assert "Restricted" not in words_in(dialog)
    again = opened(kind="case", record=text_of(served[0].id))
    again.restore_place(dialog.place())
    at_desk.rest()
    assert again.including.restricted.isChecked()
    assert "Restricted" not in words_in(again)
    answer(dialog, "own_use")
    save(dialog, at_desk)
    (file,) = out.iterdir()
    pages = pypdfium2.PdfDocument(file.read_bytes())
    assert "Rico Sample" in "".join(page.get_textpage().get_text_range() for page in pages)
    (row,) = logged(at_desk)
    assert row.records == 5


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("purpose", "Say what this is for."),
        ("recipient", "Say who receives this."),
        ("name", "Type a file name"),
    ],
)
@pytest.mark.usefixtures("served")
def test_an_unanswered_question_is_asked_again(
    at_desk: AtDesk, opened: Open, out: Path, field: str, words: str
) -> None:
    dialog = opened(**REPORT)
    answer(dialog, "aggregate_report")
    getattr(dialog, field).clear()
    save(dialog, at_desk)
    assert words in dialog.notice.text
    assert list(out.iterdir()) == []
    assert logged(at_desk) == []


@pytest.mark.usefixtures("served")
def test_without_a_basis_nothing_leaves_and_practice_is_none_for_real_people(
    at_desk: AtDesk, opened: Open, out: Path
) -> None:
    dialog = opened(**REPORT)
    codes = [dialog.basis.itemData(row) for row in range(dialog.basis.count())]
    assert codes == ["", "aggregate_report", "own_use"]
    answer(dialog, "")
    save(dialog, at_desk)
    assert "On what basis" in dialog.basis.accessibleName()
    assert "basis" in dialog.notice.text
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("name", ["Marisol", "vega-report", "report_for_VEGA"])
def test_a_file_name_never_names_a_child(
    at_desk: AtDesk, opened: Open, out: Path, served: tuple[Case, Person], name: str
) -> None:
    dialog = opened(kind="case", record=text_of(served[0].id))
    answer(dialog, "own_use")
    dialog.name.setText(name)
    save(dialog, at_desk)
    assert "would name a person" in dialog.notice.text
    assert list(out.iterdir()) == []
    assert logged(at_desk) == []


@pytest.mark.usefixtures("served")
def test_a_file_name_stays_a_name_that_every_system_takes(
    at_desk: AtDesk, opened: Open, out: Path
) -> None:
    before = sorted(out.parent.iterdir())
    dialog = opened(**REPORT)
    answer(dialog, "aggregate_report")
    refused = 0
    for name in ("../up", "c\\d", *NAMES):
        dialog.name.setText(name.replace("\ud800", ""))
        if is_safe(dialog.target_file().name):
            continue
        save(dialog, at_desk)
        assert "Type a file name of letters, digits and dashes." in dialog.notice.text, name
        assert list(out.iterdir()) == []
        refused += 1
    assert refused > 40
    assert sorted(out.parent.iterdir()) == before
    assert logged(at_desk) == []


@pytest.mark.usefixtures("served")
def test_a_file_that_is_there_is_never_replaced(at_desk: AtDesk, opened: Open, out: Path) -> None:
    (out / "pmt-2026-01-01-2026-03-31.pdf").write_text("kept")
    dialog = opened(**REPORT)
    answer(dialog, "aggregate_report")
    save(dialog, at_desk)
    assert "There is a file of this name" in dialog.notice.text
    assert logged(at_desk) == []


@pytest.mark.usefixtures("served")
def test_a_folder_that_is_gone_is_said(at_desk: AtDesk, opened: Open, out: Path) -> None:
    dialog = opened(**REPORT)
    answer(dialog, "aggregate_report")
    dialog.folder.set_path(out / "nowhere")
    save(dialog, at_desk)
    assert "no such folder" in dialog.notice.text


def test_a_privileged_note_is_refused_before_anything_is_asked(
    at_desk: AtDesk, opened: Open, served: tuple[Case, Person]
) -> None:
    note = at_desk.write(add_note, served[0], "Told in confidence.")
    assert opened(kind="note", record=text_of(note.id)).save_button.isEnabled()
    at_desk.write(
        lambda t: t.connection.exec_driver_sql("UPDATE note SET note_class = 'privileged'")
    )
    dialog = opened(kind="note", record=text_of(note.id))
    assert "20M" in dialog.notice.text
    assert not dialog.save_button.isEnabled()


@pytest.mark.usefixtures("served")
def test_everything_typed_is_there_again_after_a_lock(
    at_desk: AtDesk, opened: Open, out: Path
) -> None:
    dialog = opened(**REPORT)
    answer(dialog, "own_use")
    dialog.name.setText("quarter")
    place = dialog.place()
    again = opened(**REPORT)
    again.restore_place(place)
    at_desk.rest()
    assert again.place() == place
    assert again.folder.path() == out


def test_a_folder_is_chosen_by_keys_and_nothing_remembers_it(shown: Show, tmp_path: Path) -> None:
    child = tmp_path / "Marisol" / "deep"
    child.mkdir(parents=True)
    field = FolderField("Folder")
    shown(field)
    field.set_path(tmp_path)
    names = [field.list.item(row).text() for row in range(field.list.count())]
    assert names[0] == "Up to the folder above"
    field.list.setCurrentRow(names.index("Marisol"))
    QTest.keyClick(field.list, Qt.Key.Key_Return)
    assert field.path() == tmp_path / "Marisol"
    QTest.keyClick(field.list, Qt.Key.Key_Backspace)
    assert field.path() == tmp_path
    assert all(place.is_dir() for _, place in usual_places())
    remembered = QSettings(QSettings.Scope.UserScope, "QtProject")
    kept = [str(remembered.value(key)) for key in remembered.allKeys()]
    assert not any("Marisol" in text for text in kept)


def test_a_folder_that_a_service_copies_is_told_and_the_person_may_go_on(
    at_desk: AtDesk, opened: Open, out: Path
) -> None:
    copied = out / "OneDrive - Kids' Place"
    copied.mkdir()
    dialog = opened(**REPORT)
    answer(dialog, "own_use")
    assert dialog.folder.caution.isHidden()
    dialog.folder.set_path(copied)
    assert "copies this folder to its own computers" in dialog.folder.caution.text
    assert dialog.folder.caution.isVisible()
    save(dialog, at_desk)
    assert len(list(copied.iterdir())) == 1


def test_a_caution_comes_and_goes_with_the_folder_and_only_where_something_leaves(
    shown: Show, tmp_path: Path
) -> None:
    marked = tmp_path / "shared"
    marked.mkdir()
    (marked / ".stfolder").touch()
    reading, readable, secret = (
        FolderField("Folder", leaving=leaving) for leaving in ("", "readable", "secret")
    )
    for field, said, problem in (
        (reading, False, ""),
        (readable, True, ""),
        (secret, True, "This must not go there"),
    ):
        shown(field)
        field.set_path(tmp_path)
        assert field.caution.isHidden()
        assert field.problem() == ""
        names = [field.list.item(row).text() for row in range(field.list.count())]
        field.list.setCurrentRow(names.index("shared"))
        QTest.keyClick(field.list, Qt.Key.Key_Return)
        assert field.caution.isVisible() is said
        assert problem in field.problem()
        assert bool(field.problem()) is bool(problem)
        QTest.keyClick(field.list, Qt.Key.Key_Backspace)
        assert field.caution.isHidden()


def test_a_secret_is_offered_a_place_that_no_service_copies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On many computers the documents are kept by a service, and come first."""
    documents, stick = tmp_path / "OneDrive" / "Documents", tmp_path / "stick"
    documents.mkdir(parents=True)
    stick.mkdir()
    monkeypatch.setattr(
        folders, "usual_places", lambda: [("Documents", documents), ("stick", stick)]
    )
    assert FolderField("Folder", leaving="readable").path() == documents
    assert FolderField("Folder", leaving="secret").path() == stick


def test_a_list_leaves_as_it_is_shown_and_the_log_says_whom_it_is_about(
    at_desk: AtDesk, opened: Open, out: Path, served: tuple[Case, Person]
) -> None:
    case, youth = served
    dialog = opened(list="case", fields=["youth", "number"], keys=[case.id])
    answer(dialog, "own_use")
    save(dialog, at_desk)
    (file,) = out.iterdir()
    assert file.read_text("utf-8-sig").splitlines() == [
        "Youth,Case number",
        f"Marisol Vega,{case.number}",
    ]
    (row,) = logged(at_desk)
    assert (row.content, row.people, row.records) == ("records", frozenset({youth.id}), 1)
