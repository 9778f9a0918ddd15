"""Requests over HTTP: bounded, never redirected, never decompressed, never asking a proxy twice."""

import ssl
import time
from pathlib import Path
from typing import Self

import httpx2
import truststore

from sync.client.commands import Answer, Ask, Unreachable, Why
from sync.protocol.limits import BODY
from sync.protocol.requests import CONTENT_TYPE

_CONNECT, _READ = 10.0, 40.0
"""Seconds; a server takes at most 30 for one request."""
_WHOLE = 300.0
"""Seconds for one whole answer: the largest over a telephone's slow connection."""
_MOST = BODY + 64 * 1024
_NO_SERVER_BEHIND = frozenset((502, 503, 504))
"""What a proxy says, in its own form, while the server behind it is away."""


class HttpTransport:
    """A connection to the server at ``address``; used from one thread.

    ``authority`` is the file of the certificate authority to trust instead of the system's.
    """

    def __init__(self, address: str, authority: Path | None = None) -> None:
        self._client = httpx2.Client(
            base_url=address,
            verify=_trust(authority),
            follow_redirects=False,
            timeout=httpx2.Timeout(_READ, connect=_CONNECT),
            headers={"accept-encoding": "identity", "user-agent": "satchel"},
        )

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Send one request; anything a Satchel server would not say is ``Unreachable``."""
        target = f"{ask.path}?{ask.query}" if ask.query else ask.path
        headers = {**ask.headers, "content-type": CONTENT_TYPE} if ask.body else ask.headers
        try:
            request = self._client.build_request(
                ask.method, target, headers=headers, content=ask.body or None
            )
            response = self._client.send(request, stream=True)
            try:
                return _read(response)
            finally:
                response.close()
        except httpx2.TimeoutException:
            return Unreachable("timeout")
        except httpx2.HTTPError as error:
            return Unreachable(_why(error))

    def close(self) -> None:
        """Give the connection up."""
        self._client.close()

    def __enter__(self) -> Self:
        """Use the connection for one block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it behind the block."""
        self.close()


def _read(response: httpx2.Response) -> Answer | Unreachable:
    if response.headers.get("content-type") != CONTENT_TYPE:
        is_away = response.status_code in _NO_SERVER_BEHIND
        return Unreachable("no-network" if is_away else "not-satchel")
    body, end = bytearray(), time.monotonic() + _WHOLE
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > _MOST:
            return Unreachable("not-satchel")
        if time.monotonic() > end:
            return Unreachable("timeout")
    return Answer(response.status_code, dict(response.headers), bytes(body))


def _trust(authority: Path | None) -> ssl.SSLContext:
    if authority is not None:
        context = ssl.create_default_context(cafile=authority)
    else:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _why(error: httpx2.HTTPError) -> Why:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "untrusted"
        cause = cause.__cause__ or cause.__context__
    # An answer that was cut short is not somebody else's: a server or a network that went away.
    return "no-network"
