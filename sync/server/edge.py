"""Between HTTP and the operations: bounded reading on the way in, a signed answer on the way out.

Whatever happens, the answer is one of the protocol's: nothing here or below it answers with a
traceback, a redirect or a part of what was asked.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sync.protocol import limits
from sync.protocol.encoding import encode
from sync.protocol.messages import Refusal
from sync.protocol.requests import (
    CONTENT_TYPE,
    DEVICE,
    NONCE,
    NONCE_LENGTH,
    PROTOCOL,
    SIGNATURE,
    TIME,
    Asked,
    signed_answer,
)
from sync.protocol.signing import Signer
from sync.server.answering import answered
from sync.server.asks import Ask
from sync.server.database import THREADS
from sync.server.events import record, record_failure
from sync.server.networks import network_of
from sync.server.operation import Operation, name_of
from sync.server.refusals import STATUS, BusyError, FailureError, RefusedError
from sync.server.service import Service

SLOWEST = 32 * 1024
"""Bytes a second at which a body may go on coming after that."""
_AROUND_HEADER = len(": ") + len("\r\n")
_PATH = re.compile(rb"/[A-Za-z0-9/_-]*")
_STAMPED = (DEVICE, TIME, NONCE, SIGNATURE, PROTOCOL)
_ONCE = (b"host", b"content-type", b"content-length", *(name.encode() for name in _STAMPED))


@dataclass(frozen=True, slots=True)
class Edge:
    """How the server meets the network: by which names it may be called, how it is slowed."""

    service: Service
    signer: Signer
    """Signs every answer."""
    hosts: frozenset[str]
    delay_s: float
    """Seconds that a failed signature waits for its answer, on average."""
    request_s: float
    """Seconds in which a request must have been read."""
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(THREADS))

    async def answer(self, operation: Operation, request: Request) -> Response:
        """Return the signed answer to ``request``, whatever happens."""
        try:
            ask = await self._read(request, operation)
            body = await to_thread.run_sync(
                answered, self.service, operation, ask, limiter=self.threads
            )
        except RefusedError as error:
            return await self.refuse(request, error)
        except Exception as error:  # noqa: BLE001 - the last place: nothing is told of it
            record_failure(error)
            return await self.refuse(request, BusyError())
        return self._signed(request, HTTPStatus.OK, body)

    async def refuse(self, request: Request, error: RefusedError) -> Response:
        """Return the answer that refuses ``request``."""
        record("refused", error.reason, status=STATUS[error.reason])
        self.service.meter.refused(error.reason)
        if isinstance(error, FailureError):
            await asyncio.sleep(self.delay_s * (0.5 + secrets.randbelow(1000) / 1000))
        refusal = Refusal(error.reason, self.service.now(), error.detail)
        return self._signed(request, STATUS[error.reason], encode(refusal))

    def _signed(self, request: Request, status: HTTPStatus, body: bytes) -> Response:
        now = self.service.now()
        headers = {TIME: str(now), "cache-control": "no-store"}
        asked = _asked(request)
        if asked is not None:
            headers[SIGNATURE] = signed_answer(self.signer, asked, now, status, body)
        return Response(body, status, headers, CONTENT_TYPE)

    async def _read(self, request: Request, operation: Operation) -> Ask:
        path, query = _address(request)
        self._check_headers(request)
        body = await self._body(request, operation.largest)
        if body and request.headers.get("content-type") not in operation.types:
            raise RefusedError("wrong-type")
        client = request.client.host if request.client is not None else ""
        return Ask(
            request.method,
            path,
            query,
            request.headers,
            body,
            network_of(client),
            request.path_params,
        )

    def _check_headers(self, request: Request) -> None:
        sent: list[tuple[bytes, bytes]] = request.scope["headers"]
        if sum(len(name) + len(value) + _AROUND_HEADER for name, value in sent) > limits.HEADERS:
            raise RefusedError("too-large")
        names = [name for name, _value in sent]
        if any(names.count(name) > 1 for name in _ONCE):
            raise RefusedError("malformed")
        if _host(request.headers.get("host", "")) not in self.hosts:
            raise RefusedError("malformed")
        if request.headers.get("content-encoding", "identity") != "identity":
            raise RefusedError("wrong-type")

    async def _body(self, request: Request, largest: int) -> bytes:
        stated = request.headers.get("content-length", "0")
        if not stated.isascii() or not stated.isdigit():
            raise RefusedError("malformed")
        if len(stated) > len(str(largest)) + 1 or int(stated) > largest:
            raise RefusedError("too-large")
        body = bytearray()
        try:
            async with asyncio.timeout(self.request_s) as limit:
                end = limit.when() or 0.0
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > largest:
                        raise RefusedError("too-large")
                    # A court's slow line may take longer, as long as it goes on.
                    limit.reschedule(end + len(body) / SLOWEST)
        except (TimeoutError, ClientDisconnect) as error:
            raise RefusedError("malformed") from error
        return bytes(body)


class Endpoint:
    """One operation as Starlette calls it: an application, since it lets nothing through.

    For a function Starlette would catch what is raised a second time.
    """

    def __init__(self, edge: Edge, operation: Operation) -> None:
        self._edge, self._operation = edge, operation
        self._action = name_of(operation)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and count it."""
        began = time.perf_counter()
        response = await self._edge.answer(self._operation, Request(scope, receive))
        seconds = time.perf_counter() - began
        self._edge.service.meter.answered(self._action, response.status_code, seconds)
        await response(scope, receive, send)


def _address(request: Request) -> tuple[str, str]:
    raw: bytes = request.scope.get("raw_path") or b""
    query: bytes = request.scope["query_string"]
    if len(raw) + 1 + len(query) > limits.URL:
        raise RefusedError("too-large")
    if _PATH.fullmatch(raw) is None or not query.isascii():
        raise RefusedError("not-found")
    return raw.decode(), query.decode()


def _host(header: str) -> str:
    """Return the name in a Host header, without its port."""
    name, colon, port = header.rpartition(":")
    return name.lower() if colon and port.isdigit() else header.lower()


def _asked(request: Request) -> Asked | None:
    """Return what the answer is bound to; None where the request has no nonce of its form."""
    nonce = _nonce(request.headers)
    if nonce is None:
        return None
    path: bytes = request.scope.get("raw_path") or b""
    query: bytes = request.scope["query_string"]
    signature = request.headers.get(SIGNATURE, "")
    return Asked(request.method, path.decode("latin-1"), query.decode("latin-1"), nonce, signature)


def _nonce(headers: Mapping[str, str]) -> bytes | None:
    text = headers.get(NONCE, "")
    try:
        nonce = bytes.fromhex(text)
    except ValueError:
        return None
    return nonce if len(nonce) == NONCE_LENGTH and nonce.hex() == text else None
