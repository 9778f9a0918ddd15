"""Two records of one person: who is suggested, what a decision shows, that it can be taken back."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.domain.clocks import Clock
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.partial_dates import PartialDate
from storage.usecases.alike import alike
from storage.usecases.candidates import candidates
from storage.usecases.casefile import case_file
from storage.usecases.changes import Changes
from storage.usecases.duplicates import suggestions
from storage.usecases.likeness import LIKELY, Traits, likeness
from storage.usecases.onepeople import same_people
from storage.usecases.quicklog import already_logged
from storage.usecases.recorddetail import detail
from storage.usecases.records import Add, save
from storage.usecases.samepeople import beside, merge, take_back, take_over, tell_apart
from storage.usecases.searching import search
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case, add_service, stored
from tests.storage.laptops import joined, meet

ONE = Traits(RecordId(b"1" * 16), "primary_victim", ("maya",), ("rivera",), None)


def traits(words: str, phone: str = "", town: str = "") -> Traits:
    """Read "maya rivera 2009-05-12"."""
    given, family, *born = words.split()
    day = PartialDate.parse(born[0]) if born else None
    return replace(ONE, given=(given,), family=(family,), born_on=day, phone=phone, town=town)


@pytest.mark.parametrize(
    ("one", "other", "likely"),
    [
        ("maya rivera 2009-05-12", "maya rivera 2009-05-12", True),
        ("maya rivera 2009-05-12", "maia rivera 2009-05-12", True),
        ("maya rivera 2009-05-12", "rivera maya 2009-05-12", True),
        ("maya rivera 2009-05-12", "maya ribera 2009-12-05", True),
        ("maya rivera 2009-05-12", "maya rivera 2009-05-21", True),
        ("maya rivera 2009-05-12", "maya stone 2009-05-12", True),
        ("maya rivera 2009-05-12", "maya rivera 2009", True),
        ("maya rivera 2009~", "maya rivera 2010-01-02", True),
        # Twins, namesakes, and those of whom too little is known.
        ("maya rivera 2009-05-12", "luis rivera 2009-05-12", False),
        ("maya rivera 2009-05-12", "maya rivera 2006-11-30", False),
        ("maya rivera 2009-05-12", "maya rivera", False),
        ("maya rivera 2009-05-12", "noor haddad 2009-05-12", False),
        ("maya rivera", "maya rivera declined", False),
    ],
)
def test_who_is_worth_a_look(one: str, other: str, likely: bool) -> None:  # noqa: FBT001 - a case of the table
    here, there = likeness(traits(one), traits(other)), likeness(traits(other), traits(one))
    assert (here.score >= LIKELY) is likely
    assert here == there


def test_a_name_alone_is_enough_where_town_or_phone_agree() -> None:
    one, other = traits("maya rivera", town="lee"), traits("maya rivera 2009", town="lee")
    assert likeness(one, other).score >= LIKELY
    assert likeness(traits("maya rivera", "4135550100"), traits("maya rivera")).score < LIKELY
    mother = replace(traits("maya rivera", town="lee"), role="caregiver")
    assert likeness(mother, other).score < LIKELY


def young(workspace: Workspace, given: str, family: str) -> tuple[Case, Person]:
    return workspace.write(add_case, given, family)


def pairs(workspace: Workspace) -> set[frozenset[RecordId]]:
    found = workspace.read(suggestions)
    return {frozenset((pair.one, pair.other)) for pair in found if pair.kind == "person"}


def test_two_records_that_are_alike_are_a_pair_and_say_why(workspace: Workspace) -> None:
    (_, maya), (_, maia), _ = (
        young(workspace, *name) for name in (("Maya", "Vega"), ("Maia", "Vega"), ("Leo", "Stone"))
    )
    assert pairs(workspace) == {frozenset((maya.id, maia.id))}
    (found,) = workspace.read(suggestions)
    assert found.why == "Names are alike, same date of birth"


def test_a_pair_decided_about_is_not_suggested_again(workspace: Workspace) -> None:
    (_, maya), (_, maia), (_, mya) = (young(workspace, n, "Vega") for n in ("Maya", "Maia", "Mya"))
    workspace.write(tell_apart, maya.id, maia.id)
    workspace.write(merge, maya.id, mya.id)
    # What is known of Maya holds for Mya: they are one.
    assert pairs(workspace) == set()
    assert workspace.read(same_people).all_of(mya.id) == (maya.id, mya.id)


def test_undo_and_taking_back_make_them_two_again(workspace: Workspace) -> None:
    (_, maya), (_, maia) = young(workspace, "Maya", "Vega"), young(workspace, "Maia", "Vega")
    changes = workspace.write(merge, maya.id, maia.id)
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert workspace.read(same_people).one(maia.id) == maia.id
    workspace.write(merge, maya.id, maia.id)
    workspace.write(take_back, maia.id)
    assert workspace.read(same_people).one(maia.id) == maia.id
    assert pairs(workspace) == {frozenset((maya.id, maia.id))}


def test_a_later_decision_takes_the_place_of_the_opposite_one(workspace: Workspace) -> None:
    (_, maya), (_, maia) = young(workspace, "Maya", "Vega"), young(workspace, "Maia", "Vega")
    workspace.write(tell_apart, maia.id, maya.id)
    workspace.write(merge, maya.id, maia.id)
    assert workspace.read(same_people).one(maia.id) == maya.id
    workspace.write(tell_apart, maya.id, maia.id)
    assert workspace.read(same_people).one(maia.id) == maia.id


def test_facts_stand_beside_each_other_and_missing_ones_are_taken_over(
    workspace: Workspace,
) -> None:
    def two(transaction: Transaction) -> tuple[Person, Person]:
        _, maya = add_case(transaction, "Maya", "Vega")
        maia = Person(
            id=transaction.new_id(), case=maya.case, role="primary_victim", given_name="Maia",
            town="Lee", languages=frozenset({"spanish"}), phone="413-555-0100",
        )  # fmt: skip
        save(transaction, [Add(maia)], "add person")
        return maya, maia

    maya, maia = workspace.write(two)
    side = workspace.read(beside, maya.id, maia.id)
    assert side is not None
    assert {fact.label for fact in side.facts if fact.missing} == {
        "Town of residence",
        "Languages",
        "Phone",
    }
    before = stored(workspace, Person, maia.id).record
    changes: Changes = workspace.write(take_over, maya.id, {maia.id: ["town", "languages"]})
    now = stored(workspace, Person, maya.id).record
    assert (now.town, now.languages, now.phone) == ("Lee", frozenset({"spanish"}), "")
    assert stored(workspace, Person, maia.id).record == before
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert stored(workspace, Person, maya.id).record.town == ""


def test_two_laptops_that_merge_the_opposite_way_show_the_same_one(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    (_, maya), (_, maia) = young(workspace, "Maya", "Vega"), young(workspace, "Maia", "Vega")
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        meet(workspace, ben)
        workspace.write(merge, maya.id, maia.id)
        ben.write(merge, maia.id, maya.id)
        meet(workspace, ben)
        shown = {laptop.read(same_people).one(maia.id) for laptop in (workspace, ben)}
        assert shown == {min(maya.id, maia.id)}
        ben.write(take_back, maya.id)
        meet(workspace, ben)
        for laptop in (workspace, ben):
            assert laptop.read(same_people).all_of(maya.id) == (maya.id,)


def test_searches_and_pickers_show_the_one_that_stands_for_both(workspace: Workspace) -> None:
    (_, maya), (case, maia) = young(workspace, "Maya", "Vega"), young(workspace, "Maia", "Vega")
    workspace.write(merge, maya.id, maia.id)
    (hit,) = (hit for hit in workspace.read(search, "Maia") if hit.kind == "person")
    assert (hit.record, hit.snippet) == (maya.id, "Also recorded as Maia Vega")
    assert [one.person for one in workspace.read(candidates, "vega")] == [maya.id]
    # Whoever types the number of the other case means that case.
    assert [one.person for one in workspace.read(candidates, case.number)] == [maia.id]
    assert [one.person for one in workspace.read(alike, "Maia", "Vega", None)] == [maya.id]


def test_quick_log_knows_a_service_given_under_the_other_record(workspace: Workspace) -> None:
    (_, maya), (case, maia) = young(workspace, "Maya", "Vega"), young(workspace, "Maia", "Vega")
    workspace.write(add_service, case, maia)
    assert workspace.read(already_logged, [maya.id], "e10", SOME_DAY) == []
    workspace.write(merge, maya.id, maia.id)
    assert workspace.read(already_logged, [maya.id], "e10", SOME_DAY) == ["Maya Vega"]


def test_the_detail_of_each_shows_what_the_other_says_otherwise(workspace: Workspace) -> None:
    (_, maya), (case, maia) = young(workspace, "Maya", "Vega"), young(workspace, "Maia", "Vega")
    workspace.write(merge, maya.id, maia.id)
    found = workspace.read(detail, "person", maya.id)
    assert found is not None
    assert ("Also recorded as", f"Maia Vega · {case.number}") in found.fields
    assert ("Given name there", "Maia") in found.fields
    assert {"Also recorded as", "Given name there"} <= found.names
    assert found.several
    head = workspace.read(case_file, case.id, SOME_DAY)
    assert head is not None
    assert [name.split(" · ")[0] for name in head.also] == ["Maya Vega"]
