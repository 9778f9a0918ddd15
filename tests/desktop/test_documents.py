"""The documents of a case: added by button or drop, fetched, kept, copied through the gate."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sqlalchemy import Connection

from desktop.dialogs.addfile import AddFileDialog
from desktop.dialogs.share import ShareDialog
from desktop.pages.case import CasePage
from desktop.pages.case.documents import DocumentsPart, state_words
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label
from desktop.wording.numbers import size_words
from storage.domain.kinds.case import Case
from storage.domain.kinds.document import Document
from storage.usecases.changes import Changes
from storage.usecases.documents.listing import Listed, documents_of
from storage.usecases.documents.reading import whole_document
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.documents.files import DAY, PDF, add_file
from tests.storage.builders import add_case

__all__ = ["page_desk"]


@pytest.fixture
def case(page_desk: PageDesk) -> Case:
    made, _ = page_desk.workspace.write(add_case)
    return made


def part_of(desk: PageDesk, shown: Show, case: Case) -> DocumentsPart:
    page = CasePage(desk.lanes, desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({"case": case.id.hex(), "tab": "documents"})
    desk.settle()
    (part,) = page.findChildren(DocumentsPart)
    return part


def dialog_of(desk: PageDesk, over: QWidget, case: Case, path: Path | None = None) -> AddFileDialog:
    target = {"case": case.id.hex(), "path": str(path or "")}
    dialog = AddFileDialog(desk.lanes, desk.context, target, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    return dialog


def tell(dialog: AddFileDialog, title: str = "Order of 2 March") -> None:
    dialog.form.start_with({"title": title, "document_kind": "court_order", "received_on": DAY})


def until_idle(desk: PageDesk, dialog: AddFileDialog) -> None:
    desk.qtbot.waitUntil(lambda: not dialog.isVisible() or dialog.add_button_.isEnabled())
    desk.settle()


def words(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(Label) if one.isVisibleTo(widget))


def test_a_file_is_added_sealed_and_listed(
    page_desk: PageDesk, shown: Show, case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "Maya.pdf"
    path.write_bytes(PDF)
    part = part_of(page_desk, shown, case)
    dialog = dialog_of(page_desk, shown(page_desk.window()), case, path)
    tell(dialog)
    dialog.save()
    until_idle(page_desk, dialog)
    (listed,) = page_desk.workspace.read(documents_of, case.id).listed
    assert page_desk.workspace.read(whole_document, listed.document.id) == PDF
    assert (listed.document.file_name, listed.document.media) == ("Maya.pdf", "pdf")
    assert "still where it was" in page_desk.said[-1].text
    assert path.exists()
    model = part.table.model()
    assert [model.index(0, column).data() for column in (1, 3)] == [
        "Order of 2 March",
        "Court order",
    ]
    delete(dialog)


def test_a_picture_is_refused_and_what_was_typed_stays(
    page_desk: PageDesk, shown: Show, case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    dialog = dialog_of(page_desk, shown(page_desk.window()), case, path)
    tell(dialog)
    dialog.save()
    until_idle(page_desk, dialog)
    assert "This is a picture" in dialog.notice.text
    assert dialog.form.values()["title"] == "Order of 2 March"
    assert page_desk.workspace.read(documents_of, case.id).listed == ()
    dialog.reject()
    assert page_desk.context.draft(f"addfile/{case.id.hex()}")
    delete(dialog)


def test_cancel_ends_the_sealing_and_keeps_nothing(
    page_desk: PageDesk, shown: Show, case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "order.txt"
    path.write_bytes(b"line\n" * 1_000_000)
    dialog = dialog_of(page_desk, shown(page_desk.window()), case, path)
    tell(dialog)
    dialog.save()
    (cancel,) = (b for b in dialog.progress.findChildren(Button) if b.text() == "Cancel")
    cancel.click()
    until_idle(page_desk, dialog)
    assert dialog.notice.text == "Stopped. Nothing was kept."
    assert page_desk.workspace.read(documents_of, case.id).listed == ()
    assert not [one for one in (tmp_path / "workspace/documents").rglob("*") if one.is_file()]
    delete(dialog)


def test_with_initials_a_title_names_nobody(page_desk: PageDesk, shown: Show, case: Case) -> None:
    add_file(page_desk.workspace, case.id, PDF)
    page_desk.context.set_settings(replace(page_desk.context.settings, initials=True))
    part = part_of(page_desk, shown, case)
    assert part.table.model().index(0, 1).data() == "Court order"


def test_without_a_file_or_a_title_nothing_is_read(
    page_desk: PageDesk, shown: Show, case: Case, tmp_path: Path
) -> None:
    dialog = dialog_of(page_desk, shown(page_desk.window()), case)
    dialog.chosen.folder.set_path(tmp_path)
    dialog.chosen.fill()
    dialog.save()
    assert dialog.notice.text == "Choose the file."
    path = tmp_path / "order.txt"
    path.write_bytes(b"Order")
    dialog.chosen.set_path(path)
    dialog.save()
    assert dialog.add_button_.isEnabled()
    assert page_desk.workspace.read(documents_of, case.id).listed == ()
    delete(dialog)


def test_what_is_typed_survives_a_lock(
    page_desk: PageDesk, shown: Show, case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "order.txt"
    path.write_bytes(b"Order")
    over = shown(page_desk.window())
    first = dialog_of(page_desk, over, case, path)
    tell(first, "Half a ti")
    place = first.place()
    second = dialog_of(page_desk, over, case)
    second.restore_place(place)
    assert second.form.values()["title"] == "Half a ti"
    assert second.chosen.path() == path
    delete(first)
    delete(second)


def test_a_file_that_is_dropped_opens_the_dialog(
    page_desk: PageDesk, shown: Show, case: Case, tmp_path: Path
) -> None:
    part = part_of(page_desk, shown, case)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "order.pdf"))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    part.dropEvent(event)
    (visit,) = page_desk.opened
    assert (visit.name, visit.target["path"]) == ("addfile", str(tmp_path / "order.pdf"))


def test_the_switch_keeps_the_files_of_the_case_here(
    page_desk: PageDesk, shown: Show, case: Case
) -> None:
    part = part_of(page_desk, shown, case)
    part.kept.setFocus()
    for kept in (True, False):
        QTest.keyClick(part.kept, Qt.Key.Key_Space)
        page_desk.settle()
        assert page_desk.workspace.read(documents_of, case.id).kept is kept


def on_the_server(connection: Connection, document: Document) -> None:
    for table in ("blob_chunk", "blob"):
        connection.exec_driver_sql(
            f"DELETE FROM {table} WHERE blob = (SELECT blob FROM document WHERE id = ?)",  # noqa: S608 - our own names
            (document.id,),
        )


def test_a_file_on_the_server_is_asked_for_with_one_press(
    page_desk: PageDesk, shown: Show, case: Case
) -> None:
    document = add_file(page_desk.workspace, case.id, b"Order")
    page_desk.workspace.write(lambda t: on_the_server(t.connection, document))
    part = part_of(page_desk, shown, case)
    part.table.select(document.id)
    page_desk.settle()
    assert part.get.isEnabled()
    assert not part.copy.isEnabled()
    assert "The file is on the server" in words(part)
    part.get.click()
    page_desk.settle()
    (listed,) = page_desk.workspace.read(documents_of, case.id).listed
    assert state_words(listed) == "Being fetched, 0 of 1"
    part.open_case(case.id, {})
    page_desk.settle()
    assert part.get.text() == "Stop fetching"
    part.get.click()
    page_desk.settle()
    (listed,) = page_desk.workspace.read(documents_of, case.id).listed
    assert listed.state == "server"


def test_a_file_that_a_laptop_took_along_is_said_with_whose_laptop_it_was(
    page_desk: PageDesk, shown: Show, case: Case
) -> None:
    document = add_file(page_desk.workspace, case.id, b"Order")
    page_desk.workspace.write(lambda t: on_the_server(t.connection, document))

    def gone(transaction: Transaction) -> Changes:
        for statement in (
            "INSERT INTO blob (blob, absent) SELECT blob, 1 FROM document",
            (
                "INSERT INTO member_device (device, signing, kem, role, sequence, name, gone)"
                " SELECT id, x'', x'', 'member', 1, 'Ben Silva', 2 FROM this_device"
            ),
        ):
            transaction.connection.exec_driver_sql(statement)
        return Changes()

    page_desk.workspace.write(gone)
    part = part_of(page_desk, shown, case)
    part.table.select(document.id)
    page_desk.settle()
    assert "of Ben Silva, was taken out of the program before it sent it" in words(part)
    (listed,) = page_desk.workspace.read(documents_of, case.id).listed
    assert state_words(listed) == "Its laptop was taken out"


def test_a_copy_leaves_through_the_gate_with_its_limit_shown_first(
    page_desk: PageDesk, shown: Show, case: Case, tmp_path: Path
) -> None:
    document = add_file(page_desk.workspace, case.id, PDF, "order.pdf")
    part = part_of(page_desk, shown, case)
    part.table.select(document.id)
    page_desk.settle()
    part.copy.click()
    (visit,) = page_desk.opened
    assert visit.name == "share"
    over = shown(page_desk.window())
    dialog = ShareDialog(page_desk.lanes, page_desk.context, visit.target, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    page_desk.qtbot.waitUntil(dialog.save_button.isEnabled)
    page_desk.qtbot.waitUntil(lambda: "No limit on passing it on is recorded" in words(dialog))
    assert (dialog.name.text(), dialog.file_format.currentData()) == ("document", "pdf")
    dialog.folder.set_path(tmp_path)
    dialog.purpose.setText("Hearing")
    dialog.recipient.setText("Youth's attorney")
    dialog.basis.setCurrentIndex(dialog.basis.findData("release"))
    dialog.including.exact.click()
    page_desk.qtbot.waitUntil(lambda: "byte for byte" in words(dialog))
    page_desk.qtbot.waitUntil(dialog.save_button.isEnabled)
    dialog.save()
    page_desk.qtbot.waitUntil(lambda: not dialog.isVisible())
    assert (tmp_path / "document.pdf").read_bytes() == PDF
    logged = page_desk.workspace.read(
        lambda c: c.exec_driver_sql("SELECT form, recipient FROM disclosure").one()
    )
    assert tuple(logged) == ("Copy of a document: Court order", "Youth's attorney")
    delete(dialog)


def test_sizes_and_states_are_said_in_words() -> None:
    assert [size_words(size) for size in (1, 2_000, 3_500_000)] == ["1 KB", "1 KB", "3.3 MB"]
    document = Document(id=b"", title="", document_kind="", chunks=12)  # type: ignore[arg-type]  # no id is asked for
    assert state_words(Listed(document, "coming", 3)) == "Being fetched, 3 of 12"
