"""The recovery code at the desk: tried, put off, made anew, printed."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.kit import NewCodeDialog, TryCodeDialog
from desktop.pages.settings import SettingsPage
from desktop.pages.today import TodayPage
from desktop.pages.today.kitbanner import KitBanner
from desktop.unlock.door import Door
from desktop.unlock.opening import save_sheet
from desktop.unlock.recovery import CodeProof, RecoveryCode
from desktop.unlock.renewing import RenewKeys
from desktop.unlock.unlocked import Unlocked
from desktop.unlock.unlocking import Unlocking
from desktop.widgets.buttons import QuietButton
from storage.crypto import slots
from storage.domain.clocks import SystemClock
from storage.errors import LockedError
from storage.usecases.leftsheets import left_sheets
from storage.usecases.recoverykit import SHEET, note_made, note_proved
from storage.usecases.settings import set_settings, setting
from storage.workspace import Workspace, unlock_with_recovery_code
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show
from tests.desktop.shell.first_run import prove_code, push, shown_code

__all__ = ["at_desk"]


@pytest.fixture
def a_window(shown: Show) -> QWidget:
    window = QWidget()
    window.setAccessibleName("Window")
    shown(window)
    return window


def test_the_code_is_typed_from_paper_and_today_stops_asking(
    at_desk: AtDesk, a_window: QWidget, template: Template
) -> None:
    dialog = TryCodeDialog(at_desk.lanes, at_desk.context, {}, a_window)
    dialog.open()
    QTest.keyClicks(dialog.code, template.recovery_code[:-1])
    dialog.try_code()
    at_desk.rest()
    assert "typing error" in dialog.notice.text
    dialog.code.setText(template.recovery_code.lower())
    dialog.try_code()
    at_desk.rest()
    at_desk.rest()
    assert at_desk.read(setting, "recovery.proved") == "2026-03-04"
    assert "It works" in at_desk.said[-1].text


def test_after_a_week_it_can_be_put_off_until_tomorrow(at_desk: AtDesk, a_window: QWidget) -> None:
    dialog = TryCodeDialog(at_desk.lanes, at_desk.context, {"due": True}, a_window)
    dialog.open()
    assert "A week has gone by" in dialog.text.text()
    dialog.later_button.click()
    at_desk.rest()
    assert at_desk.read(setting, "recovery.put_off") == "2026-03-04"


def test_a_new_code_is_shown_once_saved_for_the_printer_and_asked_for(
    at_desk: AtDesk, a_window: QWidget, folder: Path, template: Template
) -> None:
    dialog = NewCodeDialog(at_desk.lanes, at_desk.context, {}, a_window)
    dialog.open()
    dialog.passphrase.setText("not the passphrase")
    dialog.make()
    at_desk.rest()
    assert "not the passphrase" in dialog.notice.text
    dialog.passphrase.setText(PASSPHRASE)
    dialog.make()
    at_desk.rest()
    at_desk.rest()
    code = dialog.code.text()
    assert dialog.passphrase.text() == ""
    assert unlock_with_recovery_code(folder, code) == template.key
    stick = folder.parent / "stick"
    stick.mkdir()
    dialog.folder.set_path(stick)
    dialog.save_sheet()
    at_desk.rest()
    at_desk.rest()
    assert (stick / SHEET).read_bytes().startswith(b"%PDF")
    assert at_desk.read(setting, "recovery.made") == "2026-03-04"
    dialog.make()
    at_desk.rest()
    assert dialog.code.text() == code
    assert dialog.place() == {}
    dialog.reject()


def _with_a_new_code(at_desk: AtDesk, a_window: QWidget) -> NewCodeDialog:
    dialog = NewCodeDialog(at_desk.lanes, at_desk.context, {}, a_window)
    dialog.open()
    dialog.passphrase.setText(PASSPHRASE)
    dialog.make()
    at_desk.rest()
    return dialog


def test_a_new_code_that_nobody_has_seen_is_not_closed_away_and_is_to_be_tried(
    at_desk: AtDesk, a_window: QWidget, folder: Path, template: Template, qtbot: QtBot
) -> None:
    at_desk.write(note_proved)
    dialog = NewCodeDialog(at_desk.lanes, at_desk.context, {}, a_window)
    dialog.open()
    dialog.passphrase.setText("not the passphrase")
    dialog.make()
    at_desk.rest()
    assert at_desk.read(setting, "recovery.proved")
    dialog.passphrase.setText(PASSPHRASE)
    dialog.make()
    while opens(folder, template.recovery_code):
        dialog.close_button.click()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.wait(1)
    # Whatever ends it from here on, the paper is asked for: the old one opens nothing any more.
    assert not at_desk.read(setting, "recovery.proved")
    at_desk.rest()
    assert dialog.isVisible()
    assert unlock_with_recovery_code(folder, dialog.code.text()) == template.key
    dialog.close_button.click()
    assert dialog.isHidden()


def opens(folder: Path, code: str) -> bool:
    with suppress(LockedError):
        return bool(slots.open_with_recovery_code(folder, code))
    return False


def test_the_sheet_is_not_saved_where_a_service_copies_it(
    at_desk: AtDesk, a_window: QWidget, folder: Path
) -> None:
    dialog = _with_a_new_code(at_desk, a_window)
    copied = folder.parent / "Dropbox"
    copied.mkdir()
    dialog.folder.set_path(copied)
    dialog.save_sheet()
    at_desk.rest()
    assert dialog.folder.caution.isVisible()
    assert "must not go there" in dialog.notice.text
    assert list(copied.iterdir()) == []
    dialog.reject()


def test_the_file_of_the_sheet_is_asked_for_wherever_the_code_is_until_it_is_deleted(
    at_desk: AtDesk, a_window: QWidget, shown: Show, folder: Path
) -> None:
    dialog = _with_a_new_code(at_desk, a_window)
    stick = folder.parent / "stick"
    stick.mkdir()
    dialog.folder.set_path(stick)
    dialog.save_sheet()
    for _ in range(4):
        at_desk.rest()
    (banner,) = dialog.sheets.banners
    assert banner.isVisible()
    assert f"{SHEET} is still in the folder stick" in banner.text
    dialog.reject()

    page = SettingsPage(at_desk.lanes, at_desk.context)
    shown(page)
    page.open({})
    at_desk.rest()
    (asked,) = page.checkup.sheets.banners
    assert asked.isVisible()

    again = TryCodeDialog(at_desk.lanes, at_desk.context, {}, a_window)
    again.open()
    at_desk.rest()
    (banner,) = again.sheets.banners
    button = banner.findChild(QuietButton)
    assert button is not None
    assert button.text() == "Delete it now"
    button.click()
    for _ in range(3):
        at_desk.rest()
    assert list(stick.iterdir()) == []
    assert not again.sheets.banners
    assert f"{SHEET} is deleted" in again.sheets.told.text
    again.reject()

    # Two places ask for one file: whoever is second is told that it is gone.
    asked.acted.emit()
    for _ in range(3):
        at_desk.rest()
    assert "Nothing was deleted" in page.checkup.sheets.told.text
    assert not page.checkup.sheets.banners


def test_the_sheet_that_the_door_saved_is_asked_for_too(
    template: Template, folder: Path, clock: FixedClock, tmp_path: Path
) -> None:
    path = save_sheet(Unlocked(folder, template.key), template.recovery_code, tmp_path, clock)
    with Workspace(folder, template.key) as workspace:
        assert [sheet.path for sheet in workspace.read(left_sheets)] == [path]


def test_today_reminds_from_the_second_day_on(
    at_desk: AtDesk, shown: Show, workspace: Workspace, clock: FixedClock
) -> None:
    workspace.write(note_made)
    page = TodayPage(at_desk.lanes, at_desk.context)
    shown(page)
    banner = page.findChild(KitBanner, "today_kit")
    assert isinstance(banner, KitBanner)
    for days, words in ((0, ""), (1, "In 6 days"), (6, "In 1 day "), (8, "never tried")):
        made = (clock.now() - timedelta(days=days)).date().isoformat()
        workspace.write(set_settings, {"recovery.made": made})
        page.open({})
        at_desk.rest()
        assert banner.isVisible() is bool(words)
        assert words in banner.text


def test_new_keys_are_asked_for_in_settings_and_made_at_the_door(
    at_desk: AtDesk, shown: Show, folder: Path, template: Template, qtbot: QtBot
) -> None:
    page = SettingsPage(at_desk.lanes, at_desk.context)
    shown(page)
    locked: list[None] = []
    at_desk.context.locked.connect(lambda: locked.append(None))
    page._lock_for_new_keys()
    at_desk.rest()
    assert locked
    at_desk.lanes.close()
    door = Door(folder, SystemClock())
    door.show_unlocking(locked=True)
    shown(door)
    assert isinstance(door.step, Unlocking)
    QTest.keyClicks(door.step.secret.line, PASSPHRASE)
    push(door, "Unlock")
    qtbot.waitUntil(lambda: isinstance(door.step, RenewKeys), timeout=20_000)
    push(door, "Make new keys")
    qtbot.waitUntil(lambda: isinstance(door.step, RecoveryCode), timeout=60_000)
    groups = shown_code(door)
    push(door, "It is on paper")
    assert isinstance(door.step, CodeProof)
    with qtbot.waitSignal(door.opened, timeout=20_000) as opened:
        prove_code(door, groups)
    assert opened.args is not None
    unlocked = opened.args[0]
    assert unlocked.recovery_proved
    assert unlocked.key != template.key
    assert unlock_with_recovery_code(folder, "-".join(groups)) == unlocked.key
