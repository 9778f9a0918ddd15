"""Bring laptops together through the real scripts, step by step as two people do."""

from pathlib import Path

from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import Clock
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import Transport, drive
from sync.client.enrolment.connect import begin_program, register
from sync.client.enrolment.together import Side, join_together
from sync.server.local import LocalServer
from tests.conftest import PASSPHRASE


def begin(workspace: Workspace, transport: Transport, server: LocalServer) -> str:
    """Begin a program on ``workspace``, have the operator add it, and return its code."""
    code = drive(begin_program(workspace.clock, server.address), transport, workspace)
    server.add_program(code, name="Practice")
    drive(register(workspace.clock), transport, workspace)
    return code


def newcomer(folder: Path, person: str, clock: Clock) -> tuple[Workspace, bytes]:
    """Make the workspace of somebody who has not joined yet; return it with its key."""
    beginning = Beginning(person=person, program="", joining=True)
    key = create(folder, PASSPHRASE, beginning, cost=FLOOR).key
    return Workspace(folder, key, clock=clock), key


def join(
    host: tuple[Workspace, Transport], guest: tuple[Workspace, Transport], address: str, name: str
) -> None:
    """Let ``host`` invite and ``guest`` join; both compare the same six words."""
    assert len(join_together(Side(*host), Side(*guest), address, name)) == 6
