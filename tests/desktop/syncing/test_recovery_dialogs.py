"""Help a colleague, make a recovery key, print and give a share, bring shares together."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.pages.program import ProgramPage
from desktop.pages.program.gathering import GatherDialog
from desktop.pages.program.helping import HelpDialog, RequestSheet, TalkSheet
from desktop.pages.program.keymaking import KeyDialog
from desktop.pages.program.sharegiving import OwnShareDialog
from desktop.pages.program.sheets import EndSheet
from desktop.theme import Tokens
from storage.usecases import disclosures
from storage.usecases.leftsheets import left_sheets
from storage.workspace import Workspace
from sync.client.recovery.asking import Asking, ask_supervisors
from sync.client.recovery.helping import FORM
from sync.client.recovery.holding import FILE, PRINT_FORM, SHEET, give_share, own_share
from sync.client.recovery.making import make_recovery_key
from sync.client.recovery.rehearsing import last_rehearsal
from sync.protocol.shares import split
from tests.desktop.desks import Sessions
from tests.desktop.shell.test_every_window import learnt_by_keyboards, nameless, not_reached
from tests.desktop.syncing.office import settle
from tests.sync.enrolment.conftest import joiners, new_stage
from tests.sync.recovery.conftest import Office, once_all_joined, own_office

__all__ = ["joiners", "new_stage", "once_all_joined", "own_office"]
W = TypeVar("W", bound=QWidget)


class Desk:
    """Ana, a lead, at the page of the program; her laptop has no way to the server now."""

    def __init__(
        self, office: Office, sessions: Sessions, qtbot: QtBot, *, read_only: bool = False
    ) -> None:
        self.office, self.qtbot = office, qtbot
        self.session = sessions.start(read_only=read_only)
        self.window = sessions.window
        self.window.do("program")
        settle(self.session, qtbot)
        page = self.window.navigator.currentWidget()
        assert isinstance(page, ProgramPage)
        self.page = page

    def open(self, name: str, kind: type[W]) -> W:
        button = self.page.recovery.buttons[name]
        assert not button.isHidden()
        button.click()
        found = self.window.findChildren(kind)[-1]
        assert isinstance(found, kind)
        return found

    def wait(self, come_about: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(come_about()), timeout=20_000)

    def reachable(self, dialog: QDialog) -> None:
        """Hold that a dialog is walked by keys and speaks its controls."""
        dialog.activateWindow()
        self.wait(lambda: _has_focus(dialog))
        assert not_reached(dialog) == set()
        assert nameless(dialog) == []

    def read(self, query: Callable[..., Any], *args: object) -> Any:
        done: list[Any] = []
        self.session.lanes.read(query, *args, context=self.session, then=done.append)
        self.wait(lambda: done)
        return done[0]


@pytest.fixture
def desk(
    own_office: Office,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
    request: pytest.FixtureRequest,
) -> Iterator[Desk]:
    office = own_office
    holders = tuple(each.workspace.device for each in (office.ana, office.cleo, office.ben))
    office.ana.run(make_recovery_key(office.clock, holders, 2))
    office.sync()
    office.ana.workspace.close()
    sessions = Sessions(office.ana.folder, office.ana.key, office.clock, qtbot)
    yield Desk(office, sessions, qtbot, read_only=getattr(request, "param", False))
    sessions.end()


def test_the_card_says_who_helps_and_who_holds(desk: Desk) -> None:
    card = desk.page.recovery
    assert "2 leads hold a share of your key, and 2 of them" in card.passphrase.text()
    assert card.key.text().startswith("Any 2 of 3 shares make it. They are with ")
    assert "Cleo Marsh" in card.key.text()
    assert "never tried" in card.rehearsed.text()
    desk.page._context.toggle_initials()
    assert "Cleo" not in card.key.text()


def test_a_lead_s_laptop_that_the_server_does_not_know_may_use_the_key(desk: Desk) -> None:
    desk.open("gather", GatherDialog).reject()
    assert desk.window.findChildren(GatherDialog)[-1].lead_button.isHidden()
    desk.page._context.syncing._finish("not-admitted")
    assert not desk.open("gather", GatherDialog).lead_button.isHidden()


def asked(desk: Desk, tmp_path: Path) -> tuple[Asking, HelpDialog, TalkSheet]:
    """Have Ben ask, and the lead at the desk open what he asks."""
    asking = ask_supervisors(desk.office.ben.folder, desk.office.clock)
    request = tmp_path / "request.satchel-request"
    request.write_bytes(asking.file)
    dialog = desk.open("help", HelpDialog)
    assert isinstance(dialog.sheet, RequestSheet)
    dialog.sheet.file.set_path(request)
    desk.reachable(dialog)
    dialog.go_button.click()
    desk.wait(lambda: isinstance(dialog.sheet, TalkSheet))
    assert isinstance(dialog.sheet, TalkSheet)
    desk.reachable(dialog)
    return asking, dialog, dialog.sheet


def test_a_lead_answers_a_colleague_after_they_have_spoken(desk: Desk, tmp_path: Path) -> None:
    asking, dialog, sheet = asked(desk, tmp_path)
    assert learnt_by_keyboards(dialog) == []
    sheet.folder.set_path(tmp_path)
    sheet.words.set_text("abandon " * 6)
    sheet.how.setText("in person")
    dialog.go_button.click()
    desk.wait(lambda: "not the six words" in dialog.notice.text)
    sheet.words.set_text(" ".join(asking.words))
    dialog.go_button.click()
    desk.wait(lambda: isinstance(dialog.sheet, EndSheet))
    (answer,) = tmp_path.glob("*.satchel-answer")
    asking.take(answer.read_bytes(), desk.office.clock)
    assert asking.here == 1
    logged = desk.read(_newest_disclosure)
    assert (logged.recipient, "in person" in logged.purpose) == ("Ben Silva", True)


def test_a_file_that_is_no_request_is_refused(desk: Desk, tmp_path: Path) -> None:
    wrong = tmp_path / "x.satchel-request"
    wrong.write_bytes(b"nothing of the kind")
    dialog = desk.open("help", HelpDialog)
    assert isinstance(dialog.sheet, RequestSheet)
    dialog.sheet.file.set_path(wrong)
    dialog.go_button.click()
    desk.wait(lambda: "no request" in dialog.notice.text)


def test_three_or_five_people_are_chosen_and_no_server_is_said(desk: Desk) -> None:
    dialog = desk.open("make", KeyDialog)
    desk.reachable(dialog)
    boxes = list(dialog.boxes.values())
    assert len(boxes) == 4
    for count, box in enumerate(boxes, 1):
        box.setChecked(True)
        assert dialog.make_button.isEnabled() is (count == 3)
    boxes[0].setChecked(False)
    dialog.make_button.click()
    desk.wait(dialog.notice.isVisible)
    assert dialog.make_button.isEnabled()


def test_a_share_goes_to_paper_and_to_a_colleague(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.open("print", OwnShareDialog)
    desk.reachable(dialog)
    copied = tmp_path / "iCloudDrive"
    copied.mkdir()
    dialog.folder.set_path(copied)
    dialog.save_button.click()
    assert "must not go there" in dialog.notice.text
    dialog.folder.set_path(tmp_path)
    dialog.save_button.click()
    desk.wait(lambda: (tmp_path / SHEET).exists() and "Print it now" in dialog.text.text())
    # The words lie there to be read until the file is deleted.
    desk.wait(lambda: dialog.sheets.banners)
    dialog.sheets.banners[0].acted.emit()
    desk.wait(lambda: not (tmp_path / SHEET).exists() and not dialog.sheets.banners)
    dialog.reject()
    given = desk.open("give", OwnShareDialog)
    given.receiver.setCurrentIndex(given.receiver.findData(desk.office.cleo.workspace.device.hex()))
    given.folder.set_path(tmp_path)
    (tmp_path / FILE).write_bytes(b"of another holder")
    given.save_button.click()
    desk.wait((tmp_path / "share-2.satchel-share").exists)
    assert (tmp_path / FILE).read_bytes() == b"of another holder"


@pytest.mark.parametrize("desk", [True], indirect=True)
def test_a_share_and_an_answer_leave_a_workspace_that_can_only_be_read(
    desk: Desk, tmp_path: Path
) -> None:
    dialog = desk.open("print", OwnShareDialog)
    dialog.folder.set_path(tmp_path)
    dialog.save_button.click()
    desk.wait(lambda: (tmp_path / SHEET).exists() and "Print it now" in dialog.text.text())
    dialog.reject()
    asking, helping, sheet = asked(desk, tmp_path)
    sheet.folder.set_path(tmp_path)
    sheet.words.set_text(" ".join(asking.words))
    sheet.how.setText("in person")
    helping.go_button.click()
    desk.wait(lambda: isinstance(helping.sheet, EndSheet))
    (answer,) = tmp_path.glob("*.satchel-answer")
    asking.take(answer.read_bytes(), desk.office.clock)
    assert asking.here == 1
    desk.session.lanes.close(60)
    with Workspace(desk.office.ana.folder, desk.office.ana.key, clock=desk.office.clock) as own:
        logged = own.read(lambda c: set(c.exec_driver_sql("SELECT form FROM disclosure").scalars()))
        (left,) = own.read(left_sheets)
    assert {PRINT_FORM, FORM} <= logged
    assert left.path == tmp_path / SHEET


def test_shares_that_come_together_are_tried_and_the_day_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    office = desk.office
    dialog = desk.open("gather", GatherDialog)
    desk.reachable(dialog)
    assert learnt_by_keyboards(dialog) == []
    assert not dialog.try_button.isEnabled()
    dialog.own_button.click()
    desk.wait(lambda: "1 of 2" in dialog.count.text())
    dialog.own_button.click()
    desk.wait(lambda: "here already" in dialog.notice.text)
    words = office.ben.workspace.read(own_share).words.split()
    words[4] = "academic" if words[4] != "academic" else "acid"
    dialog.words.set_text(" ".join(words))
    dialog.words_button.click()
    desk.wait(lambda: "than on the paper" in dialog.notice.text)
    released = office.cleo.workspace.write(give_share, desk.read(_own_device))
    path = tmp_path / "cleo.satchel-share"
    path.write_bytes(released.files[FILE])
    dialog.file.set_path(path)
    dialog.file_button.click()
    desk.wait(lambda: "2 of 2" in dialog.count.text())
    dialog.try_button.click()
    desk.wait(lambda: "Nothing was used" in dialog.notice.text)
    assert "No share" in dialog.count.text()
    assert desk.read(last_rehearsal) is not None


def test_an_older_share_that_came_first_is_left_out_again(desk: Desk) -> None:
    dialog = desk.open("gather", GatherDialog)
    assert dialog.forget_button.isHidden()
    dialog.words.set_text(split(bytes(32), 2, 3)[0])
    dialog.words_button.click()
    desk.wait(lambda: "1 of 2" in dialog.count.text())
    dialog.own_button.click()
    desk.wait(lambda: "of another set" in dialog.notice.text)
    dialog.forget_button.click()
    assert "No share" in dialog.count.text()
    assert dialog.notice.isHidden()
    dialog.own_button.click()
    desk.wait(lambda: "1 of 2" in dialog.count.text())


def _own_device(connection: Any) -> bytes:
    return bytes(connection.exec_driver_sql("SELECT id FROM this_device").scalar())


def _newest_disclosure(connection: Any) -> Any:
    keys = disclosures.order(connection, disclosures.Wanted(), "at", descending=True)
    found = disclosures.detail(connection, keys[0])
    assert found is not None
    return found.record


def _has_focus(dialog: QDialog) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and dialog.isAncestorOf(focus)
