"""Outreach and the disclosure log: their lists and their numbers."""

from datetime import date

import pytest

from storage.domain.ids import RecordId
from storage.domain.periods import STATE, Period, year_of
from storage.errors import ChangedMeanwhileError
from storage.usecases import disclosures, outreach
from storage.usecases.outreach import Activities
from storage.usecases.sharing import Intent, release
from storage.usecases.undo import undo
from storage.workspace import Workspace

YEAR = year_of(date(2026, 3, 4), STATE)


def add(workspace: Workspace, title: str, on: date, **values: object) -> RecordId:
    record, _ = workspace.write(
        outreach.add, {"title": title, "on": on, "outreach_kind": "presentation", **values}
    )
    return record


def titles(workspace: Workspace, wanted: Activities, column: str = "on") -> list[str]:
    keys = workspace.read(outreach.order, wanted, column, descending=column == "on")
    found = workspace.read(outreach.rows, keys)
    return [found[key][1] for key in keys]


def test_the_list_shows_the_year_the_newest_first_and_finds_by_title(
    workspace: Workspace,
) -> None:
    add(workspace, "Hotel staff", date(2026, 1, 5))
    add(workspace, "School nurses", date(2025, 9, 1), audience=frozenset({"medical"}))
    add(workspace, "Parents' night", date(2025, 6, 30))
    assert titles(workspace, Activities(YEAR)) == ["Hotel staff", "School nurses"]
    assert titles(workspace, Activities(), "title")[0] == "Hotel staff"
    assert titles(workspace, Activities(None, "NURS")) == ["School nurses"]


def test_the_numbers_of_the_year_add_up_and_follow_an_undo(workspace: Workspace) -> None:
    add(workspace, "One", date(2026, 1, 5), attendees=20, minutes=90)
    record, changes = workspace.write(
        outreach.add,
        {"title": "Two", "on": date(2026, 1, 6), "outreach_kind": "tabling", "attendees": 5},
    )
    assert workspace.read(outreach.reached, YEAR) == outreach.Reached(2, 25, 90)
    workspace.write(outreach.retire, record)
    assert workspace.read(outreach.reached, YEAR).activities == 1
    assert changes.dot is not None
    empty = Period(date(2020, 7, 1), date(2021, 6, 30))
    assert workspace.read(outreach.reached, empty) == outreach.Reached(0, 0, 0)


def test_a_correction_keeps_the_rest_and_can_be_undone(workspace: Workspace) -> None:
    record = add(workspace, "Hotel stuff", date(2026, 1, 5), attendees=20)
    before = workspace.read(outreach.activity, record)
    assert before is not None
    assert before.record.coordinator == "Ana Reyes"
    changes = workspace.write(outreach.edit, before, {"title": "Hotel staff"})
    after = workspace.read(outreach.activity, record)
    assert after is not None
    assert (after.record.title, after.record.attendees) == ("Hotel staff", 20)
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert titles(workspace, Activities(YEAR)) == ["Hotel stuff"]


def test_an_activity_that_is_not_here_cannot_be_retired(workspace: Workspace) -> None:
    with pytest.raises(ChangedMeanwhileError):
        workspace.write(outreach.retire, RecordId(b"?" * 16))


def test_the_disclosure_log_lists_filters_and_tells_all(workspace: Workspace) -> None:
    for form, content, basis in (
        ("PMT quarterly report", "aggregate", "aggregate_report"),
        ("Case", "records", "mandate"),
    ):
        intent = Intent(
            form=form,
            content=content,  # type: ignore[arg-type]  # one of its literals
            purpose="Report of the quarter",
            recipient="MOVA",
            basis=basis,  # type: ignore[arg-type]  # one of its literals
        )
        workspace.write(release, intent, {"a.pdf": b"x"})
    wanted = disclosures.Wanted
    everything = workspace.read(disclosures.order, wanted(), "form", descending=False)
    rows = workspace.read(disclosures.rows, everything)
    assert [rows[key][1] for key in everything] == ["Case", "PMT quarterly report"]
    (only,) = workspace.read(disclosures.order, wanted("records"), "at", descending=True)
    found = workspace.read(disclosures.detail, only)
    assert found is not None
    assert (found.record.form, found.record.basis, found.people) == ("Case", "mandate", ())
    assert workspace.read(disclosures.order, wanted("", "pmt mova"), "at", descending=True) == [
        everything[1]
    ]
    assert workspace.read(disclosures.detail, RecordId(b"?" * 16)) is None
