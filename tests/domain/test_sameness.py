"""Who is one person: whatever is decided, by whom, in whatever order it arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain.ids import RecordId
from storage.domain.sameness import Pair, sameness

PEOPLE = {name: RecordId(name.encode() * 16) for name in "abcdef"}
people = st.sampled_from(sorted(PEOPLE.values()))
decisions = st.lists(st.tuples(people, people), max_size=10)


def said(*words: str) -> list[Pair]:
    """Read "a=b" as: a was kept, b is the same person."""
    return [(PEOPLE[word[0]], PEOPLE[word[2]]) for word in words]


@pytest.mark.parametrize(
    ("decided", "hidden", "shown"),
    [
        ("", "", {"a": "a", "b": "b"}),
        ("b=a", "", {"a": "b", "b": "b", "c": "c"}),
        ("a=b b=c", "", {"a": "a", "b": "a", "c": "a"}),
        ("b=c a=b", "", {"c": "a"}),
        ("a=b b=a", "", {"a": "a", "b": "a"}),
        ("c=b b=a a=c", "", {"a": "a", "b": "a", "c": "a"}),
        ("b=c a=c", "", {"a": "a", "b": "a", "c": "a"}),
        ("a=b c=d", "", {"b": "a", "d": "c"}),
        ("a=b", "a", {"a": "b", "b": "b"}),
        ("a=a", "", {"a": "a"}),
    ],
)
def test_one_record_stands_for_all(decided: str, hidden: str, shown: dict[str, str]) -> None:
    found = sameness(said(*decided.split()), {PEOPLE[name] for name in hidden})
    assert {name: found.one(PEOPLE[name]) for name in shown} == {
        name: PEOPLE[one] for name, one in shown.items()
    }


@given(decisions.flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
def test_the_order_of_arrival_changes_nothing(orders: tuple[list[Pair], list[Pair]]) -> None:
    here, there = orders
    assert sameness(here) == sameness(there)


@given(decisions, st.sets(people))
def test_whoever_is_one_person_agrees_on_who_it_is(
    decided: list[Pair], hidden: set[RecordId]
) -> None:
    found = sameness(decided, hidden)
    for kept, other in decided:
        assert found.one(kept) == found.one(other)
        assert found.all_of(kept) == found.all_of(other)
    for person in PEOPLE.values():
        assert found.one(found.one(person)) == found.one(person)
        assert set(found.all_of(person)) >= {person}


@given(decisions)
def test_nobody_becomes_somebody_nothing_ties_them_to(decided: list[Pair]) -> None:
    named = {person for pair in decided for person in pair}
    found = sameness(decided)
    for person in PEOPLE.values():
        assert person in named or found.all_of(person) == (person,)
