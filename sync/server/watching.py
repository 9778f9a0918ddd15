"""The listener for whoever watches the server: is it alive, is it ready, what are its numbers.

It is bound to this computer alone and is no part of the protocol. Prometheus reads ``/metrics``;
there are counts, sizes and times in it, and no id of anybody.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, func, select, text
from starlette.applications import Starlette
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sync.server import migrations
from sync.server.database import Database
from sync.server.logs import generation_of
from sync.server.meter import measured
from sync.server.refusals import RefusedError, SetupError
from sync.server.stores import Store
from sync.server.tables import admitted, blobs, chunks, logs, parked, sheets

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_READY, _NOT_READY = 200, 503


def watching(database: Database, fleeting: Database, store: Store) -> Starlette:
    """Return the application of the listener."""

    def alive(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    def ready(_request: Request) -> Response:
        missing = [name for name, check in _checks(database, store) if not _holds(check)]
        words = f"not ready: {', '.join(missing)}\n" if missing else "ready\n"
        return PlainTextResponse(words, _NOT_READY if missing else _READY)

    def metrics(_request: Request) -> Response:
        try:
            lines = [*_gauges(database), *_counters(fleeting)]
        except RefusedError:
            return PlainTextResponse("the database does not answer\n", _NOT_READY)
        return Response("\n".join([*lines, ""]), media_type=_TYPE)

    application = Starlette(
        routes=[Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]
    )
    # A page in somebody's browser must not get here by a name of its own.
    application.add_middleware(
        TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False
    )
    return application


def _checks(database: Database, store: Store) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "database", lambda: migrations.check(database)
    yield "blobs", store.check


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except (RefusedError, SetupError):
        return False
    return True


def _gauges(database: Database) -> Iterator[str]:
    for name, value in database.read(_sizes).items():
        yield f"# TYPE satchel_{name} gauge"
        yield f"satchel_{name} {value}"


def _sizes(connection: Connection) -> dict[str, int]:
    envelope_count = func.sum(logs.c.sequence)
    return {
        "generation": generation_of(connection),
        "programs": _one(connection, select(func.count()).select_from(admitted)),
        "logs": _one(connection, select(func.count()).select_from(logs)),
        "envelopes": _one(connection, select(envelope_count)),
        "kept_bytes": _one(connection, select(func.sum(admitted.c.used))),
        "blobs": _one(connection, select(func.count()).where(blobs.c.manifest.is_not(None))),
        "chunks": _one(connection, select(func.count()).select_from(chunks)),
        "chunk_bytes": _one(connection, select(func.sum(chunks.c.size))),
        "parked_envelopes": _one(connection, select(func.count()).select_from(parked)),
        "fact_sheets": _one(connection, select(func.count()).select_from(sheets)),
        "database_bytes": _database_size(connection),
    }


def _database_size(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return _one(connection, text("SELECT pg_database_size(current_database())"))
    pages = _one(connection, text("PRAGMA page_count"))
    return pages * _one(connection, text("PRAGMA page_size"))


def _one(connection: Connection, query: Select[Any] | Any) -> int:
    return int(connection.execute(query).scalar_one() or 0)


def _counters(fleeting: Database) -> Iterator[str]:
    family = ""
    for name, value in measured(fleeting).items():
        base = name.partition("{")[0]
        own = base.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
        if own != family:
            family = own
            yield f"# TYPE {own} {'counter' if own.endswith('_total') else 'histogram'}"
        yield f"{name} {value:.15g}"
