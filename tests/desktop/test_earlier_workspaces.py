"""What bringing a backup back moved aside is destroyed in Settings, and who did is entered."""

import shutil
from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.pages.accessrecord import what as page_words
from desktop.pages.settings.backupcard import BackupCard
from desktop.widgets.buttons import Button
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label
from storage.backup.movedaside import Aside, aside_for
from storage.claiming import claim
from storage.usecases.access.exporting import access_json
from storage.usecases.access.reading import Shown, Wanted, order, rows
from storage.workspace import unlock
from tests.conftest import PASSPHRASE, FixedClock
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.backupsheard import Heard, after, card, heard
from tests.storage.disks import Mount, make_read_only, mounted

__all__ = ["at_desk", "card", "heard", "mounted"]


def destroyed(at_desk: AtDesk) -> list[Shown]:
    """What the record of access says was destroyed, the newest first."""
    keys = at_desk.read(order, Wanted(act="destroy"))
    told = at_desk.read(rows, keys)
    return [told[key] for key in keys]


def test_an_earlier_workspace_is_named_and_destroyed_when_somebody_says_so(
    at_desk: AtDesk, heard: Heard, card: BackupCard, qtbot: QtBot, folder: Path, clock: FixedClock
) -> None:
    assert card.earlier.isHidden()
    older, newer = (aside_for(folder, clock.now() + timedelta(days=days)) for days in (-9, -2))
    for one in (older, newer):
        shutil.copytree(folder, one)
    (folder.parent / f"{folder.name}.moved-aside-20260101-000000").mkdir()  # nothing is in it
    at_desk.context.backups.start()
    assert [one.path for one in after(qtbot, heard, 1).earlier] == [newer, older]
    said = [label.text() for label in card.earlier.findChildren(Label)]
    assert said[0].startswith("An earlier workspace of Mar 2, 2026 at 10:00 AM lies beside")

    for answer in ("Cancel", "Destroy it"):
        assert older.exists()
        buttons = card.earlier.findChildren(Button, "settings_destroy_earlier")
        assert len(buttons) == 2
        buttons[1].click()
        (question,) = [one for one in card.window().findChildren(Dialog) if one.isVisible()]
        assert "Feb 23, 2026 at 10:00 AM" in question.accessibleName()
        next(one for one in question.findChildren(Button) if one.text() == answer).click()
    assert [one.path for one in after(qtbot, heard, 2).earlier] == [newer]
    assert not older.exists()
    assert unlock(newer, PASSPHRASE) == unlock(folder, PASSPHRASE)

    card.earlier.unwanted.emit(heard.states[-1].earlier[0])
    after(qtbot, heard, 3)
    assert card.earlier.isHidden()
    aside = "moved aside when a backup was brought back"
    entries = destroyed(at_desk)
    assert [one.why for one in entries] == [f"{newer.name}; {aside}", f"{older.name}; {aside}"]
    assert {(one.who, one.act, page_words(one, hidden=False)) for one in entries} == {
        ("Ana Reyes", "Destroyed", "Earlier workspace")
    }
    chosen = Wanted(act="destroy")
    exported = at_desk.read(
        lambda c: access_json(c, chosen, program_name="", author="Ana Reyes", made_ms=0)
    )
    assert (exported.entries, f"{older.name}; {aside}" in exported.content.decode()) == (2, True)
    assert str(folder.parent) not in exported.content.decode()


def test_an_earlier_workspace_that_could_not_be_destroyed_is_told_in_the_record(
    at_desk: AtDesk, qtbot: QtBot, folder: Path, clock: FixedClock, mounted: Mount
) -> None:
    earlier = mounted(aside_for(folder, clock.now()), "size=32m")
    shutil.copytree(folder, earlier, dirs_exist_ok=True)
    make_read_only(earlier)
    with qtbot.waitSignal(at_desk.lanes.failed._bridge.signal):
        at_desk.context.backups.destroy_earlier(Aside(earlier, clock.now()))
    at_desk.rest()
    said = [one.why.removeprefix(f"{earlier.name}; ") for one in destroyed(at_desk)]
    assert said == [
        "it could not be destroyed, or not wholly",
        "moved aside when a backup was brought back",
    ]


def test_an_earlier_workspace_that_somebody_has_open_is_not_destroyed(
    at_desk: AtDesk, heard: Heard, card: BackupCard, qtbot: QtBot, folder: Path, clock: FixedClock
) -> None:
    earlier = aside_for(folder, clock.now())
    shutil.copytree(folder, earlier)
    at_desk.context.backups.start()
    (shown,) = after(qtbot, heard, 1).earlier
    held = claim(earlier)
    assert held is not None
    with qtbot.waitSignal(at_desk.lanes.failed._bridge.signal) as failed:
        card.earlier.unwanted.emit(shown)
    assert failed.args is not None
    assert "already open" in str(failed.args[0])
    held.release()
    assert unlock(earlier, PASSPHRASE) == unlock(folder, PASSPHRASE)
    assert destroyed(at_desk) == []
