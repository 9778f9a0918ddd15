"""Nothing that anybody typed or attached is readable anywhere but in an unlocked workspace.

One word is planted in every text of every kind, in names of people and programs, and in the name
and the content of a file. Two laptops come together and sync, sum their history up in snapshots,
back up and make a bundle; one invites by file, the other leaves a courier's letter, is taken out
and hands over what it had not sent. Then it is looked for in all that the server keeps, logs and
hands out, in all that crossed the wire, and in the laptops' own folders.

Requests to supervisors are left to ``recovery/test_supervisors.py``: they name nobody, and hold
public keys alone.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from datetime import date
from os import fsencode
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection

from storage.domain.clocks import SystemClock
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.document import Document
from storage.usecases.access.noting import NOBODY, note
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.codelists import codebook
from storage.usecases.documents.intake import add_document, take_in_file
from storage.usecases.documents.reading import whole_document
from storage.usecases.settings import set_settings
from storage.usecases.syncing.roster import entries
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.bundles.making import make_bundle
from sync.client.courier.leaving import leave_courier
from sync.client.courier.letter import letter_in
from sync.client.driving import drive
from sync.client.enrolment.byfile import invite_by_file
from sync.client.governing.leaving import revoke
from sync.client.round import seal_all, sync_round
from sync.client.snapshots.schedule import Schedule
from sync.client.transport import HttpTransport
from sync.protocol.encoding import encode
from sync.protocol.snapshot import read_snapshot
from sync.server.commandline.main import main as satchel_server
from sync.server.local import local_server
from tests.conftest import Template
from tests.faults.proxy import Proxy, proxy
from tests.server.postgres import postgresql
from tests.sync.canaries import CANARY, containers_of, forms_of, found_in, record_of
from tests.sync.enrolling import begin, join, newcomer

_PAPER, _DAY = RecordId(bytes(15) + b"\1"), date(2026, 3, 2)
Contents = list[tuple[str, bytes]]
Side = tuple[Workspace, HttpTransport]
_OFTEN = Schedule(envelopes=1, least=1)
"""Snapshots as soon as there is anything to sum up."""


@pytest.fixture
def spoken(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield
    said = capfd.readouterr()
    everything = (said.out + said.err + caplog.text).encode()
    assert list(found_in([("log", everything)])) == []


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each of the two kinds in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'server' / 'satchel-server.db'}"
        return
    with postgresql("canaries") as address:
        yield address


@pytest.mark.usefixtures("spoken")
def test_no_canary_leaves_a_workspace_readably(
    folder: Path, template: Template, tmp_path: Path, database: str
) -> None:
    place, other = tmp_path / "server", tmp_path / "second"
    with ExitStack() as opened:
        blobs = str(place / "satchel-server.blobs")
        server = opened.enter_context(local_server(place, database=database, blobs=blobs))
        wire = opened.enter_context(proxy(int(server.address.rpartition(":")[2])))
        ways = [opened.enter_context(HttpTransport(wire.address)) for _ in range(2)]
        first = opened.enter_context(Workspace(folder, template.key))
        _fill(first, tmp_path)
        begin(first, ways[0], server)
        second = opened.enter_context(newcomer(other, CANARY, SystemClock())[0])
        join((first, ways[0]), (second, ways[1]), server.address, CANARY)
        for workspace, way in ((first, ways[0]), (second, ways[1])):
            outcome = drive(sync_round(workspace.clock, schedule=_OFTEN), way, workspace)
            assert (outcome.problem, outcome.waiting) == (None, 0)
        assert any(first.read(_segments))
        for kind in KINDS:
            assert second.read(_planted, kind) == first.read(_planted, kind), kind
        assert sum(second.read(_planted, kind) for kind in KINDS) > 100
        assert CANARY.encode() in second.read(whole_document, _PAPER)
        first.back_up(tmp_path / "first.backup")
        drive(make_bundle(first.clock, tmp_path / "first.bundle"), ways[0], first)
        _, invited = drive(invite_by_file(first.clock, CANARY), ways[0], first)
        letter = _take_out((first, ways[0]), (second, ways[1]), other)
        proof = [("invitation", invited), ("letter", letter)]
        proof += [("roster", body) for body in first.read(entries)]
        _back_up(database, place)
        kept = _kept_by(database, place)
        assert _parked_on(database) > 0
        found = [*found_in(_heard(wire)), *found_in(kept), *found_in(proof)]
        found += found_in(_files(folder) + _files(other))
        found += found_in(_files(tmp_path / "first.backup") + _files(tmp_path / "first.bundle"))
    assert found == []


@pytest.mark.parametrize("container", containers_of(b""))
@pytest.mark.parametrize("form", forms_of(CANARY))
def test_the_search_for_canaries_finds_each_form(form: str, container: str) -> None:
    planted = b"before " + forms_of(CANARY)[form] + b" behind"
    content = bytes(range(256)) + containers_of(planted)[container] + bytes(range(256))
    assert any(found.endswith(f": {form}") for found in found_in([("file", content)]))


def test_the_search_reads_the_names_of_files_and_folders(tmp_path: Path) -> None:
    assert _names_with(tmp_path / "one", "quiet/empty") == []
    assert _names_with(tmp_path / "two", f"{CANARY}/empty") != []
    assert _names_with(tmp_path / "three", f"quiet/{CANARY.encode().hex()}") != []


def _names_with(place: Path, name: str) -> list[str]:
    path = place / name
    path.parent.mkdir(parents=True)
    path.touch()
    return list(found_in(_files(place)))


def _fill(workspace: Workspace, place: Path) -> None:
    """Plant the canary wherever somebody can write a word."""
    workspace.rename_author(CANARY)
    workspace.write(set_settings, {"program.name": CANARY})
    for kind in KINDS:
        workspace.write(_plant, kind)
    # A reason is sealed with the next round, and what was searched for with it.
    for act in ("search", "override"):
        workspace.write(note, act, NOBODY, CANARY)
    paper = place / f"{CANARY}.txt"
    paper.write_text(f"{CANARY}\n" * 2_000, "utf-8")
    taken = workspace.read(take_in_file, _PAPER, paper)
    paper.unlink()
    about = Document(
        id=_PAPER,
        title=CANARY,
        document_kind=min(codebook().lists["document_kind"]),
        received_on=_DAY,
    )
    workspace.write(add_document, about, taken)


def _take_out(lead: Side, leaver: Side, folder: Path) -> bytes:
    """Take a laptop out that has not sent everything; return its courier's letter.

    What it had written is handed over to the server, which keeps it apart.
    """
    (host, way), (guest, own_way) = lead, leaver
    guest.write(_plant, "note")
    drive(seal_all(), own_way, guest)
    guest.write(leave_courier, folder, guest.clock)
    letter = letter_in(folder)
    assert letter is not None
    assert letter.waiting
    drive(revoke(host.clock, (guest.device,), "left"), way, host)
    assert drive(sync_round(guest.clock), own_way, guest).problem == "revoked"
    return encode(letter)


def _segments(connection: Connection) -> list[int]:
    """Return how many segments each snapshot that is known here is made of."""
    bodies = connection.exec_driver_sql("SELECT body FROM snapshot").scalars()
    return [sum(len(layer.segments) for layer in read_snapshot(body).layers) for body in bodies]


def _plant(transaction: Transaction, kind: str) -> None:
    record = record_of(kind, transaction.new_id())
    add_all(transaction, [record], CANARY, batch=batch_id(transaction), checked=True)


def _planted(connection: Connection, kind: str) -> int:
    """Return in how many cells of a kind's table the canary stands."""
    rows = connection.exec_driver_sql(f'SELECT * FROM "{kind}"').all()  # noqa: S608 - our own names
    return sum(CANARY[:8] in cell for row in rows for cell in row if isinstance(cell, str))


def _heard(wire: Proxy) -> Contents:
    """Return everything that crossed the wire, either way of each connection."""
    assert len(wire.heard) >= 4
    assert sum(map(len, wire.heard)) > 10_000
    return [("wire", bytes(heard)) for heard in wire.heard]


def _files(place: Path) -> Contents:
    found = sorted(place.rglob("*")) if place.is_dir() else [place]
    files = [(path.name, _read(path)) for path in found if path.is_file()]
    assert files
    names = [("the name of a file", fsencode(path.relative_to(place.parent))) for path in found]
    return files + names


def _read(path: Path) -> bytes:
    """Return what is in a file; PostgreSQL, which goes on, may have taken it away meanwhile."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""


def _parked_on(database: str) -> int:
    """Return how many envelopes the server keeps apart of who was taken out."""
    query = "SELECT count(*) FROM parked"
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
            return int(connection.execute(query).fetchone()[0])
    with psycopg.connect(database) as cluster:
        found = cluster.execute(query).fetchone()
        return int(found[0]) if found else 0


def _back_up(database: str, place: Path) -> None:
    """Back the server up as its operator does, beside what it keeps."""
    options = ["--database", database, "--key-file", str(place / "satchel-server.key")]
    options += ["--blobs", str(place / "satchel-server.blobs")]
    assert satchel_server(["backup", str(place / "server.backup"), *options]) == 0


def _kept_by(database: str, place: Path) -> Contents:
    """Return all that the server keeps: its files and backup, its database, its blobs."""
    files, names = _files(place), {path.name for path in place.rglob("*")}
    assert {"server.backup", "satchel-server.blobs"} <= names
    if database.startswith("sqlite"):
        assert "satchel-server.db-wal" in names
        return files
    return files + _cluster_of(database)


def _cluster_of(address: str) -> Contents:
    """Return the files of one PostgreSQL database and of the log that all of them are written to.

    What is dumped of it stands there too, a row for each line.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        asked = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database "
            "WHERE datname = current_database()"
        ).fetchone()
        assert asked
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        tables = [name for (name,) in connection.execute(names)]
        dump = [(name, _dumped(connection, name)) for name in tables]
    folder = Path(asked[0])
    return dump + _files(folder / "base" / str(asked[1])) + _files(folder / "pg_wal")


def _dumped(connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> bytes:
    statement = f'COPY (SELECT * FROM "{table}") TO STDOUT'  # noqa: S608 - our own names
    with connection.cursor().copy(statement.encode()) as rows:
        return b"".join(bytes(row) for row in rows)
