"""An agency or a partner recorded twice: what is suggested, what counts as one, the way back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from storage.doctor.references import count_references
from storage.doctor.replay import check_replay
from storage.domain.clocks import Clock
from storage.domain.kinds.directory import Agency, Partner
from storage.domain.kinds.link import SamePerson
from storage.domain.kinds.training import Training
from storage.errors import RejectedError
from storage.spec.kinds import kind_of
from storage.usecases.directory import reach
from storage.usecases.duplicates import sheet, suggestions
from storage.usecases.learning import attending, learners, record_attendance
from storage.usecases.listing.reading import ordered
from storage.usecases.listing.wanted import By, Wanted
from storage.usecases.naming import named_like
from storage.usecases.onepeople import same_people
from storage.usecases.record_words import fields_in_words
from storage.usecases.samepeople import beside, merge, take_back, take_over, tell_apart
from storage.usecases.searching import search
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case, added, stored
from tests.storage.laptops import joined, meet


def pairs(workspace: Workspace) -> list[tuple[str, str]]:
    return [(pair.kind, pair.why) for pair in workspace.read(suggestions)]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"name": "Elm House"}, {"name": "Elm House"}, "Same name"),
        ({"name": "Elm House"}, {"name": "Elms House"}, "Names are alike"),
        ({"name": "Elm House"}, {"name": "House Elm"}, "Same name"),
        (
            {"name": "Elm House", "phone": "413-555-0100"},
            {"name": "Elm House", "phone": "(413) 555 0100"},
            "Same name, same phone",
        ),
        # Offices of two towns, and a house of another name.
        ({"name": "DCF Pittsfield Office"}, {"name": "DCF Springfield Office"}, ""),
        ({"name": "DCF"}, {"name": "DCF Pittsfield"}, ""),
        ({"name": "Police of Ware"}, {"name": "Police of Wareham"}, ""),
        ({"name": "Elm House", "counties": frozenset({"berkshire"})},
         {"name": "Elm House", "counties": frozenset({"essex"})}, ""),
        ({"name": "Elm House", "phone": "413-555-0100"},
         {"name": "Oak Shelter", "phone": "413-555-0100"}, ""),
    ],
)  # fmt: skip
def test_which_agencies_are_worth_a_look(
    workspace: Workspace, one: dict[str, Any], other: dict[str, Any], why: str
) -> None:
    added(workspace, Agency, **one)
    added(workspace, Agency, **other)
    assert pairs(workspace) == ([("agency", why)] if why else [])


def test_partners_of_one_name_are_a_pair_at_one_agency_or_where_none_is_known(
    workspace: Workspace,
) -> None:
    elm, oak = (added(workspace, Agency, name=name) for name in ("Elm House", "Oak Hill"))
    ruiz = {"given_name": "Luz", "family_name": "Ruiz"}
    first = added(workspace, Partner, **ruiz, agency=elm)
    second = added(workspace, Partner, **ruiz, agency=oak)
    assert pairs(workspace) == []
    # Once the two agencies are one, the two people work together.
    workspace.write(merge, elm, oak)
    assert pairs(workspace) == [("partner", "Same name, same agency")]
    workspace.write(merge, first, second)
    added(workspace, Partner, **ruiz)
    assert pairs(workspace) == [("partner", "Same name")]


def test_what_two_laptops_added_apart_is_decided_once_and_taken_back_everywhere(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        mine = added(workspace, Agency, name="Elm House")
        theirs = added(ben, Agency, name="Elm House", phone="413-555-0100")
        meet(workspace, ben)
        both = (workspace, ben)
        assert all(pairs(each) == [("agency", "Same name")] for each in both)
        changes = workspace.write(merge, mine, theirs)
        meet(workspace, ben)
        for each in both:
            assert pairs(each) == []
            assert each.read(same_people).all_of(theirs) == (mine, theirs)
            assert each.read(ordered, "agency", Wanted(), [By("name")]) == [mine]
            each.read(check_replay, lambda _done, _all: None)
        assert changes.dot is not None
        workspace.write(undo, changes.dot)
        meet(workspace, ben)
        assert all(len(each.read(ordered, "agency", Wanted(), [])) == 2 for each in both)
        workspace.write(merge, mine, theirs)
        workspace.write(take_back, theirs)
        meet(workspace, ben)
        assert all(pairs(each) == [("agency", "Same name")] for each in both)
        ben.write(tell_apart, mine, theirs)
        meet(workspace, ben)
        assert all(pairs(each) == [] for each in both)
        assert stored(workspace, Agency, theirs).record.phone == "413-555-0100"


def test_searches_lists_and_the_card_show_one_agency_with_all_its_people(
    workspace: Workspace,
) -> None:
    elm = added(workspace, Agency, name="Elm House", phone="413-555-0100")
    elms = added(workspace, Agency, name="Elms Home", phone="413-555-0199")
    cho = added(workspace, Partner, family_name="Cho", agency=elm)
    dee = added(workspace, Partner, family_name="Dee", agency=elms)
    workspace.write(merge, elm, elms)
    (hit,) = workspace.read(search, "Elms")
    assert (hit.kind, hit.record, hit.snippet) == ("agency", elm, "Also recorded as Elms Home")
    assert [one.record for one in workspace.read(named_like, "agency", "elms")] == [elm]
    by_other_name = Wanted(words="elms", searched=("name",))
    assert workspace.read(ordered, "agency", by_other_name, []) == [elm]
    theirs = Wanted(within={"agency": elm})
    assert workspace.read(ordered, "partner", theirs, [By("family_name")]) == [cho, dee]
    card = workspace.read(reach, "agency", elm)
    assert card is not None
    assert card.also == ["Elms Home"]
    assert ("Elms Home, phone", "413-555-0199") in card.ways


def test_a_list_has_an_agency_recorded_twice_where_the_shown_name_belongs(
    workspace: Workspace,
) -> None:
    names = ("Zion House", "Elm House", "Abbott House")
    zion, elm, abbott = (added(workspace, Agency, name=name) for name in names)
    workspace.write(merge, zion, abbott)
    assert workspace.read(ordered, "agency", Wanted(), [By("name")]) == [elm, zion]
    # Found by the other name alone, it stands where that one is.
    by_other_name = Wanted(words="abbott", searched=("name",))
    assert workspace.read(ordered, "agency", by_other_name, [By("name")]) == [zion]


def test_training_hours_of_a_partner_recorded_twice_are_of_one_person(
    workspace: Workspace,
) -> None:
    ruiz = {"given_name": "Luz", "family_name": "Ruiz"}
    first = added(workspace, Partner, **ruiz)
    second = added(workspace, Partner, **ruiz, team_member=True)
    day = {"direction": "given", "minutes": 60, "csec": True}
    one, two = (
        added(workspace, Training, title=title, on=on, **day)
        for title, on in (("One", SOME_DAY), ("Two", date(2026, 3, 3)))
    )
    workspace.write(record_attendance, one, [first])
    workspace.write(record_attendance, two, [second])
    assert [(each.partner, each.minutes) for each in workspace.read(learners)] == [(second, 60)]
    workspace.write(merge, first, second)
    (learner,) = workspace.read(learners)
    assert (learner.partner, learner.minutes, learner.csec_minutes) == (first, 120, 120)
    (there,) = workspace.read(attending, two)
    assert (there.partner, there.recorded) == (first, True)
    assert workspace.write(record_attendance, two, [first, second])[0] == 0
    workspace.write(take_back, first)
    assert [each.minutes for each in workspace.read(learners)] == [60]


def test_facts_of_an_agency_are_taken_over_and_two_kinds_are_never_one(
    workspace: Workspace,
) -> None:
    elm = added(workspace, Agency, name="Elm House")
    other = added(workspace, Agency, name="Elm House", phone="413-555-0100")
    partner = added(workspace, Partner, family_name="Elm")
    _, youth = workspace.write(add_case, "Maya", "Vega")
    ((_, side),) = workspace.read(sheet)[0]
    assert {fact.label for fact in side.facts if fact.kept != fact.other} == {"Phone"}
    workspace.write(merge, elm, other)
    workspace.write(take_over, elm, {other: ["phone"]})
    assert stored(workspace, Agency, elm).record.phone == "413-555-0100"
    for record in (partner, youth.id):
        assert workspace.read(beside, elm, record) is None
        with pytest.raises(RejectedError, match="not of one kind"):
            workspace.write(merge, elm, record)


def test_a_decision_says_which_agencies_and_leads_somewhere(workspace: Workspace) -> None:
    elm, other = (added(workspace, Agency, name=name) for name in ("Elm House", "Elms House"))
    changes = workspace.write(merge, elm, other, "one address")
    (decided,) = changes.ids_by_kind["same_person"]
    record = stored(workspace, SamePerson, decided).record
    said = dict(workspace.read(lambda c: list(fields_in_words(c, record))))
    assert (said["Kept"], said["The same as"]) == ("Elm House", "Elms House")
    assert workspace.read(count_references) == (2, 0)
    # No sentence about an agency calls it a person.
    assert not any("person" in f"{label} {words}".casefold() for label, words in said.items())
    assert "person" not in kind_of(SamePerson).label.casefold()
