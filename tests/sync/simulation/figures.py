"""Figures in the simulation: sheets that several laptops approve, and what the state reads."""

from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING

from sqlalchemy import delete

from storage.domain.periods import Period
from storage.errors import GateError, RejectedError
from storage.reports.approval import approve, preview
from storage.tables.figures import RECEIVED
from storage.usecases.changes import Changes
from storage.usecases.figuresheets import Facts, Sheet, sheets, waiting
from storage.usecases.settings import set_settings
from storage.usecases.statewide import inbox
from storage.usecases.transaction import Transaction
from sync.client.figures import Sending, fetch_sheets, send_sheets
from tests.sync.simulation.laptop import Laptop

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_APPROVED, _SENT = 60, 60
"""Once in so many events figures are approved, or sheets that wait are sent."""
_FORM, _QUARTER = "headline", Period.parse("2026-01-01..2026-03-31")
_CAC = "suffolk_cac"
_Revision = tuple[int, Facts]


class Figures:
    """The sheets that were approved, and the newest that is known to have reached the server.

    What a restored server lost is there again once the laptops that sent it have met that server;
    who was taken out since, or lost a disk with it, cannot give it back.
    """

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._approved: list[_Revision] = []
        self._newest: _Revision | None = None
        self._restored = 0

    def happen(self, world: "World", laptop: Laptop) -> None:
        """Approve what is counted by now, or send what waits, over a wire with faults."""
        if self._chance.randrange(_APPROVED) == 0:
            self._approve(world, laptop)
            self._send(laptop, self._chance.randrange(1, 12))
        elif self._chance.randrange(_SENT) == 0:
            self._send(laptop, 10_000)

    def before_rest(self, world: "World") -> None:
        """Nothing is under way between two events."""

    def hold(self, world: "World") -> None:
        """Hold that the state reads the newest of what the laptops call sent."""
        self._send_all(world)
        if world.happened["server restored"] != self._restored:
            self._restored = world.happened["server restored"]
            world.clock.pass_time(hours=2)  # laptops ask once an hour, by clocks that jump
            self._send_all(world)
            self._newest = max(
                ((one.revision, one.facts) for each in world.laptops for one in _sent(each)),
                default=None,
            )
        if self._newest is None:
            return
        reader = self._chance.choice(world.laptops)
        reader.workspace.write(_forget_state)  # what it read before may not stand for the server's
        assert reader.attempt(fetch_sheets(reader.clock, _QUARTER)) is not None
        (shown,) = reader.workspace.read(inbox, _FORM, _QUARTER).sheets
        found = shown.revision, shown.facts
        # Whose answer was lost, and who was taken out then, never heard that it came.
        assert found == self._newest or (found in self._approved and found[0] > self._newest[0]), (
            found,
            self._newest,
        )
        world.happened["figures read"] += 1

    def _send_all(self, world: "World") -> None:
        for laptop in world.laptops:
            was_waiting = bool(laptop.workspace.read(waiting))
            done = self._send(laptop, 10_000)
            assert done is not None, laptop.folder.name
            assert (done.problem, done.waiting) == (None, 0), (laptop.folder.name, done)
            world.happened["figures sent again"] += 0 if was_waiting else done.sent

    def _approve(self, world: "World", laptop: Laptop) -> None:
        laptop.workspace.write(_name_cac)
        shown = laptop.workspace.read(preview, _FORM, _QUARTER)
        try:
            sheet, _ = laptop.workspace.write(approve, shown.draft)
        except (GateError, RejectedError):  # by the clock of 1970 everything lies in the future
            return
        self._approved.append((sheet.revision, sheet.facts))
        world.happened["figures approved"] += 1
        world.note(laptop)

    def _send(self, laptop: Laptop, commands: int) -> Sending | None:
        lie, laptop.wire.lie = laptop.wire.lie, None
        before = {sheet.id for sheet in _sent(laptop)}
        done = laptop.attempt(send_sheets(laptop.clock), commands)
        laptop.wire.lie = lie
        for sheet in _sent(laptop):
            if sheet.id not in before and (
                self._newest is None or sheet.revision > self._newest[0]
            ):
                self._newest = sheet.revision, sheet.facts
        return done


def _sent(laptop: Laptop) -> list[Sheet]:
    found: list[Sheet] = laptop.workspace.read(sheets, _FORM, _QUARTER)
    return [sheet for sheet in found if sheet.state == "sent"]


def _forget_state(transaction: Transaction) -> Changes:
    transaction.connection.execute(delete(RECEIVED))
    return Changes()


def _name_cac(transaction: Transaction) -> Changes:
    """Say whose figures these are, as a county's profile does."""
    set_settings(transaction, {"program.cac": _CAC})
    return Changes()
