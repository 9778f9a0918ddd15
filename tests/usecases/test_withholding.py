"""Break-glass: what a rule withholds is opened with a reason, for a time, and entered."""

from dataclasses import replace

import pytest

from storage.domain.clocks import milliseconds, today
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.exploiter import Exploiter
from storage.domain.kinds.time_entry import Coverage
from storage.errors import RejectedError
from storage.tables import access
from storage.tables.records import fetch
from storage.usecases.access.noting import of_case
from storage.usecases.access.withholding import Withheld, overrides, permit, withheld
from storage.usecases.records import Add, Edit, save
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case

ENOUGH = "She was found tonight, her coordinator is away"


def rule(**said: str) -> dict[str, object]:
    named = {f"access.{name}": value for name, value in said.items()}
    return {"computer.policy": {"format": 1, "settings": named, "locked": []}}


def as_member(transaction: Transaction) -> None:
    """Let this laptop belong to somebody who is no lead."""
    transaction.connection.exec_driver_sql(
        "INSERT INTO member_device (device, signing, kem, role, sequence, name) "
        "VALUES (?, x'', x'', 'member', 2, 'Ana Reyes')",
        (transaction.identity.device,),
    )


def a_case_of(transaction: Transaction, coordinator: str) -> Case:
    case = add_case(transaction)[0]
    stored = fetch(transaction.connection, Case, case.id)
    assert stored is not None
    after = replace(stored.record, coordinator=coordinator)
    save(transaction, [Edit(stored, after)], "hand over")
    return after


@pytest.fixture
def others(workspace: Workspace) -> Case:
    """A case of a colleague, on the laptop of a member whose program asks for a reason."""
    workspace.write(as_member)
    workspace.write(set_settings, rule(others_cases="reason"))
    return workspace.write(a_case_of, "Lena Ortiz")


def found(workspace: Workspace, clock: FixedClock, kind: str, record: RecordId) -> Withheld | None:
    now = milliseconds(clock.now())
    return workspace.read(withheld, kind, record, today(clock), now)


def test_without_a_rule_nothing_is_withheld(workspace: Workspace, clock: FixedClock) -> None:
    workspace.write(as_member)
    case = workspace.write(a_case_of, "Lena Ortiz")
    assert found(workspace, clock, "case", case.id) is None


def test_a_colleague_s_case_asks_for_a_reason_and_says_whose_it_is(
    workspace: Workspace, clock: FixedClock, others: Case
) -> None:
    asked = found(workspace, clock, "case", others.id)
    assert asked == Withheld(of_case(others.id), others.number, "Lena Ortiz")
    assert others.youth is not None
    assert found(workspace, clock, "person", others.youth) == asked


def test_one_s_own_case_asks_for_nothing(
    workspace: Workspace, clock: FixedClock, others: Case
) -> None:
    mine = workspace.write(a_case_of, "Ana Reyes")
    nobodys = workspace.write(a_case_of, "")
    assert found(workspace, clock, "case", mine.id) is None
    assert found(workspace, clock, "case", nobodys.id) is None
    assert found(workspace, clock, "case", others.id)


def test_who_covers_a_colleague_is_asked_for_nothing(
    workspace: Workspace, clock: FixedClock, others: Case
) -> None:
    def cover(transaction: Transaction) -> object:
        day = transaction.today()
        away = Coverage(
            id=transaction.new_id(),
            away="Lena Ortiz",
            covered_by="Ana Reyes",
            from_on=day,
            until_on=day,
        )
        return save(transaction, [Add(away)], "cover")

    workspace.write(cover)
    assert found(workspace, clock, "case", others.id) is None


def test_a_lead_is_asked_for_nothing(workspace: Workspace, clock: FixedClock, others: Case) -> None:
    workspace.write(
        lambda t: t.connection.exec_driver_sql("UPDATE member_device SET role = 'admin'")
    )
    assert found(workspace, clock, "case", others.id) is None


def test_a_reason_opens_it_for_the_stated_time_and_is_entered(
    workspace: Workspace, clock: FixedClock, others: Case
) -> None:
    before = milliseconds(clock.now())
    workspace.write(permit, of_case(others.id), ENOUGH, 8)
    assert found(workspace, clock, "case", others.id) is None
    assert workspace.read(overrides, before) == 1
    ((device, incarnation),) = workspace.read(access.chains)
    entry, _ = workspace.read(lambda c: [*access.chain_of(c, device, incarnation)])[-1]
    assert (entry.act, entry.case, entry.said) == ("override", others.id, ENOUGH)
    assert entry.until == before + 8 * 3_600_000
    clock.pass_time(hours=8)
    assert found(workspace, clock, "case", others.id)


def test_a_clock_set_back_does_not_lengthen_it(
    workspace: Workspace, clock: FixedClock, others: Case
) -> None:
    workspace.write(permit, of_case(others.id), ENOUGH, 1)
    clock.pass_time(hours=-2)
    assert found(workspace, clock, "case", others.id)


@pytest.mark.parametrize(
    ("reason", "hours"),
    [("", 1), ("because", 1), ("." * 20, 1), ("\u200b" * 20, 1), (ENOUGH, 400), (ENOUGH, 0)],
)
def test_no_reason_or_no_end_opens_nothing(
    workspace: Workspace, clock: FixedClock, others: Case, reason: str, hours: int
) -> None:
    with pytest.raises(RejectedError):
        workspace.write(permit, of_case(others.id), reason, hours)
    assert found(workspace, clock, "case", others.id)


def test_a_restricted_record_asks_for_a_reason_of_its_own(
    workspace: Workspace, clock: FixedClock
) -> None:
    def exploiter(transaction: Transaction) -> Exploiter:
        made = Exploiter(id=transaction.new_id(), case=case.id, name="Grey")
        save(transaction, [Add(made)], "add")
        return made

    workspace.write(as_member)
    workspace.write(set_settings, rule(restricted="reason"))
    case = workspace.write(a_case_of, "Lena Ortiz")
    made = workspace.write(exploiter)
    asked = found(workspace, clock, "exploiter", made.id)
    assert asked is not None
    assert (asked.subject.record, asked.whose) == (made.id, "")
    workspace.write(permit, asked.subject, ENOUGH, 1)
    assert found(workspace, clock, "exploiter", made.id) is None
    assert found(workspace, clock, "case", case.id) is None
