"""The PIN after an idle lock: what is handed on, for how long, how often, and to whom."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.background import Lanes
from desktop.pages.settings import SettingsPage
from desktop.pages.settings.pindialog import PinDialog
from desktop.shell.pinning import Pinning
from desktop.system.offer import LONGEST_SECONDS, TRIES, Offer, Sealed, offered
from desktop.system.sleep_gap import since_the_start
from desktop.theme import Tokens
from desktop.unlock.door import Door
from desktop.unlock.pinstep import PinStep
from desktop.unlock.unlocked import Unlocked
from desktop.unlock.unlocking import Unlocking
from desktop.widgets.labels import Problem
from storage.crypto.pins import Pin, new_pin, seal
from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show
from tests.desktop.desks import Sessions

__all__ = ["at_desk"]

PIN = "402917"


@pytest.fixture(scope="module")
def pin() -> Pin:
    return new_pin(PIN)


@pytest.fixture
def sealed(template: Template, pin: Pin) -> Sealed:
    now = since_the_start()
    return Sealed(seal(template.key, pin), now + 60, now)


def handed(sealed: Sealed, clock: Callable[[], float] = since_the_start) -> Offer:
    offer = offered(sealed.hand_on(), clock)
    assert offer is not None
    return offer


def test_what_is_handed_on_comes_whole_and_no_name_in_the_environment_tells_it(
    sealed: Sealed,
) -> None:
    surroundings = sealed.hand_on()
    assert all(value.isdecimal() for value in surroundings.values())
    offer = offered(surroundings)
    assert offer is not None
    assert (offer.tries, offer.since) == (TRIES, sealed.since)
    assert offer.take() == sealed.content
    assert offer.tries == TRIES - 1


def test_what_is_forgotten_is_overwritten(sealed: Sealed) -> None:
    offer = handed(sealed)
    offer.forget()
    assert offer.seconds == 0
    assert set(offer.take()) == {0}


def test_after_its_time_nothing_is_offered(sealed: Sealed) -> None:
    assert offered(sealed.hand_on(), lambda: sealed.until) is None
    assert handed(sealed, lambda: sealed.until - 1).seconds == pytest.approx(1)


@pytest.mark.parametrize("told", ["", "0", "-3", "x", "99999", "9" * 30, "9" * 5_000])
def test_what_is_no_pipe_of_ours_is_left_alone(told: str) -> None:
    assert offered({"SATCHEL_PIPE": told}) is None


def test_a_time_that_is_none_offers_nothing(sealed: Sealed) -> None:
    assert offered(replace(sealed, until=float("nan")).hand_on()) is None


def test_a_file_is_no_pipe(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(200))
    descriptor = os.open(file, os.O_RDONLY)
    assert offered({"SATCHEL_PIPE": str(descriptor)}) is None


@pytest.fixture
def with_pin(plain_sessions: Sessions, pin: Pin) -> Sessions:
    folder, key = plain_sessions._open.args
    with Workspace(folder, key) as workspace:
        workspace.write(set_settings, {"lock.pin": pin.plain(), "lock.pin_minutes": 15})
    return plain_sessions


def rest(sessions: Sessions, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not sessions.living[-1].busy)


def test_an_idle_lock_offers_the_pin_for_its_minutes(with_pin: Sessions, qtbot: QtBot) -> None:
    session = with_pin.start()
    rest(with_pin, qtbot)
    session.lock_idle()
    qtbot.waitUntil(lambda: bool(with_pin.replaced))
    offer = with_pin.replaced[0].sealed
    assert offer is not None
    assert offer.until - since_the_start() == pytest.approx(15 * 60, abs=30)


@pytest.mark.parametrize("sign", ["key", "sleep", "session", "gap"])
def test_no_other_lock_offers_it(with_pin: Sessions, qtbot: QtBot, sign: str) -> None:
    session = with_pin.start()
    rest(with_pin, qtbot)
    if sign == "key":
        session.lock()
    else:
        with_pin.system.signs[0].left.emit(sign)
    assert [handover.sealed for handover in with_pin.replaced] == [None]


def test_who_leaves_behind_an_idle_lock_takes_the_offer_along(
    with_pin: Sessions, qtbot: QtBot
) -> None:
    session = with_pin.start()
    rest(with_pin, qtbot)
    release = Event()
    session.lanes.report(lambda _: release.wait(60), context=session, then=bool)
    session.lock_idle()
    with_pin.system.signs[0].left.emit("sleep")
    assert [handover.sealed for handover in with_pin.replaced] == [None]
    release.set()


def test_after_a_working_day_only_the_passphrase_opens(with_pin: Sessions, qtbot: QtBot) -> None:
    session = with_pin.start()
    assert session.context is not None
    for hours_ago, offers in ((0.0, True), (LONGEST_SECONDS - 60, True), (LONGEST_SECONDS, False)):
        pinning = Pinning(session.lanes, session.context, since_the_start() - hours_ago)
        rest(with_pin, qtbot)
        assert (pinning.sealed() is not None) is offers


def door_with(
    offer: Offer, folder: Path, clock: FixedClock, shown: Show
) -> tuple[Door, PinStep, list[object]]:
    door = Door(folder, clock)
    shown(door)
    door.show_pin(offer)
    told: list[object] = []
    door.opened.connect(told.append)
    door.spent.connect(lambda: told.append("spent"))
    assert isinstance(door.step, PinStep)
    return door, door.step, told


def test_the_door_opens_by_the_pin_and_remembers_when_the_passphrase_was_typed(
    sealed: Sealed, template: Template, folder: Path, clock: FixedClock, shown: Show, qtbot: QtBot
) -> None:
    _, step, told = door_with(handed(sealed), folder, clock, shown)
    assert step.secret.line.accessibleName() == "PIN"
    QTest.keyClicks(step.secret.line, PIN)
    step.secret.line.returnPressed.emit()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    opened = told[0]
    assert isinstance(opened, Unlocked)
    assert (opened.key, opened.since) == (template.key, sealed.since)
    assert opened.by == "PIN"


def test_after_three_wrong_pins_it_is_over_and_the_record_of_access_says_so(
    sealed: Sealed, template: Template, folder: Path, clock: FixedClock, shown: Show, qtbot: QtBot
) -> None:
    _, step, told = door_with(handed(sealed), folder, clock, shown)
    for left in ("2 tries", "1 try", ""):
        QTest.keyClicks(step.secret.line, "402918")
        step.secret.line.returnPressed.emit()
        qtbot.waitUntil(lambda: bool(told) or not step.secret.text(), timeout=20_000)
        if left:
            assert f"{left}, then only the passphrase opens." in _words(step)
            problem = step.findChild(Problem)
            assert isinstance(problem, Problem)
            assert problem.text() == "That PIN does not open it."
    assert told == ["spent"]
    with Workspace(folder, template.key) as workspace:
        said = workspace.read(lambda connection: [*connection.exec_driver_sql(_REFUSALS).scalars()])
    assert said == ["wrong PIN"] * 3


_REFUSALS = "SELECT said FROM access_entry WHERE act = 'refused' ORDER BY number"


def test_the_passphrase_may_be_typed_instead_and_what_is_half_typed_is_forgotten(
    sealed: Sealed, folder: Path, clock: FixedClock, shown: Show
) -> None:
    door, step, _ = door_with(handed(sealed), folder, clock, shown)
    step.forgotten.emit()
    asked = door.step
    assert isinstance(asked, Unlocking)
    assert not isinstance(asked, PinStep)
    QTest.keyClicks(asked.secret.line, "half a pass")
    door.leave()
    assert asked.secret.text() == ""


def test_a_pin_is_chosen_and_forgotten_in_settings(
    at_desk: AtDesk, shown: Show, qapp: QApplication, light: Tokens
) -> None:
    del light
    page = SettingsPage(at_desk.lanes, at_desk.context)
    shown(page)
    page.open({})
    at_desk.rest()
    card = page.lock_card
    assert card.pin.currentText() == "Never"
    assert not card.pin_button.isVisible()
    card.pin.setCurrentIndex(card.pin.findData(15))
    card.pin.activated.emit(0)
    at_desk.rest()
    assert card.pin_button.isVisible()
    assert not card.forget_button.isVisible()
    card.pin_button.click()
    dialog = qapp.activeModalWidget()
    assert isinstance(dialog, PinDialog)
    for line, words in ((dialog.passphrase, PASSPHRASE), (dialog.pin, PIN), (dialog.again, PIN)):
        QTest.keyClicks(line, words)
    dialog.keep()
    at_desk.rest()
    assert card.forget_button.isVisible()
    assert sealed_in(at_desk.lanes, at_desk)
    card.forget_button.click()
    at_desk.rest()
    assert not card.forget_button.isVisible()
    assert not sealed_in(at_desk.lanes, at_desk)


def sealed_in(lanes: Lanes, at_desk: AtDesk) -> bytes:
    found: list[bytes] = []
    lanes.tend(lambda workspace: workspace.pin.sealed(), context=at_desk.context, then=found.append)
    at_desk.rest()
    return found[0]


def _words(step: PinStep) -> str:
    return step._hint.text()
