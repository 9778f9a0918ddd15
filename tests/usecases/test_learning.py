from datetime import date
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.directory import Agency, Partner
from storage.domain.kinds.training import AssistanceRequest, Training, TrainingHours
from storage.domain.periods import Period
from storage.errors import RejectedError
from storage.usecases.directory import reach
from storage.usecases.learning import attending, learners, record_attendance, taught
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace

DAY = date(2026, 3, 2)


def _add(workspace: Workspace, cls: type[Any], **values: Any) -> RecordId:
    def act(transaction: Transaction) -> RecordId:
        record = cls(id=transaction.new_id(), **values)
        save(transaction, [Add(record)], "add")
        made: RecordId = record.id
        return made

    return workspace.write(act)


@pytest.fixture
def team(workspace: Workspace) -> list[RecordId]:
    """Two members of the team at one agency, and somebody who is none."""
    agency = _add(workspace, Agency, name="Pittsfield Area Office", phone="555-0100")
    return [
        _add(workspace, Partner, family_name=name, agency=agency, team_member=member)
        for name, member in (("Adams", True), ("Brown", True), ("Clark", False))
    ]


def _training(workspace: Workspace, **values: Any) -> RecordId:
    return _add(
        workspace,
        Training,
        **{"on": DAY, "title": "Signs", "direction": "given", "minutes": 120, **values},
    )


def test_who_was_there_has_the_hours_once(workspace: Workspace, team: list[RecordId]) -> None:
    training = _training(workspace, csec=True)
    first, _ = workspace.write(record_attendance, training, team[:1])
    again, changes = workspace.write(record_attendance, training, [team[0], team[0]])
    assert (first, again) == (1, 0)
    assert not changes.ids_by_kind
    adams = next(one for one in workspace.read(learners) if one.partner == team[0])
    assert (adams.minutes, adams.csec_minutes, adams.missing) == (120, 120, 720)


def test_a_training_that_does_not_count_gives_no_csec_hours(
    workspace: Workspace, team: list[RecordId]
) -> None:
    workspace.write(record_attendance, _training(workspace), team[:1])
    adams = next(one for one in workspace.read(learners) if one.partner == team[0])
    assert (adams.minutes, adams.csec_minutes) == (120, 0)


def test_a_training_without_minutes_says_what_to_fill_in(
    workspace: Workspace, team: list[RecordId]
) -> None:
    training = _training(workspace, minutes=None)
    with pytest.raises(RejectedError, match="minutes: fill in"):
        workspace.write(record_attendance, training, team)


def test_every_member_stands_in_the_list_and_staff_with_hours_beside(
    workspace: Workspace, team: list[RecordId]
) -> None:
    assert team
    _add(workspace, TrainingHours, on=DAY, staff="Ana Reyes", minutes=900, csec_minutes=840)
    found = workspace.read(learners)
    assert [one.name for one in found] == ["Adams", "Ana Reyes", "Brown"]
    assert found[1].missing == 0
    assert found[0].agency == "Pittsfield Area Office"


def test_whose_hours_are_recorded_is_marked_members_first(
    workspace: Workspace, team: list[RecordId]
) -> None:
    training = _training(workspace)
    workspace.write(record_attendance, training, [team[2]])
    found = workspace.read(attending, training)
    assert [(one.name, one.recorded) for one in found] == [
        ("Adams", False),
        ("Brown", False),
        ("Clark", True),
    ]


def test_the_year_counts_what_was_given_and_what_was_asked(workspace: Workspace) -> None:
    _training(workspace, attendees=30)
    _training(workspace, direction="received", attendees=5)
    _add(workspace, AssistanceRequest, on=DAY, question="When is a 51A owed?")
    _add(workspace, AssistanceRequest, on=date(2025, 1, 1), question="Earlier")
    found = workspace.read(taught, Period(date(2025, 7, 1), date(2026, 6, 30)))
    assert (found.given, found.people, found.minutes, found.consultations) == (1, 30, 120, 1)


def test_a_person_is_reached_over_the_agency_too(
    workspace: Workspace, team: list[RecordId]
) -> None:
    found = workspace.read(reach, "partner", team[0])
    assert found is not None
    assert found.name == "Adams"
    assert found.ways == [("Pittsfield Area Office, phone", "555-0100")]
    assert workspace.read(reach, "partner", RecordId(bytes(16))) is None
