"""Two people compare six words by phone; a lead says when a fork was talked over."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from desktop.pages.program.comparewords import CompareWordsDialog
from desktop.pages.program.savingfile import SavingFileDialog
from desktop.pages.today import TodayPage
from desktop.pages.today.stillbanner import StillBanner
from desktop.widgets.words import WordGrid
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from sync.client.auditing import differing
from sync.client.comparing import status_words
from sync.client.forks import fork
from sync.client.quiet import QUIET_MS
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, save, settle, sync
from tests.desktop.syncing.test_taking_out import a_lead, push


def compared(lena: Sessions, qtbot: QtBot) -> CompareWordsDialog:
    page: Any = lena.window.navigator.currentWidget()
    push(page, "program_compare_button")
    settle(lena.living[-1], qtbot)
    return lena.window.findChildren(CompareWordsDialog)[-1]


def test_both_laptops_show_the_same_six_words(lena: Sessions, ana: Ana, qtbot: QtBot) -> None:
    session, _ = a_lead(lena, ana, qtbot)
    ana.sync()
    sync(session, qtbot)  # each side noted for the leads what it did
    ana.sync()
    dialog = compared(lena, qtbot)
    grid = dialog.findChild(WordGrid)
    assert isinstance(grid, WordGrid)
    assert len(grid.words) == 6
    assert grid.words == ana.workspace.read(status_words)
    assert not dialog.clear_button.isVisible()
    assert not dialog.proof_button.isVisible()
    assert not dialog.known.isVisible()


def test_a_lead_says_that_two_histories_were_talked_over(
    lena: Sessions, ana: Ana, qtbot: QtBot, clock: FixedClock, tmp_path: Path
) -> None:
    session, _ = a_lead(lena, ana, qtbot)
    moment = int(clock.now().timestamp() * 1000)

    def proven(transaction: Transaction) -> Any:
        heads = [1, "0a" * 32], [1, "0b" * 32]
        kept = [1, moment, "0c" * 8, "0d" * 32, "0e" * 16, 7, *heads, "0f"]
        seen = [0, "00" * 8, moment]
        return set_settings(transaction, {"sync.fork_seen": seen, "sync.fork_proof": kept})

    save(session, qtbot, proven)
    dialog = compared(lena, qtbot)
    assert "two histories" in dialog.known.text()
    lines = saved_proof(dialog, tmp_path, qtbot)
    assert f"link its author verified: {'0a' * 32} (generation 1)" in lines
    assert f"link this laptop verified: {'0b' * 32} (generation 1)" in lines
    assert lines[-1] == "what was signed: 0f"
    dialog.clear_button.click()
    settle(session, qtbot)
    found: list[Any] = []
    session.lanes.read(fork, context=session, then=found.append)
    settle(session, qtbot)
    assert found == [None]


def saved_proof(dialog: CompareWordsDialog, folder: Path, qtbot: QtBot) -> list[str]:
    """Save what proves it, and return its lines."""
    dialog.proof_button.click()
    (saving,) = dialog.findChildren(SavingFileDialog)
    saving.folder.set_path(folder)
    with qtbot.waitSignal(saving.accepted):
        saving.save()
    return (folder / "satchel-proof.txt").read_text(encoding="utf-8").splitlines()


def test_a_lead_says_that_another_record_of_the_server_was_talked_over(
    lena: Sessions, ana: Ana, qtbot: QtBot, clock: FixedClock, tmp_path: Path
) -> None:
    session, _ = a_lead(lena, ana, qtbot)
    moment = int(clock.now().timestamp() * 1000)

    def other(transaction: Transaction) -> Any:
        return set_settings(transaction, {"sync.audit": {"differs": [moment, "00", "01"]}})

    save(session, qtbot, other)
    dialog = compared(lena, qtbot)
    assert "the server's record of what was asked of it was another one" in dialog.known.text()
    assert saved_proof(dialog, tmp_path, qtbot) == [
        "head seen before: 00",
        "head shown on 2026-03-04 15:00 UTC: 01",
    ]
    dialog.clear_button.click()
    settle(session, qtbot)
    found: list[Any] = []
    session.lanes.read(differing, context=session, then=found.append)
    settle(session, qtbot)
    assert found == [None]


def still(lena: Sessions, qtbot: QtBot) -> StillBanner:
    lena.window.do("today")
    settle(lena.living[-1], qtbot)
    page = lena.window.navigator.currentWidget()
    assert isinstance(page, TodayPage)
    banner = page.findChild(StillBanner)
    assert isinstance(banner, StillBanner)
    return banner


def test_today_says_since_when_nothing_came_until_words_were_compared(
    lena: Sessions, ana: Ana, qtbot: QtBot, clock: FixedClock
) -> None:
    session, _ = a_lead(lena, ana, qtbot)
    ana.sync()
    sync(session, qtbot)  # brings what her laptop noted
    sync(session, qtbot)
    assert not still(lena, qtbot).isVisible()
    began = int(clock.now().timestamp() * 1000) - QUIET_MS

    def two_days_ago(transaction: Transaction) -> Any:
        return set_settings(transaction, {"sync.alone_since": began})

    save(session, qtbot, two_days_ago)
    banner = still(lena, qtbot)
    assert banner.isVisible()
    assert "the server has shown this laptop nothing from anybody else" in banner.text
    assert "call a colleague" in banner.text
    banner.acted.emit()
    settle(session, qtbot)
    dialog = compared(lena, qtbot)
    assert dialog.same_button.isVisible()
    assert "nothing from anybody" in dialog.known.text()
    dialog.same_button.click()
    settle(session, qtbot)
    assert not still(lena, qtbot).isVisible()
