"""The search index can be made anew from the records, whatever became of it."""

import pytest
from sqlalchemy import Connection

from storage.doctor.indexes import check_indexes
from storage.errors import CancelledError, DamagedError
from storage.tables import journal
from storage.usecases.reindexing import reindex
from storage.usecases.searching import search
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note


def damage(transaction: Transaction) -> None:
    transaction.connection.exec_driver_sql("DELETE FROM name_key WHERE token = 'luz'")
    transaction.connection.exec_driver_sql("UPDATE name_key SET token = 'x' WHERE token = 'vega'")
    transaction.connection.exec_driver_sql("DELETE FROM text_index")


def entries(connection: Connection) -> list[object]:
    rows = connection.exec_driver_sql("SELECT * FROM name_key ORDER BY token, record")
    return [tuple(row) for row in rows]


def test_whatever_was_lost_is_found_again_and_nothing_is_saved_by_it(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case, "Luz", "Vega")
    workspace.write(add_note, case, "She walked along the harbor.")
    before, saved = workspace.read(entries), workspace.read(journal.head)
    findable = workspace.read(check_indexes)
    workspace.write(damage)
    with pytest.raises(DamagedError):
        workspace.read(check_indexes)
    count, _ = workspace.write(reindex)
    assert count == 3
    assert workspace.read(entries) == before
    assert workspace.read(check_indexes) == findable
    assert [hit.title for hit in workspace.read(search, "luz vega")] == ["Luz Vega"]
    assert len(workspace.read(search, "harbor")) == 1
    assert workspace.read(journal.head) == saved


def test_given_up_in_the_midst_it_leaves_the_index_as_it_was(workspace: Workspace) -> None:
    workspace.write(add_case, "Luz", "Vega")
    before = workspace.read(entries)

    def stop() -> None:
        raise CancelledError("enough")

    with pytest.raises(CancelledError):
        workspace.write(reindex, stop)
    assert workspace.read(entries) == before
