"""A PostgreSQL that loses its connections, or is killed and succeeded, loses nothing.

``SATCHEL_LONG=1`` ends connections for ``SATCHEL_SECONDS``, 120 when left out, and kills twenty
primaries instead of one.
"""

import os
import time
from contextlib import ExitStack
from pathlib import Path
from secrets import SystemRandom

import psycopg
import pytest
from sqlalchemy import Connection

from storage.domain.clocks import SystemClock
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.problems import Problem
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer, local_server
from tests.conftest import Template
from tests.faults.clusters import cluster
from tests.faults.pairs import exchange
from tests.faults.pushers import pushing
from tests.faults.stories import add
from tests.patience import wait_until
from tests.server.asking import Caller
from tests.server.insisting import check_log
from tests.server.laptops import Laptop, Program
from tests.server.running import begun, calling
from tests.sync.enrolling import begin, join, newcomer

_LONG = os.environ.get("SATCHEL_LONG") == "1"
_SECONDS = float(os.environ.get("SATCHEL_SECONDS", "120")) if _LONG else 3.0
_PUSHERS = 3
_END = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> "
_OURS = "pg_backend_pid() AND application_name = 'satchel-server' AND datname = current_database()"


def test_connections_that_are_ended_lose_and_tear_nothing(
    postgresql_address: str, tmp_path: Path
) -> None:
    with local_server(tmp_path / "server", database=postgresql_address) as server:
        with calling(server) as caller:
            program, laptops = _program(server, caller)
        chance, ended, over = SystemRandom(), 0, time.monotonic() + _SECONDS
        with (
            pushing(lambda: calling(server), program, laptops) as pushed,
            psycopg.connect(postgresql_address, autocommit=True) as operator,
        ):
            while time.monotonic() < over:
                found = operator.execute(f"{_END}{_OURS}".encode()).fetchone()
                ended += found[0] if found else 0
                time.sleep(chance.uniform(0.01, 0.3))
        with calling(server) as caller:
            check_log(caller, program, pushed.sent)
    assert ended > 0
    print(f"{ended} connections ended, {len(pushed.sent)} envelopes pushed")


@pytest.mark.parametrize("turn", range(20 if _LONG else 1))
def test_a_primary_that_is_killed_loses_nothing_that_was_acknowledged(
    folder: Path, template: Template, tmp_path: Path, turn: int
) -> None:
    with ExitStack() as opened:
        pair = opened.enter_context(cluster())
        server = opened.enter_context(local_server(tmp_path / "server", database=pair.address))
        caller = opened.enter_context(calling(server))
        ways = [opened.enter_context(HttpTransport(server.address)) for _ in range(2)]
        first = opened.enter_context(Workspace(folder, template.key))
        second = opened.enter_context(newcomer(tmp_path / "second", "Ben", SystemClock())[0])
        begin(first, ways[0], server)
        join((first, ways[0]), (second, ways[1]), server.address, "Ben")
        program, laptops = _program(server, caller)
        with pushing(lambda: calling(server), program, laptops) as pushed:
            for number in range(5):
                first.write(add, f"Before {number}")
                wait_until(lambda: _synced(first, ways[0]) == (None, 0))
            wait_until(lambda: len(pushed.places) > 50)
            pair.primary.kill()
            before = dict(pushed.places)
            first.write(add, "While nobody answers")
            assert _synced(first, ways[0]) in {("busy", 1), ("unreachable", 1)}
            pair.standby.promote()
            wait_until(lambda: _synced(second, ways[1]) == (None, 0))
            # What the killed primary had acknowledged is there before its writers come again.
            assert second.read(_people) == [f"Before {number}" for number in range(5)]
            wait_until(lambda: len(pushed.places) > len(before) + 50)
        for workspace, way in ((first, ways[0]), (second, ways[1])):
            exchange(workspace, way)
        assert first.read(_people) == second.read(_people)
        assert len(second.read(_people)) == 6
        check_log(caller, program, pushed.sent)
        assert _places(caller, program) == pushed.places
    print(f"{turn}: {len(before)} envelopes acknowledged before, {len(pushed.places)} in all")


def _program(server: LocalServer, caller: Caller) -> tuple[Program, list[Laptop]]:
    """Return a program that has begun, and its laptops."""
    program = begun(server, caller)
    laptops = [program.first, *(Laptop() for _ in range(_PUSHERS - 1))]
    for laptop in laptops[1:]:
        caller.admit(program, laptop)
    return program, laptops


def _synced(workspace: Workspace, way: HttpTransport) -> tuple[Problem | None, int]:
    """Sync once; return what kept it from going on, and how much still waits."""
    outcome = drive(sync_round(workspace.clock), way, workspace)
    return outcome.problem, outcome.waiting


def _people(connection: Connection) -> list[str]:
    query = "SELECT given_name FROM person ORDER BY given_name"
    return list(connection.exec_driver_sql(query).scalars())


def _places(caller: Caller, program: Program) -> dict[bytes, int]:
    """Return where every envelope stands in the log of cases."""
    found: dict[bytes, int] = {}
    while True:
        page = caller.pull(program, program.first, program.cases, len(found), "&whole=1")
        if not page.items:
            return found
        found |= {item.digest: item.sequence for item in page.items}
