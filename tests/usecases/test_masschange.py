"""An act that would change very many records stops; what is ordinary does not."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.person import Person
from storage.domain.kinds.task import Task
from storage.errors import MassChangeError, RejectedError
from storage.profile import MachinePolicy
from storage.tables.records import Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.county import adopt
from storage.usecases.masschange import LEAST, MOST, granted, most_at_once
from storage.usecases.records import Add, Edit, Retire, save
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Granted, Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case

WHY = Granted("The program was renamed")
LEADS_ALONE = MachinePolicy(settings={"masschange.lead_only": True})


def make_cases(transaction: Transaction, many: int) -> list[Case]:
    return [add_case(transaction, f"Child {number}")[0] for number in range(many)]


def all_of(connection: Connection, records: Sequence[Case | Person | Task]) -> list[Stored[Any]]:
    found = [fetch(connection, type(one), one.id) for one in records]
    return [one for one in found if one is not None]


def reassign(transaction: Transaction, cases: Sequence[Case], to: str) -> Changes:
    stored = all_of(transaction.connection, cases)
    edits = [Edit(one, replace(one.record, coordinator=to)) for one in stored]
    return save(transaction, edits, "hand over cases")


def retire(transaction: Transaction, records: Sequence[Case | Person | Task]) -> Changes:
    return save(
        transaction, [Retire(one) for one in all_of(transaction.connection, records)], "retire"
    )


def coordinators(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql('SELECT coordinator FROM "case"').scalars())


def noted(connection: Connection) -> list[str]:
    query = "SELECT said FROM access_entry WHERE act = 'bulk'"
    return list(connection.exec_driver_sql(query).scalars())


def test_as_many_as_an_act_usually_changes_need_no_reason(workspace: Workspace) -> None:
    cases = workspace.write(make_cases, LEAST)
    workspace.write(reassign, cases, "Ana Reyes")
    assert workspace.read(coordinators) == {"Ana Reyes"}
    assert workspace.read(noted) == []


def test_one_more_stops_before_it_happens_and_says_what_and_how_many(workspace: Workspace) -> None:
    cases = workspace.write(make_cases, LEAST + 1)
    with pytest.raises(MassChangeError, match="Nothing was changed") as caught:
        workspace.write(reassign, cases, "Ana Reyes")
    found = caught.value
    assert (found.act, found.cases, found.retired, found.others) == ("hand over cases", 11, 0, 0)
    assert found.most == LEAST
    assert found.first[0] == ("Case", cases[0].number)
    assert workspace.read(coordinators) == {""}


def test_with_a_reason_it_is_done_and_noted(workspace: Workspace) -> None:
    cases = workspace.write(make_cases, LEAST + 1)
    workspace.write(granted(reassign, WHY), cases, "Ana Reyes")
    assert workspace.read(coordinators) == {"Ana Reyes"}
    assert workspace.read(noted) == ["hand over cases: 11. The program was renamed"]
    for nothing in ("  ", "\u200b", "..."):
        with pytest.raises(RejectedError, match="A reason is needed"):
            workspace.write(granted(reassign, Granted(nothing)), cases, "Ben Silva")


def test_where_the_program_says_so_a_lead_alone_may_go_on(workspace: Workspace) -> None:
    cases = workspace.write(make_cases, LEAST + 1)
    workspace.write(adopt, None, LEADS_ALONE)
    with pytest.raises(MassChangeError) as caught:
        workspace.write(reassign, cases, "Ana Reyes")
    assert caught.value.lead_only
    with pytest.raises(RejectedError, match="Only a lead"):
        workspace.write(granted(reassign, WHY), cases, "Ana Reyes")
    workspace.write(granted(reassign, replace(WHY, by_lead=True)), cases, "Ana Reyes")
    assert workspace.read(coordinators) == {"Ana Reyes"}


def test_nobody_lifts_the_rule_by_choosing_otherwise(workspace: Workspace) -> None:
    workspace.write(adopt, None, LEADS_ALONE)
    with pytest.raises(RejectedError, match="not yours to change"):
        workspace.write(set_settings, {"masschange.lead_only": False})
    assert workspace.read(setting, "masschange.lead_only")


def test_many_small_saves_of_one_act_are_weighed_together(workspace: Workspace) -> None:
    cases = workspace.write(make_cases, LEAST + 1)

    def one_by_one(transaction: Transaction) -> None:
        for case in cases:
            reassign(transaction, [case], "Ana Reyes")

    with pytest.raises(MassChangeError):
        workspace.write(one_by_one)
    assert workspace.read(coordinators) == {""}


def test_how_much_that_is_follows_the_program(workspace: Workspace) -> None:
    def pretend(transaction: Transaction, cases: int) -> int:
        rows = [(number.to_bytes(16, "big"),) for number in range(cases)]
        transaction.connection.exec_driver_sql(_PRETENDED, rows)
        found = most_at_once(transaction.connection)
        transaction.connection.exec_driver_sql('DELETE FROM "case"')
        return found

    found = [workspace.write(pretend, cases) for cases in (1, 200, 300, 500, 12_000)]
    assert found == [LEAST, 10, 15, MOST, MOST]


def test_within_one_case_any_number_of_edits_is_one_change(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    tasks = [
        Task(
            id=RecordId(bytes([1, *bytes(14), n])),
            case=case.id,
            text=f"Call {n}",
            status="open",
        )
        for n in range(40)
    ]
    workspace.write(save, [Add(task) for task in tasks], "plan")

    def done(transaction: Transaction) -> Changes:
        stored = all_of(transaction.connection, tasks)
        return save(
            transaction,
            [Edit(one, replace(one.record, status="done", done_on=SOME_DAY)) for one in stored],
            "close case",
        )

    workspace.write(done)
    with pytest.raises(MassChangeError) as caught:
        workspace.write(retire, tasks)
    assert (caught.value.retired, caught.value.cases) == (40, 0)


def test_what_is_ordinary_never_stops(workspace: Workspace) -> None:
    """A service for a whole group, and its undo; a first import; a referral that names many."""
    cases = workspace.write(make_cases, 30)

    def group(transaction: Transaction) -> Changes:
        made = []
        for case in cases:
            contact = Contact(id=transaction.new_id(), case=case.id, on=SOME_DAY)
            service = Service(
                id=transaction.new_id(),
                case=case.id,
                contact=contact.id,
                recipient=case.youth or case.id,
                on=SOME_DAY,
                code="e10",
                funding="maca_csec_voca",
            )
            made += [Add(contact), Add(service)]
        return save(transaction, made, "log group")

    done = workspace.write(group)
    assert done.dot is not None
    workspace.write(undo, done.dot)
    assert workspace.read(noted) == []


_PRETENDED = """
INSERT INTO "case" (id, scope, born, saved, number, cac, county, coordinator, backup_coordinator,
opened_on, status, priority, exploitation_at_open, exploitation_now, response, further_counties,
dcf_office, da_office, police, closure_reason, exploitation_at_close, outcome)
VALUES (?, x'', x'', 0, 'N', 'c', '', '', '', '2026-01-01', 's', '', '', '', '', '', '', '', '',
'', '', '')
"""
