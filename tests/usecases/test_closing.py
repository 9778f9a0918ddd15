from datetime import date
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.exploiter import Exploiter, Involvement
from storage.domain.kinds.link import CaseLink
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.referral_out import ReferralOut
from storage.domain.kinds.task import Task
from storage.usecases.caselinks import (
    cases_of_same_exploiter,
    linked_cases,
    shared_referrals,
)
from storage.usecases.closing import Closing, close_case, open_ends, reopen_case
from storage.usecases.history import history
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case, stored
from tests.usecases.plans import plan_of, whole_reads

TODAY = date(2026, 3, 4)
ASKED = {
    "closed_on": TODAY,
    "closure_reason": "goals_met",
    "exploitation_at_close": "historic",
    "outcome": "Back in school.",
}


def _add(transaction: Transaction, record: Any) -> RecordId:
    save(transaction, [Add(record)], "add")
    found: RecordId = record.id
    return found


def _begun(transaction: Transaction, case: Case) -> tuple[RecordId, RecordId, RecordId, RecordId]:
    new = transaction.new_id
    return (
        _add(transaction, Task(id=new(), case=case.id, text="Call the school", status="open")),
        _add(transaction, Task(id=new(), case=case.id, text="Ring twice", status="in_progress")),
        _add(
            transaction,
            CourtEvent(
                id=new(), case=case.id, matter="delinquency", event_type="status",
                on=date(2026, 3, 9), state="scheduled",
            ),
        ),
        _add(
            transaction,
            ReferralOut(
                id=new(), case=case.id, referred_on=TODAY, need="housing", status="waitlisted"
            ),
        ),
    )  # fmt: skip


def _done(transaction: Transaction, case: Case) -> None:
    new = transaction.new_id
    _add(transaction, Task(id=new(), case=case.id, text="Done", status="done"))
    _add(
        transaction,
        CourtEvent(
            id=new(), case=case.id, matter="delinquency", event_type="status", on=TODAY,
            state="held",
        ),
    )  # fmt: skip


def test_what_is_still_to_come_is_told_and_what_is_over_is_not(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    begun = workspace.write(_begun, case)
    workspace.write(_done, case)
    ends = workspace.read(open_ends, case.id, TODAY)
    assert {end.record.id for end in ends} == set(begun)
    assert whole_reads(plan_of(workspace, open_ends, case.id, TODAY)) == []


def test_closing_asks_for_day_and_reason(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    before = stored(workspace, Case, case.id)
    kept, _ = workspace.write(close_case, Closing(before=before, values={"closed_on": TODAY}))
    assert set(kept.problems) == {"closure_reason"}
    assert stored(workspace, Case, case.id).record.status == case.status


def test_what_ends_is_closed_with_the_case_and_the_rest_is_carried(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    ended_task, carried, hearing, referral = workspace.write(_begun, case)
    closing = Closing(
        before=stored(workspace, Case, case.id), values=ASKED,
        ended=(ended_task, hearing, referral),
    )  # fmt: skip
    kept, _ = workspace.write(close_case, closing)
    now = stored(workspace, Case, case.id).record
    assert (now.status, now.closed_on, now.exploitation_now) == ("closed", TODAY, "historic")
    assert stored(workspace, Task, ended_task).record.status == "cancelled"
    assert stored(workspace, Task, carried).record.status == "carried"
    assert stored(workspace, CourtEvent, hearing).record.state == "cancelled"
    assert stored(workspace, ReferralOut, referral).record.status == "closed_unknown"
    assert kept.dot is not None
    workspace.write(undo, kept.dot)
    assert stored(workspace, Case, case.id).record.status == case.status
    assert stored(workspace, Task, ended_task).record.status == "open"


def test_a_case_opened_again_keeps_its_closing_and_its_history(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(close_case, Closing(before=stored(workspace, Case, case.id), values=ASKED))
    workspace.write(reopen_case, stored(workspace, Case, case.id), TODAY)
    now = stored(workspace, Case, case.id).record
    assert (now.status, now.reopened_on, now.closure_reason) == ("reopened", TODAY, "goals_met")
    assert len(workspace.read(history, "case", case.id)) == 3


def test_a_link_is_seen_from_both_cases(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    other, youth = workspace.write(add_case, "Ana", "Stone")
    workspace.write(_linked, case, other)
    (there,) = workspace.read(linked_cases, case.id)
    (back,) = workspace.read(linked_cases, other.id)
    assert (there.case, there.why, there.youth) == (other.id, "siblings", "Ana Stone")
    assert (back.case, back.record) == (case.id, there.record)
    assert youth.given_name == "Ana"
    assert whole_reads(plan_of(workspace, linked_cases, case.id)) == []


def _linked(transaction: Transaction, case: Case, other: Case) -> None:
    link = CaseLink(
        id=transaction.new_id(), case=case.id, other=other.id, link="siblings", on=TODAY
    )
    _add(transaction, link)


def test_a_referral_that_names_two_youth_ties_their_cases_from_both_sides(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    other, sister = workspace.write(add_case, "Ana", "Stone")
    named = frozenset({youth.id, sister.id})
    workspace.write(_referred, case, named)
    (here,) = workspace.read(shared_referrals, case.id)
    (there,) = workspace.read(shared_referrals, other.id)
    assert [one.case for one in here.cases] == [other.id]
    assert [one.case for one in there.cases] == [case.id]
    assert here.referral == there.referral
    assert whole_reads(plan_of(workspace, shared_referrals, case.id)) == []


def test_a_referral_of_one_youth_alone_ties_nothing_but_one_without_a_case_is_shown(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    workspace.write(_referred, case, frozenset({youth.id}))
    assert workspace.read(shared_referrals, case.id) == []
    workspace.write(_referred, None, frozenset({youth.id}))
    (alone,) = workspace.read(shared_referrals, case.id)
    assert alone.cases == ()


def _referred(transaction: Transaction, case: Case | None, named: frozenset[RecordId]) -> None:
    referral = Referral(
        id=transaction.new_id(),
        case=case.id if case else None,
        people=named,
        received_on=TODAY,
        source="dcf",
    )
    _add(transaction, referral)


def test_a_shared_exploiter_finds_the_other_case_and_tells_no_name(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    other, _ = workspace.write(add_case, "Ana", "Stone")
    workspace.write(_involved, case, other)
    (found,) = workspace.read(cases_of_same_exploiter, case.id)
    assert (found.case, found.why) == (other.id, "same_exploiter")
    assert "Rook" not in str(found)
    assert whole_reads(plan_of(workspace, cases_of_same_exploiter, case.id)) == []


def _involved(transaction: Transaction, *cases: Case) -> None:
    exploiter = Exploiter(id=transaction.new_id(), case=cases[0].id, name="Rook")
    _add(transaction, exploiter)
    for case in cases:
        row = Involvement(
            id=transaction.new_id(), case=case.id, exploiter=exploiter.id, known_on=TODAY
        )
        _add(transaction, row)
