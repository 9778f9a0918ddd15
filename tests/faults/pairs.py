"""Two laptops of one program and what must hold of them after every death."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from storage.domain.clocks import SystemClock
from storage.domain.ids import RecordId
from storage.tables import journal
from storage.usecases.documents.keeping import want
from storage.usecases.documents.reading import whole_document
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.conftest import Template
from tests.faults.papers import content_of
from tests.faults.stories import add
from tests.patience import wait_until
from tests.sync.enrolling import begin, join, newcomer


@dataclass
class Laptop:
    """One laptop: where it is, what opens it, and what it was told is kept."""

    folder: Path
    key: bytes
    saved: set[bytes] = field(default_factory=set)
    """The records whose Save was acknowledged."""
    sent: set[bytes] = field(default_factory=set)
    """Those of them that the server acknowledged."""
    filed: set[RecordId] = field(default_factory=set)
    """The documents that were acknowledged with their files."""
    checked: set[RecordId] = field(default_factory=set)
    """Those of them that were found whole on both laptops."""

    def open(self) -> Workspace:
        return Workspace(self.folder, self.key)


def two_laptops(folder: Path, template: Template, place: Path, database: str) -> list[Laptop]:
    """Bring two laptops together at a server on ``database``, which is stopped again."""
    other = place / "second"
    with (
        local_server(place / "server", database=database) as server,
        Workspace(folder, template.key) as first,
        HttpTransport(server.address) as way,
        HttpTransport(server.address) as its_way,
    ):
        begin(first, way, server)
        second, key = newcomer(other, "Ben", SystemClock())
        with second:
            join((first, way), (second, its_way), server.address, "Ben")
            exchange(second, its_way)
    return [Laptop(folder, template.key), Laptop(other, key)]


def save_and_sync(laptop: Laptop, workspace: Workspace, way: HttpTransport, name: str) -> None:
    """Save one person, sync once, and note what was acknowledged."""
    laptop.saved.add(workspace.write(add, name).id)
    outcome = drive(sync_round(workspace.clock), way, workspace)
    if outcome.problem is None:
        assert outcome.waiting == 0
        laptop.sent |= laptop.saved


def exchange(workspace: Workspace, way: HttpTransport) -> None:
    """Sync until nothing is in the way; then nothing waits and nothing is set aside."""

    def done() -> bool:
        outcome = drive(sync_round(workspace.clock), way, workspace)
        return (outcome.problem, outcome.waiting, outcome.parked) == (None, 0, 0)

    wait_until(done)


def people(connection: Connection) -> dict[bytes, str]:
    """Return every person's name by its id."""
    rows = connection.exec_driver_sql("SELECT id, given_name FROM person").all()
    return {row.id: row.given_name for row in rows}


def check(pair: list[Laptop], second: Workspace, ways: list[HttpTransport]) -> int:
    """See that nothing acknowledged is lost, nothing stands twice, and both show the same.

    The second laptop, which is open, goes first: what the server has acknowledged to the first is
    there without its sending anything again. Returns how many records there are.
    """
    exchange(second, ways[1])
    assert pair[0].sent <= second.read(people).keys()
    with pair[0].open() as first:
        exchange(first, ways[0])
        exchange(second, ways[1])
        _check_files(pair[0], first, second, ways[1])
        shown = first.read(people)
    assert shown == second.read(people)
    for laptop in pair:
        assert laptop.saved <= shown.keys()
    assert [name for name, count in Counter(shown.values()).items() if count > 1] == []
    return len(shown)


def _check_files(laptop: Laptop, first: Workspace, second: Workspace, way: HttpTransport) -> None:
    """See that files which were acknowledged are whole here, and come whole to the second."""
    fresh = laptop.filed - laptop.checked
    for record in fresh:
        # Where it was asked for before it was sent, it is not asked for again so soon.
        second.write(want, record)
    if fresh:
        exchange(second, way)
    for record in fresh:
        title = first.read(titles)[record]
        for workspace in (first, second):
            assert workspace.read(whole_document, record) == content_of(title)
    laptop.checked |= fresh


def titles(connection: Connection) -> dict[bytes, str]:
    """Return every document's title by its id."""
    rows = connection.exec_driver_sql("SELECT id, title FROM document").all()
    return {row.id: row.title for row in rows}


def check_histories(pair: list[Laptop]) -> None:
    """See that the journal of either laptop is whole, and no document stands twice."""
    for laptop in pair:
        with laptop.open() as workspace:
            workspace.read(journal.verify_chain)
            found = list(workspace.read(titles).values())
            assert len(found) == len(set(found))
