"""The backups that Satchel makes by itself, as the person at the desk sees them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.backups import BackupState
from desktop.backups.words import proof_words, restored_words, second_words, today_words
from desktop.pages.settings.backupcard import BackupCard
from desktop.pages.settings.secondplace import SecondPlaceDialog
from desktop.pages.today.backupline import BackupLine
from desktop.unlock.backingup import BackupPost
from desktop.unlock.bringback import BringBack
from desktop.widgets.folders import drives
from storage.backup import place, standing
from storage.backup.closed import copy_closed
from storage.backup.standing import Last
from storage.usecases.access.reading import Wanted
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing.whereabouts import alone_since
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.backupsheard import Heard, after, card, heard
from tests.desktop.conftest import Show
from tests.desktop.test_access_record import shown_entries
from tests.storage.builders import add_case
from tests.storage.disks import Mount, mounted

__all__ = ["at_desk", "card", "heard", "mounted", "over"]


def test_a_backup_is_made_proven_and_told(
    at_desk: AtDesk, heard: Heard, card: BackupCard, qtbot: QtBot, folder: Path
) -> None:
    at_desk.write(add_case)
    card.now_button.click()
    assert "being made and proven" in card.standing.text()
    state = after(qtbot, heard, 1)
    at_desk.rest()
    (made,) = place.kept(standing.first_place(folder))
    assert standing.standing(folder).proven == made.path.name
    assert (state.records, state.trouble) == (2, "")
    assert card.standing.text() == "Last backup: just now. Last proven: just now."
    assert "2 records, every page" in card.proof.text()
    assert at_desk.read(setting, "backup.proven")["name"] == made.path.name


def test_the_backup_of_the_lock_is_proven_after_the_next_unlock(
    folder: Path, clock: FixedClock, at_desk: AtDesk, heard: Heard, qtbot: QtBot
) -> None:
    made = copy_closed(folder, standing.first_place(folder), clock)
    at_desk.context.backups.go_round()
    state = after(qtbot, heard, 1)
    assert state.proven is not None
    assert standing.standing(folder).proven == made.name
    at_desk.context.backups.go_round()
    after(qtbot, heard, 2)
    assert len(place.kept(standing.first_place(folder))) == 1


def test_a_day_without_a_lock_has_its_backup_too(
    at_desk: AtDesk, heard: Heard, qtbot: QtBot, folder: Path, clock: FixedClock
) -> None:
    backups, where = at_desk.context.backups, standing.first_place(folder)
    backups.go_round()
    after(qtbot, heard, 1)
    assert len(place.kept(where)) == 1
    at_desk.write(add_case)
    clock.pass_time(hours=23)
    backups.go_round()
    after(qtbot, heard, 2)
    assert len(place.kept(where)) == 1
    clock.pass_time(hours=2)
    backups.go_round()
    after(qtbot, heard, 3)
    assert len(place.kept(where)) == 2


def test_a_backup_that_is_not_whole_is_said_on_today_with_one_thing_to_do(
    folder: Path, clock: FixedClock, at_desk: AtDesk, heard: Heard, qtbot: QtBot, shown: Show
) -> None:
    made = copy_closed(folder, standing.first_place(folder), clock)
    made.write_bytes(made.read_bytes()[:-100])
    line = BackupLine(at_desk.context)
    shown(line)
    at_desk.context.backups.go_round()
    after(qtbot, heard, 1)
    at_desk.rest()
    assert line.text == "The last backup could not be proven."
    assert line.sign.isVisible()
    assert line.button.text() == "Back up now"
    clock.pass_time(minutes=1)
    line.button.click()
    after(qtbot, heard, 2)
    assert line.text == "Last backup: just now. Last proven: just now."
    assert line.sign.isHidden()
    assert line.button.isHidden()


def test_a_second_place_is_chosen_filled_missed_and_given_up(
    at_desk: AtDesk, heard: Heard, card: BackupCard, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    at_desk.context.backups.start()
    after(qtbot, heard, 1)
    heard.states.clear()
    stick = tmp_path / "stick"
    stick.mkdir()
    assert "lost with the laptop" in card.second.text()
    card.second_button.click()
    dialog = card.window().findChild(SecondPlaceDialog)
    assert dialog is not None
    dialog.folder.set_path(tmp_path / "nowhere")
    dialog.save_button.click()
    assert "no such folder" in dialog.notice.text
    dialog.folder.set_path(stick)
    dialog.save_button.click()
    assert "on the same disk as your work" in dialog.notice.text
    assert heard.states == []
    dialog.save_button.click()
    after(qtbot, heard, 1)
    assert "on the same disk as your work" in card.second.text()
    assert "It has the backup of" in card.second.text()
    assert len(place.kept(standing.inside(stick, folder))) == 1

    stick.rename(tmp_path / "drawer")
    at_desk.context.backups.go_round()
    after(qtbot, heard, 2)
    assert "Plug the stick in" in card.second.text()

    card._take(None)
    after(qtbot, heard, 3)
    assert "There is no second place" in card.second.text()


@pytest.fixture
def another_disk(tmp_path: Path, mounted: Mount) -> Path:
    return mounted(tmp_path / "drive", "size=16m")


def test_a_second_place_on_another_disk_is_taken_without_a_word(
    folder: Path, another_disk: Path, over: QWidget
) -> None:
    dialog = SecondPlaceDialog(None, folder, over)
    chosen: list[object] = []
    dialog.chosen.connect(chosen.append)
    dialog.folder.set_path(another_disk)
    dialog.save_button.click()
    assert chosen == [another_disk]
    assert not standing.is_on_one_disk(folder, another_disk)


def test_no_folder_of_the_laptop_is_offered_as_a_second_place(folder: Path, over: QWidget) -> None:
    dialog = SecondPlaceDialog(None, folder, over)
    offered = [dialog.folder.places.itemData(row) for row in range(dialog.folder.places.count())]
    assert offered == [*(str(place) for _, place in drives()), ""]


def test_work_that_lay_on_this_laptop_alone_for_a_week_is_said_on_today(
    at_desk: AtDesk, heard: Heard, qtbot: QtBot, clock: FixedClock, shown: Show, tmp_path: Path
) -> None:
    at_desk.write(add_case)
    line = BackupLine(at_desk.context)
    shown(line)
    backups = at_desk.context.backups
    backups.go_round()
    after(qtbot, heard, 1)
    assert line.text == "Last backup: just now. Last proven: just now."
    clock.pass_time(days=7)
    backups.go_round()
    after(qtbot, heard, 2)
    assert line.text == ("All backups are on this laptop. Choose a second place in Settings.")
    assert line.button.text() == "See Settings"
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second(stick)
    after(qtbot, heard, 3)
    assert "on one disk of this laptop, the second place too" in line.text
    at_desk.rest()
    assert [one.why for one in shown_entries(at_desk, Wanted(act="backup"))] == [
        "second place: stick"
    ]


def test_where_another_disk_or_a_server_has_it_today_is_calm(clock: FixedClock) -> None:
    now = clock.now()
    calm = BackupState(made=now)
    assert not today_words(calm, now).is_trouble
    alone = replace(calm, alone_since=now - timedelta(days=8))
    assert today_words(alone, now).remedy == "second"
    young = replace(calm, alone_since=now - timedelta(days=6))
    assert not today_words(young, now).is_trouble
    damaged = replace(
        alone,
        second_folder=Path("/home/ana"),
        second_is_here=True,
        second=Last(mended=now.isoformat()),
    )
    assert "was damaged" in today_words(damaged, now).text
    elsewhere = replace(alone, second_folder=Path("/media/stick"))
    assert not today_words(elsewhere, now).is_trouble


def test_practice_and_what_a_server_has_are_not_alone(at_desk: AtDesk, clock: FixedClock) -> None:
    assert at_desk.read(alone_since) is None
    at_desk.write(add_case)
    assert at_desk.read(alone_since) == clock.now()
    at_desk.write(set_settings, {"program.practice": True})
    assert at_desk.read(alone_since) is None


def test_a_restored_workspace_says_so_until_it_was_read(
    at_desk: AtDesk, heard: Heard, qtbot: QtBot
) -> None:
    said = {"at": "2026-03-04T15:00:00+00:00", "made": "2026-03-01T22:30:00+00:00"}
    at_desk.write(set_settings, {"backup.restored": said})
    at_desk.context.backups.start()
    words = restored_words(after(qtbot, heard, 1))
    assert "restored on Mar 4, 2026 at 10:00 AM as it was on Mar 1, 2026 at 5:30 PM" in words
    at_desk.context.backups.put_away_restored()
    assert restored_words(after(qtbot, heard, 2)) == ""


def test_closing_ends_a_proof_and_is_not_told_as_trouble(
    folder: Path, clock: FixedClock, at_desk: AtDesk
) -> None:
    copy_closed(folder, standing.first_place(folder), clock)
    at_desk.context.backups.go_round()
    assert at_desk.lanes.close(60)
    assert at_desk.lanes._backups.join(60)
    assert standing.standing(folder).proven in {
        "",
        place.kept(standing.first_place(folder))[0].path.name,
    }


@pytest.mark.parametrize(
    ("state", "words", "remedy"),
    [
        (BackupState(), "No backup yet. Satchel makes one when you lock.", "back up"),
        (BackupState(first=Last(problem="full")), "too full for a backup", "settings"),
        (BackupState(first=Last(problem="read-only")), "may not write its backups", "settings"),
        (BackupState(first=Last(problem="damaged")), "the workspace is damaged", "settings"),
        (BackupState(trouble="x"), "could not be proven", "back up"),
    ],
)
def test_every_trouble_has_words_and_one_action(
    state: BackupState, words: str, remedy: str, clock: FixedClock
) -> None:
    said = today_words(state, clock.now())
    assert words in said.text
    assert said.remedy == remedy


@pytest.mark.parametrize("problem", ["absent", "full", "read-only", "gone", "damaged", "failed"])
def test_a_second_place_without_a_backup_for_a_week_is_said_on_today(
    problem: str, clock: FixedClock
) -> None:
    now = clock.now()
    long_ago = (now - timedelta(days=8)).isoformat()
    state = BackupState(
        made=now, second=Last("x", long_ago, "", problem), second_folder=Path("/media/stick")
    )
    said = today_words(state, now)
    assert said.is_trouble
    assert said.text.startswith("The second place has had no backup for a week. It ") or (
        problem == "damaged" and "could not be read back" in said.text
    )
    assert second_words(state).is_trouble


def test_a_backup_that_says_it_was_made_in_the_future_calms_nobody(clock: FixedClock) -> None:
    now = clock.now()
    ahead = now + timedelta(days=3650)
    state = BackupState(
        made=now,
        second=Last("x", ahead.isoformat(), "", "absent"),
        second_folder=Path("/media/stick"),
    )
    assert today_words(state, now).text.startswith("The second place has had no backup for a week.")
    assert today_words(BackupState(made=now, alone_since=ahead), now).is_trouble


def test_the_newest_backup_is_offered_first_though_a_clock_ran_ahead_once(
    qtbot: QtBot, clock: FixedClock, tmp_path: Path
) -> None:
    for day in ("20260302", "20370101", "20260303"):
        (tmp_path / f"{day}-120000Z.satchel-backup").touch()
    (tmp_path / "case.satchel-backup").touch()
    step = BringBack(tmp_path, clock, replaces=False)
    qtbot.addWidget(step)
    offered = [Path(step.backups.itemData(place)).name[:8] for place in range(4)]
    assert offered == ["20260303", "20260302", "case.sat", "20370101"]
    assert step.backups.currentIndex() == 0


def test_damage_in_the_second_place_is_said_on_today_and_in_settings(clock: FixedClock) -> None:
    now, moment = clock.now(), clock.now().isoformat()
    stick = Path("/media/stick")
    whole = BackupState(
        made=now, second=Last("x", moment, moment, looked=moment), second_folder=stick
    )
    assert "Every byte of it was read again on" in second_words(whole).text
    assert not today_words(whole, now).text.startswith("The backup on")
    mended = replace(whole, second=replace(whole.second, mended=moment))
    said = today_words(mended, now)
    assert said.text == f"The backup on {stick} was damaged; a new one was written."
    assert (said.is_trouble, said.remedy) == (True, "second")
    assert "choose another stick" in second_words(mended).text
    lost = replace(whole, second=replace(whole.second, problem="lost"))
    said = today_words(lost, now)
    assert "could not make it whole" in said.text
    assert said.remedy == "back up"


def test_a_disk_that_refused_the_proof_is_said(clock: FixedClock) -> None:
    state = BackupState(proven=clock.now(), trouble="disk")
    assert "the disk refused" in proof_words(state)


@pytest.fixture
def post(folder: Path, clock: FixedClock) -> Iterator[BackupPost]:
    post = BackupPost(folder, clock)
    yield post
    post.stop()


def test_the_locked_process_makes_the_backup_without_a_key(
    post: BackupPost, folder: Path, qtbot: QtBot
) -> None:
    post.start()
    qtbot.waitUntil(lambda: bool(standing.standing(folder).first.name), timeout=20_000)
    assert len(place.kept(standing.first_place(folder))) == 1


def test_whoever_unlocks_is_not_kept_waiting_by_a_backup(
    post: BackupPost, folder: Path, template: Template, clock: FixedClock
) -> None:
    post.start()
    post.stop()
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case)
    assert all(".partial" not in one.path.name for one in place.kept(standing.first_place(folder)))
