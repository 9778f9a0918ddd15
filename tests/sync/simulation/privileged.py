"""Privileged notes in the simulation: kept to some, written, changed, and never with the others."""

from dataclasses import replace
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import TYPE_CHECKING

from storage.domain.ids import RecordId
from storage.domain.kinds.note import Note
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.privileged import VAULT
from storage.usecases.records import Add, Change, Edit, save
from storage.usecases.transaction import Transaction
from sync.client.commands import Script
from sync.client.governing.leaving import withdraw
from sync.client.governing.restricting import keep_privileged
from sync.client.governing.vaults import grant
from tests.storage.builders import SOME_DAY
from tests.sync.simulation import invariants
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows
from tests.sync.simulation.wire import CALM, ROUGH

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

_KEPT, _CHANGED, _WRITTEN = 6, 25, 3
"""Once in so many events a lead keeps them to some, or lets somebody in or out; one is written."""
_CUT_OFF = 60
_CASES = 'SELECT id FROM "case" WHERE retired = 0 ORDER BY id'
_NOTES = "SELECT id FROM note WHERE note_class = 'privileged' AND retired = 0 ORDER BY id"


class Privileged:
    """The vault of privileged notes, and who was ever in it."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._were_in: set[bytes] = set()

    def happen(self, world: "World", laptop: Laptop) -> None:
        """Write a note or change one; let a lead say who holds them."""
        self._look(laptop)
        if self._chance.randrange(_WRITTEN) == 0:
            self._write(world, laptop)
        if world.is_restored:
            return  # until laptops have given back what the server lost, nobody adds to the roster
        vault = _vault_of(laptop)
        if not vault and self._chance.randrange(_KEPT) == 0:
            few = self._chance.sample(world.laptops, self._chance.randrange(len(world.laptops)))
            new, devices = self._chance.randbytes(16), [one.device for one in few]
            self._govern(world, laptop, keep_privileged(laptop.clock, devices, new))
        elif vault and self._chance.randrange(_CHANGED) == 0:
            self._change(world, laptop, vault)

    def before_rest(self, world: "World") -> None:
        """Nothing is under way between two events."""

    def hold(self, world: "World") -> None:
        """Hold that who was never in has no key of them; the rest is held of every vault."""
        for laptop in world.laptops:
            self._look(laptop)
        vault = _vault_of(world.laptops[0])
        outside = [one for one in (*world.laptops, *world.gone) if one.device not in self._were_in]
        for laptop in outside if vault else ():
            assert not invariants.holds_keys_of(laptop, vault), laptop.folder.name
            assert not invariants.holds_content_of(laptop, vault), laptop.folder.name
        world.happened["kept from privileged notes"] += len(outside) if vault else 0

    def _look(self, laptop: Laptop) -> None:
        roster = roster_of(laptop)
        for vault in roster.vaults:
            if vault.name == VAULT:
                self._were_in |= set(roster.members_of(vault.id))

    def _change(self, world: "World", laptop: Laptop, vault: bytes) -> None:
        other = self._chance.choice(world.laptops)
        if self._chance.randrange(3):
            self._govern(world, laptop, grant(laptop.clock, other.device, vault))
        else:
            self._govern(world, laptop, withdraw(laptop.clock, (other.device,), vault))

    def _govern(self, world: "World", laptop: Laptop, script: Script[bool]) -> None:
        """Let a lead decide, or be cut off in it; the roster refuses who is none."""
        laptop.wire.faults, laptop.wire.lie = CALM, None
        commands = self._chance.randrange(1, _CUT_OFF) if self._chance.randrange(2) else 10_000
        done = laptop.attempt(script, commands)
        world.happened["privileged decided"] += bool(done)
        laptop.wire.faults = ROUGH
        self._look(laptop)
        world.note(laptop)

    def _write(self, world: "World", laptop: Laptop) -> None:
        word = "Quill" + "".join(self._chance.choices("abcdefghij", k=6))
        notes, cases = (laptop.workspace.read(rows, query) for query in (_NOTES, _CASES))
        try:
            if notes and self._chance.randrange(2):
                (note,) = self._chance.choice(notes)
                laptop.workspace.write(_edit, RecordId(note), word)
            elif cases:
                (case,) = self._chance.choice(cases)
                laptop.workspace.write(_add, RecordId(case), word)
        except RejectedError:  # by the clock of 1970 everything lies in the future
            return
        world.happened["privileged written"] += bool(notes or cases)
        world.note(laptop)


def _vault_of(laptop: Laptop) -> bytes:
    return next((one.id for one in roster_of(laptop).vaults if one.name == VAULT), b"")


def _add(transaction: Transaction, case: RecordId, text: str) -> None:
    made = transaction.new_id()
    note = Note(id=made, case=case, on=SOME_DAY, note_class="privileged", text=text)
    _save(transaction, Add(note))


def _edit(transaction: Transaction, note: RecordId, text: str) -> None:
    found = fetch(transaction.connection, Note, note)
    assert found is not None
    _save(transaction, Edit(found, replace(found.record, text=text)))


def _save(transaction: Transaction, change: Change) -> None:
    save(transaction, [change], "write note")
