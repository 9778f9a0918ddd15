"""The recovery code at the desk: tried, put off, made anew, printed."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.dialogs.kit import NewCodeDialog, TryCodeDialog
from desktop.pages.today import TodayPage
from desktop.pages.today.kitbanner import KitBanner
from storage.usecases.recoverykit import SHEET, note_made
from storage.usecases.settings import set_settings, setting
from storage.workspace import Workspace, unlock_with_recovery_code
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show

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
