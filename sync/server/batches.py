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


def _taken() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False, slots=True)
class _Job(Generic[T]):
    work: Work[T]
    result: list[T] = field(default_factory=list)
    """The one result, once there is one."""
    error: BaseException | None = None
    leads: bool = False
    """Whether it is this one's turn to write for all that wait."""
    _turn: threading.Lock = field(default_factory=_taken)

    def wake(self) -> None:
        """Let whoever awaits this one go on: it is done, or it leads."""
        self._turn.release()

    def awaits(self, seconds: float) -> bool:
        """Return once it was woken; False when it was not in so many seconds."""
        return self._turn.acquire(timeout=seconds)

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
        self._lock = threading.Lock()
        self._waiting: list[_Job[Any]] = []
        self._is_writing = False

    def do(self, work: Work[T]) -> T:
        """Return what ``work`` returns once it is on the disk; BusyError after too long a wait."""
        job = _Job(work)
        with self._lock:
            self._waiting.append(job)
            job.leads, self._is_writing = not self._is_writing, True
        if not job.leads:
            self._await(job)
        if job.leads:
            self._lead(job)
        return job.outcome()

    def _await(self, job: _Job[Any]) -> None:
        """Return when ``job`` is done or leads; BusyError when it was not its turn in time."""
        if job.awaits(self._patience_s):
            return
        with self._lock:
            if job in self._waiting and not job.leads:
                self._waiting.remove(job)
                raise BusyError
        # It is being written, which has an end of its own, or was just woken.
        job.awaits(-1)

    def _lead(self, job: _Job[Any]) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            self._write(batch)
        finally:
            self._pass_on()
            # Each is woken by itself: nobody wakes to find that it must wait again.
            for each in batch:
                if each is not job:
                    each.wake()

    def _pass_on(self) -> None:
        """Let the first that waits lead, if any does."""
        with self._lock:
            self._is_writing = bool(self._waiting)
            if self._waiting:
                self._waiting[0].leads = True
                self._waiting[0].wake()

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
