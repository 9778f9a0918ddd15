"""How long a save has to wait because a round is under way: it may begin at any moment of it."""

import time
from typing import Any, TypeVar

from storage.workspace import Workspace
from sync.client.commands import Ask, Do, Look, Script, Tell
from sync.client.driving import Transport, carry_out

T = TypeVar("T")


class Watched:
    """Drives a script and keeps how long each piece of work in the workspace took."""

    def __init__(self, workspace: Workspace, way: Transport) -> None:
        self._workspace, self._way = workspace, way
        self._pieces: list[float] = []
        self._whole = 0.0

    def drive(self, script: Script[T]) -> T:
        """Carry out every command of ``script``; the requests hold nobody up."""
        started = time.perf_counter()
        command: Any = next(script)
        while True:
            result = self._carry_out(command)
            try:
                command = script.send(result)
            except StopIteration as ended:
                self._whole += time.perf_counter() - started
                outcome: T = ended.value
                return outcome

    def mean_wait_ms(self) -> float:
        """Return what a save waits on the average that begins at any moment of the rounds."""
        return 1000 * sum(piece * piece for piece in self._pieces) / 2 / self._whole

    def longest_ms(self) -> float:
        """Return the longest that a save could have to wait."""
        return 1000 * max(self._pieces)

    def _carry_out(self, command: Ask | Look | Do | Tell) -> Any:
        started = time.perf_counter()
        result = carry_out(command, self._way, self._workspace)
        if isinstance(command, Look | Do):
            self._pieces.append(time.perf_counter() - started)
        return result
