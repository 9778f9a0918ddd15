"""A restored server gets back what it lost of the roster, also from others than its author."""

from sync.client.governing.roles import change_role
from sync.client.repairing import _entries_after
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import device, met, roster


def test_every_laptop_gives_back_every_entry(three: Three) -> None:
    three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    met(three.ben, three.cal)
    every = list(range(1, roster(three.cal).entries + 1))
    for laptop in (three.ben, three.cal):
        found = laptop.workspace.read(_entries_after, 0)
        assert [entry.sequence for entry in found] == every
        assert not any(entry.is_own for entry in found)
    assert all(entry.is_own for entry in three.ana.workspace.read(_entries_after, 0))
