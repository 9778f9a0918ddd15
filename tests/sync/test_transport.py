"""Whatever answers at the server's address, the transport returns, and says what it was."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from desktop.wording.troubles import what_happened
from sync.client import transport
from sync.client.commands import Answer, Ask, Unreachable, Why
from sync.client.problems import SyncError
from sync.client.session import answered
from sync.client.transport import HttpTransport
from sync.protocol.certificates import issuer_of
from tests.server.certificates import self_signed

_ASK = Ask("GET", "/v1/status")
_OURS = b"HTTP/1.1 200 OK\r\ncontent-type: application/msgpack\r\n"


@contextmanager
def answering(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """Serve one request with these bytes, and close the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_serve, args=(listening, pieces, pause), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def _serve(listening: socket.socket, pieces: Sequence[bytes], pause: float) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(65_536)
        connection.settimeout(pause or None)
        try:
            for piece in pieces:
                connection.sendall(piece)
                if pause and _is_gone(connection):
                    return
        except OSError:
            return


def _is_gone(connection: socket.socket) -> bool:
    """Wait a pause for the other side to hang up."""
    try:
        return not connection.recv(1)
    except TimeoutError:
        return False


@contextmanager
def proving(certificate: Path) -> Iterator[tuple[str, list[bytes]]]:
    """Serve two TLS connections with this certificate; keep what is said inside of them."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    heard: list[bytes] = []

    def serve() -> None:
        for _ in range(2):
            connection, _address = listening.accept()
            with connection, suppress(OSError), context.wrap_socket(connection, True) as wrapped:
                heard.append(wrapped.recv(65_536))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}", heard
        thread.join(60)


def asked(*pieces: bytes) -> Answer | Unreachable:
    with answering(*pieces) as address, HttpTransport(address) as way:
        return way.ask(_ASK)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n",
        b"HTTP/1.1 302 Found\r\nlocation: http://elsewhere.invalid/\r\n",
        b"HTTP/1.1 511 Sign in\r\ncontent-type: text/html\r\n",
    ],
    ids=["a page", "a redirect", "a sign-in page"],
)
def test_what_no_server_of_ours_says_is_somebody_elses(head: bytes) -> None:
    assert asked(head + b"content-length: 2\r\n\r\nhi") == Unreachable("not-satchel")


@pytest.mark.parametrize(
    ("status", "why"),
    [
        *((status, "no-network") for status in (b"500", b"502", b"503", b"504", b"520")),
        (b"413", "too-large"),
        (b"429", "busy"),
    ],
)
def test_what_a_proxy_says_of_its_server_or_of_the_request_is_no_sign_in_page(
    status: bytes, why: Why
) -> None:
    head = b"HTTP/1.1 " + status + b" So\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\n"
    assert asked(head + b"hi") == Unreachable(why)


@pytest.mark.parametrize("length", range(0, len(_OURS) + 26, 3))
def test_an_answer_cut_short_anywhere_is_no_answer(length: int) -> None:
    whole = _OURS + b"content-length: 5\r\n\r\nabcde"
    found = asked(whole[:length])
    assert found == Unreachable("no-network")


def test_an_answer_of_more_than_the_protocol_allows_is_not_read() -> None:
    much = b"x" * (5 * 1024 * 1024)
    assert asked(_OURS + b"content-length: 9000000\r\n\r\n", much) == Unreachable("not-satchel")


def test_who_issued_a_certificate_that_is_not_trusted_is_named_and_nothing_is_sent(
    tmp_path: Path,
) -> None:
    certificate = self_signed(tmp_path, ("Courthouse\u202e Network", "Filter 7\n<b>"))
    with proving(certificate) as (address, heard), HttpTransport(address) as way:
        found = way.ask(_ASK)
    issuer = "Courthouse Network, Filter 7 <b>"
    assert found == Unreachable("untrusted", issuer)
    assert not any(heard)
    with pytest.raises(SyncError) as caught:
        answered(found)
    words = what_happened(caught.value)
    assert f"says that it was issued by: {issuer}." in words
    assert "Nothing was sent." in words


def test_a_certificate_that_is_trusted_is_asked_for_once(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with proving(certificate) as (address, heard):
        with HttpTransport(address, certificate) as way:
            assert way.ask(_ASK) == Unreachable("no-network")
            assert [line.split(b" ")[0] for line in heard] == [b"GET"]
        with HttpTransport(address, certificate) as way:
            way.ask(_ASK)


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\x30\x82\xff\xff"], ids=repr)
def test_what_is_no_certificate_names_nobody(content: bytes) -> None:
    assert issuer_of(content) == ""


def test_a_long_name_of_an_issuer_is_cut(tmp_path: Path) -> None:
    file = self_signed(tmp_path, ("O" * 64, "C" * 64))
    pem = file.read_text("ascii")
    found = issuer_of(ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERT") :]))
    assert len(found) == 80
    assert found.startswith("O" * 64)


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_WHOLE", 0.3)
    drops = [b"x"] * 200
    with (
        answering(_OURS + b"content-length: 200\r\n\r\n", *drops, pause=0.05) as address,
        HttpTransport(address) as way,
    ):
        assert way.ask(_ASK) == Unreachable("timeout")
