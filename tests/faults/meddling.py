"""Somebody between a laptop and its server who understands HTTP and meddles with one request."""

import re
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_WAITS_S = 10.0


@dataclass(slots=True)
class Exchange:
    """One request that is meddled with, and the socket its sender waits at."""

    client: socket.socket
    request: bytes
    earlier: bytes
    """What the server answered to another request before."""
    _upstream: Callable[[bytes], bytes] = field(repr=False)

    def ask(self, request: bytes | None = None) -> bytes:
        """Return the server's answer to the request, or to what was made of it."""
        return self._upstream(self.request if request is None else request)

    def say(self, answer: bytes) -> None:
        """Send bytes to whoever asked; it may have hung up."""
        with suppress(OSError):
            self.client.sendall(answer)

    def hold(self) -> None:
        """Say nothing more until whoever asked has hung up."""
        self.client.settimeout(_WAITS_S)
        with suppress(OSError):
            while self.client.recv(65_536):
                pass

    def reset(self) -> None:
        """Have the connection end with a RST and not with a FIN."""
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Meddling = Callable[[Exchange], None]
"""Answers an exchange in its own way; the connection ends behind it."""


@dataclass
class Meddler:
    """Lets every request pass but those it is told to meddle with, and ends these connections."""

    port: int
    server: tuple[str, int]
    meddling: Meddling | None = None
    wanted: Callable[[str, str], bool] = lambda _method, _path: False
    over: Event = field(default_factory=Event)
    """Set when a connection that was meddled with has ended."""
    answers: list[bytes] = field(default_factory=list)
    """What the server answered to requests that were let through."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, client: socket.socket) -> None:
        """Relay one connection, request by request, until somebody hangs up."""
        if self._relay(client):
            self.over.set()

    def _relay(self, client: socket.socket) -> bool:
        """Return whether anything was meddled with."""
        with client, socket.create_connection(self.server) as upstream:

            def asked(request: bytes) -> bytes:
                upstream.sendall(request)
                return message(upstream)

            while request := message(client):
                method, target, _ = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
                path = target.partition("?")[0]
                if self.meddling and self.wanted(method, path):
                    with suppress(OSError):
                        self.meddling(Exchange(client, request, b"".join(self.answers[-1:]), asked))
                    return True
                answer = asked(request)
                self.answers.append(answer)
                client.sendall(answer)
        return False


def message(connection: socket.socket) -> bytes:
    """Return one whole HTTP message; nothing when the other side has hung up before its end."""
    content = b""
    while b"\r\n\r\n" not in content:
        more = connection.recv(65_536)
        if not more:
            return b""
        content += more
    head, _, body = content.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    missing = (int(found[1]) if found else 0) - len(body)
    while missing > 0:
        more = connection.recv(65_536)
        if not more:
            return b""
        content, missing = content + more, missing - len(more)
    return content


@contextmanager
def meddler(address: str) -> Iterator[Meddler]:
    """Stand between laptops and the server at ``address``."""
    port = int(address.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        between = Meddler(listening.getsockname()[1], ("127.0.0.1", port))
        Thread(target=_accept, args=(listening, between), daemon=True).start()
        try:
            yield between
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, between: Meddler) -> None:
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            Thread(target=_quietly, args=(between, client), daemon=True).start()


def _quietly(between: Meddler, client: socket.socket) -> None:
    with suppress(OSError):
        between.serve(client)
