"""Bundles and people who left: a cut holds whichever way an envelope comes."""

from pathlib import Path

import pytest

from storage.errors import RejectedError
from sync.client.governing.leaving import revoke
from sync.client.membership import identity, load_roster
from tests.sync.bundles.sticks import make, open_case, sync, take, texts, write
from tests.sync.enrolment.laptops import Laptop, Offline

Three = tuple[Laptop, Laptop, Laptop]


def test_what_came_after_the_cut_waits_for_an_admin_also_from_a_stick(
    three: Three, stick: Path
) -> None:
    ana, ben, cara = three
    open_case(ben)
    write(ben, "before")
    assert sync(ben).problem is None
    assert sync(ana).problem is None
    ben.wire = Offline()
    write(ben, "after")
    make(ben, stick / "ben")
    ana.run(revoke(ana.clock, (ben.workspace.read(identity).device,), "left"))
    assert sync(cara).problem is None
    taken = take(cara, stick / "ben")
    assert taken.parked > 0
    assert texts(cara) == ["before"]


def test_who_was_taken_out_makes_no_bundle_and_is_told_why(
    pair: tuple[Laptop, Laptop], stick: Path
) -> None:
    ana, ben = pair
    ana.run(revoke(ana.clock, (ben.workspace.read(identity).device,), "left"))
    assert sync(ben).problem == "revoked"
    with pytest.raises(RejectedError, match="taken out of the program"):
        make(ben, stick / "ben")


def test_a_revocation_reaches_a_laptop_without_network_by_stick(three: Three, stick: Path) -> None:
    ana, ben, cara = three
    device = ben.workspace.read(identity).device
    assert sync(ben).problem is None
    server, cara.wire, ben.wire = cara.wire, Offline(), Offline()
    open_case(ben)
    write(ben, "after")
    make(ben, stick / "ben")
    ana.run(revoke(ana.clock, (device,), "stolen"))
    open_case(ana)
    write(ana, "sealed with the new keys")
    make(ana, stick / "ana")
    assert take(cara, stick / "ana").parked == 0
    roster = cara.workspace.read(load_roster)
    assert roster is not None
    assert device in roster.gone
    assert take(cara, stick / "ben").parked > 0
    assert texts(cara) == ["sealed with the new keys"]
    cara.wire = server
    outcome = sync(cara)
    assert (outcome.problem, texts(cara)) == (None, ["sealed with the new keys"])
