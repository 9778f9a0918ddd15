"""A port of this machine that nobody listens on, and that the system gives to nobody by itself."""

import os
import secrets
import socket

_FIRST, _EACH, _WORKERS = 20_000, 4_000, 3
"""Below the ports that the system gives away, and others for each worker: what another test listens
on cannot be this one before it is bound, or bound again."""


def free_port() -> int:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    while True:
        port = _FIRST + worker * _EACH + secrets.randbelow(_EACH)
        with socket.socket() as probe:
            # As a server binds it: what ended there a moment ago is not in its way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
