"""The window before a workspace is open. It is shown at once; the library is read behind it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QWidget
from typing_extensions import override

from desktop.errand import Errand
from desktop.system.offer import Offer
from desktop.system.paths import usual_practice
from desktop.theme import px
from desktop.unlock.beginning import NewPassphrase, Welcome, Who
from desktop.unlock.bringingback import BringingBack
from desktop.unlock.erased import Erased
from desktop.unlock.forgetting import Forgetting
from desktop.unlock.panel import DoorSide, Step
from desktop.unlock.pinstep import PinStep
from desktop.unlock.practising import Practising
from desktop.unlock.recovery import CodeProof, Ready, RecoveryCode
from desktop.unlock.renewing import RenewKeys
from desktop.unlock.secret_line import SecretLine
from desktop.unlock.trouble import Trouble
from desktop.unlock.unlocked import Begun, NewProgram, Unlocked
from desktop.unlock.unlocking import Unlocking
from desktop.unlock.yourname import YourName
from desktop.widgets.dialogs import WINDOW_TITLE
from desktop.widgets.labels import Problem
from desktop.widgets.scrollbox import WrappedBody
from desktop.wording.errors import plain
from storage.domain.clocks import Clock, today
from storage.errors import DamagedError, FactorError, LockedError, NewerVersionError, RejectedError

_LIBRARY = "desktop.unlock.opening"
_WITH_SIDE = 790
"""From this width on, in pixels at 100 %, the dark side takes no room from what is asked."""


class DoorGround(WrappedBody):
    """What the steps stand on."""


class Door(QWidget):
    """Leads from a folder to an unlocked workspace, which ``opened`` hands on."""

    opened = Signal(Unlocked)
    spent = Signal()
    """The PIN was wrong too often: what it opens must go."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__()
        self.setWindowTitle(WINDOW_TITLE)
        self.setAccessibleName(WINDOW_TITLE)
        self._folder = folder
        self._clock = clock
        self._errand = Errand(self)
        self._new: NewProgram | None = None
        self._unlocked: Unlocked | None = None
        self._unlocking: Unlocking | None = None
        self.forgetting = Forgetting(folder, clock, self)
        """Leads on where the passphrase is forgotten."""
        self.forgetting.asked.connect(self._show)
        self.forgetting.by_code.connect(self._ask_for_code)
        self.forgetting.went_back.connect(self._back_to_passphrase)
        self.forgetting.opened.connect(self._hand_on)
        self.bringing = BringingBack(folder, clock, self)
        """Leads from a backup to an open workspace."""
        self.bringing.asked.connect(self._show)
        self.bringing.opened.connect(self._hand_on)
        self.bringing.by_code.connect(lambda unlocked: self.forgetting.renew(unlocked.key))
        self.bringing.went_back.connect(self._leave_bringing)
        self._steps = QStackedWidget()
        self._lay_out()
        room = self.screen().availableSize()
        self.resize(min(px(860), room.width()), min(px(560), room.height()))

    def show_unlocking(self, *, locked: bool, due: Sequence[datetime] = ()) -> None:
        """Ask for the passphrase, and say when something is ``due``."""
        step = Unlocking()
        step.say_facts(locked=locked, due=due, clock=self._clock)
        step.tried.connect(self._try)
        step.forgotten.connect(self.forgetting.start)
        self._unlocking = step
        self._show(step)
        self._show_words(step)

    def _show_words(self, step: Unlocking) -> None:
        """Show whose door it is, once the library is there to read it."""
        folder = self._folder

        def say(words: str) -> None:
            if self._unlocking is step and step is self._steps.currentWidget():
                step.say_words(words)

        Errand(self).run(lambda: import_module(_LIBRARY).door_words(folder), say, bool)

    def show_pin(self, offer: Offer, due: Sequence[datetime] = ()) -> None:
        """Ask for the PIN that opens what is offered; the passphrase may always be typed."""
        step = PinStep()
        step.say_facts(locked=True, due=due, clock=self._clock)
        step.say_tries(offer.tries)
        step.tried.connect(lambda typed, _: self._try_pin(offer, typed))
        step.forgotten.connect(lambda: self.show_unlocking(locked=True, due=due))
        self._unlocking = step
        self._show(step)

    def leave(self) -> None:
        """Forget what is half typed: nobody sits here."""
        for line in self.findChildren(SecretLine):
            line.empty()

    @property
    def holds_key(self) -> bool:
        """Whether this process has a workspace's key already, as in a first run."""
        return self._unlocked is not None or self.forgetting.holds_key or self.bringing.holds_key

    def prefill(self, passphrase: str) -> None:
        """Type the public passphrase of practice where nothing is typed yet, and say so."""
        step = self.step
        if isinstance(step, Unlocking) and not step.secret.text():
            step.prefill(passphrase)

    def show_welcome(self) -> None:
        """Begin the first run."""
        step = Welcome()
        step.began.connect(self._ask_who)
        step.joined.connect(self._ask_name)
        step.practised.connect(self._ask_where)
        step.brought_back.connect(self.bringing.start)
        self._show(step)

    def show_erased(self) -> None:
        """Say that the records here were destroyed, and why."""
        step = Erased()
        step.went_on.connect(self.show_welcome)
        self._show(step)

    def say_courier(self, sentence: str) -> None:
        """Say what has become of the changes that a courier carries."""
        if self._unlocking is not None and self._unlocking is self.step:
            self._unlocking.say_courier(sentence)

    def say_place(self, warning: str) -> None:
        """Say what is wrong with the place where the workspace lies."""
        if self._unlocking is not None and self._unlocking is self.step:
            self._unlocking.say_place(warning)

    def show_trouble(self, error: BaseException) -> None:
        """Say why the workspace cannot be opened as it is, and the ways on."""
        step = Trouble(error, unlocked=self._unlocked is not None)
        step.went_back.connect(self._back_to_passphrase)
        step.opened_anyway.connect(self._open_anyway)
        step.brought_back.connect(self.bringing.start)
        step.opened_to_read.connect(self._open_to_read)
        self._show(step)

    def show_step(self, step: Step) -> None:
        """Ask something else."""
        self._show(step)

    @property
    def step(self) -> Step:
        """What is asked at the moment."""
        step = self._steps.currentWidget()
        if not isinstance(step, Step):
            raise TypeError("the door shows steps only")
        return step

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        # What is asked comes first where the window is small or the text large.
        self._side.setVisible(self.width() >= px(_WITH_SIDE))

    def _lay_out(self) -> None:
        ground = DoorGround()
        middle = QHBoxLayout(ground)
        middle.setContentsMargins(px(40), px(28), px(40), px(28))
        self._steps.setMaximumWidth(px(460))
        middle.addStretch(1)
        middle.addWidget(self._steps, 100)
        middle.addStretch(1)
        self._room = QScrollArea()
        self._room.setWidgetResizable(True)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setWidget(ground)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._side = DoorSide()
        row.addWidget(self._side, 2)
        row.addWidget(self._room, 3)

    def _show(self, step: Step) -> None:
        while (old := self._steps.currentWidget()) is not None:
            self._steps.removeWidget(old)
            old.deleteLater()
        self._steps.addWidget(step)
        self._steps.setCurrentWidget(step)
        for problem in step.findChildren(Problem):
            problem.shown.connect(lambda problem=problem: self._bring_in_sight(problem))
        focus = step.first_focus()
        if focus is not None:
            focus.setFocus()

    def _bring_in_sight(self, problem: Problem) -> None:
        """Scroll to why something was not taken: with large text it lies below the edge."""
        # Once it is laid out.
        QTimer.singleShot(0, problem, lambda: self._room.ensureWidgetVisible(problem, 0, px(8)))

    def _try(self, typed: str, is_code: bool) -> None:  # noqa: FBT001 - a slot
        folder = self._folder
        if is_code:
            self._do(
                lambda library: library.open_with_recovery_code(folder, typed),
                lambda unlocked: self.forgetting.renew(unlocked.key),
                self._refuse,
            )
            return
        touch = self._unlocking.touch() if self._unlocking is not None else None
        self._do(
            lambda library: library.open_with_passphrase(folder, typed, touch),
            lambda unlocked: self._go_in(unlocked, typed),
            self._refuse,
        )

    def _go_in(self, unlocked: Unlocked, typed: str) -> None:
        """Hand it on, after making new keys where they were asked for."""
        if not unlocked.renewal:
            self._hand_on(unlocked)
            return
        self._unlocked = unlocked
        step, clock = RenewKeys(), self._clock
        step.put_off.connect(
            lambda: self._do(
                lambda library: library.keep_keys(unlocked),
                lambda _: self._hand_on(unlocked),
                lambda _: self._hand_on(unlocked),
            )
        )
        step.renewed.connect(
            lambda: self._do(
                lambda library: library.renew_keys(unlocked, typed, clock),
                self._show_code,
                lambda error: step.refuse(plain(error)),
            )
        )
        self._show(step)

    def _try_pin(self, offer: Offer, typed: str) -> None:
        folder, sealed, since = self._folder, offer.take(), offer.since
        self._do(
            lambda library: library.open_with_pin(folder, sealed, typed, since),
            self._hand_on,
            lambda error: self._refuse_pin(offer, error),
        )

    def _refuse_pin(self, offer: Offer, error: BaseException) -> None:
        if not offer.tries:
            self.spent.emit()
        elif isinstance(self._unlocking, PinStep):
            self._unlocking.say_tries(offer.tries)
            self._refuse(error)

    def _hand_on(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked
        self.opened.emit(unlocked)

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, LockedError | RejectedError) and self._unlocking is not None:
            self._unlocking.refuse(str(error), keep=isinstance(error, FactorError))
        elif isinstance(error, DamagedError | NewerVersionError):
            self.show_trouble(error)
        elif self._unlocking is not None:
            self._unlocking.refuse(plain(error))

    def _back_to_passphrase(self) -> None:
        self.show_unlocking(locked=False)

    def _leave_bringing(self) -> None:
        if self._unlocking is not None:
            self._back_to_passphrase()
        else:
            self.show_welcome()

    def _ask_for_code(self) -> None:
        self.show_unlocking(locked=False)
        if self._unlocking is not None:
            self._unlocking.ask_for_code()

    def _open_anyway(self) -> None:
        if self._unlocked is not None:
            self.opened.emit(replace(self._unlocked, accept_lost_history=True))

    def _open_to_read(self) -> None:
        if self._unlocked is not None:
            self.opened.emit(replace(self._unlocked, read_only=True))

    def _ask_who(self) -> None:
        step = Who(today(self._clock))
        step.told.connect(self._ask_passphrase)
        step.went_back.connect(self.show_welcome)
        self._show(step)

    def _ask_name(self) -> None:
        step = YourName()
        step.told.connect(
            lambda name: self._ask_passphrase(NewProgram(person=name, program="", joining=True))
        )
        step.went_back.connect(self.show_welcome)
        self._show(step)

    def _ask_passphrase(self, new: NewProgram) -> None:
        self._new = new
        step = NewPassphrase(own=(new.person, new.program))
        step.chosen.connect(self._begin)
        step.went_back.connect(self._ask_name if new.joining else self._ask_who)
        self._show(step)

    def _begin(self, passphrase: str) -> None:
        folder, new, step = self._folder, self._new, self.step
        if isinstance(step, NewPassphrase):
            self._do(
                lambda library: library.begin(folder, passphrase, new),
                self._show_code,
                lambda error: step.refuse(plain(error)),
            )

    def _show_code(self, begun: Begun) -> None:
        self._unlocked = begun.unlocked
        step = RecoveryCode(begun.recovery_code, first_run=self._new is not None)
        step.shown_enough.connect(lambda: self._prove_code(begun))
        step.sheet_wanted.connect(lambda folder: self._save_sheet(begun, step, folder))
        self._show(step)

    def _save_sheet(self, begun: Begun, step: RecoveryCode, folder: Path) -> None:
        saved = self.tr("It is saved as {name}. Print it, then delete the file for good.")
        clock = self._clock
        self._do(
            lambda library: library.save_sheet(begun.unlocked, begun.recovery_code, folder, clock),
            lambda path: step.say(saved.format(name=path.name)),
            lambda error: step.say(plain(error)),
        )

    def _prove_code(self, begun: Begun) -> None:
        step = CodeProof(first_run=self._new is not None)
        clock = self._clock
        step.went_back.connect(lambda: self._show_code(begun))
        step.put_off.connect(lambda: self._show_ready(proved=False))
        step.typed.connect(
            lambda code: self._do(
                lambda library: library.try_code(begun.unlocked, code, clock),
                lambda _: self._show_ready(proved=True),
                lambda error: step.refuse(plain(error)),
            )
        )
        self._show(step)

    def _show_ready(self, *, proved: bool) -> None:
        if self._unlocked is None:
            return
        unlocked = replace(self._unlocked, recovery_proved=proved)
        if self._new is None or self._new.joining:
            self._hand_on(unlocked)
            return
        step = Ready(self._new.program)
        step.finished.connect(lambda: self._hand_on(unlocked))
        self._show(step)

    def _ask_where(self) -> None:
        step = Practising(usual_practice())
        step.went_back.connect(self.show_welcome)
        step.chosen.connect(self._practise)
        self._show(step)

    def _practise(self, folder: Path) -> None:
        step = self.step
        if isinstance(step, Practising):
            progress = step.progress
            self._do(
                lambda library: library.practise(folder, progress),
                self._hand_on,
                lambda error: step.refuse(plain(error)),
            )

    def _do(
        self,
        work: Callable[[ModuleType], Any],
        then: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Run ``work`` with the library, which the thread waits for when it is still being read."""
        self._errand.run(lambda: work(import_module(_LIBRARY)), then, failed)
