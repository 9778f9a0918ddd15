"""One command of a script after the other, as a laptop of a test carries them out."""

from collections.abc import Callable
from functools import partial
from typing import Any

from storage.workspace import Workspace
from sync.client.commands import Command, Script
from sync.client.driving import Transport, carry_out
from sync.client.problems import SyncError
from sync.client.snapshots.blobs import WithheldError


def next_step(
    script: Script[Any], command: Command, wire: Transport, workspace: Workspace
) -> Callable[[], Command]:
    """Carry out ``command``; return what gives the script its result, or what sync says is wrong.

    A snapshot may also be of no use any more; any other error is the test's.
    """
    try:
        return partial(script.send, carry_out(command, wire, workspace))
    except (SyncError, WithheldError) as error:
        return partial(script.throw, error)
