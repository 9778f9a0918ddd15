"""One piece of work away from the GUI thread and from the lanes: it needs no workspace."""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from storage import threads
from storage.threads import NoThreadError

T = TypeVar("T")


class Errand(QObject):
    """Runs work on a plain thread; the outcome comes home while the owner lives."""

    _home = Signal(object, object)

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.at_work = False
        """Whether the outcome has still to come home."""
        self._home.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._then: Callable[[Any], object] = bool
        self._failed: Callable[[BaseException], object] = bool

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Do ``work``; give ``then`` its result or ``failed`` its error."""
        self._then, self._failed = then, failed
        self.at_work = True
        thread = Thread(target=self._run, args=(work,), name="errand", daemon=True)
        try:
            threads.start(thread)
        except NoThreadError as error:
            self._go_home(None, error)

    def _run(self, work: Callable[[], object]) -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - every failure goes home
            self._go_home(None, error)
        else:
            self._go_home(result, None)

    def _go_home(self, result: object, error: BaseException | None) -> None:
        # Whoever sent it may be gone meanwhile.
        with suppress(RuntimeError):
            self._home.emit(result, error)

    @Slot(object, object)
    def _deliver(self, result: object, error: BaseException | None) -> None:
        self.at_work = False
        if error is not None:
            self._failed(error)
        else:
            self._then(result)
