"""One HTTP/1.1 connection: who sends a head too slowly, never reads, or opens too many is cut."""

import asyncio
import socket
from collections import Counter
from typing import Any, Final

from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.server.networks import network_of

HEAD_S = 10
"""Seconds in which the head of a request must have come."""
PER_ADDRESS = 64
"""Connections that one address may hold open in one process."""
UNREAD = 10
"""How often, in rests between requests, an answer may still wait to be read."""
_open: Final[Counter[bytes]] = Counter()


class BoundedConnection(H11Protocol):
    """uvicorn's connection with a time limit on heads and a count by address."""

    head_s = HEAD_S
    per_address = PER_ADDRESS
    _peer = b""
    _unread = 0
    _waiting: asyncio.TimerHandle | None = None

    @override
    def connection_made(  # type: ignore[override]  # as uvicorn narrows it
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        _answer_at_once(transport)
        self._peer = network_of(self.client[0] if self.client is not None else "")
        _open[self._peer] += 1
        if _open[self._peer] > self.per_address:
            transport.abort()
            return
        self._await_head()

    @override
    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_answering():
            self._head_came()
        elif self._waiting is None:
            self._await_head()

    @override
    def timeout_keep_alive_handler(self) -> None:
        self._unread += 1
        if self.transport.get_write_buffer_size() == 0:
            super().timeout_keep_alive_handler()
        elif self._unread > UNREAD:
            self.transport.abort()
        else:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._head_came()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        _open[self._peer] -= 1
        if _open[self._peer] <= 0:
            del _open[self._peer]
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        # uvicorn declares it always set, but it is None until the first head has come.
        cycle: Any = self.cycle
        return cycle is not None and not cycle.response_complete

    def _await_head(self) -> None:
        self._waiting = self.loop.call_later(self.head_s, self.transport.abort)

    def _head_came(self) -> None:
        self._unread = 0
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _answer_at_once(transport: asyncio.Transport) -> None:
    """Send the body of an answer without waiting for the receipt of its head.

    asyncio does so only for sockets that name their protocol, which a listener bound before the
    workers start does not: every answer then took 44 ms (measured) instead of 3.
    """
    connected = transport.get_extra_info("socket")
    if connected is not None and connected.family in {socket.AF_INET, socket.AF_INET6}:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
