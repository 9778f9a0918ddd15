"""A program of a few laptops and its server, in virtual time and over a wire with faults."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Any

from storage.errors import RejectedError
from storage.usecases.syncing.envelopes import parked_count
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.governing.late import latecomers
from sync.client.round import Outcome
from sync.client.snapshots.schedule import NEVER, Schedule
from tests.conftest import FixedClock
from tests.storage.builders import add_case
from tests.sync.simulation import invariants
from tests.sync.simulation.clocks import LaptopClock, some_off
from tests.sync.simulation.editions import IN_ORDER, NEWEST
from tests.sync.simulation.files import add_some_file, files_wait
from tests.sync.simulation.governing import (
    accept_what_stands,
    end_of,
    keep_up,
    leave_out,
    let_in,
    random_governing,
    roster_of,
)
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.lies import some_lies
from tests.sync.simulation.site import Site
from tests.sync.simulation.state import (
    Name,
    Place,
    own_changesets,
    rows,
    waits_inside,
    waits_to_leave,
)
from tests.sync.simulation.sticks import Sticks
from tests.sync.simulation.subject import Subject
from tests.sync.simulation.wire import CALM, ROUGH, InProcess, Wire

_ROUNDS = 40
_AMID, _AT_REST = 30, 3
"""One in so many that have an earlier edition is upgraded: at an event, before all rest."""
_FILES = 15
"""Once in so many events a file is added."""
_PATIENCE = 16
"""Minutes after which a file that nobody had sent is asked for again."""
_SOON = Schedule(envelopes=12, hours=24, least=4)
"""Snapshots after a few envelopes, so that short histories have some."""
_ALL_NAMES = "SELECT device, incarnation, counter FROM journal"


class World:
    """Everything of one history; ``chance`` decides what happens next."""

    address = ""
    restricted = b""

    def __init__(
        self, folder: Path, clock: FixedClock, site: Site, chance: Random, seed: bytes
    ) -> None:
        self.folder, self.clock, self.site, self.chance = folder, clock, site, chance
        self.server_seed = seed
        self.server = InProcess(site.running())
        self.laptops: list[Laptop] = []
        self.gone: list[Laptop] = []
        """Laptops that were taken out and know it."""
        self.aside: list[Laptop] = []
        """Copies of laptops that were told so, and were put away."""
        self.apart: Random | None = None
        """Decides in some worlds who has which edition of Satchel, and when a file is added; drawn
        apart, so that seeds that once found a fault play what they played."""
        self.further: tuple[Subject, ...] = ()
        """What else comes about, each by chances of its own."""
        self.newcomers: list[tuple[Path, bytes]] = []
        self.unjoined: tuple[Path, bytes] | None = None
        """The workspace of somebody who has joined nothing, to be copied."""
        self.saved: dict[Name, frozenset[Place]] = {}
        """Every changeset that somebody saved, with the places it was saved in."""
        self.is_leaving = False
        """Whether somebody may be leaving: a copy of the server made now would lack some of what
        they hand over, and nobody hands over twice."""
        self.left_out: set[bytes] = set()
        """Devices of which an admin decided to take in nothing more."""
        self.happened: Counter[str] = Counter()
        """How often what is rare came about."""
        self._kept: dict[str, set[Name]] = {}
        self._sticks = Sticks(folder)
        self.is_restored = False

    def laptop(
        self, folder: Path, key: bytes, prepared: Callable[[Transaction], Any] | None = None
    ) -> Laptop:
        """Open a laptop whose clock may be off; ``prepared`` is done to its workspace first."""
        clock = LaptopClock(self.clock, some_off(self.chance))
        if prepared is not None:
            with Workspace(folder, key, clock=clock) as workspace:
                workspace.write(prepared)
        schedule = _SOON if self.chance.randrange(3) == 0 else NEVER
        edition = self.apart.choice((*IN_ORDER, NEWEST)) if self.apart else None
        self.happened["earlier"] += edition not in {None, NEWEST}
        return Laptop(folder, key, clock, Wire(self.server, self.chance), schedule, edition)

    def live(self, events: int) -> None:
        """Let people work, scripts run a few commands, processes die, time pass.

        In one history of four the server lies to some of them.
        """
        lies = some_lies(self.server_seed, self.chance) if self.chance.randrange(4) == 0 else None
        self.happened["lied to"] += lies is not None
        for laptop in self.laptops:
            laptop.wire.faults = ROUGH
            laptop.wire.lie = lies if self.chance.randrange(2) else None
        for _ in range(events):
            laptop = self.chance.choice(self.laptops)
            if self.apart is not None:
                self._may_upgrade(laptop, self.apart, _AMID)
                self._may_add_file(laptop, self.apart)
            self._event(laptop)
            for subject in self.further if laptop in self.laptops else ():
                subject.happen(self, laptop)

    def _may_upgrade(self, laptop: Laptop, chance: Random, once_in: int) -> None:
        if laptop.edition is not NEWEST and chance.randrange(once_in) == 0:
            laptop.upgrade()
            self.happened["upgraded"] += 1

    def _may_add_file(self, laptop: Laptop, chance: Random) -> None:
        if chance.randrange(_FILES) == 0:
            self.happened["file added"] += add_some_file(laptop, chance)
            self.note(laptop)

    def _event(self, laptop: Laptop) -> None:
        match self.chance.randrange(40):
            case draw if draw < 14:
                laptop.act(self.chance)
                self.note(laptop)
            case 14 | 15 | 16 | 17:
                self._misfortune(laptop)
            case 18:
                self.clock.pass_time(minutes=self.chance.randrange(1, 600))
            case 19 | 20 | 21 | 22:
                random_governing(self, laptop)
                laptop.wire.faults = ROUGH
                self.note(laptop)
            case 23:
                self._sticks.use(laptop, self.chance)
                self.note(laptop)
                self._check_order(laptop)
            case _:
                for _ in range(self.chance.randrange(1, 14)):
                    laptop.step()
                self.note(laptop)
                self.check_acknowledged(laptop)
                self._check_order(laptop)

    def note(self, laptop: Laptop) -> None:
        """Hold that a laptop still has all it ever saved, and remember what it saved now."""
        own = laptop.workspace.read(own_changesets)
        vanished = self._kept.get(laptop.folder.name, set()) - set(own)
        assert not vanished, (laptop.folder.name, vanished)
        self._kept[laptop.folder.name] = set(own)
        for name, places in own.items():
            self.saved[name] = self.saved.get(name, frozenset()) | places
        invariants.whole(laptop)

    def check_acknowledged(self, laptop: Laptop) -> None:
        """Hold that what a laptop believes to be on the server is in its database."""
        if not self.is_restored:
            missing = invariants.acknowledged(laptop) - self.site.stored()
            assert not missing, (laptop.folder.name, len(missing))

    def _check_order(self, laptop: Laptop) -> None:
        """Hold amid everything that nothing is here before what its author wrote earlier.

        Of what was saved into one vault, for vaults come one by one; of a case that is closed there
        nobody need have anything, and who was taken out is let in piece by piece.
        """
        out = {one.device for one in self.gone} | self.left_out
        closed = {scope for one in self.laptops for _, scope in roster_of(one).expunged}
        chains: dict[bytes, list[Name]] = {}
        for name, places in self.saved.items():
            vaults = {vault for _, vault in places}
            is_whole = closed.isdisjoint(scope for scope, _ in places)
            if len(vaults) == 1 and is_whole and name[0] not in out:
                chains.setdefault(vaults.pop(), []).append(name)
        here = set(laptop.workspace.read(rows, _ALL_NAMES))
        for names in chains.values():
            invariants.in_order(laptop, here, names)

    def _misfortune(self, laptop: Laptop) -> None:
        match self.chance.randrange(14):
            case 0:
                laptop.back_up()
            case 1:
                self._lose_a_disk(laptop)
            case 2 | 3 if not self.site.has_copy():
                self._copy_server()
            case 2 | 3:
                self.is_restored = True
                self.happened["server restored"] += 1
                self.server.replace(self.site.restored())
            case 4:
                self.server.replace(self.site.running())
            case 5:
                assert isinstance(laptop.clock, LaptopClock)
                laptop.clock.jump(self.chance)
            case 6 if self.chance.randrange(3) == 0:
                self.site.allow(None)  # a full server would not hear of either
                self._use_a_copy(laptop)
            case draw:
                laptop.kill(reopened=draw < 8)

    def sync_calmly(self, laptop: Laptop) -> None:
        """Let ``laptop`` do what it can over a calm wire, then be in the rough time again."""
        laptop.wire.faults, laptop.wire.lie = CALM, None
        laptop.round()
        laptop.round()
        laptop.wire.faults = ROUGH

    def _copy_server(self) -> None:
        if not self.is_leaving:
            self.site.back_up()

    def _lose_a_disk(self, laptop: Laptop) -> None:
        """Only what was not on the server may be lost with a disk."""
        laptop.wire.faults = CALM
        laptop.round()
        if _idle(laptop.round()):
            self.happened["laptop restored"] += laptop.restore()
            self._kept[laptop.folder.name] = set()
            # A disk and the server's newer days lost together are more than sync repairs.
            self.site.forget()
        laptop.wire.faults = ROUGH

    def _use_a_copy(self, laptop: Laptop) -> None:
        """Go on with a copy of a folder, and with what it was copied from: one of them is told."""
        laptop.wire.faults, laptop.wire.lie = CALM, None
        laptop.round()
        if laptop.round() != Outcome():
            return
        number = len(self.aside)
        twin = laptop.copied(self.folder / f"copy{number}", Wire(self.server, self.chance))
        both = [laptop, twin]
        self.chance.shuffle(both)
        try:
            for one in both:
                one.workspace.write(add_case, f"Quill{number}", "Twice")
        except RejectedError:  # by the clock of 1970 everything lies in the future
            self.aside.append(twin)
            return
        first, second = both
        for one in both:
            one.act(self.chance)
        assert first.round().problem is None
        assert second.round().problem == "parted"
        for one in both:
            self.note(one)
            assert not invariants.waits(one), "what a copy saved is not sent"
        kept = self.chance.choice(both)
        self.aside.append(first if kept is second else second)
        # What it sent is on nobody's disk as it was sent: the server's newer days are not lost too.
        self.site.forget()
        self.laptops[self.laptops.index(laptop)] = kept
        self._kept[kept.folder.name] = set()
        kept.wire.faults = ROUGH
        self.happened["copied"] += 1

    def settle(self) -> None:
        """Let every laptop sync over a calm wire until nothing is left to exchange."""
        for subject in self.further:
            subject.before_rest(self)
        for laptop in self.laptops:
            laptop.wire.faults, laptop.wire.lie = CALM, None
            laptop.round()  # whatever was under way came from the rough time
            if self.apart is not None:
                self._may_upgrade(laptop, self.apart, _AT_REST)
        self._rest()
        self._accept_what_stands()
        if self.gone:
            self.clock.pass_time(hours=2)
            self._rest()
            self._accept_what_stands()
            self._decide()
            self._rest()
        if self.apart is not None:
            self._fetch_files()
        self.is_restored = self.is_leaving = False

    def _accept_what_stands(self) -> None:
        if accept_what_stands(self):
            self._rest()

    def _fetch_files(self) -> None:
        """Let laptops ask once more for files that nobody had sent when they asked."""
        for _ in range(2):
            if not files_wait(self.laptops):
                return
            self.clock.pass_time(minutes=_PATIENCE)
            self._rest()

    def _rest(self) -> None:
        """Go round until nothing is left to send, to receive, or to do by itself afterwards."""
        self._exchange()
        while keep_up(self):
            self._exchange()

    def _exchange(self) -> None:
        """Go round until everybody has looked at the server since somebody last sent something."""
        waiting, outcomes = list(self.laptops), dict[str, Outcome]()
        for _ in range(_ROUNDS * len(self.laptops)):
            if not waiting:
                problems = {name: one.problem for name, one in outcomes.items() if one.problem}
                assert not problems, problems
                return
            laptop, before = waiting.pop(0), self.site.stored()
            outcome = outcomes[laptop.folder.name] = laptop.round()
            # What came late over the wire was sent too, though nobody counted it.
            is_new = outcome.sent or self.site.stored() != before
            if outcome.problem == "revoked" and not laptop.workspace.read(waits_to_leave):
                self._take_leave(laptop)
                del outcomes[laptop.folder.name]
            elif (outcome.problem, outcome.detail) == ("blocked", "revoked"):
                end_of(self, laptop)
                waiting = list(self.laptops)
            elif is_new or outcome.received or laptop.workspace.read(waits_inside):
                others = [one for one in self.laptops if one is not laptop] if is_new else []
                waiting += [one for one in (*others, laptop) if one not in waiting]
        raise AssertionError(f"the laptops never come to rest: {outcomes}")

    def _take_leave(self, laptop: Laptop) -> None:
        self.laptops.remove(laptop)
        self.gone.append(laptop)
        self.happened["left"] += 1

    def _decide(self) -> None:
        """Have an admin look at what laptops left that were taken out."""
        admins = self.admins()
        if not admins or self.chance.randrange(4) == 0:
            return
        admin = self.chance.choice(admins)
        if self.chance.randrange(4):
            self.happened["let in"] += let_in(admin)
        else:
            self.left_out |= {late.device for late in admin.workspace.read(latecomers)}
            leave_out(admin)
            self.happened["left out"] += 1

    def admins(self) -> list[Laptop]:
        """Return the laptops that are admins', as the roster says by now."""
        members = roster_of(self.laptops[0]).members
        return [laptop for laptop in self.laptops if members[laptop.device].role == "admin"]

    def parked(self) -> int:
        """Return how many envelopes wait on laptops for something that is missing."""
        return sum(laptop.workspace.read(parked_count) for laptop in self.laptops)

    def close(self) -> None:
        """Put everything away."""
        for laptop in (*self.laptops, *self.gone, *self.aside):
            laptop.close()
        self.server.close()


def _idle(outcome: Outcome) -> bool:
    return not (outcome.sent or outcome.received or outcome.waiting or outcome.problem)
