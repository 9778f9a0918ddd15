"""The Settings page over a real workspace and its real keys."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop import theme
from desktop.background import Lanes
from desktop.lane import TendedWorkspace
from desktop.pages.settings import SettingsPage
from desktop.pages.settings.backup import BackupDialog
from desktop.pages.settings.keys import PassphraseDialog
from desktop.settings import Settings
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label
from storage.backup.restoring import inspect
from storage.crypto import chunkfiles
from storage.errors import LockedError, RejectedError
from storage.profile import MachinePolicy
from storage.profile.county import county_profile
from storage.usecases.county import adopt
from storage.usecases.settings import setting, settings
from storage.workspace import Workspace, unlock
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show
from tests.desktop.test_access_record import shown_entries
from tests.documents.files import add_file
from tests.installer.profiles import BODY
from tests.storage.builders import add_case, add_note

__all__ = ["at_desk"]

NEW = "amber ladder quiet harbor seven"


@pytest.fixture
def page(at_desk: AtDesk, shown: Show, qapp: QApplication) -> Iterator[SettingsPage]:
    page = SettingsPage(at_desk.lanes, at_desk.context)
    page.resize(1060, 900)
    shown(page)
    page.open({})
    at_desk.rest()
    yield page
    at_desk.rest()
    theme.apply(qapp, "light")


def test_every_setting_shows_what_holds_and_whether_it_is_yours(
    page: SettingsPage, at_desk: AtDesk
) -> None:
    assert page.person.text() == "Ana Reyes"
    origins = {name: line.origin() for name, line in page.lines.items()}
    assert origins["person.name"] == "Chosen by you"
    assert origins["look.theme"] == origins["lock.idle_minutes"] == "Satchel's default"
    page.minutes.setCurrentIndex(page.minutes.findData(10))
    page.minutes.activated.emit(0)
    at_desk.rest()
    at_desk.rest()
    assert page.lines["lock.idle_minutes"].origin() == "Chosen by you"
    assert at_desk.read(setting, "lock.idle_minutes") == 10


def test_what_the_county_set_is_said_and_what_it_locked_is_grey(
    at_desk: AtDesk, shown: Show
) -> None:
    at_desk.write(adopt, county_profile(BODY), MachinePolicy({"look.initials": True}))
    # At a start the profile is taken before the desk is read.
    at_desk.context._settings = Settings.of(at_desk.read(settings))
    page = SettingsPage(at_desk.lanes, at_desk.context)
    shown(page)
    page.open({})
    at_desk.rest()
    name = BODY["name"]
    origins = {stored: line.origin() for stored, line in page.lines.items()}
    assert origins["look.initials"] == "Set on this computer"
    assert origins["lock.idle_minutes"] == f"Set by {name}; locked"
    assert not page.minutes.isEnabled()
    assert page.minutes.accessibleDescription() == f"Set by {name}; locked"
    assert page.theme.isEnabled()


def test_what_may_happen_to_documents_is_told_with_who_said_so(
    at_desk: AtDesk, shown: Show
) -> None:
    rules = {"settings": {"documents.pictures": True, "documents.outside": "leads"}}
    at_desk.write(adopt, county_profile({**BODY, **rules}), MachinePolicy())
    page = SettingsPage(at_desk.lanes, at_desk.context)
    shown(page)
    page.open({})
    at_desk.rest()
    assert page.documents.pictures.text() == "May come in as documents."
    assert "leads" in page.documents.outside.text()
    said = {name: line.origin() for name, line in page.documents.lines.items()}
    assert set(said.values()) == {f"Set by {BODY['name']}; locked"}
    assert page.documents.outside.isEnabled(), "grey words are hard to read"


def test_when_a_reason_is_asked_for_is_told_with_who_said_so(
    page: SettingsPage, at_desk: AtDesk, shown: Show
) -> None:
    assert "without a reason" in page.rules.others.text()
    assert page.rules.many.text().endswith("Everybody may go on, with a reason.")
    assert {line.origin().split(";")[0] for line in page.rules.lines.values()} == {
        "Satchel's default"
    }
    asked = {"access.others_cases": "reason", "masschange.lead_only": True}
    profile = county_profile({**BODY, "settings": asked, "locked": ["masschange.lead_only"]})
    policy = MachinePolicy(settings={"access.restricted": "reason"})
    at_desk.write(adopt, profile, policy)
    again = SettingsPage(at_desk.lanes, at_desk.context)
    shown(again)
    again.open({})
    at_desk.rest()
    rules = again.rules
    assert "Open with a reason, but for leads and whoever covers" in rules.others.text()
    assert "Open with a reason, but for leads." in rules.restricted.text()
    assert rules.many.text().endswith("Only a lead goes on, with a reason.")
    assert {name: line.origin() for name, line in rules.lines.items()} == {
        "access.others_cases": f"Set by {BODY['name']}; locked",
        "access.restricted": "Set on this computer; locked",
        "masschange.lead_only": f"Set by {BODY['name']}; locked",
    }


def test_a_locked_setting_changed_from_elsewhere_is_taken_back(at_desk: AtDesk) -> None:
    at_desk.write(adopt, county_profile({**BODY, "locked": ["look.theme"]}), None)
    context = at_desk.context
    context._settings = before = Settings.of(at_desk.read(settings))
    said: list[str] = []
    context.said.connect(lambda words: said.append(words.text))
    context.set_settings(replace(before, theme="light", initials=True))
    at_desk.rest()
    assert context.settings == before
    assert said == ["This setting is not yours to change. Ask who set it."]
    assert at_desk.read(setting, "look.initials") is False


def test_a_profile_that_cannot_be_used_is_said_on_the_page(at_desk: AtDesk, shown: Show) -> None:
    at_desk.context.county_trouble = "The county profile is not signed."
    page = SettingsPage(at_desk.lanes, at_desk.context)
    shown(page)
    words = [label.text() for label in page.findChildren(QLabel)]
    assert "The county profile is not signed." in words


def test_a_value_between_the_usual_ones_is_shown_as_it_is(at_desk: AtDesk, shown: Show) -> None:
    at_desk.context.set_settings(replace(at_desk.context.settings, lock_after_minutes=7))
    page = SettingsPage(at_desk.lanes, at_desk.context)
    shown(page)
    page.open({})
    at_desk.rest()
    assert page.minutes.currentData() == 7


def test_a_choice_is_told_to_everyone_at_once(page: SettingsPage, at_desk: AtDesk) -> None:
    page.theme.setCurrentIndex(page.theme.findData("dark"))
    page.theme.activated.emit(0)
    page.text_size.setCurrentIndex(page.text_size.findData(150))
    page.text_size.activated.emit(0)
    page.initials.click()
    at_desk.rest()
    chosen: Settings = at_desk.context.settings
    assert (chosen.theme, chosen.text_size, chosen.initials) == ("dark", 150, True)
    assert at_desk.read(setting, "look.text_percent") == 150


def test_a_new_name_signs_what_is_written_from_now_on(page: SettingsPage, at_desk: AtDesk) -> None:
    page.person.setFocus()
    page.person.selectAll()
    QTest.keyClicks(page.person, "Ana  Reyes-Lopez")
    page.person.editingFinished.emit()
    at_desk.rest()
    at_desk.rest()
    assert at_desk.context.settings.person == "Ana Reyes-Lopez"
    case, _ = at_desk.write(add_case)
    at_desk.write(add_note, case, "Signed.")
    author = at_desk.read(
        lambda c: c.exec_driver_sql("SELECT author FROM journal ORDER BY sequence DESC").scalar()
    )
    assert author == "Ana Reyes-Lopez"


def test_an_empty_name_is_not_taken(page: SettingsPage, at_desk: AtDesk) -> None:
    page.person.clear()
    page.person.editingFinished.emit()
    at_desk.rest()
    assert page.person.text() == "Ana Reyes"


def test_the_facts_of_the_program_are_kept(page: SettingsPage, at_desk: AtDesk) -> None:
    page.new_year.setCurrentIndex(page.new_year.findData("07-01"))
    page.new_year.activated.emit(1)
    page.tracks_new.click()
    at_desk.rest()
    assert at_desk.read(setting, "program.fiscal_year_start") == "07-01"
    assert at_desk.read(setting, "program.tracks_new") is False


def test_a_name_half_typed_is_there_after_a_lock(
    page: SettingsPage, at_desk: AtDesk, shown: Show
) -> None:
    page.person.selectAll()
    QTest.keyClicks(page.person, "Ana R")
    place = page.place()
    again = SettingsPage(at_desk.lanes, at_desk.context)
    shown(again)
    again.restore_place(place)
    at_desk.rest()
    assert again.person.text() == "Ana R"


def test_the_passphrase_is_changed_by_who_knows_it(
    page: SettingsPage, at_desk: AtDesk, folder: Path
) -> None:
    dialog = PassphraseDialog(at_desk.lanes, page)
    dialog.open()
    dialog.old.setText("not the passphrase at all")
    dialog.new.setText(NEW)
    assert dialog.strength.text().startswith(("Good", "Strong"))
    dialog.suggest_button.click()
    assert len(dialog.strength.text().split(".")[0].split()) == 6
    dialog.again.setText("amber")
    dialog.change()
    assert "differ" in dialog.notice.text
    dialog.again.setText(NEW)
    dialog.change()
    at_desk.rest()
    assert "not the passphrase" in dialog.notice.text
    dialog.old.setText(PASSPHRASE)
    dialog.change()
    at_desk.rest()
    assert unlock(folder, NEW)
    with pytest.raises(LockedError):
        unlock(folder, PASSPHRASE)


def test_a_weak_passphrase_is_refused_and_the_old_one_stays(
    folder: Path, template: Template, clock: FixedClock
) -> None:
    with Workspace(folder, template.key, clock=clock) as workspace:
        with pytest.raises(RejectedError):
            workspace.change_passphrase(PASSPHRASE, "short")
        assert workspace.folder == folder
    assert unlock(folder, PASSPHRASE) == template.key


def test_a_backup_is_made_proven_and_noted(
    page: SettingsPage, at_desk: AtDesk, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    dialog = BackupDialog(at_desk.lanes, at_desk.context, page)
    dialog.folder.set_path(tmp_path / "nowhere")
    dialog.open()
    dialog.save()
    assert "no such folder" in dialog.notice.text
    dialog.folder.set_path(stick)
    dialog.save()
    at_desk.rest()
    at_desk.rest()
    (made,) = stick.iterdir()
    assert made.name == "satchel-2026-03-04-100000.satchel-backup"
    assert inspect(made).sequence == at_desk.read(setting, "backup.last")["sequence"]
    assert [(one.act, one.why) for one in shown_entries(at_desk)] == [("Backed up", made.name)]
    page.open({})
    at_desk.rest()
    assert "Mar 4, 2026 at 10:00 AM" in page.backed_up.text()


@pytest.fixture
def incomplete(folder: Path, template: Template) -> None:
    """A document in the workspace whose file is not there any more."""
    with Workspace(folder, template.key) as workspace:
        case, _ = workspace.write(add_case)
        add_file(workspace, case.id, b"The order of the court.")
    (part,) = chunkfiles.chunks_in(folder)
    chunkfiles.remove(folder, part)


@pytest.mark.usefixtures("incomplete")
def test_a_backup_without_the_file_of_a_document_is_made_and_says_so(
    page: SettingsPage, at_desk: AtDesk, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    dialog = BackupDialog(at_desk.lanes, at_desk.context, page)
    dialog.folder.set_path(tmp_path / "stick")
    dialog.open()
    dialog.save()
    at_desk.rest()
    at_desk.rest()
    (made,) = (tmp_path / "stick").iterdir()
    assert inspect(made).sequence == at_desk.read(setting, "backup.last")["sequence"]
    told = next(one for one in page.findChildren(Dialog) if one is not dialog)
    assert "1 document came along without the file" in told.findChildren(Label)[-1].text()


def test_work_on_the_workspace_waits_its_turn_and_its_failure_comes_home(
    at_desk: AtDesk,
) -> None:
    lanes: Lanes = at_desk.lanes
    told: list[BaseException] = []

    def fail(_workspace: TendedWorkspace) -> None:
        raise LockedError("no")

    lanes.tend(fail, context=at_desk.context, then=lambda _: None, failed=told.append)
    at_desk.rest()
    assert [str(error) for error in told] == ["no"]
