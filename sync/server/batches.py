"""Write together what waits together: one wait for the disk for all of it, not one for each.

While one transaction is being written, further work gathers; the next transaction does all of
that. Where any of it fails, everything is undone and each piece is done alone, so that nobody is
refused for what another asked. Work may therefore run twice and must do nothing but read and write
through its connection.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

from sync.server.refusals import BusyError

T = TypeVar("T")
Work = Callable[[Connection], T]
Alone = Callable[[Work[Any]], Any]


@dataclass(eq=False, slots=True)
class _Job(Generic[T]):
    work: Work[T]
    result: list[T] = field(default_factory=list)
    """The one result, once there is one."""
    error: BaseException | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.result) or self.error is not None

    def outcome(self) -> T:
        if self.error is not None:
            raise self.error
        return self.result[0]

    def do(self, alone: Alone) -> None:
        try:
            self.result.append(alone(self.work))
        except Exception as error:  # noqa: BLE001 - it is raised to who asked
            self.error = error


class Batches:
    """One writer at a time, who writes for all that wait."""

    def __init__(self, engine: Engine, alone: Alone, patience_s: float) -> None:
        self._engine, self._alone, self._patience_s = engine, alone, patience_s
        self._changed = threading.Condition()
        self._waiting: list[_Job[Any]] = []
        self._is_writing = False

    def do(self, work: Work[T]) -> T:
        """Return what ``work`` returns once it is on the disk; BusyError after too long a wait."""
        job = _Job(work)
        with self._changed:
            self._waiting.append(job)
            end = time.monotonic() + self._patience_s
            while self._is_writing and not job.is_done:
                left = end - time.monotonic()
                if left <= 0 and job in self._waiting:
                    self._waiting.remove(job)
                    raise BusyError
                # What is being written has an end of its own.
                self._changed.wait(max(left, 0.05))
            if job.is_done:
                return job.outcome()
            batch, self._waiting, self._is_writing = self._waiting, [], True
        try:
            self._write(batch)
        finally:
            with self._changed:
                self._is_writing = False
                self._changed.notify_all()
        return job.outcome()

    def _write(self, batch: list[_Job[Any]]) -> None:
        if len(batch) > 1 and self._together(batch):
            return
        end = time.monotonic() + self._patience_s
        for job in batch:
            if time.monotonic() < end:
                job.do(self._alone)
            else:
                job.error = BusyError()

    def _together(self, batch: list[_Job[Any]]) -> bool:
        """Tell whether all of it is written; nothing is otherwise."""
        results = []
        try:
            with self._engine.begin() as connection:
                results += [job.work(connection) for job in batch]
        except Exception:  # noqa: BLE001 - each is done alone, and tells its own error then
            return False
        for job, result in zip(batch, results, strict=True):
            job.result.append(result)
        return True
