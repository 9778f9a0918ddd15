"""A list of any kind: what conditions let through, in which order, and how fast."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.disclosure import Disclosure
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.partial_dates import PartialDate
from storage.usecases.codesettings import move_code
from storage.usecases.listing.reading import matching, names, ordered, values
from storage.usecases.listing.wanted import By, Condition, Wanted
from storage.usecases.records import Add, Retire, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, stored


def add_all(transaction: Transaction, records: Sequence[Any]) -> list[RecordId]:
    made = [replace(record, id=transaction.new_id()) for record in records]
    save(transaction, [Add(record) for record in made], "add")
    return [record.id for record in made]


NOBODY = RecordId(bytes(16))
_EVENTS = (
    Outreach(
        id=NOBODY,
        on=date(2026, 1, 5),
        title="Educación en la escuela",
        outreach_kind="presentation",
        audience=frozenset({"school_staff"}),
        attendees=30,
    ),
    Outreach(
        id=NOBODY,
        on=date(2026, 2, 5),
        title="police briefing",
        outreach_kind="meeting",
        audience=frozenset({"law_enforcement"}),
    ),
    Outreach(id=NOBODY, on=date(2026, 3, 5), title="Zine fair", outreach_kind="presentation"),
)


@pytest.fixture
def events(workspace: Workspace) -> list[RecordId]:
    return workspace.write(add_all, _EVENTS)


def found(workspace: Workspace, kind: str, *conditions: Condition, **more: Any) -> list[RecordId]:
    sort = more.pop("sort", [By("on")])
    return workspace.read(ordered, kind, Wanted(conditions, **more), sort)


@pytest.mark.parametrize(
    ("condition", "places"),
    [
        (Condition("title", "contains", ("educacion",)), [0]),
        (Condition("title", "contains", ("POLICE",)), [1]),
        (Condition("outreach_kind", "one_of", ("meeting",)), [1]),
        (Condition("outreach_kind", "one_of", ()), []),
        (Condition("on", "between", ("2026-02-01", "")), [1, 2]),
        (Condition("on", "between", ("2026-02-01", "2026-02-28")), [1]),
        (Condition("attendees", "between", ("30", "30")), [0]),
        (Condition("attendees", "empty"), [1, 2]),
        (Condition("attendees", "filled"), [0]),
        (Condition("audience", "empty"), [2]),
        (Condition("title", "empty"), []),
    ],
)
def test_a_condition_lets_through_what_it_says(
    workspace: Workspace, events: list[RecordId], condition: Condition, places: list[int]
) -> None:
    assert found(workspace, "outreach", condition) == [events[place] for place in places]
    assert workspace.read(matching, "outreach", [condition]) == {events[place] for place in places}
    assert Condition.of(condition.plain()) == condition


def test_a_set_is_one_of_its_members(workspace: Workspace, events: list[RecordId]) -> None:
    (audience, *_) = _EVENTS[0].audience
    assert found(workspace, "outreach", Condition("audience", "one_of", (audience,))) == events[:1]


def test_words_are_found_in_any_of_the_fields_and_the_name_of_a_reference(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case, "José", "Vega")
    other, _ = workspace.write(add_case, "Dov", "Alder")
    by_name = {"words": "jose", "searched": ("number", "youth"), "sort": [By("youth")]}
    assert found(workspace, "case", **by_name) == [case.id]
    assert found(workspace, "case", sort=[By("youth")]) == [other.id, case.id]
    assert found(workspace, "case", sort=[By("youth", descending=True)]) == [case.id, other.id]
    youths = Condition("youth", "contains", ("ald",))
    assert found(workspace, "case", youths, sort=[By("number")]) == [other.id]
    assert workspace.read(names, "person", [youth.id]) == {youth.id: "José Vega"}


def test_codes_sort_as_the_program_lists_them_and_a_second_key_decides_ties(
    workspace: Workspace, events: list[RecordId]
) -> None:
    keys = [By("outreach_kind"), By("title", descending=True)]
    assert found(workspace, "outreach", sort=keys) == [events[2], events[0], events[1]]
    for _ in range(6):
        workspace.write(move_code, "outreach_kind", "meeting", -1)
    assert found(workspace, "outreach", sort=keys) == [events[1], events[2], events[0]]


def test_what_is_not_recorded_stands_last_either_way(
    workspace: Workspace, events: list[RecordId]
) -> None:
    for descending in (False, True):
        keys = [By("attendees", descending), By("on")]
        assert found(workspace, "outreach", sort=keys) == events


def test_partial_dates_and_moments_are_between_days_of_massachusetts(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    born = [PartialDate.parse(text) for text in ("2009", "2009-05~", "declined")]
    people = workspace.write(
        add_all, [Person(id=NOBODY, case=case.id, role="sibling", born_on=day) for day in born]
    )
    in_2009 = Condition("born_on", "between", ("2009-01-01", "2009-12-31"))
    assert set(found(workspace, "person", in_2009, sort=[By("born_on")])) == set(people[:2])
    # Half past eleven in the evening in Massachusetts is the next day in UTC.
    late = datetime(2026, 1, 6, 4, 30, tzinfo=UTC)
    log = Disclosure(
        id=NOBODY, at=late, form="Packet", content="records", purpose="x", recipient="y",
        basis="own_use",
    )  # fmt: skip
    (disclosure,) = workspace.write(add_all, [log])
    for day, expected in (("2026-01-05", [disclosure]), ("2026-01-06", [])):
        condition = Condition("at", "between", (day, day))
        assert found(workspace, "disclosure", condition, sort=[By("at")]) == expected


def test_retired_records_and_those_of_another_case_are_left_out(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    workspace.write(add_case, "Dov", "Alder")
    within = {"within": {"case": case.id}, "sort": [By("family_name")]}
    assert found(workspace, "person", **within) == [youth.id]
    workspace.write(save, [Retire(stored(workspace, Person, youth.id))], "retire")
    assert found(workspace, "person", **within) == []
    assert found(workspace, "person", retired=True, **within) == [youth.id]


def test_values_come_as_the_fields_have_them(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    read = workspace.read(values, "case", ("opened_on", "youth", "number"), [case.id, NOBODY])
    assert read == {case.id: (case.opened_on, youth.id, case.number)}
    assert workspace.read(values, "case", (), [case.id]) == {case.id: ()}


@pytest.mark.parametrize(
    "condition",
    [
        Condition("number", "one_of", ("x",)),
        Condition("opened_on", "contains", ("x",)),
        Condition("next_review_on", "between", ("tomorrow",)),
    ],
)
def test_a_condition_that_means_nothing_changes_nothing(
    workspace: Workspace, condition: Condition
) -> None:
    workspace.write(add_case)
    if condition.test == "between":
        assert found(workspace, "case", condition, sort=[By("number")]) == []
        return
    with pytest.raises(ValueError, match="cannot be filtered"):
        found(workspace, "case", condition, sort=[By("number")])


@pytest.mark.parametrize(
    "plain", [None, ["a"], ["a", "sideways", []], ["a", "contains", "x"], [1, "empty", []]]
)
def test_what_is_no_condition_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match="no condition"):
        Condition.of(plain)


def test_a_field_that_the_kind_does_not_have_is_a_mistake(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        found(workspace, "case", sort=[By("versions")])
    with pytest.raises(KeyError):
        found(workspace, "case", Condition("1=1; --", "empty"), sort=[By("number")])
