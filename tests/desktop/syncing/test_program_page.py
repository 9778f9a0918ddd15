"""Program and sync: connect, read the code, invite, compare."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.pages.program import ProgramPage
from desktop.pages.program.connecting import ConnectDialog
from desktop.pages.program.inviting import InviteDialog
from desktop.pages.program.sheets import CompareSheet, EndSheet, WordsSheet
from desktop.pages.program.whosheet import WhoSheet
from desktop.shell.session import Session
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label
from desktop.widgets.words import WordGrid
from storage.profile import CountyProfile, Server
from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.enrolment.joining import accept, await_admission, await_reveal, confirm
from sync.client.members import members
from sync.client.transport import HttpTransport
from sync.protocol.signing import new_signing_key, public_of
from tests.conftest import FixedClock, Template
from tests.desktop.desks import Sessions
from tests.desktop.shell.test_every_window import learnt_by_keyboards, nameless, not_reached
from tests.desktop.syncing.office import Served, settle
from tests.storage.builders import add_case

W = TypeVar("W", bound=QWidget)


class Walk:
    """Ana at her window, on the page of the program."""

    def __init__(self, sessions: Sessions, qtbot: QtBot) -> None:
        self.session: Session = sessions.start()
        self.window = sessions.window
        self._qtbot = qtbot
        self.window.do("program")
        settle(self.session, qtbot)
        page = self.window.navigator.currentWidget()
        assert isinstance(page, ProgramPage)
        self.page = page

    def dialog(self, kind: type[W]) -> W:
        self._qtbot.waitUntil(lambda: bool(self.window.findChildren(kind)))
        found = self.window.findChildren(kind)[-1]
        assert isinstance(found, kind)
        return found

    def wait(self, come_about: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(come_about()), timeout=20_000)

    def connect(self, address: str) -> ConnectDialog:
        self.page.connect_button.click()
        dialog = self.dialog(ConnectDialog)
        dialog.address.setText(address)
        dialog.connect_now()
        return dialog


@pytest.fixture
def walk(sessions: Sessions, qtbot: QtBot) -> Walk:
    return Walk(sessions, qtbot)


def connected(walk: Walk, served: Served, qtbot: QtBot) -> None:
    """Connect, and have the operator add the program."""
    dialog = walk.connect(served.server.address)
    walk.wait(dialog.panel.isVisible)
    dialog.reject()
    settle(walk.session, qtbot)
    standing = walk.session.syncing.standing
    assert standing is not None
    served.server.add_program(standing.code, "Berkshire")
    walk.session.syncing.sync_now()
    walk.wait(lambda: walk.session.syncing.state.last)
    settle(walk.session, qtbot)


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(Label) if label.isVisible())


def test_before_there_is_a_server_one_thing_can_be_done(walk: Walk) -> None:
    assert walk.page.state_label.text() == "Kept on this laptop only"
    buttons = [
        button.text()
        for button in walk.page.findChildren(QAbstractButton)
        if button.isVisible() and button.text()
    ]
    assert buttons == ["Co&nnect to a server…"]
    assert walk.page.first_focus() is walk.page.connect_button


def test_an_address_that_is_none_is_refused_in_words(walk: Walk) -> None:
    dialog = walk.connect("ftp://records.example")
    assert "https://" in dialog.notice.text
    assert dialog.notice.isVisible()
    assert not walk.session.syncing.at_work


def test_nobody_there_is_said_and_can_be_tried_again(walk: Walk, served: Served) -> None:
    address = served.server.address
    served.stop()
    dialog = walk.connect(address)
    walk.wait(dialog.notice.isVisible)
    assert dialog.notice.text.startswith("No connection.")
    assert dialog.connect_button.isEnabled()
    assert dialog.connect_button.text() == "Connect"


def test_connecting_ends_with_the_code_for_the_operator_and_then_everything_is_sent(
    walk: Walk, served: Served, qtbot: QtBot
) -> None:
    walk.session.lanes.write(add_case, context=walk.session)
    dialog = walk.connect(served.server.address)
    walk.wait(dialog.panel.isVisible)
    dialog.panel.copy_button.click()
    code = QGuiApplication.clipboard().text()
    assert len(code.split("-")) == 9
    dialog.reject()
    walk.wait(lambda: walk.session.syncing.state.problem)
    settle(walk.session, qtbot)
    assert walk.page.state_label.text().startswith("The server does not know your program yet")
    assert walk.page.sync_button.text() == "Copy the program's code"
    served.server.add_program(code, "Berkshire")
    walk.session.syncing.sync_now()
    walk.wait(lambda: walk.session.syncing.state.last)
    settle(walk.session, qtbot)
    assert walk.page.state_label.text().startswith("Everything is on the server")
    assert walk.page.address.text() == served.server.address
    assert "Ana Reyes" in words_on(walk.page.members)
    assert "This laptop" in words_on(walk.page.members)


def test_the_countys_address_is_filled_in_and_locked_and_its_key_is_held_to(
    sessions: Sessions, workspace: Workspace, served: Served, qtbot: QtBot
) -> None:
    another = public_of(new_signing_key()).hex()
    profile = CountyProfile(
        version=1,
        cac="berkshire_kids_place",
        name="Berkshire County",
        counties=("berkshire",),
        verified=True,
        records=Server(served.server.address, (another,)),
    )
    workspace.write(set_settings, {"county.profile": profile.body()})
    walk = Walk(sessions, qtbot)
    walk.page.connect_button.click()
    dialog = walk.dialog(ConnectDialog)
    walk.wait(dialog.address.text)
    assert dialog.address.text() == served.server.address
    assert not dialog.address.isEnabled()
    assert dialog.origin.text() == "Set by Berkshire County; locked"
    dialog.connect_now()
    walk.wait(dialog.notice.isVisible)
    assert dialog.notice.text.startswith("Another server answers at this address.")
    assert not walk.session.syncing.state.connected


def test_practice_is_connected_with_a_server_on_this_laptop_and_with_no_other(
    sessions: Sessions, workspace: Workspace, served: Served, qtbot: QtBot
) -> None:
    workspace.write(set_settings, {"program.practice": True})
    walk = Walk(sessions, qtbot)
    assert walk.page.meaning.text().startswith("Nobody in practice is real.")
    dialog = walk.connect("https://records.example")
    walk.wait(dialog.notice.isVisible)
    assert not walk.session.syncing.state.connected
    dialog.address.setText(served.server.address)
    dialog.connect_now()
    walk.wait(dialog.panel.isVisible)


class Guest:
    """A colleague's laptop, driven by scripts."""

    def __init__(self, workspace: Workspace, way: HttpTransport, address: str) -> None:
        self._workspace, self._way, self._address = workspace, way, address

    def do(self, script: Any) -> Any:
        return drive(script, self._way, self._workspace)

    def accept(self, words: tuple[str, ...]) -> None:
        clock = self._workspace.clock
        self.do(accept(clock, self._address, " ".join(words), "Lena Ortiz"))

    def six_words(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.do(await_reveal(self._workspace.clock))
        return found

    def is_admitted(self) -> bool:
        return bool(self.do(await_admission(self._workspace.clock)))

    def confirm(self) -> None:
        self.do(confirm(self._workspace.clock))


@pytest.fixture
def guest(new_folder: Any, new_template: Template, clock: FixedClock, served: Served) -> Any:
    with (
        Workspace(new_folder, new_template.key, clock=clock) as own,
        HttpTransport(served.server.address) as way,
    ):
        yield Guest(own, way, served.server.address)


def invite(walk: Walk) -> InviteDialog:
    walk.page.invite_button.click()
    dialog = walk.dialog(InviteDialog)
    assert isinstance(dialog.sheet, WhoSheet)
    QTest.keyClicks(dialog.sheet.name, "Lena Ortiz")
    dialog.make()
    walk.wait(lambda: isinstance(dialog.sheet, WordsSheet))
    return dialog


def grid_of(dialog: InviteDialog) -> WordGrid:
    grid = dialog.sheet.findChild(WordGrid)
    assert isinstance(grid, WordGrid)
    return grid


def test_an_invitation_without_a_name_is_not_made(walk: Walk, served: Served, qtbot: QtBot) -> None:
    connected(walk, served, qtbot)
    walk.page.invite_button.click()
    dialog = walk.dialog(InviteDialog)
    dialog.make()
    assert dialog.notice.isVisible()
    assert dialog.notice.text.startswith("Name:")
    assert isinstance(dialog.sheet, WhoSheet)


def test_a_colleague_is_invited_compared_with_and_admitted(
    walk: Walk, served: Served, guest: Guest, qtbot: QtBot
) -> None:
    connected(walk, served, qtbot)
    dialog = invite(walk)
    twelve = grid_of(dialog)
    assert len(twelve.words) == 12
    assert twelve.words[0] in twelve.accessibleName()
    assert "Waiting for Lena Ortiz to type them…" in words_on(dialog)
    guest.accept(twelve.words)
    walk.wait(lambda: isinstance(dialog.sheet, CompareSheet))
    assert grid_of(dialog).words == guest.six_words()
    guest.confirm()
    assert not guest.is_admitted()
    assert isinstance(dialog.sheet, CompareSheet)
    dialog.sheet.panel.match_button.click()
    walk.wait(lambda: isinstance(dialog.sheet, EndSheet))
    assert guest.is_admitted()
    dialog.reject()
    walk.window.do("program")
    walk.wait(lambda: "Works on the cases" in words_on(walk.page.members))
    assert "Lena Ortiz" in words_on(walk.page.members)


def test_words_that_differ_admit_nobody_and_burn_the_invitation(
    walk: Walk, served: Served, guest: Guest, qtbot: QtBot
) -> None:
    connected(walk, served, qtbot)
    dialog = invite(walk)
    guest.accept(grid_of(dialog).words)
    walk.wait(lambda: isinstance(dialog.sheet, CompareSheet))
    assert isinstance(dialog.sheet, CompareSheet)
    dialog.sheet.panel.differ_button.click()
    walk.wait(lambda: "Nobody was admitted" in words_on(dialog))
    guest.six_words()
    guest.confirm()
    assert not guest.is_admitted()
    settle(walk.session, qtbot)
    found: list[Any] = []
    walk.session.lanes.read(members, context=walk.page, then=found.append)
    walk.wait(lambda: found)
    assert [member.name for member in found[0]] == ["Ana Reyes"]


def test_an_invitation_that_was_closed_is_listed_and_gone_on_with(
    walk: Walk, served: Served, qtbot: QtBot
) -> None:
    connected(walk, served, qtbot)
    dialog = invite(walk)
    words = grid_of(dialog).words
    dialog.reject()
    walk.window.do("today")
    walk.window.do("program")
    walk.wait(lambda: walk.page.findChild(QAbstractButton, "program_resume"))
    assert "the words are good until Mar 7, 2026" in words_on(walk.page.members)
    resume = walk.page.findChild(QAbstractButton, "program_resume")
    assert isinstance(resume, QAbstractButton)
    resume.click()
    again = walk.dialog(InviteDialog)
    walk.wait(lambda: isinstance(again.sheet, WordsSheet))
    assert grid_of(again).words == words


def test_an_invitation_that_is_withdrawn_is_listed_no_longer(
    walk: Walk, served: Served, guest: Guest, qtbot: QtBot
) -> None:
    connected(walk, served, qtbot)
    dialog = invite(walk)
    words = grid_of(dialog).words
    dialog.reject()
    walk.wait(lambda: walk.page.findChild(QAbstractButton, "program_resume"))
    resume = walk.page.findChild(QAbstractButton, "program_resume")
    assert isinstance(resume, QAbstractButton)
    resume.click()
    again = walk.dialog(InviteDialog)
    walk.wait(again.withdraw_button.isVisible)
    again.withdraw_button.click()
    again.findChild(Dialog).accept()  # type: ignore[union-attr]  # it asks
    walk.wait(lambda: "The invitation is withdrawn" in words_on(again))
    assert not again.withdraw_button.isVisible()
    again.reject()
    walk.wait(lambda: not walk.page.findChild(QAbstractButton, "program_resume"))
    guest.accept(words)
    assert not guest.six_words()


def test_an_invitation_on_the_screen_is_there_again_after_a_lock(
    walk: Walk, sessions: Sessions, served: Served, qtbot: QtBot
) -> None:
    connected(walk, served, qtbot)
    words = grid_of(invite(walk)).words
    walk.session.lock()
    assert len(sessions.replaced) == 1
    sessions.end()
    again = Walk(sessions, qtbot)
    dialog = again.dialog(InviteDialog)
    again.wait(lambda: isinstance(dialog.sheet, WordsSheet))
    assert grid_of(dialog).words == words


def test_the_page_and_the_invitation_are_spoken_and_walked_by_tab(
    walk: Walk, served: Served, qtbot: QtBot
) -> None:
    connected(walk, served, qtbot)
    walk.window.activateWindow()
    qtbot.waitUntil(walk.window.isActiveWindow)
    fronts: list[Callable[[], QWidget]] = [lambda: walk.window, lambda: invite(walk)]
    for front in fronts:
        shown = front()
        assert nameless(shown) == []
        assert learnt_by_keyboards(shown) == []
        assert not_reached(shown) == set()
