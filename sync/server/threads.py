"""A listener that answers in a thread of this process, for as long as a block lasts."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from typing_extensions import override

_STARTS_S = 30


@contextmanager
def answering(config: uvicorn.Config, listener: socket.socket) -> Iterator[None]:
    """Answer at ``listener`` as ``config`` says; it listens when the block is entered."""
    begun = threading.Event()
    server = _Announcing(config, begun)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="listener", daemon=True
    )
    thread.start()
    try:
        if not begun.wait(_STARTS_S):
            raise TimeoutError("The local server did not start.")
        yield
    finally:
        server.should_exit = True
        thread.join(_STARTS_S)


class _Announcing(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, begun: threading.Event) -> None:
        super().__init__(config)
        self._begun = begun

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._begun.set()
