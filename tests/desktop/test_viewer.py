"""A document is shown page by page inside Satchel, by keyboard, and never keeps the desk."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.dialogs.viewer import ViewerDialog
from desktop.widgets.buttons import Button
from storage.domain.kinds.case import Case
from storage.domain.kinds.document import Document
from storage.keyless.starting import end_all
from storage.usecases.casefile import stored_record
from storage.usecases.records import Edit, save
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from storage.usecases.typesetting import typeset
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.documents.files import DOCX, add_file, content_of
from tests.documents.hostile import docx, said
from tests.storage.builders import add_case

__all__ = ["page_desk"]

Open = Callable[[Document], ViewerDialog]
SECONDS = 20_000


@pytest.fixture
def case(page_desk: PageDesk) -> Case:
    made, _ = page_desk.workspace.write(add_case)
    return made


@pytest.fixture
def opened(page_desk: PageDesk, shown: Show) -> Iterator[Open]:
    dialogs: list[ViewerDialog] = []

    def open_it(document: Document) -> ViewerDialog:
        over: QWidget = shown(page_desk.window())
        target = {"document": document.id.hex()}
        dialog = ViewerDialog(page_desk.lanes, page_desk.context, target, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        dialogs.append(dialog)
        dialog.open()
        page_desk.qtbot.waitUntil(lambda: settled(dialog), timeout=SECONDS)
        return dialog

    yield open_it
    for dialog in dialogs:
        dialog.reject()
        delete(dialog)


def settled(dialog: ViewerDialog) -> bool:
    page_is_there = bool(dialog.view.accessibleName())
    return page_is_there or (dialog.notice.isVisible() and not dialog.progress.isVisible())


def on_page(page_desk: PageDesk, dialog: ViewerDialog, number: int) -> None:
    begin = f"Page {number + 1} of "
    page_desk.qtbot.waitUntil(
        lambda: dialog.view.accessibleName().startswith(begin), timeout=SECONDS
    )


def paper(pages: int) -> bytes:
    """Return a PDF of our own with some pages."""
    texts = [{"label": "", "text": f"Paragraph {number}. " * 12} for number in range(60 * pages)]
    return typeset(
        "record",
        {
            "title": "Order",
            "header": "",
            "fields": [],
            "texts": texts,
            "program": "P",
            "recipient": "",
            "purpose": "",
            "printed_by": "A",
            "printed_at": "today",
            "practice": True,
        },
    )


def limited(page_desk: PageDesk, document: Document) -> None:
    def act(transaction: Transaction) -> object:
        stored = stored_record(transaction.connection, "document", document.id)
        assert stored is not None
        told = replace(stored.record, source="Juvenile Court", redisclosure="part_2")
        return save(transaction, [Edit(stored, told)], "edit")

    page_desk.workspace.write(act)


def test_a_paper_is_shown_with_its_limit_its_source_and_its_fingerprint(
    page_desk: PageDesk, opened: Open, case: Case
) -> None:
    document = add_file(page_desk.workspace, case.id, said(), "order.pdf")
    limited(page_desk, document)
    dialog = opened(document)
    assert not dialog.view.image.isNull()
    assert dialog.view.image.pixelColor(3, 3).name() == "#ffffff"
    assert dialog.view.accessibleDescription() == "Order of the court"
    assert "42 CFR Part 2" in dialog.limit.text
    assert "From Juvenile Court, received Mar 2, 2026." in dialog.whence.text()
    stored = page_desk.workspace.read(stored_record, "document", document.id)
    assert stored is not None
    assert stored.record.digest in dialog.whence.text().replace(" ", "")
    assert dialog.windowTitle() == "Satchel"


def test_pages_are_turned_and_words_found_by_keyboard_alone(
    page_desk: PageDesk, opened: Open, case: Case
) -> None:
    document = add_file(page_desk.workspace, case.id, paper(2), "order.pdf")
    dialog = opened(document)
    last = dialog.bar.pages - 1
    assert last >= 1
    sheet = dialog.sheet
    sheet.setFocus()
    QTest.keyClick(sheet, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    on_page(page_desk, dialog, last)
    QTest.keyClick(sheet, Qt.Key.Key_PageUp)
    on_page(page_desk, dialog, last - 1)
    first = dialog.view.image.width()
    QTest.keyClick(sheet, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    page_desk.qtbot.waitUntil(lambda: dialog.view.image.width() > first, timeout=SECONDS)
    QTest.keyClick(sheet, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.bar.line.hasFocus()
    QTest.keyClicks(dialog.bar.line, f"paragraph {60 * 2 - 1}.")
    QTest.keyClick(dialog.bar.line, Qt.Key.Key_Return)
    on_page(page_desk, dialog, last)
    dialog.bar.line.setText("not in there")
    QTest.keyClick(dialog.bar.line, Qt.Key.Key_Return)
    page_desk.qtbot.waitUntil(
        lambda: dialog.notice.text == "These words are not in the document.", timeout=SECONDS
    )
    page_desk.context.looks.flush()
    page_desk.settle()
    noted = page_desk.workspace.read(
        lambda c: c.exec_driver_sql(
            "SELECT count(*) FROM access_entry WHERE act = 'open' AND kind = 'document'"
        ).scalar_one()
    )
    assert noted == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (content_of(200_000), "order.txt", "line 000000001"),
        (docx(b"<w:p><w:r><w:t>Order</w:t></w:r></w:p>"), "order.docx", "Order"),
    ],
)
def test_a_text_is_read_as_text(
    page_desk: PageDesk, opened: Open, case: Case, content: bytes, name: str, words: str
) -> None:
    dialog = opened(add_file(page_desk.workspace, case.id, content, name))
    assert words in dialog.reading.toPlainText()
    assert dialog.reading.isReadOnly()
    assert dialog.reading.isVisible()
    assert not dialog.bar.nearer.isVisible()


def test_a_process_that_falls_is_said_and_the_document_opened_again_on_request(
    page_desk: PageDesk, opened: Open, case: Case
) -> None:
    document = add_file(page_desk.workspace, case.id, said(), "order.pdf")
    dialog = opened(document)
    end_all()
    dialog.bar.step(1)
    # It had shown a page: another process takes its place, once.
    page_desk.qtbot.waitUntil(lambda: dialog.pages.viewing.process is not None, timeout=SECONDS)
    page_desk.qtbot.waitUntil(lambda: not dialog.pages._busy, timeout=SECONDS)
    assert not dialog.notice.isVisible()


def test_what_cannot_be_shown_is_said_in_words_and_the_desk_goes_on(
    page_desk: PageDesk, opened: Open, case: Case
) -> None:
    broken = b"%PDF-1.7\n" + bytes(range(256)) * 20
    dialog = opened(add_file(page_desk.workspace, case.id, broken, "order.pdf"))
    assert "damaged and cannot be shown" in dialog.notice.text
    assert dialog.copy.isEnabled()
    page_desk.settle()


def test_a_file_that_is_damaged_or_elsewhere_is_said_without_its_title(
    page_desk: PageDesk, opened: Open, case: Case
) -> None:
    document = add_file(page_desk.workspace, case.id, said(), "order.pdf")
    (chunk,) = (
        one for one in (page_desk.workspace.folder / "documents").rglob("*") if len(one.name) == 64
    )
    chunk.write_bytes(b"x" * chunk.stat().st_size)
    dialog = opened(document)
    assert "it is not the one that was added" in dialog.notice.text
    assert "Order of 2 March" not in dialog.notice.text
    assert dialog.pages.viewing.process is None

    def leave(transaction: Transaction) -> None:
        transaction.connection.exec_driver_sql("DELETE FROM blob_chunk")

    page_desk.workspace.write(leave)
    again = opened(document)
    assert "is not on this laptop. Get it first." in again.notice.text


def test_a_picture_is_not_shown_once_the_rules_forbid_it(
    page_desk: PageDesk, opened: Open, case: Case
) -> None:
    document = add_file(page_desk.workspace, case.id, DOCX, "order.docx")

    def forge(transaction: Transaction) -> None:
        transaction.connection.exec_driver_sql(
            "UPDATE document SET media = 'png' WHERE id = ?", (document.id,)
        )

    page_desk.workspace.write(forge)
    dialog = opened(document)
    assert "The rules of your program let no picture be shown" in dialog.notice.text
    assert dialog.pages.viewing.process is None


def test_opening_is_cancelled_and_tried_again(page_desk: PageDesk, shown: Show, case: Case) -> None:
    document = add_file(page_desk.workspace, case.id, content_of(8 << 20))
    target = {"document": document.id.hex()}
    over: QWidget = shown(page_desk.window())
    dialog = ViewerDialog(page_desk.lanes, page_desk.context, target, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    (cancel,) = (b for b in dialog.progress.findChildren(Button) if b.text() == "Cancel")
    cancel.click()
    page_desk.qtbot.waitUntil(dialog.notice.isVisible, timeout=SECONDS)
    assert dialog.notice.text == "Stopped. Nothing of it was kept."
    assert dialog.pages.viewing.process is None
    dialog.notice.acted.emit()
    page_desk.qtbot.waitUntil(lambda: bool(dialog.view.accessibleName()), timeout=SECONDS)
    assert "line 000000000" in dialog.reading.toPlainText()
    dialog.reject()
    delete(dialog)


def test_closing_and_locking_end_the_process(page_desk: PageDesk, opened: Open, case: Case) -> None:
    dialog = opened(add_file(page_desk.workspace, case.id, said(), "order.pdf"))
    assert dialog.pages.viewing.process is not None
    dialog.reject()
    assert dialog.pages.viewing.process is None


def test_it_stands_where_it_stood_after_a_lock_and_names_nobody_with_initials(
    page_desk: PageDesk, opened: Open, case: Case
) -> None:
    page_desk.workspace.write(set_settings, {"look.initials": True})
    page_desk.context.set_settings(replace(page_desk.context.settings, initials=True))
    document = add_file(page_desk.workspace, case.id, paper(2), "order.pdf")
    first = opened(document)
    first.bar.go(1)
    on_page(page_desk, first, 1)
    first.bar.step(1)
    place = first.place()
    second = opened(document)
    second.restore_place(place)
    second.begin()
    on_page(page_desk, second, 1)
    assert second.bar.zoom == 125
    assert second.title.text() == "Court order"
