"""One command of a script after the other, as a laptop of a test carries them out."""

from collections.abc import Callable
from functools import partial
from typing import Any

from storage.workspace import Workspace
from sync.client.commands import Command, Script
from sync.client.driving import Transport, carry_out
from sync.client.problems import SyncError


def next_step(
    script: Script[Any], command: Command, wire: Transport, workspace: Workspace
) -> Callable[[], Command]:
    """Carry out ``command``; return what gives the script its result, or what sync says is wrong.

    Any other error is the test's.
    """
    try:
        return partial(script.send, carry_out(command, wire, workspace))
    except SyncError as error:
        return partial(script.throw, error)
