"""Bring laptops together through the real scripts, step by step as two people do."""

from pathlib import Path

from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import Clock
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import Transport, drive
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.connect import begin_program, register
from sync.client.enrolment.inviting import await_answer, invite
from sync.client.enrolment.joining import accept, await_reveal, confirm
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
    (inviting, its_way), (joining, own_way) = host, guest
    invitation = drive(invite(inviting.clock, name), its_way, inviting)
    drive(accept(joining.clock, address, invitation.words, name), own_way, joining)
    compared = drive(await_answer(inviting.clock, invitation.id), its_way, inviting)
    words = drive(await_reveal(joining.clock), own_way, joining)
    assert compared is not None
    assert compared.words == words
    drive(confirm(joining.clock), own_way, joining)
    drive(admit(inviting.clock, invitation.id), its_way, inviting)
    assert drive(await_admission(joining.clock), own_way, joining)
