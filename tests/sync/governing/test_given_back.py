"""A restored server gets back what it lost of the roster, also from others than its author."""

from sync.client.governing.roles import change_role
from sync.client.membership import load_roster, membership
from sync.client.repairing import _entries_after
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import device, met


def test_an_admin_gives_back_every_entry_and_a_member_their_own(three: Three) -> None:
    three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    met(three.ben, three.cal)
    roster = three.cal.workspace.read(load_roster)
    assert roster is not None
    assert three.cal.workspace.read(membership) is not None
    of_admin = three.cal.workspace.read(_entries_after, 0)
    assert [entry.sequence for entry in of_admin] == list(range(1, roster.entries + 1))
    assert not any(entry.is_own for entry in of_admin)
    assert three.ben.workspace.read(_entries_after, 0) == []
