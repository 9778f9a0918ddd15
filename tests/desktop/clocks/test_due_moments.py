"""What crosses to the locked process: moments, and nothing that says of what or whom."""

from datetime import UTC, date, datetime, time, timedelta

from desktop.system.handover import Handover, handed_over
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.usecases.deadlines import due_moments
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, edit, stored

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def _missing(transaction: Transaction, case: Case, hours: float) -> None:
    episode = MissingEpisode(
        id=transaction.new_id(), case=case.id, person=case.youth,
        identified_at=NOW - timedelta(hours=hours, seconds=17), police_at=NOW,
        dcf_at=NOW, team_at=NOW, entered_by_police="yes",
    )  # fmt: skip
    save(transaction, [Add(episode)], "add missing episode")


def _hearing(
    transaction: Transaction, case: RecordId, at: time, on: date = date(2026, 3, 4)
) -> None:
    hearing = CourtEvent(
        id=transaction.new_id(), case=case, matter="cra", event_type="status",
        on=on, at=at,
    )  # fmt: skip
    save(transaction, [Add(hearing)], "add court event")


def test_a_clock_and_a_hearing_within_a_day_are_moments_to_the_minute(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(_missing, case, 20)
    workspace.write(_hearing, case.id, time(14, 30))
    assert workspace.read(due_moments, NOW) == [
        datetime(2026, 3, 4, 18, 59, tzinfo=UTC),
        datetime(2026, 3, 4, 19, 30, tzinfo=UTC),
    ]


def test_what_is_over_is_among_them_and_what_is_later_than_a_day_is_not(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(_missing, case, 30)
    workspace.write(_hearing, case.id, time(9, 0), date(2026, 3, 6))
    assert workspace.read(due_moments, NOW) == [datetime(2026, 3, 4, 8, 59, tzinfo=UTC)]


def test_whoever_leads_cases_is_told_of_them_alone(workspace: Workspace) -> None:
    own, _ = workspace.write(add_case)
    other, _ = workspace.write(add_case, "Luz", "Ortiz")
    edit(workspace, stored(workspace, Case, own.id), coordinator="Ana Reyes")
    workspace.write(_missing, other, 20)
    assert workspace.read(due_moments, NOW, "Ana Reyes") == []
    assert len(workspace.read(due_moments, NOW, "Nobody Here")) == 1


def test_nothing_but_whole_minutes_is_handed_to_the_locked_process(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(_missing, case, 20)
    due = tuple(workspace.read(due_moments, NOW))
    said = Handover(due=due).environment({})["SATCHEL_DUE"]
    assert set(said) <= set("0123456789,")
    assert handed_over({"SATCHEL_DUE": said}).due == due


def test_what_cannot_be_read_of_the_surroundings_was_not_said() -> None:
    window = {"SATCHEL_WINDOW": f"{2**40},0,0,0,0", "SATCHEL_LOOK": f"dark,{'9' * 5_000}"}
    assert handed_over(window) == Handover(theme="dark")
