"""Two laptops enter the same case, by one spreadsheet, before they meet: nobody's is set aside."""

from pathlib import Path

from sqlalchemy import Connection

from storage.domain.clocks import SystemClock
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.conftest import Template
from tests.storage.builders import SOME_DAY
from tests.sync.enrolling import begin, join, newcomer

_CASE = RecordId(bytes([7]) * 16)


def test_a_case_that_two_laptops_entered_alone_opens_on_both(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    place = tmp_path / "server"
    place.mkdir()
    with (
        local_server(place) as server,
        Workspace(folder, template.key) as ana,
        HttpTransport(server.address) as way,
        HttpTransport(server.address) as other,
    ):
        begin(ana, way, server)
        ben, _ = newcomer(tmp_path / "ben", "Ben", SystemClock())
        with ben:
            join((ana, way), (ben, other), server.address, "Ben")
            for workspace, text in ((ana, "from the one"), (ben, "from the other")):
                workspace.write(_enter, text)
            for workspace, transport in ((ana, way), (ben, other), (ana, way)):
                outcome = drive(sync_round(workspace.clock), transport, workspace)
                assert (outcome.problem, outcome.parked) == (None, 0)
            for workspace, transport, text in ((ana, way, "later"), (ben, other, "last")):
                workspace.write(_write, text)
                drive(sync_round(workspace.clock), transport, workspace)
            outcome = drive(sync_round(ana.clock), way, ana)
            assert (outcome.problem, outcome.parked) == (None, 0)
            assert ana.read(_texts) == ben.read(_texts)
            assert ana.read(_texts) == ["from the one", "from the other", "last", "later"]


def _enter(transaction: Transaction, text: str) -> None:
    case = Case(
        id=_CASE,
        number="BER-26-0001",
        cac="berkshire_kids_place",
        opened_on=SOME_DAY,
        status="active_ongoing",
    )
    save(transaction, [Add(case)], "import")
    _write(transaction, text)


def _write(transaction: Transaction, text: str) -> None:
    note = Note(id=transaction.new_id(), case=_CASE, on=SOME_DAY, note_class="factual", text=text)
    save(transaction, [Add(note)], "write note")


def _texts(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql("SELECT text FROM note ORDER BY text").scalars())
