"""A roster that an admin helps to make longer than anybody reads: every entry is a true one."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from sync.client import pulling
from sync.client.driving import Transport, drive
from sync.client.governing.roles import change_role
from sync.client.membership import membership
from sync.client.problems import SyncError
from sync.client.pulling import pull_roster
from sync.protocol.messages import Page
from tests.sync.hostile.server import Liar
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.world import World

_PATIENCE = 100


def test_a_roster_that_grows_as_it_is_read_is_taken_as_far_as_it_was_said_at_first(
    world: World,
) -> None:
    _, ben, _ = world.laptops
    known = roster_of(ben).entries
    _changed(world, 2)

    def grow(page: Page) -> Page:
        _changed(world, 1)
        return _first(page)

    asked = _pull(ben, _Counted(world, grow))
    assert (asked, roster_of(ben).entries) == (2, known + 2)


def test_a_roster_that_dribbles_is_given_up_and_what_came_is_kept(world: World) -> None:
    _, ben, _ = world.laptops
    known = roster_of(ben).entries
    _changed(world, 20)
    dribble = _Counted(world, _first)
    with pytest.raises(SyncError) as refused:
        _pull(ben, dribble)
    assert (refused.value.problem, refused.value.detail) == ("refused", "thin-pages")
    assert dribble.asked == 17
    assert roster_of(ben).entries == known + 16
    assert ben.round().problem is None
    assert roster_of(ben).entries == known + 20


def test_a_roster_that_is_too_long_is_given_up_and_what_came_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ben, _ = world.laptops
    known = roster_of(ben).entries
    _changed(world, 5)
    monkeypatch.setattr(pulling, "_MOST_BYTES", 1000)
    with pytest.raises(SyncError) as refused:
        _pull(ben, _Counted(world, _first))
    assert (refused.value.problem, refused.value.detail) == ("refused", "too-long")
    assert known < roster_of(ben).entries < known + 5


class _Counted:
    """A way to a server that changes what it shows, and counts how often it was asked."""

    def __init__(self, world: World, change: Callable[[Page], Page]) -> None:
        self.asked, self._change = 0, change
        self.way: Transport = Liar(world.server, world.server_seed, "/pull", Page, self._changed)

    def _changed(self, page: Page) -> Page:
        self.asked += 1
        assert self.asked < _PATIENCE, "it is asked without end"
        return self._change(page)


def _pull(laptop: Laptop, counted: _Counted) -> int:
    member = laptop.workspace.read(membership)
    assert member is not None
    session = member.session(laptop.clock)
    drive(pull_roster(session, member.roster.log), counted.way, laptop.workspace)
    return counted.asked


def _changed(world: World, times: int) -> None:
    """Let an admin sign so many entries that anybody may."""
    ana, _, cho = world.laptops
    for _ in range(times):
        role = roster_of(ana).members[cho.device].role
        assert ana.attempt(
            change_role(ana.clock, cho.device, "member" if role == "admin" else "admin")
        )


def _first(page: Page) -> Page:
    return replace(page, items=page.items[:1])
