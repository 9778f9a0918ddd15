"""Requests over HTTP: bounded, never redirected, never decompressed, never asking a proxy twice."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import httpx2
import truststore

from sync.client.commands import Answer, Ask, Unreachable, Why
from sync.protocol.certificates import issuer_of
from sync.protocol.limits import BODY
from sync.protocol.requests import CONTENT_TYPE

_CONNECT, _READ = 10.0, 40.0
"""Seconds; a server takes at most 30 for one request."""
_HTTPS = 443
_WHOLE = 300.0
"""Seconds for one whole answer: the largest over a telephone's slow connection."""
_MOST = BODY + 64 * 1024
_SERVER_ERROR, _SIGN_IN_FIRST = 500, 511
"""From 500 on a proxy says, in its own form, that the server behind it is away or broken; but for
511, by which a network asks somebody to sign in."""
_ON_THE_WAY: dict[int, Why] = {413: "too-large", 429: "busy"}
"""What a proxy or a filter says of the request itself."""


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
            shown = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error))
            return Unreachable(_why(error), self._issuer() if shown else "")

    def _issuer(self) -> str:
        """Return who issued the certificate that is shown here, so that a person can be told.

        It is read in a connection of its own, in which nothing is checked and nothing is sent.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        url = self._client.base_url
        try:
            with (
                socket.create_connection((url.host, url.port or _HTTPS), _CONNECT) as plain,
                context.wrap_socket(plain, server_hostname=url.host) as wrapped,
            ):
                return issuer_of(wrapped.getpeercert(binary_form=True) or b"")
        except (OSError, ValueError):
            return ""

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
        return Unreachable(_of_others(response.status_code))
    body, end = bytearray(), time.monotonic() + _WHOLE
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > _MOST:
            return Unreachable("not-satchel")
        if time.monotonic() > end:
            return Unreachable("timeout")
    return Answer(response.status_code, dict(response.headers), bytes(body))


def _of_others(status: int) -> Why:
    """Return what somebody who is no Satchel server means by ``status``."""
    if status >= _SERVER_ERROR and status != _SIGN_IN_FIRST:
        return "no-network"
    return _ON_THE_WAY.get(status, "not-satchel")


def _trust(authority: Path | None) -> ssl.SSLContext:
    if authority is not None:
        context = ssl.create_default_context(cafile=authority)
    else:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _why(error: httpx2.HTTPError) -> Why:
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return "untrusted"
    # An answer that was cut short is not somebody else's: a server or a network that went away.
    return "no-network"


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
