"""Bundles and people who left: a cut holds whichever way an envelope comes."""

from pathlib import Path

import pytest

from storage.errors import RejectedError
from storage.usecases.syncing.bundles import carried_count
from sync.client.governing.collecting import leave_out
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import accept, revoke
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


def test_what_was_let_in_goes_on_though_more_lies_behind_the_cut(three: Three, stick: Path) -> None:
    ana, ben, cara = three
    open_case(ben)
    write(ben, "before")
    assert sync(ben).problem is None
    ben.wire = Offline()
    write(ben, "let in")
    make(ben, stick / "first")
    write(ben, "nobody's yet")
    make(ben, stick / "second")
    ana.run(revoke(ana.clock, (ben.workspace.read(identity).device,), "left"))
    take(ana, stick / "first")
    (late,) = ana.workspace.read(latecomers)
    take(ana, stick / "second")
    ana.run(accept(ana.clock, late.cuts))
    assert sync(ana).problem is None
    assert sync(cara).problem is None
    assert texts(ana) == texts(cara) == ["before", "let in"]
    assert ana.workspace.read(carried_count) == 1


def test_what_was_left_out_is_carried_on_to_nobody_and_asked_about_if_it_comes_again(
    three: Three, stick: Path
) -> None:
    ana, ben, cara = three
    ben.wire = Offline()
    open_case(ben)
    write(ben, "after")
    made = make(ben, stick / "ben")
    ana.run(revoke(ana.clock, (ben.workspace.read(identity).device,), "left"))
    take(ana, stick / "ben")
    (late,) = ana.workspace.read(latecomers)
    ana.run(leave_out(ana.clock, late))
    assert ana.workspace.read(carried_count) == made.envelopes - late.envelopes
    again = take(ana, stick / "ben")
    (once_more,) = ana.workspace.read(latecomers)
    assert once_more.envelopes == again.parked == late.envelopes
    ana.run(accept(ana.clock, once_more.cuts))
    assert sync(ana).problem is None
    assert sync(cara).problem is None
    assert texts(ana) == texts(cara) == ["after"]
