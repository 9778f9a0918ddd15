"""The database file: encrypted, closed to tricks, and honest about lost history."""

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from storage.crypto import database
from storage.crypto.head import Head, HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.errors import DamagedError, HistoryLostError
from storage.tables import journal
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import Template
from tests.storage.builders import add_case, add_note

CANARY = "zebra-canary-7f3a"


def test_nothing_readable_reaches_the_folder(folder: Path, template: Template) -> None:
    with Workspace(folder, template.key) as workspace:
        case, _ = workspace.write(add_case, CANARY)
        workspace.write(add_note, case, f"She said {CANARY}.")
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert not [path.name for path in files if CANARY.encode() in path.read_bytes()]
    header = (folder / database.NAME).read_bytes()[:16]
    assert header != b"SQLite format 3\0"


def test_the_library_is_the_encrypted_and_safe_one() -> None:
    database.assert_versions()


def test_another_key_opens_nothing(folder: Path) -> None:
    with pytest.raises(DamagedError, match="damaged or of another workspace"):
        database.open_engine(folder / database.NAME, bytes(32), "reader")


def test_a_plain_database_is_refused_and_left_alone(folder: Path, template: Template) -> None:
    path = folder / database.NAME
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE person (name)")
    plain.commit()
    plain.close()
    before = path.read_bytes()
    with pytest.raises(DamagedError, match="not encrypted"):
        Workspace(folder, template.key)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '{path}' AS plain KEY ''",
        "PRAGMA temp_store = 1",
        "PRAGMA writable_schema = ON",
        "PRAGMA cipher_memory_security = OFF",
        "VACUUM INTO '{path}'",
        "SELECT load_extension('evil')",
        "SELECT sqlcipher_export('main')",
    ],
)
def test_statements_that_could_write_plain_text_are_denied(
    workspace: Workspace, tmp_path: Path, statement: str
) -> None:
    target = tmp_path / "leak.db"
    with pytest.raises(DatabaseError):
        workspace.read(lambda c: c.exec_driver_sql(statement.format(path=target)))
    assert not target.exists() or not target.read_bytes()


def test_an_error_never_shows_what_was_being_stored(workspace: Workspace) -> None:
    with pytest.raises(DatabaseError) as caught:
        workspace.read(lambda c: c.exec_driver_sql("SELECT ? FROM nowhere", (CANARY,)))
    assert CANARY not in str(caught.value)


def test_a_workspace_refuses_other_threads(workspace: Workspace) -> None:
    caught: list[str] = []

    def misuse() -> None:
        try:
            workspace.read(journal.head)
        except RuntimeError as error:
            caught.append(str(error))

    thread = threading.Thread(target=misuse)
    thread.start()
    thread.join()
    assert caught == ["A workspace is used only on the thread that opened it."]


def test_a_reader_cannot_write(folder: Path, template: Template, workspace: Workspace) -> None:
    workspace.write(add_case)
    with (
        Workspace(folder, template.key, writer=False) as reader,
        pytest.raises(DatabaseError, match="readonly"),
    ):
        reader.write(add_case)


def test_a_reader_sees_what_the_writer_saved(
    folder: Path, template: Template, workspace: Workspace
) -> None:
    with Workspace(folder, template.key, writer=False) as reader:
        assert reader.read(journal.head)[0] == 0
        workspace.write(add_case)
        assert reader.read(journal.head)[0] == 1


def test_an_older_copy_of_the_whole_database_is_reported(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
    old = tmp_path / "old.db"
    shutil.copy(folder / database.NAME, old)
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
    shutil.copy(old, folder / database.NAME)
    with pytest.raises(HistoryLostError, match="older than what was saved here"):
        Workspace(folder, template.key)
    with Workspace(folder, template.key, accept_lost_history=True) as workspace:
        assert workspace.read(journal.head)[0] == 1


def test_a_deleted_write_ahead_log_is_reported(folder: Path, template: Template) -> None:
    workspace = Workspace(folder, template.key)
    workspace.write(add_case)
    copy = folder.parent / "crashed"
    shutil.copytree(folder, copy)
    workspace.close()
    for left in copy.glob("workspace.db-*"):
        left.unlink()
    with pytest.raises(HistoryLostError):
        Workspace(copy, template.key)


def test_a_machine_that_stopped_between_commit_and_head_is_whole(
    folder: Path, template: Template
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
        head = (folder / "workspace.head").read_bytes()
        workspace.write(add_case)
    (folder / "workspace.head").write_bytes(head)
    with Workspace(folder, template.key, writer=False) as workspace:
        assert workspace.read(journal.head)[0] == 2
    assert (folder / "workspace.head").read_bytes() == head
    with Workspace(folder, template.key) as workspace:
        assert workspace.read(journal.head)[0] == 2
        assert workspace.read(journal.verify_chain) == 2
    with Workspace(folder, template.key) as workspace:
        newest = workspace.read(journal.head)
    file = HeadFile(folder, derive_workspace_keys(template.key).head)
    assert file.read() == Head(*newest)


@pytest.mark.parametrize("half", [0, 1])
def test_a_torn_head_falls_back_to_its_other_half(
    folder: Path, template: Template, half: int
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(add_case)
        workspace.write(add_case)
    path = folder / "workspace.head"
    content = bytearray(path.read_bytes())
    content[half * len(content) // 2 + 20] ^= 1
    path.write_bytes(content)
    with Workspace(folder, template.key) as workspace:
        assert workspace.read(journal.head)[0] == 2


def test_a_changed_journal_entry_is_named(folder: Path, template: Template) -> None:
    with Workspace(folder, template.key) as workspace:
        for _ in range(3):
            workspace.write(add_case)
        workspace.write(
            lambda t: t.connection.exec_driver_sql(
                "UPDATE journal SET author = 'Somebody Else' WHERE sequence = 2"
            )
        )
        with pytest.raises(DamagedError, match="entry 2 is not what was written"):
            workspace.read(journal.verify_chain)


def test_a_destroyed_part_leaves_the_chain_whole(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add_case)
    workspace.write(
        lambda t: t.connection.exec_driver_sql(
            "UPDATE journal_part SET body = NULL WHERE scope = ?", (case.id,)
        )
    )
    assert workspace.read(journal.verify_chain) == 2


_REFUSALS = "not authorized|authorization denied|no such|may not be modified|readonly database"


@pytest.mark.parametrize("role", ["writer", "reader", "migration"])
@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '{path}' AS plain KEY ''",
        "VACUUM INTO '{path}'",
        "VACUUM",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA main.journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA mmap_size = 1000000",
        "PRAGMA query_only = OFF",
        "PRAGMA temp_store = FILE",
        "PRAGMA temp_store_directory = '{path}'",
        "PRAGMA cipher_log = '{path}'",
        "PRAGMA cipher_profile = '{path}'",
        "PRAGMA rekey = 'x'",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'x'",
        "SELECT fts3_tokenizer('simple')",
        "SELECT writefile('{path}', 'x')",
        "SELECT edit('x')",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM sqlite_dbpage",
        "CREATE VIRTUAL TABLE outside USING zipfile('{path}')",
        "CREATE VIRTUAL TABLE outside USING csv(filename = '{path}')",
        "CREATE VIRTUAL TABLE outside USING dbstat",
    ],
)
def test_no_statement_reaches_a_file_or_weakens_the_database_even_outside_a_transaction(
    folder: Path, template: Template, tmp_path: Path, statement: str, role: database.Role
) -> None:
    target = tmp_path / "leak"
    key = derive_workspace_keys(template.key).database
    engine = database.open_engine(folder / database.NAME, key, role)
    pooled = engine.raw_connection()
    with pytest.raises(dbapi2.DatabaseError, match=_REFUSALS):
        pooled.cursor().execute(statement.format(path=target))
    pooled.close()
    engine.dispose()
    assert not target.exists()


def test_large_sorts_and_temporary_tables_stay_in_memory(
    folder: Path, template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = tmp_path / "places"
    places.mkdir()
    for name in ("SQLITE_TMPDIR", "TMPDIR"):
        monkeypatch.setenv(name, str(places))

    def spill(transaction: Transaction) -> int:
        transaction.connection.exec_driver_sql(
            "CREATE TEMP TABLE large AS WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
            "SELECT i, hex(randomblob(100)) AS h FROM n"
        )
        rows = transaction.connection.exec_driver_sql("SELECT h FROM large ORDER BY h")
        rows.fetchone()
        # A temporary file has no name any more once it is open; its descriptor still tells it.
        targets = [os.path.realpath(path) for path in Path("/proc/self/fd").iterdir()]
        return len([name for name in targets if "etilqs" in name or str(places) in name])

    with Workspace(folder, template.key, cache_mib=1) as workspace:
        assert workspace.write(spill) == 0
    assert list(places.iterdir()) == []
