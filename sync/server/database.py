"""One database, SQLite or PostgreSQL, by its address; what is done in it is done wholly or not.

Work is a function of a connection, run in one transaction. Where the database is locked, slow or
gone, the work leaves no trace and BusyError is raised, so that a request is never half kept.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from sync.server.batches import Batches
from sync.server.refusals import BusyError, SetupError

THREADS = 8
"""Store functions that run at once in one process, and connections it keeps to the database."""
STATEMENT_S = 5
"""Seconds after which a statement is given up."""
_ENDS_S = 2 * STATEMENT_S
"""Seconds for which closing waits for work that still runs."""
_LOCK_S = 4
_TRIES = 3
_UNDONE = frozenset(("40001", "40P01"))
"""What PostgreSQL says of a transaction that it undid: it could not be serialised, a deadlock."""
_STEPS = 10_000
"""Virtual machine steps after which SQLite asks whether its time is up."""

T = TypeVar("T")


class Database:
    """A database that is open."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(writing=True)
        self._batches = Batches(self._writing, self._alone, STATEMENT_S)
        """SQLite has one writer: waiting here is fairer than its own polling."""
        self._turn = threading.Condition()
        self._at_work, self._is_closed = 0, False

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite, which locks as a whole and not by row."""
        return self.engine.dialect.name == "sqlite"

    def read(self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` returns, which only reads."""
        with self._working():
            return _done(self.engine.begin, work)

    def glance(self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` returns, of whose queries each may see a later state.

        A read of one row is worth no transaction of its own, which takes longer than the row.
        """
        with self._working():
            return _done(self.engine.connect, work)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` returns once all it wrote is on the disk."""
        with self._working():
            return self._batches.do(work) if self.is_sqlite else self._alone(work)

    def close(self) -> None:
        """Close every connection, once the work that runs has ended; other work is refused.

        What is still not done after ten seconds goes on, and its connection is not closed.
        """
        with self._turn:
            self._is_closed = True
            self._turn.wait_for(lambda: not self._at_work, _ENDS_S)
        self.engine.dispose()

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._turn:
            if self._is_closed:
                raise BusyError
            self._at_work += 1
        try:
            yield
        finally:
            with self._turn:
                self._at_work -= 1
                self._turn.notify_all()

    def _alone(self, work: Callable[[Connection], T]) -> T:
        return _done(self._writing.begin, work)


def open_database(address: str, *, durable: bool = True, patient: bool = False) -> Database:
    """Return the database at ``address``.

    One that is not ``durable`` survives its process but not a power cut, and costs no wait for
    the disk. A ``patient`` one has no time limit: for migrations. SetupError when the address is
    of another kind of database, or its driver is missing.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        return Database(_sqlite(url, durable=durable, patient=patient))
    return Database(_postgresql(url, durable=durable, patient=patient))


def sqlite_path(address: str) -> Path | None:
    """Return the file of a SQLite ``address``, or None where it is PostgreSQL."""
    url = _url(address)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise SetupError("The database address is none; write sqlite:///PATH.") from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.drivername != "sqlite" or not url.database or url.database == ":memory:":
        raise SetupError("The database address begins with sqlite:///PATH or postgresql://.")
    return url


def _sqlite(url: URL, *, durable: bool, patient: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=THREADS,
        max_overflow=2,
        pool_timeout=STATEMENT_S,
        connect_args={"check_same_thread": False, "timeout": _LOCK_S, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")

    @event.listens_for(engine, "checkout")
    def _take(connection: sqlite3.Connection, _record: Any, _taken: Any) -> None:
        if not patient:
            _limit(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.connection.cursor().execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _limit(connection: sqlite3.Connection) -> None:
    """Interrupt what this connection does from now on when it takes too long."""
    end = time.monotonic() + STATEMENT_S
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)


def _postgresql(url: URL, *, durable: bool, patient: bool) -> Engine:
    options = ["timezone=UTC", f"synchronous_commit={'on' if durable else 'off'}"]
    if not patient:
        options += [
            f"statement_timeout={STATEMENT_S}s",
            f"lock_timeout={_LOCK_S}s",
            f"idle_in_transaction_session_timeout={2 * STATEMENT_S}s",
        ]
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_size=THREADS,
            max_overflow=2,
            pool_timeout=STATEMENT_S,
            pool_pre_ping=True,
            connect_args={
                "options": " ".join(f"-c {option}" for option in options),
                "connect_timeout": STATEMENT_S,
                "application_name": "satchel-server",
            },
        )
    except ModuleNotFoundError as error:
        raise SetupError(
            "PostgreSQL needs the library psycopg; install satchel[postgresql]."
        ) from error


def _done(
    connected: Callable[[], AbstractContextManager[Connection]], work: Callable[[Connection], T]
) -> T:
    """Run ``work``; again where it was undone for a reason that passes by itself.

    That is a connection that was gone before it began, or two transactions that waited for each
    other, of which PostgreSQL undid this one. Work may therefore run more than once.
    """
    for attempt in range(_TRIES):
        try:
            with connected() as connection:
                return work(connection)
        except PoolTimeoutError as error:
            raise BusyError from error
        except DBAPIError as error:
            if attempt + 1 == _TRIES or not _passes(error):
                raise BusyError from error
    raise BusyError


def _passes(error: DBAPIError) -> bool:
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _UNDONE
