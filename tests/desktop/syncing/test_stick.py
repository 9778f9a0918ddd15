"""Carry by USB stick from the window, and an invitation as a code, a link and a file."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.pages.program import ProgramPage
from desktop.pages.program.savingfile import SavingFileDialog, invitation
from desktop.pages.program.sheets import WordsSheet
from desktop.pages.program.sticking import StickDialog
from desktop.unlock.joiningsteps import InvitationWords
from sync.client.bundles.making import make_bundle
from sync.client.bundles.taking import take_bundle
from sync.client.driving import drive
from sync.client.enrolment.links import FILE_NAME, link_of, read_file
from sync.protocol.invitation import words_beginning, words_of
from sync.protocol.signing import public_of
from tests.desktop.desks import Sessions
from tests.desktop.shell.test_every_window import nameless
from tests.desktop.syncing.office import Ana, save, settle
from tests.sync.bundles.sticks import enter, note_texts, write_note

_WORDS = words_of(bytes(range(16)))
_NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
_LINK = link_of("https://records.example", public_of(bytes(32)), _WORDS)


pytestmark = pytest.mark.usefixtures("light")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def _page(sessions: Sessions, qtbot: QtBot, *, read_only: bool = False) -> ProgramPage:
    session = sessions.start(read_only=read_only)
    sessions.window.do("program")
    settle(session, qtbot)
    page = sessions.window.navigator.currentWidget()
    assert isinstance(page, ProgramPage)
    return page


def _dialog(page: ProgramPage, qtbot: QtBot) -> StickDialog:
    page.stick.button.click()
    qtbot.waitUntil(lambda: bool(page.window().findChildren(StickDialog)))
    found = page.window().findChildren(StickDialog)[-1]
    assert isinstance(found, StickDialog)
    return found


def _said(dialog: StickDialog, act: Callable[[], object], qtbot: QtBot) -> str:
    act()
    qtbot.waitUntil(lambda: dialog.make_button.isEnabled() and dialog.notice.isVisible())
    return dialog.notice.text


def test_a_bundle_is_made_taken_in_and_listed(
    lena: Sessions, ana: Ana, stick: Path, qtbot: QtBot
) -> None:
    page = _page(lena, qtbot)
    session = lena.living[-1]
    assert page.stick.history.text() == "No bundle was made or taken in here yet."
    save(session, qtbot, enter, "from Lena")
    dialog = _dialog(page, qtbot)
    dialog.folder.set_path(stick)
    assert "sealed to 2 laptops" in _said(dialog, dialog.make, qtbot)
    (made,) = stick.iterdir()
    assert made.name == "satchel-2026-03-04.bundle"
    drive(take_bundle(ana.workspace.clock, made), ana.way, ana.workspace)
    assert ana.workspace.read(note_texts) == ["from Lena"]
    ana.workspace.write(write_note, "from Ana")
    answer = stick / "answer.bundle"
    drive(make_bundle(ana.workspace.clock, answer), ana.way, ana.workspace)
    dialog.file.set_path(answer)
    assert "taken in, made on" in _said(dialog, dialog.take, qtbot)
    assert "Nothing was changed" in _said(dialog, dialog.take, qtbot)
    dialog.reject()
    settle(session, qtbot)
    qtbot.waitUntil(lambda: "Taken in on" in page.stick.history.text())
    assert "Ana Reyes's laptop" in page.stick.history.text()
    assert "Made on" in page.stick.history.text()


def test_a_second_bundle_of_the_day_leaves_the_first_on_the_stick(
    lena: Sessions, ana: Ana, stick: Path, qtbot: QtBot
) -> None:
    page = _page(lena, qtbot)
    for act, text in ((enter, "in the morning"), (write_note, "in the evening")):
        save(lena.living[-1], qtbot, act, text)
        dialog = _dialog(page, qtbot)
        dialog.folder.set_path(stick)
        assert "is on the stick" in _said(dialog, dialog.make, qtbot)
        dialog.reject()
        qtbot.waitUntil(lambda: "Made on" in page.stick.history.text())
    made = sorted(stick.iterdir())
    assert [one.name for one in made] == [
        "satchel-2026-03-04-2.bundle",
        "satchel-2026-03-04.bundle",
    ]
    for one in made:
        drive(take_bundle(ana.workspace.clock, one), ana.way, ana.workspace)
    assert sorted(ana.workspace.read(note_texts)) == ["in the evening", "in the morning"]


def test_what_was_sealed_leaves_a_workspace_that_can_only_be_read(
    lena: Sessions, ana: Ana, stick: Path, qtbot: QtBot
) -> None:
    page = _page(lena, qtbot)
    save(lena.living[-1], qtbot, enter, "from Lena")
    first = _dialog(page, qtbot)
    first.folder.set_path(stick)
    _said(first, first.make, qtbot)
    first.reject()
    save(lena.living[-1], qtbot, write_note, "last of all")
    lena.end()
    (stick / "satchel-2026-03-04.bundle").unlink()
    dialog = _dialog(_page(lena, qtbot, read_only=True), qtbot)
    dialog.folder.set_path(stick)
    assert "What was saved last is not in it" in _said(dialog, dialog.make, qtbot)
    (made,) = stick.iterdir()
    drive(take_bundle(ana.workspace.clock, made), ana.way, ana.workspace)
    assert ana.workspace.read(note_texts) == ["from Lena"]
    dialog.file.set_path(made)
    assert "nothing can be saved" in _said(dialog, dialog.take, qtbot)


def test_a_stick_that_is_wrong_is_said_in_words(lena: Sessions, stick: Path, qtbot: QtBot) -> None:
    dialog = _dialog(_page(lena, qtbot), qtbot)
    assert nameless(dialog) == []
    dialog.folder.set_path(stick / "gone")
    dialog.make()
    assert "no such folder" in dialog.notice.text
    (stick / "torn.bundle").write_bytes(b"satchel bundle\0\1")
    dialog.file.set_path(stick / "torn.bundle")
    assert "damaged or was cut off" in _said(dialog, dialog.take, qtbot)
    dialog.reject()


def test_the_words_can_be_read_by_a_camera_and_saved_as_a_file(
    sessions: Sessions, stick: Path, qtbot: QtBot
) -> None:
    session = sessions.start()
    sheet = WordsSheet("Ben", _WORDS.split(), _NOW, _LINK)
    qtbot.addWidget(sheet)
    assert sheet.code.text == _LINK
    assert sheet.code.accessibleName() == "QR code of the invitation"
    dialog = SavingFileDialog(session.lanes, invitation(_LINK), sessions.window)
    dialog.folder.set_path(stick)
    with qtbot.waitSignal(dialog.accepted):
        dialog.save()
    found = read_file((stick / FILE_NAME).read_bytes())
    assert (found.words, found.address) == (_WORDS, "https://records.example")


def test_a_pasted_link_fills_the_words_and_the_address_and_pins_the_server(qtbot: QtBot) -> None:
    step = InvitationWords(words_beginning)
    qtbot.addWidget(step)
    _paste(step.words.area, f"Come in: \n{_LINK}\n")
    assert " ".join(step.words.words()) == _WORDS
    assert step.address.text() == "https://records.example"
    assert public_of(bytes(32)) in step.pinned
    step.address.setText("https://other.example")
    assert public_of(bytes(32)) not in step.pinned
    _paste(step.words.area, _LINK[:-3])
    assert "not the link of an invitation" in _shown(step)
    step.set_county("https://county.example", "Berkshire County")
    _paste(step.words.area, _LINK)
    assert "another server than your county's" in _shown(step)


def _paste(area: QWidget, text: str) -> None:
    content = QMimeData()
    content.setText(text)
    area.insertFromMimeData(content)  # type: ignore[attr-defined]  # of a text area


def _shown(step: InvitationWords) -> str:
    return step._problem.text()
