"""One act is one transaction: whole or not at all, on one thread, one at a time."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2

from storage.crypto import database
from storage.crypto.keytree import derive_workspace_keys
from storage.domain.kinds.person import Person
from storage.errors import DamagedError, HistoryLostError, SatchelError
from storage.tables import journal
from storage.tables.records import METADATA, fetch
from storage.usecases.searching import search
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import Template
from tests.storage.builders import add_case, edit, stored


class Stop(Exception):  # noqa: N818 - the user's own wish
    pass


def _rows(connection: Connection, table: str) -> Sequence[object]:
    return connection.execute(METADATA.tables[table].select()).all()


def _stop(transaction: Transaction) -> None:
    add_case(transaction, "Zora")
    raise Stop


def test_an_act_that_fails_leaves_nothing_and_the_workspace_usable(workspace: Workspace) -> None:
    with pytest.raises(Stop):
        workspace.write(_stop)
    for table in ("person", "case", "journal", "journal_part", "case_key", "name_key"):
        found = workspace.read(_rows, table)
        assert (table, found) == (table, [])
    workspace.write(add_case)
    assert workspace.read(journal.verify_chain) == 1


def test_a_savepoint_inside_an_act_takes_back_its_part_alone(workspace: Workspace) -> None:
    def act(transaction: Transaction) -> Person:
        _, kept = add_case(transaction)
        inner = transaction.connection.begin_nested()
        add_case(transaction, "Zora")
        inner.rollback()
        return kept

    kept = workspace.write(act)
    assert workspace.read(search, "zora") == []
    assert [hit.record for hit in workspace.read(search, "marisol")] == [kept.id]
    assert workspace.read(journal.verify_chain) == 1


def test_a_write_holds_the_database_from_its_beginning(
    workspace: Workspace, folder: Path, template: Template
) -> None:
    path = folder / database.NAME

    def act(_transaction: Transaction) -> None:
        other = database._keyed(path, derive_workspace_keys(template.key).database)
        other.execute("PRAGMA busy_timeout = 0").fetchall()
        with pytest.raises(dbapi2.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()

    workspace.write(act)


@pytest.mark.parametrize("inner", ["read", "write"])
def test_an_act_cannot_begin_another_one(workspace: Workspace, inner: str) -> None:
    def act(transaction: Transaction) -> None:
        add_case(transaction, "Zora")
        with pytest.raises(RuntimeError, match="one act at a time"):
            getattr(workspace, inner)(lambda _: None)
        raise Stop

    with pytest.raises(Stop):
        workspace.write(act)
    assert workspace.read(journal.head)[0] == 0


def test_an_act_cannot_commit_by_itself(workspace: Workspace) -> None:
    def act(transaction: Transaction) -> None:
        transaction.connection.rollback()
        add_case(transaction)

    with pytest.raises(Exception, match="closed transaction"):
        workspace.write(act)
    assert workspace.read(journal.head)[0] == 0


def test_a_workspace_is_closed_on_its_own_thread(workspace: Workspace) -> None:
    caught: list[BaseException] = []

    def close() -> None:
        try:
            workspace.close()
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=close)
    thread.start()
    thread.join()
    assert "only on the thread" in str(caught[0])
    workspace.write(add_case)


@pytest.mark.parametrize("left", [None, b""])
def test_a_missing_or_empty_database_is_named_and_never_made_anew(
    folder: Path, template: Template, left: bytes | None
) -> None:
    path = folder / database.NAME
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    for writer in (True, False):
        with pytest.raises(DamagedError, match=r"workspace\.db .* Restore"):
            Workspace(folder, template.key, writer=writer, accept_lost_history=True)
    assert path.exists() is (left is not None)
    assert left is None or path.read_bytes() == left


def test_a_database_in_use_is_not_called_damaged(
    workspace: Workspace, folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, key = folder / database.NAME, derive_workspace_keys(template.key).database
    workspace.close()
    holder = database._keyed(path, key)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
    holder.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(database, "_PATIENCE_SECONDS", 0)
    with pytest.raises(SatchelError, match="in use") as refusal:
        database.open_engine(path, key, "reader")
    assert not isinstance(refusal.value, DamagedError)
    holder.close()


def test_opening_and_closing_leaves_no_file_open(folder: Path, template: Template) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_files()
    for _ in range(5):
        with Workspace(folder, template.key) as opened:
            opened.write(add_case)
        with Workspace(folder, template.key, writer=False) as opened:
            opened.read(journal.head)
        with pytest.raises(DamagedError):
            Workspace(folder, bytes(32))
    (folder / "workspace.head").unlink()
    kept = []
    for _ in range(5):
        with pytest.raises(HistoryLostError) as refusal:
            Workspace(folder, template.key)
        kept.append(refusal)  # a traceback keeps what was open in its frames
    assert open_files() == before


def test_what_was_saved_but_not_acknowledged_says_so(workspace: Workspace, folder: Path) -> None:
    head = folder / "workspace.head"
    head.unlink()
    head.mkdir()
    with pytest.raises(DamagedError, match=r"It was saved.*workspace\.head"):
        workspace.write(add_case)
    assert workspace.read(journal.head)[0] == 1


def test_accepting_lost_history_once_is_enough_and_begins_a_new_incarnation(
    folder: Path, template: Template
) -> None:
    before = (folder / database.NAME).read_bytes()
    with Workspace(folder, template.key) as workspace:
        for _ in range(6):
            workspace.write(add_case)
        old = workspace.read(_incarnation)
    (folder / database.NAME).write_bytes(before)
    with pytest.raises(HistoryLostError):
        Workspace(folder, template.key)
    with Workspace(folder, template.key, accept_lost_history=True) as workspace:
        assert workspace.read(_incarnation) > old
        _, person = workspace.write(add_case)
        assert stored(workspace, Person, person.id).versions.born.incarnation > old
    with Workspace(folder, template.key) as workspace:
        edit(workspace, stored(workspace, Person, person.id), town="Adams")
        assert workspace.read(journal.verify_chain) == 2
        assert workspace.read(fetch, Person, person.id)


def _incarnation(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT incarnation FROM this_device").scalar_one())


def test_two_writers_wait_for_each_other(
    workspace: Workspace, folder: Path, template: Template
) -> None:
    with Workspace(folder, template.key) as other:
        for writer in (workspace, other, workspace):
            writer.write(add_case)
        assert other.read(journal.verify_chain) == 3
    with pytest.raises(OperationalError, match="within a transaction"):
        workspace.read(lambda c: c.exec_driver_sql("BEGIN"))
