"""One laptop of the simulation: a real workspace, and a script it may be interrupted in."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Any, TypeVar

from storage.backup.restoring import restore
from storage.domain.clocks import Clock
from storage.domain.ids import RecordId, id_from
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.workspace import Workspace
from sync.client.commands import Command, Script
from sync.client.driving import Transport, carry_out
from sync.client.problems import SyncError
from sync.client.round import Outcome, sync_round
from sync.client.snapshots.schedule import NEVER, Schedule
from tests.sync.simulation.acts import random_act
from tests.sync.simulation.editions import NEWEST, Edition, EditionWorkspace, after
from tests.sync.simulation.wire import Wire
from tests.sync.stepping import next_step

T = TypeVar("T")
_CACHE_MIB = 4


class SeededIds:
    """Ids that are the same for the same seed."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def new(self, milliseconds: int) -> RecordId:
        """Return a fresh id for the Unix time ``milliseconds``."""
        return id_from(milliseconds, self._chance.getrandbits(74))


class Laptop:
    """A workspace that is opened, used, killed and opened again."""

    def __init__(
        self,
        folder: Path,
        key: bytes,
        clock: Clock,
        wire: Wire,
        schedule: Schedule = NEVER,
        edition: Edition | None = None,
    ) -> None:
        """Open a laptop; ``edition`` is named where there are several in its program."""
        self.folder, self.key, self.clock, self.wire = folder, key, clock, wire
        self.schedule, self.edition = schedule, edition or NEWEST
        self._ids = SeededIds(Random(folder.name))
        self._forms = Random(f"forms {folder.name}") if edition else None
        self.workspace = self._opened()
        self.device = self.workspace.device
        self.problems: set[str] = set()
        """What the person in front of it was told since it was last settled."""
        self._script: Script[Outcome] | None = None
        self._step: Callable[[], Any] | None = None

    def kill(self, *, reopened: bool = True) -> None:
        """End the process in the midst of whatever it does, and start another one.

        Between two commands a process holds nothing but its script: opening the files anew as
        well takes most of the time, and is left out where not ``reopened``.
        """
        self._script = self._step = None
        if reopened:
            self.workspace.close()
            self.workspace = self._opened()

    def upgrade(self) -> None:
        """End the process and start the next edition of Satchel on what is here."""
        self.edition = after(self.edition)
        self.kill()

    def back_up(self) -> None:
        """Write a backup to be restored one day."""
        self._backup.unlink(missing_ok=True)
        self.workspace.back_up(self._backup)

    def restore(self) -> bool:
        """Lose the disk and come back from the last backup; False where there is none."""
        if not self._backup.exists():
            return False
        self._script = self._step = None
        self.workspace.close()
        shutil.rmtree(self.folder)
        restore(self._backup, self.folder, lambda _folder: self.key, clock=self.clock)
        self.workspace = self._opened()
        return True

    def copied(self, folder: Path, wire: Wire) -> "Laptop":
        """Return another laptop that goes on with a copy of this one's folder."""
        self.workspace.close()
        shutil.copytree(self.folder, folder)
        self.workspace = self._opened()
        edition = self.edition if self._forms else None
        return Laptop(folder, self.key, self.clock, wire, self.schedule, edition)

    def step(self) -> Outcome | None:
        """Carry out the next command of a round; the outcome when it was the last one."""
        if self._script is None:
            script = sync_round(self.clock, schedule=self.schedule)
            self._script, self._step = script, lambda: next(script)
        script, step = self._script, self._step
        assert step is not None
        try:
            command = step()
        except StopIteration as ended:
            self._script = self._step = None
            outcome: Outcome = ended.value
            self.problems |= {outcome.problem} if outcome.problem else set()
            return outcome
        self._step = next_step(script, command, self.wire, self.workspace)
        return None

    def round(self) -> Outcome:
        """Go on to the end of a round."""
        while True:
            outcome = self.step()
            if outcome is not None:
                return outcome

    def attempt(self, script: Script[T], commands: int = 10_000) -> T | None:
        """Carry so many commands of another script out, then end it; None where it does not end.

        What the script says is wrong ends it as well: whoever sits there tries again some day.
        """
        self._script = self._step = None
        result = None
        try:
            for _ in range(commands):
                result = self._carried(script, script.send(result))
        except StopIteration as ended:
            value: T = ended.value
            return value
        except SyncError as error:
            self.problems.add(error.problem)
        script.close()
        return None

    def _carried(self, script: Script[Any], command: Command) -> Any:
        while True:
            try:
                return carry_out(command, self.wire, self.workspace)
            except SyncError as error:
                command = script.throw(error)

    def act(self, chance: Random) -> None:
        """Do something that a coordinator does; what is refused in words was not done."""
        try:
            self.workspace.write(random_act, chance)
        except (ChangedMeanwhileError, RejectedError):
            return

    def close(self) -> None:
        """Put the laptop away."""
        self.workspace.close()

    @property
    def way(self) -> Transport:
        """Its way to the server, for the scripts that two laptops play together."""
        return self.wire

    @property
    def _backup(self) -> Path:
        return self.folder.with_suffix(".backup")

    def _opened(self) -> Workspace:
        return EditionWorkspace(
            self.folder,
            self.key,
            clock=self.clock,
            ids=self._ids,
            cache_mib=_CACHE_MIB,
            edition=self.edition,
            forms=self._forms,
        )
