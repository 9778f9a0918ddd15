"""Clocks over real records: what starts them, what meets them, who sees them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from storage.domain.deadlines.alarms import Alarm, State
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.usecases.deadlines import alarms, alarms_of, clocks
from storage.usecases.deadlines.arranging import all_rules, set_clock
from storage.usecases.deadlines.periods import mark_done
from storage.usecases.records import Add, Retire, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case, add_note, add_service, edit, stored
from tests.usecases.plans import plan_of, whole_reads

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
"""Wednesday, ten in the morning in Boston."""


def _add(transaction: Transaction, kind: str, /, **values: Any) -> RecordId:
    record = transaction.new_id()
    save(transaction, [Add(KINDS[kind](id=record, **values))], "add")
    return record


def _missing(
    workspace: Workspace, case: Case, person: Person, hours: float = 5, **values: Any
) -> RecordId:
    began = NOW - timedelta(hours=hours)
    return workspace.write(
        _add, "missing_episode", case=case.id, person=person.id, identified_at=began, **values
    )


def _open(workspace: Workspace, who: str = "", now: datetime = NOW) -> dict[str, Alarm]:
    return {alarm.rule.code: alarm for alarm in workspace.read(alarms, now, who)}


def _states(workspace: Workspace, case: Case, now: datetime = NOW) -> dict[str, State]:
    found = workspace.read(alarms_of, case.id, now)
    return {alarm.rule.code: alarm.state for alarm in found}


def test_a_missing_child_starts_police_ncmec_dcf_and_team(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    episode = _missing(workspace, case, youth)
    found = _open(workspace)
    wanted = {"missing_police", "missing_ncmec", "missing_dcf", "missing_team"}
    assert wanted <= found.keys()
    ncmec = found["missing_ncmec"]
    assert (ncmec.record, ncmec.case, ncmec.kind) == (episode, case.id, "missing_episode")
    assert ncmec.due == NOW + timedelta(hours=19)
    assert (ncmec.state, found["missing_police"].state) == (State.SOON, State.OVERDUE)
    assert (ncmec.number, ncmec.youth) == (case.number, "Vega, Marisol")
    assert ncmec.rule.field == "ncmec_at"


def test_the_stamp_in_time_meets_it_and_a_late_one_says_so(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    in_time, late = NOW - timedelta(hours=1), NOW + timedelta(hours=20)
    _missing(workspace, case, youth, ncmec_at=in_time, team_at=late)
    assert "missing_ncmec" not in _open(workspace)
    states = _states(workspace, case)
    assert states["missing_ncmec"] is State.MET
    assert states["missing_team"] is State.MET_LATE


def test_a_return_ends_the_search_and_asks_for_screening_interview_and_plan(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    _missing(workspace, case, youth, returned_at=NOW - timedelta(hours=1))
    found = _open(workspace)
    assert found.keys() & {"missing_police", "missing_ncmec"} == set()
    assert {"return_screening", "return_interview", "return_safety_plan"} <= found.keys()
    assert _states(workspace, case)["missing_ncmec"] is State.NOT_NEEDED


def test_only_a_screening_after_the_return_meets_the_return_screening(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    _missing(workspace, case, youth, returned_at=NOW - timedelta(hours=1))
    values = {"case": case.id, "person": youth.id, "instrument": "cse_it_2"}
    workspace.write(_add, "screening", on=date(2026, 3, 3), **values)
    assert "return_screening" in _open(workspace)
    workspace.write(_add, "screening", on=date(2026, 3, 4), **values)
    assert "return_screening" not in _open(workspace)
    assert _states(workspace, case)["return_screening"] is State.MET


def test_a_reason_why_no_screening_was_done_ends_the_clock(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    back = NOW - timedelta(hours=1)
    _missing(workspace, case, youth, returned_at=back, screening_not_done="Left the state")
    assert "return_screening" not in _open(workspace)
    assert _states(workspace, case)["return_screening"] is State.NOT_NEEDED


def test_a_closed_case_keeps_the_search_but_not_the_papers(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    _missing(workspace, case, youth)
    workspace.write(
        _add, "task", case=case.id, text="Call the school", status="open", due_on=date(2026, 3, 1)
    )
    assert "task_due" in _open(workspace)
    edit(
        workspace, stored(workspace, Case, case.id),
        status="closed", closed_on=date(2026, 3, 3), closure_reason="goals_met",
    )  # fmt: skip
    found = _open(workspace)
    assert "missing_ncmec" in found
    assert "task_due" not in found
    assert _states(workspace, case)["task_due"] is State.NOT_NEEDED


def test_five_business_days_for_the_notice_skip_a_holiday(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(
        _add, "referral", case=case.id, source="dcf", received_on=date(2026, 1, 5),
        report_finding="supported", report_found_on=date(2026, 1, 14),
    )  # fmt: skip
    due = _open(workspace)["notice_supported"].due
    # Wednesday to Wednesday, but for Martin Luther King Jr. Day.
    assert due == datetime(2026, 1, 23, 4, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("referral", {"source": "dcf", "report_filed_on": date(2026, 3, 3)}, "report_screening"),
        (
            "referral",
            {"source": "dcf", "report_decision": "screened_in_emergency",
             "report_decided_on": date(2026, 3, 3)},
            "dcf_emergency",
        ),
        ("referral", {"source": "dcf", "priority": "urgent"}, "urgent_team"),
        ("referral", {"source": "dcf", "outcome": "accepted_mdt"}, "mentor_72h"),
        (
            "court_event",
            {"matter": "care_and_protection", "event_type": "motion", "on": date(2026, 3, 3),
             "at": time(9, 0), "orders": frozenset({"custody_dcf"})},
            "custody_hearing",
        ),
        (
            "court_event",
            {"matter": "cra", "event_type": "status", "on": date(2026, 3, 2)},
            "court_outcome",
        ),
        ("task", {"text": "Ask", "status": "open", "due_on": date(2026, 3, 4)}, "task_due"),
        (
            "referral_out",
            {"need": "peer_mentor", "status": "sent", "referred_on": date(2026, 2, 10)},
            "referral_out_waiting",
        ),
        ("safety_plan", {"made_on": date(2026, 2, 1), "next_review_on": date(2026, 3, 1)},
         "plan_review"),
        ("screening", {"instrument": "cse_it_2", "on": date(2026, 1, 1),
                       "next_on": date(2026, 3, 1)}, "screening_next"),
    ],
)  # fmt: skip
def test_each_kind_of_record_starts_its_clock(
    workspace: Workspace, kind: str, values: dict[str, Any], code: str
) -> None:
    case, _ = workspace.write(add_case)
    if kind == "referral":
        values = {"received_on": date(2026, 3, 3), **values}
    record = workspace.write(_add, kind, case=case.id, **values)
    alarm = _open(workspace)[code]
    assert (alarm.record, alarm.case) == (record, case.id)
    assert alarm.rule.source
    assert alarm.rule.met_by


def test_only_the_day_on_which_dcf_saw_the_children_or_its_finding_meets_the_response(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    monday = date(2026, 3, 2)
    referral = workspace.write(
        _add, "referral", case=case.id, source="dcf", received_on=monday,
        report_decision="screened_in", report_decided_on=monday,
    )  # fmt: skip
    workspace.write(
        _add, "note", case=case.id, on=date(2026, 3, 3), note_class="factual",
        template="collateral", text="A call to the DCF office",
    )  # fmt: skip
    found = _open(workspace)["dcf_response"]
    assert (found.record, found.rule.field) == (referral, "dcf_seen_on")
    edit(workspace, stored(workspace, Referral, referral), dcf_seen_on=date(2026, 3, 3))
    assert "dcf_response" not in _open(workspace)
    assert _states(workspace, case)["dcf_response"] is State.MET


def test_a_day_that_a_person_set_is_over_only_when_the_day_is(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, case.id), next_review_on=date(2026, 3, 4))
    last = datetime(2026, 3, 5, 4, 59, 59, tzinfo=UTC)
    assert _open(workspace, now=last)["case_review"].state is not State.OVERDUE
    over = _open(workspace, now=last + timedelta(seconds=1))["case_review"]
    assert over.state is State.OVERDUE


def test_a_later_plan_and_a_later_screening_take_the_place_of_the_first(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    both = {"case": case.id, "person": youth.id}
    plan = {"made_on": date(2026, 2, 1), "next_review_on": date(2026, 3, 1), **both}
    workspace.write(_add, "safety_plan", **plan)
    assert "plan_review" in _open(workspace)
    workspace.write(_add, "safety_plan", made_on=date(2026, 2, 20), **both)
    assert "plan_review" not in _open(workspace)


def test_a_programs_agreements_and_credentials_belong_to_no_case(workspace: Workspace) -> None:
    workspace.write(_add, "agency", name="Harbor House", mou_until=date(2026, 3, 20))
    workspace.write(
        _add, "credential", holder="Ana Reyes", credential="caseworker_20m",
        from_on=date(2025, 3, 1), until_on=date(2026, 3, 20),
    )  # fmt: skip
    found = _open(workspace, "Ana Reyes")
    assert found["mou_until"].title == "Harbor House"
    assert found["credential_until"].case is None
    assert "credential_until" not in _open(workspace, "Somebody Else")


def test_a_quarter_in_which_somebody_worked_is_owed_until_it_is_marked_done(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    assert "pmt_quarter" not in _open(workspace)
    workspace.write(add_service, case, youth, date(2025, 12, 10))
    owed = _open(workspace)["pmt_quarter"]
    assert (owed.state, owed.period) == (State.OVERDUE, "2025-10-01..2025-12-31")
    assert owed.due == datetime(2026, 1, 31, 4, 59, 59, tzinfo=UTC)
    workspace.write(mark_done, "pmt_quarter", owed.period)
    assert "pmt_quarter" not in _open(workspace)


def test_one_coordinator_sees_the_own_cases_and_what_has_none(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, case.id), coordinator="Ana Reyes")
    _missing(workspace, case, youth)
    assert "missing_ncmec" in _open(workspace, "Ana Reyes")
    assert "missing_ncmec" not in _open(workspace, "Somebody Else")


def test_a_record_whose_case_is_not_here_yet_still_rings(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    episode = _missing(workspace, case, youth)
    workspace.write(_as_sync_leaves_it, episode)
    alarm = _open(workspace, "Ana Reyes")["missing_ncmec"]
    assert (alarm.number, alarm.youth) == ("", "")


def _as_sync_leaves_it(transaction: Transaction, episode: RecordId) -> None:
    """Let the case and the youth of an episode be records that have not arrived."""
    transaction.connection.exec_driver_sql(
        'UPDATE missing_episode SET "case" = ?, person = ? WHERE id = ?',
        (b"c" * 16, b"p" * 16, episode),
    )


def test_what_is_retired_rings_no_more(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    episode = _missing(workspace, case, youth)
    before = stored(workspace, MissingEpisode, episode)
    workspace.write(save, [Retire(before)], "retire")
    assert "missing_ncmec" not in _open(workspace)
    assert _states(workspace, case).keys() & {"missing_ncmec"} == set()


def test_a_program_switches_a_clock_off_and_on_and_sets_its_span(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    _missing(workspace, case, youth)
    workspace.write(set_clock, "missing_team", off=True, amount=None)
    assert "missing_team" not in _open(workspace)
    workspace.write(set_clock, "missing_team", off=False, amount=6, source="Team protocol 2026")
    team = _open(workspace)["missing_team"]
    assert team.due == NOW + timedelta(hours=1)
    assert (team.rule.changed, team.rule.verified) == ("Team protocol 2026", False)
    workspace.write(set_clock, "missing_team", off=False, amount=None)
    assert _open(workspace)["missing_team"].due == NOW + timedelta(hours=19)
    here = {shipped.code: own for shipped, own in workspace.read(all_rules)}
    assert here["missing_team"].changed == ""


def test_a_clock_that_was_set_back_is_named_and_hides_nothing(
    workspace: Workspace, clock: FixedClock
) -> None:
    case, youth = workspace.write(add_case)
    _missing(workspace, case, youth, hours=23)
    right = workspace.read(clocks, clock.now())
    assert not right.present.looks_wrong
    wrong = workspace.read(clocks, clock.now() - timedelta(days=3))
    assert wrong.present.looks_wrong
    assert {one.due for one in wrong.alarms} == {one.due for one in right.alarms}
    assert [one.state for one in wrong.alarms] == [one.state for one in right.alarms]


def test_a_clock_that_was_set_forward_is_asked_about_and_hides_nothing(
    workspace: Workspace, clock: FixedClock
) -> None:
    case, youth = workspace.write(add_case)
    _missing(workspace, case, youth, hours=23)
    found = workspace.read(clocks, clock.now() + timedelta(days=400))
    assert found.present.may_be_ahead
    assert {one.rule.code for one in found.alarms} >= {
        one.rule.code for one in workspace.read(clocks, clock.now()).alarms
    }


def test_a_jump_back_while_the_program_runs_is_noticed(
    workspace: Workspace, clock: FixedClock
) -> None:
    seen = clock.now() + timedelta(hours=8)
    found = workspace.read(lambda connection: clocks(connection, clock.now(), seen=seen))
    assert found.present.looks_wrong
    assert found.present.moment == seen


def test_overdue_stands_first_and_a_childs_safety_before_papers(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    workspace.write(_add, "task", case=case.id, text="File", status="open", due_on=date(2026, 2, 1))
    _missing(workspace, case, youth)
    found = workspace.read(clocks, NOW)
    codes = [alarm.rule.code for alarm in found.alarms]
    assert codes[:3] == ["missing_police", "missing_dcf", "task_due"]
    assert (found.overdue, found.total) == (3, len(codes))


def test_the_case_lists_exactly_what_the_whole_list_has_for_it(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    other, _ = workspace.write(add_case, "Luz", "Ortiz")
    _missing(workspace, case, youth)
    _missing(workspace, other, youth, returned_at=NOW)
    add = {"case": case.id, "source": "dcf", "received_on": date(2026, 3, 3)}
    workspace.write(_add, "referral", priority="urgent", **add)
    workspace.write(add_note, case, "A note")
    every = {(a.rule.code, a.record) for a in workspace.read(alarms, NOW) if a.case == case.id}
    own = {
        (alarm.rule.code, alarm.record)
        for alarm in workspace.read(alarms_of, case.id, NOW)
        if alarm.state in (State.AHEAD, State.SOON, State.OVERDUE)
    }
    assert own == every


def test_no_rule_reads_a_whole_table_of_records_of_cases(workspace: Workspace) -> None:
    steps = plan_of(workspace, clocks, NOW, "Ana Reyes")
    # Settings and agencies are few and belong to no case.
    assert whole_reads(steps) == ["SCAN clock_setting", "SCAN t"]
