"""Joining a program, from the twelve words to the first fetched case; it goes on after any stop."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.background import Lanes
from desktop.syncing import Syncing, SyncState
from desktop.system.handover import Handover
from desktop.theme import px, tokens
from desktop.unlock.door import Door
from desktop.unlock.joiningsteps import (
    Comparing,
    InvitationWords,
    Receiving,
    TurnedAway,
    Waiting,
)
from desktop.unlock.panel import Step
from desktop.unlock.recovering import RecoverProgram
from desktop.wording.sync import progress
from desktop.wording.troubles import trouble, what_happened
from storage.domain.clocks import Clock
from storage.profile import CountyProfile
from storage.usecases.county import county
from storage.usecases.drafts import draft, keep
from storage.usecases.settings import setting
from storage.usecases.syncing.roster import program
from sync.client.commands import Script
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.joining import (
    JoiningState,
    Offered,
    accept,
    await_reveal,
    confirm,
    decline,
    give_up,
    joining_state,
    offered,
)
from sync.client.enrolment.states import joining_of, joining_row
from sync.client.problems import SyncError
from sync.client.recovery.using import Way, recover_here, was_let_in
from sync.client.round import Outcome
from sync.protocol.invitation import words_beginning
from sync.protocol.program_code import line_of
from sync.protocol.recoverykey import RecoveryKeys

DESK = "desk"
"""The draft in which the window keeps where everything stands; before there is one, this does."""
_ASK_MS = 2_000
"""Between two looks at the server while somebody else has to do something."""
_KEEP_MS = 1_000
_ENDED = frozenset({"expired", "taken", "not-an-invitation", "another-server", "roster-differs"})
"""After these the invitation leads nowhere."""


class Found(NamedTuple):
    """How far the joining is, as the workspace says."""

    state: JoiningState
    offered: Offered | None
    address: str
    """Of the server, where this laptop is on its way in."""
    line: str
    """The program's, where it comes in by the recovery key."""
    person: str
    profile: CountyProfile | None
    typed: Mapping[str, str]
    program: str


class Joining(QObject):
    """Leads through the steps on the door; ``finished`` once the cases are here.

    ``left`` when the person wants to go on another time.
    """

    finished = Signal()
    left = Signal()

    def __init__(self, lanes: Lanes, syncing: Syncing, clock: Clock, door: Door) -> None:
        super().__init__()
        self._lanes, self._syncing, self._clock, self._door = lanes, syncing, clock, door
        self._person, self._address, self._program = "", "", ""
        self._pinned: tuple[bytes, ...] = ()
        self._found: Found | None = None
        self._typed: dict[str, Any] = {}
        self._asking = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keeping.timeout.connect(self._keep)
        self._ask: Callable[[], Callable[[], object]] = _nothing
        self._stop: Callable[[], object] = bool
        self._asking.timeout.connect(self._ask_again)
        syncing.changed.connect(self._show_sync)

    def start(self) -> None:
        """Go on where the workspace stands."""
        self._lanes.read(_read, context=self, then=self._stand, key="stand")

    # What the lock asks of whoever is on the screen.

    def cover(self, words: str) -> None:
        """Hide everything, now."""
        self._asking.stop()
        self._keeping.stop()
        self._typed = self.place()
        self._door.show_step(Step(words))
        self._door.repaint()

    def place(self) -> dict[str, Any]:
        """Return what is typed."""
        step = self._door.step
        if isinstance(step, InvitationWords):
            return {"joining": {"words": step.words.text(), "address": step.address.text()}}
        return self._typed

    def handover(self) -> Handover:
        """Return the bare facts for the locked process."""
        door, look = self._door, tokens()
        return Handover(door.normalGeometry(), door.isMaximized(), (), look.name, px(100))

    def _stand(self, found: Found) -> None:
        self._found = found
        self._person = found.person
        self._program = found.offered.name if found.offered is not None else found.program
        self._address = found.address
        if found.profile is not None and found.profile.records is not None:
            self._pinned = tuple(bytes.fromhex(key) for key in found.profile.records.keys)
        match found.state:
            case "none":
                self._ask_words(found.typed)
            case "answered" | "comparing":
                self._wait_for_reveal()
            case "confirmed":
                self._wait_for_admission()
            case "recovering":
                self._recover()
                self._ask_whether_let_in()
            case "joined":
                self._receive()

    def _ask_words(self, typed: Mapping[str, str]) -> None:
        step = InvitationWords(words_beginning)
        step.words.set_text(typed.get("words", ""))
        step.address.setText(typed.get("address", ""))
        profile = self._found.profile if self._found else None
        if profile is not None and profile.records is not None:
            step.set_county(profile.records.address, profile.name)
        step.told.connect(self._accept)
        step.typed.connect(self._keeping.start)
        step.lost.connect(self._recover)
        self._door.show_step(step)

    def _recover(self) -> None:
        """Let this laptop in by the shares of the program's recovery key."""
        typed, kept = self._door.step, self.place().get("joining", {})
        step = RecoverProgram()
        if isinstance(typed, InvitationWords):
            step.address.setText(typed.address.text())
            step.address.setEnabled(typed.address.isEnabled())
        if self._found is not None and self._found.line:
            step.go_on(self._found.address, self._found.program, self._found.line)
        step.went_back.connect(lambda: self._ask_words(kept))
        step.told.connect(self._recover_by)
        self._door.show_step(step)

    def _ask_whether_let_in(self) -> None:
        """Go on where the program let this laptop in before Satchel was closed."""
        self._run(was_let_in(self._clock), self._recovered, _disregard)

    def _recovered(self, let_in: bool) -> None:  # noqa: FBT001 - a script's outcome
        if let_in and isinstance(self._door.step, RecoverProgram):
            self._receive()

    def _recover_by(self, address: str, name: str, line: str, keys: RecoveryKeys) -> None:
        self._address, self._program = address, name
        script = recover_here(self._clock, Way(address, line, name, self._pinned), keys)
        self._run(script, lambda _: self._receive(), self._not_recovered)

    def _not_recovered(self, error: BaseException) -> None:
        step = self._door.step
        if isinstance(step, RecoverProgram):
            step.refuse(what_happened(error))

    def _keep(self) -> None:
        """Write what is typed into the workspace, so that no lock and no crash takes it."""
        self._lanes.write(keep, DESK, self.place(), context=self)

    def _accept(self, address: str, words: str) -> None:
        self._address = address
        step = self._door.step
        pinned = self._pinned or (step.pinned if isinstance(step, InvitationWords) else ())
        script = accept(self._clock, address, words, self._person, pinned=pinned)
        self._run(script, self._accepted, self._not_accepted)

    def _accepted(self, found: Offered) -> None:
        self._program = found.name
        self._wait_for_reveal()

    def _not_accepted(self, error: BaseException) -> None:
        step = self._door.step
        if isinstance(step, InvitationWords):
            step.refuse(what_happened(error))

    def _wait_for_reveal(self) -> None:
        program = self._program or self.tr("the program")
        self._wait(
            self.tr("Waiting for your colleague"),
            self.tr(
                "The words lead to {program}. Stay in touch with your colleague: in a moment both"
                " screens show six words to compare."
            ).format(program=program),
            lambda: self._run(await_reveal(self._clock), self._compare, self._not_heard),
        )

    def _compare(self, words: tuple[str, ...] | None) -> None:
        if words is None:
            self._hear_again()
            return
        step = Comparing(words)
        step.matched.connect(self._confirm)
        step.differed.connect(self._decline)
        self._door.show_step(step)

    def _confirm(self) -> None:
        self._comparing().panel.work()
        self._run(confirm(self._clock), lambda _: self._wait_for_admission(), self._not_said)

    def _decline(self) -> None:
        self._comparing().panel.work()
        self._run(decline(self._clock), lambda _: self._show_differed(), self._not_said)

    def _show_differed(self) -> None:
        self._turn_away(
            self.tr("The words did not match"),
            self.tr(
                "Nothing was joined, and the twelve words are of no use any more. Somebody else"
                " may have heard them. Ask your colleague for twelve new words, where nobody"
                " listens."
            ),
        )

    def _not_said(self, error: BaseException) -> None:
        if isinstance(error, SyncError) and error.problem in _ENDED:
            self._not_heard(error)
        else:
            self._comparing().refuse(what_happened(error))

    def _comparing(self) -> Comparing:
        step = self._door.step
        if not isinstance(step, Comparing):
            raise TypeError("there is nothing to compare")
        return step

    def _wait_for_admission(self) -> None:
        self._wait(
            self.tr("Waiting to be admitted"),
            self.tr(
                "As soon as your colleague has pressed “They match” too, this laptop gets the"
                " program's keys."
            ),
            lambda: self._run(await_admission(self._clock), self._admitted, self._not_heard),
        )

    def _admitted(self, joined: bool) -> None:  # noqa: FBT001 - a script's outcome
        if joined:
            self._receive()
        else:
            self._hear_again()

    def _wait(self, title: str, text: str, ask: Callable[[], Callable[[], object]]) -> None:
        step = Waiting(title, text, self.tr("Close; go on later"))
        step.left.connect(self.left)
        step.given_up.connect(self._give_up)
        self._door.show_step(step)
        self._ask = ask
        self._ask_again()

    def _give_up(self) -> None:
        self._asking.stop()
        self._stop()
        self._run(give_up(self._clock), self._given_up, self._not_heard)

    def _given_up(self, was_admitted: bool) -> None:  # noqa: FBT001 - a script's outcome
        if not isinstance(self._door.step, Waiting):
            return
        if was_admitted:
            self._receive()
        else:
            self._ask_words({})

    def _ask_again(self) -> None:
        self._stop = self._ask()

    def _hear_again(self) -> None:
        step = self._door.step
        if isinstance(step, Waiting):
            step.say("")
            self._asking.start()

    def _not_heard(self, error: BaseException) -> None:
        if isinstance(error, SyncError) and error.problem in _ENDED:
            why = trouble(error.problem, error.detail)
            self._turn_away(why.title, why.meaning)
            return
        step = self._door.step
        if isinstance(step, Waiting):
            step.say(what_happened(error))
            self._asking.start()

    def _turn_away(self, title: str, text: str) -> None:
        step = TurnedAway(title, text)
        step.again.connect(self._begin_again)
        self._door.show_step(step)

    def _begin_again(self) -> None:
        self._run(
            decline(self._clock), lambda _: self._ask_words({}), lambda _: self._ask_words({})
        )

    def _receive(self) -> None:
        step = Receiving(self._program)
        step.left.connect(self._leave_receiving)
        step.opened.connect(self._finish)
        step.retried.connect(self._fetch)
        self._door.show_step(step)
        self._syncing.look(then=self._fetch)

    def _fetch(self) -> None:
        self._syncing.receive(self._received)

    def _received(self, outcome: Outcome) -> None:
        if outcome.problem is None and isinstance(self._door.step, Receiving):
            self._door.step.panel.show_words(self.tr("Everything is here."))
            self._finish()

    def _finish(self) -> None:
        """Let the door go: it is gone as soon as the window stands."""
        self._syncing.changed.disconnect(self._show_sync)
        self.finished.emit()

    def _show_sync(self, state: SyncState) -> None:
        step = self._door.step
        if not isinstance(step, Receiving):
            return
        if state.stage in {"receiving", "applying"}:
            step.show_progress(progress(state), state.done, state.total)
        elif not state.stage and state.problem is not None:
            why = trouble(state.problem, state.detail)
            step.say(f"{why.title}. {why.meaning}", self.tr("Try now"))

    def _leave_receiving(self) -> None:
        self._syncing.give_up()
        self.left.emit()

    def _run(
        self,
        script: Script[Any],
        then: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> Callable[[], object]:
        """Carry a script out, and return what gives it up."""
        run = self._syncing.scripts.run
        return run(script, self._address, context=self, then=then, failed=failed)


def _read(connection: Any) -> Found:
    row = joining_row(connection)
    kept, (address, line) = draft(connection, DESK), _way_back(connection)
    typed = kept.content.get("joining", {}) if kept is not None else {}
    return Found(
        joining_state(connection),
        offered(connection),
        joining_of(row).address if row is not None else address,
        line,
        str(setting(connection, "person.name")),
        county(connection),
        typed,
        str(setting(connection, "program.name")),
    )


def _way_back(connection: Any) -> tuple[str, str]:
    """Return the server's address and the program's line; empty where no program is known."""
    known = program(connection)
    return (known.address, line_of(known.id, known.roster)) if known is not None else ("", "")


def _disregard(_error: BaseException) -> None:
    """Leave it: the step that is shown leads on."""


def _nothing() -> Callable[[], object]:
    """Ask nothing: nobody is waited for yet."""
    return bool
