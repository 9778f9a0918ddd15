"""The server's record of what was asked of it: cut off or written anew, a lead's laptop says so."""

from hashlib import sha256

import pytest

from storage.usecases.settings import setting
from sync.client.auditing import Audited, differing, follow_audit, settle_audit
from sync.client.driving import Transport, drive
from sync.client.governing.upkeep import upkeep
from sync.client.problems import SyncError
from sync.protocol.audit import AuditHead, sign_head, verify_head
from sync.protocol.requests import server_id
from sync.protocol.signing import public_of
from sync.server import auditing as of_server
from sync.server.asks import no_query
from tests.sync.hostile.server import Liar, Silent
from tests.sync.hostile.test_envelopes import people, saves
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.world import World


def test_a_lead_s_laptop_asks_once_a_day_and_nobody_else_s_does(world: World) -> None:
    ana, ben, _ = world.laptops
    assert _asked(ben, now=True).standing == "not asked"
    begun = _asked(ana)
    assert begun.standing == "begun"
    saves(ana, "Later")
    assert ana.round().problem is None
    assert _asked(ana).standing == "not asked"
    world.clock.pass_time(hours=25)
    further = _asked(ana)
    assert further.standing == "goes on"
    assert further.rows > begun.rows
    assert _asked(ana).standing == "not asked"
    assert _asked(ana, now=True) == further


@pytest.mark.parametrize("what", ["cut off", "written anew", "another row"])
def test_a_record_that_is_not_the_one_seen_before_is_told_until_it_is_settled(
    world: World, what: str
) -> None:
    ana, ben, _ = world.laptops
    begun = _asked(ana)
    saves(ana, "Since")
    ana.round()
    assert _asked(ana, _Rewriting(world, what).way, now=True).standing == "differs"
    outcome = ana.round()
    assert (outcome.problem, ana.workspace.read(setting, "sync.last") > 0) == (
        "audit-differs", True,
    )  # fmt: skip
    found = ana.workspace.read(differing)
    assert found is not None
    assert _verified(world, found.then).count == begun.rows
    assert _verified(world, found.now).count != begun.rows
    saves(ana, "Still sent")
    assert ana.round().sent > 0
    assert ben.round().problem is None
    assert "Still sent" in people(ben)
    _asked(ana, now=True)
    assert ana.round().problem == "audit-differs"
    ana.workspace.write(settle_audit)
    assert ana.round().problem is None
    assert _asked(ana, now=True).standing == "begun"


def test_a_restored_server_has_lost_rows_and_is_not_accused(world: World) -> None:
    ana, _, _ = world.laptops
    world.site.back_up()
    saves(ana, "Lost there")
    ana.round()
    assert _asked(ana).standing == "begun"
    world.server.replace(world.site.restored())
    assert _asked(ana, now=True).standing == "not asked"
    assert ana.round().problem is None
    assert _asked(ana, now=True).standing == "begun"
    assert ana.round().problem is None


def test_an_older_server_tells_nothing_and_is_not_accused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, _, _ = world.laptops
    with monkeypatch.context() as patch:
        patch.setattr(of_server, "count_query", no_query)
        for _ in range(2):
            assert _asked(ana, now=True).standing == "not told"
    assert _asked(ana, now=True).standing == "begun"


def test_a_record_that_is_kept_back_for_days_is_told_until_it_is_shown(world: World) -> None:
    ana, _, _ = world.laptops
    assert _asked(ana).standing == "begun"
    silent = Silent(world.server, "/audit")
    for days in (0, 2, 2):
        world.clock.pass_time(hours=24 * days + 2)
        assert ana.round().problem is None
        with pytest.raises(SyncError):
            _asked(ana, silent, now=True)
    saves(ana, "Still sent")
    outcome = ana.round()
    assert (outcome.problem, outcome.sent) == ("audit-silent", 1)
    assert _asked(ana, now=True).standing == "goes on"
    assert ana.round().problem is None


def test_a_line_that_drops_now_and_then_is_no_silence(world: World) -> None:
    ana, _, _ = world.laptops
    for _ in range(4):
        with pytest.raises(SyncError):
            _asked(ana, Silent(world.server, "/audit"), now=True)
        assert _asked(ana, now=True).standing in {"begun", "goes on"}
        world.clock.pass_time(hours=48)
    assert ana.round().problem is None


def test_what_falls_due_asks_too(world: World) -> None:
    ana, _, _ = world.laptops
    assert ana.attempt(upkeep(ana.clock)) is False
    assert not ana.problems
    assert _asked(ana, now=True).standing == "goes on"


def _asked(laptop: Laptop, way: Transport | None = None, *, now: bool = False) -> Audited:
    script = follow_audit(laptop.clock, now=now)
    return drive(script, way or laptop.wire, laptop.workspace)


def _verified(world: World, content: bytes) -> AuditHead:
    public = public_of(world.server_seed)
    program = roster_of(world.laptops[0]).program
    return verify_head(content, public, server_id(public), program[:20])


class _Rewriting:
    """A way to a server whose operator holds its key, and has its record begin anew."""

    def __init__(self, world: World, what: str) -> None:
        self._world, self._what = world, what
        self.way: Transport = Liar(
            world.server, world.server_seed, "/audit", AuditHead, self._changed
        )

    def _changed(self, head: AuditHead) -> AuditHead:
        seed, program = self._world.server_seed, roster_of(self._world.laptops[0]).program
        server = server_id(public_of(seed))
        count, digest = head.count, head.digest
        match self._what:
            case "cut off":
                count = 1
            case "written anew":
                digest = sha256(digest).digest()
            case _:
                count += 1
        return sign_head(seed, server, program[:20], (count, digest), head.time)
