"""Bundles between laptops of one program, with a server and without."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.client.bundles.making import file_name
from tests.conftest import FixedClock
from tests.sync.bundles.sticks import everything, make, open_case, sync, take, texts, write
from tests.sync.enrolment.laptops import Laptop, Offline

Three = tuple[Laptop, Laptop, Laptop]


def test_what_one_laptop_wrote_is_on_the_other_and_the_answer_comes_back(
    three: Three, stick: Path
) -> None:
    ana, ben, _cara = three
    ana.wire = ben.wire = Offline()
    open_case(ana)
    write(ana, "from Ana")
    made = make(ana, stick / "there")
    taken = take(ben, stick / "there")
    # Ben has one of them: that Ana let the others in had been sent with her record of access.
    assert (taken.new, taken.parked, taken.is_first) == (made.envelopes - 1, 0, True)
    write(ben, "from Ben")
    make(ben, stick / "back")
    take(ana, stick / "back")
    assert texts(ana) == texts(ben) == ["from Ana", "from Ben"]


def test_the_same_bundle_once_more_changes_nothing(three: Three, stick: Path) -> None:
    ana, ben, _cara = three
    open_case(ana)
    write(ana, "from Ana")
    make(ana, stick / "there")
    take(ben, stick / "there")
    before = everything(ben)
    again = take(ben, stick / "there")
    assert (again.new, again.is_first) == (0, False)
    assert everything(ben) == before


def test_a_laptop_takes_in_its_own_bundle_without_effect(three: Three, stick: Path) -> None:
    ana, _ben, _cara = three
    open_case(ana)
    write(ana, "from Ana")
    make(ana, stick / "own")
    before = everything(ana)
    assert take(ana, stick / "own").new == 0
    assert everything(ana) == before


def test_what_came_on_a_stick_is_known_when_the_server_gives_it(three: Three, stick: Path) -> None:
    ana, ben, _cara = three
    open_case(ana)
    write(ana, "from Ana")
    make(ana, stick / "there")
    take(ben, stick / "there")
    assert sync(ana).problem is None
    outcome = sync(ben)
    assert (outcome.problem, outcome.parked) == (None, 0)
    assert texts(ben) == ["from Ana"]
    write(ana, "later")
    sync(ana)
    assert (sync(ben).parked, texts(ben)) == (0, ["from Ana", "later"])


def test_a_gap_waits_for_the_bundle_before(three: Three, stick: Path, clock: FixedClock) -> None:
    ana, ben, _cara = three
    ana.wire = Offline()
    open_case(ana)
    write(ana, "first")
    make(ana, stick / "1")
    clock.pass_time(days=1)
    write(ana, "second")
    make(ana, stick / "2")
    clock.pass_time(days=1)
    write(ana, "third")
    make(ana, stick / "3", since=_now(ana) - 1)
    third = take(ben, stick / "3")
    assert (third.parked > 0, texts(ben)) == (True, [])
    assert take(ben, stick / "2").parked == 0
    assert texts(ben) == ["first", "second", "third"]


def test_a_stick_goes_on_through_laptops_that_no_server_hears(three: Three, stick: Path) -> None:
    ana, ben, cara = three
    ana.wire = ben.wire = cara.wire = Offline()
    open_case(cara)
    write(cara, "from Cara")
    make(cara, stick / "cara")
    take(ben, stick / "cara")
    make(ben, stick / "ben")
    assert take(ana, stick / "ben").parked == 0
    assert texts(ana) == ["from Cara"]


def _now(laptop: Laptop) -> int:
    return int(laptop.clock.now().timestamp() * 1000)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is set as this system does")
def test_a_bundle_is_named_by_the_day_in_massachusetts_wherever_the_laptop_is(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = FixedClock(datetime(2026, 3, 5, 2, tzinfo=UTC))
    try:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("TZ", "Pacific/Auckland")
            time.tzset()
            assert file_name(evening, stick) == "satchel-2026-03-04.bundle"
    finally:
        time.tzset()
