"""Legal holds in the simulation: placed, lifted, and heard of late by who destroys the case."""

from collections import defaultdict
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING

from storage.domain.ids import RecordId
from storage.domain.kinds.hold import LegalHold
from storage.errors import RejectedError
from storage.usecases.retention.holds import is_held, lift_hold, place_hold
from storage.usecases.syncing.expunging import held_back
from sync.client.governing.expunging import expunge
from sync.client.membership import membership
from tests.storage.builders import SOME_DAY
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows
from tests.sync.simulation.wire import CALM, ROUGH

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_PLACED, _LIFTED = 40, 60
"""Once in so many events a hold is placed, or one is lifted."""
_CASES = 'SELECT k.vault, k.scope FROM case_key k JOIN "case" c ON c.id = k.scope ORDER BY k.scope'
_IN_FORCE = (
    'SELECT h."case", h.id FROM legal_hold h JOIN "case" c ON c.id = h."case" WHERE NOT EXISTS '
    "(SELECT 1 FROM hold_lifting l WHERE l.hold = h.id) ORDER BY h.id"
)
_HERE = 'SELECT 1 FROM "case" WHERE id = ?'
_WENT = "SELECT moved_to FROM expunged WHERE scope = ?"
_IS_LIFTED = "SELECT 1 FROM hold_lifting WHERE hold = ?"


class Holds:
    """What each laptop was last seen to keep for a hold that it knows."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._known: defaultdict[str, dict[bytes, bytes]] = defaultdict(dict)
        """By laptop: the holds in force that it knows, with the case of each."""
        self._restored = 0

    def happen(self, world: "World", laptop: Laptop) -> None:
        """Place a hold, at times on a case that a lead destroys meanwhile; or lift one."""
        if world.happened["laptop restored"] != self._restored:
            self._restored = world.happened["laptop restored"]
            self._known.clear()  # a backup may be older than a hold
        if self._chance.randrange(_PLACED) == 0:
            self._place(world, laptop)
        elif self._chance.randrange(_LIFTED) == 0:
            self._lift(world, laptop)
        self._look(laptop)

    def before_rest(self, world: "World") -> None:
        """Nothing is under way between two events."""

    def hold(self, world: "World") -> None:
        """Hold that every laptop has what is held as far as it knows."""
        for laptop in world.laptops:
            self._look(laptop)
            world.happened["held back"] += len(laptop.workspace.read(held_back))

    def _look(self, laptop: Laptop) -> None:
        known = self._known[laptop.folder.name]
        for hold, case in known.items():
            if laptop.workspace.read(rows, _HERE, case):
                continue
            if laptop.workspace.read(rows, _IS_LIFTED, hold):
                continue
            marks = laptop.workspace.read(rows, _WENT, case)
            elsewhere = {to for (to,) in marks if to} - _own_vaults(laptop)
            assert elsewhere, (laptop.folder.name, case.hex())
        found = laptop.workspace.read(rows, _IN_FORCE)
        self._known[laptop.folder.name] = {hold: case for case, hold in found}

    def _place(self, world: "World", laptop: Laptop) -> None:
        cases = laptop.workspace.read(rows, _CASES)
        if not cases:
            return
        _, case = self._chance.choice(cases)
        hold = LegalHold(
            id=RecordId(bytes(16)),
            case=RecordId(case),
            ground="prosecution",
            reason="Quill",
            from_on=SOME_DAY,
        )
        try:
            laptop.workspace.write(place_hold, hold)
        except RejectedError:  # by the clock of 1970 everything lies in the future
            return
        world.happened["hold"] += 1
        world.note(laptop)
        self._look(laptop)
        if self._chance.randrange(2):
            self._destroy(world, self._chance.choice(world.laptops), case)

    def _destroy(self, world: "World", laptop: Laptop, case: bytes) -> None:
        """Let a lead destroy a case; one whose laptop has heard of a hold is refused."""
        places = [tuple(row) for row in laptop.workspace.read(rows, _CASES) if row[1] == case]
        if not places:
            return
        laptop.wire.faults, laptop.wire.lie = CALM, None
        try:
            done = laptop.attempt(expunge(laptop.clock, tuple(places), "retention"))
            world.happened["destroyed"] += bool(done)
        except RejectedError:
            assert laptop.workspace.read(is_held, case), laptop.folder.name
            world.happened["kept by hold"] += 1
        laptop.wire.faults = ROUGH
        world.note(laptop)

    def _lift(self, world: "World", laptop: Laptop) -> None:
        found = laptop.workspace.read(rows, _IN_FORCE)
        if not found:
            return
        _, hold = self._chance.choice(found)
        try:
            laptop.workspace.write(lift_hold, RecordId(hold), "Quill")
        except RejectedError:  # by the clock of 1970
            return
        world.happened["hold lifted"] += 1
        world.note(laptop)


def _own_vaults(laptop: Laptop) -> set[bytes]:
    member = laptop.workspace.read(membership)
    return set(member.vaults()) if member is not None else set()
