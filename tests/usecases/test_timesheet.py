from datetime import date
from typing import Any

from storage.domain.kinds.contact import Contact
from storage.domain.kinds.time_entry import TimeEntry
from storage.domain.periods import month_after, month_of
from storage.usecases.records import Add, save
from storage.usecases.syncing.expunging import hold_back
from storage.usecases.timesheet import Spent, contacts, spent
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case

MARCH = month_of(date(2026, 3, 17))


def _add(workspace: Workspace, cls: type[Any], **values: Any) -> None:
    def act(transaction: Transaction) -> None:
        save(transaction, [Add(cls(id=transaction.new_id(), **values))], "add")

    workspace.write(act)


def _entry(workspace: Workspace, **values: Any) -> None:
    whole = {
        "on": date(2026, 3, 2),
        "coordinator": "Ana Reyes",
        "activity": "travel",
        "funding": "maca_csec_voca",
        **values,
    }
    _add(workspace, TimeEntry, **whole)


def test_a_month_begins_on_its_first_and_ends_on_its_last_day() -> None:
    assert (MARCH.start, MARCH.end) == (date(2026, 3, 1), date(2026, 3, 31))
    assert month_of(date(2028, 2, 29)).end == date(2028, 2, 29)
    assert month_after(MARCH, -3) == month_of(date(2025, 12, 5))
    assert month_after(month_of(date(2026, 12, 31))) == month_of(date(2027, 1, 1))


def test_time_and_miles_are_summed_by_project_and_activity(workspace: Workspace) -> None:
    _entry(workspace, minutes=60, miles=12)
    _entry(workspace, minutes=30)
    _entry(workspace, minutes=45, funding="cja")
    _entry(workspace, minutes=99, on=date(2026, 2, 28))
    assert workspace.read(spent, MARCH) == [
        Spent("cja", "travel", 45, 0),
        Spent("maca_csec_voca", "travel", 90, 12),
    ]


def test_one_persons_month_is_told_from_everybodys(workspace: Workspace) -> None:
    _entry(workspace, minutes=60)
    _entry(workspace, minutes=30, coordinator="Rosa Lind")
    assert [one.minutes for one in workspace.read(spent, MARCH, "Rosa Lind")] == [30]


def test_contacts_stand_beside_and_never_in_the_sums(workspace: Workspace) -> None:
    _add(workspace, Contact, on=date(2026, 3, 3), minutes=90, miles=20, coordinator="Ana Reyes")
    found = workspace.read(contacts, MARCH, "Ana Reyes")
    assert (found.minutes, found.miles) == (90, 20)
    assert workspace.read(spent, MARCH) == []


def test_contacts_of_a_case_that_a_legal_hold_alone_keeps_do_not_count(
    workspace: Workspace,
) -> None:
    """The case is destroyed everywhere else: the month is here what it is there."""
    case, _ = workspace.write(add_case)
    for home in (case.id, None):
        _add(workspace, Contact, case=home, on=date(2026, 3, 3), minutes=30, coordinator="Ana")
    vault = workspace.read(
        lambda c: bytes(c.exec_driver_sql("SELECT min(vault) FROM vault_key").scalar_one())
    )
    workspace.write(hold_back, vault, case.id, "retention")
    assert workspace.read(contacts, MARCH).minutes == 30
