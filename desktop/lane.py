"""One thread that opens a workspace, does jobs with it one after another, and closes it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Protocol, TypeVar

from storage import threads

T = TypeVar("T")


class OpenedWorkspace(Protocol):
    """What a lane needs of ``storage.workspace.Workspace``; used on one thread only."""

    def read(self, query: Callable[..., T], *args: Any) -> T:
        """Return what ``query(connection, *args)`` returns."""

    def write(self, act: Callable[..., T], *args: Any) -> T:
        """Return what ``act(transaction, *args)`` returns, in one transaction."""

    def let_out(self, act: Callable[..., T], *args: Any) -> T:
        """Return what ``act(transaction, *args)`` returns, which lets something pass the gate."""

    def give_up(self) -> None:
        """End the act under way, from any thread; nothing of it is kept."""

    def close(self) -> None:
        """Dispose of the connection."""


class TendedWorkspace(OpenedWorkspace, Protocol):
    """What may be done to the workspace itself: its author's name, its keys, its backup."""

    @property
    def folder(self) -> Path:
        """Where the workspace is."""

    def rename_author(self, name: str) -> None:
        """Write ``name`` under everything saved from now on."""

    def change_passphrase(self, old: str, new: str) -> None:
        """Let ``new`` open the workspace instead of ``old``."""

    def renew_recovery_code(self, passphrase: str) -> str:
        """Return a new recovery code; the old one opens nothing any more."""

    @property
    def keys(self) -> Any:
        """What opens the workspace, and how to change it: ``storage.workspace.keyring``."""

    @property
    def pin(self) -> Any:
        """The PIN that may unlock for some minutes after an idle lock, to ``set`` or ``drop``."""

    @property
    def key_id(self) -> str:
        """The id of the workspace as its key file tells it, in hexadecimal."""

    def back_up(self, target: Path, progress: Callable[[int, int], None] = ...) -> Any:
        """Write a proven backup; return its ``size`` and its ``manifest``."""

    def back_up_in_place(self, check: Callable[[], object] = ...) -> Any:
        """Write a proven backup into the first place of backups."""

    def lay_ballast(self) -> bool:
        """See to the ballast; tell whether the disk is so full that it had to go."""

    @property
    def unclean(self) -> bool:
        """Whether the last process that wrote in it ended without closing it."""

    def examine(self, progress: Callable[[int, int], None] = ...) -> Any:
        """Look whether everything is whole; return the ``findings``."""

    def owns_backup(self, backup: Path) -> bool:
        """Tell whether a backup is under the key of now."""

    def prove_backup(self, backup: Path, progress: Callable[[int, int], None] = ...) -> Any:
        """Restore a backup for a trial; return its ``records`` and whether a ``document`` came."""


class Opener(Protocol):
    """Opens a workspace for the thread that calls it."""

    def __call__(self, *, writer: bool) -> OpenedWorkspace:
        """Return a workspace; only one with ``writer`` is written through."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: its result or the error it ended with."""

    result: Any = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Work for a lane. Jobs of one ``key`` replace each other while they wait."""

    work: Callable[[OpenedWorkspace], Any]
    done: Callable[[Outcome], None]
    dropped: Callable[[], None]
    key: object = None


class Lane:
    """A plain thread with a queue. The workspace is opened at the first job.

    NoThreadError where the computer has no room for the thread.
    """

    def __init__(self, name: str, open_workspace: Opener, *, writer: bool) -> None:
        self._open = open_workspace
        self._writer = writer
        self._jobs: deque[Job] = deque()
        self._wake = Condition()
        self._closing = False
        self._now: Job | None = None
        self._workspace: OpenedWorkspace | None = None
        # A daemon: a query that hangs must not keep the process, and the keys in it, alive.
        self._thread = Thread(target=self._run, name=name, daemon=True)
        threads.start(self._thread)

    def submit(self, job: Job, *, first: bool = False) -> None:
        """Queue ``job``, or put it ``first``; one of the same key that still waits is dropped."""
        with self._wake:
            outdated = [old for old in self._jobs if job.key is not None and old.key == job.key]
            for old in outdated:
                self._jobs.remove(old)
            if self._closing:
                outdated.append(job)
            elif first:
                self._jobs.appendleft(job)
            else:
                self._jobs.append(job)
            self._wake.notify()
        for old in outdated:
            old.dropped()

    def give_up(self, but: Job | None = None) -> None:
        """End what is under way, unless it is ``but``; its outcome is a CancelledError."""
        with self._wake:
            if self._now is not None and self._now is not but and self._workspace is not None:
                self._workspace.give_up()

    def close(self, *, finish: bool) -> None:
        """Take no more jobs; do those that wait, or drop them when not ``finish``."""
        with self._wake:
            self._closing = True
            dropped = [] if finish else list(self._jobs)
            if not finish:
                self._jobs.clear()
            self._wake.notify()
        for job in dropped:
            job.dropped()

    def join(self, seconds: float) -> bool:
        """Wait for the thread to end; tell whether it did."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                if self._workspace is None:
                    self._workspace = self._open(writer=self._writer)
                outcome = Outcome(job.work(self._workspace))
            except BaseException as error:  # noqa: BLE001 - every failure goes home, none ends the lane
                outcome = Outcome(error=error)
            job.done(outcome)
            del job, outcome
        if self._workspace is not None:
            self._workspace.close()

    def _next(self) -> Job | None:
        with self._wake:
            self._now = None
            while not self._jobs and not self._closing:
                self._wake.wait()
            self._now = self._jobs.popleft() if self._jobs else None
            return self._now
