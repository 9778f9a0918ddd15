"""A wire that counts what passes over it, and looks for what should not be readable on it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PIECE = 256 * 1024


class Wire:
    """Passes connections on to a port; used for a round that is not timed."""

    def __init__(self, target: int, marker: bytes) -> None:
        self._target, self._marker = target, marker
        self._lock = threading.Lock()
        self._count = 0
        self.marker_seen = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def taken(self) -> int:
        """Return how many bytes passed both ways since this was last asked."""
        with self._lock:
            count, self._count = self._count, 0
        return count

    def serve(self) -> None:
        """Accept until the wire is closed."""
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def close(self) -> None:
        """Accept nothing more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        tail = b""
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                with self._lock:
                    self._count += len(piece)
                seen = tail + piece
                self.marker_seen |= self._marker in seen
                tail = seen[-len(self._marker) :]
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)


@contextmanager
def wire(target: int, marker: str) -> Iterator[Wire]:
    """Put a counting wire before ``target`` for as long as the block lasts."""
    made = Wire(target, marker.encode())
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.close()
