"""Both sides of an invitation in one process: the self-test and the tests have nobody to ask."""

from typing import NamedTuple

from storage.workspace import Workspace
from sync.client.driving import Transport, drive
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.inviting import await_answer, invite
from sync.client.enrolment.joining import accept, await_reveal, confirm
from sync.client.problems import SyncError


class Side(NamedTuple):
    """One laptop and its way to the server."""

    workspace: Workspace
    transport: Transport


def join_together(host: Side, guest: Side, address: str, name: str) -> tuple[str, ...]:
    """Let ``host`` invite and admit ``guest``; return the six words that both have shown.

    Raises SyncError ("refused") when the words differ or the laptop was not admitted.
    """
    (inviting, its_way), (joining, own_way) = host, guest
    invitation = drive(invite(inviting.clock, name), its_way, inviting)
    drive(accept(joining.clock, address, invitation.words, name), own_way, joining)
    compared = drive(await_answer(inviting.clock, invitation.id), its_way, inviting)
    words = drive(await_reveal(joining.clock), own_way, joining)
    if compared is None or words is None or compared.words != words:
        raise SyncError("refused", "the six words differ")
    drive(confirm(joining.clock), own_way, joining)
    drive(admit(inviting.clock, invitation.id), its_way, inviting)
    if not drive(await_admission(joining.clock), own_way, joining):
        raise SyncError("refused", "not admitted")
    return words
