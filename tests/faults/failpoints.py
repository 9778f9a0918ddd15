"""Kill this process at its n-th commit, send, rename or sync of a file, or have it stand still.

Nothing of ours is changed: it stands at the edge, where SQLAlchemy commits, a socket sends and the
operating system renames.
"""

import os
import signal
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, Literal, NamedTuple, TypeVar

from sqlalchemy.engine.default import DefaultDialect

T = TypeVar("T")
Point = Literal["commit", "send", "rename", "fsync"]
Moment = Literal["before", "amid", "after"]
MOMENTS: Final[dict[Point, tuple[Moment, ...]]] = {
    "commit": ("before", "after"),
    "send": ("before", "amid", "after"),
    "rename": ("before", "after"),
    "fsync": ("before", "after"),
}


class Aim(NamedTuple):
    """Where to strike: the how manieth of which, and when; half is sent where it is amid a send."""

    point: Point
    number: int
    moment: Moment


@dataclass
class Failpoints:
    """Counts what it stands around and strikes the process with ``blow`` at ``aim``.

    After SIGSTOP it goes on from there, as a laptop that was suspended, once it gets SIGCONT.
    """

    aim: Aim | None
    blow: signal.Signals = signal.SIGKILL
    struck: bool = False
    """Whether it has gone on since."""
    counts: Counter[str] = field(default_factory=Counter)
    _turn: Lock = field(default_factory=Lock)

    def install(self) -> None:
        """Stand at the edges of this process from now on."""
        commit: Callable[[DefaultDialect, Any], None] = DefaultDialect.do_commit

        def do_commit(dialect: DefaultDialect, connection: Any) -> None:
            self.around("commit", lambda: commit(dialect, connection))

        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]  # the edge
        for name in ("rename", "replace"):
            setattr(os, name, self._of_files("rename", getattr(os, name)))
        os.fsync = self._of_files("fsync", os.fsync)
        for name in ("send", "sendall"):
            setattr(socket.socket, name, self._of_sockets(getattr(socket.socket, name)))

    def around(
        self, point: Point, act: Callable[[], T], amid: Callable[[], Callable[[], T]] | None = None
    ) -> T:
        """Act, and be struck where it is here; ``amid`` acts by half and returns the other half."""
        with self._turn:
            self.counts[point] += 1
            here = self.aim is not None and self.aim[:2] == (point, self.counts[point])
        moment = self.aim.moment if here and self.aim else None
        if moment == "before":
            self._strike()
        if moment == "amid" and amid is not None:
            act = amid()
            self._strike()
        result = act()
        if moment == "after":
            self._strike()
        return result

    def _strike(self) -> None:
        os.kill(os.getpid(), self.blow)
        self.struck = True

    def _of_files(self, point: Point, act: Callable[..., T]) -> Callable[..., T]:
        return lambda *arguments, **options: self.around(point, lambda: act(*arguments, **options))

    def _of_sockets(
        self, act: Callable[..., Any], whole: Callable[..., None] = socket.socket.sendall
    ) -> Callable[..., Any]:
        def send(own: socket.socket, content: bytes, *flags: int) -> Any:
            if own.family not in {socket.AF_INET, socket.AF_INET6}:
                return act(own, content, *flags)
            middle = len(content) // 2

            def rest() -> Any:
                sent = act(own, memoryview(content)[middle:], *flags)
                return None if sent is None else middle + sent

            def half() -> Callable[[], Any]:
                whole(own, memoryview(content)[:middle], *flags)
                return rest

            return self.around("send", lambda: act(own, content, *flags), half)

        return send
