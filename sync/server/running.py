"""Run the application on uvicorn, bounded and silent but for our own events."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from sync.protocol import limits
from sync.server.connection import BoundedConnection
from sync.server.events import silence

CONNECTIONS = 1_000
"""Connections one process holds; beyond, requests are told that it is busy."""

KEEP_ALIVE_S = 30
"""Seconds a connection may rest between two requests."""

WORKER_ANSWERS_S = 60
"""Seconds within which a worker tells the first process that it lives, also while it begins.

One that does not is killed and another begun: on a busy computer none would ever get to its end.
"""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and how a server listens."""

    host: str = "127.0.0.1"
    port: int = 8443
    workers: int = 1
    certificate: Path | None = None
    key: Path | None = None
    trusted_proxy: str = ""
    """Addresses, separated by commas, whose X-Forwarded-For is believed; none by default."""


def configuration(application: Any, listening: Listening, *, factory: bool) -> uvicorn.Config:
    """Return how uvicorn runs ``application``, which may be the name of a ``factory``."""
    silence("uvicorn")
    secured = listening.certificate is not None
    return uvicorn.Config(
        application,
        factory=factory,
        host=listening.host,
        port=listening.port,
        workers=listening.workers,
        loop="asyncio",
        http=BoundedConnection,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=bool(listening.trusted_proxy),
        forwarded_allow_ips=listening.trusted_proxy or None,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=10,
        timeout_worker_healthcheck=WORKER_ANSWERS_S,
        h11_max_incomplete_event_size=limits.HEADERS,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.key,
        ssl_context_factory=tls_context if secured else None,
    )


def tls_context(config: uvicorn.Config, _default: Any) -> ssl.SSLContext:
    """Return a context of TLS 1.3 alone: every client of this server knows it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(config.ssl_certfile or "", config.ssl_keyfile)
    return context
