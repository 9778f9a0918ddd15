"""Bytes no proper client sends, over a real socket: the server answers or closes, and lives."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from sync.protocol import limits
from sync.protocol.envelope import to_bytes
from sync.protocol.requests import Request, signed_headers
from sync.server import connection as connections
from sync.server.connection import BoundedConnection
from sync.server.local import LocalServer, running
from tests.patience import SECONDS, wait_until, within
from tests.server.asking import Caller
from tests.server.laptops import Laptop, Program
from tests.server.running import begun, calling, running_server


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """One real server for all of them."""
    with running_server(tmp_path_factory.mktemp("live")) as server:
        yield server


def connected(server: LocalServer) -> socket.socket:
    port = int(server.address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def exchanged(server: LocalServer, sent: bytes, answers: int = 0) -> bytes:
    """Return all that comes back until the server closes, or after so many answers nothing does."""
    got = b""
    with connected(server) as connection:
        with suppress(ConnectionError):  # what it has said before it closed is read all the same
            connection.sendall(sent)
        with suppress(TimeoutError, ConnectionError):
            while True:
                connection.settimeout(0.2 if got.count(b"HTTP/1.1 ") >= answers else SECONDS)
                chunk = connection.recv(65536)
                if not chunk:
                    break
                got += chunk
    return got


def rested() -> None:
    """Wait until nobody holds a connection to any server of this process."""
    wait_until(lambda: not connections._open)


def status_of(answer: bytes) -> int:
    """The status code, or 0 when the server closed without one."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


HEAD = b"GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /v1/programs/" + b"0" * 64 + b"/genesis HTTP/1.1\r\nHost: 127.0.0.1\r\n"
TYPED = POST + b"Content-Type: application/msgpack\r\n"
BAD: dict[str, bytes] = {
    "no host": b"GET /v1/status HTTP/1.1\r\n\r\n",
    "two hosts": HEAD + b"Host: 127.0.0.1\r\n\r\n",
    "another host": b"GET /v1/status HTTP/1.1\r\nHost: evil\r\n\r\n",
    "absolute address": b"GET http://evil/v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "dots": b"GET /v1/../v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "length and chunks": TYPED
    + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "strange coding": TYPED + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "gzip coding": TYPED + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "negative length": TYPED + b"Content-Length: -1\r\n\r\n",
    "two lengths": TYPED + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "long length": TYPED + b"Content-Length: " + b"9" * 4000 + b"\r\n\r\n",
    "bad chunk": TYPED + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "nul in a header": HEAD + b"X: a\x00b\r\n\r\n",
    "line feed in a name": HEAD + b"X\n: a\r\n\r\n",
    "old version": b"GET /v1/status\r\n\r\n",
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "method garbage": b"G\x00T /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "many headers": HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(3000)) + b"\r\n",
    "one long header": HEAD + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n",
    "long path": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "two signatures": HEAD + b"satchel-nonce: 00\r\nsatchel-nonce: 11\r\n\r\n",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_is_refused_or_cut(live: LocalServer, name: str) -> None:
    answer = exchanged(live, BAD[name])
    assert status_of(answer) in {0, 400, 404, 413}
    with calling(live) as caller:
        assert caller.status().server == live.id


IGNORED: dict[str, bytes] = {
    "range": HEAD + b"Range: bytes=0-0,1-1,2-2\r\n\r\n",
    "upgrade to http 2": HEAD + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    "upgrade to websockets": HEAD + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "forwarded": HEAD + b"X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: evil\r\n\r\n",
    "accept encoding": HEAD + b"Accept-Encoding: gzip, br\r\n\r\n",
}


@pytest.mark.parametrize("name", IGNORED)
def test_what_the_server_does_not_know_it_ignores(live: LocalServer, name: str) -> None:
    answer = exchanged(live, IGNORED[name], answers=1)
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert status_of(answer) == 200
    assert b"content-encoding" not in head
    assert b"server:" not in head
    assert b"upgrade" not in head


def test_requests_sent_in_one_go_are_answered_in_turn(live: LocalServer) -> None:
    assert exchanged(live, (HEAD + b"\r\n") * 3, answers=3).count(b"HTTP/1.1 200") == 3


def test_a_body_in_chunks_is_cut_off_at_the_limit(live: LocalServer) -> None:
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    chunks = limits.ENVELOPE // 0x10000 + 2
    sent = TYPED + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * chunks + b"0\r\n\r\n"
    assert status_of(exchanged(live, sent, answers=1)) == 413


def test_a_body_that_does_not_come_is_not_waited_for(live: LocalServer) -> None:
    sent = TYPED + b"Content-Length: 100\r\n\r\n"
    with (
        running(replace(live.settings, request_s=0.2)) as impatient,
        connected(impatient) as connection,
        within(10),
    ):
        connection.sendall(sent)
        assert status_of(connection.recv(65536)) == 400


def test_a_body_may_come_slowly_as_long_as_it_comes(
    live: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.server.edge.SLOWEST", 1)
    with (
        running(replace(live.settings, request_s=1.5)) as impatient,
        connected(impatient) as connection,
    ):
        connection.sendall(TYPED + b"Content-Length: 24\r\n\r\n")
        for _ in range(8):
            time.sleep(0.25)
            connection.sendall(b"abc")
        assert status_of(connection.recv(65536)) == 404


def test_an_answer_nobody_reads_is_given_up(
    live: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with calling(live) as caller:
        program = begun(live, caller)
        for _ in range(3):
            large = to_bytes(program.first.envelope(program.cases, bytes(3_500_000)))
            caller.pushed(program, program.first, program.cases, large)
    monkeypatch.setattr("sync.server.running.KEEP_ALIVE_S", 0.1)
    monkeypatch.setattr("sync.server.connection.UNREAD", 3)
    with running(live.settings) as server, socket.socket() as connection:
        path = f"/v1/programs/{program.id.hex()}/pull"
        query = f"after=0&log={program.cases.hex()}&whole=1"
        stamp = caller.stamp(program.first)
        proofs = signed_headers(Request("GET", path, query), server.id, stamp, program.first.seed)
        head = "".join(f"{name}: {value}\r\n" for name, value in proofs.items())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", int(server.address.rpartition(":")[2])))
        connection.settimeout(SECONDS)
        connection.sendall(f"GET {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode())
        got = len(connection.recv(1))
        rested()
        with suppress(ConnectionError):
            while chunk := connection.recv(1_000_000):
                got += len(chunk)
    assert got < 3_500_000


def drip(connection: socket.socket, content: bytes) -> None:
    for byte in content:
        connection.sendall(bytes([byte]))
        time.sleep(0.02)


def test_a_head_that_comes_too_slowly_is_cut_off(
    live: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedConnection, "head_s", 0.3)
    began = time.monotonic()
    with connected(live) as connection, within(8), pytest.raises(ConnectionError):
        drip(connection, HEAD + b"X: " + b"y" * 5_000)
    assert time.monotonic() - began > 0.2
    with calling(live) as caller:
        assert caller.status().server == live.id


def test_one_address_holds_so_many_connections_and_no_more(
    live: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rested()
    monkeypatch.setattr(BoundedConnection, "per_address", 3)
    with ExitStack() as opened:
        held = [opened.enter_context(connected(live)) for _ in range(3)]
        assert status_of(exchanged(live, HEAD + b"\r\n", answers=1)) == 0
        held.pop().close()
        # As soon as the server has noticed it.
        wait_until(lambda: status_of(exchanged(live, HEAD + b"\r\n", answers=1)) == 200)


def test_nobody_is_kept_waiting_by_many_who_send_nothing(live: LocalServer) -> None:
    rested()
    with ExitStack() as opened:
        for _ in range(60):
            opened.enter_context(connected(live)).sendall(HEAD)
        with within(5):
            assert status_of(exchanged(live, HEAD + b"\r\n", answers=1)) == 200


def test_a_failed_signature_waits_for_its_answer_and_nobody_else(live: LocalServer) -> None:
    def seconds(caller: Caller, program: Program, laptop: Laptop) -> float:
        start = time.monotonic()
        caller.signed(laptop, "GET", f"/v1/programs/{program.id.hex()}/heads")
        return time.monotonic() - start

    with running(replace(live.settings, delay_s=0.8)) as slow, calling(slow) as caller:
        program = begun(slow, caller)
        refused = seconds(caller, program, Laptop())
        # A busy machine may hold up one, and hardly each of them.
        answered = min(seconds(caller, program, program.first) for _ in range(5))
    assert refused > 0.4
    assert answered < refused


def test_a_server_goes_on_where_it_was(tmp_path: Path) -> None:
    with running_server(tmp_path) as first:
        pass
    with running_server(tmp_path) as again:
        assert (again.id, again.settings.database) == (first.id, first.settings.database)
