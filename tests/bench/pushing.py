"""How many small pushes a server takes in a second, beside one that only appends what it is sent.

Both run in a process of their own, on the same cores as those who push. The requests are made
and signed before anything is timed.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx2

from sync.protocol.encoding import encode
from sync.protocol.envelope import to_bytes
from sync.protocol.messages import Push, Status
from sync.protocol.requests import Request, Stamp, signed_headers
from sync.server.administration import add_program
from sync.server.database import open_database
from sync.server.identity import make_key_file
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import p95
from tests.ports import free_port
from tests.server.asking import Caller, system_ms
from tests.server.laptops import Laptop, Program

_PROGRAMS, _EACH = 32, 60
_SEALED = bytes(600)
"""About what one Save comes to."""
_STARTS_S = 20.0


def measure(ground: Ground) -> list[Result]:
    """Push small envelopes into 32 vaults over 32 connections."""
    ours, both = (_ours(ground.scratch / f"server-{workers}", workers) for workers in (1, 2))
    place = ground.scratch / "bare"
    place.mkdir()
    with _bare(place) as port:
        plain = b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 600\r\n\r\n" + _SEALED
        bare = _push(port, [[plain] * _EACH for _ in range(_PROGRAMS)])
    return [
        Result(
            step="server", name="one small push, of 32 at once", measured=_mean(ours),
            bound=_mean(bare), beside="a server that only appends", most=2, most_ratio=1 / 0.7,
            goal="8",
        ),
        Result(step="server", name="pushes a second", measured=1000 / _mean(ours), unit="/s"),
        Result(step="server", name="wait for a push, p95", measured=p95(ours[1])),
        Result(step="server", name="wait for a push, p99", measured=_p99(ours[1]), most=100),
        Result(step="server", name="pushes a second, two workers",
               measured=1000 / _mean(both), unit="/s"),
        Result(step="server", name="the same, wait, p99", measured=_p99(both[1])),
    ]  # fmt: skip


def _ours(place: Path, workers: int) -> "Times":
    place.mkdir()
    with _served(place, workers) as (port, caller):
        return _push(port, [_requests(caller, program) for program in _begun(place, caller)])


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


Times = tuple[float, list[float]]
"""All in all, and each request by itself, in milliseconds."""


def _mean(times: Times) -> float:
    return times[0] / len(times[1])


@contextmanager
def _served(place: Path, workers: int) -> Iterator[tuple[int, Caller]]:
    port = free_port()
    make_key_file(place / "server.key")
    common = _common(place)
    _server("migrate", *common)
    with (
        _running(
            [
                sys.executable,
                "-m",
                "sync.server.commandline",
                "serve",
                *common,
                "--port",
                str(port),
                "--workers",
                str(workers),
            ],
            port,
            place / "events",
        ),  # fmt: skip
        httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        _await_workers(place / "events", workers)
        status = Caller(client.request, b"", b"").ask("GET", "/v1/status").as_(Status)
        yield port, Caller(client.request, status.server, status.public)


@contextmanager
def _bare(place: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.append_only", str(place), str(port)]
    with _running(command, port, place / "events"):
        yield port


def _begun(place: Path, caller: Caller) -> Iterator[Program]:
    database = open_database(_address(place))
    for number in range(_PROGRAMS):
        program = Program()
        add_program(database, program.code, f"Program {number}", statewide=False)
        caller.begin(program)
        yield program
    database.close()


def _requests(caller: Caller, program: Program) -> list[bytes]:
    laptop, path = program.first, f"/v1/programs/{program.id.hex()}/push"
    return [_request(caller, laptop, path, program.cases, number) for number in range(_EACH)]


def _request(caller: Caller, laptop: Laptop, path: str, log: bytes, number: int) -> bytes:
    body = encode(Push(log, (to_bytes(laptop.envelope(log, _SEALED)),)))
    stamp = Stamp(laptop.id, system_ms(), number.to_bytes(16))
    headers = signed_headers(Request("POST", path, "", body), caller.server, stamp, laptop.seed)
    headers |= {"host": "127.0.0.1", "content-type": "application/msgpack"}
    headers["content-length"] = str(len(body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def _push(port: int, requests: Sequence[Sequence[bytes]]) -> Times:
    """Send each list over a connection of its own, all at once."""
    with ThreadPoolExecutor(len(requests)) as pool:
        started = time.perf_counter()
        waited = list(pool.map(lambda each: _send_all(port, each), requests))
        return (time.perf_counter() - started) * 1000, [time for each in waited for time in each]


def _send_all(port: int, requests: Sequence[bytes]) -> list[float]:
    waited = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection.makefile("rb") as answers:
            for request in requests:
                started = time.perf_counter()
                connection.sendall(request)
                _read_answer(answers)
                waited.append((time.perf_counter() - started) * 1000)
    return waited


def _read_answer(answers: BinaryIO) -> None:
    first = answers.readline()
    if b" 200 " not in first:
        raise RuntimeError(f"a push was refused: {first!r}")
    length = 0
    while (line := answers.readline().strip()) != b"":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    answers.read(length)


@contextmanager
def _running(command: Sequence[str | Path], port: int, events: Path) -> Iterator[None]:
    with events.open("wb") as written:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=written)
        try:
            _await(port)
            yield
        finally:
            child.terminate()
            child.wait(_STARTS_S)


def _await_workers(events: Path, workers: int) -> None:
    """Return when all have started: each refuses what was signed before it began."""
    end = time.monotonic() + _STARTS_S
    while events.read_text().count("event=started") < workers:
        if time.monotonic() > end:
            raise RuntimeError("the workers did not start")
        time.sleep(0.05)


def _await(port: int) -> None:
    end = time.monotonic() + _STARTS_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _common(place: Path) -> list[str]:
    return ["--database", _address(place), "--key-file", f"{place}/server.key"]


def _address(place: Path) -> str:
    return f"sqlite:///{place / 'server.db'}"


def _server(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "sync.server.commandline", *arguments]
    subprocess.run(command, check=True, capture_output=True)
