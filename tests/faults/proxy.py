"""A network that fails in every way TCP can, by a seed: delays, cuts, resets, silence, wrong bytes.

It knows nothing of what it carries, and writes all of it down.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - faults repeat by their seed
from threading import Lock, Thread
from typing import Final, Literal, get_args

Kind = Literal[
    "none", "delay", "cut", "reset", "swallow", "truncate", "flip", "double", "drip", "refuse"
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_MOST = 1_500
"""Bytes within which a fault happens; most requests and answers are smaller."""
_DRIPS, _DRIP_S = 100, 0.002
_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one connection, after how many bytes, on the way up or down."""

    kind: Kind = "none"
    upward: bool = True
    after: int = 0


NONE = Fault()


@dataclass
class Proxy:
    """Carries connections to ``server``; each meets the fault that ``chance`` draws for it."""

    port: int
    server: tuple[str, int]
    chance: Random
    share: float = 0.0
    """The share of connections that meet a fault; it may be changed at any time."""
    heard: list[bytearray] = field(default_factory=list)
    """What went through, for either direction of every connection."""
    met: list[Kind] = field(default_factory=list)
    """The faults that came to pass."""
    _turn: Lock = field(default_factory=Lock)
    _open: set[socket.socket] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut_all(self) -> None:
        """Reset every connection that is open, as whoever has waited too long."""
        for end in list(self._open):
            with suppress(OSError):
                _reset(end)
                end.shutdown(socket.SHUT_RDWR)

    def draw(self) -> Fault:
        """Draw the fault of the next connection."""
        with self._turn:
            if self.chance.random() >= self.share:
                return NONE
            kind = self.chance.choice(KINDS[1:])
            return Fault(kind, self.chance.random() < 0.5, self.chance.randrange(_MOST))

    def carry(self, client: socket.socket) -> None:
        """Carry one connection to its end."""
        fault = self.draw()
        with client, suppress(OSError):
            if fault.kind == "refuse":
                self.met.append("refuse")
                _reset(client)
                return
            with socket.create_connection(self.server) as server:
                for end in (client, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open |= {client, server}
                down = Thread(target=self._pump, args=(server, client, fault, False), daemon=True)
                down.start()
                self._pump(client, server, fault, True)
                down.join()
                self._open -= {client, server}

    def _pump(self, source: socket.socket, sink: socket.socket, fault: Fault, upward: bool) -> None:  # noqa: FBT001 - the target of a thread
        at, own, heard = 0, fault if fault.upward == upward else NONE, bytearray()
        self.heard.append(heard)
        with suppress(OSError):
            while chunk := source.recv(_AT_ONCE):
                heard += chunk
                here = at <= own.after < at + len(chunk)
                at += len(chunk)
                if not here or own.kind == "none":
                    sink.sendall(chunk)
                    continue
                self.met.append(own.kind)
                if not _apply(own, chunk, own.after - at + len(chunk), source, sink):
                    return
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


def _apply(
    fault: Fault, chunk: bytes, place: int, source: socket.socket, sink: socket.socket
) -> bool:
    """Carry a chunk with its fault at ``place``; return whether the connection goes on."""
    before, behind = chunk[:place], chunk[place:]
    match fault.kind:
        case "delay":
            time.sleep(0.05 + place % 100 / 1000)
            sink.sendall(chunk)
        case "flip":
            sink.sendall(before + bytes((behind[0] ^ 1,)) + behind[1:])
        case "double":
            sink.sendall(chunk + chunk)
        case "drip":
            for drop in behind[:_DRIPS]:
                sink.sendall(bytes((drop,)))
                time.sleep(_DRIP_S)
            sink.sendall(behind[_DRIPS:])
        case _:
            sink.sendall(before)
            _end(fault.kind, source, sink)
            return False
    return True


def _end(kind: Kind, source: socket.socket, sink: socket.socket) -> None:
    if kind == "swallow":
        # Half-open: nothing arrives any more, and nobody says so.
        while source.recv(_AT_ONCE):
            pass
    elif kind == "truncate":
        sink.shutdown(socket.SHUT_WR)
        while source.recv(_AT_ONCE):
            pass
    else:
        for end in (source, sink):
            if kind == "reset":
                _reset(end)
            end.shutdown(socket.SHUT_RDWR)


def _reset(end: socket.socket) -> None:
    """Have the connection end with a RST and not with a FIN."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def proxy(port: int, seed: int = 0, share: float = 0.0) -> Iterator[Proxy]:
    """Stand before the server that listens, or will listen, on ``port`` of this computer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        own = listening.getsockname()[1]
        between = Proxy(own, ("127.0.0.1", port), Random(seed), share)
        Thread(target=_accept, args=(listening, between), daemon=True).start()
        try:
            yield between
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, between: Proxy) -> None:
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            Thread(target=between.carry, args=(client,), daemon=True).start()
