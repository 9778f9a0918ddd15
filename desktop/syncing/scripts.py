"""Scripts under way: the wire on the network thread, the workspace on its lanes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop.background import Lanes
from desktop.syncing.network import ClosableTransport, Ended, NetworkLane, Run
from storage.threads import NoThreadError
from sync.client.commands import Command, Do, Look, Script, Tell, Tend

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """Who waits for a script, and what to call."""

    context: QObject
    then: Callable[[Any], object]
    failed: Callable[[BaseException], object]
    tell: Callable[[Tell], object] | None


class Scripts(QObject):
    """Runs scripts for the GUI thread.

    A request is asked on the network thread, a Look on the reader lane, a Do on the storage lane,
    in one transaction and with its ``Changes`` announced to every view. A Tend is
    done to the storage lane's workspace itself.
    """

    rested = Signal()
    """Nothing is under way any more, and whoever waited for it has heard."""
    _carried = Signal(object, object)
    _ended = Signal(object, object)

    def __init__(self, lanes: Lanes) -> None:
        super().__init__()
        self.authority: Path | None = None
        """The file of one more certificate authority to trust, from the county's profile."""
        self._lanes = lanes
        self._network: NetworkLane | None = None
        self._wishes: dict[Run, _Wish] = {}
        self._closed = False
        queued = Qt.ConnectionType.QueuedConnection
        self._carried.connect(self._carry, queued)
        self._ended.connect(self._end, queued)

    @property
    def at_work(self) -> bool:
        """Whether a script is under way or waits its turn."""
        return bool(self._wishes)

    def run(
        self,
        script: Script[T],
        address: str,
        *,
        context: QObject,
        then: Callable[[T], object],
        failed: Callable[[BaseException], object],
        tell: Callable[[Tell], object] | None = None,
    ) -> Callable[[], None]:
        """Drive ``script`` with the server at ``address``; return what gives it up.

        While ``context`` lives, ``then`` gets the outcome, or ``failed`` the error; ``tell`` how
        far it is. Scripts run one after another.
        """
        run = Run(script, address, self._carry_home, self._bring_home)
        if self._closed:
            return _nothing
        self._wishes[run] = _Wish(context, then, failed, tell)
        try:
            self._lane().submit(run)
        except NoThreadError as error:
            self._bring_home(run, Ended(error=error))
        return partial(self._give_up, run)

    def close(self, seconds: float = 0.0) -> bool:
        """Give every script up; tell whether the network thread ended within ``seconds``."""
        self._closed = True
        self._wishes.clear()
        if self._network is None:
            return True
        self._network.close()
        return self._network.join(seconds)

    def _lane(self) -> NetworkLane:
        if self._network is None:
            authority = self.authority
            self._network = NetworkLane(lambda address: _way_to(address, authority))
        return self._network

    def _give_up(self, run: Run) -> None:
        if self._wishes.pop(run, None) is not None:
            run.stop()
            self._note_rest()

    def _note_rest(self) -> None:
        if not self._wishes:
            self.rested.emit()

    # On the network thread.

    def _carry_home(self, run: Run, command: Command) -> None:
        if isValid(self):
            self._carried.emit(run, command)
        if isinstance(command, Tell):
            run.bring(Ended())

    def _bring_home(self, run: Run, ended: Ended) -> None:
        if isValid(self):
            self._ended.emit(run, ended)

    # On the GUI thread.

    @Slot(object, object)
    def _carry(self, run: Run, command: Command) -> None:
        wish = self._wishes.get(run)
        if wish is None:
            return
        match command:
            case Look(query, args):
                self._lanes.read(
                    query, *args, context=self, then=_bring(run), failed=_bring_error(run)
                )
            case Do(act, args):
                self._lanes.write(
                    act, *args, context=self, then=_bring(run), failed=_bring_error(run)
                )
            case Tend(work, args):
                self._lanes.tend(
                    lambda workspace: work(workspace, *args),
                    context=self,
                    then=_bring(run),
                    failed=_bring_error(run),
                )
            case Tell():
                if wish.tell is not None and isValid(wish.context):
                    wish.tell(command)
            case _:
                raise TypeError("a request is asked on the network thread")

    @Slot(object, object)
    def _end(self, run: Run, ended: Ended) -> None:
        wish = self._wishes.pop(run, None)
        if wish is None:
            return
        try:
            if not isValid(wish.context):
                return
            if ended.error is not None:
                wish.failed(ended.error)
            else:
                wish.then(ended.outcome)
        finally:
            self._note_rest()


def _bring(run: Run) -> Callable[[Any], None]:
    return lambda result: run.bring(Ended(result))


def _bring_error(run: Run) -> Callable[[BaseException], None]:
    return lambda error: run.bring(Ended(error=error))


def _way_to(address: str, authority: Path | None) -> ClosableTransport:
    # Read on the network thread, at the first request: a start without a server never pays for it.
    from sync.client.transport import HttpTransport  # noqa: PLC0415 - see above

    return HttpTransport(address, authority)


def _nothing() -> None:
    """Give up what never began."""
