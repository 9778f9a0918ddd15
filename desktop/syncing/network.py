"""One plain thread that speaks with servers: it drives scripts, one after another."""

import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Condition, Event, Thread
from typing import Any, Protocol

from storage import threads
from sync.client.commands import Ask, Command, Script
from sync.client.driving import Transport
from sync.client.problems import SyncError


class ClosableTransport(Transport, Protocol):
    """A way to a server that is given up at the end."""

    def close(self) -> None:
        """Give the connection up."""


Transports = Callable[[str], ClosableTransport]
"""Opens a way to the server at an address, on the thread that calls it."""


class StoppedError(Exception):
    """The script was given up: nobody waits for what it would have found."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a script came to: its outcome, or the error that ended it."""

    outcome: Any = None
    error: BaseException | None = None


@dataclass(slots=True, eq=False)
class Run:
    """One script on its way.

    ``carry`` hands a command that concerns the workspace to whoever carries it out, who calls
    ``bring``; ``ended`` is called on the network thread, and not at all once it was stopped.
    """

    script: Script[Any]
    address: str
    carry: Callable[["Run", Command], object]
    ended: Callable[["Run", Ended], object]
    _stopped: Event = field(default_factory=Event)
    _brought: SimpleQueue[Ended] = field(default_factory=SimpleQueue)

    @property
    def is_stopped(self) -> bool:
        """Whether it was given up."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Give it up from any thread; a request under way is left to itself."""
        self._stopped.set()
        self._brought.put(Ended(error=StoppedError()))

    def bring(self, brought: Ended) -> None:
        """Give the script what its last command came to, from any thread."""
        self._brought.put(brought)

    def wait(self) -> Any:
        """Return what was brought; raise the error where it is one."""
        brought = self._brought.get()
        if brought.error is not None:
            raise brought.error
        return brought.outcome


class NetworkLane:
    """The thread and its queue; a transport is kept for each address that is spoken with.

    NoThreadError where the computer has no room for the thread.
    """

    def __init__(self, transports: Transports) -> None:
        self._transports = transports
        self._open: dict[str, ClosableTransport] = {}
        self._runs: deque[Run] = deque()
        self._now: Run | None = None
        self._wake = Condition()
        self._closing = False
        # A daemon: a server that does not answer must not keep the process, and the keys, alive.
        self._thread = Thread(target=self._work, name="network", daemon=True)
        threads.start(self._thread)

    def submit(self, run: Run) -> None:
        """Drive ``run`` after those that wait; nothing once the lane was closed."""
        with self._wake:
            if not self._closing:
                self._runs.append(run)
                self._wake.notify()

    def close(self) -> None:
        """Give everything up; returns at once."""
        with self._wake:
            self._closing = True
            given_up = [*self._runs, *([self._now] if self._now else [])]
            self._runs.clear()
            self._wake.notify()
        for run in given_up:
            run.stop()

    def join(self, seconds: float) -> bool:
        """Wait for the thread to end; tell whether it did."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (run := self._next()) is not None:
            ended = self._drive(run)
            run.script.close()
            if ended is not None and not run.is_stopped:
                run.ended(run, ended)
            del run, ended
        for transport in self._open.values():
            transport.close()

    def _next(self) -> Run | None:
        with self._wake:
            while not self._runs and not self._closing:
                self._wake.wait()
            self._now = self._runs.popleft() if self._runs else None
            return self._now

    def _drive(self, run: Run) -> Ended | None:
        """Carry out every command of a script; None when it was stopped."""
        step: Callable[[], Command] = lambda: next(run.script)  # noqa: E731 - the first step
        try:
            while not run.is_stopped:
                step = self._after(run, step())
        except StopIteration as end:
            return Ended(end.value)
        except StoppedError:
            return None
        except BaseException as error:  # noqa: BLE001 - every failure goes home, none ends the lane
            return Ended(error=error)
        return None

    def _after(self, run: Run, command: Command) -> Callable[[], Command]:
        """Carry out one command and return the step that the script takes next."""
        try:
            if isinstance(command, Ask):
                result: Any = self._transport(run.address).ask(command)
            else:
                run.carry(run, command)
                result = run.wait()
        except StoppedError:
            raise
        except Exception as error:  # noqa: BLE001 - the script decides what an error means
            failure = error
            return lambda: run.script.throw(failure)
        return lambda: run.script.send(result)

    def _transport(self, address: str) -> ClosableTransport:
        if address not in self._open:
            try:
                self._open[address] = self._transports(address)
            except (OSError, ssl.SSLError) as error:
                # The file of the county's certificate authority is missing or is none.
                raise SyncError("untrusted") from error
        return self._open[address]
