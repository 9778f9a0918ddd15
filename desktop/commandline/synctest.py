"""The part of the self-test that needs two laptops and a server: all three on this machine."""

import secrets
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import DamagedError

if TYPE_CHECKING:
    from storage.workspace import Workspace
    from sync.client.enrolment.together import Side
    from sync.server.local import LocalServer


def sync_with_itself(place: Path, workspace: "Workspace", query: str) -> str:
    """Start the server, let a second laptop join ``workspace`` and find ``query`` there.

    Returns what was seen. Raises DamagedError when the second laptop does not get everything, and
    SyncError when it cannot join.
    """
    from storage.workspace import Beginning, Workspace, create
    from sync.client.enrolment.together import Side, join_together
    from sync.client.transport import HttpTransport
    from sync.server.local import local_server

    with ExitStack() as opened:
        (place / "server").mkdir()
        server = opened.enter_context(local_server(place / "server"))
        beginning = Beginning(person="Second", program="", practice=True, joining=True)
        key = create(place / "second", secrets.token_urlsafe(24), beginning).key
        second = opened.enter_context(Workspace(place / "second", key))
        ways = [opened.enter_context(HttpTransport(server.address)) for _ in range(2)]
        host, guest = Side(workspace, ways[0]), Side(second, ways[1])
        _begin(host, server)
        join_together(host, guest, server.address, "Second")
        return _exchange(host, guest, query)


def _begin(host: "Side", server: "LocalServer") -> None:
    from sync.client.driving import drive
    from sync.client.enrolment.connect import begin_program, register

    workspace, way = host
    code = drive(begin_program(workspace.clock, server.address), way, workspace)
    server.add_program(code, name="Self-test")
    drive(register(workspace.clock), way, workspace)


def _exchange(host: "Side", guest: "Side", query: str) -> str:
    from storage.usecases.searching import search
    from sync.client.driving import drive
    from sync.client.round import sync_round

    sent, received = (
        drive(sync_round(workspace.clock, at_work=False), way, workspace)
        for workspace, way in (host, guest)
    )
    there, here = (side.workspace.read(search, query) for side in (guest, host))
    is_whole = bool(here) and [hit.record for hit in there] == [hit.record for hit in here]
    if sent.problem is not None or received.problem is not None or not is_whole:
        raise DamagedError("The sync does not work on this machine. Install Satchel again.")
    return f"{received.received} received by a second laptop"
