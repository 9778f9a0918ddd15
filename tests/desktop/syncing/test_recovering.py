"""No lead's laptop is left: a new one comes into the program with the sheets from the safe."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from desktop.unlock.joiningsteps import InvitationWords
from desktop.unlock.recovering import RecoverProgram
from desktop.widgets.labels import Problem
from storage.usecases.settings import setting
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.enrolment.joining import joining_state
from sync.client.membership import load_roster
from sync.client.recovery.holding import own_share
from sync.client.recovery.making import make_recovery_key
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.protocol.program_code import line_of
from tests.conftest import FixedClock, Template
from tests.desktop.shell.first_run import push
from tests.desktop.shell.test_every_window import learnt_by_keyboards, nameless
from tests.desktop.syncing.office import Ana
from tests.desktop.syncing.test_joining import Newcomer, newcomer
from tests.storage.builders import add_case
from tests.sync.enrolling import join
from tests.sync.enrolling import newcomer as another

__all__ = ["newcomer"]


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
    step.program.setText("Berkshire Kids' Place")
    step.line.setText(line[:-1] + ("0" if line[-1] != "0" else "1"))
    step.words.set_text(sheets[0].replace(sheets[0].split()[7], "academic", 1))
    push(newcomer.door, "Add this share")
    assert "paper" in step.findChild(Problem).text()
    for sheet in sheets:
        step.words.set_text(sheet)
        push(newcomer.door, "Add this share")
    assert step.count.text() == "2 of 2 shares are here."
    push(newcomer.door, "Recover it")
    assert "typing error" in step.findChild(Problem).text()
    step.line.setText(line.lower())
    push(newcomer.door, "Recover it")
    newcomer.wait(lambda: newcomer.satchel.session and newcomer.session.window)
    found: list[object] = []
    newcomer.session.lanes.read(_how, context=newcomer.session, then=found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [("joined", "admin", 1, "Berkshire Kids' Place")]


def _how(connection: Any) -> tuple[str, str, int, str]:
    execute = connection.exec_driver_sql
    role = execute(
        "SELECT m.role FROM member_device m, this_device t WHERE m.device = t.id"
    ).scalar()
    cases = execute('SELECT count(*) FROM "case"').scalar()
    return joining_state(connection), role, cases, setting(connection, "program.name")
