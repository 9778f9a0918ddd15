"""A bare server beside ours: it appends what it is sent, and does nothing else.

``python -m tests.bench.append_only FOLDER PORT``
"""

import sqlite3
import sys
from pathlib import Path
from threading import Lock

import uvicorn
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def application(folder: Path) -> Starlette:
    """Return the server; its one table is in ``folder``."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE log (sequence INTEGER PRIMARY KEY, body BLOB)")
    alone = Lock()

    def append(body: bytes) -> int:
        with alone:
            return connection.execute("INSERT INTO log (body) VALUES (?)", (body,)).lastrowid or 0

    async def push(request: Request) -> Response:
        sequence = await to_thread.run_sync(append, await request.body())
        return Response(str(sequence).encode(), media_type="application/msgpack")

    return Starlette(routes=[Route("/{path:path}", push, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(
        application(Path(sys.argv[1])),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        log_level="critical",
        access_log=False,
    )
