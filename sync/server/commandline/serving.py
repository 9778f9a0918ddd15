"""The verb ``serve``: one process, or several that share the listening socket and the database."""

import argparse
import contextlib
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from sync.server import migrations
from sync.server.application import build
from sync.server.commandline.keeping import blobs_of
from sync.server.database import open_database
from sync.server.events import record, write_events_to_stderr
from sync.server.fleeting import mend_fleeting, open_fleeting
from sync.server.identity import read_key_file
from sync.server.refusals import SetupError
from sync.server.running import Listening, configuration
from sync.server.settings import LOOPBACK, Role, Settings
from sync.server.stores import open_store
from sync.server.threads import answering
from sync.server.watching import watching

_DATABASE, _KEY_FILE = "SATCHEL_SERVER_DATABASE", "SATCHEL_SERVER_KEY_FILE"
_ROLE, _NAMES = "SATCHEL_SERVER_ROLE", "SATCHEL_SERVER_NAMES"
_WORKERS, _BLOBS = "SATCHEL_SERVER_WORKERS", "SATCHEL_SERVER_BLOBS"
_ROLES: dict[str, tuple[Role, ...]] = {
    "records": ("records",),
    "figures": ("figures",),
    "both": ("records", "figures"),
}


def serve(arguments: argparse.Namespace) -> int:
    """Answer requests until stopped."""
    chosen = {
        _DATABASE: arguments.database,
        _KEY_FILE: str(arguments.key_file),
        _ROLE: arguments.role,
        _NAMES: ",".join(arguments.names) if arguments.names else arguments.environment_names,
        _WORKERS: str(arguments.workers),
        _BLOBS: blobs_of(arguments),
    }
    settings = _settings(chosen)
    listening = _listening(arguments)
    _check(settings, listening)
    with _bound(listening) as listener, _watched(settings, arguments.admin_port):
        mend_fleeting(settings.database)
        write_events_to_stderr()
        # Workers are processes of their own and read their settings from here.
        os.environ.update(chosen)
        config = configuration(application, listening, factory=True)
        if listening.workers > 1:
            Multiprocess(config, sockets=[listener]).run()
        else:
            server = uvicorn.Server(config)
            server.run(sockets=[listener])
            if not server.started:
                return 1
    record("stopped")
    return 0


@contextmanager
def _watched(settings: Settings, port: int | None) -> Iterator[None]:
    """Tell whoever watches, on a port of this computer alone, for as long as the block lasts."""
    if port is None:
        yield
        return
    with contextlib.ExitStack() as opened:
        database = opened.enter_context(contextlib.closing(open_database(settings.database)))
        fleeting = opened.enter_context(contextlib.closing(open_fleeting(settings.database)))
        store = open_store(settings.blobs, settings.database, settings.clock)
        opened.callback(store.close)
        listening = Listening("127.0.0.1", port)
        listener = opened.enter_context(_bound(listening))
        watcher = configuration(watching(database, fleeting, store), listening, factory=False)
        opened.enter_context(answering(watcher, listener))
        yield


def application() -> Starlette:
    """Return the application as the environment sets it up; each worker calls this once."""
    write_events_to_stderr()
    settings = _settings(os.environ)
    built = build(settings)
    record("started", process=os.getpid(), server=built.state.service.id)
    return built


def _settings(chosen: Mapping[str, str]) -> Settings:
    names = [name.strip().lower() for name in chosen[_NAMES].split(",") if name.strip()]
    return Settings(
        chosen[_DATABASE],
        read_key_file(Path(chosen[_KEY_FILE])),
        _ROLES[chosen[_ROLE]],
        LOOPBACK | set(names),
        workers=int(chosen[_WORKERS]),
        blobs=chosen[_BLOBS],
    )


def _listening(arguments: argparse.Namespace) -> Listening:
    certificate, key = arguments.tls_certificate, arguments.tls_key
    if (certificate is None) != (key is None):
        raise SetupError("TLS needs both --tls-certificate and --tls-key.")
    for path in filter(None, (certificate, key)):
        if not os.access(path, os.R_OK):
            raise SetupError(f"The file {path} cannot be read by this user.")
    return Listening(
        arguments.host,
        arguments.port,
        arguments.workers,
        certificate,
        key,
        arguments.trusted_proxy,
    )


def _check(settings: Settings, listening: Listening) -> None:
    database = open_database(settings.database)
    try:
        migrations.check(database)
    finally:
        database.close()
    open_store(settings.blobs, settings.database, settings.clock).close()
    is_local = listening.host in {"127.0.0.1", "::1", "localhost"}
    if not is_local and settings.hosts == LOOPBACK:
        raise SetupError(
            "Say by which name clients call this server: --name satchel.example.org. "
            "Requests that call it otherwise are refused."
        )
    if not is_local and listening.certificate is None:
        raise SetupError(
            "A server that others reach needs TLS: give --tls-certificate and --tls-key, or "
            "listen on 127.0.0.1 behind a proxy that has them."
        )


def _bound(listening: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    try:
        listener = socket.create_server(
            (listening.host, listening.port), family=family, backlog=2048
        )
    except OSError as error:
        raise SetupError(
            f"Port {listening.port} of {listening.host} cannot be used: "
            f"{os.strerror(error.errno or 0)}."
        ) from error
    listener.set_inheritable(True)
    return listener
