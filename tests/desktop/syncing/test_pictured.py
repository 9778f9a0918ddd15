"""At the door an invitation comes by a picture of its code, pasted or chosen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.unlock.invitationfile import InvitationFile
from desktop.unlock.joiningsteps import InvitationWords
from desktop.widgets.qrcode import QrCode
from desktop.widgets.wordsfield import WordsField
from sync.client.enrolment.links import link_of
from sync.protocol.invitation import words_beginning, words_of
from sync.protocol.signing import public_of

_WORDS = words_of(bytes(range(16)))
_LINK = link_of("https://records.example", public_of(bytes(32)), _WORDS)
_PATIENCE = 30_000


@pytest.fixture
def step(qtbot: QtBot) -> InvitationWords:
    step = InvitationWords(words_beginning)
    qtbot.addWidget(step)
    return step


def _screen(qtbot: QtBot, text: str = _LINK) -> QImage:
    """Return the code as a colleague's window shows it."""
    code = QrCode("QR code of the invitation", text)
    qtbot.addWidget(code)
    return code.grab().toImage()


def _paste(step: InvitationWords, picture: QImage) -> None:
    """Copy a picture of the screen, and paste it where the words go."""
    content = QMimeData()
    content.setImageData(picture)
    QApplication.clipboard().setMimeData(content)
    assert step.words.area.canPaste()
    step.words.area.paste()


def test_a_pasted_picture_fills_the_words_the_address_and_the_servers_key(
    step: InvitationWords, qtbot: QtBot
) -> None:
    _paste(step, _screen(qtbot))
    assert not step._button.isEnabled()
    qtbot.waitUntil(lambda: " ".join(step.words.words()) == _WORDS, timeout=_PATIENCE)
    assert step.address.text() == "https://records.example"
    assert step.pinned == (public_of(bytes(32)),)
    assert step._button.isEnabled()


def test_a_picture_of_something_else_says_so_and_leaves_what_is_typed(
    step: InvitationWords, qtbot: QtBot
) -> None:
    step.words.set_text("coffee ")
    _paste(step, _screen(qtbot, "https://example.org/"))
    qtbot.waitUntil(lambda: "no invitation to Satchel" in step._problem.text(), timeout=_PATIENCE)
    assert step.words.text() == "coffee "
    assert step._button.isEnabled()


def test_words_that_are_no_invitation_take_no_picture(qtbot: QtBot) -> None:
    field = WordsField("Share on paper", "words", 33, words_beginning)
    qtbot.addWidget(field)
    content = QMimeData()
    content.setImageData(_screen(qtbot))
    assert not field.area.canInsertFromMimeData(content)
    field.area.insertFromMimeData(content)
    assert field.text() == ""


def test_a_picture_is_chosen_as_a_file_is(
    step: InvitationWords, tmp_path: Path, qtbot: QtBot
) -> None:
    _screen(qtbot).save(str(tmp_path / "Screenshot.PNG"), "PNG")  # type: ignore[call-overload]  # its stub wants bytes, Qt a text
    dialog = _dialog(step, tmp_path)
    with (
        qtbot.waitSignal(dialog.chosen, timeout=_PATIENCE) as heard,
        qtbot.waitSignal(dialog.accepted, timeout=_PATIENCE),
    ):
        dialog.use()
    (found,) = heard.args or [None]
    assert (found.words, found.address) == (_WORDS, "https://records.example")


def test_a_file_that_is_none_is_refused_beside_it(
    step: InvitationWords, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = _dialog(step, tmp_path)
    dialog.use()
    assert "no invitation in this folder" in dialog.notice.text
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8\xff" + bytes(90))
    dialog.field.fill()
    dialog.use()
    qtbot.waitUntil(lambda: "damaged or cut short" in dialog.notice.text, timeout=_PATIENCE)
    assert dialog.use_button.isEnabled()


def test_a_dialog_that_closes_ends_the_reading(
    step: InvitationWords, tmp_path: Path, qtbot: QtBot
) -> None:
    _screen(qtbot).save(str(tmp_path / "code.png"), "PNG")  # type: ignore[call-overload]  # as above
    dialog = _dialog(step, tmp_path)
    heard: list[object] = []
    dialog.chosen.connect(heard.append)
    dialog.use()
    viewing = dialog._reading._viewing
    dialog.reject()
    qtbot.wait(300)
    assert viewing.process is None
    assert not heard


def _dialog(step: InvitationWords, folder: Path) -> InvitationFile:
    dialog = InvitationFile(step)
    dialog.open()
    dialog.field.folder.set_path(folder)
    dialog.field.fill()
    return dialog
