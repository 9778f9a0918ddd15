"""The code on paper: tried at once, reminded of every day, asked for first after a week."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from storage.domain.clocks import today
from storage.domain.kinds.disclosure import Disclosure
from storage.errors import LockedError, RejectedError
from storage.tables.records import TABLES
from storage.usecases import recoverykit
from storage.usecases.recoverykit import kit, release_kit
from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template


def test_it_is_fresh_on_its_day_then_reminded_of_and_after_a_week_asked_for_first_once_a_day(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.write(recoverykit.note_made)
    seen = []
    for _ in range(10):
        found = workspace.read(kit, today(clock))
        seen.append((found.standing, found.left))
        clock.pass_time(days=1)
    assert seen == [
        ("fresh", 7),
        *(("remind", left) for left in (6, 5, 4, 3, 2, 1)),
        *(("due", 0) for _ in range(3)),
    ]
    workspace.write(recoverykit.put_off)
    assert workspace.read(kit, today(clock)).standing == "remind"
    clock.pass_time(days=1)
    assert workspace.read(kit, today(clock)).standing == "due"


def test_once_it_has_opened_nobody_asks_until_there_is_a_new_one(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.write(recoverykit.note_made)
    workspace.write(recoverykit.note_proved)
    clock.pass_time(days=400)
    assert workspace.read(kit, today(clock)).standing == "proved"
    workspace.write(recoverykit.note_made)
    clock.pass_time(days=8)
    assert workspace.read(kit, today(clock)).standing == "due"


def test_where_nobody_knows_when_it_was_made_the_week_begins_now(
    workspace: Workspace, clock: FixedClock
) -> None:
    assert workspace.read(kit, today(clock)).standing == "fresh"
    workspace.write(recoverykit.begin)
    clock.pass_time(days=7)
    workspace.write(recoverykit.begin)
    assert workspace.read(kit, today(clock)).standing == "due"


def test_a_clock_set_back_asks_no_sooner(workspace: Workspace, clock: FixedClock) -> None:
    workspace.write(recoverykit.note_made)
    clock.moment = datetime(2020, 1, 1, tzinfo=UTC)
    assert workspace.read(kit, today(clock)).standing == "fresh"


def test_practice_asks_for_no_paper(workspace: Workspace, clock: FixedClock) -> None:
    workspace.write(recoverykit.note_made)
    workspace.write(set_settings, {"program.practice": True})
    clock.pass_time(days=30)
    assert workspace.read(kit, today(clock)).standing == "proved"


def test_the_sheet_says_the_code_and_to_keep_it_apart_and_the_gate_logs_it(
    workspace: Workspace, template: Template
) -> None:
    code = template.recovery_code
    released = workspace.write(release_kit, code, workspace.key_id)
    ((name, content),) = released.files.items()
    assert name == recoverykit.SHEET
    with pypdfium2.PdfDocument(content) as paper:
        assert len(paper) == 1
        text = paper[0].get_textpage().get_text_range()
    # Between V and V the letters stand so far apart that PDFium reads a space.
    letters = "".join(text.split())
    for group in code.split("-"):
        assert group in letters
    for words in ("apart from the laptop", workspace.key_id[:8].upper(), "Mar 4, 2026", "Ana"):
        assert words in text
    logged = workspace.read(
        lambda connection: connection.execute(TABLES[Disclosure.__name__.lower()].select()).all()
    )
    assert [row.form for row in logged] == [recoverykit.FORM]
    assert code not in str(logged)


def test_the_paper_is_tried_on_the_key_file_itself(
    workspace: Workspace, template: Template
) -> None:
    workspace.keys.recovery_opens(template.recovery_code.lower())
    with pytest.raises(RejectedError, match="typing error"):
        workspace.keys.recovery_opens(template.recovery_code[:-1])
    old = template.recovery_code
    assert workspace.renew_recovery_code("river lantern copper meadow") != old
    with pytest.raises(LockedError, match="replaced by a newer one"):
        workspace.keys.recovery_opens(old)
