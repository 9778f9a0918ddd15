"""A process that has loaded everything and forks others, each of which dies where it is told to.

Every line it reads is an order in JSON; it forks a child that carries it out, and tells ``child``
with its number and, when it has ended, ``dead``. One child lives at a time. With ``asleep`` in its
order, the minutes that it sleeps, a child does not die there but stands still: ``still`` is told,
and it goes on by SIGCONT. Its clock, slow by as much before, is right from then on.
"""

import json
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from typing_extensions import override

from storage.domain.clocks import SystemClock
from storage.workspace import Workspace
from sync.client import transport
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server import service
from sync.server.commandline.main import main as satchel_server
from tests.faults.failpoints import Aim, Failpoints
from tests.faults.lead import lead
from tests.faults.papers import save_paper
from tests.faults.stories import add

_PATIENCE_S = 1.0
_WHOLE_S = 30.0
"""For an answer where nothing but the sleep is to be in the way."""
_TRIES = 50
_NO_LIMIT = 1_000_000


class Waking(SystemClock):
    """A clock that is set right by waking."""

    def __init__(self, failpoints: Failpoints, minutes: float) -> None:
        self._failpoints, self._slow = failpoints, timedelta(minutes=minutes)

    @override
    def now(self) -> datetime:
        return super().now() - (timedelta(0) if self._failpoints.struck else self._slow)


def main() -> None:
    transport._READ = _PATIENCE_S
    # No laptop begins anew a hundred times a minute, as these do on a machine that is quick enough:
    # one that was refused fifty times as too busy stood for a fault.
    service.DEVICE_RATE = service.ADDRESS_RATE = _NO_LIMIT
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _carry_out(json.loads(line))
            os._exit(0)
        _tell("child", child)
        while os.WIFSTOPPED(os.waitpid(child, os.WUNTRACED)[1]):
            _tell("still", child)
        _tell("dead", child)


def _carry_out(order: dict[str, Any]) -> None:
    asleep = order.get("asleep")
    blow = signal.SIGKILL if asleep is None else signal.SIGSTOP
    failpoints = Failpoints(Aim(*order["aim"]) if order["aim"] else None, blow)
    failpoints.install()
    if asleep is not None:
        transport._READ = _WHOLE_S
        order["clock"] = Waking(failpoints, asleep)
    _JOBS[order["job"]](order)
    _tell("reached", json.dumps(failpoints.counts))


def _laptop(order: dict[str, Any]) -> None:
    """Save, file a paper, sync, back up, save and sync, and tell of each."""
    folder, backup = Path(order["folder"]), Path(order["backup"])
    backup.unlink(missing_ok=True)
    with (
        Workspace(
            folder, bytes.fromhex(order["key"]), clock=order.get("clock", SystemClock())
        ) as workspace,
        HttpTransport(order["address"]) as way,
    ):
        _save(workspace, f"{order['name']}, first")
        _tell("filed", save_paper(workspace, f"{order['name']}, a paper").hex())
        _sync(workspace, way, at_work=True)
        workspace.back_up(backup)
        _tell("backed", "up")
        for which in ("second", "third"):
            _save(workspace, f"{order['name']}, {which}")
        _sync(workspace, way, at_work=False)


def _save(workspace: Workspace, name: str) -> None:
    _tell("saved", workspace.write(add, name).id.hex())


def _sync(workspace: Workspace, way: HttpTransport, *, at_work: bool) -> None:
    for _ in range(_TRIES):
        outcome = drive(sync_round(workspace.clock, at_work=at_work), way, workspace)
        if outcome.problem is None:
            _tell("synced", outcome.waiting)
            return
        _tell("failed", outcome.problem)


def _server(order: dict[str, Any]) -> None:
    """Serve until stopped, as the operator's command does."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    satchel_server(["serve", *order["options"]])


def _lead(order: dict[str, Any]) -> None:
    lead(order, _tell)


_JOBS = {"laptop": _laptop, "lead": _lead, "server": _server}


def _tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


if __name__ == "__main__":
    main()
