"""Of a case that came in with a file and is destroyed, no sheet of an import shows a row."""

from typing import Any

from storage.domain.ids import RecordId
from storage.exchange.foreign.batches import batches, take_back
from storage.exchange.foreign.kept import keep_tried, kept_of
from storage.exchange.foreign.outcome import Outcome
from storage.usecases.importsheets import TRIED
from storage.usecases.syncing.expunging import destroy
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.exchange.foreign.books import YOUTH, body, brought, mapped, tried
from tests.exchange.foreign.test_bringing import ANSWERED, BAD, BEA
from tests.storage.builders import add_case
from tests.sync.restricting.test_no_word_left import tables_with

ZOE = "B-1,Zanzibar,Marisol,05/06/2009,F,Police,2/3/2026,2/20/2026,Open\n"


def came(workspace: Workspace, *rows: str) -> Outcome:
    table = body(YOUTH + "".join(rows))
    columns = mapped(table, **ANSWERED)
    workspace.write(keep_tried, tried(workspace, table, columns))
    return brought(workspace, table, columns)


def destroyed(workspace: Workspace, number: str) -> None:
    def act(transaction: Transaction) -> None:
        query = 'SELECT id FROM "case" WHERE number = ?'
        case = transaction.connection.exec_driver_sql(query, (number,)).scalar_one()
        destroy(transaction, transaction.vaults["cases"].id, RecordId(case), "court_order")

    workspace.write(act)


def sheet(workspace: Workspace, batch: bytes) -> Any:
    kept = workspace.read(kept_of, batch)
    assert kept is not None
    return kept.outcome


def test_no_row_is_left_and_every_count_is(workspace: Workspace) -> None:
    outcome = came(workspace, ZOE, BEA, BAD)
    assert outcome.samples
    assert outcome.rejects
    assert "setting" in workspace.read(tables_with, (b"zanzibar",))
    destroyed(workspace, "B-1")
    assert "setting" not in workspace.read(tables_with, (b"zanzibar", b"lima"))
    left = sheet(workspace, outcome.batch)
    assert (left.counts, left.sums, left.codes) == (outcome.counts, outcome.sums, outcome.codes)
    assert left.balances()
    assert not sheet(workspace, TRIED).samples
    (batch,) = workspace.read(batches)
    assert batch.name == "list.csv"
    taken, _ = workspace.write(take_back, batch.batch)
    assert taken.retired == 3


def test_a_sheet_of_other_cases_keeps_its_rows(workspace: Workspace) -> None:
    came(workspace, ZOE)
    other = came(workspace, BEA, BAD)
    destroyed(workspace, "B-1")
    assert sheet(workspace, other.batch) == other


def test_who_of_another_file_was_like_them_is_forgotten(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case, "Zanzibar", "Marisol")
    other = came(workspace, ZOE.replace("05/06/2009", "05/12/2010"))
    assert other.alike
    destroyed(workspace, case.number)
    assert not sheet(workspace, other.batch).alike


def test_a_list_that_is_brought_again_leaves_out_the_rows_of_a_case_that_was_destroyed(
    workspace: Workspace,
) -> None:
    came(workspace, ZOE)
    destroyed(workspace, "B-1")
    outcome = came(workspace, ZOE, BEA, ZOE.replace("B-1", "B-4"))
    assert (outcome.rows_brought, outcome.rows_rejected) == (2, 1)
    (reject,) = outcome.rejects
    assert (reject.row, reject.reason) == (2, "was destroyed and does not come in again.")
    assert outcome.balances()
    found = workspace.read(lambda c: c.exec_driver_sql('SELECT number FROM "case"').scalars().all())
    assert sorted(found) == ["B-2", "B-4"]
