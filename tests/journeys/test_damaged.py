"""A page of the disk is bad: everything that can be read is, and a backup brings the rest back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.dialogs.share import ShareDialog
from desktop.theme import Tokens
from desktop.unlock.bringback import BringBack, BroughtBack
from desktop.unlock.trouble import Trouble
from desktop.unlock.unlocking import Unlocking
from storage.backup import mirroring, place, standing
from storage.backup.restoring import restore
from storage.domain.ids import text_of
from storage.usecases import searching
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.shell.first_run import push
from tests.journeys.test_brought_back import Blank
from tests.journeys.walking import Walker
from tests.storage.builders import add_case, add_note
from tests.storage.closed_workspace import knock
from tests.storage.damaging import damage_table


@pytest.fixture
def laptop(
    folder: Path,
    template: Template,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[Blank]:
    with Workspace(folder, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case)
        workspace.write(add_note, case, "Met at the library.")
    mirroring.keep_closed(folder, clock)
    damage_table(folder, template.key, "parked_operation")
    laptop = Blank(folder, clock, qtbot)
    yield laptop
    laptop.close()


def unlock(laptop: Blank) -> None:
    step = laptop.door.step
    assert isinstance(step, Unlocking)
    step.secret.line.setText(PASSPHRASE)
    push(laptop.door, "Unlock")
    laptop.until(Trouble)


def test_it_opens_to_be_read_and_says_that_nothing_can_be_saved(laptop: Blank) -> None:
    unlock(laptop)
    push(laptop.door, "Open it to read")
    walker = laptop.walk()
    assert walker.read(searching.search, "library")
    assert "open to be read only" in walker.words()
    refused: list[BaseException] = []
    session = laptop.satchel.session
    assert session is not None
    session.lanes.write(add_case, context=walker.window, then=refused.append, failed=refused.append)
    walker.rest()
    assert "nothing can be saved" in str(refused[0])


def leave(laptop: Blank, walker: Walker, out: Path, target: dict[str, str], name: str) -> Path:
    """Let something out by the window that asks what the gate asks."""
    session = laptop.satchel.session
    assert session is not None
    assert session.context is not None
    session.context.open("share", target)
    walker.rest()
    dialog = walker.front()
    assert isinstance(dialog, ShareDialog)
    assert "when a backup is brought back" in walker.words()
    dialog.purpose.setText("Court on Monday")
    dialog.recipient.setText("Berkshire Juvenile Court")
    dialog.basis.setCurrentIndex(dialog.basis.findData("mandate"))
    dialog.name.setText(name)
    dialog.folder.set_path(out)
    target_file = dialog.target_file()
    walker.push("Log it and save")
    laptop.until_true(lambda: not isinstance(walker.front(), ShareDialog))
    return target_file


def test_the_paper_of_a_case_and_an_export_come_out_and_are_entered_where_it_is_brought_back(
    laptop: Blank, tmp_path: Path
) -> None:
    out = tmp_path / "stick"
    out.mkdir()
    unlock(laptop)
    push(laptop.door, "Open it to read")
    walker = laptop.walk()
    case = walker.read(lambda c: c.exec_driver_sql('SELECT id FROM "case"').scalar_one())
    paper = leave(laptop, walker, out, {"kind": "case", "record": text_of(case)}, "paper")
    assert paper.read_bytes().startswith(b"%PDF")
    exported = leave(laptop, walker, out, {"export": "csv"}, "everything")
    assert exported.stat().st_size > 0
    newest = place.kept(standing.first_place(laptop.folder))[0]
    restored = tmp_path / "restored"
    restore(newest.path, restored, knock, clock=laptop.clock)
    with Workspace(restored, knock(restored), clock=laptop.clock) as workspace:
        query = "SELECT recipient FROM disclosure"
        found = workspace.read(lambda c: c.exec_driver_sql(query).scalars().all())
    assert found == ["Berkshire Juvenile Court"] * 2


def test_its_backup_is_offered_and_everything_is_back(laptop: Blank) -> None:
    unlock(laptop)
    push(laptop.door, "Bring back a backup")
    step = laptop.door.step
    assert isinstance(step, BringBack)
    step.secret.line.setText(PASSPHRASE)
    push(laptop.door, "Bring it back")
    laptop.until(BroughtBack)
    push(laptop.door, "Open it")
    walker = laptop.walk()
    assert walker.count("note") == 1
    assert "open to be read only" not in walker.words()
