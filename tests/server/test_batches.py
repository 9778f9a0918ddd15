"""Work that waits is written together, and nobody is refused for what another asked."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from sync.server.batches import Batches
from sync.server.database import Database, open_database
from sync.server.refusals import BusyError, RefusedError
from tests.patience import wait_until


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing(open_database(f"sqlite:///{tmp_path / 'x.db'}")) as opened:
        opened.write(lambda c: c.exec_driver_sql("CREATE TABLE t (x INTEGER PRIMARY KEY)"))
        yield opened


def put(number: int) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        connection.exec_driver_sql("INSERT INTO t VALUES (?)", (number,))
        return number

    return work


def kept(database: Database) -> list[int]:
    rows = database.read(lambda c: c.exec_driver_sql("SELECT x FROM t ORDER BY x").scalars().all())
    return list(rows)


def together(database: Database, works: list[Callable[[Connection], int]]) -> list[object]:
    """Let all of these wait behind one that is being written; what came of each."""
    held, go = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        held.set()
        go.wait(60)

    outcomes: list[object] = [None] * len(works)

    def ask(at: int) -> None:
        try:
            outcomes[at] = database.write(works[at])
        except RefusedError as error:
            outcomes[at] = error.reason

    holder = threading.Thread(target=database.write, args=(hold,))
    holder.start()
    held.wait(60)
    threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(works))]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(database._batches._waiting) == len(works))
    go.set()
    for thread in (holder, *threads):
        thread.join()
    return outcomes


def test_what_waits_is_one_transaction(database: Database) -> None:
    commits: list[int] = []
    event.listen(database.engine, "commit", lambda _connection: commits.append(1))
    assert together(database, [put(number) for number in range(6)]) == list(range(6))
    assert kept(database) == list(range(6))
    assert len(commits) <= 3  # the one that held, the others, and reading


def test_one_that_is_refused_or_breaks_takes_nobody_with_it(database: Database) -> None:
    def refused(connection: Connection) -> int:
        put(100)(connection)
        raise RefusedError("full")

    broken = put(1)  # the same number again
    outcomes = together(database, [put(1), refused, put(2), broken, put(3)])
    assert outcomes[1] == "full"
    assert sorted(map(str, (outcomes[0], outcomes[3]))) == ["1", "busy"]
    assert (outcomes[2], outcomes[4]) == (2, 3)
    assert kept(database) == [1, 2, 3]


def test_who_waits_too_long_is_told_that_it_is_busy(database: Database) -> None:
    batches = Batches(database.engine, database._alone, 0.1)
    held, go = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        held.set()
        go.wait(60)

    holder = threading.Thread(target=batches.do, args=(hold,))
    holder.start()
    held.wait(60)
    with pytest.raises(BusyError):
        batches.do(put(1))
    go.set()
    holder.join()
    assert kept(database) == []
    assert batches.do(put(1)) == 1
