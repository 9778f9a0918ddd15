"""A database beyond 1 GiB, where SQLite leaves out a page for its locks, is as whole as any.

The form in the suite has some MiB; ``SATCHEL_LONG=1`` crosses the boundary.
"""

import os
from pathlib import Path

import pytest

from storage.backup import standing
from storage.backup.closed import copy_closed
from storage.backup.restoring import restore
from storage.crypto import database
from storage.crypto.keytree import derive_workspace_keys
from storage.doctor.checks import verify
from storage.usecases import searching
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace, unlock
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.storage.builders import add_case, add_note

IS_LONG = bool(os.environ.get("SATCHEL_LONG"))
PIECE = 4 * 1024 * 1024
PIECES = 280 if IS_LONG else 2
LOCK_PAGE = 0x40000000 // 4096 + 1


def fill_up(transaction: Transaction, first: int, count: int) -> None:
    """Lay random bytes into the database, as drafts that nobody shows."""
    rows = [(f"large-{number}", 0, os.urandom(PIECE)) for number in range(first, first + count)]
    transaction.connection.exec_driver_sql("INSERT INTO draft VALUES (?, ?, ?)", rows)


def drop_drafts(transaction: Transaction) -> None:
    transaction.connection.exec_driver_sql("DELETE FROM draft WHERE place LIKE 'large-%'")


@pytest.fixture
def large(folder: Path, template: Template, clock: FixedClock) -> Path:
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case)
        for first in range(0, PIECES, 10):
            workspace.write(fill_up, first, min(10, PIECES - first))
        # What comes behind the boundary is real.
        case, _ = workspace.write(add_case, "Joana")
        workspace.write(add_note, case, "Beyond the first gibibyte.")
    return folder


def test_it_is_checked_backed_up_proven_and_brought_back_without_a_false_alarm(
    large: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    path = large / database.NAME
    pages = path.stat().st_size // 4096
    assert (pages > LOCK_PAGE) == IS_LONG
    engine = database.open_engine(path, derive_workspace_keys(template.key).database, "migration")
    assert database.damage_of(engine) == []
    engine.dispose()
    made = copy_closed(large, standing.first_place(large), clock)
    with Workspace(large, template.key, clock=clock) as workspace:
        assert workspace.prove_backup(made).records == 5
        clock.pass_time(hours=1)
        assert workspace.back_up_in_place().manifest.counts["note"] == 1
    restored = restore(
        made, tmp_path / "new", lambda folder: unlock(folder, PASSPHRASE), clock=clock
    )
    assert restored.records == 5
    with Workspace(tmp_path / "new", template.key, clock=clock) as workspace:
        assert workspace.read(searching.search, "gibibyte")
        workspace.write(drop_drafts)
        assert workspace.read(searching.search, "joana")
    assert [passed.check for passed in verify(tmp_path / "new", template.key)]
