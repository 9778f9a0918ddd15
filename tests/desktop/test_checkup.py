"""The check-up as the person at the desk meets it."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.checkup import CheckupState
from desktop.pages.settings.checkupcard import CheckupCard
from desktop.pages.today.checkupbanner import CheckupBanner
from desktop.progress import Progress
from storage.domain.kinds.person import Person
from storage.usecases.searching import search
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from storage.workspace.atrest import at_rest, warning
from tests.conftest import FixedClock, Template
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show
from tests.storage.builders import add_case

__all__ = ["at_desk"]


@pytest.fixture
def card(at_desk: AtDesk, shown: Show) -> CheckupCard:
    card = CheckupCard(at_desk.lanes, at_desk.context)
    shown(card)
    return card


@pytest.fixture
def banner(at_desk: AtDesk, shown: Show) -> CheckupBanner:
    banner = CheckupBanner(at_desk.context)
    shown(banner)
    banner.show_state(at_desk.context.checkup.state)
    return banner


def ended(at_desk: AtDesk, qtbot: QtBot) -> CheckupState:
    checkup = at_desk.context.checkup
    qtbot.waitUntil(lambda: not checkup.state.at_work, timeout=20_000)
    at_desk.rest()
    return checkup.state


def lose_a_name(transaction: Transaction) -> None:
    transaction.connection.exec_driver_sql("DELETE FROM name_key WHERE token = 'vega'")


def lose_a_town(transaction: Transaction) -> None:
    transaction.connection.exec_driver_sql("UPDATE person SET town = 'Lee'")


def test_a_whole_workspace_is_said_to_be_whole(
    at_desk: AtDesk, card: CheckupCard, banner: CheckupBanner, qtbot: QtBot
) -> None:
    at_desk.write(add_case)
    assert card.standing.text() == "There was no check-up yet."
    card.now_button.click()
    assert card.panel.isVisible()
    assert not card.now_button.isEnabled()
    assert "go on working" in card.standing.text()
    assert ended(at_desk, qtbot).findings == ()
    assert card.standing.text() == "Everything was whole (just now)."
    assert not card.panel.isVisible()
    assert not banner.isVisible()
    assert at_desk.read(setting, "checkup.last")["findings"] == []


def test_a_finding_stands_on_today_and_in_settings_with_what_to_do(
    at_desk: AtDesk, card: CheckupCard, banner: CheckupBanner, qtbot: QtBot
) -> None:
    at_desk.write(add_case)
    at_desk.write(lose_a_town)
    card.now_button.click()
    (words,) = ended(at_desk, qtbot).findings
    assert words.startswith("People: one of them is not what was saved")
    assert "newest backup" in words
    assert card.findings.text == words
    assert card.standing.text() == "The check-up of just now found 1 thing."
    assert banner.isVisible()
    assert banner.text == words


def test_a_search_index_is_made_anew_and_said_so(
    at_desk: AtDesk, card: CheckupCard, banner: CheckupBanner, qtbot: QtBot
) -> None:
    at_desk.write(add_case)
    at_desk.write(lose_a_name)
    assert at_desk.read(search, "vega") == []
    card.now_button.click()
    state = ended(at_desk, qtbot)
    assert (state.findings, state.mended) == ((), True)
    assert "was made anew" in card.standing.text()
    assert not banner.isVisible()
    assert [hit.title for hit in at_desk.read(search, "vega")] == ["Marisol Vega"]


def test_nothing_but_the_search_index_is_ever_mended(
    at_desk: AtDesk, card: CheckupCard, qtbot: QtBot
) -> None:
    at_desk.write(add_case)
    at_desk.write(lose_a_name)
    at_desk.write(lose_a_town)
    card.now_button.click()
    state = ended(at_desk, qtbot)
    assert len(state.findings) == 2
    assert not state.mended
    assert at_desk.read(search, "vega") == []


def test_a_check_up_can_be_stopped(at_desk: AtDesk, qtbot: QtBot) -> None:
    progress = Progress()
    progress.cancel()
    at_desk.context.checkup.run(progress)
    assert ended(at_desk, qtbot).at is None


def test_it_looks_by_itself_once_a_week(at_desk: AtDesk, qtbot: QtBot, clock: FixedClock) -> None:
    checkup = at_desk.context.checkup
    checkup._run_if_due()
    first = ended(at_desk, qtbot).at
    clock.pass_time(days=6)
    checkup._run_if_due()
    assert ended(at_desk, qtbot).at == first
    clock.pass_time(days=1)
    checkup._run_if_due()
    assert ended(at_desk, qtbot).at == clock.now()


def test_a_clock_that_was_set_back_puts_nothing_off(clock: FixedClock) -> None:
    state = CheckupState(clock.now())
    assert not state.is_due(clock.now() + timedelta(days=6))
    assert state.is_due(clock.now() - timedelta(days=8))


def test_what_was_found_is_remembered(at_desk: AtDesk, qtbot: QtBot, card: CheckupCard) -> None:
    found = CheckupState(at_desk.context.clock.now(), ("One thing. Do this.",))
    at_desk.write(set_settings, {"checkup.last": found.kept()})
    at_desk.context.checkup.start()
    qtbot.waitUntil(lambda: bool(at_desk.context.checkup.state.findings))
    assert card.findings.text == "One thing. Do this."


def test_an_unclean_end_is_known_at_the_next_opening(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        assert not workspace.unclean
        workspace.write(add_case)
        killed = tmp_path / "killed"
        killed.mkdir()
        for path in folder.iterdir():
            if path.is_file():
                (killed / path.name).write_bytes(path.read_bytes())
    with Workspace(killed, template.key) as workspace:
        assert workspace.unclean
        people = workspace.read(search, "vega")
        assert [hit.kind for hit in people] == [Person.__name__.lower()]
    with Workspace(killed, template.key) as workspace:
        assert not workspace.unclean


def test_the_card_says_what_the_system_tells_of_the_disk(
    at_desk: AtDesk, card: CheckupCard, tmp_path: Path
) -> None:
    card.read()
    at_desk.rest()
    told = warning(at_rest(tmp_path))
    assert card.disk.text == told
    assert card.disk.isVisible() is bool(told)
