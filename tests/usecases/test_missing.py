"""A run and a return, without a window."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.person import Person
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.domain.kinds.screening import Screening
from storage.errors import RejectedError
from storage.usecases.editing import keep_record
from storage.usecases.records import Add, save
from storage.usecases.safety.absences import (
    days_missing,
    missing_file,
    open_episodes,
    returned_not_screened,
)
from storage.usecases.safety.missing import Begun, begin, end, log_sighting, tell
from storage.usecases.todaynumbers import numbers
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case, edit, stored
from tests.storage.laptops import joined, meet
from tests.usecases.plans import plan_of, whole_reads

NIGHT = datetime(2026, 3, 4, 3, 30, tzinfo=UTC)
"""10:30 in the evening of March 3 in Massachusetts."""
TODAY = date(2026, 3, 4)


@pytest.fixture
def youth(workspace: Workspace) -> tuple[Case, Person]:
    case, person = workspace.write(add_case)
    edit(workspace, stored(workspace, Person, person.id), placement="Group home, Elm St")
    return case, person


def run_away(workspace: Workspace, youth: tuple[Case, Person], **values: Any) -> Begun:
    case, person = youth
    given = {"identified_at": NIGHT, **values}
    begun, _ = workspace.write(begin, person.id, case.id, given)
    assert not begun.problems
    return begun


def come_back(workspace: Workspace, episode: RecordId, at: datetime, status: str = "") -> None:
    kept, _ = workspace.write(
        end,
        stored(workspace, MissingEpisode, episode),
        {"returned_at": at, "returned_how": "by_self"},
        status,
    )
    assert not kept.problems


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("Elm House", "Oak House", "Oak House or Elm House"),
        ("Elm House", "", "not recorded or Elm House"),
        ("E" * 150, "O" * 150, ""),
    ],
)
def test_an_episode_takes_no_side_between_two_versions_of_where_a_youth_lives(  # noqa: PLR0913 - who, where and what
    workspace: Workspace,
    youth: tuple[Case, Person],
    tmp_path: Path,
    clock: FixedClock,
    *,
    first: str,
    second: str,
    said: str,
) -> None:
    with joined(workspace, tmp_path / "ben", "Ben Ortiz", clock) as ben:
        meet(workspace, ben)
        before = stored(workspace, Person, youth[1].id)
        edit(workspace, before, placement=first, living_situation="kin")
        clock.pass_time(minutes=1)
        before = stored(ben, Person, youth[1].id)
        edit(ben, before, placement=second, living_situation="shelter")
        meet(workspace, ben)
    begun = run_away(workspace, youth)
    episode = stored(workspace, MissingEpisode, begun.episode).record
    assert (episode.placement, episode.living_situation) == (said, "")


def test_an_episode_sets_the_case_to_missing_and_remembers_what_it_was(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun = run_away(workspace, youth, risk="high")
    episode = stored(workspace, MissingEpisode, begun.episode).record
    assert stored(workspace, Case, youth[0].id).record.status == "missing"
    assert (episode.status_before, episode.placement) == ("active_ongoing", "Group home, Elm St")
    assert begun.dot is not None
    workspace.write(undo, begun.dot)
    assert stored(workspace, Case, youth[0].id).record.status == "active_ongoing"
    assert stored(workspace, MissingEpisode, begun.episode).retired


def test_a_youth_who_is_missing_already_gets_no_second_episode(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    first = run_away(workspace, youth)
    again = run_away(workspace, youth, identified_at=NIGHT + timedelta(hours=1))
    assert (again.already, again.episode) == (True, first.episode)
    assert len(workspace.read(open_episodes, youth[1].id)) == 1


def test_an_episode_needs_its_moment_and_says_so(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun, _ = workspace.write(begin, youth[1].id, youth[0].id, {})
    assert "identified_at" in begun.problems
    assert stored(workspace, Case, youth[0].id).record.status == "active_ongoing"


def test_a_youth_without_a_case_here_is_refused_in_words(workspace: Workspace) -> None:
    with pytest.raises(RejectedError, match="no case on this laptop"):
        workspace.write(begin, RecordId(b"x" * 16), RecordId(b"y" * 16), {"identified_at": NIGHT})


def test_a_stamp_is_recorded_once_and_never_moved_by_a_second_press(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun = run_away(workspace, youth)
    workspace.write(tell, begun.episode, "police_at", NIGHT)
    dot, _ = workspace.write(tell, begun.episode, "police_at", NIGHT + timedelta(hours=2))
    assert dot is None
    assert stored(workspace, MissingEpisode, begun.episode).record.police_at == NIGHT


def test_what_was_seen_stands_in_the_log_the_latest_first(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun = run_away(workspace, youth)
    for hours, step in ((1, "search"), (2, "sighting")):
        at = NIGHT + timedelta(hours=hours)
        workspace.write(log_sighting, begun.episode, {"at": at, "step": step})
    kept, _ = workspace.write(log_sighting, begun.episode, {"step": "tip"})
    assert set(kept.problems) == {"at"}
    found = workspace.read(missing_file, youth[0].id, TODAY)
    assert found is not None
    assert [one.step for one in found.log] == ["sighting", "search"]
    assert {one.case for one in found.log} == {youth[0].id}


def test_a_return_gives_the_case_its_status_back(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun = run_away(workspace, youth)
    come_back(workspace, begun.episode, NIGHT + timedelta(hours=30), "active_acute")
    assert stored(workspace, Case, youth[0].id).record.status == "active_acute"
    found = workspace.read(missing_file, youth[0].id, TODAY)
    assert found is not None
    assert (found.open, [one.days for one in found.earlier]) == ([], [2])


def test_a_return_needs_its_moment_and_cannot_be_before_the_child_was_missing(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun = run_away(workspace, youth)
    before = stored(workspace, MissingEpisode, begun.episode)
    kept, _ = workspace.write(end, before, {}, "active_acute")
    assert set(kept.problems) == {"returned_at"}
    kept, _ = workspace.write(end, before, {"returned_at": NIGHT - timedelta(days=1)}, "")
    assert kept.problems
    assert stored(workspace, Case, youth[0].id).record.status == "missing"


def test_a_case_stays_missing_while_another_episode_is_open(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun = run_away(workspace, youth)
    workspace.write(_begun_elsewhere, youth)
    come_back(workspace, begun.episode, NIGHT + timedelta(hours=1), "active_ongoing")
    assert stored(workspace, Case, youth[0].id).record.status == "missing"
    found = workspace.read(missing_file, youth[0].id, TODAY)
    assert found is not None
    assert (len(found.open), len(found.earlier)) == (1, 1)


def _begun_elsewhere(transaction: Transaction, youth: tuple[Case, Person]) -> None:
    case, person = youth
    episode = MissingEpisode(
        id=transaction.new_id(), case=case.id, person=person.id,
        identified_at=NIGHT + timedelta(minutes=5),
    )  # fmt: skip
    save(transaction, [Add(episode)], "open missing episode")


def test_episodes_are_numbered_by_youth_across_their_cases(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun = run_away(workspace, youth, identified_at=NIGHT - timedelta(days=40))
    come_back(workspace, begun.episode, NIGHT - timedelta(days=38))
    run_away(workspace, youth)
    found = workspace.read(missing_file, youth[0].id, TODAY)
    assert found is not None
    assert [one.number for one in (*found.open, *found.earlier)] == [2, 1]
    assert [one.days for one in found.earlier] == [2]


@pytest.mark.parametrize(
    ("returned", "days"),
    [
        (datetime(2026, 3, 4, 4, 59, tzinfo=UTC), 0),
        (datetime(2026, 3, 4, 5, 0, tzinfo=UTC), 1),
        (None, 6),
    ],
)
def test_days_are_nights_in_massachusetts(returned: datetime | None, days: int) -> None:
    episode = MissingEpisode(
        id=RecordId(b"e" * 16), identified_at=NIGHT, returned_at=returned, person=None
    )
    assert days_missing(episode, date(2026, 3, 9)) == days


def _asked(youth: tuple[Case, Person], on: date, trigger: str = "return") -> dict[str, Any]:
    return {
        "case": youth[0].id, "person": youth[1].id, "on": on,
        "instrument": "cse_it_2", "trigger": trigger,
    }  # fmt: skip


def _screen(
    transaction: Transaction, youth: tuple[Case, Person], on: date, trigger: str = "return"
) -> RecordId:
    screening = Screening(id=transaction.new_id(), **_asked(youth, on, trigger))
    save(transaction, [Add(screening)], "add screening")
    return screening.id


def test_a_return_waits_for_its_screening_until_there_is_one_or_a_reason(
    workspace: Workspace, youth: tuple[Case, Person], clock: FixedClock
) -> None:
    clock.pass_time(days=5)
    begun = run_away(workspace, youth)
    assert workspace.read(returned_not_screened) == []
    come_back(workspace, begun.episode, NIGHT + timedelta(days=2), "active_ongoing")
    (waiting,) = workspace.read(returned_not_screened)
    assert (waiting.episode, waiting.case, waiting.youth) == (
        begun.episode, youth[0].id, youth[1].id,
    )  # fmt: skip
    assert workspace.read(numbers, date(2026, 3, 9)).unscreened == 1
    assert workspace.read(numbers, date(2026, 3, 9), "Somebody else").unscreened == 0
    workspace.write(_screen, youth, date(2026, 3, 4))
    assert len(workspace.read(returned_not_screened)) == 1, "made before the return"
    workspace.write(_screen, youth, date(2026, 3, 6))
    assert workspace.read(returned_not_screened) == []


def test_a_screening_after_the_return_is_named_in_the_episode_in_one_save(
    workspace: Workspace, youth: tuple[Case, Person], clock: FixedClock
) -> None:
    clock.pass_time(days=5)
    begun = run_away(workspace, youth)
    come_back(workspace, begun.episode, NIGHT + timedelta(days=2))
    asked = _asked(youth, date(2026, 3, 6))
    kept, _ = workspace.write(keep_record, "screening", None, asked)
    assert stored(workspace, MissingEpisode, begun.episode).record.screening == kept.record
    assert kept.dot is not None
    workspace.write(undo, kept.dot)
    assert stored(workspace, MissingEpisode, begun.episode).record.screening is None
    assert stored(workspace, Screening, kept.record).retired


def test_only_a_screening_because_of_the_return_is_named_in_it(
    workspace: Workspace, youth: tuple[Case, Person], clock: FixedClock
) -> None:
    clock.pass_time(days=5)
    begun = run_away(workspace, youth)
    come_back(workspace, begun.episode, NIGHT + timedelta(days=2))
    for on, trigger in ((date(2026, 3, 6), "quarterly"), (date(2026, 3, 4), "return")):
        workspace.write(keep_record, "screening", None, _asked(youth, on, trigger))
    assert stored(workspace, MissingEpisode, begun.episode).record.screening is None


def test_a_reason_for_not_screening_ends_the_wait(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    begun = run_away(workspace, youth)
    come_back(workspace, begun.episode, NIGHT + timedelta(days=2))
    edit(
        workspace, stored(workspace, MissingEpisode, begun.episode),
        screening_not_done="Declined twice",
    )  # fmt: skip
    assert workspace.read(returned_not_screened) == []


def test_a_plan_made_since_the_return_is_found(
    workspace: Workspace, youth: tuple[Case, Person], clock: FixedClock
) -> None:
    begun = run_away(workspace, youth)
    come_back(workspace, begun.episode, NIGHT + timedelta(hours=8))
    for on in (date(2026, 2, 1), date(2026, 3, 4)):
        workspace.write(_plan, youth[0], on)
    clock.pass_time(days=3)
    found = workspace.read(missing_file, youth[0].id, TODAY)
    assert found is not None
    assert found.earlier[0].plan_made_on == date(2026, 3, 4)


def _plan(transaction: Transaction, case: Case, on: date) -> None:
    plan = SafetyPlan(id=transaction.new_id(), case=case.id, made_on=on)
    save(transaction, [Add(plan)], "add safety plan")


def test_nothing_about_missing_youth_reads_a_whole_table(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    run_away(workspace, youth)
    assert whole_reads(plan_of(workspace, missing_file, youth[0].id, TODAY)) == []
    assert whole_reads(plan_of(workspace, returned_not_screened)) == []
    assert whole_reads(plan_of(workspace, open_episodes, youth[1].id)) == []
