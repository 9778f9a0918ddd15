"""Databases that are locked, gone, newer or behind: nothing is kept by halves, and it is said."""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event, inspect, text
from starlette.testclient import TestClient

from sync.server import database as databases
from sync.server import migrations
from sync.server.application import build
from sync.server.database import open_database
from sync.server.fleeting import mend_fleeting, open_fleeting
from sync.server.meter import measured
from sync.server.nonces import SharedNonces
from sync.server.refusals import BusyError, NewerDatabaseError, SetupError
from sync.server.tables import metadata
from tests.conftest import FixedClock
from tests.patience import wait_until
from tests.server.grounds import Ground, settings_for


def test_the_tables_made_are_the_tables_used(address: str) -> None:
    with contextlib.closing(open_database(address)) as database:
        looked = inspect(database.engine)
        for table in metadata.sorted_tables:
            key = set(looked.get_pk_constraint(table.name)["constrained_columns"])
            made = {
                column["name"]: column["nullable"] and column["name"] not in key
                for column in looked.get_columns(table.name)
            }
            used = {column.name: bool(column.nullable) for column in table.columns}
            assert (made, key) == (used, {column.name for column in table.primary_key}), table.name


def test_migrating_again_changes_nothing(address: str) -> None:
    with contextlib.closing(open_database(address)) as database:
        steps = len(migrations.STEPS)
        assert migrations.migrate(database) == (steps, steps)


def test_a_newer_database_is_refused_by_name_and_left_alone(
    tmp_path: Path, clock: FixedClock
) -> None:
    address = f"sqlite:///{tmp_path / 'newer.db'}"
    with contextlib.closing(open_database(address)) as database:
        migrations.migrate(database)
        database.write(lambda c: c.execute(text("UPDATE schema_version SET version = 99")))
        for refused in (migrations.migrate, migrations.check):
            with pytest.raises(NewerDatabaseError, match="step 99"):
                refused(database)
        assert database.read(migrations.version_of) == 99
    with pytest.raises(NewerDatabaseError):
        build(settings_for(address, clock))


def test_a_migration_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (x INTEGER)")
        connection.exec_driver_sql("SELECT nonsense")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, failing))
    with contextlib.closing(open_database(f"sqlite:///{tmp_path / 'x.db'}")) as database:
        with pytest.raises(BusyError):
            migrations.migrate(database)
        assert inspect(database.engine).get_table_names() == []


def test_a_server_does_not_start_on_tables_that_are_missing(
    tmp_path: Path, clock: FixedClock
) -> None:
    with pytest.raises(SetupError, match="satchel-server migrate"):
        build(settings_for(f"sqlite:///{tmp_path / 'empty.db'}", clock))


@pytest.mark.parametrize(
    "address", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "sqlite+aio:///x"]
)
def test_another_kind_of_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(SetupError, match="sqlite:///"):
        open_database(address)


@pytest.fixture
def locked(on_sqlite: Ground) -> Iterator[sqlite3.Connection]:
    """Somebody else writes into the server's database and does not end."""
    path = on_sqlite.settings.database.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    with contextlib.closing(other):
        yield other


def test_a_locked_database_is_busy_and_nothing_is_kept(
    on_sqlite: Ground, locked: sqlite3.Connection
) -> None:
    program = on_sqlite.program()
    sent = program.first.envelopes(program.cases, 2)
    with next_connection(on_sqlite) as connection:
        connection.execute("PRAGMA busy_timeout = 100")
    locked.execute("BEGIN IMMEDIATE")
    answer = on_sqlite.caller.push(program, program.first, program.cases, *sent)
    assert answer.refusal == (503, "busy", 0)
    # Reading goes on meanwhile.
    assert on_sqlite.caller.pull(program, program.first, program.cases).items == ()
    locked.execute("ROLLBACK")
    pushed = on_sqlite.caller.pushed(program, program.first, program.cases, *sent)
    assert pushed.head.sequence == 2


@contextlib.contextmanager
def next_connection(ground: Ground) -> Iterator[sqlite3.Connection]:
    """The connection the server will use next."""
    with ground.service.database.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        yield driver


def test_a_full_disk_is_busy_and_nothing_is_kept(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    with next_connection(on_sqlite) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    large = program.first.envelope(program.cases, bytes(500_000))
    from sync.protocol.envelope import to_bytes  # noqa: PLC0415 - only here

    answer = on_sqlite.caller.push(program, program.first, program.cases, to_bytes(large))
    assert answer.refusal == (503, "busy", 0)
    assert on_sqlite.caller.pull(program, program.first, program.cases).items == ()


def test_a_statement_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "STATEMENT_S", 0.1)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    with (
        contextlib.closing(open_database(f"sqlite:///{tmp_path / 'x.db'}")) as database,
        pytest.raises(BusyError),
    ):
        database.read(lambda connection: connection.execute(text(endless)).all())


def test_a_lost_postgresql_connection_is_made_again(postgresql_address: str) -> None:
    with contextlib.closing(open_database(postgresql_address)) as database:
        own = database.read(lambda c: c.execute(text("SELECT pg_backend_pid()")).scalar_one())
        with psycopg.connect(postgresql_address, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (own,))
        assert database.read(lambda c: c.execute(text("SELECT 1")).scalar_one()) == 1


def test_a_row_somebody_holds_is_busy_on_postgresql(
    postgresql_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_LOCK_S", 1)
    with (
        contextlib.closing(open_database(postgresql_address)) as database,
        psycopg.connect(postgresql_address) as other,
    ):
        other.execute("SELECT * FROM server FOR UPDATE")
        with pytest.raises(BusyError):
            database.write(lambda c: c.execute(text("UPDATE server SET generation = generation")))
        other.rollback()
        database.write(lambda c: c.execute(text("UPDATE server SET generation = generation")))


def test_two_that_wait_for_each_other_are_both_done_on_postgresql(postgresql_address: str) -> None:
    first, turns = threading.Barrier(2), [0, 0]
    rows = ("UPDATE knot SET x = x + 1 WHERE id = 0", "UPDATE knot SET x = x + 1 WHERE id = 1")
    with contextlib.closing(open_database(postgresql_address)) as database:
        database.write(lambda c: c.execute(text("CREATE TABLE knot AS SELECT 0 AS id, 0 AS x")))
        database.write(lambda c: c.execute(text("INSERT INTO knot VALUES (1, 0)")))

        def work(connection: Connection, own: int) -> None:
            turns[own] += 1
            connection.execute(text(rows[own]))
            if turns[own] == 1:
                first.wait(60)
            connection.execute(text(rows[1 - own]))

        threads = [
            threading.Thread(target=database.write, args=(partial(work, own=own),))
            for own in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        made = database.read(lambda c: c.execute(text("SELECT x FROM knot")).scalars().all())
        database.write(lambda c: c.execute(text("DROP TABLE knot")))
    assert list(made) == [2, 2]
    assert sum(turns) > 2  # one of them was undone and done again


def test_what_was_told_to_be_kept_is_on_the_disk_and_no_statement_lasts(
    postgresql_address: str,
) -> None:
    with contextlib.closing(open_database(postgresql_address)) as database:
        for name, value in (("synchronous_commit", "on"), ("statement_timeout", "5s")):
            shown = database.read(lambda c, name=name: c.execute(text(f"SHOW {name}")).scalar_one())  # type: ignore[misc]  # a default binds it
            assert shown == value
        partitions = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'envelopes'::regclass"
        assert database.read(lambda c: c.execute(text(partitions)).scalar_one()) == 16


def test_closing_waits_for_the_work_that_runs_and_refuses_other(address: str) -> None:
    begun, goes_on, returned = threading.Event(), threading.Event(), []
    database = open_database(address)
    event.listen(database.engine, "checkin", lambda *_: returned.append(goes_on.is_set()))

    def work(connection: Connection) -> None:
        connection.execute(text("SELECT 1"))
        begun.set()
        goes_on.wait(60)

    working = threading.Thread(target=database.read, args=(work,))
    closing = threading.Thread(target=database.close)
    working.start()
    assert begun.wait(60)
    closing.start()
    wait_until(lambda: database._is_closed)
    closing.join(0.2)
    assert closing.is_alive()
    for ask in (database.read, database.glance, database.write):
        with pytest.raises(BusyError):
            ask(lambda c: c.execute(text("SELECT 1")).scalar_one())
    goes_on.set()
    working.join()
    closing.join()
    assert returned == [True]


def test_a_server_that_ends_awaits_the_sharing_of_its_counts(
    address: str, clock: FixedClock
) -> None:
    application = build(settings_for(address, clock))
    fleeting = application.state.service.fleeting
    begun, ended = threading.Event(), threading.Event()
    event.listen(fleeting.engine, "checkout", lambda *_: begun.set())
    event.listen(fleeting.engine, "checkin", lambda *_: ended.set())
    with (
        contextlib.closing(open_fleeting(address)) as other,
        other.engine.execution_options(writing=True).connect() as held,
    ):
        held.execute(text("SELECT 1" if other.is_sqlite else "LOCK TABLE measures"))
        with TestClient(application) as client:
            client.get("/nowhere")
            assert begun.wait(60)
            freeing = threading.Timer(0.3, held.rollback)
            freeing.start()
        freeing.join()
        assert ended.is_set()
        assert measured(other)['satchel_refusals_total{reason="not-found"}'] >= 1


def test_a_postgresql_that_is_not_there_is_busy() -> None:
    with (
        contextlib.closing(open_database("postgresql://x@127.0.0.1:1/none")) as database,
        pytest.raises(BusyError),
    ):
        database.read(migrations.version_of)


def test_nonces_that_a_power_cut_left_unreadable_are_put_aside(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'x.db'}"
    mend_fleeting(address)
    (tmp_path / "x.db.nonces").write_bytes(b"SQLite format 3\0" + bytes(4000))
    mend_fleeting(address)
    with contextlib.closing(open_fleeting(address)) as fleeting:
        SharedNonces(fleeting).use(bytes(8), bytes(16), 1)
    mend_fleeting(address)
    assert (tmp_path / "x.db.nonces").exists()
