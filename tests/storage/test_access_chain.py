"""The record of access of one laptop: a chain whose edits, and whose missing end, are told."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from installer.surroundings import ROOT
from storage.crypto.head import HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.doctor.checks import verify
from storage.domain.access import Entry
from storage.errors import DamagedError, HistoryLostError, LockedError
from storage.tables import access
from storage.usecases.access.noting import Subject, note, of_case
from storage.usecases.access.reading import Wanted, acts, order, rows
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace, unlock, unlock_with_recovery_code
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.storage.builders import add_case

CASE = bytes(range(16))


def entries(connection: Connection) -> list[Entry]:
    ((device, incarnation),) = access.chains(connection)
    return [entry for entry, _ in access.chain_of(connection, device, incarnation)]


def said(workspace: Workspace) -> list[tuple[str, str | None]]:
    return [(entry.act, entry.said) for entry in workspace.read(entries)]


def sql(*statements: str) -> Callable[[Transaction], None]:
    def run(transaction: Transaction) -> None:
        for statement in statements:
            transaction.connection.exec_driver_sql(statement)

    return run


def looked_at_much(folder: Path, key: bytes) -> None:
    with Workspace(folder, key) as workspace:
        for number in range(5):
            workspace.write(note, "open", of_case(CASE), f"look {number}")


def test_a_new_workspace_begins_its_record(workspace: Workspace) -> None:
    assert said(workspace) == [("begin", "")]


def test_an_entry_says_who_what_when_and_why(workspace: Workspace, clock: FixedClock) -> None:
    workspace.write(note, "open", Subject("document", b"d" * 16, CASE), "before court")
    entry = workspace.read(entries)[-1]
    assert (entry.number, entry.act, entry.kind) == (2, "open", "document")
    assert (entry.subject, entry.case, entry.said) == (b"d" * 16, CASE, "before court")
    assert (entry.author, entry.at) == ("Ana Reyes", int(clock.now().timestamp() * 1000))


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE access_entry SET at = at + 1 WHERE number = 3",
        "UPDATE access_entry SET act = 'print' WHERE number = 3",
        "UPDATE access_entry SET author = 'Nobody' WHERE number = 3",
        "UPDATE access_entry SET said = 'nothing' WHERE number = 3",
        "UPDATE access_entry SET link = zeroblob(32) WHERE number = 3",
        "UPDATE access_entry SET said = NULL WHERE number = 3",
        "DELETE FROM access_entry WHERE number = 3",
        "DELETE FROM access_entry WHERE number = 1",
    ],
)
def test_the_doctor_names_an_entry_that_is_not_what_was_written(
    folder: Path, template: Template, edit: str
) -> None:
    looked_at_much(folder, template.key)
    with Workspace(folder, template.key) as workspace:
        workspace.write(sql(edit))
    with pytest.raises(DamagedError, match=r"Entry [234] of the record of access"):
        list(verify(folder, template.key))


def test_what_was_said_may_be_forgotten_and_the_chain_still_holds(
    folder: Path, template: Template
) -> None:
    looked_at_much(folder, template.key)
    with Workspace(folder, template.key) as workspace:
        workspace.write(sql("UPDATE access_entry SET said = NULL, salt = NULL WHERE number = 3"))
        assert workspace.read(access.verify_chains) == 6


def test_an_end_that_was_cut_off_is_reported_by_the_doctor_and_from_then_on_by_itself(
    folder: Path, template: Template
) -> None:
    looked_at_much(folder, template.key)
    _behind_its_back(folder, template.key, "DELETE FROM access_entry WHERE number > 3")
    with pytest.raises(HistoryLostError, match="its last entry had number 6"):
        list(verify(folder, template.key))
    with Workspace(folder, template.key) as workspace:
        assert said(workspace)[-1] == ("cut", "6 were written, 3 are here.")
    assert [check.check for check in verify(folder, template.key)]
    with Workspace(folder, template.key) as workspace:
        assert [act for act, _ in said(workspace)].count("cut") == 1


def test_an_older_copy_of_the_record_in_its_place_is_reported(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    looked_at_much(folder, template.key)
    shutil.copytree(folder, tmp_path / "older")
    looked_at_much(folder, template.key)
    shutil.copyfile(tmp_path / "older" / "workspace.db", folder / "workspace.db")
    with Workspace(folder, template.key) as workspace:
        assert said(workspace)[-1] == ("cut", "11 were written, 6 are here.")


def test_a_head_that_forgot_the_record_is_reported(folder: Path, template: Template) -> None:
    looked_at_much(folder, template.key)
    head = folder / "workspace.head"
    head.write_bytes(head.read_bytes()[:160])
    with pytest.raises(DamagedError, match="does not say where the record of access ends"):
        list(verify(folder, template.key))
    with Workspace(folder, template.key) as workspace:
        assert said(workspace)[-1][0] == "cut"


def test_a_stop_between_the_commit_and_the_head_is_no_alarm(
    folder: Path, template: Template
) -> None:
    looked_at_much(folder, template.key)
    before = (folder / "workspace.head").read_bytes()
    looked_at_much(folder, template.key)
    (folder / "workspace.head").write_bytes(before)
    with Workspace(folder, template.key) as workspace:
        assert said(workspace)[-1] == ("open", "look 4")
    head = HeadFile(folder, derive_workspace_keys(template.key).head).read_access()
    assert head is not None
    assert head.sequence == 11


def test_wrong_passphrases_are_entered_at_the_next_unlock(
    folder: Path, template: Template, clock: FixedClock
) -> None:
    for _ in range(3):
        with pytest.raises(LockedError):
            unlock(folder, "no such words at all", clock=clock)
        clock.pass_time(minutes=1)
    key = unlock(folder, PASSPHRASE, clock=clock)
    with Workspace(folder, key, clock=clock) as workspace:
        entry = workspace.read(entries)[-1]
    assert (entry.act, entry.said) == ("refused", "3 attempts")
    assert entry.at < int(clock.now().timestamp() * 1000)
    with Workspace(folder, template.key, clock=clock) as again:
        assert [act for act, _ in said(again)].count("refused") == 1


def test_an_unlock_without_the_passphrase_is_entered(
    folder: Path, template: Template, clock: FixedClock
) -> None:
    unlock_with_recovery_code(folder, template.recovery_code, clock=clock)
    with Workspace(folder, template.key, clock=clock) as workspace:
        assert said(workspace)[-1] == ("recover", "recovery code")


def test_a_changed_rule_is_entered_and_a_changed_look_is_not(workspace: Workspace) -> None:
    workspace.write(set_settings, {"lock.idle_minutes": 9, "look.theme": "dark"})
    assert said(workspace)[1:] == [("policy", "lock.idle_minutes: 9")]


def test_a_save_is_in_the_journal_and_not_entered_twice(workspace: Workspace) -> None:
    workspace.write(add_case)
    assert said(workspace) == [("begin", "")]


def test_what_cannot_be_written_as_text_is_entered_all_the_same(workspace: Workspace) -> None:
    workspace.write(note, "search", Subject(), "Ana \ud800 \u202e x" * 999)
    text = said(workspace)[-1][1]
    assert text is not None
    assert "?" in text
    assert workspace.read(access.verify_chains) == 2


def test_an_act_of_a_newer_version_is_shown_by_its_code(workspace: Workspace) -> None:
    workspace.write(note, "unheardof", Subject("device", bytes(8)), "of later")
    keys = workspace.read(order, Wanted(act="unheardof"))
    (shown,) = workspace.read(rows, keys).values()
    assert (shown.act, shown.what, shown.why) == ("unheardof", bytes(8).hex(), "of later")


def _behind_its_back(folder: Path, key: bytes, statement: str) -> None:
    """Change the database as somebody with the key would: past the head file."""
    head = folder / "workspace.head"
    before = head.read_bytes()
    with Workspace(folder, key) as workspace:
        workspace.write(sql(statement))
    head.write_bytes(before)


def test_every_act_that_the_program_notes_has_its_words() -> None:
    source = [*ROOT.glob("storage/**/*.py"), *ROOT.glob("sync/client/**/*.py")]
    source += ROOT.glob("desktop/**/*.py")
    noted = {
        word
        for path in source
        for word in _NOTED.findall(path.read_text("utf-8"))
        if "access" in path.read_text("utf-8")
    }
    assert {"open", "search", "admit", "bulk", "override"} <= noted
    assert noted <= set(acts())


_NOTED = re.compile(
    r'(?:note\(\s*transaction|workspace\.write\(\s*note|Look|yield|act=)[(, ]*"([a-z]+)"'
)
