"""What may come back instead of the server's answer, and what the laptop must take it for.

Each row is a ``Meddling``. Who answers in the server's place never saw its key; who passes the
server's answer on may change, shorten or exchange it; some say nothing at all.
"""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.client.problems import Problem
from sync.protocol.encoding import encode
from sync.protocol.messages import Refusal
from tests.faults.meddling import Exchange, Meddling

_PAGE = b"<html><form action='https://portal.invalid/login'>Sign in</form></html>"
_HTML, _OURS = b"text/html; charset=utf-8", b"application/msgpack"
AWAY: Final = "unreachable"
ELSE: Final = "not-satchel"
UNPROVEN: Final = "another-server"


@dataclass(frozen=True, slots=True)
class Row:
    """One fault: what it does, the problems it may be told as, and whether the server is asked."""

    meddling: Meddling
    problems: frozenset[Problem]
    reaches: bool = False
    silent: bool = False
    """Whether nothing ends it but the laptop's patience."""


def _answer(status: str, body: bytes = b"", kind: bytes = _HTML, *more: bytes) -> bytes:
    length = b"content-length: %d" % len(body)
    lines = [f"HTTP/1.1 {status}".encode(), b"content-type: " + kind, length, *more]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _says(problem: Problem, content: bytes, *others: Problem) -> Row:
    return Row(lambda one: one.say(content), frozenset({problem, *others}))


def _page(status: str, *more: bytes) -> Row:
    return _says(ELSE, _answer(status, _PAGE, _HTML, *more))


def _unsigned(content: bytes) -> Row:
    """In our own form, but by nobody: only where no key is known yet it is merely no server."""
    return _says(UNPROVEN, content, ELSE)


def _changed(change: Callable[[bytes], bytes], *problems: Problem) -> Row:
    def meddle(one: Exchange) -> None:
        one.say(change(one.ask()))

    return Row(meddle, frozenset(problems), reaches=True)


def _asked(change: Callable[[bytes], bytes], *problems: Problem) -> Row:
    def meddle(one: Exchange) -> None:
        one.say(one.ask(change(one.request)))

    return Row(meddle, frozenset(problems))


def _silent(meddle: Meddling, *, reaches: bool = False) -> Row:
    return Row(meddle, frozenset({AWAY}), reaches, silent=True)


def _reset(one: Exchange) -> None:
    one.say(b"HTTP/1.1 2")
    one.reset()


def _drip(one: Exchange) -> None:
    one.say(_answer("200 OK", b"x" * 9, _OURS)[:-9])
    one.hold()


def _swallow_answer(one: Exchange) -> None:
    one.ask()
    one.hold()


def _cut_request(one: Exchange) -> None:
    one.client.close()


def _earlier(one: Exchange) -> None:
    one.say(one.earlier or _answer("200 OK", b"\x80", _OURS))


def _flip(place: float) -> Callable[[bytes], bytes]:
    """Flip the lowest bit of the byte that stands at ``place`` of the body, or of the signature."""

    def change(answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        start = len(head) + 4 if body else head.index(b"satchel-signature: ") + 19
        length = len(body) or 80
        at = start + int(place * (length - 1))
        return answer[:at] + bytes((answer[at] ^ 1,)) + answer[at + 1 :]

    return change


def _lengthened(more: bytes) -> Callable[[bytes], bytes]:
    """Add to the body, or take its last byte, and state the length that it then has."""

    def change(answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        body = body + more if more else body[:-1] or b"x"
        return _with_length(head, body)

    return change


def _with_length(head: bytes, body: bytes) -> bytes:
    stated = b"content-length: %d" % len(body)
    return re.sub(rb"content-length: \d+", stated, head, count=1) + b"\r\n\r\n" + body


def _zipped(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    return _with_length(head + b"\r\ncontent-encoding: gzip", gzip.compress(body))


def _unsigning(answer: bytes) -> bytes:
    return re.sub(rb"satchel-signature: [^\r]*\r\n", b"", answer)


def _other_status(answer: bytes) -> bytes:
    start = b"HTTP/1.1 200 OK" if b" 503 " in answer[:20] else b"HTTP/1.1 503 Busy"
    return start + answer[answer.index(b"\r\n") :]


def _wrong_time(answer: bytes) -> bytes:
    return answer.replace(b"satchel-time: ", b"satchel-time: 9", 1)


_BUSY = encode(Refusal("busy", 0, 0))
_BAD_GZIP = b"\x1f\x8b\x08\x00" + bytes(range(40))
_OFTEN = b"x" * (5 * 1024 * 1024)

ROWS: dict[str, Row] = {
    # A sign-in page, a filter, a proxy of the court: somebody else's words.
    "200 and a page": _page("200 OK"),
    "200 and a page without a length": _says(
        ELSE, b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" + _PAGE
    ),
    "200 and nothing": _says(ELSE, b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
    "204": _says(ELSE, b"HTTP/1.1 204 No Content\r\n\r\n"),
    "301": _page("301 Moved", b"location: http://elsewhere.invalid/"),
    "302 to a sign-in page": _page("302 Found", b"location: https://portal.invalid/login"),
    "303": _page("303 See Other", b"location: /login"),
    "307 to the same place": _page("307 Temporary Redirect", b"location: /v1/status"),
    "308": _page("308 Permanent Redirect", b"location: https://elsewhere.invalid/v1/"),
    "400": _page("400 Bad Request"),
    "401": _page("401 Unauthorized", b'www-authenticate: Basic realm="court"'),
    "403 of a filter": _page("403 Forbidden"),
    "404": _page("404 Not Found"),
    "407 of a proxy": _page("407 Proxy Authentication Required", b"proxy-authenticate: Basic"),
    "408": _page("408 Request Timeout"),
    "413 of a proxy": _says("too-large", _answer("413 Content Too Large", _PAGE)),
    "421": _page("421 Misdirected Request"),
    "429": _says("busy", _answer("429 Too Many Requests", _PAGE, _HTML, b"retry-after: 9999999")),
    "431": _page("431 Headers Too Large"),
    "451": _page("451 Unavailable For Legal Reasons"),
    "511 sign in first": _page("511 Network Authentication Required"),
    "a page of ten languages, compressed": _says(
        ELSE, _answer("200 OK", gzip.compress(_PAGE), _HTML, b"content-encoding: gzip")
    ),
    "plain text of our bytes": _says(ELSE, _answer("200 OK", _BUSY, b"text/plain")),
    # A proxy whose server is away or broken.
    "500": _says(AWAY, _answer("500 Internal Server Error", _PAGE)),
    "520": _says(AWAY, _answer("520 Unknown", _PAGE)),
    "502": _says(AWAY, _answer("502 Bad Gateway", _PAGE)),
    "503": _says(AWAY, _answer("503 Service Unavailable", _PAGE, _HTML, b"retry-after: 86400")),
    "504": _says(AWAY, _answer("504 Gateway Timeout", _PAGE)),
    # In our form, by somebody without the server's key.
    "ours, but a page": _unsigned(_answer("200 OK", _PAGE, _OURS)),
    "ours, but empty": _unsigned(_answer("200 OK", b"", _OURS)),
    "ours, but garbage": _unsigned(_answer("200 OK", bytes(range(256)), _OURS)),
    "ours, a redirect": _unsigned(_answer("302 Found", b"", _OURS, b"location: /v1/status")),
    "ours, 413 by nobody": _unsigned(_answer("413 Too Large", _BUSY, _OURS)),
    "ours, busy by nobody": _unsigned(_answer("503 Busy", _BUSY, _OURS)),
    "ours, compressed garbage": _unsigned(
        _answer("200 OK", _BAD_GZIP, _OURS, b"content-encoding: gzip")
    ),
    "ours, more than is allowed": _says(
        ELSE,
        b"HTTP/1.1 200 OK\r\ncontent-type: application/msgpack\r\n"
        b"content-length: 9000000\r\n\r\n" + _OFTEN,
    ),
    # No HTTP, or not to its end.
    "hung up at once": _says(AWAY, b""),
    "reset": Row(_reset, frozenset({AWAY})),
    "hung up in the midst of the request": Row(_cut_request, frozenset({AWAY})),
    "half a head": _says(AWAY, b"HTTP/1.1 200 OK\r\ncontent-ty"),
    "half a page": _says(AWAY, _answer("200 OK", b"x" * 999, _OURS)[:-500], ELSE),
    "a length that is no number": _says(
        AWAY, b"HTTP/1.1 200 OK\r\ncontent-type: application/msgpack\r\ncontent-length: x\r\n\r\n"
    ),
    "two lengths": _says(AWAY, _answer("200 OK", b"xy", _OURS, b"content-length: 1")),
    "a chunk without a size": _says(
        AWAY,
        b"HTTP/1.1 200 OK\r\ncontent-type: application/msgpack\r\n"
        b"transfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    ),
    "a chunk that is cut": _says(
        AWAY,
        b"HTTP/1.1 200 OK\r\ncontent-type: application/msgpack\r\n"
        b"transfer-encoding: chunked\r\n\r\nff\r\nhello",
    ),
    "a head without end": _says(AWAY, b"HTTP/1.1 200 OK\r\n" + b"x-more: y\r\n" * 20_000),
    "a page without a head": _says(AWAY, _PAGE),
    "a TLS alert": _says(AWAY, b"\x15\x03\x03\x00\x02\x02\x28"),
    "TLS garbage": _says(AWAY, b"\x16\x03\x03\x00\x7a\x02" + bytes(range(122))),
    "another protocol": _says(AWAY, b"SSH-2.0-OpenSSH_9.6\r\n"),
    "a mail server": _says(AWAY, b"220 mail.invalid ESMTP\r\n"),
    # The true answer, but not as it was given.
    "cut in the head": _changed(lambda answer: answer[:30], AWAY),
    "cut before its last byte": _changed(lambda answer: answer[:-1], AWAY),
    "a bit of the body flipped": _changed(_flip(0.5), UNPROVEN, ELSE),
    "its signature gone": _changed(_unsigning, UNPROVEN, ELSE),
    "another status": _changed(_other_status, UNPROVEN, ELSE),
    "a byte more": _changed(_lengthened(b"\0"), UNPROVEN, ELSE),
    "compressed on the way": _changed(_zipped, UNPROVEN, ELSE),
    "another time": _changed(_wrong_time, UNPROVEN, ELSE),
    "the answer to another question": Row(_earlier, frozenset({UNPROVEN, ELSE})),
    # The request, but not as it was sent: the server says so, and signs what it was asked.
    "a path that was changed": _asked(
        lambda request: request.replace(b" /v1/", b" /v2/", 1), UNPROVEN, ELSE
    ),
    "another nonce": _asked(
        lambda request: re.sub(rb"(satchel-nonce: )[0-9a-f]{4}", rb"\g<1>0000", request),
        UNPROVEN,
        ELSE,
    ),
    # Nothing at all.
    "a request swallowed": _silent(Exchange.hold),
    "an answer swallowed": _silent(_swallow_answer, reaches=True),
    "an answer that drips": _silent(_drip),
}

NO_TLS: dict[str, bytes] = {
    "a page": _answer("400 Bad Request", _PAGE),
    "an alert": b"\x15\x03\x03\x00\x02\x02\x28",
    "garbage": b"\x16\x03\x03\x00\x7a\x02" + bytes(range(122)),
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "nothing": b"",
}
"""What may come where a TLS handshake is expected."""
