"""A new laptop joins its program at the door, with nothing but a colleague's words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Options
from desktop.app.satchel import Satchel
from desktop.shell.session import Session
from desktop.theme import Tokens
from desktop.unlock.door import Door
from desktop.unlock.joiningsteps import (
    Comparing,
    InvitationWords,
    Receiving,
    TurnedAway,
    Waiting,
)
from desktop.unlock.panel import Step
from desktop.unlock.recovery import RecoveryCode
from desktop.unlock.unlocked import Unlocked
from desktop.unlock.yourname import YourName
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label, Problem
from sync.client.driving import drive
from sync.client.enrolment.inviting import Compared, admit, await_answer, invite, refuse
from tests.conftest import FixedClock, Template
from tests.desktop.desks import StillSystem
from tests.desktop.shell.first_run import choose_passphrase, line_of, prove_code, push, shown_code
from tests.desktop.shell.test_every_window import learnt_by_keyboards, nameless
from tests.desktop.syncing.office import Ana, Served, settle
from tests.storage.builders import add_case


class Newcomer:
    """A laptop on which Satchel was just started."""

    def __init__(self, folder: Path, clock: FixedClock, qtbot: QtBot) -> None:
        self.folder = folder
        self._clock, self._qtbot = clock, qtbot
        self.satchel = self._start()

    def _start(self) -> Satchel:
        satchel = Satchel(Options(workspace=self.folder), StillSystem(), self._clock)
        satchel._show_door()
        return satchel

    @property
    def door(self) -> Door:
        assert self.satchel.door is not None
        return self.satchel.door

    @property
    def session(self) -> Session:
        assert self.satchel.session is not None
        return self.satchel.session

    def unlock(self, key: bytes) -> None:
        """Hand the unlocked workspace on, as the passphrase does."""
        self.door.opened.emit(Unlocked(self.folder, key))

    def wait(self, come_about: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(come_about()), timeout=20_000)

    def wait_for(self, step: type[Step]) -> Any:
        self.wait(lambda: self.satchel.door and isinstance(self.door.step, step))
        return self.door.step

    def words(self) -> str:
        labels = self.door.step.findChildren(Label)
        return " ".join(label.text() for label in labels if label.isVisible())

    def answer(self, words: str, address: str) -> None:
        """Type the words and the address, and go on."""
        step = self.wait_for(InvitationWords)
        step.words.set_text(words)
        step.address.setText(address)
        push(self.door, "Continue")

    def start_again(self) -> None:
        """Close Satchel and start it again."""
        self.close()
        self.satchel = self._start()

    def close(self) -> None:
        """Close and delete everything, really."""
        session = self.satchel.session
        things: list[Any] = [self.satchel.joining, self.satchel.door]
        if session is not None:
            session.syncing.stop(60)
            session.lanes.close(60)
            if session.window is not None:
                session.window.quitted.disconnect()
                session.window.close()
                things.append(session.window)
            things.append(session)
        for thing in [*things, self.satchel]:
            if isinstance(thing, QWidget):
                thing.hide()
            if thing is not None:
                thing.deleteLater()
                QCoreApplication.sendPostedEvents(thing, QEvent.Type.DeferredDelete)


@pytest.fixture
def newcomer(
    new_folder: Path,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[Newcomer]:
    newcomer = Newcomer(new_folder, clock, qtbot)
    yield newcomer
    newcomer.close()


class Host:
    """Ana, who invites."""

    def __init__(self, ana: Ana) -> None:
        self._ana = ana
        self.address = ana.server.address
        self.invite()

    def invite(self) -> None:
        self._invitation = self.do(invite(self._ana.workspace.clock, "Lena Ortiz"))
        self.words: str = self._invitation.words

    def refuse(self) -> None:
        self.do(refuse(self._ana.workspace.clock, self._invitation.id))

    def do(self, script: Any) -> Any:
        return drive(script, self._ana.way, self._ana.workspace)

    def six_words(self) -> tuple[str, ...] | None:
        found: Compared | None = self.do(
            await_answer(self._ana.workspace.clock, self._invitation.id)
        )
        return found.words if found else None

    def admit(self) -> None:
        self.do(admit(self._ana.workspace.clock, self._invitation.id))


@pytest.fixture
def host(ana: Ana) -> Host:
    ana.workspace.write(add_case)
    ana.begin()
    ana.sync()
    return Host(ana)


def compare(newcomer: Newcomer, host: Host) -> Comparing:
    newcomer.wait_for(Waiting)
    six = host.six_words()
    step = newcomer.wait_for(Comparing)
    assert isinstance(step, Comparing)
    assert step.panel.grid.words == six
    return step


def in_the_window(newcomer: Newcomer, qtbot: QtBot) -> None:
    newcomer.wait(lambda: newcomer.session.window and not newcomer.satchel.door)
    settle(newcomer.session, qtbot)


def test_the_first_run_leads_from_welcome_to_the_colleagues_cases(
    host: Host,
    tmp_path: Path,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001
) -> None:
    newcomer = Newcomer(tmp_path / "fresh", clock, qtbot)
    push(newcomer.door, "Join your program")
    assert isinstance(newcomer.door.step, YourName)
    QTest.keyClicks(line_of(newcomer.door, "person"), "Lena Ortiz")
    push(newcomer.door, "Continue")
    choose_passphrase(newcomer.door)
    newcomer.wait_for(RecoveryCode)
    groups = shown_code(newcomer.door)
    push(newcomer.door, "It is on paper")
    prove_code(newcomer.door, groups)
    newcomer.answer(host.words, host.address)
    compare(newcomer, host).panel.match_button.click()
    newcomer.wait_for(Waiting)
    assert "Waiting to be admitted" in newcomer.words()
    host.admit()
    in_the_window(newcomer, qtbot)
    context = newcomer.session.context
    assert context is not None
    assert context.program == "Berkshire County Kids' Place"
    assert context.settings.person == "Lena Ortiz"
    found: list[Any] = []
    newcomer.session.lanes.read(count_cases, context=context, then=found.append)
    newcomer.wait(lambda: found)
    assert found == [1]
    newcomer.close()


def count_cases(connection: Any) -> int:
    return int(connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar())


def test_a_workspace_whose_joining_is_unfinished_opens_where_it_was(
    host: Host, newcomer: Newcomer, new_template: Template, qtbot: QtBot
) -> None:
    key = new_template.key
    newcomer.unlock(key)
    newcomer.answer(host.words, host.address)
    newcomer.wait_for(Waiting)
    newcomer.start_again()
    newcomer.unlock(key)
    newcomer.wait_for(Waiting)
    assert "Berkshire County Kids' Place" in newcomer.words()
    compare(newcomer, host)
    newcomer.start_again()
    newcomer.unlock(key)
    newcomer.wait_for(Comparing).panel.match_button.click()
    newcomer.wait_for(Waiting)
    newcomer.start_again()
    newcomer.unlock(key)
    newcomer.wait_for(Waiting)
    assert "Waiting to be admitted" in newcomer.words()
    host.admit()
    in_the_window(newcomer, qtbot)


def test_words_of_no_invitation_are_refused_and_stay_to_be_corrected(
    host: Host, newcomer: Newcomer, new_template: Template
) -> None:
    newcomer.unlock(new_template.key)
    words = host.words.split()
    turned = " ".join([words[1], words[0], *words[2:]])
    newcomer.answer(turned, host.address)
    problem = newcomer.door.step.findChild(Problem)
    assert isinstance(problem, Problem)
    newcomer.wait(problem.isVisible)
    assert problem.text().startswith("There is no invitation of these words.")
    step = newcomer.door.step
    assert isinstance(step, InvitationWords)
    assert step.words.text() == turned


def test_no_connection_is_said_and_it_goes_on_when_there_is_one(
    host: Host, newcomer: Newcomer, served: Served, new_template: Template
) -> None:
    newcomer.unlock(new_template.key)
    newcomer.answer(host.words, host.address)
    step = newcomer.wait_for(Waiting)
    served.stop()
    newcomer.wait(step.notice.isVisible)
    assert step.notice.text.startswith("No connection.")
    assert newcomer.door.step is step


def test_words_that_differ_join_nothing_and_other_words_may_follow(
    host: Host, newcomer: Newcomer, new_template: Template
) -> None:
    newcomer.unlock(new_template.key)
    newcomer.answer(host.words, host.address)
    compare(newcomer, host).panel.differ_button.click()
    newcomer.wait_for(TurnedAway)
    assert "The words did not match" in newcomer.words()
    push(newcomer.door, "Type other words")
    step = newcomer.wait_for(InvitationWords)
    assert step.words.text() == ""


def test_an_invitation_that_ended_is_told_as_such(
    host: Host, newcomer: Newcomer, new_template: Template, clock: FixedClock
) -> None:
    newcomer.unlock(new_template.key)
    newcomer.answer(host.words, host.address)
    newcomer.wait_for(Waiting)
    clock.pass_time(hours=73)
    newcomer.wait_for(TurnedAway)
    assert "The invitation has ended" in newcomer.words()


def test_whoever_waits_in_vain_types_other_words(
    host: Host, newcomer: Newcomer, new_template: Template, qtbot: QtBot
) -> None:
    newcomer.unlock(new_template.key)
    newcomer.answer(host.words, host.address)
    compare(newcomer, host).panel.match_button.click()
    newcomer.wait(lambda: "Waiting to be admitted" in newcomer.words())
    host.refuse()
    push(newcomer.door, "Type other words…")
    (question,) = newcomer.door.findChildren(Dialog)
    question.accept()
    assert newcomer.wait_for(InvitationWords).words.text() == ""
    host.invite()
    newcomer.answer(host.words, host.address)
    compare(newcomer, host).panel.match_button.click()
    host.admit()
    in_the_window(newcomer, qtbot)


def test_what_is_typed_is_there_again_after_a_lock(
    newcomer: Newcomer, new_template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer.unlock(new_template.key)
    step = newcomer.wait_for(InvitationWords)
    assert nameless(newcomer.door) == []
    assert learnt_by_keyboards(newcomer.door) == []
    QTest.keyClicks(step.words.area, "coffee ri")
    step.address.setText("https://records.exam")
    replaced: list[object] = []
    monkeypatch.setattr(newcomer.session._locker, "_replace", replaced.append)
    QTest.keyClick(step.words.area, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert len(replaced) == 1
    assert not newcomer.door.findChildren(InvitationWords) or not step.isVisible()
    newcomer.start_again()
    newcomer.unlock(new_template.key)
    again = newcomer.wait_for(InvitationWords)
    assert again.words.text() == "coffee ri"
    assert again.address.text() == "https://records.exam"


def test_a_first_fetch_without_a_connection_can_be_tried_again_or_left_to_the_window(
    host: Host, newcomer: Newcomer, served: Served, new_template: Template, qtbot: QtBot
) -> None:
    newcomer.unlock(new_template.key)
    newcomer.answer(host.words, host.address)
    compare(newcomer, host).panel.match_button.click()
    host.admit()
    fetch = newcomer.session.syncing.receive

    def without_connection(then: Any) -> None:
        served.stop()
        fetch(then)

    newcomer.session.syncing.receive = without_connection  # type: ignore[method-assign]  # cuts the wire
    step = newcomer.wait_for(Receiving)
    newcomer.wait(step.notice.isVisible)
    assert step.notice.text.startswith("No connection.")
    button = step.findChild(QAbstractButton, "join_open")
    assert isinstance(button, QAbstractButton)
    newcomer.start_again()
    newcomer.unlock(new_template.key)
    step = newcomer.wait_for(Receiving)
    newcomer.wait(step.open_button.isVisible)
    step.open_button.click()
    in_the_window(newcomer, qtbot)
    words = newcomer.session.window.sync_line.words  # type: ignore[union-attr]  # it stands
    assert words.startswith("No connection")


def test_the_name_of_who_works_here_is_asked_for(
    tmp_path: Path,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001
) -> None:
    newcomer = Newcomer(tmp_path / "fresh", clock, qtbot)
    push(newcomer.door, "Join your program")
    push(newcomer.door, "Continue")
    problem = newcomer.door.step.findChild(Problem)
    assert isinstance(problem, Problem)
    assert problem.isVisible()
    push(newcomer.door, "Back")
    push(newcomer.door, "Start a program")
    newcomer.close()
