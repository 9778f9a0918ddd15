"""What two people who had not seen each other's changes find when their laptops have met."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.domain.changeset import Dot
from storage.domain.merging import Shown, Written, shown
from tests.domain.versions import SHAPE, Laptop, fold

Act = Callable[[Laptop], object]


def phone(number: str) -> Act:
    return lambda laptop: laptop.edit("phone", phone=number)


def hearing(on: str, court: str) -> Act:
    return lambda laptop: laptop.edit("hearing", on=on, court=court)


def needs(*added: str, without: tuple[str, ...] = ()) -> Act:
    return lambda laptop: laptop.change_set(added, without)


def retire(laptop: Laptop) -> object:
    return laptop.hide(retired=True)


def restore(laptop: Laptop) -> object:
    return laptop.hide(retired=False)


@dataclass(frozen=True, slots=True)
class Case:
    """Ana adds a record and Ben receives it; then each acts alone; then they meet."""

    what: str
    ana: tuple[Act, ...]
    ben: tuple[Act, ...]
    shows: dict[str, object]
    beside: list[dict[str, object]] = field(default_factory=list)
    retired: bool = False


CASES = [
    Case("nobody changes anything", (), (), {"phone": "1"}),
    Case("one changes a fact", (phone("2"),), (), {"phone": "2"}),
    Case("one changes it twice", (phone("2"), phone("3")), (), {"phone": "3"}),
    Case(
        "each changes another fact",
        (phone("2"),),
        (hearing("2026-03-09", "Pittsfield"),),
        {"phone": "2", "court": "Pittsfield"},
    ),
    Case(
        "both change one fact: the later shows, the other stands beside",
        (phone("2"),),
        (phone("3"),),
        {"phone": "3"},
        [{"phone": "2"}],
    ),
    Case("both write the same", (phone("2"),), (phone("2"),), {"phone": "2"}),
    Case(
        "facts that belong together are never mixed",
        (hearing("2026-03-09", "Pittsfield"),),
        (hearing("2026-03-10", "Boston"),),
        {"on": "2026-03-10", "court": "Boston"},
        [{"on": "2026-03-09", "court": "Pittsfield"}],
    ),
    Case(
        "both add to a set", (needs("food"),), (needs("rest"),), {"needs": ["food", "home", "rest"]}
    ),
    Case("one takes a member out", (needs(without=("home",)),), (), {"needs": []}),
    Case(
        "one takes a member out, the other takes it out and puts it in again: it stays",
        (needs(without=("home",)),),
        (needs(without=("home",)), needs("home")),
        {"needs": ["home"]},
    ),
    Case(
        "a member that both put in is taken out by neither",
        (needs("food"), needs(without=("food",))),
        (needs("food"),),
        {"needs": ["food", "home"]},
    ),
    Case("one retires it", (retire,), (), {"phone": "1"}, retired=True),
    Case("both retire it", (retire,), (retire,), {"phone": "1"}, retired=True),
    Case(
        "one retires it, the other had changed it: it stays, and somebody decides",
        (retire,),
        (phone("2"),),
        {"phone": "2"},
        [{"retired": True}],
    ),
    Case(
        "one retires it, the other put a member in: it stays",
        (retire,),
        (needs("food"),),
        {"needs": ["food", "home"]},
        [{"retired": True}],
    ),
    Case(
        "who retires it had changed it before",
        (phone("2"), retire),
        (),
        {"phone": "2"},
        retired=True,
    ),
    Case("retired and restored", (retire, restore), (), {"phone": "1"}),
    Case(
        "retired and restored by one, retired by the other",
        (retire, restore),
        (retire,),
        {"phone": "1"},
        [{"retired": False}, {"retired": True}],
    ),
    Case(
        "one retires it, both had changed one fact",
        (phone("2"), retire),
        (phone("3"),),
        {"phone": "3"},
        [{"phone": "2"}, {"retired": True}],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_when_they_meet(case: Case) -> None:
    ana, ben = Laptop("ana"), Laptop("ben")
    ana.add(phone="1", needs=["home"])
    ben.hears(ana)
    ben.clock = 100
    for laptop, acts in ((ana, case.ana), (ben, case.ben)):
        for act in acts:
            act(laptop)
    ana.hears(ben)
    ben.hears(ana)
    for found in (ana.shown, ben.shown):
        assert {name: found.values[name] for name in case.shows} == case.shows
        assert [dict(version.values) for _, version in found.siblings] == case.beside
        assert found.retired is case.retired


def test_settling_replaces_every_version_and_a_plain_edit_only_the_one_on_screen() -> None:
    ana, ben, cho = Laptop("ana"), Laptop("ben"), Laptop("cho")
    ana.add(phone="1")
    for other in (ben, cho):
        other.hears(ana)
    for laptop, number in ((ana, "2"), (ben, "3"), (cho, "4")):
        laptop.edit("phone", phone=number)
    ana.hears(ben)
    ana.hears(cho)
    beside = [ana.shown.siblings]
    ana.edit("phone", phone="5")
    beside.append(ana.shown.siblings)
    ana.settle("phone", phone="5")
    beside.append(ana.shown.siblings)
    assert list(map(len, beside)) == [2, 2, 0]
    ben.hears(ana)
    ben.hears(cho)
    assert ben.shown == ana.shown


def test_one_import_on_two_laptops_merges_what_is_equal() -> None:
    ana, ben = Laptop("ana"), Laptop("ben")
    ana.add(phone="1", school="Lakeside", needs=["home"])
    ben.clock = 10
    ben.add(phone="2", school="Lakeside", needs=["food"])
    ana.hears(ben)
    ben.hears(ana)
    assert ana.shown == ben.shown
    assert ana.shown.values["needs"] == ["food", "home"]
    assert [version.values for _, version in ana.shown.siblings] == [{"phone": "1"}]
    assert len(ana.shown.versions.of("school")) == 2
    ben.edit("school", school="Hillside")
    assert [register for register, _ in ben.shown.siblings] == ["phone"]


def test_versions_that_name_each_other_as_replaced_still_show_one() -> None:
    ana = Laptop("ana")
    ana.add(phone="1")
    first, second = Dot(b"mallory.", 1, 1, 0), Dot(b"mallory.", 1, 2, 0)
    forged = [
        Written("edit", mine, 9, "", "", {"phone": {"phone": text}}, {}, {"phone": (other, mine)})
        for mine, other, text in ((first, second, "8"), (second, first, "9"))
    ]
    found = fold([*ana.heard, *forged])
    assert found is not None
    assert shown(found, SHAPE).values["phone"] in {"1", "8", "9"}


ACTS = st.sampled_from(
    ["phone", "phone", "hearing", "put in", "take out", "retire", "restore", "settle", "add"]
)
STEPS = st.lists(
    st.tuples(st.integers(0, 2), ACTS | st.integers(0, 2), st.sampled_from("pqr")), max_size=14
)


@settings(max_examples=200, deadline=None)
@given(steps=STEPS, data=st.data())
def test_the_order_of_arrival_makes_no_difference(
    steps: list[tuple[int, str | int, str]], data: st.DataObject
) -> None:
    laptops = [Laptop(name) for name in ("ana", "ben", "cho")]
    laptops[0].add(phone="p", needs=["p"])
    for who, act, what in steps:
        laptop = laptops[who]
        if isinstance(act, int):
            laptop.hears(laptops[act])
        else:
            _do(laptop, act, what)
    written = {each.dot: each for laptop in laptops for each in laptop.heard}
    orders = [data.draw(st.permutations(sorted(written))) for _ in range(2)]
    # Each author's own order, as logs keep it, and any other.
    orders[0].sort(key=lambda dot: dot.counter)
    expected = _shown([written[dot] for dot in sorted(written)])
    for register in SHAPE.registers:
        beside = {version.dot for name, version in expected.siblings if name == register}
        assert beside | {*expected.versions.of(register)} == _live(written.values(), register)
    for order in orders:
        assert _shown([written[dot] for dot in order]) == expected
    for laptop in laptops:
        laptop.hears(Laptop("all", heard=list(written.values())))
        assert laptop.shown == expected


def _do(laptop: Laptop, act: str, what: str) -> None:
    if fold(laptop.heard) is None:
        if act == "add":
            laptop.add(phone=what, needs=[what])
        return
    now = laptop.shown.values["needs"]
    match act:
        case "phone" | "settle":
            change = laptop.edit if act == "phone" else laptop.settle
            change("phone", phone=what)
        case "hearing":
            laptop.edit("hearing", on=None, court=what)
        case "retire" | "restore":
            laptop.hide(retired=act == "retire")
        case _ if act in {"put in", "take out"} and isinstance(now, list):
            _change_set(laptop, what, was_in=what in now, put_in=act == "put in")


def _change_set(laptop: Laptop, what: str, *, was_in: bool, put_in: bool) -> None:
    if put_in and not was_in:
        laptop.change_set(added=[what])
    elif was_in and not put_in:
        laptop.change_set(removed=[what])


def _live(written: Iterable[Written], register: str) -> set[Dot]:
    """Return the live versions as the rule says them: written, and replaced by none."""
    all_of_it = [each for each in written if register in each.registers]
    replaced = {dot for each in all_of_it for dot in each.replaces.get(register, ())}
    return {each.dot for each in all_of_it} - replaced


def _shown(order: list[Written]) -> Shown:
    live = fold(order)
    assert live is not None
    return shown(live, SHAPE)
