"""From a forgotten passphrase to a new one, in front of the locked door."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from desktop.errand import Errand
from desktop.unlock.anew import BeginAnew
from desktop.unlock.beginning import NewPassphrase
from desktop.unlock.forgottensteps import Answers, AskSupervisors, Forgotten
from desktop.unlock.panel import Step
from desktop.unlock.unlocked import CODE, HELPERS, Unlocked
from desktop.wording.errors import plain
from storage.domain.clocks import Clock
from storage.errors import SatchelError

if TYPE_CHECKING:
    from sync.client.recovery.asking import Asking

_LIBRARY = "desktop.unlock.opening"
_ASIDE = "storage.backup.movedaside"


class Forgetting(QObject):
    """Leads through the steps, which ``asked`` hands to the door; ``opened`` at the end.

    The request's key is in here: it is gone when the process ends.
    """

    asked = Signal(Step)
    by_code = Signal()
    went_back = Signal()
    opened = Signal(Unlocked)
    replacing = Signal()
    """Comes before the workspace is moved aside, and ``replaced`` where it could not be."""
    replaced = Signal()
    put_away = Signal()
    """The workspace was moved aside: this process is to go on with nothing of it."""

    def __init__(self, folder: Path, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._clock = folder, clock
        self._asking: Asking | None = None
        self.holds_key = False
        """Whether the workspace's key has come into this process."""

    def start(self) -> None:
        """Show the two ways."""
        step = Forgotten()
        step.by_code.connect(self.by_code)
        step.by_supervisors.connect(self._ask)
        step.anew.connect(self._offer_anew)
        step.went_back.connect(self.went_back)
        self.asked.emit(step)
        folder = self._folder
        self._do(step, lambda library: library.can_ask(folder), step.offer_supervisors, _nothing)

    def _offer_anew(self) -> None:
        step = BeginAnew()
        step.begun.connect(lambda: self._put_away(step))
        step.went_back.connect(self.start)
        self.asked.emit(step)

    def _put_away(self, step: BeginAnew) -> None:
        self.replacing.emit()
        try:
            import_module(_ASIDE).put_away(self._folder, self._clock.now())
        except (OSError, SatchelError) as error:
            self.replaced.emit()
            step.refuse(plain(error))
        else:
            self.put_away.emit()

    def _ask(self) -> None:
        if self._asking is not None and self._clock.now() <= self._asking.until:
            self._show_request(self._asking)
            return
        folder, clock = self._folder, self._clock
        self._do(
            self,
            lambda library: library.ask_supervisors(folder, clock),
            self._show_request,
            lambda _: self.went_back.emit(),
        )

    def _show_request(self, asking: "Asking") -> None:
        self._asking = asking
        step = AskSupervisors(asking.words, asking.needed, asking.until)
        step.saved.connect(
            lambda folder: self._do(
                step,
                lambda library: library.save_request(asking, folder),
                step.say_saved,
                lambda error: step.refuse(plain(error)),
            )
        )
        step.went_on.connect(lambda: self._show_answers(asking))
        step.went_back.connect(self.start)
        self.asked.emit(step)

    def _show_answers(self, asking: "Asking") -> None:
        step = Answers(asking.here, asking.needed)
        step.went_back.connect(lambda: self._show_request(asking))
        step.chosen.connect(lambda path: self._take(step, asking, path))
        self.asked.emit(step)

    def _take(self, step: Answers, asking: "Asking", path: Path) -> None:
        step.work()
        clock = self._clock

        def taken(key: bytes | None) -> None:
            step.rest()
            step.show_count(asking.here, asking.needed)
            if key is not None:
                self.renew(key, asking.helpers)

        self._do(
            step,
            lambda library: library.take_answer(asking, path, clock),
            taken,
            lambda error: step.refuse(plain(error)),
        )

    def renew(self, key: bytes, helpers: tuple[bytes, ...] = ()) -> None:
        """Ask for a new passphrase, now that the workspace opens without the old one."""
        self.holds_key = True
        step = NewPassphrase(count="")
        step.went_back.connect(self.start)
        folder = self._folder

        def open_now(_done: None) -> None:
            self._asking = None
            by = HELPERS if helpers else CODE
            self.opened.emit(Unlocked(folder, key, by, helpers=helpers))

        step.chosen.connect(
            lambda passphrase: self._do(
                step,
                lambda library: library.renew_passphrase(folder, key, passphrase),
                open_now,
                lambda error: step.refuse(plain(error)),
            )
        )
        self.asked.emit(step)

    def _do(
        self,
        step: QObject,
        work: Callable[[ModuleType], Any],
        then: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Run ``work`` with the library; what comes of it is told while ``step`` is on show."""

        def told(tell: Callable[[Any], object]) -> Callable[[Any], object]:
            return lambda outcome: tell(outcome) if isValid(step) else None

        Errand(self).run(lambda: work(import_module(_LIBRARY)), told(then), told(failed))


def _nothing(_error: BaseException) -> None:
    """Offer what was offered: the code on paper."""
