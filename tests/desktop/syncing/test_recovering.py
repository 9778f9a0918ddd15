"""No lead's laptop is left: a new one comes into the program with the sheets from the safe."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.unlock.joiningsteps import InvitationWords
from desktop.unlock.recovering import RecoverProgram
from desktop.widgets.labels import Problem
from storage.usecases.settings import setting
from storage.workspace import Workspace
from sync.client.commands import Command, Script
from sync.client.driving import drive
from sync.client.enrolment.joining import joining_state
from sync.client.membership import load_roster
from sync.client.recovery.gathering import Gathering
from sync.client.recovery.holding import own_share
from sync.client.recovery.making import make_recovery_key
from sync.client.recovery.using import Way, recover_here
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.protocol.program_code import line_of
from sync.protocol.shares import split
from tests.conftest import FixedClock, Template
from tests.desktop.shell.first_run import push
from tests.desktop.shell.test_every_window import learnt_by_keyboards, nameless
from tests.desktop.syncing.office import Ana
from tests.desktop.syncing.test_joining import Newcomer, newcomer
from tests.storage.builders import add_case
from tests.sync.enrolling import join
from tests.sync.enrolling import newcomer as another
from tests.sync.stepping import next_step

__all__ = ["newcomer"]

_NAME = "Berkshire Kids' Place"
_IN = ("joined", "admin", 1, _NAME)


def split_key(ana: Ana, folder: Path, clock: FixedClock) -> tuple[list[str], str]:
    """Let two more people join and a key be split; return two sheets' words, and the line."""
    ana.begin()
    ana.save(add_case)
    others: list[Workspace] = []
    for name in ("Cleo Marsh", "Ben Silva"):
        workspace, _ = another(folder / name, name, clock)
        with HttpTransport(ana.server.address) as way:
            join((ana.workspace, ana.way), (workspace, way), ana.server.address, name)
        others.append(workspace)
    holders = (ana.workspace.device, *(each.device for each in others))
    drive(make_recovery_key(clock, holders, 2), ana.way, ana.workspace)
    with HttpTransport(ana.server.address) as way:
        assert drive(sync_round(clock), way, others[0]).problem is None
    words = [each.read(own_share).words for each in (ana.workspace, others[0])]
    roster = ana.workspace.read(load_roster)
    assert roster is not None
    for each in others:
        each.close()
    return words, line_of(roster.program, roster.log)


def test_the_sheets_from_the_safe_let_a_new_laptop_in(
    newcomer: Newcomer,
    ana: Ana,
    new_template: Template,
    tmp_path: Path,
    clock: FixedClock,
    qtbot: QtBot,
) -> None:
    sheets, line = split_key(ana, tmp_path, clock)
    newcomer.unlock(new_template.key)
    newcomer.wait_for(InvitationWords)
    push(newcomer.door, "No lead is left…")
    step = newcomer.wait_for(RecoverProgram)
    assert nameless(newcomer.door) == []
    assert learnt_by_keyboards(newcomer.door) == []
    step.address.setText(ana.server.address)
    step.program.setText(_NAME)
    step.line.setText(line[:-1] + ("0" if line[-1] != "0" else "1"))
    step.words.set_text(sheets[0].replace(sheets[0].split()[7], "academic", 1))
    push(newcomer.door, "Add this share")
    assert "paper" in step.findChild(Problem).text()
    add_shares(newcomer, step, sheets)
    assert step.count.text() == "2 of 2 shares are here."
    push(newcomer.door, "Recover it")
    assert "typing error" in step.findChild(Problem).text()
    step.line.setText(line.lower())
    push(newcomer.door, "Recover it")
    assert_let_in(newcomer, qtbot)


def test_an_older_sheet_that_was_typed_first_is_left_out_again(qtbot: QtBot) -> None:
    step = RecoverProgram()
    qtbot.addWidget(step)
    step.show()
    older, newer = (split(bytes([of]) * 32, 2, 3) for of in (1, 2))
    forget, add = (step.findChild(QAbstractButton, f"recover_{name}") for name in ("forget", "add"))
    assert forget is not None
    assert add is not None
    assert not forget.isVisible()
    for words in (older[0], newer[0]):
        step.words.set_text(words)
        add.click()
    problem = step.findChild(Problem)
    assert problem is not None
    assert "of another set" in problem.text()
    forget.click()
    for words in newer[:2]:
        step.words.set_text(words)
        add.click()
    assert step.count.text() == "2 of 2 shares are here."


def test_a_laptop_switched_off_before_it_was_let_in_is_asked_for_the_sheets_again(
    newcomer: Newcomer,
    ana: Ana,
    new_template: Template,
    tmp_path: Path,
    clock: FixedClock,
    qtbot: QtBot,
) -> None:
    sheets, line = split_key(ana, tmp_path, clock)
    with Workspace(newcomer.folder, new_template.key, clock=clock) as workspace:
        script = recovery(clock, ana, sheets, line)
        carry_until(lambda: workspace.read(joining_state) == "recovering", script, ana, workspace)
    newcomer.unlock(new_template.key)
    step = newcomer.wait_for(RecoverProgram)
    assert step.notice.isVisible()
    assert "once more" in step.notice.text
    assert step.first_focus() is step.words.area
    assert (step.address.text(), step.line.text()) == (ana.server.address, line)
    push(newcomer.door, "Back")
    push(newcomer.door, "No lead is left…")
    step = newcomer.wait_for(RecoverProgram)
    add_shares(newcomer, step, sheets)
    push(newcomer.door, "Recover it")
    assert_let_in(newcomer, qtbot)


def test_a_laptop_switched_off_just_after_it_was_let_in_needs_no_sheets(
    newcomer: Newcomer,
    ana: Ana,
    new_template: Template,
    tmp_path: Path,
    clock: FixedClock,
    qtbot: QtBot,
) -> None:
    sheets, line = split_key(ana, tmp_path, clock)
    with Workspace(newcomer.folder, new_template.key, clock=clock) as workspace:
        script = recovery(clock, ana, sheets, line)
        carry_until(lambda: is_listed(ana, workspace.device), script, ana, workspace)
    newcomer.unlock(new_template.key)
    assert_let_in(newcomer, qtbot)


def recovery(clock: FixedClock, ana: Ana, sheets: list[str], line: str) -> Script[None]:
    """Return what Recover it does."""
    gathering = Gathering()
    for sheet in sheets:
        gathering.add_words(sheet)
    return recover_here(clock, Way(ana.server.address, line, _NAME), gathering.keys())


def carry_until(
    reached: Callable[[], bool], script: Script[None], ana: Ana, workspace: Workspace
) -> None:
    """Carry out a script on a new laptop until ``reached``, then end it."""
    step: Callable[[], Command] = partial(script.send, None)
    with HttpTransport(ana.server.address) as way:
        while not reached():
            step = next_step(script, step(), way, workspace)
    script.close()


def is_listed(ana: Ana, device: bytes) -> bool:
    """Tell whether the server has the admission of a laptop."""
    assert drive(sync_round(ana.workspace.clock), ana.way, ana.workspace).problem is None
    roster = ana.workspace.read(load_roster)
    return roster is not None and device in roster.members


def add_shares(newcomer: Newcomer, step: RecoverProgram, sheets: Sequence[str]) -> None:
    """Type the words of each sheet, one after the other."""
    for sheet in sheets:
        step.words.set_text(sheet)
        push(newcomer.door, "Add this share")


def assert_let_in(newcomer: Newcomer, qtbot: QtBot) -> None:
    """Wait for the window; the laptop is a lead's of the program."""
    newcomer.wait(lambda: newcomer.satchel.session and newcomer.session.window)
    assert how(newcomer, qtbot) == _IN


def how(newcomer: Newcomer, qtbot: QtBot) -> tuple[str, str, int, str]:
    """Return how the laptop of ``newcomer`` stands, behind its window."""
    found: list[tuple[str, str, int, str]] = []
    newcomer.session.lanes.read(_how, context=newcomer.session, then=found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def _how(connection: Any) -> tuple[str, str, int, str]:
    execute = connection.exec_driver_sql
    role = execute(
        "SELECT m.role FROM member_device m, this_device t WHERE m.device = t.id"
    ).scalar()
    cases = execute('SELECT count(*) FROM "case"').scalar()
    return joining_state(connection), role, cases, setting(connection, "program.name")
