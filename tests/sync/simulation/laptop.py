"""One laptop of the simulation: a real workspace, and a script it may be interrupted in."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Any

from storage.backup.restoring import restore
from storage.domain.clocks import Clock
from storage.workspace import Workspace
from sync.client.commands import Command, Script
from sync.client.driving import carry_out
from sync.client.round import Outcome, sync_round
from tests.sync.simulation.acts import random_act
from tests.sync.simulation.wire import Wire


class Laptop:
    """A workspace that is opened, used, killed and opened again."""

    def __init__(self, folder: Path, key: bytes, clock: Clock, wire: Wire) -> None:
        self.folder, self.key, self.clock, self.wire = folder, key, clock, wire
        self.workspace = Workspace(folder, key, clock=clock)
        self._script: Script[Outcome] | None = None
        self._step: Callable[[], Any] | None = None

    def kill(self) -> None:
        """End the process in the midst of whatever it does, and start another one."""
        self._script = self._step = None
        self.workspace.close()
        self.workspace = Workspace(self.folder, self.key, clock=self.clock)

    def back_up(self) -> None:
        """Write a backup to be restored one day."""
        target = self.folder.with_suffix(".backup")
        target.unlink(missing_ok=True)
        self.workspace.back_up(target)

    def restore(self) -> None:
        """Lose the disk and come back from the last backup, if there is one."""
        source = self.folder.with_suffix(".backup")
        if not source.exists():
            return
        self._script = self._step = None
        self.workspace.close()
        shutil.rmtree(self.folder)
        restore(source, self.folder, lambda _folder: self.key, clock=self.clock)
        self.workspace = Workspace(self.folder, self.key, clock=self.clock)

    def step(self) -> Outcome | None:
        """Carry out the next command of a round; the outcome when it was the last one."""
        if self._script is None:
            script = sync_round(self.clock)
            self._script, self._step = script, lambda: next(script)
        script, step = self._script, self._step
        assert step is not None
        try:
            command = step()
        except StopIteration as ended:
            self._script = self._step = None
            outcome: Outcome = ended.value
            return outcome
        self._step = self._after(script, command)
        return None

    def _after(self, script: Script[Outcome], command: Command) -> Callable[[], Any]:
        try:
            result = carry_out(command, self.wire, self.workspace)
        except Exception as error:  # noqa: BLE001 - the script decides what an error means
            failure = error
            return lambda: script.throw(failure)
        return lambda: script.send(result)

    def round(self) -> Outcome:
        """Go on to the end of a round."""
        while True:
            outcome = self.step()
            if outcome is not None:
                return outcome

    def act(self, chance: Random) -> None:
        """Do something that a coordinator does."""
        self.workspace.write(random_act, chance)

    def close(self) -> None:
        """Put the laptop away."""
        self.workspace.close()
